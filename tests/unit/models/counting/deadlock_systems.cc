// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/unit/models/counting/deadlock_systems.h"

#include "models/counting/system_builder.h"

namespace interlock::counting {

CounterSystem SendIntoFullChannel(bool repaired) {
  SystemBuilder b("send into a full channel");
  const Symbol n = b.AddParameter("N", 1);
  const auto main = b.AddRole("main", Instances::kOne);
  const auto producer = b.AddRole("producer", Instances::kMany);
  const auto results = b.AddChannel("results", repaired ? Linear(n) : Linear(1));
  const auto work = b.AddPoint(producer, "work", n);
  const auto send = b.AddPoint(producer, "send", {{Operation::kSend, results}});
  const auto ended = b.AddEnded(producer);
  b.Step(work, send);
  b.OnAll(send, ended);
  const auto join = b.AddPoint(main, "join", {{Operation::kJoin, producer}}, 1);
  const auto take = b.AddPoint(main, "take", {{Operation::kTryReceive, results}});
  const auto main_ended = b.AddEnded(main);
  b.OnAll(join, take);
  b.On(take, Outcome::kReceived, take);
  b.On(take, Outcome::kReceiveClosed, main_ended);
  b.On(take, Outcome::kReceiveEmpty, main_ended);
  b.AddProperty("deadlock", PropertyKind::kDeadlock);
  return b.Take();
}

CounterSystem WorkerStopsConsuming(bool repaired) {
  SystemBuilder b("worker stops consuming");
  const Symbol n = b.AddParameter("N", 1);
  const auto producer = b.AddRole("producer", Instances::kOne);
  const auto worker = b.AddRole("worker", Instances::kMany);
  const auto units = b.AddChannel("units", 1);
  const auto loop = b.AddPoint(producer, "loop", 1);
  const auto send = b.AddPoint(producer, "send", {{Operation::kSend, units}});
  const auto close = b.AddPoint(producer, "close", {{Operation::kClose, units}});
  const auto join = b.AddPoint(producer, "join", {{Operation::kJoin, worker}});
  const auto ended = b.AddEnded(producer);
  b.Step(loop, send);
  b.Step(loop, close);
  b.OnAll(send, loop);
  b.OnAll(close, join);
  b.OnAll(join, ended);
  const auto receive = b.AddPoint(worker, "receive", {{Operation::kReceive, units}}, n);
  const auto work = b.AddPoint(worker, "work");
  const auto drain = b.AddPoint(worker, "drain", {{Operation::kReceive, units}});
  const auto worker_ended = b.AddEnded(worker);
  b.On(receive, Outcome::kReceived, work);
  b.On(receive, Outcome::kReceiveClosed, worker_ended);
  b.Step(work, receive);
  b.Step(work, repaired ? drain : worker_ended);
  b.On(drain, Outcome::kReceived, drain);
  b.On(drain, Outcome::kReceiveClosed, worker_ended);
  b.AddProperty("deadlock", PropertyKind::kDeadlock);
  b.AddProperty("no send after close", PropertyKind::kSendAfterClose, units);
  b.AddProperty("closed once", PropertyKind::kCloseTwice, units);
  return b.Take();
}

CounterSystem WaitBeforeAdd(bool repaired) {
  SystemBuilder b("wait before add");
  const auto main = b.AddRole("main", Instances::kOne);
  const auto worker = b.AddRole("worker", Instances::kSpawned);
  const auto group = b.AddGroup("open");
  const auto report = b.AddChannel("report", 1);
  const Symbol finished = b.AddVariable("finished", 0, 1, 0);
  const auto add = b.AddPoint(main, "add", {{Operation::kAdd, group}}, repaired ? 1 : 0);
  const auto spawn = b.AddPoint(main, "spawn", repaired ? 0 : 1);
  const auto wait = b.AddPoint(main, "wait", {{Operation::kWait, group}});
  const auto look = b.AddPoint(main, "look");
  const auto receive = b.AddPoint(main, "receive report", {{Operation::kReceive, report}});
  const auto ended = b.AddEnded(main);
  const auto start = b.AddPoint(worker, "start");
  const auto worker_add = b.AddPoint(worker, "add", {{Operation::kAdd, group}});
  const auto work = b.AddPoint(worker, "work");
  const auto done = b.AddPoint(worker, "done", {{Operation::kDone, group}});
  const auto worker_ended = b.AddEnded(worker);
  b.OnAll(add, spawn);
  b.Step(spawn, wait).spawns = {{start, 1}};
  b.OnAll(wait, look);
  b.Step(look, ended, {Equals(finished, 1)});
  b.Step(look, receive, {Equals(finished, 0)});
  b.OnAll(receive, ended);
  b.Step(start, repaired ? work : worker_add);
  b.OnAll(worker_add, work);
  b.Step(work, done, {}, {{finished, true, 1}});
  b.OnAll(done, worker_ended);
  b.AddProperty("deadlock", PropertyKind::kDeadlock);
  b.AddProperty("open units never negative", PropertyKind::kNegativeGroup, group);
  return b.Take();
}

CounterSystem NotifyWithoutMutex(bool repaired) {
  SystemBuilder b("notify without mutex");
  const Symbol n = b.AddParameter("N", 1);
  const auto waiter = b.AddRole("waiter", Instances::kMany);
  const auto notifier = b.AddRole("notifier", Instances::kOne);
  const auto mutex = b.AddMutex("m");
  const auto condition = b.AddCondition("c", mutex);
  const Symbol ready = b.AddVariable("ready", 0, 1, 0);
  const auto lock = b.AddPoint(waiter, "lock", {{Operation::kLock, mutex}}, n);
  const auto look = b.AddPoint(waiter, "look");
  const auto begin = b.AddPoint(waiter, "wait", {{Operation::kConditionWait, condition}});
  const auto waiting = b.AddPoint(waiter, "waiting", {{Operation::kConditionWaiting, condition}});
  const auto unlock = b.AddPoint(waiter, "unlock", {{Operation::kUnlock, mutex}});
  const auto ended = b.AddEnded(waiter);
  b.OnAll(lock, look);
  b.Step(look, unlock, {Equals(ready, 1)});
  b.Step(look, begin, {Equals(ready, 0)});
  b.OnAll(begin, waiting);
  b.OnAll(waiting, lock);
  b.OnAll(unlock, ended);
  const auto own = b.AddPoint(notifier, "lock", {{Operation::kLock, mutex}}, repaired ? 1 : 0);
  const auto set = b.AddPoint(notifier, "set", repaired ? 0 : 1);
  const auto give = b.AddPoint(notifier, "unlock", {{Operation::kUnlock, mutex}});
  const auto notify = b.AddPoint(notifier, "notify", {{Operation::kNotifyAll, condition}});
  const auto notifier_ended = b.AddEnded(notifier);
  b.OnAll(own, set);
  b.Step(set, repaired ? give : notify, {}, {{ready, true, 1}});
  b.OnAll(give, notify);
  b.Notify(notify, notifier_ended, {{waiting, lock}});
  b.AddProperty("deadlock", PropertyKind::kDeadlock);
  b.AddProperty("lost wake-up", PropertyKind::kLostWakeUp);
  return b.Take();
}

CounterSystem CountedTokens(bool repaired) {
  SystemBuilder b("counted tokens");
  const Symbol n = b.AddParameter("N", 1);
  const auto main = b.AddRole("main", Instances::kOne);
  const auto sender = b.AddRole("sender", Instances::kMany);
  const auto receiver = b.AddRole("receiver", Instances::kOne);
  const auto tokens = b.AddChannel("tokens", 2);
  Symbol sums[2];
  for (const char* name : {"sent", "received"}) {
    const Symbol sum = b.AddVariable(name, 0, 0, 0);
    b.system().variables.back().bounded = false;
    sums[name[0] == 's' ? 0 : 1] = sum;
  }
  const auto loop = b.AddPoint(sender, "loop", n);
  const auto send = b.AddPoint(sender, "send", {{Operation::kSend, tokens}});
  const auto sender_ended = b.AddEnded(sender);
  b.Step(loop, send);
  b.Step(loop, sender_ended);
  b.On(send, Outcome::kSent, loop, {{sums[0], false, 1}});
  b.On(send, Outcome::kSendClosed, loop);
  const auto receive = b.AddPoint(receiver, "receive", {{Operation::kReceive, tokens}}, 1);
  const auto took = b.AddPoint(receiver, "took");
  const auto receiver_ended = b.AddEnded(receiver);
  b.On(receive, Outcome::kReceived, took, {{sums[1], false, 1}});
  b.On(receive, Outcome::kReceiveClosed, receiver_ended);
  b.Step(took, receive);
  if (!repaired) b.Step(took, receiver_ended);
  const auto join = b.AddPoint(main, "join", {{Operation::kJoin, sender}}, 1);
  const auto close = b.AddPoint(main, "close", {{Operation::kClose, tokens}});
  const auto main_ended = b.AddEnded(main);
  b.OnAll(join, close);
  b.OnAll(close, main_ended);
  b.AddProperty("all tokens received", PropertyKind::kAtEnd, 0,
                {{Equals(Linear(sums[0]), Linear(sums[1]))}});
  return b.Take();
}

}  // namespace interlock::counting
