// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

#include "checker/program/same_definition.h"

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

// Each comparison takes its struct apart into all members, so that a member added to the facts does
// not compile until it is compared here.

bool SameClaim(const Context& context, const facts::Claim& x, const facts::Claim& y) {
  const auto& [name, arguments, parameter, position] = x;
  return std::tie(name, arguments, parameter) == std::tie(y.name, y.arguments, y.parameter) &&
         SamePosition(context, position, y.position);
}

bool SameInstruction(const Context& context, const facts::Instruction& x,
                     const facts::Instruction& y) {
  const auto plain = [](const facts::Instruction& i) {
    const auto& [op, position, args, immediate, bytes, order, is_pointer, is_owner, is_unsigned,
                 is_virtual, is_scoped, is_implicit, symbol] = i;
    (void)position;  // compared below
    return std::tie(op, args, immediate, bytes, order, is_pointer, is_owner, is_unsigned,
                    is_virtual, is_scoped, is_implicit, symbol);
  };
  return plain(x) == plain(y) && SamePosition(context, x.position, y.position);
}

bool SameEdge(const facts::Edge& x, const facts::Edge& y) {
  const auto& [block, kind, case_value] = x;
  return std::tie(block, kind, case_value) == std::tie(y.block, y.kind, y.case_value);
}

bool SameBlock(const facts::Block& x, const facts::Block& y) {
  const auto& [instructions, condition, successors] = x;
  return instructions == y.instructions && condition == y.condition &&
         SameList(successors, y.successors, SameEdge);
}

bool SameLoop(const facts::Loop& x, const facts::Loop& y) {
  const auto plain = [](const facts::Loop& loop) {
    const auto& [header, blocks, variable, initial, bound, step, bound_inclusive, single_exit,
                 container] = loop;
    return std::tie(header, blocks, variable, initial, bound, step, bound_inclusive, single_exit,
                    container);
  };
  return plain(x) == plain(y);
}

bool SameLocal(const Context& context, const facts::Local& x, const facts::Local& y) {
  const auto& [name, type, record, bytes, position, is_temporary] = x;
  return std::tie(name, type, record, bytes, is_temporary) ==
             std::tie(y.name, y.type, y.record, y.bytes, y.is_temporary) &&
         SamePosition(context, position, y.position);
}

bool SameParameter(const facts::Parameter& x, const facts::Parameter& y) {
  const auto& [name, type, record, is_pointer, is_record] = x;
  return std::tie(name, type, record, is_pointer, is_record) ==
         std::tie(y.name, y.type, y.record, y.is_pointer, y.is_record);
}

template <typename T, typename Same>
bool SameListIn(const Context& context, const std::vector<T>& a, const std::vector<T>& b,
                Same same) {
  return SameList(a, b, [&](const T& x, const T& y) { return same(context, x, y); });
}

bool SameField(const Context& context, const facts::Field& x, const facts::Field& y) {
  const auto& [name, type, record, offset, bytes, position, is_mutable_shared, claims] = x;
  return std::tie(name, type, record, offset, bytes, is_mutable_shared) ==
             std::tie(y.name, y.type, y.record, y.offset, y.bytes, y.is_mutable_shared) &&
         SamePosition(context, position, y.position) &&
         SameListIn(context, claims, y.claims, SameClaim);
}

bool SameBase(const facts::Record::Base& x, const facts::Record::Base& y) {
  const auto& [usr, offset] = x;
  return usr == y.usr && offset == y.offset;
}

}  // namespace

bool SamePosition(const Context& context, const facts::Position& a, const facts::Position& b) {
  return a.line == b.line && a.column == b.column &&
         FileOf(*context.a, a.file) == FileOf(*context.b, b.file);
}

bool SameFunction(const Context& context, const facts::Function& a, const facts::Function& b) {
  const auto plain = [](const facts::Function& f) {
    const auto& [usr, key, name, position, record, call_operator_of, overrides, is_method,
                 is_virtual, is_constructor, is_destructor, is_noexcept, is_external, in_header,
                 returns_record, is_variadic, is_initializer, replaces_library, parameters, locals,
                 instructions, blocks, loops, claims] = f;
    (void)position, (void)parameters, (void)locals, (void)instructions, (void)blocks;
    (void)loops, (void)claims;  // compared below
    return std::tie(usr, key, name, record, call_operator_of, overrides, is_method, is_virtual,
                    is_constructor, is_destructor, is_noexcept, is_external, in_header,
                    returns_record, is_variadic, is_initializer, replaces_library);
  };
  return plain(a) == plain(b) && SamePosition(context, a.position, b.position) &&
         SameList(a.parameters, b.parameters, SameParameter) &&
         SameListIn(context, a.locals, b.locals, SameLocal) &&
         SameListIn(context, a.instructions, b.instructions, SameInstruction) &&
         SameList(a.blocks, b.blocks, SameBlock) && SameList(a.loops, b.loops, SameLoop) &&
         SameListIn(context, a.claims, b.claims, SameClaim);
}

bool SameRecord(const Context& context, const facts::Record& a, const facts::Record& b) {
  const auto& [usr, name, bytes, position, is_polymorphic, fields, bases, destructor, claims] = a;
  const bool same_destructor =
      destructor == b.destructor || destructor.empty() || b.destructor.empty();
  return same_destructor &&
         std::tie(usr, name, bytes, is_polymorphic) ==
             std::tie(b.usr, b.name, b.bytes, b.is_polymorphic) &&
         SamePosition(context, position, b.position) &&
         SameListIn(context, fields, b.fields, SameField) && SameList(bases, b.bases, SameBase) &&
         SameListIn(context, claims, b.claims, SameClaim);
}

bool SameGlobal(const Context& context, const facts::Global& a, const facts::Global& b) {
  const auto& [usr, name, type, record, bytes, position, is_constant, is_thread_local, runs_at_end,
               claims] = a;
  return std::tie(usr, name, type, record, bytes, is_constant, is_thread_local, runs_at_end) ==
             std::tie(b.usr, b.name, b.type, b.record, b.bytes, b.is_constant, b.is_thread_local,
                      b.runs_at_end) &&
         SamePosition(context, position, b.position) &&
         SameListIn(context, claims, b.claims, SameClaim);
}

}  // namespace interlock::link
