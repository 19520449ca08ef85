// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/obligation.h"

namespace interlock::layout {

std::string FailingSet::ToText() const {
  std::string text = parameter + " = ";
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    if (i > 0) text += ", ";
    text += std::to_string(intervals[i].first);
    if (intervals[i].second != intervals[i].first) {
      text += ".." + std::to_string(intervals[i].second);
    }
  }
  return is_exact ? text : text + " and perhaps more";
}

Verdict WeakestOf(const std::vector<LayoutObligation>& obligations) {
  Verdict verdict = obligations.empty() ? Verdict::kUnknown : Verdict::kProved;
  for (const LayoutObligation& obligation : obligations) {
    if (obligation.verdict == Verdict::kRefuted) return Verdict::kRefuted;
    if (obligation.verdict == Verdict::kUnknown) verdict = Verdict::kUnknown;
  }
  return verdict;
}

const std::vector<LayoutAssumption>& KnownAssumptions() {
  static const std::vector<LayoutAssumption> kAssumptions = {
      {"address-space", "no container has more than 2^48 elements: addresses have 48 bits"},
      {"one-layout",
       "bytes that several threads touch through objects of a layout class are touched "
       "through objects with equal fields"},
      {"forward",
       "a pointer into the bytes that a layout function hands out is used for bytes at it "
       "and behind it"},
      {"storage-alignment", "storage that operator new gives is aligned to 16 bytes"},
      {"in-object", "a pointer that is moved stays in its object: the addresses in it do not wrap"},
      {"same-mask",
       "a pointer is read with arguments equal to those of the same type that it was "
       "made with"},
      {"defined-behaviour",
       "fields of a class are written by code that names them, not through "
       "addresses of other objects"},
  };
  return kAssumptions;
}

}  // namespace interlock::layout
