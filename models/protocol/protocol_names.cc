// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/protocol_names.h"

namespace interlock::protocol {

const std::vector<const char*>& MultiplicityNames() {
  static const std::vector<const char*> kNames = {"one", "per instance", "many"};
  return kNames;
}

const std::vector<const char*>& EventKindNames() {
  static const std::vector<const char*> kNames = {"spawn",  "join",    "lock",   "unlock",
                                                  "send",   "receive", "close",  "wait",
                                                  "signal", "once",    "barrier"};
  return kNames;
}

const std::vector<const char*>& LockModeNames() {
  static const std::vector<const char*> kNames = {"exclusive", "shared"};
  return kNames;
}

const std::vector<const char*>& AccessKindNames() {
  static const std::vector<const char*> kNames = {"read", "write"};
  return kNames;
}

const std::vector<const char*>& MemoryOrderNames() {
  static const std::vector<const char*> kNames = {"plain",   "relaxed",         "acquire",
                                                  "release", "acquire_release", "sequential"};
  return kNames;
}

}  // namespace interlock::protocol
