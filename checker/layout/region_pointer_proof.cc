// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/region_pointer_proof.h"

#include <algorithm>
#include <optional>
#include <set>

#include "checker/layout/encoder.h"

namespace interlock::layout {
namespace {

using facts::Op;
using parametric::QueryRunner;
using smt::Expression;

using Memory = std::map<std::pair<std::string, std::int64_t>, Datum>;

struct Tagger {
  link::FunctionId function = link::kNoFunction;
  Evaluation evaluation;
  std::size_t pointer = 0;  // index of the parameter with the address
};

bool IsUnderstood(const Evaluation& evaluation) {
  return !evaluation.failed && std::none_of(evaluation.gaps.begin(), evaluation.gaps.end(),
                                            [](const Gap& gap) { return !gap.is_call; });
}

Datum PointTo(const std::string& own_name, const std::string& record) {
  Datum datum;
  datum.is_pointer = true;
  Address address;
  address.base = Base{BaseKind::kOwn, own_name};
  address.offset = Value::Constant(0);
  address.place.record = record;
  datum.pointer.targets.push_back({Value::Truth(true), address});
  return datum;
}

Memory ObjectOf(const Evaluation& evaluation) {
  Memory memory;
  for (const auto& [key, datum] : evaluation.memory) {
    if (key.first == Evaluation::kThis) memory.emplace(key, datum);
  }
  return memory;
}

class RegionProof {
 public:
  RegionProof(const link::Program& program, const facts::Record& record, const std::string& region,
              Evaluator& evaluator, QueryRunner& runner)
      : program_(program), record_(record), evaluator_(evaluator), runner_(runner) {
    property_.name = "region " + region + ": pointers come back from their tags";
    property_.rule = "IL123";
    property_.method = "bit-vector lemma of 64 bits";
    property_.claim =
        "What a constructor of the class makes of an address, a method that makes an address again "
        "turns into the same address, for all arguments under the checks of both; an address that "
        "is not null never gives the null value, and the null value gives null.";
    region_ = region;
  }

  LayoutProperty Prove() {
    Collect();
    if (taggers_.empty())
      Add("made", "the class is made from an address").reason = "no constructor takes one";
    if (strippers_.empty())
      Add("read", "the class gives an address back").reason = "no method makes one";
    for (const Tagger& tagger : taggers_) {
      ProveTag(tagger);
      for (const link::FunctionId stripper : strippers_) ProveStrip(tagger, stripper);
    }
    FindOtherConversions();
    property_.verdict = WeakestOf(property_.obligations);
    return std::move(property_);
  }

 private:
  LayoutObligation& Add(const std::string& part, const std::string& text) {
    LayoutObligation obligation;
    obligation.id = "layout-region-" + region_ + "-" + part + "-" +
                    std::to_string(property_.obligations.size());
    obligation.text = text;
    obligation.assumptions = {"same-mask"};
    property_.obligations.push_back(std::move(obligation));
    return property_.obligations.back();
  }

  std::string Position(link::FunctionId function) const {
    return program_.PositionText(function, program_.function(function).position);
  }

  void Collect() {
    for (const link::FunctionId method : program_.Methods(record_.usr)) {
      const facts::Function& function = program_.function(method);
      if (function.is_constructor) {
        EvaluatorOptions options;
        options.constructs = true;
        Tagger tagger;
        tagger.function = method;
        for (std::size_t i = 1; i < function.parameters.size(); ++i) {
          if (function.parameters[i].is_pointer && function.parameters[i].record.empty()) {
            tagger.pointer = i;
          }
        }
        const bool is_default = function.parameters.size() == 1;
        if (tagger.pointer == 0 && !is_default) continue;
        tagger.evaluation = evaluator_.Evaluate(method, options);
        if (!IsUnderstood(tagger.evaluation)) {
          LayoutObligation& unknown = Add("understood", function.name + " is understood");
          unknown.reason = tagger.evaluation.gaps.empty() ? "" : tagger.evaluation.gaps[0].what;
          unknown.position = Position(method);
          continue;
        }
        if (is_default) {
          null_ = ObjectOf(tagger.evaluation);
        } else {
          taggers_.push_back(std::move(tagger));
        }
        continue;
      }
      for (const facts::Instruction& instruction : function.instructions) {
        if (instruction.op == Op::kIntegerToPointer) {
          strippers_.push_back(method);
          break;
        }
      }
      // Writes outside constructors: copies of whole values, or of stored bytes.
      for (const facts::Instruction& instruction : function.instructions) {
        if (instruction.op != Op::kCopy || instruction.args.size() != 2) continue;
        const facts::Instruction& to = function.instructions[instruction.args[0]];
        if (to.op == Op::kField) {
          property_.left.push_back("that bytes copied into a value by " + function.name + " at " +
                                   program_.PositionText(method, instruction.position) +
                                   " were stored from such a value");
        }
      }
    }
  }

