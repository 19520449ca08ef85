// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/summary/state.h"

#include <algorithm>
#include <iterator>

namespace interlock::summary {
namespace {

template <typename T>
bool IntersectVector(const std::vector<T>& from, std::vector<T>* into) {
  const auto keep = std::remove_if(into->begin(), into->end(), [&](const T& item) {
    return std::find(from.begin(), from.end(), item) == from.end();
  });
  const bool changed = keep != into->end();
  into->erase(keep, into->end());
  return changed;
}

bool UniteWrites(const SharedMap<Term, WriteFact>& from, State* into) {
  bool changed = false;
  for (const auto& [address, write] : from) changed |= AddWrite(write, into);
  return changed;
}

}  // namespace

bool AddWrite(const WriteFact& write, State* into) {
  WriteFact added = write;
  const bool lost = OwnerOf(write.address).kind() == TermKind::kUnknownAddress;
  if (lost) {
    added.refills = false;
    added.address = Term::UnknownAddress("weak:written:" + std::to_string(write.bytes) +
                                         (write.beside_threads ? ":beside" : ""));
  }
  const auto [it, inserted] = into->written.emplace(added.address, added);
  if (inserted) return true;
  const WriteFact& known = it->second;
  if (lost) {
    if (std::includes(known.where.begin(), known.where.end(), write.where.begin(),
                      write.where.end())) {
      return false;
    }
    added.where.clear();
    std::set_union(known.where.begin(), known.where.end(), write.where.begin(), write.where.end(),
                   std::back_inserter(added.where));
  } else {
    const bool is_larger = known.bytes != 0 && (write.bytes == 0 || write.bytes > known.bytes);
    const bool refills = known.refills && write.refills;
    if (!is_larger && (known.beside_threads || !write.beside_threads) && refills == known.refills) {
      return false;
    }
    added = known;
    added.refills = refills;
    added.beside_threads |= write.beside_threads;
    if (is_larger) added.bytes = write.bytes;
  }
  into->written[added.address] = std::move(added);
  return true;
}

bool Merge(const State& from, State* into) {
  if (!from.reachable) return false;
  if (!into->reachable) {
    *into = from;
    return true;
  }
  bool changed = false;
  if (into->held.IntersectWith(from.held)) {
    changed = true;
    into->imprecise.insert("a lock is held on one path only");
  }
  // The same loss seen from the other side: a lock that `from` holds and `into` does not.
  for (const auto& [lock, held] : from.held) {
    if (into->held.count(lock) == 0) {
      changed |= into->imprecise.insert("a lock is held on one path only").second;
    }
  }
  changed |= into->memory.IntersectWith(from.memory);
  changed |= IntersectVector(from.copies, &into->copies);
  changed |= into->joined.IntersectWith(from.joined);
  changed |= IntersectVector(from.joined_ranges, &into->joined_ranges);
  changed |= into->fresh.IntersectWith(from.fresh);
  changed |= into->waited.IntersectWith(from.waited);
  changed |= into->owned.IntersectWith(from.owned);
  changed |= into->assumed.IntersectWith(from.assumed);
  changed |= into->current.IntersectWith(from.current);
  changed |= into->stale.UniteWith(from.stale);
  changed |= into->moved.UniteWith(from.moved);
  if (from.synchronized && !into->synchronized) changed = into->synchronized = true;
  changed |= into->last_owner_load.IntersectWith(from.last_owner_load);
  changed |= into->released.UniteWith(from.released);
  if (from.released_all && !into->released_all) changed = into->released_all = true;
  changed |= into->released_objects.UniteWith(from.released_objects);
  for (const auto& [spawn, live] : from.live) {
    const auto [it, inserted] = into->live.emplace(spawn, live);
    if (inserted) {
      changed = true;
      continue;
    }
    LiveSpawn merged = it->second;
    merged.many |= live.many;
    merged.stale |= live.stale;
    if (merged.stored != live.stored ||
        (merged.stored &&
         !(merged.stored_at == live.stored_at && merged.stored_stride == live.stored_stride))) {
      // Where the handle lies depends on the path.
      merged.stored = false;
      merged.stored_at = Term();
      merged.stored_stride = 0;
      merged.stale = true;
    }
    if (!(merged == it->second)) {
      it->second = merged;
      changed = true;
    }
  }
  if (from.may_follow_spawn && !into->may_follow_spawn) changed = into->may_follow_spawn = true;
  changed |= into->signalled.UniteWith(from.signalled);
  if (!into->written.SharesWith(from.written)) changed |= UniteWrites(from.written, into);
  changed |= into->imprecise.UniteWith(from.imprecise);
  return changed;
}

Term RootOf(const Term& address) {
  Term at = address;
  while (at.kind() == TermKind::kField || at.kind() == TermKind::kIndex) {
    const Term next = at.child(0);
    at = next;
  }
  return at;
}

Term OwnerOf(const Term& address) {
  Term at = RootOf(address);
  while (at.kind() == TermKind::kElements) {
    const Term next = RootOf(at.child(0));
    at = next;
  }
  return at;
}

bool ConstantOffset(const Term& address, std::int64_t* offset_bytes) {
  std::int64_t total = 0;
  Term at = address;
  while (at.kind() == TermKind::kField || at.kind() == TermKind::kIndex) {
    std::int64_t step = at.integer();
    if (at.kind() == TermKind::kIndex) {
      if (!at.child(1).IsInteger()) return false;
      if (__builtin_mul_overflow(at.integer(), at.child(1).integer(), &step)) return false;
    }
    if (__builtin_add_overflow(total, step, &total)) return false;
    const Term next = at.child(0);
    at = next;
  }
  *offset_bytes = total;
  return true;
}

bool IsConcrete(const Term& root) {
  return root.kind() == TermKind::kGlobal || root.kind() == TermKind::kLocal ||
         root.kind() == TermKind::kHeap || root.kind() == TermKind::kFunction;
}

bool Intersects(const std::vector<Location>& a, const std::vector<Location>& b) {
  for (const Location& x : a) {
    for (const Location& y : b) {
      const bool x_wild = x.object <= points_to::PointsTo::kAnythingObject;
      const bool y_wild = y.object <= points_to::PointsTo::kAnythingObject;
      if (x_wild || y_wild) return true;
      if (x.object == y.object && points_to::MayOverlap(x, 16, y, 16)) return true;
    }
  }
  return false;
}

bool MayOverlap(const Term& a, std::uint32_t a_bytes, const std::vector<Location>& a_where,
                const Term& b, std::uint32_t b_bytes, const std::vector<Location>& b_where) {
  const Term a_root = RootOf(a);
  const Term b_root = RootOf(b);
  if (a_root == b_root) {
    std::int64_t a_offset = 0;
    std::int64_t b_offset = 0;
    if (ConstantOffset(a, &a_offset) && ConstantOffset(b, &b_offset) && a_bytes != 0 &&
        b_bytes != 0) {
      return a_offset < b_offset + static_cast<std::int64_t>(b_bytes) &&
             b_offset < a_offset + static_cast<std::int64_t>(a_bytes);
    }
    return true;
  }
  // Variables and allocations of different names are different objects. Children tell iterations
  // apart, so equal names with different children may still be the same object.
  if (IsConcrete(a_root) && IsConcrete(b_root) &&
      !(a_root.kind() == b_root.kind() && a_root.symbol() == b_root.symbol())) {
    return false;
  }
  // The storage that a container owns is no part of a variable or allocation of the program.
  if ((a_root.kind() == TermKind::kElements && IsConcrete(b_root)) ||
      (b_root.kind() == TermKind::kElements && IsConcrete(a_root))) {
    return false;
  }
  for (const Location& x : a_where) {
    for (const Location& y : b_where) {
      if (x.object <= points_to::PointsTo::kAnythingObject ||
          y.object <= points_to::PointsTo::kAnythingObject) {
        return true;
      }
      if (x.object == y.object && points_to::MayOverlap(x, a_bytes == 0 ? 1 << 30 : a_bytes, y,
                                                        b_bytes == 0 ? 1 << 30 : b_bytes)) {
        return true;
      }
    }
  }
  return false;
}

bool IsWeak(const Term& term) {
  return term.Contains([](const Term& t) { return t.symbol().rfind("weak:", 0) == 0; });
}

}  // namespace interlock::summary
