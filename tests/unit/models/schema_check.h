// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Checks a JSON text against a schema file of the project.

#include <string>

namespace interlock {

/// What the schema at `path` (from the project root) finds wrong with `text`; empty if nothing.
std::string SchemaErrors(const std::string& path, const std::string& text);

}  // namespace interlock
