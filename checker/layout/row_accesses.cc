// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/row_accesses.h"

#include <algorithm>
#include <map>

namespace interlock::layout {
namespace {

using facts::Op;
using Parameter = std::pair<link::FunctionId, std::size_t>;

/// What can run when `functions` are called directly, through calls whose target is named.
std::set<link::FunctionId> NamedCallees(const link::Program& program,
                                        const std::vector<link::FunctionId>& functions) {
  std::set<link::FunctionId> all(functions.begin(), functions.end());
  std::vector<link::FunctionId> open = functions;
  while (!open.empty()) {
    const link::FunctionId f = open.back();
    open.pop_back();
    for (const facts::Instruction& instruction : program.function(f).instructions) {
      if (instruction.op != Op::kCall) continue;
      const link::FunctionId callee = program.FindFunction(instruction.symbol);
      if (callee != link::kNoFunction && all.insert(callee).second) open.push_back(callee);
    }
  }
  return all;
}

/// A type of the library that is no number.
bool IsLibraryObject(const std::string& type) {
  for (std::size_t at = type.find("std::"); at != std::string::npos; at = type.find("std::", at)) {
    at += 5;
    const bool is_number = type.compare(at, 3, "int") == 0 || type.compare(at, 4, "uint") == 0 ||
                           type.compare(at, 6, "size_t") == 0 || type.compare(at, 4, "byte") == 0;
    if (!is_number) return true;
  }
  return false;
}

bool IsRowParameter(const facts::Function& function, std::size_t i) {
  if (i == 0 && function.is_method && !function.record.empty() && !function.parameters.empty() &&
      function.parameters[0].name == "this") {
    return false;
  }
  const facts::Parameter& parameter = function.parameters[i];
  return parameter.is_pointer && parameter.record.empty() &&
         parameter.type.find("**") == std::string::npos && !IsLibraryObject(parameter.type);
}

struct Evaluated {
  link::FunctionId function = link::kNoFunction;
  Evaluation evaluation;
  std::string side;
};

class Collector {
 public:
  Collector(const link::Program& program, const Together& together, const LayoutClass& layout,
            Evaluator& evaluator)
      : program_(program),
        together_(together),
        layout_(layout),
        evaluator_(evaluator),
        methods_(layout.methods.begin(), layout.methods.end()) {}

  RowAccesses Collect() {
    FindUsers();
    EvaluateAll();
    FindPlaces();
    for (const Evaluated& one : evaluated_) {
      if (methods_.count(one.function) > 0) {
        if (called_from_outside_.count(one.function) > 0) AddMethod(one);
      } else {
        AddUser(one);
      }
      out_.wraps.insert(out_.wraps.end(), one.evaluation.wraps.begin(), one.evaluation.wraps.end());
    }
    if (!out_.accesses.empty()) {
      out_.left.push_back(
          "accesses to the bytes through pointers that no function of the class is given, or that "
          "were loaded again behind other writes");
    }
    std::sort(out_.left.begin(), out_.left.end());
    out_.left.erase(std::unique(out_.left.begin(), out_.left.end()), out_.left.end());
    return std::move(out_);
  }

 private:
  void FindUsers() {
    for (std::size_t f = 0; f < program_.functions().size(); ++f) {
      const auto id = static_cast<link::FunctionId>(f);
      const facts::Function& function = program_.function(id);
      if (function.record == layout_.record || !together_.IsReached(id)) continue;
      bool is_user = false;
      for (const facts::Instruction& instruction : function.instructions) {
        if (instruction.op != Op::kCall && instruction.op != Op::kFunctionAddress) continue;
        const link::FunctionId callee = program_.FindFunction(instruction.symbol);
        if (methods_.count(callee) == 0) continue;
        called_from_outside_.insert(callee);
        is_user = true;
      }
      if (is_user) users_.push_back(id);
    }
  }

  void EvaluateOne(link::FunctionId function, const EvaluatorOptions& base) {
    EvaluatorOptions options = base;
    Evaluated one;
    one.function = function;
    one.side = "";
    one.evaluation = evaluator_.Evaluate(function, options);
    if (one.evaluation.failed) {
      out_.problems.push_back(
          {"the function " + program_.function(function).name + " could not be evaluated",
           program_.PositionText(function, program_.function(function).position)});
    }
    for (const Gap& gap : one.evaluation.gaps) {
      if (!gap.is_call) out_.problems.push_back({gap.what, gap.position});
    }
    evaluated_.push_back(std::move(one));
  }

