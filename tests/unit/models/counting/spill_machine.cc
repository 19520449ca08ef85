// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/unit/models/counting/spill_machine.h"

#include <vector>

#include "models/counting/system_builder.h"

namespace interlock::counting {
namespace {

constexpr std::int64_t kNotSpilled = 0;
constexpr std::int64_t kNeedSpill = 1;
constexpr std::int64_t kInSpilling = 2;

// Builds the machine role by role; members are the objects that roles share.
class MachineBuilder {
 public:
  explicit MachineBuilder(const SpillMachineOptions& options) : options_(options), b_("spill") {
    workers_ = b_.AddParameter("N", 1);
    main_ = b_.AddRole("main", Instances::kOne);
    controller_ = b_.AddRole("controller", Instances::kOne);
    worker_ = b_.AddRole("worker", Instances::kMany);
    spiller_ = b_.AddRole("spill worker", Instances::kSpawned);
    consumer_ = b_.AddRole("other operator", Instances::kOne);
    builder_ = b_.AddRole("builder", Instances::kOne);
    source_ = b_.AddChannel("source chunks", 1);
    stops_ = b_.AddChannel("stops", workers_);
    errors_ = b_.AddChannel("errors", Linear(workers_) + 1);
    close_ = b_.AddChannel("close signal", 0);
    units_ = b_.AddGroup("units");
    mutex_ = b_.AddMutex("status mutex");
    spill_end_ = b_.AddCondition("spill end", mutex_);
    status_ = b_.AddVariable("status", kNotSpilled, kInSpilling, kNotSpilled);
    killed_ = b_.AddVariable("killed", 0, 1, 0);
  }

  CounterSystem Build() {
    BuildMain();
    BuildWorker();
    BuildConsumer();
    BuildController();
    BuildBuilder();
    FinishNotifications();
    AddProperties();
    return b_.Take();
  }

 private:
  using Points = std::vector<std::int32_t>;

  static Constraint Is(Symbol symbol, std::int64_t value) { return Equals(symbol, value); }

  // The query may be killed, and closed, at any time, or never.
  void BuildMain() {
    const auto running = b_.AddPoint(main_, "running", 1);
    const auto close = b_.AddPoint(main_, "close", {{Operation::kClose, close_}});
    const auto ended = b_.AddEnded(main_);
    b_.Step(running, running, {}, {{killed_, true, 1}});
    b_.Step(running, close);
    b_.Step(running, ended);
    b_.OnAll(close, ended);
  }

  // Consumption of memory: waits while a spill runs, may ask for one. Ends at `after`.
  Points AddConsume(std::int32_t role, const std::string& name, std::int32_t from,
                    std::int32_t after) {
    const auto lock = b_.AddPoint(role, name + " lock", {{Operation::kLock, mutex_}});
    const auto read = b_.AddPoint(role, name + " read");
    const auto begin = b_.AddPoint(role, name + " wait", {{Operation::kConditionWait, spill_end_}});
    const auto waiting =
        b_.AddPoint(role, name + " waiting", {{Operation::kConditionWaiting, spill_end_}});
    const auto again = b_.AddPoint(role, name + " lock again", {{Operation::kLock, mutex_}});
    const auto unlock = b_.AddPoint(role, name + " unlock", {{Operation::kUnlock, mutex_}});
    b_.Step(from, lock);
    b_.OnAll(lock, read);
    b_.Step(read, begin, {Is(status_, kInSpilling)});
    b_.Step(read, unlock, {Differs(status_, kInSpilling)});
    b_.Step(read, unlock, {Is(status_, kNotSpilled)}, {{status_, true, kNeedSpill}});
    b_.OnAll(begin, waiting);
    b_.OnAll(waiting, again);
    b_.OnAll(again, read);
    b_.OnAll(unlock, after);
    wakes_.push_back({waiting, again});
    return {lock, read, begin, waiting, again, unlock};
  }

