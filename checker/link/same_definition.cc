// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include "checker/link/same_definition.h"

#include <algorithm>
#include <string>
#include <tuple>

namespace interlock::link {
namespace {

using Context = DefinitionContext;

const std::string& FileOf(const facts::Unit& unit, std::int32_t file) {
  static const std::string kNone;
  const bool known = file >= 0 && static_cast<std::size_t>(file) < unit.files.size();
  return known ? unit.files[file] : kNone;
}

template <typename T, typename Same>
bool SameList(const std::vector<T>& a, const std::vector<T>& b, Same same) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

bool SameClaims(const Context& context, const std::vector<facts::Claim>& a,
                const std::vector<facts::Claim>& b) {
  return SameList(a, b, [&](const facts::Claim& x, const facts::Claim& y) {
    return std::tie(x.name, x.arguments, x.parameter) ==
               std::tie(y.name, y.arguments, y.parameter) &&
           SamePosition(context, x.position, y.position);
  });
}

bool SameInstruction(const Context& context, const facts::Instruction& x,
                     const facts::Instruction& y) {
  const auto plain = [](const facts::Instruction& i) {
    return std::tie(i.op, i.args, i.immediate, i.bytes, i.order, i.is_pointer, i.is_owner,
                    i.is_unsigned, i.is_virtual, i.is_scoped, i.is_implicit, i.symbol);
  };
  return plain(x) == plain(y) && SamePosition(context, x.position, y.position);
}

bool SameBlock(const facts::Block& x, const facts::Block& y) {
  return x.instructions == y.instructions && x.condition == y.condition &&
         SameList(x.successors, y.successors, [](const facts::Edge& e, const facts::Edge& f) {
           return std::tie(e.block, e.kind, e.case_value) ==
                  std::tie(f.block, f.kind, f.case_value);
         });
}

bool SameLoop(const facts::Loop& x, const facts::Loop& y) {
  const auto plain = [](const facts::Loop& l) {
    return std::tie(l.header, l.blocks, l.variable, l.initial, l.bound, l.step, l.bound_inclusive,
                    l.single_exit);
  };
  return plain(x) == plain(y);
}

bool SameLocal(const Context& context, const facts::Local& x, const facts::Local& y) {
  const auto plain = [](const facts::Local& l) {
    return std::tie(l.name, l.type, l.record, l.bytes, l.is_temporary);
  };
  return plain(x) == plain(y) && SamePosition(context, x.position, y.position);
}

bool SameParameter(const facts::Parameter& x, const facts::Parameter& y) {
  const auto plain = [](const facts::Parameter& p) {
    return std::tie(p.name, p.type, p.record, p.is_pointer, p.is_record);
  };
  return plain(x) == plain(y);
}

bool SameField(const Context& context, const facts::Field& x, const facts::Field& y) {
  const auto plain = [](const facts::Field& f) {
    return std::tie(f.name, f.type, f.record, f.offset, f.bytes, f.is_mutable_shared);
  };
  return plain(x) == plain(y) && SamePosition(context, x.position, y.position) &&
         SameClaims(context, x.claims, y.claims);
}

}  // namespace

bool SamePosition(const Context& context, const facts::Position& a, const facts::Position& b) {
  return a.line == b.line && a.column == b.column &&
         FileOf(*context.a, a.file) == FileOf(*context.b, b.file);
}

bool SameFunction(const Context& context, const facts::Function& a, const facts::Function& b) {
  const auto names = [](const facts::Function& f) {
    return std::tie(f.usr, f.key, f.name, f.record, f.call_operator_of, f.overrides);
  };
  const auto flags = [](const facts::Function& f) {
    return std::tie(f.is_method, f.is_virtual, f.is_constructor, f.is_destructor, f.is_noexcept,
                    f.is_external, f.in_header, f.returns_record, f.is_variadic, f.is_initializer);
  };
  return names(a) == names(b) && flags(a) == flags(b) &&
         SamePosition(context, a.position, b.position) &&
         SameList(a.parameters, b.parameters, SameParameter) &&
         SameList(a.locals, b.locals,
                  [&](const auto& x, const auto& y) { return SameLocal(context, x, y); }) &&
         SameList(a.instructions, b.instructions,
                  [&](const auto& x, const auto& y) { return SameInstruction(context, x, y); }) &&
         SameList(a.blocks, b.blocks, SameBlock) && SameList(a.loops, b.loops, SameLoop) &&
         SameClaims(context, a.claims, b.claims);
}

bool SameRecord(const Context& context, const facts::Record& a, const facts::Record& b) {
  const auto plain = [](const facts::Record& r) {
    return std::tie(r.usr, r.name, r.bytes, r.is_polymorphic, r.destructor);
  };
  return plain(a) == plain(b) && SamePosition(context, a.position, b.position) &&
         SameList(a.fields, b.fields,
                  [&](const auto& x, const auto& y) { return SameField(context, x, y); }) &&
         SameList(
             a.bases, b.bases,
             [](const auto& x, const auto& y) { return x.usr == y.usr && x.offset == y.offset; }) &&
         SameClaims(context, a.claims, b.claims);
}

bool SameGlobal(const Context& context, const facts::Global& a, const facts::Global& b) {
  const auto plain = [](const facts::Global& g) {
    return std::tie(g.usr, g.name, g.type, g.record, g.bytes, g.is_constant, g.is_thread_local);
  };
  return plain(a) == plain(b) && SamePosition(context, a.position, b.position) &&
         SameClaims(context, a.claims, b.claims);
}

}  // namespace interlock::link