  void EvaluateAll() {
    EvaluatorOptions options;
    options.layout_record = layout_.record;
    for (const link::FunctionId method : layout_.methods) {
      const bool has_row = [&] {
        const facts::Function& function = program_.function(method);
        for (std::size_t i = 0; i < function.parameters.size(); ++i) {
          if (IsRowParameter(function, i)) return true;
        }
        return false;
      }();
      // What the protocol does not run is no access of it.
      if (has_row && together_.IsReached(method)) EvaluateOne(method, options);
    }
    options.inline_all = false;
    options.inlined = NamedCallees(program_, layout_.methods);
    for (const link::FunctionId user : users_) EvaluateOne(user, options);
  }

  void FindPlaces() {
    for (const Evaluated& one : evaluated_) {
      for (const CallSeen& call : one.evaluation.calls) {
        if (methods_.count(call.callee) == 0) continue;
        const facts::Function& callee = program_.function(call.callee);
        for (std::size_t i = 0; i < call.arguments.size() && i < callee.parameters.size(); ++i) {
          if (!IsRowParameter(callee, i) || !call.arguments[i].is_pointer) continue;
          for (const Pointer::Target& target : call.arguments[i].pointer.targets) {
            if (!target.address.offset.IsConstant(0)) places_.insert({call.callee, i});
          }
        }
      }
    }
  }

  bool IsPlaceMethod(link::FunctionId function) const {
    return std::any_of(places_.begin(), places_.end(),
                       [&](const Parameter& place) { return place.first == function; });
  }

  /// What a user does with a pointer that it is given stands with the user.
  bool IsUser(const std::string& name) const {
    return std::any_of(users_.begin(), users_.end(),
                       [&](link::FunctionId user) { return program_.function(user).name == name; });
  }

  /// What hides accesses to the bytes from an evaluation.
  void AddHidden(const Evaluated& one, const std::set<std::string>& bases, bool is_user) {
    for (const auto& [name, integer] : one.evaluation.from_integer) {
      integer.Visit([&](const Value& value) {
        if (!value.IsSymbol() || !value.symbol().name.starts_with("address of ")) return;
        if (bases.count(value.symbol().name.substr(11)) == 0) return;
        out_.problems.push_back(
            {"an address made from that of the bytes in " + program_.function(one.function).name,
             program_.PositionText(one.function, program_.function(one.function).position)});
      });
    }
    for (const Access& access : one.evaluation.accesses) {
      if (is_user || access.address.base.kind != BaseKind::kUnknown) continue;
      out_.problems.push_back(
          {"an access through " + access.address.base.name, access.site.position});
    }
  }

  void AddAll(const Evaluated& one, const std::set<std::string>& bases, bool is_user) {
    AddHidden(one, bases, is_user);
    for (const Access& access : one.evaluation.accesses) {
      if (bases.count(access.address.base.name) == 0) continue;
      // In a user, what a method does to the start of the bytes stands with the method.
      const bool is_own =
          access.site.function == one.function || IsPlaceMethod(access.site.function);
      if (is_user && !is_own) continue;
      RowAccess row;
      row.access = access;
      row.root = one.function;
      out_.accesses.push_back(std::move(row));
    }
    for (const HandedOut& handed : one.evaluation.handed_out) {
      if (bases.count(handed.address.base.name) == 0) continue;
      if (handed.address.offset.IsConstant(0)) {
        if (is_user && !IsUser(handed.to)) {
          out_.left.push_back("what " + handed.to + " does with the bytes that " +
                              program_.function(one.function).name + " gives it at " +
                              handed.site.position);
        }
        continue;
      }
      RowAccess row;
      row.access.address = handed.address;
      row.access.size_known = false;
      row.access.guard = handed.guard;
      row.access.site = handed.site;
      row.root = one.function;
      row.is_handed_out = true;
      out_.accesses.push_back(std::move(row));
    }
  }

  void AddMethod(const Evaluated& one) {
    const facts::Function& function = program_.function(one.function);
    std::set<std::string> bases;
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
      if (!IsRowParameter(function, i)) continue;
      const std::string& name = function.parameters[i].name;
      if (places_.count({one.function, i}) == 0) {
        bases.insert(name.empty() ? "argument" + std::to_string(i) : name);
        continue;
      }
      // A place: its accesses are looked at where the call says which one.
      for (const Access& access : one.evaluation.accesses) {
        if (access.address.base.name == name && access.is_atomic) {
          out_.problems.push_back(
              {"an atomic access to a place anywhere in the bytes", access.site.position});
        }
      }
      out_.left.push_back("calls of " + function.name + " with a place whose bytes are not known");
    }
    AddAll(one, bases, false);
  }

