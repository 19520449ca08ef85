// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/witness/witness_json.h"

#include <algorithm>

#include "models/protocol/digest.h"
#include "models/protocol/json_reader.h"

namespace interlock::witness {
namespace {

using protocol::JsonReader;
using protocol::JsonValue;

JsonValue ThreadToJson(const Thread& thread) {
  JsonValue object = JsonValue::Object();
  object.Set("name", JsonValue::String(thread.name));
  object.Set("role", JsonValue::String(thread.role));
  object.Set("role_name", JsonValue::String(thread.role_name));
  object.Set("instance", JsonValue::Integer(thread.instance));
  object.Set("parent", JsonValue::Integer(thread.parent));
  object.Set("spawn_position", JsonValue::String(thread.spawn_position));
  return object;
}

JsonValue StepToJson(const Step& step) {
  JsonValue stack = JsonValue::Array();
  for (const std::string& position : step.stack) stack.Append(JsonValue::String(position));
  JsonValue object = JsonValue::Object();
  object.Set("thread", JsonValue::Integer(step.thread));
  object.Set("kind", JsonValue::String(step.kind));
  object.Set("site", JsonValue::String(step.site));
  object.Set("position", JsonValue::String(step.position));
  object.Set("function", JsonValue::String(step.function));
  object.Set("object", JsonValue::String(step.object));
  object.Set("child", JsonValue::Integer(step.child));
  object.Set("stack", std::move(stack));
  object.Set("shared_mode", JsonValue::Boolean(step.shared_mode));
  return object;
}

JsonValue ToJson(const Witness& witness, const std::string* digest) {
  JsonValue object = JsonValue::Object();
  object.Set("schema", JsonValue::String(witness.schema));
  if (digest != nullptr) object.Set("id", JsonValue::String(IdFromDigest(*digest)));
  object.Set("protocol", JsonValue::String(witness.protocol));
  object.Set("protocol_digest", JsonValue::String(witness.protocol_digest));
  object.Set("finding", JsonValue::String(witness.finding));
  object.Set("property", JsonValue::String(witness.property));
  object.Set("program", JsonValue::String(witness.program));
  JsonValue threads = JsonValue::Array();
  for (const Thread& thread : witness.threads) threads.Append(ThreadToJson(thread));
  object.Set("threads", std::move(threads));
  JsonValue steps = JsonValue::Array();
  for (const Step& step : witness.steps) steps.Append(StepToJson(step));
  object.Set("steps", std::move(steps));
  JsonValue model = JsonValue::Object();
  for (const auto& [name, value] : witness.model) model.Set(name, JsonValue::String(value));
  object.Set("model", std::move(model));
  if (digest != nullptr) object.Set("digest", JsonValue::String(*digest));
  return object;
}

Thread ReadThread(JsonReader* reader) {
  reader->OnlyMembers({"name", "role", "role_name", "instance", "parent", "spawn_position"});
  Thread thread;
  thread.name = reader->StringMember("name");
  thread.role = reader->StringMember("role");
  thread.role_name = reader->StringMember("role_name");
  thread.instance = reader->Integer32Member("instance");
  thread.parent = reader->Integer32Member("parent");
  thread.spawn_position = reader->StringMember("spawn_position");
  return thread;
}

Step ReadStep(JsonReader* reader) {
  reader->OnlyMembers({"thread", "kind", "site", "position", "function", "object", "child", "stack",
                       "shared_mode"});
  Step step;
  step.thread = reader->Integer32Member("thread");
  step.kind = reader->StringMember("kind");
  step.site = reader->StringMember("site");
  step.position = reader->StringMember("position");
  step.function = reader->StringMember("function");
  step.object = reader->StringMember("object");
  step.child = reader->Integer32Member("child");
  step.stack = reader->StringsMember("stack");
  step.shared_mode = reader->BooleanMember("shared_mode");
  return step;
}

bool IsAccess(const Step& step) { return step.kind == "read" || step.kind == "write"; }

bool IsStepKind(const std::string& kind) {
  static constexpr const char* kKinds[] = {"spawn",   "join",  "lock", "unlock", "send",
                                           "receive", "close", "wait", "signal", "once",
                                           "barrier", "read",  "write"};
  return std::find(std::begin(kKinds), std::end(kKinds), kind) != std::end(kKinds);
}

}  // namespace

std::string ContentDigest(const Witness& witness) {
  return protocol::Digest(ToJson(witness, nullptr).ToText());
}

std::string IdFromDigest(const std::string& digest) { return "W-" + digest.substr(0, 4); }

std::string WitnessToJson(const Witness& witness) {
  const std::string digest = ContentDigest(witness);
  return ToJson(witness, &digest).ToText() + "\n";
}

Status ValidateWitness(const Witness& witness) {
  if (witness.schema != kWitnessSchema) {
    return MakeError("witness has another schema: " + witness.schema, "/schema",
                     ErrorKind::kVersion);
  }
  const auto thread_count = static_cast<std::int32_t>(witness.threads.size());
  for (std::int32_t i = 0; i < thread_count; ++i) {
    const std::int32_t parent = witness.threads[i].parent;
    if (parent < -1 || parent >= i) {
      return MakeError("parent does not come before the thread: " + std::to_string(parent),
                       "/threads/" + std::to_string(i) + "/parent");
    }
  }
  const std::size_t step_count = witness.steps.size();
  for (std::size_t i = 0; i < step_count; ++i) {
    const Step& step = witness.steps[i];
    const std::string pointer = "/steps/" + std::to_string(i);
    if (step.thread < 0 || step.thread >= thread_count) {
      return MakeError("dangling reference to a thread: " + std::to_string(step.thread),
                       pointer + "/thread");
    }
    if (step.child < -1 || step.child >= thread_count) {
      return MakeError("dangling reference to a thread: " + std::to_string(step.child),
                       pointer + "/child");
    }
    if (!IsStepKind(step.kind)) {
      return MakeError("word is not known: " + step.kind, pointer + "/kind");
    }
    if (IsAccess(step) != (i + 2 >= step_count)) {
      return MakeError("exactly the last two steps are accesses", pointer + "/kind");
    }
  }
  if (step_count < 2) return MakeError("witness has no two accesses", "/steps");
  const Step& first = witness.steps[step_count - 2];
  const Step& second = witness.steps[step_count - 1];
  if (first.thread == second.thread) {
    return MakeError("both accesses belong to one thread: " + std::to_string(first.thread),
                     "/steps");
  }
  if (first.kind == "read" && second.kind == "read") {
    return MakeError("two reads do not conflict", "/steps");
  }
  return Status::Ok();
}

Result<Witness> WitnessFromJson(std::string_view text) {
  const Result<JsonValue> parsed = JsonValue::Parse(text);
  if (!parsed.ok()) return parsed.error();
  JsonReader reader(*parsed);
  Witness witness;
  reader.Member("schema", [&] {
    witness.schema = reader.String();
    if (reader.ok() && witness.schema != kWitnessSchema) {
      reader.Fail("witness has another schema: " + witness.schema, ErrorKind::kVersion);
    }
  });
  reader.OnlyMembers({"schema", "id", "protocol", "protocol_digest", "finding", "property",
                      "program", "threads", "steps", "model", "digest"});
  witness.id = reader.StringMember("id");
  witness.protocol = reader.StringMember("protocol");
  witness.protocol_digest = reader.StringMember("protocol_digest");
  witness.finding = reader.StringMember("finding");
  witness.property = reader.StringMember("property");
  witness.program = reader.StringMember("program");
  reader.Member("threads",
                [&] { reader.Items([&] { witness.threads.push_back(ReadThread(&reader)); }); });
  reader.Member("steps",
                [&] { reader.Items([&] { witness.steps.push_back(ReadStep(&reader)); }); });
  reader.Member("model", [&] {
    if (!reader.Expect(JsonValue::Kind::kObject)) return;
    for (const auto& [name, value] : reader.here().members()) {
      witness.model[name] = reader.StringMember(name.c_str());
    }
  });
  witness.digest = reader.StringMember("digest");
  if (!reader.ok()) return reader.error();
  const Status valid = ValidateWitness(witness);
  if (!valid.ok()) return valid.error();
  const std::string digest = ContentDigest(witness);
  if (digest != witness.digest) {
    return MakeError(
        "digest does not fit the content: stated=" + witness.digest + " computed=" + digest,
        "/digest");
  }
  if (witness.id != IdFromDigest(digest)) {
    return MakeError("id does not fit the digest: " + witness.id, "/id");
  }
  return witness;
}

}  // namespace interlock::witness