  void BuildWorker() {
    const auto start = b_.AddPoint(worker_, "start", workers_);
    const auto receive = b_.AddPoint(worker_, "receive", {{Operation::kReceive, source_}});
    const auto unit = b_.AddPoint(worker_, "unit");
    const auto work = b_.AddPoint(worker_, "work");
    const auto done = b_.AddPoint(worker_, "done", {{Operation::kDone, units_}});
    const auto epilogue = b_.AddPoint(worker_, "epilogue");
    const auto ended = b_.AddEnded(worker_);
    const auto failing = b_.AddPoint(worker_, "send error", {{Operation::kSend, errors_}});
    const auto stopping = b_.AddPoint(worker_, "send stop", {{Operation::kTrySend, stops_}});
    const auto failed_done = b_.AddPoint(worker_, "failed done", {{Operation::kDone, units_}});
    const auto failed_receive =
        b_.AddPoint(worker_, "failed receive", {{Operation::kReceive, source_}});
    const auto failed_ended = b_.AddEnded(worker_, "ended with an error");
    b_.Step(start, receive);
    b_.On(receive, Outcome::kReceived, unit);
    b_.On(receive, Outcome::kReceiveClosed, epilogue);
    b_.Step(epilogue, ended);
    const Points consume = AddConsume(worker_, "consume", unit, work);
    b_.Step(unit, work);
    b_.Step(work, unit);
    b_.Step(work, done);
    // A failure of its own, or the kill flag.
    b_.Step(work, failing);
    b_.On(done, Outcome::kDone, receive);
    b_.OnAll(failing, stopping);
    b_.OnAll(stopping, failed_done);
    const auto after = options_.failed_worker_stops ? failed_ended : failed_receive;
    b_.On(failed_done, Outcome::kDone, after);
    b_.On(failed_receive, Outcome::kReceived, failed_done);
    b_.On(failed_receive, Outcome::kReceiveClosed, failed_ended);
    in_unit_ = consume;
    for (const auto point : {unit, work, done, failing, stopping, failed_done}) {
      in_unit_.push_back(point);
    }
    if (options_.worker_prologue) in_unit_.push_back(start);
    if (options_.worker_epilogue) in_unit_.push_back(epilogue);
  }

  // Another operator of the query, which consumes memory of the same tracker.
  void BuildConsumer() {
    const auto idle = b_.AddPoint(consumer_, "idle", 1);
    const auto ended = b_.AddEnded(consumer_);
    b_.Step(idle, ended);
    AddConsume(consumer_, "consume", idle, idle);
  }

  // A spill from `from`: to `good` or, with an error, to `bad`.
  void AddSpill(const std::string& name, std::int32_t from, std::int32_t good, std::int32_t bad) {
    const auto point = [&](const char* what, std::vector<PointCase> cases = {}) {
      return b_.AddPoint(controller_, name + " " + what, std::move(cases));
    };
    const auto lock = point("lock", {{Operation::kLock, mutex_}});
    const auto set = point("begin");
    const auto unlock = point("unlock", {{Operation::kUnlock, mutex_}});
    const auto poll = point("poll");
    const auto join = point("join", {{Operation::kJoin, spiller_}});
    const auto result = point("result");
    b_.Step(from, lock);
    b_.OnAll(lock, set);
    b_.Step(set, unlock, {}, {{status_, true, kInSpilling}});
    b_.OnAll(unlock, poll);
    // The end of a spill, for success and for errors.
    const auto finish = [&](const char* how, std::int32_t next, bool keeps_status) {
      const auto end_lock =
          b_.AddPoint(controller_, name + " " + how + " lock", {{Operation::kLock, mutex_}});
      const auto end_set = b_.AddPoint(controller_, name + " " + how + " end");
      const auto end_unlock =
          b_.AddPoint(controller_, name + " " + how + " unlock", {{Operation::kUnlock, mutex_}});
      b_.OnAll(end_lock, end_set);
      if (keeps_status) {
        b_.Step(end_set, end_unlock);
        b_.OnAll(end_unlock, next);
        return end_lock;
      }
      const auto notify = b_.AddPoint(controller_, name + " " + how + " notify",
                                      {{Operation::kNotifyAll, spill_end_}});
      b_.Step(end_set, end_unlock, {}, {{status_, true, kNotSpilled}});
      b_.OnAll(end_unlock, notify);
      notifies_.push_back({notify, next});
      return end_lock;
    };
    const auto end_good = finish("good", good, false);
    const auto end_bad = finish("bad", bad, options_.failed_spill_keeps_status);
    b_.Step(poll, end_bad, {Is(killed_, 1)});
    b_.Step(poll, join, {Is(killed_, 0)}).spawns = {{SpillStart(), workers_}};
    b_.OnAll(join, result);
    b_.Step(result, end_good);
    b_.Step(result, end_bad);
  }

  std::int32_t SpillStart() {
    if (spill_start_ >= 0) return spill_start_;
    spill_start_ = b_.AddPoint(spiller_, "start");
    const auto write = b_.AddPoint(spiller_, "write");
    const auto ended = b_.AddEnded(spiller_);
    b_.Step(spill_start_, write);
    b_.Step(write, write);
    b_.Step(write, ended);
    spilling_ = {spill_start_, write};
    return spill_start_;
  }

