// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/lower/claims.h"

namespace interlock::lower {
namespace {

constexpr llvm::StringLiteral kPrefix = "interlock:";

std::string ExpressionText(UnitLowering& unit, const clang::Expr* expression) {
  const clang::Expr* plain = expression->IgnoreParenImpCasts();
  if (const auto* constant = llvm::dyn_cast<clang::ConstantExpr>(plain)) {
    plain = constant->getSubExpr()->IgnoreParenImpCasts();
  }
  if (const auto* text = llvm::dyn_cast<clang::StringLiteral>(plain)) {
    if (text->getCharByteWidth() == 1) return text->getString().str();
  }
  std::string result;
  llvm::raw_string_ostream out(result);
  plain->printPretty(out, nullptr, unit.policy());
  return result;
}

struct CapabilityClaim {
  std::string name;
  llvm::SmallVector<const clang::Expr*, 2> arguments;
};

template <typename Attribute>
CapabilityClaim Many(std::string name, const Attribute* attribute) {
  CapabilityClaim claim{std::move(name), {}};
  for (const clang::Expr* argument : attribute->args()) claim.arguments.push_back(argument);
  return claim;
}

std::string Shared(const char* name, bool shared) {
  return shared ? std::string(name) + "_shared" : std::string(name);
}

// One row per capability attribute; an empty name means that the attribute is none.
CapabilityClaim ReadCapability(const clang::Attr* attribute) {
  using namespace clang;  // NOLINT: attribute class names only
  if (const auto* a = dyn_cast<GuardedByAttr>(attribute)) return {"guarded_by", {a->getArg()}};
  if (const auto* a = dyn_cast<PtGuardedByAttr>(attribute)) return {"pt_guarded_by", {a->getArg()}};
  if (isa<GuardedVarAttr>(attribute)) return {"guarded_var", {}};
  if (isa<PtGuardedVarAttr>(attribute)) return {"pt_guarded_var", {}};
  if (isa<CapabilityAttr>(attribute)) return {"capability", {}};
  if (isa<ScopedLockableAttr>(attribute)) return {"scoped_capability", {}};
  if (const auto* a = dyn_cast<RequiresCapabilityAttr>(attribute)) {
    return Many(Shared("requires", a->isShared()), a);
  }
  if (const auto* a = dyn_cast<AcquireCapabilityAttr>(attribute)) {
    return Many(Shared("acquire", a->isShared()), a);
  }
  if (const auto* a = dyn_cast<ReleaseCapabilityAttr>(attribute)) {
    return Many(a->isGeneric() ? "release_generic" : Shared("release", a->isShared()), a);
  }
  if (const auto* a = dyn_cast<TryAcquireCapabilityAttr>(attribute)) {
    CapabilityClaim claim = Many(Shared("try_acquire", a->isShared()), a);
    claim.arguments.insert(claim.arguments.begin(), a->getSuccessValue());
    return claim;
  }
  if (const auto* a = dyn_cast<AssertCapabilityAttr>(attribute)) {
    return Many(Shared("assert_held", a->isShared()), a);
  }
  if (const auto* a = dyn_cast<AssertExclusiveLockAttr>(attribute)) return Many("assert_held", a);
  if (const auto* a = dyn_cast<AssertSharedLockAttr>(attribute)) {
    return Many("assert_held_shared", a);
  }
  if (const auto* a = dyn_cast<ExclusiveTrylockFunctionAttr>(attribute)) {
    CapabilityClaim claim = Many("try_acquire", a);
    claim.arguments.insert(claim.arguments.begin(), a->getSuccessValue());
    return claim;
  }
  if (const auto* a = dyn_cast<SharedTrylockFunctionAttr>(attribute)) {
    CapabilityClaim claim = Many("try_acquire_shared", a);
    claim.arguments.insert(claim.arguments.begin(), a->getSuccessValue());
    return claim;
  }
  if (const auto* a = dyn_cast<LocksExcludedAttr>(attribute)) return Many("excludes", a);
  if (const auto* a = dyn_cast<AcquiredBeforeAttr>(attribute)) return Many("acquired_before", a);
  if (const auto* a = dyn_cast<AcquiredAfterAttr>(attribute)) return Many("acquired_after", a);
  if (const auto* a = dyn_cast<LockReturnedAttr>(attribute)) {
    return {"return_capability", {a->getArg()}};
  }
  if (isa<NoThreadSafetyAnalysisAttr>(attribute)) return {"no_thread_safety_analysis", {}};
  return {};
}

}  // namespace

std::vector<facts::Claim> ClaimsOf(UnitLowering& unit, const clang::Decl* decl, int parameter) {
  std::vector<facts::Claim> claims;
  if (!decl->hasAttrs()) return claims;
  for (const clang::Attr* attribute : decl->attrs()) {
    CapabilityClaim found;
    if (const auto* annotate = llvm::dyn_cast<clang::AnnotateAttr>(attribute)) {
      llvm::StringRef name = annotate->getAnnotation();
      if (!name.consume_front(kPrefix)) continue;
      found.name = name.str();
      for (const clang::Expr* argument : annotate->args()) found.arguments.push_back(argument);
    } else {
      found = ReadCapability(attribute);
    }
    if (found.name.empty()) continue;
    facts::Claim claim;
    claim.name = found.name;
    for (const clang::Expr* argument : found.arguments) {
      if (argument) claim.arguments.push_back(ExpressionText(unit, argument));
    }
    claim.parameter = parameter;
    claim.position = unit.PositionOf(attribute->getLocation());
    claims.push_back(std::move(claim));
  }
  return claims;
}

}  // namespace interlock::lower
