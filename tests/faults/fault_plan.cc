// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/fault_plan.h"

#include "reference/status/check.h"

namespace interlock::reference {
namespace {

std::string NameOf(FaultSite site) {
  switch (site) {
    case FaultSite::kFile:
      return "file";
    case FaultSite::kCharge:
      return "charge";
    case FaultSite::kLock:
      return "lock";
    case FaultSite::kBuildChild:
      return "build-child";
    case FaultSite::kProbeChild:
      return "probe-child";
    case FaultSite::kBothChildren:
      return "both-children";
  }
  IL_CHECK(false);
  return "";
}

std::string NameOf(FaultKind kind) {
  switch (kind) {
    case FaultKind::kNone:
      return "none";
    case FaultKind::kNoSpace:
      return "ENOSPC";
    case FaultKind::kInputOutputError:
      return "EIO";
    case FaultKind::kNoDescriptor:
      return "EMFILE";
    case FaultKind::kShortCount:
      return "short";
    case FaultKind::kInterrupted:
      return "EINTR";
    case FaultKind::kNothingDone:
      return "nothing";
    case FaultKind::kBitFlip:
      return "bit-flip";
    case FaultKind::kCall:
      return "call";
  }
  IL_CHECK(false);
  return "";
}

std::string EffectName(const FaultPlan& plan) {
  switch (plan.effect) {
    case FaultEffect::kNone:
      return "none";
    case FaultEffect::kFileFault:
      return NameOf(plan.file_kind) + (plan.is_lasting ? "-lasting" : "");
    case FaultEffect::kRefuse:
      return "refuse";
    case FaultEffect::kCancel:
      return "cancel";
    case FaultEffect::kClose:
      return "close";
    case FaultEffect::kChildError:
      return "error";
    case FaultEffect::kChildThrows:
      return "throw";
  }
  IL_CHECK(false);
  return "";
}

}  // namespace

std::vector<FaultPlan> AllFaultPlans() {
  std::vector<FaultPlan> plans;
  const auto add = [&plans](FaultSite site, FaultEffect effect) {
    FaultPlan plan;
    plan.site = site;
    plan.effect = effect;
    plans.push_back(plan);
  };
  for (FaultKind kind : {FaultKind::kNoSpace, FaultKind::kInputOutputError,
                         FaultKind::kNoDescriptor, FaultKind::kShortCount, FaultKind::kInterrupted,
                         FaultKind::kNothingDone, FaultKind::kBitFlip}) {
    add(FaultSite::kFile, FaultEffect::kFileFault);
    plans.back().file_kind = kind;
  }
  add(FaultSite::kFile, FaultEffect::kFileFault);
  plans.back().file_kind = FaultKind::kNoSpace;
  plans.back().is_lasting = true;
  add(FaultSite::kFile, FaultEffect::kFileFault);
  plans.back().file_kind = FaultKind::kShortCount;
  plans.back().is_lasting = true;
  add(FaultSite::kCharge, FaultEffect::kRefuse);
  for (FaultSite site : {FaultSite::kFile, FaultSite::kCharge, FaultSite::kLock}) {
    add(site, FaultEffect::kCancel);
    add(site, FaultEffect::kClose);
  }
  for (FaultSite site :
       {FaultSite::kBuildChild, FaultSite::kProbeChild, FaultSite::kBothChildren}) {
    add(site, FaultEffect::kChildError);
    add(site, FaultEffect::kChildThrows);
    add(site, FaultEffect::kCancel);
  }
  return plans;
}

std::string NameOf(const FaultPlan& plan) { return NameOf(plan.site) + " " + EffectName(plan); }

std::string PlanText(const FaultPlan& plan) {
  std::string text = NameOf(plan) + " at operation " + std::to_string(plan.operation);
  if (plan.effect == FaultEffect::kClose) {
    text += plan.chunk_count == kAfterError
                ? " after an error"
                : " after " + std::to_string(plan.chunk_count) + " chunks";
  }
  return text;
}

}  // namespace interlock::reference
