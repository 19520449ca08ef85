// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/witness/build_witness.h"

#include "models/protocol/protocol_json.h"
#include "models/protocol/protocol_names.h"
#include "models/witness/witness_json.h"

namespace interlock::witness {
namespace {

using parametric::Schedule;
using parametric::ScheduleStep;
using parametric::ScheduleThread;
using protocol::Protocol;
using protocol::SiteId;

template <typename T>
bool InRange(std::int32_t id, const std::vector<T>& table) {
  return id >= 0 && static_cast<std::size_t>(id) < table.size();
}

Thread MakeThread(const Protocol& protocol, const ScheduleThread& planned, std::size_t number) {
  const protocol::Role& role = protocol.roles[planned.role];
  Thread thread;
  thread.name = "T" + std::to_string(number);
  thread.role = role.id;
  thread.role_name = role.name;
  thread.instance = planned.instance;
  thread.parent = planned.parent;
  if (role.spawn_site != protocol::kNone) {
    thread.spawn_position = protocol.sites[role.spawn_site].position;
  }
  return thread;
}

void SetSite(const Protocol& protocol, SiteId site, const std::vector<SiteId>& stack, Step* step) {
  if (site != protocol::kNone) {
    step->site = protocol.sites[site].key;
    step->position = protocol.sites[site].position;
    step->function = protocol.sites[site].function;
  }
  for (const SiteId call : stack) step->stack.push_back(protocol.sites[call].position);
}

Step MakeStep(const Protocol& protocol, const ScheduleStep& planned) {
  Step step;
  step.thread = planned.thread;
  step.child = planned.child;
  if (planned.access != protocol::kNone) {
    const protocol::Access& access = protocol.accesses[planned.access];
    step.kind = protocol::AccessKindNames()[static_cast<std::size_t>(access.kind)];
    step.object = access.what.empty() ? access.address.ToText() : access.what;
    SetSite(protocol, access.site, access.stack, &step);
    return step;
  }
  const protocol::Event& event = protocol.events[planned.event];
  step.kind = protocol::EventKindNames()[static_cast<std::size_t>(event.kind)];
  step.shared_mode = event.shared_mode;
  if (event.kind != protocol::EventKind::kSpawn && event.kind != protocol::EventKind::kJoin) {
    step.object = event.object.ToText();
  }
  SetSite(protocol, event.site, event.stack, &step);
  return step;
}

bool Belongs(const Protocol& protocol, const Schedule& schedule) {
  for (const ScheduleThread& thread : schedule.threads) {
    if (!InRange(thread.role, protocol.roles)) return false;
  }
  for (const ScheduleStep& step : schedule.steps) {
    if (!InRange(step.thread, schedule.threads)) return false;
    const bool is_access = step.access != protocol::kNone;
    if (is_access ? !InRange(step.access, protocol.accesses)
                  : !InRange(step.event, protocol.events)) {
      return false;
    }
  }
  return true;
}

}  // namespace

Result<Witness> BuildWitness(const Protocol& protocol, const parametric::Finding& finding,
                             const std::string& program) {
  const Schedule& schedule = finding.schedule;
  if (schedule.steps.empty()) return MakeError("finding has no schedule: " + finding.fingerprint);
  if (!Belongs(protocol, schedule)) {
    return MakeError("finding belongs to another protocol: " + finding.fingerprint, "",
                     ErrorKind::kInternal);
  }
  Witness witness;
  witness.protocol = protocol.name;
  // Computed only where the protocol was just built: a file carries its checked digest.
  witness.protocol_digest =
      protocol.digest.empty() ? protocol::ContentDigest(protocol) : protocol.digest;
  witness.finding = finding.fingerprint;
  witness.property = "data race";
  witness.program = program;
  for (const ScheduleThread& thread : schedule.threads) {
    witness.threads.push_back(MakeThread(protocol, thread, witness.threads.size()));
  }
  for (const ScheduleStep& step : schedule.steps) {
    witness.steps.push_back(MakeStep(protocol, step));
  }
  witness.model = finding.model;
  witness.digest = ContentDigest(witness);
  witness.id = IdFromDigest(witness.digest);
  const Status valid = ValidateWitness(witness);
  if (!valid.ok()) return valid.error();
  return witness;
}

}  // namespace interlock::witness