  void Ask(smt::Script& script, BitVectorEncoder& encoder, const Expression& goal,
           LayoutObligation* obligation) {
    const smt::Script possible = script;
    script.Assert("goal", smt::Not(goal));
    std::string certificate;
    const smt::Answer answer = runner_.Prove(script, obligation->id, &certificate);
    const bool is_possible = runner_.mode() == parametric::RunMode::kGenerate ||
                             runner_.Ask(possible).kind == smt::AnswerKind::kSat;
    if (answer.kind == smt::AnswerKind::kUnsat && is_possible) {
      obligation->verdict = Verdict::kProved;
      obligation->certificates.push_back(certificate);
    } else if (answer.kind == smt::AnswerKind::kUnsat) {
      obligation->reason = "unreachable or contradictory hypotheses";
    } else if (answer.kind == smt::AnswerKind::kSat && encoder.lost().empty()) {
      obligation->verdict = Verdict::kRefuted;
      obligation->model = answer.model;
    } else {
      obligation->reason =
          answer.kind == smt::AnswerKind::kSat
              ? "it may fail, but something was not followed: " + *encoder.lost().begin()
              : "the solver gave up: " + answer.reason;
    }
  }

  Value AddressOf(const Tagger& tagger) const {
    const facts::Parameter& parameter =
        program_.function(tagger.function).parameters[tagger.pointer];
    SymbolInfo info;
    info.name =
        "address of " +
        (parameter.name.empty() ? "argument" + std::to_string(tagger.pointer) : parameter.name);
    info.origin = Origin::kArgument;  // any address: the bound of other proofs is not used here
    return Value::Symbol(info, 8, true);
  }

  void ProveTag(const Tagger& tagger) {
    LayoutObligation& obligation =
        Add("null", "an address gives the null value exactly if it is null");
    obligation.position = Position(tagger.function);
    obligation.places = {
        {obligation.position, program_.function(tagger.function).name, "tags", ""}};
    if (!null_.has_value()) {
      obligation.reason = "the class has no constructor without arguments: no null value";
      return;
    }
    smt::Script script;
    BitVectorEncoder encoder(script);
    script.Assert("made", encoder.All(tagger.evaluation.returns));
    const Memory made = ObjectOf(tagger.evaluation);
    std::vector<Expression> same;
    for (const auto& [key, datum] : made) {
      const auto other = null_->find(key);
      if (other == null_->end() || datum.is_pointer || other->second.is_pointer) {
        obligation.reason = "the null value and a made one are not alike";
        return;
      }
      same.push_back(encoder.Condition(Value::Equal(datum.number, other->second.number)));
    }
    const Value address = AddressOf(tagger);
    const Expression is_null =
        encoder.Condition(Value::Equal(address, Value::Constant(0, 8, true)));
    const Expression is_null_value = smt::And(same);
    Ask(script, encoder,
        smt::And({smt::Implies(is_null, is_null_value), smt::Implies(is_null_value, is_null)}),
        &obligation);
  }

  /// Evaluates the method on an object of `memory`; arguments of a type that the constructor takes
  /// once are the same as there.
  Evaluation Strip(link::FunctionId stripper, const Memory& memory, const Tagger& tagger) {
    const facts::Function& made = program_.function(tagger.function);
    const facts::Function& function = program_.function(stripper);
    EvaluatorOptions options;
    options.memory = memory;
    options.prefix = "";
    options.arguments[0] = PointTo(std::string("own:") + Evaluation::kThis, record_.usr);
    for (std::size_t i = 1; i < function.parameters.size(); ++i) {
      const facts::Parameter& parameter = function.parameters[i];
      const facts::Parameter* same = nullptr;
      int count = 0;
      for (std::size_t k = 1; k < made.parameters.size(); ++k) {
        if (made.parameters[k].type == parameter.type) {
          same = &made.parameters[k];
          ++count;
        }
      }
      if (count != 1) continue;
      if (parameter.is_record) {
        options.arguments[static_cast<std::int32_t>(i)] =
            PointTo("own:argument." + same->name, parameter.record);
      } else if (!parameter.is_pointer) {
        std::optional<Value> symbol;
        const auto look = [&](const Value& value) {
          if (value.IsSymbol() && value.symbol().name == same->name) symbol = value;
        };
        for (const Value& part : tagger.evaluation.returns) part.Visit(look);
        for (const auto& [key, cell] : memory) {
          if (!cell.is_pointer) cell.number.Visit(look);
        }
        if (!symbol.has_value()) continue;
        Datum datum;
        datum.number = *symbol;
        options.arguments[static_cast<std::int32_t>(i)] = datum;
      }
    }
    return evaluator_.Evaluate(stripper, options);
  }