  void BuildController() {
    const auto point = [&](const char* name, std::vector<PointCase> cases = {}) {
      return b_.AddPoint(controller_, name, std::move(cases));
    };
    const auto loop = b_.AddPoint(controller_, "loop", 1);
    const auto check = point("check", {{Operation::kLock, mutex_}});
    const auto read = point("read");
    const auto unlock_needed = point("unlock needed", {{Operation::kUnlock, mutex_}});
    const auto unlock = point("unlock", {{Operation::kUnlock, mutex_}});
    const auto quiesce = point("quiesce", {{Operation::kWait, units_}});
    const auto spill = point("spill");
    const auto input = point("input");
    const auto add = point("add", {{Operation::kAdd, units_}});
    const auto late_add = point("late add", {{Operation::kAdd, units_}});
    const auto send = point("send", {{Operation::kReceive, close_},
                                     {Operation::kReceive, stops_},
                                     {Operation::kSend, source_}});
    const auto undo = point("undo", {{Operation::kDone, units_}});
    const auto final_close = point("close at the end", {{Operation::kClose, source_}});
    const auto final_wait = point("quiesce at the end", {{Operation::kWait, units_}});
    const auto final_check = point("anything spilled");
    const auto failed = point("close after an error", {{Operation::kClose, source_}});
    const auto send_error = point("send error", {{Operation::kSend, errors_}});
    const auto send_stop = point("send stop", {{Operation::kTrySend, stops_}});
    const auto stopped = point("close after a stop", {{Operation::kClose, source_}});
    const auto finish = point("close again", {{Operation::kClose, source_}});
    const auto ended = b_.AddEnded(controller_);
    // Before each unit: finished? spill? next input.
    b_.Step(loop, failed);
    b_.Step(loop, check);
    b_.OnAll(check, read);
    b_.Step(read, unlock_needed, {Is(status_, kNeedSpill)});
    b_.Step(read, unlock, {Differs(status_, kNeedSpill)});
    b_.OnAll(unlock_needed, quiesce);
    b_.OnAll(quiesce, spill);
    AddSpill("spill", spill, input, failed);
    b_.OnAll(unlock, input);
    b_.Step(input, failed);
    b_.Step(input, final_close);
    b_.Step(input, options_.add_after_send ? send : add);
    b_.OnAll(add, send);
    // Hand out the unit, or take it back.
    b_.OnAll(send, options_.no_undo || options_.add_after_send ? failed : undo, 0);
    b_.OnAll(send, options_.no_undo || options_.add_after_send ? stopped : undo, 1);
    b_.On(send, Outcome::kSent, options_.add_after_send ? late_add : loop, {}, 2);
    b_.On(send, Outcome::kSendClosed, undo, {}, 2);
    b_.OnAll(late_add, loop);
    b_.OnAll(undo, failed);
    b_.OnAll(undo, stopped);
    // The end of the input.
    b_.OnAll(final_close, final_wait);
    b_.OnAll(final_wait, final_check);
    b_.Step(final_check, finish);
    const auto final_spill = point("final spill");
    b_.Step(final_check, final_spill);
    AddSpill("final spill", final_spill, finish, failed);
    b_.OnAll(finish, ended);
    b_.OnAll(failed, send_error);
    b_.OnAll(send_error, send_stop);
    // Ends apart: so each error that lies in its channel has somebody who sent it.
    b_.OnAll(send_stop, b_.AddEnded(controller_, "ended with an error"));
    b_.OnAll(stopped, ended);
  }

  // Joins all; that is where deadlock would show.
  void BuildBuilder() {
    const auto controller =
        b_.AddPoint(builder_, "join controller", {{Operation::kJoin, controller_}}, 1);
    const auto workers = b_.AddPoint(builder_, "join workers", {{Operation::kJoin, worker_}});
    const auto ended = b_.AddEnded(builder_);
    b_.OnAll(controller, workers);
    b_.OnAll(workers, ended);
  }

  void FinishNotifications() {
    for (const auto& [from, to] : notifies_) b_.Notify(from, to, wakes_);
  }

  void AddProperties() {
    b_.AddProperty("exclusion", PropertyKind::kNever, 0,
                   {{AtLeast(SystemBuilder::Count(spilling_), 1),
                     AtLeast(SystemBuilder::Count(in_unit_), 1)}});
    b_.AddProperty("deadlock", PropertyKind::kDeadlock);
    b_.AddProperty("lost wake-up", PropertyKind::kLostWakeUp);
    b_.AddProperty("units never negative", PropertyKind::kNegativeGroup, units_);
    b_.AddProperty("no send after close", PropertyKind::kSendAfterClose, source_);
    b_.AddProperty("close signal closed once", PropertyKind::kCloseTwice, close_);
  }

  SpillMachineOptions options_;
  SystemBuilder b_;
  Symbol workers_;
  Symbol status_;
  Symbol killed_;
  std::int32_t main_ = 0, controller_ = 0, worker_ = 0, spiller_ = 0, consumer_ = 0, builder_ = 0;
  std::int32_t source_ = 0, stops_ = 0, errors_ = 0, close_ = 0, units_ = 0;
  std::int32_t mutex_ = 0, spill_end_ = 0;
  std::int32_t spill_start_ = -1;
  Points in_unit_;
  Points spilling_;
  std::vector<Wake> wakes_;
  std::vector<std::pair<std::int32_t, std::int32_t>> notifies_;
};

}  // namespace

CounterSystem SpillMachine(const SpillMachineOptions& options) {
  return MachineBuilder(options).Build();
}

}  // namespace interlock::counting
