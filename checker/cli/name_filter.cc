// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/cli/name_filter.h"

#include <fnmatch.h>

namespace interlock::cli {

NameFilter::NameFilter(const std::string& text) {
  const bool google_form = text.find(':') != std::string::npos;
  bool leaves_out = false;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    std::size_t end = text.find_first_of(",:", begin);
    if (end == std::string::npos) end = text.size();
    std::string glob = text.substr(begin, end - begin);
    begin = end + 1;
    if (!google_form) leaves_out = false;
    if (!glob.empty() && glob[0] == '-') {
      leaves_out = true;
      glob.erase(0, 1);
    }
    if (!glob.empty()) parts_.push_back({glob, !leaves_out});
  }
}

bool NameFilter::Selects(const std::string& name) const {
  bool selected = parts_.empty() || !parts_.front().selects;
  for (const Part& part : parts_) {
    if (fnmatch(part.glob.c_str(), name.c_str(), 0) == 0) selected = part.selects;
  }
  return selected;
}

}  // namespace interlock::cli
