// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/parametric/encoder.h"

#include <algorithm>

namespace interlock::parametric {
namespace {

using protocol::Multiplicity;
using protocol::ObjectId;
using protocol::RoleId;
using protocol::Term;
using protocol::TermKind;
using smt::Expression;
using smt::Integer;

bool IsPointer(const Term& term) {
  if (term.IsAddress()) return true;
  return term.kind() == TermKind::kSelect && (IsPointer(term.child(1)) || IsPointer(term.child(2)));
}

bool IsCondition(TermKind kind) {
  switch (kind) {
    case TermKind::kNot:
    case TermKind::kEqual:
    case TermKind::kNotEqual:
    case TermKind::kLess:
    case TermKind::kLessEqual:
    case TermKind::kLogicalAnd:
    case TermKind::kLogicalOr:
      return true;
    default:
      return false;
  }
}

int WidthOf(std::int64_t format) { return static_cast<int>((format >> 8) & 0xff); }
bool IsUnsigned(std::int64_t format) { return (format & 1) != 0; }

// value & mask for mask >= 0: the sum of the mask's runs of ones, cut out by div and mod. Holds for
// negative values too, since SMT-LIB's div rounds down for positive divisors (two's complement).
Expression MaskPositive(const Expression& value, std::int64_t mask) {
  Expression sum = Integer(0);
  int bit = 0;
  while (bit < 63) {
    if (((mask >> bit) & 1) == 0) {
      ++bit;
      continue;
    }
    int end = bit;
    while (end < 63 && ((mask >> end) & 1) != 0) ++end;
    const Expression shifted = smt::EuclideanDivide(value, smt::PowerOfTwo(bit));
    const Expression run = smt::EuclideanModulo(shifted, smt::PowerOfTwo(end - bit));
    sum = smt::Add(sum, smt::Multiply(smt::PowerOfTwo(bit), run));
    bit = end;
  }
  return sum;
}

Expression MaskConstant(const Expression& value, std::int64_t mask) {
  if (mask >= 0) return MaskPositive(value, mask);
  return smt::Subtract(value, MaskPositive(value, ~mask));
}

}  // namespace

Encoder::Encoder(const ProtocolIndex& index, RoleId role_first, RoleId role_second)
    : index_(index), roles_{protocol::kNone, role_first, role_second} {}

RoleId Encoder::RoleOf(Side side) const { return roles_[static_cast<int>(side)]; }

Expression Encoder::Fresh(const std::string& meaning) {
  const std::string name = "v" + std::to_string(++fresh_count_);
  meanings_.emplace_back(name, meaning);
  return script_.Constant(name);
}

std::string Encoder::MeaningOf(const Term& term, Side side) const {
  switch (side) {
    case Side::kFirst:
      return "first: " + term.ToText();
    case Side::kSecond:
      return "second: " + term.ToText();
    case Side::kShared:
      break;
  }
  return term.ToText();
}

Expression Encoder::FreeValue(const Term& term, Side side) { return Fresh(MeaningOf(term, side)); }

// --- values --------------------------------------------------------------------------------------

Expression Encoder::Value(const Term& term, Side side) {
  if (term.IsInteger()) return Integer(term.integer());
  const Key key{term.kind() == TermKind::kParameter ? Side::kShared : side, term};
  const auto found = values_.find(key);
  if (found != values_.end()) return found->second;
  const Expression value = EncodeValue(term, key.side);
  values_.emplace(key, value);
  return value;
}

Expression Encoder::EncodeValue(const Term& term, Side side) {
  if (IsCondition(term.kind())) {
    return smt::IfThenElse(Condition(term, side), Integer(1), Integer(0));
  }
  if (IsPointer(term)) {
    const AddressExpression address = Address(term, side);
    script_.Function("pointer", 2);
    return smt::Apply("pointer", {address.object, address.offset});
  }
  const auto child = [&](int i) { return Value(term.child(i), side); };
  switch (term.kind()) {
    case TermKind::kInduction:
      return Induction(term, side);
    case TermKind::kTicket:
      return Ticket(term, side);
    case TermKind::kLoad:
      return Load(term, side);
    case TermKind::kInstance: {
      const RoleId role = index_.RoleWithId(term.symbol());
      return role == protocol::kNone ? FreeValue(term, side) : Instance(role, side);
    }
    case TermKind::kAdd:
      return smt::Add(child(0), child(1));
    case TermKind::kSubtract:
      return smt::Subtract(child(0), child(1));
    case TermKind::kMultiply:
      return smt::Multiply(child(0), child(1));
    case TermKind::kDivide:
      return smt::TruncatingDivide(child(0), child(1));
    case TermKind::kRemainder:
      return smt::TruncatingRemainder(child(0), child(1));
    case TermKind::kNegate:
      return smt::Negate(child(0));
    case TermKind::kBitNot:
      return smt::Subtract(Integer(-1), child(0));
    case TermKind::kShiftLeft:
    case TermKind::kShiftRight:
      return Shift(term, side);
    case TermKind::kAnd:
    case TermKind::kOr:
    case TermKind::kXor:
      return Bitwise(term, side);
    case TermKind::kSelect:
      return smt::IfThenElse(Condition(term.child(0), side), child(1), child(2));
    case TermKind::kTruncate: {
      const Term& inner = term.child(0);
      const bool same_range =
          (inner.kind() == TermKind::kLoad || inner.kind() == TermKind::kTruncate) &&
          inner.integer() == term.integer();
      return same_range ? child(0) : WrapToWidth(child(0), term.integer());
    }
    default:
      return FreeValue(term, side);  // kParameter, kUnknown
  }
}

Expression Encoder::WrapToWidth(const Expression& value, std::int64_t format) const {
  const int width = WidthOf(format);
  if (width == 0 || width > 64) return value;  // rejected by validation
  const Expression modulus = smt::PowerOfTwo(width);
  if (IsUnsigned(format)) return smt::EuclideanModulo(value, modulus);
  const Expression half = smt::PowerOfTwo(width - 1);
  return smt::Subtract(smt::EuclideanModulo(smt::Add(value, half), modulus), half);
}

void Encoder::AssertRange(const Expression& value, std::int64_t format) {
  const int width = WidthOf(format);
  if (IsUnsigned(format)) {
    script_.Assert("range", smt::LessEqual(Integer(0), value));
    if (width > 0) script_.Assert("range", smt::Less(value, smt::PowerOfTwo(width)));
  } else if (width > 0) {
    const Expression half = smt::PowerOfTwo(width - 1);
    script_.Assert("range", smt::LessEqual(smt::Negate(half), value));
    script_.Assert("range", smt::Less(value, half));
  }
}

Expression Encoder::Bitwise(const Term& term, Side side) {
  const bool left_constant = term.child(0).IsInteger();
  const Expression a = Value(term.child(left_constant ? 1 : 0), side);
  const Term& other = term.child(left_constant ? 0 : 1);
  if (other.IsInteger()) {
    const std::int64_t mask = other.integer();
    const Expression common = MaskConstant(a, mask);
    if (term.kind() == TermKind::kAnd) return common;
    const Expression sum = smt::Add(a, Integer(mask));  // a + m = (a | m) + (a & m)
    if (term.kind() == TermKind::kOr) return smt::Subtract(sum, common);
    return smt::Subtract(sum, smt::Multiply(Integer(2), common));
  }
  const char* function = term.kind() == TermKind::kAnd  ? "bit_and"
                         : term.kind() == TermKind::kOr ? "bit_or"
                                                        : "bit_xor";
  AddImprecise(std::string("bit operation on two variables: ") + term.ToText());
  script_.Function(function, 2);
  return smt::Apply(function, {a, Value(other, side)});
}

Expression Encoder::Shift(const Term& term, Side side) {
  const Expression a = Value(term.child(0), side);
  const Term& amount = term.child(1);
  const bool left = term.kind() == TermKind::kShiftLeft;
  if (amount.IsInteger() && amount.integer() >= 0 && amount.integer() < 64) {
    const Expression factor = smt::PowerOfTwo(static_cast<int>(amount.integer()));
    return left ? smt::Multiply(a, factor) : smt::EuclideanDivide(a, factor);
  }
  const char* function = left ? "shift_left" : "shift_right";
  AddImprecise("shift by a variable: " + term.ToText());
  script_.Function(function, 2);
  return smt::Apply(function, {a, Value(amount, side)});
}

Expression Encoder::Induction(const Term& term, Side side) {
  const Expression initial = Value(term.child(0), side);
  const Expression value = FreeValue(term, side);
  const std::int64_t step = term.integer();
  if (step > 0) script_.Assert("induction", smt::LessEqual(initial, value));
  if (step < 0) script_.Assert("induction", smt::LessEqual(value, initial));
  if (step > 1 || (step < -1 && step != INT64_MIN)) {
    const Expression distance = smt::Subtract(value, initial);
    const Expression stride = Integer(step > 0 ? step : -step);
    script_.Assert("induction", smt::Equal(smt::EuclideanModulo(distance, stride), Integer(0)));
  }
  if (term.children().size() > 1) {
    script_.Assert("induction", smt::Less(value, Value(term.child(1), side)));
  }
  return value;
}

Expression Encoder::Ticket(const Term& term, Side side) {
  const AddressExpression counter = Address(term.child(0), side);
  const Expression value = FreeValue(term, side);
  tickets_.push_back(Occurrence{term, side, value, counter});
  return value;
}

Expression Encoder::Load(const Term& term, Side side) {
  const bool stable = term.symbol().empty();
  AddressExpression cell;
  if (stable) cell = Address(term.child(0), side);
  const Expression value = FreeValue(term, side);
  if (stable) {
    const std::string function = "load" + std::to_string(term.integer());
    script_.Function(function, 2);
    script_.Assert("load", smt::Equal(value, smt::Apply(function, {cell.object, cell.offset})));
  }
  AssertRange(value, term.integer());
  return value;
}

// --- conditions ----------------------------------------------------------------------------------

Expression Encoder::Condition(const Term& term, Side side) {
  if (term.IsInteger()) return term.integer() != 0 ? smt::True() : smt::False();
  switch (term.kind()) {
    case TermKind::kNot:
      return smt::Not(Condition(term.child(0), side));
    case TermKind::kLogicalAnd:
      return smt::And({Condition(term.child(0), side), Condition(term.child(1), side)});
    case TermKind::kLogicalOr:
      return smt::Or({Condition(term.child(0), side), Condition(term.child(1), side)});
    case TermKind::kLess:
      return smt::Less(Value(term.child(0), side), Value(term.child(1), side));
    case TermKind::kLessEqual:
      return smt::LessEqual(Value(term.child(0), side), Value(term.child(1), side));
    case TermKind::kNotEqual:
      return smt::Not(Condition(Term(TermKind::kEqual, "", 0, term.children()), side));
    case TermKind::kEqual: {
      const Term& a = term.child(0);
      const Term& b = term.child(1);
      if (IsPointer(a) && IsPointer(b)) return SameAddress(Address(a, side), Address(b, side));
      if (IsPointer(a) && b.IsInteger() && b.integer() == 0) {
        return smt::Equal(Address(a, side).object, Integer(0));
      }
      if (IsPointer(b) && a.IsInteger() && a.integer() == 0) {
        return smt::Equal(Address(b, side).object, Integer(0));
      }
      return smt::Equal(Value(a, side), Value(b, side));
    }
    case TermKind::kSelect:
      return smt::IfThenElse(Condition(term.child(0), side), Condition(term.child(1), side),
                             Condition(term.child(2), side));
    default:
      break;
  }
  if (IsPointer(term)) return smt::Not(smt::Equal(Address(term, side).object, Integer(0)));
  return smt::Not(smt::Equal(Value(term, side), Integer(0)));
}

// --- addresses -----------------------------------------------------------------------------------

AddressExpression Encoder::Address(const Term& address, Side side) {
  const Key key{address.kind() == TermKind::kParameter ? Side::kShared : side, address};
  const auto found = addresses_.find(key);
  if (found != addresses_.end()) return found->second;
  const AddressExpression encoded = EncodeAddress(address, key.side);
  addresses_.emplace(key, encoded);
  const bool typed = address.kind() == TermKind::kLoadAddress ||
                     address.kind() == TermKind::kOwned || address.kind() == TermKind::kReceived;
  if (typed && address.integer() > 1) {
    pointees_.push_back(Pointee{address.integer(), key.side, encoded});
  }
  return encoded;
}

AddressExpression Encoder::EncodeAddress(const Term& address, Side side) {
  switch (address.kind()) {
    case TermKind::kNull:
      return {Integer(0), Integer(0)};
    case TermKind::kGlobal:
    case TermKind::kLocal:
    case TermKind::kHeap:
      return ConcreteRoot(address, side);
    case TermKind::kFunction:
      return {ObjectConstant("function " + address.symbol()), Integer(0)};
    case TermKind::kField: {
      AddressExpression base = Address(address.child(0), side);
      base.offset = smt::Add(base.offset, Integer(address.integer()));
      return base;
    }
    case TermKind::kIndex: {
      if (address.integer() == 0) {
        AddImprecise("stride not known: " + address.ToText());
        return {Address(address.child(0), side).object, FreeValue(address, side)};
      }
      AddressExpression base = Address(address.child(0), side);
      base.offset = smt::Add(
          base.offset, smt::Multiply(Integer(address.integer()), Value(address.child(1), side)));
      return base;
    }
    case TermKind::kElements: {
      if (!address.symbol().empty()) return FreeAddress(address, side);
      const AddressExpression container = Address(address.child(0), side);
      script_.Function("elements", 2);
      const Expression storage = smt::Apply("elements", {container.object, container.offset});
      element_cells_.push_back(Cell{container, storage});
      return {storage, Integer(0)};
    }
    case TermKind::kLoadAddress:
      return LoadedAddress(address, side, "pointee");
    case TermKind::kOwned:
      return LoadedAddress(address, side, "owned");
    case TermKind::kReceived: {
      const AddressExpression channel = Address(address.child(0), side);
      const AddressExpression value = FreeAddress(address, side);
      received_.push_back(Occurrence{address, side, value.object, channel});
      return value;
    }
    case TermKind::kSelect: {
      const Expression condition = Condition(address.child(0), side);
      const AddressExpression a = Address(address.child(1), side);
      const AddressExpression b = Address(address.child(2), side);
      return {smt::IfThenElse(condition, a.object, b.object),
              smt::IfThenElse(condition, a.offset, b.offset)};
    }
    case TermKind::kInteger:
      if (address.integer() == 0) return {Integer(0), Integer(0)};
      break;
    case TermKind::kParameter:
    case TermKind::kUnknownAddress:
      break;
    default:
      AddImprecise("pointer from a number: " + address.ToText());
  }
  return FreeAddress(address, side);
}

AddressExpression Encoder::FreeAddress(const Term& address, Side side) {
  const std::string meaning = MeaningOf(address, side);
  const Expression object = Fresh("object of " + meaning);
  return {object, Fresh("offset of " + meaning)};
}

AddressExpression Encoder::LoadedAddress(const Term& address, Side side, const char* function) {
  if (!address.symbol().empty() && address.symbol() != "cell") return FreeAddress(address, side);
  const AddressExpression cell = Address(address.child(0), side);
  const std::string object_function = std::string(function) + "_object";
  const std::string offset_function = std::string(function) + "_offset";
  script_.Function(object_function, 2);
  script_.Function(offset_function, 2);
  const Expression object = smt::Apply(object_function, {cell.object, cell.offset});
  if (address.kind() == TermKind::kOwned) owned_cells_.push_back(Cell{cell, object});
  return {object, smt::Apply(offset_function, {cell.object, cell.offset})};
}

AddressExpression Encoder::ConcreteRoot(const Term& root, Side side) {
  const ObjectId id = index_.ObjectWithKey(root.symbol());
  if (id == protocol::kNone) {
    if (root.kind() == TermKind::kGlobal) return {ObjectConstant(root.symbol()), Integer(0)};
    AddImprecise("storage without an object: " + root.ToText());
    return {Fresh("object of " + MeaningOf(root, side)), Integer(0)};
  }
  const protocol::Object& object = index_.protocol().objects[id];
  if (object.multiplicity == Multiplicity::kOne) {
    const Expression constant = ObjectConstant(object.key);
    std::int64_t number = 0;
    constant.IsLiteral(&number);
    single_objects_.emplace(id, number);
    return {constant, Integer(0)};
  }
  const std::vector<RoleId>* chain =
      RoleOf(side) == protocol::kNone ? nullptr : &index_.Chain(RoleOf(side));
  const bool owner_known =
      object.owner != protocol::kNone &&
      (chain == nullptr || std::find(chain->begin(), chain->end(), object.owner) != chain->end());
  Expression value;
  if (!root.children().empty()) {
    // Named by its children: an injective function of them.
    std::vector<Expression> arguments;
    for (const Term& child : root.children()) arguments.push_back(Value(child, side));
    const auto [entry, inserted] =
        named_functions_.emplace(id, "made" + std::to_string(named_functions_.size() + 1));
    if (inserted) script_.Function(entry->second, static_cast<int>(arguments.size()));
    value = smt::Apply(entry->second, arguments);
    named_objects_[id].emplace_back(arguments, value);
  } else if (object.multiplicity == Multiplicity::kPerInstance && owner_known) {
    const auto [entry, inserted] = per_instance_functions_.emplace(
        id, "local" + std::to_string(per_instance_functions_.size() + 1));
    if (inserted) script_.Function(entry->second, 1);
    const Expression instance = Instance(object.owner, side);
    value = smt::Apply(entry->second, {instance});
    per_instance_objects_[id].emplace_back(instance, value);
  } else {
    value = Fresh("object " + MeaningOf(root, side));
    if (owner_known) made_objects_[id].emplace_back(Instance(object.owner, side), value);
  }
  ClassOf(id);
  class_members_.emplace_back(value, classes_[id]);
  return {value, Integer(0)};
}

Expression Encoder::ObjectConstant(const std::string& key) {
  const auto next = static_cast<std::int64_t>(object_constants_.size()) + 1;
  return Integer(object_constants_.emplace(key, next).first->second);
}

Expression Encoder::ClassOf(ObjectId object) {
  const auto next = static_cast<std::int64_t>(classes_.size()) + 1;
  script_.Function("class", 1);
  return Integer(classes_.emplace(object, next).first->second);
}

Expression Encoder::IsObject(const Expression& value, ObjectId id) {
  const protocol::Object& object = index_.protocol().objects[id];
  if (object.multiplicity == Multiplicity::kOne) {
    const Expression constant = ObjectConstant(object.key);
    std::int64_t number = 0;
    constant.IsLiteral(&number);
    single_objects_.emplace(id, number);
    return smt::Equal(value, constant);
  }
  return smt::Equal(smt::Apply("class", {value}), ClassOf(id));
}

Expression Encoder::LiesIn(const Term& address, const AddressExpression& encoded,
                           const std::vector<ObjectId>& objects) {
  const Term& root = ProtocolIndex::RootOf(address);
  const bool concrete = root.kind() == TermKind::kGlobal || root.kind() == TermKind::kLocal ||
                        root.kind() == TermKind::kHeap;
  if (concrete && (root.kind() == TermKind::kGlobal ||
                   index_.ObjectWithKey(root.symbol()) != protocol::kNone)) {
    return smt::True();
  }
  std::vector<Expression> candidates;
  for (const ObjectId object : objects) candidates.push_back(IsObject(encoded.object, object));
  return smt::Or(candidates);
}

Expression Encoder::SameAddress(const AddressExpression& a, const AddressExpression& b) {
  return smt::And({smt::Equal(a.object, b.object), smt::Equal(a.offset, b.offset)});
}

// --- instances -----------------------------------------------------------------------------------

Expression Encoder::Instance(RoleId role, Side side) {
  const bool many = index_.protocol().roles[role].many;
  const auto key = std::make_pair(many ? side : Side::kShared, role);
  const auto found = instances_.find(key);
  if (found != instances_.end()) return found->second;
  const std::string name = "instance of " + index_.protocol().roles[role].name;
  const char* prefix = !many                   ? ""
                       : side == Side::kFirst  ? "first: "
                       : side == Side::kSecond ? "second: "
                                               : "";
  const Expression instance = Fresh(prefix + name);
  instances_.emplace(key, instance);
  return instance;
}

Expression Encoder::InstancesDiffer(RoleId role, Side a, Side b) {
  if (!index_.protocol().roles[role].many) return smt::False();
  return smt::Not(smt::Equal(Instance(role, a), Instance(role, b)));
}

}  // namespace interlock::parametric