  void AddUser(const Evaluated& one) {
    std::set<std::string> bases;
    for (const CallSeen& call : one.evaluation.calls) {
      if (methods_.count(call.callee) == 0) continue;
      const facts::Function& callee = program_.function(call.callee);
      for (std::size_t i = 0; i < call.arguments.size() && i < callee.parameters.size(); ++i) {
        if (!IsRowParameter(callee, i) || places_.count({call.callee, i}) > 0) continue;
        if (!call.arguments[i].is_pointer) continue;
        for (const Pointer::Target& target : call.arguments[i].pointer.targets) {
          const Base& base = target.address.base;
          if (base.kind == BaseKind::kInput && target.address.offset.IsConstant(0)) {
            bases.insert(base.name);
          } else if (base.kind != BaseKind::kNull) {
            out_.left.push_back("the bytes that " + program_.function(one.function).name +
                                " reaches through the pointer that it uses at " +
                                call.site.position);
          }
        }
      }
    }
    AddAll(one, bases, true);
  }

  const link::Program& program_;
  const Together& together_;
  const LayoutClass& layout_;
  Evaluator& evaluator_;
  std::set<link::FunctionId> methods_;
  std::vector<link::FunctionId> users_;
  std::set<link::FunctionId> called_from_outside_;
  std::vector<Evaluated> evaluated_;
  std::set<Parameter> places_;
  RowAccesses out_;
};

const char* OrderText(facts::Order order) {
  switch (order) {
    case facts::Order::kPlain:
      return "plain";
    case facts::Order::kRelaxed:
      return "relaxed atomic";
    case facts::Order::kConsume:
    case facts::Order::kAcquire:
      return "acquire atomic";
    case facts::Order::kRelease:
      return "release atomic";
    case facts::Order::kAcquireRelease:
      return "acquire-release atomic";
    case facts::Order::kSequential:
      return "sequentially consistent atomic";
  }
  return "plain";
}

}  // namespace

RowAccesses CollectRowAccesses(const link::Program& program, const Together& together,
                               const LayoutClass& layout, Evaluator& evaluator) {
  return Collector(program, together, layout, evaluator).Collect();
}

std::string AccessText(const link::Program& program, const RowAccess& row) {
  if (row.is_handed_out) return "pointer handed out";
  const Site& site = row.access.site;
  facts::Order order = facts::Order::kPlain;
  if (site.instruction != facts::kNoRegister) {
    order = program.function(site.function)
                .instructions[static_cast<std::size_t>(site.instruction)]
                .order;
  }
  std::string text = std::string(OrderText(order)) + (row.access.is_write ? " write" : " read");
  if (row.access.size_known && row.access.size_bytes.IsConstant()) {
    const std::int64_t bytes = row.access.size_bytes.constant();
    text += " of " + std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
  }
  return text;
}

std::string BytesText(const LayoutClass& layout, const RowAccess& row) {
  const auto people = [&](const Value& value) {
    return value
        .Replace([&](const Value& symbol) {
          SymbolInfo info = symbol.symbol();
          const auto found = layout.accessors.find(info.name);
          if (found != layout.accessors.end()) {
            info.name = found->second;
          } else if (info.name.starts_with("layout.")) {
            info.name = info.name.substr(7);
          }
          return Value::Symbol(info, symbol.bytes(), symbol.is_unsigned());
        })
        .ToText();
  };
  const Value& offset = row.access.address.offset;
  const std::string first = people(offset);
  std::string field;
  for (const FieldClaim& claim : layout.fields) {
    if (!claim.problem.empty() || !(claim.offset == offset)) continue;
    if (claim.is_atomic != row.access.is_atomic) continue;
    field = " of field " + claim.name;
  }
  if (row.is_handed_out || !row.access.size_known) return "[" + first + ", ...)" + field;
  if (offset.IsConstant() && row.access.size_bytes.IsConstant()) {
    return "[" + first + ", " +
           std::to_string(offset.constant() + row.access.size_bytes.constant()) + ")" + field;
  }
  return "[" + first + ", + " + people(row.access.size_bytes) + ")" + field;
}

}  // namespace interlock::layout
