// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Values, loads and stores of one function body.

#include <algorithm>

#include "checker/summary/address.h"
#include "checker/summary/function_analyzer.h"

namespace interlock::summary {
namespace {

using facts::Instruction;
using facts::Op;
using points_to::ObjectId;
using points_to::ObjectKind;
using points_to::PointsTo;

/// Extent used for accesses whose end is not known; no object is larger.
constexpr std::int64_t kWholeObjectBytes = std::int64_t{1} << 40;

std::int64_t LoadShape(const Instruction& instruction) {
  return (static_cast<std::int64_t>(instruction.bytes) * 8) << 8 |
         (instruction.is_unsigned ? 1 : 0);
}

TermKind LoadKind(const Instruction& instruction) {
  if (instruction.is_owner) return TermKind::kOwned;
  return instruction.is_pointer ? TermKind::kLoadAddress : TermKind::kLoad;
}

bool IsWild(const std::vector<Location>& where) {
  return !where.empty() && where.front().object <= PointsTo::kAnythingObject;
}

}  // namespace

Term FunctionAnalyzer::Value(facts::Register r) const {
  if (r < 0 || !has_term_[r]) return Term::Unknown("u:f" + std::to_string(id_) + ".0");
  return terms_[r];
}

Term FunctionAnalyzer::Named(const char* letter, facts::Register r) const {
  return Term::Unknown(std::string(letter) + ":f" + std::to_string(id_) + "." + std::to_string(r));
}

std::vector<Location> FunctionAnalyzer::Where(facts::Register address, const Term& term) const {
  std::vector<Location> where = analyzer_.Where(id_, address);
  const Term owner = OwnerOf(term);
  const bool storage = RootOf(term).kind() == TermKind::kElements && IsConcrete(owner) &&
                       owner.kind() != TermKind::kFunction && owner.integer() >= 0;
  if (storage) {
    return analyzer_.storage().Narrow(where,
                                      {Location::Any(static_cast<std::int32_t>(owner.integer()))});
  }
  return NarrowToRoot(term, std::move(where));
}

bool FunctionAnalyzer::IsPrivate(const Term& address, const std::vector<Location>& where,
                                 const State& state) const {
  if (state.fresh.count(OwnerOf(address)) != 0) return true;
  if (where.empty()) return false;
  for (const Location& location : where) {
    if (location.object <= PointsTo::kAnythingObject) return false;
    const ObjectKind kind = analyzer_.points_to().object(location.object).kind;
    if (kind == ObjectKind::kStringLiteral || kind == ObjectKind::kFunction) continue;
    if (analyzer_.points_to().IsShared(location.object)) return false;
  }
  return true;
}

bool FunctionAnalyzer::IsTracked(const Term& address, const std::vector<Location>& where,
                                 std::uint32_t bytes, const State& state) const {
  return IsPrivate(address, where, state) || analyzer_.places().IsConstant(where, bytes) ||
         analyzer_.places().IsWrittenOnlyBy(analyzer_.OnlyRole(id_), where, bytes);
}

Term FunctionAnalyzer::Content(const Term& address, std::uint32_t bytes,
                               const std::vector<Location>& where, bool is_pointer, bool is_owner,
                               const Term& fallback, State* state, bool* known) {
  *known = true;
  if (!IsTracked(address, where, bytes, *state)) {
    *known = false;
    return fallback;
  }
  const auto cell = state->memory.find(address);
  if (cell != state->memory.end() && cell->second.bytes == bytes) return cell->second.value;
  for (const auto& [key, other] : state->memory) {
    if (MayOverlap(key, other.bytes, other.where, address, bytes, where)) {
      *known = false;
      return fallback;
    }
  }
  // A copy of another place: its content is what that place held, and both are unchanged since.
  for (const CopiedRange& copy : state->copies) {
    std::int64_t to = 0;
    std::int64_t at = 0;
    if (!(RootOf(copy.destination) == RootOf(address))) continue;
    if (!ConstantOffset(copy.destination, &to) || !ConstantOffset(address, &at)) continue;
    if (at < to || at + bytes > to + copy.bytes) continue;
    const Term source = AddOffset(copy.source, at - to);
    const std::vector<Location> source_where = ShiftPlaces(copy.source_where, at - to);
    return Content(source, bytes, source_where, is_pointer, is_owner, fallback, state, known);
  }
  const TermKind kind = is_owner     ? TermKind::kOwned
                        : is_pointer ? TermKind::kLoadAddress
                                     : TermKind::kLoad;
  const std::int64_t shape = fallback.kind() == kind ? fallback.integer() : 0;
  bool written = false;
  bool written_beside_threads = false;
  for (const auto& [key, write] : state->written) {
    if (!MayOverlap(key, write.bytes, write.where, address, bytes, where)) continue;
    written = true;
    written_beside_threads |= write.beside_threads;
  }
  // While other threads run, a place that nobody changes then has one content for all of them. What
  // this activation wrote to it while it was private counts only if that was before they started.
  if (!state->live.empty() && !written_beside_threads && !IsPrivate(address, where, *state) &&
      analyzer_.places().IsConstant(where, bytes)) {
    return Term(kind, "", shape, {address});
  }
  const Term root = OwnerOf(address);
  const bool own =
      (root.kind() == TermKind::kLocal || root.kind() == TermKind::kHeap) && !IsThreadLocal(root);
  if (!written && !own) {
    entry_where_[address] = where;
    if (!IsPrivate(address, where, *state) && analyzer_.places().IsConstant(where, bytes)) {
      if (!analyzer_.IsSequential(id_) || analyzer_.places().IsNeverWritten(where, bytes)) {
        return Term(kind, "", shape, {address});
      }
    }
    return Term(kind, "entry", shape, {address});
  }
  *known = false;
  return fallback;
}

void FunctionAnalyzer::NoteAcquire(facts::Order order, State* state) {
  if (order == facts::Order::kPlain || order == facts::Order::kRelaxed ||
      order == facts::Order::kRelease) {
    return;
  }
  state->imprecise.insert("an atomic operation before it may order it");
}

Term FunctionAnalyzer::LoadFrom(facts::Register r, const Term& address, std::uint32_t bytes,
                                const std::vector<Location>& where, State* state) {
  const Instruction& instruction = function_.instructions[r];
  RecordAccess(r, false, address, Term::Integer(bytes), where, *state);
  NoteAcquire(instruction.order, state);
  const Term fallback(LoadKind(instruction), "v:f" + std::to_string(id_) + "." + std::to_string(r),
                      LoadShape(instruction), {address});
  bool known = false;
  Term value = Content(address, bytes, where, instruction.is_pointer, instruction.is_owner,
                       fallback, state, &known);
  if (instruction.is_owner) {
    // Nobody else was let in and nothing was written since the cell was read last.
    const auto before = state->last_owner_load.find(address);
    if (before != state->last_owner_load.end()) value = before->second.pointer;
  }
  if (IsTracked(address, where, bytes, *state)) {
    // What was read stays there until something may write it.
    const auto cell = state->memory.find(address);
    if (cell == state->memory.end()) {
      bool overlaps = false;
      for (const auto& [key, other] : state->memory) {
        overlaps |= MayOverlap(key, other.bytes, other.where, address, bytes, where);
      }
      if (!overlaps) state->memory[address] = Cell{address, bytes, value, where};
    }
  }
  if (instruction.is_owner) NoteOwnerLoad(address, where, value, state);
  return value;
}

void FunctionAnalyzer::ForgetHeld(const Term& address, std::uint32_t bytes,
                                  const std::vector<Location>& where, bool is_empty, State* state) {
  for (auto it = state->joined.begin(); it != state->joined.end();) {
    const bool held = it->kind() == TermKind::kLoadAddress && it->symbol() == "held";
    const bool moved = it->kind() == TermKind::kLoadAddress && it->symbol() == "moved";
    const bool overlaps =
        ((moved && !(is_empty && it->child(0) == address)) || (held && !is_empty)) &&
        MayOverlap(it->child(moved ? 1 : 0), 8, PlacesOfCell(it->child(moved ? 1 : 0)), address,
                   bytes, where);
    it = overlaps ? state->joined.erase(it) : std::next(it);
  }
}

void FunctionAnalyzer::ForgetRange(const Term& address, std::uint32_t bytes,
                                   const std::vector<Location>& where, State* state) {
  ForgetHeld(address, bytes, where, false, state);
  for (auto it = state->memory.begin(); it != state->memory.end();) {
    const Cell& cell = it->second;
    it = MayOverlap(cell.address, cell.bytes, cell.where, address, bytes, where)
             ? state->memory.erase(it)
             : std::next(it);
  }
  state->copies.erase(std::remove_if(state->copies.begin(), state->copies.end(),
                                     [&](const CopiedRange& copy) {
                                       return MayOverlap(copy.destination, copy.bytes, copy.where,
                                                         address, bytes, where) ||
                                              MayOverlap(copy.source, copy.bytes, copy.source_where,
                                                         address, bytes, where);
                                     }),
                      state->copies.end());
  ForgetOwned(address, bytes, where, state);
  for (auto it = state->last_owner_load.begin(); it != state->last_owner_load.end();) {
    it = MayOverlap(it->first, 8, it->second.where, address, bytes, where)
             ? state->last_owner_load.erase(it)
             : std::next(it);
  }
}

void FunctionAnalyzer::RememberWrite(const Term& address, std::uint32_t bytes,
                                     const std::vector<Location>& where, State* state,
                                     bool refills) {
  if (!IsVisibleToCaller(address)) return;
  AddWrite(WriteFact{address, bytes, where, !state->live.empty(), refills}, state);
}

bool FunctionAnalyzer::IsVisibleToCaller(const Term& address) const {
  const Term owner = OwnerOf(address);
  return !(owner.kind() == TermKind::kLocal || owner.kind() == TermKind::kHeap) ||
         IsThreadLocal(owner);
}

void FunctionAnalyzer::StoreTo(facts::Register r, const Term& address, std::uint32_t bytes,
                               const std::vector<Location>& where, const Term* value,
                               State* state) {
  RecordAccess(r, true, address,
               Term::Integer(bytes == 0 ? kWholeObjectBytes : static_cast<std::int64_t>(bytes)),
               where, *state);
  Overwrite(r, address, bytes, where, value, state);
}

void FunctionAnalyzer::Overwrite(facts::Register r, const Term& address, std::uint32_t bytes,
                                 const std::vector<Location>& where, const Term* value,
                                 State* state) {
  const bool owner = value != nullptr && function_.instructions[r].is_owner;
  if (owner && value->kind() == TermKind::kNull) NoteOwnerStore(address, where, *value, state);
  const bool refills = state->joined.contains(Term(TermKind::kLoadAddress, "held", 0, {address}));
  const SharedSet<Term> joined = state->joined;
  ForgetRange(address, bytes, where, state);
  // An empty handle is no other thread: a join leaves one behind.
  if (value != nullptr && value->kind() == TermKind::kNull) {
    state->joined = joined;
    ForgetHeld(address, bytes, where, true, state);
  }
  if (owner && value->kind() != TermKind::kNull) NoteOwnerStore(address, where, *value, state);
  RememberWrite(address, bytes, where, state, refills);
  if (value != nullptr && bytes != 0 && IsTracked(address, where, bytes, *state)) {
    state->memory[address] = Cell{address, bytes, *value, where};
  }
}

void FunctionAnalyzer::Escape(const std::vector<ObjectId>& objects, State* state) {
  if (objects.empty()) return;
  std::vector<Location> from;
  for (ObjectId object : objects) from.push_back(Location::Any(object));
  const std::vector<ObjectId> reached = analyzer_.points_to().ReachableObjects(from);
  escapes_.insert(reached.begin(), reached.end());
  const std::size_t fresh_before = state->fresh.size();
  for (auto it = state->fresh.begin(); it != state->fresh.end();) {
    it = std::binary_search(reached.begin(), reached.end(), it->second) ? state->fresh.erase(it)
                                                                        : std::next(it);
  }
  if (state->fresh.size() != fresh_before) PurgeOwned(state);
}

void FunctionAnalyzer::StorePointers(const std::vector<ObjectId>& values, const Term& address,
                                     const std::vector<Location>& where, State* state) {
  if (values.empty()) return;
  const Term owner = OwnerOf(address);
  // Into an object that only this activation knows: the pointer escapes when that object does.
  if (state->fresh.count(owner) != 0) return;
  if (IsVisibleToCaller(address)) {
    PointerStore store{owner, where, values};
    if (std::find(stores_.begin(), stores_.end(), store) == stores_.end()) {
      stores_.push_back(std::move(store));
    }
  }
  bool escapes = where.empty();
  for (const Location& location : where) {
    escapes |= location.object <= PointsTo::kAnythingObject ||
               analyzer_.points_to().IsShared(location.object);
  }
  if (escapes) Escape(values, state);
}

void FunctionAnalyzer::CopyRange(facts::Register r, State* state) {
  const Instruction& instruction = function_.instructions[r];
  const Term to = Value(instruction.args[0]);
  const Term from = Value(instruction.args[1]);
  const std::vector<Location> to_where = Where(instruction.args[0], to);
  const std::vector<Location> from_where = Where(instruction.args[1], from);
  const std::uint32_t bytes = instruction.bytes;
  const Term size = instruction.args.size() > 2
                        ? Value(instruction.args[2])
                        : Term::Integer(bytes == 0 ? kWholeObjectBytes : bytes);
  RecordAccess(r, false, from, size, from_where, *state);
  // Pointers inside the source are now in the destination too.
  std::vector<ObjectId> moved;
  for (const Location& location : from_where) {
    for (const Location& content :
         analyzer_.points_to().ContentsOf(location, bytes == 0 ? 1 << 20 : bytes)) {
      if (moved.empty() || moved.back() != content.object) moved.push_back(content.object);
    }
  }
  std::map<Term, Cell> cells;
  std::int64_t from_offset = 0;
  std::int64_t to_offset = 0;
  if (ConstantOffset(from, &from_offset) && ConstantOffset(to, &to_offset)) {
    for (const auto& [key, cell] : state->memory) {
      std::int64_t at = 0;
      if (!(RootOf(key) == RootOf(from)) || !ConstantOffset(key, &at)) continue;
      if (at < from_offset || at + cell.bytes > from_offset + bytes) continue;
      const Term target = AddOffset(to, at - from_offset);
      cells[target] = Cell{target, cell.bytes, cell.value, ShiftPlaces(to_where, at - from_offset)};
    }
  }
  const bool from_tracked = IsTracked(from, from_where, bytes, *state);
  std::sort(moved.begin(), moved.end());
  moved.erase(std::unique(moved.begin(), moved.end()), moved.end());
  StorePointers(moved, to, to_where, state);
  RecordAccess(r, true, to, size, to_where, *state);
  Overwrite(r, to, bytes, to_where, nullptr, state);
  if (!IsTracked(to, to_where, bytes, *state)) return;
  for (auto& [key, cell] : cells) state->memory[key] = cell;
  if (from_tracked && bytes != 0 && !MayOverlap(to, bytes, to_where, from, bytes, from_where)) {
    state->copies.push_back(CopiedRange{to, from, bytes, to_where, from_where});
  }
}

Term FunctionAnalyzer::EvaluateBinary(const Instruction& instruction) const {
  const std::string& op = instruction.symbol;
  Term a = Value(instruction.args[0]);
  Term b = Value(instruction.args[1]);
  const auto wrap = [&](Term term) {
    // Signed overflow is undefined behaviour; narrow unsigned arithmetic wraps exactly. For 64-bit
    // unsigned arithmetic the link stage adds an obligation where the term is used in an address.
    if (!instruction.is_unsigned || instruction.bytes == 0 || instruction.bytes >= 8 ||
        term.IsInteger()) {
      return term;
    }
    return Term(TermKind::kTruncate, "", (instruction.bytes * 8) << 8 | 1, {std::move(term)});
  };
  if (op == "+") return wrap(Term::Binary(TermKind::kAdd, a, b));
  if (op == "-") return wrap(Term::Binary(TermKind::kSubtract, a, b));
  if (op == "*") return wrap(Term::Binary(TermKind::kMultiply, a, b));
  if (op == "/") return Term::Binary(TermKind::kDivide, a, b);
  if (op == "%") return Term::Binary(TermKind::kRemainder, a, b);
  if (op == "<<") return wrap(Term::Binary(TermKind::kShiftLeft, a, b));
  if (op == ">>") return Term::Binary(TermKind::kShiftRight, a, b);
  if (op == "&") return Term::Binary(TermKind::kAnd, a, b);
  if (op == "|") return Term::Binary(TermKind::kOr, a, b);
  if (op == "^") return Term::Binary(TermKind::kXor, a, b);
  if (op == "&&") return Term::Binary(TermKind::kLogicalAnd, a, b);
  if (op == "||") return Term::Binary(TermKind::kLogicalOr, a, b);
  if (op == "<") return Term::Binary(TermKind::kLess, a, b);
  if (op == "<=") return Term::Binary(TermKind::kLessEqual, a, b);
  if (op == ">") return Term::Binary(TermKind::kLess, b, a);
  if (op == ">=") return Term::Binary(TermKind::kLessEqual, b, a);
  if (op == "==" || op == "!=") {
    const TermKind kind = op == "==" ? TermKind::kEqual : TermKind::kNotEqual;
    // The address of an object is not null; pointers into different variables differ.
    if (a.IsAddress() && b.IsAddress()) {
      const bool a_null = a.kind() == TermKind::kNull;
      const bool b_null = b.kind() == TermKind::kNull;
      const bool a_object = IsConcrete(RootOf(a));
      const bool b_object = IsConcrete(RootOf(b));
      if (a == b && (a_null || a_object)) return Term::Integer(op == "==");
      if ((a_null && b_object) || (b_null && a_object)) return Term::Integer(op == "!=");
    }
    return Term::Binary(kind, a, b);
  }
  return Term();
}

Term FunctionAnalyzer::EvaluateCast(const Instruction& instruction) const {
  return Converted(Value(instruction.args[0]), instruction.bytes, instruction.is_unsigned);
}

Term FunctionAnalyzer::Evaluate(facts::Register r, const Instruction& instruction, State* state) {
  const auto arg = [&](std::size_t i) { return Value(instruction.args[i]); };
  const auto unknown_address = [&] {
    return Term::UnknownAddress("u:f" + std::to_string(id_) + "." + std::to_string(r));
  };
  const points_to::PointsTo& points_to = analyzer_.points_to();
  switch (instruction.op) {
    case Op::kConstant:
      return Term::Integer(instruction.immediate);
    case Op::kNullPointer:
      return Term(TermKind::kNull, "", 0, {});
    case Op::kParameter:
      return Term(TermKind::kParameter, "p" + std::to_string(instruction.immediate), 0, {});
    case Op::kReturnSlot:
      return Term(TermKind::kParameter, "p" + std::to_string(function_.parameters.size()), 0, {});
    case Op::kInput:
      return Named("n", r);
    case Op::kUnknownAddress:
    case Op::kIntegerToPointer:
      return unknown_address();
    case Op::kPointerToInteger:
      return Named("u", r);
    case Op::kUnary: {
      const Term a = arg(0);
      if (instruction.symbol == "!") {
        if (a.IsAddress()) {
          if (a.kind() == TermKind::kNull) return Term::Integer(1);
          if (IsConcrete(RootOf(a))) return Term::Integer(0);
          return Term::Binary(TermKind::kEqual, a, Term(TermKind::kNull, "", 0, {}));
        }
        return Term::Unary(TermKind::kNot, a);
      }
      if (instruction.symbol == "-") return Term::Unary(TermKind::kNegate, a);
      if (instruction.symbol == "~") return Term::Unary(TermKind::kBitNot, a);
      return Named("u", r);
    }
    case Op::kBinary: {
      const Term value = EvaluateBinary(instruction);
      return TermSize(value) > kTermNodesMax ? Named("u", r) : value;
    }
    case Op::kCast:
      return EvaluateCast(instruction);
    case Op::kSelect: {
      const Term condition = arg(0);
      const bool has_a = has_term_[instruction.args[1]];
      const bool has_b = has_term_[instruction.args[2]];
      if (condition.IsInteger() && condition.integer() != 0 && has_a) return arg(1);
      if (condition.IsInteger() && condition.integer() == 0 && has_b) return arg(2);
      if (has_a && has_b && arg(1) == arg(2)) return arg(1);
      if (has_a && has_b && !arg(1).IsAddress() && !arg(2).IsAddress()) {
        const Term value(TermKind::kSelect, "", 0, {condition, arg(1), arg(2)});
        if (TermSize(value) <= kTermNodesMax) return value;
      }
      return instruction.is_pointer || (has_a && arg(1).IsAddress()) ||
                     (has_b && arg(2).IsAddress())
                 ? unknown_address()
                 : Named("u", r);
    }
    case Op::kLocal: {
      const auto local = static_cast<std::int32_t>(instruction.immediate);
      return Term(TermKind::kLocal, LocalSymbol(id_, local), points_to.LocalObject(id_, local), {});
    }
    case Op::kGlobal:
      return Term(TermKind::kGlobal, instruction.symbol, points_to.GlobalObject(instruction.symbol),
                  {});
    case Op::kThreadLocal:
      return Term(TermKind::kLocal, "tls:" + instruction.symbol,
                  points_to.GlobalObject(instruction.symbol), {});
    case Op::kFunctionAddress:
      return Term(TermKind::kFunction, instruction.symbol, 0, {});
    case Op::kStringLiteral:
      return Term(TermKind::kGlobal, "string literal", -1, {});
    case Op::kHeap: {
      const Term heap(TermKind::kHeap, "h:f" + std::to_string(id_) + "." + std::to_string(r),
                      points_to.HeapObject(id_, r), IterationsAround(r));
      ForgetRange(heap, 0, {}, state);
      state->fresh[heap] = points_to.HeapObject(id_, r);
      return heap;
    }
    case Op::kField: {
      const Term base = arg(0);
      return base.IsAddress() || base.kind() == TermKind::kParameter
                 ? AddOffset(base, instruction.immediate)
                 : unknown_address();
    }
    case Op::kIndex: {
      const Term base = arg(0);
      const Term value = AddIndex(base, arg(1), instruction.immediate);
      return TermSize(value) > kTermNodesMax ? unknown_address() : value;
    }
    case Op::kElements:
      return Term(TermKind::kElements, "", 0, {arg(0)});
    default:
      return Named("u", r);
  }
}

// What the address of an access is made from, as the source says it: ", ..." or nothing.
std::string FunctionAnalyzer::OriginOf(facts::Register access, bool is_write) const {
  const Instruction& at = function_.instructions[access];
  if (at.args.empty()) return "";
  const bool source = at.op == Op::kCopy && !is_write && at.args.size() > 1;
  facts::Register r = at.args[source ? 1 : 0];
  while (true) {
    const Instruction& from = function_.instructions[r];
    switch (from.op) {
      case Op::kField:
      case Op::kIndex:
      case Op::kElements:
        r = from.args[0];
        continue;
      case Op::kUnknownAddress:
        return ", " + from.symbol;
      case Op::kIntegerToPointer:
        return ", pointer made from an integer";
      case Op::kLoad:
        return from.symbol.empty() ? "" : ", " + from.symbol;
      case Op::kCall:
        return ", result of " + analyzer_.DeclaredName(from.symbol);
      case Op::kOpaque:
        return ", result of " + from.symbol;
      default:
        return "";
    }
  }
}

void FunctionAnalyzer::RecordAccess(facts::Register r, bool is_write, const Term& address,
                                    const Term& size, const std::vector<Location>& where,
                                    const State& state, bool counter_step) {
  if (!recording_ || IsPrivate(address, where, state)) return;
  if (where.empty() || IsWild(where)) {
    const bool lost = where.empty() || std::any_of(where.begin(), where.end(), [](const auto& at) {
                        return at.object == PointsTo::kAnythingObject;
                      });
    std::vector<std::int32_t> objects;
    if (!lost) objects = analyzer_.points_to().EscapedObjects();
    RecordUnresolved(r, where.empty() ? "address without a known object" : "unknown address",
                     function_.name + OriginOf(r, is_write), lost, std::move(objects), state);
    // Known candidates beside the unknown ones are still accesses of their own.
  }
  AccessFact access;
  for (const Location& location : where) {
    if (location.object <= PointsTo::kAnythingObject) continue;
    const ObjectKind kind = analyzer_.points_to().object(location.object).kind;
    if (kind == ObjectKind::kStringLiteral || kind == ObjectKind::kFunction) continue;
    if (analyzer_.points_to().IsShared(location.object)) access.where.push_back(location);
  }
  if (access.where.empty()) return;
  access.is_write = is_write;
  access.order = function_.instructions[r].order;
  access.address = address;
  access.size = size;
  access.context = ContextAt(r, state);
  access.stack = {Frame{id_, r}};
  access.is_counter_step = counter_step;
  access.owned = IsOwned(OwnerOf(address), access.where, state);
  access.in_cell = !access.owned && IsInCell(OwnerOf(address), access.where, state);
  if (access.where.size() != where.size()) {
    access.context.imprecise.insert("the address may lie in memory that is not shared");
  }
  summary_.accesses.push_back(std::move(access));
  access_at_.push_back(r);
}

}  // namespace interlock::summary