  std::optional<Value> AddressMade(const Evaluation& evaluation) const {
    if (!IsUnderstood(evaluation) || !evaluation.has_result || !evaluation.result.is_pointer ||
        evaluation.result.pointer.targets.size() != 1) {
      return std::nullopt;
    }
    const Address& address = evaluation.result.pointer.targets[0].address;
    const auto found = evaluation.from_integer.find(address.base.name);
    if (found == evaluation.from_integer.end() || !address.offset.IsConstant(0)) {
      return std::nullopt;
    }
    return found->second;
  }

  void ProveStrip(const Tagger& tagger, link::FunctionId stripper) {
    const std::string tag_name = program_.function(tagger.function).name;
    const std::string strip_name = program_.function(stripper).name;
    {
      LayoutObligation& obligation =
          Add("strip", strip_name + " gives back the address that " + tag_name + " was given");
      obligation.position = Position(stripper);
      obligation.places = {{Position(tagger.function), tag_name, "tags", ""},
                           {Position(stripper), strip_name, "strips", ""}};
      const Evaluation stripped = Strip(stripper, ObjectOf(tagger.evaluation), tagger);
      const std::optional<Value> address = AddressMade(stripped);
      if (!address.has_value()) {
        obligation.reason = "the method could not be followed";
      } else {
        smt::Script script;
        BitVectorEncoder encoder(script);
        script.Assert("made", encoder.All(tagger.evaluation.returns));
        script.Assert("read", encoder.All(stripped.returns));
        Ask(script, encoder, encoder.Condition(Value::Equal(*address, AddressOf(tagger))),
            &obligation);
      }
    }
    LayoutObligation& obligation = Add("strip-null", strip_name + " gives null for the null value");
    obligation.position = Position(stripper);
    const Evaluation stripped = null_.has_value() ? Strip(stripper, *null_, tagger) : Evaluation();
    const std::optional<Value> address = AddressMade(stripped);
    if (!address.has_value()) {
      obligation.reason = "the method could not be followed";
      return;
    }
    smt::Script script;
    BitVectorEncoder encoder(script);
    script.Assert("read", encoder.All(stripped.returns));
    Ask(script, encoder, encoder.Condition(Value::Equal(*address, Value::Constant(0, 8, true))),
        &obligation);
  }

  void FindOtherConversions() {
    LayoutObligation& obligation = Add(
        "only", "no function outside a class of region pointers makes an address of an integer");
    obligation.verdict = Verdict::kProved;
    obligation.assumptions.clear();
    for (std::size_t f = 0; f < program_.functions().size(); ++f) {
      const auto id = static_cast<link::FunctionId>(f);
      const facts::Function& function = program_.function(id);
      const facts::Record* record = program_.FindRecord(function.record);
      const bool is_region =
          record != nullptr &&
          std::any_of(record->claims.begin(), record->claims.end(),
                      [](const facts::Claim& claim) { return claim.name == "region_pointer"; });
      if (is_region) continue;
      for (const facts::Instruction& instruction : function.instructions) {
        if (instruction.op != Op::kIntegerToPointer) continue;
        obligation.verdict = Verdict::kUnknown;
        obligation.position = program_.PositionText(id, instruction.position);
        obligation.reason = function.name + " makes one, of which region is not known";
        return;
      }
    }
  }

  const link::Program& program_;
  const facts::Record& record_;
  std::string region_;
  Evaluator& evaluator_;
  QueryRunner& runner_;
  LayoutProperty property_;
  std::vector<Tagger> taggers_;
  std::vector<link::FunctionId> strippers_;
  std::optional<Memory> null_;
};

}  // namespace

std::vector<LayoutProperty> ProveRegionPointers(const link::Program& program,
                                                const Together& together, Evaluator& evaluator,
                                                QueryRunner& runner) {
  std::vector<LayoutProperty> properties;
  for (const link::RecordEntry& entry : program.records()) {
    for (const facts::Claim& claim : entry.record->claims) {
      if (claim.name != "region_pointer") continue;
      const std::vector<link::FunctionId>& methods = program.Methods(entry.record->usr);
      const bool is_reached =
          std::any_of(methods.begin(), methods.end(),
                      [&](link::FunctionId method) { return together.IsReached(method); });
      if (!is_reached) continue;
      const std::string region = claim.arguments.empty() ? entry.record->name : claim.arguments[0];
      properties.push_back(RegionProof(program, *entry.record, region, evaluator, runner).Prove());
    }
  }
  return properties;
}

}  // namespace interlock::layout
