// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/summary/translate.h"

#include <algorithm>

#include "checker/summary/address.h"

namespace interlock::summary {
namespace {

using points_to::PointsTo;

constexpr std::size_t kConditionsMax = 8;

bool MayBe(const Held& lock, const Term& released) {
  const Term a = RootOf(lock.lock);
  const Term b = RootOf(released);
  if (a == b) {
    std::int64_t x = 0;
    std::int64_t y = 0;
    if (ConstantOffset(lock.lock, &x) && ConstantOffset(released, &y)) return x == y;
    return true;
  }
  return !(IsConcrete(a) && IsConcrete(b) && !(a.kind() == b.kind() && a.symbol() == b.symbol()));
}

bool InObjects(const Held& lock, const std::vector<std::int32_t>& objects) {
  return std::any_of(lock.objects.begin(), lock.objects.end(), [&](std::int32_t object) {
    return object <= PointsTo::kAnythingObject ||
           std::binary_search(objects.begin(), objects.end(), object);
  });
}

template <typename T>
void SortUnique(std::vector<T>* items) {
  std::sort(items->begin(), items->end());
  items->erase(std::unique(items->begin(), items->end()), items->end());
}

}  // namespace

namespace {

Term TranslateNode(const Term& term, Binding* binding) {
  const TermKind kind = term.kind();
  if (kind == TermKind::kParameter && term.symbol()[0] == 'p') {
    const std::size_t index = std::strtoul(term.symbol().c_str() + 1, nullptr, 10);
    if (index < binding->arguments.size()) return binding->arguments[index];
    return Term::UnknownAddress(binding->site + "/u:argument" + std::to_string(index));
  }
  TermList children;
  children.reserve(term.children().size());
  for (const Term& child : term.children()) children.push_back(Translate(child, binding));
  const auto renamed = [&] {
    return binding->same_component ? "weak:" + binding->site + ":" + LastPart(term.symbol())
                                   : binding->site + "/" + term.symbol();
  };
  const bool weak_already = term.symbol().rfind("weak:", 0) == 0;
  switch (kind) {
    case TermKind::kInteger:
    case TermKind::kGlobal:
    case TermKind::kFunction:
    case TermKind::kNull:
    case TermKind::kParameter:
      return term;
    case TermKind::kLocal:
    case TermKind::kHeap:
      if (IsThreadLocal(term)) return term;
      if (binding->same_component) return Term::UnknownAddress(renamed());
      children.insert(children.begin(), binding->iterations.begin(), binding->iterations.end());
      return Term(kind, renamed(), term.integer(), std::move(children));
    case TermKind::kInduction:
    case TermKind::kTicket:
    case TermKind::kReceived:
    case TermKind::kUnknown:
    case TermKind::kUnknownAddress:
      if (weak_already) return term;
      return Term(kind, renamed(), term.integer(), std::move(children));
    case TermKind::kLoad:
    case TermKind::kLoadAddress:
    case TermKind::kOwned: {
      if (weak_already || term.symbol() == "held" || term.symbol() == "moved") {
        return Term(kind, term.symbol(), term.integer(), std::move(children));
      }
      if (!term.symbol().empty() && term.symbol() != "entry") {
        return Term(kind, renamed(), term.integer(), std::move(children));
      }
      const Term& address = children[0];
      std::vector<Location> where;
      const auto place = binding->callee->entry_where.find(term.child(0));
      if (place != binding->callee->entry_where.end()) {
        where = TranslateWhere(term.child(0), address, place->second, *binding);
      }
      const std::uint32_t bytes =
          kind == TermKind::kLoad ? static_cast<std::uint32_t>(term.integer() >> 11) : 8;
      const Term fallback(kind, binding->site + "/v:entry", term.integer(), {address});
      return binding->content(address, bytes == 0 ? 8 : bytes, where, fallback);
    }
    case TermKind::kField:
      return AddOffset(children[0], term.integer());
    case TermKind::kIndex:
      return AddIndex(children[0], children[1], term.integer());
    case TermKind::kElements:
      return Term(kind, "", 0, std::move(children));
    case TermKind::kNegate:
    case TermKind::kNot:
    case TermKind::kBitNot:
      return Term::Unary(kind, children[0]);
    case TermKind::kSelect:
      if (children[0].IsInteger()) return children[0].integer() != 0 ? children[1] : children[2];
      return Term(kind, "", 0, std::move(children));
    case TermKind::kEqual:
    case TermKind::kNotEqual: {
      const bool a_null = children[0].kind() == TermKind::kNull ||
                          (children[0].IsInteger() && children[0].integer() == 0);
      const bool b_null = children[1].kind() == TermKind::kNull ||
                          (children[1].IsInteger() && children[1].integer() == 0);
      const bool a_some = IsConcrete(RootOf(children[0])) || IsToken(children[0]);
      const bool b_some = IsConcrete(RootOf(children[1])) || IsToken(children[1]);
      if (a_null && b_null) return Term::Integer(kind == TermKind::kEqual);
      if ((a_null && b_some) || (b_null && a_some)) {
        return Term::Integer(kind == TermKind::kNotEqual);
      }
      return Term::Binary(kind, children[0], children[1]);
    }
    case TermKind::kTruncate:
      return Converted(children[0], static_cast<std::uint32_t>(term.integer() >> 11),
                       (term.integer() & 1) != 0);
    case TermKind::kInstance:
      return Term(kind, term.symbol(), term.integer(), std::move(children));
    default:
      return Term::Binary(kind, children[0], children[1]);
  }
}

}  // namespace

Term Translate(const Term& term, Binding* binding) {
  const auto found = binding->cache.find(term);
  if (found != binding->cache.end()) return found->second;
  Term result = TranslateNode(term, binding);
  if (TermSize(result) > kTermNodesMax) {
    const std::string name = binding->site + "/u:big" + std::to_string(result.Hash());
    result = result.IsAddress() ? Term::UnknownAddress(name) : Term::Unknown(name);
  }
  binding->cache.emplace(term, result);
  return result;
}

std::vector<Location> TranslateWhere(const Term& before, const Term& after,
                                     const std::vector<Location>& where, const Binding& binding) {
  if (IsConcrete(RootOf(after)) && RootOf(after).integer() >= 0) return NarrowToRoot(after, where);
  const bool storage = RootOf(after).kind() == TermKind::kElements && binding.storage != nullptr;
  const Term owner = storage ? OwnerOf(after) : Term();
  if (storage && IsConcrete(owner) && owner.kind() != TermKind::kFunction && owner.integer() >= 0) {
    return binding.storage->Narrow(where,
                                   {Location::Any(static_cast<std::int32_t>(owner.integer()))});
  }
  const Term root = storage ? OwnerOf(before) : RootOf(before);
  if (root.kind() != TermKind::kParameter || root.symbol()[0] != 'p') return where;
  const std::size_t index = std::strtoul(root.symbol().c_str() + 1, nullptr, 10);
  if (index >= binding.argument_where.size()) return where;
  const std::vector<Location>& passed = binding.argument_where[index];
  if (passed.empty() || passed.front().object <= PointsTo::kAnythingObject) return where;
  if (storage) return binding.storage->Narrow(where, passed);
  std::vector<Location> kept;
  for (const Location& place : where) {
    const bool reachable = std::any_of(passed.begin(), passed.end(),
                                       [&](const Location& p) { return p.object == place.object; });
    if (reachable) kept.push_back(place);
  }
  return kept.empty() ? where : kept;
}

Context TranslateContext(const Context& context, Binding* binding, bool* possible) {
  *possible = true;
  Context result = binding->base;
  TermList released;
  for (const Term& lock : context.released) released.push_back(Translate(lock, binding));
  const auto gone = [&](const Held& held) {
    if (context.released_all || InObjects(held, context.released_objects)) return true;
    return std::any_of(released.begin(), released.end(),
                       [&](const Term& lock) { return MayBe(held, lock); });
  };
  const auto first_gone = std::remove_if(result.held.begin(), result.held.end(), gone);
  if (first_gone != result.held.end()) {
    result.held.erase(first_gone, result.held.end());
    // Giving back the caller's lock on purpose is exact; anything vaguer is not.
    const bool exact = !context.released_all && context.released_objects.empty();
    if (!exact) result.imprecise.insert("unknown code may release locks");
  }
  for (const Held& held : context.held) {
    const Held translated{Translate(held.lock, binding), held.shared, held.objects};
    if (IsWeak(translated.lock)) {
      result.imprecise.insert("a lock is taken in a recursive function");
      continue;
    }
    result.held.push_back(translated);
  }
  std::sort(result.held.begin(), result.held.end(),
            [](const Held& a, const Held& b) { return a.lock < b.lock; });
  for (const Term& lock : released) {
    const bool own = std::any_of(binding->base.held.begin(), binding->base.held.end(),
                                 [&](const Held& held) { return held.lock == lock; });
    if (!own) result.released.push_back(lock);
  }
  SortUnique(&result.released);
  result.released_all |= context.released_all;
  result.released_objects.insert(result.released_objects.end(), context.released_objects.begin(),
                                 context.released_objects.end());
  SortUnique(&result.released_objects);
  for (std::int32_t spawn : context.live) result.live.push_back(binding->spawns[spawn]);
  // Threads of the caller that the callee has joined before.
  for (const Term& token : context.joined) {
    const Term translated = Translate(token, binding);
    if (IsWeak(translated) || translated.kind() == TermKind::kNull) continue;
    result.joined.push_back(translated);
    const auto spawn = binding->joinable.find(translated);
    if (spawn == binding->joinable.end()) continue;
    result.live.erase(std::remove(result.live.begin(), result.live.end(), spawn->second),
                      result.live.end());
  }
  SortUnique(&result.joined);
  SortUnique(&result.live);
  result.may_follow_spawn |= context.may_follow_spawn;
  for (const Term& latch : context.waited) {
    const Term translated = Translate(latch, binding);
    if (!IsWeak(translated)) result.waited.push_back(translated);
  }
  SortUnique(&result.waited);
  for (const Term& latch : context.signalled) {
    result.signalled.push_back(Translate(latch, binding));
  }
  SortUnique(&result.signalled);
  result.imprecise.insert(context.imprecise.begin(), context.imprecise.end());
  for (const Condition& condition : context.conditions) {
    const Condition translated{Translate(condition.term, binding), condition.holds};
    if (translated.term.IsInteger()) {
      if ((translated.term.integer() != 0) != translated.holds) *possible = false;
      continue;
    }
    if (IsToken(translated.term)) {
      if (!translated.holds) *possible = false;
      continue;
    }
    if (std::find(result.conditions.begin(), result.conditions.end(), translated) !=
        result.conditions.end()) {
      continue;
    }
    if (result.conditions.size() == kConditionsMax) {
      result.imprecise.insert("the path condition is shortened");
      continue;
    }
    result.conditions.push_back(translated);
  }
  return result;
}

bool MayBeSame(const Held& lock, const Term& released) { return MayBe(lock, released); }

bool LiesIn(const Held& lock, const std::vector<std::int32_t>& objects) {
  return InObjects(lock, objects);
}

}  // namespace interlock::summary
