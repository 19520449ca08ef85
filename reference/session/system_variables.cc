// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "reference/session/system_variables.h"

namespace interlock::reference {
namespace {

StatusOr<std::string> DefaultValue(const std::string& name) {
  if (name == kPartitionPruneMode) return std::string("dynamic");
  if (name == kListViews) return std::string("on");
  return NotFound("no such system variable: name=" + name);
}

}  // namespace

StatusOr<std::string> SystemVariables::Get(const std::string& name) {
  MutexLock lock(mutex_);
  if (!values_.contains(name)) {
    StatusOr<std::string> default_value = DefaultValue(name);
    if (!default_value.ok()) return default_value.status();
    values_[name] = default_value.value();
  }
  return values_[name];
}

Status SystemVariables::Set(const std::string& name, const std::string& value) {
  StatusOr<std::string> default_value = DefaultValue(name);
  if (!default_value.ok()) return default_value.status();
  MutexLock lock(mutex_);
  values_[name] = value;
  return Status();
}

}  // namespace interlock::reference
