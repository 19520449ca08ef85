// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Memory of an evaluation: cells of known content, what forgets them, and the list of accesses.
#include <algorithm>

#include "checker/layout/evaluation_run.h"

namespace interlock::layout {
namespace {

bool Overlap(std::int64_t a, std::int64_t a_bytes, std::int64_t b, std::int64_t b_bytes) {
  return a < b + b_bytes && b < a + a_bytes;
}

}  // namespace

void Run::Record(const Address& address, const Value& condition, const Value& size, bool size_known,
                 bool is_write, bool is_atomic, const State& state, const Site& site) {
  if (address.base.kind == BaseKind::kOwn || address.base.kind == BaseKind::kNull) return;
  Access access;
  access.address = address;
  access.size_bytes = size;
  access.size_known = size_known;
  access.is_write = is_write;
  access.is_atomic = is_atomic;
  access.guard = state.guard;
  if (!condition.IsConstant(1)) access.guard.push_back(condition);
  access.site = site;
  out_.accesses.push_back(std::move(access));
}

void Run::ForgetObject(const std::string& name, State& state) {
  std::erase_if(state.cells, [&](const auto& cell) { return cell.first.first == name; });
  state.versions[name] = ++evaluator_.next_symbol_;
}

void Run::ForgetInput(State& state, const std::string& except_base) {
  std::set<std::string> names;
  for (const auto& [key, cell] : state.cells) {
    if (key.first.starts_with("own:") || key.first == except_base) continue;
    names.insert(key.first);
  }
  for (const std::string& name : names) ForgetObject(name, state);
  state.versions["*"] = ++evaluator_.next_symbol_;
}

void Run::Forget(const Base& base, const Value& offset, std::int64_t bytes, State& state) {
  switch (base.kind) {
    case BaseKind::kNull:
      return;
    case BaseKind::kElements:
      // A container inside an object does not own storage that the object lies in.
      ForgetInput(state, base.name.substr(base.name.find(' ') + 1));
      return;
    case BaseKind::kUnknown:
      ForgetInput(state, "");
      for (const std::string& name : state.escaped) ForgetObject(name, state);
      return;
    case BaseKind::kInput:
      ForgetInput(state, base.name);
      for (const std::string& name : state.escaped) ForgetObject(name, state);
      break;
    case BaseKind::kOwn:
      break;
  }
  if (!offset.IsConstant() || bytes < 0) {
    ForgetObject(base.name, state);
    return;
  }
  const std::int64_t first = offset.constant();
  std::erase_if(state.cells, [&](const auto& cell) {
    return cell.first.first == base.name &&
           Overlap(cell.first.second, cell.second.bytes, first, bytes);
  });
  // What is read from here next is not what was there at first: cells of other offsets stay.
  state.versions[base.name + "+" + std::to_string(first)] = ++evaluator_.next_symbol_;
}

std::string Run::InitialName(const CellKey& key, const State& state) const {
  const std::string& base = key.first;
  const std::string prefix = base + "+";
  std::int64_t version = 0;
  const auto look = [&](const std::string& name) {
    const auto found = state.versions.find(name);
    if (found != state.versions.end()) version = std::max(version, found->second);
  };
  look(base);
  if (!base.starts_with("own:")) look("*");
  // A part that was forgotten, maybe under another offset.
  for (auto at = state.versions.lower_bound(prefix);
       at != state.versions.end() && at->first.starts_with(prefix); ++at) {
    version = std::max(version, at->second);
  }
  std::string name = options_.prefix + base + "[" + std::to_string(key.second) + "]";
  if (version > 0) name += "#" + std::to_string(version);
  return name;
}

Datum Run::Initial(const CellKey& key, const Place& place, std::uint32_t bytes, bool is_pointer,
                   bool is_unsigned, const State& state) const {
  SymbolInfo info;
  info.name = InitialName(key, state);
  info.origin = key.first.starts_with("own:argument") ? Origin::kArgument : Origin::kMemory;
  if (info.name.find('#') != std::string::npos && !options_.constructs) {
    info.origin = Origin::kLost;
    info.reason = "memory that may have been changed in between";
  }
  if (is_pointer) return PointTo(Base{BaseKind::kInput, "*" + info.name});
  if (place.is_size) {
    info.maximum = std::int64_t{1} << 48;
    if (info.origin != Origin::kLost) info.reason = "address-space";
  }
  if (place.is_truth) info.maximum = 1;
  Datum datum;
  datum.number = Value::Symbol(info, bytes, is_unsigned);
  return datum;
}

Datum Run::LoadFrom(const Address& address, std::uint32_t bytes, bool is_pointer, bool is_unsigned,
                    bool is_atomic, State& state) {
  const Base& base = address.base;
  if (address.place.in_layout && !(options_.constructs && base.kind == BaseKind::kOwn)) {
    const std::string& path = address.place.field_path;
    if (is_pointer) return PointTo({BaseKind::kInput, "*layout." + path});
    Datum datum;
    datum.number =
        LayoutSymbol(path, bytes, is_unsigned, address.place.is_truth, address.place.is_size);
    return datum;
  }
  const bool is_known = address.offset.IsConstant() && !is_atomic &&
                        (base.kind == BaseKind::kOwn || base.kind == BaseKind::kInput);
  if (!is_known) {
    const std::string name = Fresh(options_.prefix + "bytes of " + base.name);
    if (is_pointer) return PointTo({BaseKind::kInput, "*" + name});
    Datum datum;
    SymbolInfo info;
    info.name = name;
    info.origin = base.kind == BaseKind::kUnknown ? Origin::kLost : Origin::kMemory;
    info.reason = base.kind == BaseKind::kUnknown ? base.name : "";
    datum.number = Value::Symbol(info, bytes, is_unsigned);
    return datum;
  }
  const std::int64_t offset = address.offset.constant();
  const CellKey key{base.name, offset};
  const auto found = state.cells.find(key);
  if (found != state.cells.end() && found->second.bytes == bytes) {
    Datum datum = found->second.datum;
    if (!datum.is_pointer &&
        (datum.number.bytes() != bytes || datum.number.is_unsigned() != is_unsigned)) {
      datum.number = Value::Make(Operation::kCast, {datum.number}, bytes, is_unsigned);
    }
    return datum;
  }
  const bool is_torn = std::any_of(state.cells.begin(), state.cells.end(), [&](const auto& cell) {
    return cell.first.first == base.name &&
           Overlap(cell.first.second, cell.second.bytes, offset, bytes);
  });
  if (is_torn) {
    return Lost("bytes of a value of another size", Site{}, bytes, is_unsigned);
  }
  Datum datum = Initial(key, address.place, bytes, is_pointer, is_unsigned, state);
  state.cells[key] = Cell{bytes, datum};
  return datum;
}

Datum Run::Load(const facts::Instruction& instruction, const Datum& address, State& state,
                const Site& site) {
  const bool is_atomic = instruction.order != facts::Order::kPlain;
  const Value size = Value::Constant(instruction.bytes);
  const Pointer pointer = PointerOf(address);
  std::optional<Datum> all;
  for (const Pointer::Target& target : pointer.targets) {
    Record(target.address, target.condition, size, true, false, is_atomic, state, site);
    Datum one = LoadFrom(target.address, instruction.bytes, instruction.is_pointer,
                         instruction.is_unsigned, is_atomic, state);
    all = all.has_value() ? Choose(target.condition, one, *all) : one;
  }
  if (is_atomic) ForgetInput(state, "");
  return all.has_value() ? *all : Lost("load through no address", site, instruction.bytes);
}

void Run::Store(const Datum& address, const Datum& value, std::uint32_t bytes, bool is_atomic,
                State& state, const Site& site) {
  const Pointer pointer = PointerOf(address);
  const bool is_one = pointer.targets.size() == 1;
  for (const Pointer::Target& target : pointer.targets) {
    const Address& at = target.address;
    Record(at, target.condition, Value::Constant(bytes), true, true, is_atomic, state, site);
    const bool is_private =
        at.base.kind == BaseKind::kOwn && state.escaped.count(at.base.name) == 0;
    if (!is_private) HandOut(value, state, site, "memory");
    const bool is_known = at.offset.IsConstant() && !is_atomic &&
                          (at.base.kind == BaseKind::kOwn || at.base.kind == BaseKind::kInput);
    std::optional<Datum> before;
    if (is_known && !is_one) {
      before = LoadFrom(at, bytes, value.is_pointer, value.number.is_unsigned(), false, state);
    }
    Forget(at.base, at.offset, bytes, state);
    if (!is_known) continue;
    Datum kept = before.has_value() ? Choose(target.condition, value, *before) : value;
    // What is stored in fewer bytes is what fits them.
    if (!kept.is_pointer && bytes < kept.number.bytes()) {
      kept.number = Value::Make(Operation::kCast, {kept.number}, bytes, kept.number.is_unsigned());
    }
    state.cells[{at.base.name, at.offset.constant()}] = Cell{bytes, kept};
  }
}

void Run::Touch(const Datum& address, const Value& size, bool size_known, bool is_write,
                State& state, const Site& site) {
  const Pointer pointer = PointerOf(address);
  for (const Pointer::Target& target : pointer.targets) {
    Record(target.address, target.condition, size, size_known, is_write, false, state, site);
    if (!is_write) continue;
    const std::int64_t bytes = size_known && size.IsConstant() ? size.constant() : -1;
    Forget(target.address.base, target.address.offset, bytes, state);
  }
}

void Run::Copy(const Datum& to, const Datum& from, std::int64_t bytes, State& state,
               const Site& site) {
  const bool size_known = bytes > 0;
  const Value size = Value::Constant(bytes);
  Touch(from, size, size_known, false, state, site);
  const Pointer source = PointerOf(from);
  const Pointer target = PointerOf(to);
  const bool is_one = source.targets.size() == 1 && target.targets.size() == 1 && size_known;
  std::vector<std::pair<std::int64_t, Cell>> copied;
  if (is_one) {
    const Address& read = source.targets[0].address;
    const bool is_cell = bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
    if (read.offset.IsConstant() &&
        (read.base.kind == BaseKind::kOwn || read.base.kind == BaseKind::kInput)) {
      const std::int64_t first = read.offset.constant();
      for (const auto& [key, cell] : state.cells) {
        if (key.first != read.base.name || key.second < first) continue;
        if (key.second + cell.bytes > first + bytes) continue;
        copied.push_back({key.second - first, cell});
      }
    }
    if (copied.empty() && is_cell) {
      const auto width = static_cast<std::uint32_t>(bytes);
      copied.push_back({0, Cell{width, LoadFrom(read, width, false, true, false, state)}});
    }
  }
  Touch(to, size, size_known, true, state, site);
  if (!is_one) return;
  const Address& written = target.targets[0].address;
  const bool is_known = written.offset.IsConstant() && (written.base.kind == BaseKind::kOwn ||
                                                        written.base.kind == BaseKind::kInput);
  if (!is_known) return;
  for (auto& [offset, cell] : copied) {
    const bool is_private =
        written.base.kind == BaseKind::kOwn && state.escaped.count(written.base.name) == 0;
    if (!is_private) HandOut(cell.datum, state, site, "memory");
    state.cells[{written.base.name, written.offset.constant() + offset}] = cell;
  }
}

}  // namespace interlock::layout
