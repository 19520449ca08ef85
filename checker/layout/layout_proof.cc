// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/layout/layout_proof.h"

#include <algorithm>
#include <set>

namespace interlock::layout {
namespace {

using smt::Expression;

constexpr const char* kMethod = "parametric, integers; one no-wrap obligation per operation";

/// A range of bytes in a formula.
struct Range {
  Expression first;
  Expression end;
  bool to_end = false;
};

Expression Overlap(const Range& a, const Range& b) {
  std::vector<Expression> parts;
  if (!b.to_end) parts.push_back(smt::Less(a.first, b.end));
  if (!a.to_end) parts.push_back(smt::Less(b.first, a.end));
  // An empty range overlaps nothing.
  if (!a.to_end) parts.push_back(smt::Less(a.first, a.end));
  if (!b.to_end) parts.push_back(smt::Less(b.first, b.end));
  return smt::And(parts);
}

Expression Inside(const Range& inner, const Range& outer) {
  std::vector<Expression> parts = {smt::LessEqual(outer.first, inner.first)};
  if (!outer.to_end) {
    if (inner.to_end) return smt::False();
    parts.push_back(smt::LessEqual(inner.end, outer.end));
  }
  return smt::And(parts);
}

class LayoutProof {
 public:
  LayoutProof(const LayoutInput& input, WrapTable& wraps, parametric::QueryRunner& runner)
      : input_(input), layout_(input.layout), wraps_(wraps), runner_(runner) {}

  LayoutProperty Start(const std::string& what, const std::string& rule, const std::string& claim) {
    LayoutProperty property;
    property.name = "layout " + layout_.label + ": " + what;
    property.rule = rule;
    property.claim = claim;
    property.method = kMethod;
    for (const FieldClaim& field : layout_.fields) {
      if (field.problem.empty()) continue;
      AddUnknown(&property, "claim-" + field.name, "the claim of field " + field.name + " is read",
                 field.problem, field.position);
    }
    return property;
  }

  void AddUnknown(LayoutProperty* property, const std::string& id, const std::string& text,
                  const std::string& reason, const std::string& position) {
    LayoutObligation obligation;
    obligation.id = Id(property, id);
    obligation.text = text;
    obligation.reason = reason;
    obligation.position = position;
    property->obligations.push_back(std::move(obligation));
  }

  void AddProblems(LayoutProperty* property) {
    for (const auto& [what, position] : input_.rows.problems) {
      AddUnknown(property, "understood", "every function that touches the bytes is understood",
                 what, position);
    }
  }

  std::string Id(const LayoutProperty* property, const std::string& part) const {
    return "layout-" + layout_.label + "-" + part + "-" +
           std::to_string(property->obligations.size());
  }

  Range RangeOf(Question& question, const FieldClaim& field) {
    const Naming naming = SideNames("");
    Range range;
    range.first = question.Number(field.offset, naming);
    range.to_end = field.to_end;
    if (!field.to_end) range.end = smt::Add(range.first, question.Number(field.size, naming));
    return range;
  }

  Range RangeOf(Question& question, const RowAccess& row, const Naming& naming) {
    Range range;
    range.first = question.Number(row.access.address.offset, naming);
    range.to_end = row.is_handed_out || !row.access.size_known;
    if (!range.to_end) {
      range.end = smt::Add(range.first, question.Number(row.access.size_bytes, naming));
    }
    return range;
  }

  void ShowRange(Question& question, const std::string& name, const Range& range) {
    question.Show(name + " begins at", range.first);
    if (!range.to_end) question.Show(name + " ends at", range.end);
  }

  BytePlace PlaceOf(const RowAccess& row) const {
    BytePlace place;
    place.position = row.access.site.position;
    place.function = input_.program.function(row.root).name;
    place.access = AccessText(input_.program, row);
    place.bytes = BytesText(layout_, row);
    place.is_handed_out = row.is_handed_out;
    return place;
  }

  std::string TextOf(const RowAccess& row) const {
    const BytePlace place = PlaceOf(row);
    return place.access + " " + place.bytes + " in " + place.function;
  }

  const LayoutInput& input_;
  const LayoutClass& layout_;
  WrapTable& wraps_;
  parametric::QueryRunner& runner_;
};

void Finish(LayoutProperty* property) { property->verdict = WeakestOf(property->obligations); }

}  // namespace

LayoutProperty ProveFields(const LayoutInput& input, WrapTable& wraps,
                           parametric::QueryRunner& runner) {
  LayoutProof proof(input, wraps, runner);
  const LayoutClass& layout = input.layout;
  LayoutProperty property =
      proof.Start("fields apart", "IL111",
                  "Plain fields are pairwise disjoint. An atomic field lies inside the plain field "
                  "that has its first byte, or in none, and shares no byte with another.");
  for (std::size_t i = 0; i < layout.fields.size(); ++i) {
    for (std::size_t k = i + 1; k < layout.fields.size(); ++k) {
      const FieldClaim* a = &layout.fields[i];
      const FieldClaim* b = &layout.fields[k];
      if (!a->problem.empty() || !b->problem.empty()) continue;
      if (b->is_atomic) std::swap(a, b);
      Question question(runner, wraps, &layout);
      const Range first = proof.RangeOf(question, *a);
      const Range second = proof.RangeOf(question, *b);
      proof.ShowRange(question, a->name, first);
      proof.ShowRange(question, b->name, second);
      LayoutObligation obligation;
      obligation.id = proof.Id(&property, "fields");
      obligation.position = a->position;
      obligation.places = {{a->position, "IL_FIELD " + a->name, "", ""},
                           {b->position, "IL_FIELD " + b->name, "", ""}};
      Expression goal = smt::Not(Overlap(first, second));
      if (a->is_atomic && !b->is_atomic) {
        obligation.text = "atomic field " + a->name + " lies inside field " + b->name +
                          ", or shares no byte with it";
        goal = smt::Or({goal, Inside(first, second)});
      } else {
        obligation.text = "fields " + a->name + " and " + b->name + " share no byte";
      }
      question.Prove(goal, true, &obligation);
      property.obligations.push_back(std::move(obligation));
    }
  }
  Finish(&property);
  return property;
}

LayoutProperty ProveInsideFields(const LayoutInput& input, WrapTable& wraps,
                                 parametric::QueryRunner& runner) {
  LayoutProof proof(input, wraps, runner);
  const LayoutClass& layout = input.layout;
  LayoutProperty property = proof.Start(
      "accesses inside fields", "IL110",
      "Every access of the class to the bytes, and of functions that use it on the same pointer, "
      "lies inside one field; an atomic one inside an atomic field.");
  proof.AddProblems(&property);
  for (const RowAccess& row : input.rows.accesses) {
    Question question(runner, wraps, &layout);
    const Naming naming = SideNames("");
    question.Assume("path", row.access.guard, naming);
    const Range range = proof.RangeOf(question, row, naming);
    proof.ShowRange(question, "the access", range);
    std::vector<Expression> fields;
    for (const FieldClaim& field : layout.fields) {
      if (!field.problem.empty() || (row.access.is_atomic && !field.is_atomic)) continue;
      fields.push_back(Inside(range, proof.RangeOf(question, field)));
    }
    LayoutObligation obligation;
    obligation.id = proof.Id(&property, "inside");
    obligation.text = proof.TextOf(row) + " lies inside one field";
    obligation.position = row.access.site.position;
    obligation.places = {proof.PlaceOf(row)};
    property.accesses.push_back(proof.PlaceOf(row));
    question.AddAssumption("in-object");
    if (row.is_handed_out) question.AddAssumption("forward");
    if (!row.access.size_known && !row.is_handed_out) question.AddDoubt("a size that is not known");
    question.Prove(smt::Or(fields), true, &obligation);
    property.obligations.push_back(std::move(obligation));
  }
  property.left = input.rows.left;
  Finish(&property);
  return property;
}

LayoutProperty ProveAtomicsApart(const LayoutInput& input, WrapTable& wraps,
                                 parametric::QueryRunner& runner) {
  LayoutProof proof(input, wraps, runner);
  const LayoutClass& layout = input.layout;
  LayoutProperty property = proof.Start(
      "atomic words apart", "IL110",
      "No byte that one thread touches atomically is touched by another thread of the same kind "
      "plainly, or in an atomic access of other bytes, unless both only read. Threads are of the "
      "same kind if one entry function starts them; pairs of different entries are left to the "
      "race proof of the protocol.");
  proof.AddProblems(&property);
  const auto together = [&](const RowAccess& a, const RowAccess& b) {
    const ThreadEntry* found = nullptr;
    for (const ThreadEntry& entry : input.entries) {
      if (entry.runs.count(a.root) == 0 || entry.runs.count(b.root) == 0) continue;
      if (found == nullptr || (entry.is_several && !found->is_several)) found = &entry;
    }
    return found;
  };
  std::set<std::string> left(input.rows.left.begin(), input.rows.left.end());
  for (std::size_t i = 0; i < input.rows.accesses.size(); ++i) {
    const RowAccess& atomic = input.rows.accesses[i];
    if (!atomic.access.is_atomic) continue;
    property.accesses.push_back(proof.PlaceOf(atomic));
    for (std::size_t k = 0; k < input.rows.accesses.size(); ++k) {
      const RowAccess& other = input.rows.accesses[k];
      if (other.access.is_atomic && k < i) continue;
      const bool may_write = atomic.access.is_write || other.access.is_write || other.is_handed_out;
      if (!may_write) continue;
      const ThreadEntry* entry = together(atomic, other);
      if (entry == nullptr) {
        left.insert("atomic accesses of " + input.program.function(atomic.root).name + " against " +
                    input.program.function(other.root).name + ": no thread entry runs both");
        continue;
      }
      Question question(runner, wraps, &layout);
      const Naming first = SideNames("first.");
      const Naming second = SideNames("second.");
      question.Assume("first-path", atomic.access.guard, first);
      const Range a = proof.RangeOf(question, atomic, first);
      proof.ShowRange(question, "the atomic access", a);
      const bool is_first_possible = question.IsSatisfiable();
      question.Assume("second-path", other.access.guard, second);
      const Range b = proof.RangeOf(question, other, second);
      proof.ShowRange(question, "the other access", b);
      LayoutObligation obligation;
      obligation.id = proof.Id(&property, "apart");
      obligation.text = proof.TextOf(atomic) + " and " + proof.TextOf(other) +
                        " of two threads of " + entry->name + " share no byte";
      obligation.position = atomic.access.site.position;
      obligation.places = {proof.PlaceOf(atomic), proof.PlaceOf(other)};
      for (BytePlace& place : obligation.places) place.role = entry->name;
      question.AddAssumption("one-layout");
      question.AddAssumption("in-object");
      if (other.is_handed_out) question.AddAssumption("forward");
      if (!entry->is_several) {
        question.AddDoubt("whether two threads of " + entry->name + " run this at once");
      }
      // A pointer that is handed out may be used to write; that it is, nobody says.
      if (other.is_handed_out && !atomic.access.is_write) {
        question.AddDoubt("what is done with the pointer that is handed out");
      }
      if (!other.is_handed_out && !other.access.size_known) {
        question.AddDoubt("a size that is not known");
      }
      Expression goal = smt::Not(Overlap(a, b));
      if (other.access.is_atomic) {
        obligation.text += ", or exactly the same bytes";
        goal = smt::Or({goal, smt::And({smt::Equal(a.first, b.first), smt::Equal(a.end, b.end)})});
      }
      if (!is_first_possible) {
        obligation.reason = "unreachable or contradictory hypotheses";
      } else {
        question.Prove(goal, false, &obligation);
      }
      property.obligations.push_back(std::move(obligation));
    }
  }
  property.left.assign(left.begin(), left.end());
  Finish(&property);
  return property;
}

LayoutProperty ProveAlignment(const LayoutInput& input, WrapTable& wraps,
                              parametric::QueryRunner& runner) {
  LayoutProof proof(input, wraps, runner);
  const LayoutClass& layout = input.layout;
  LayoutProperty property = proof.Start(
      "atomic words aligned", "IL110",
      "Every atomic access lies at a multiple of its size. The bytes begin at a multiple "
      "of " +
          std::to_string(input.alignment) + ": " + input.alignment_source + ".");
  proof.AddProblems(&property);
  for (const RowAccess& row : input.rows.accesses) {
    if (!row.access.is_atomic) continue;
    property.accesses.push_back(proof.PlaceOf(row));
    Question question(runner, wraps, &layout);
    const Naming naming = SideNames("");
    question.Assume("path", row.access.guard, naming);
    const Range range = proof.RangeOf(question, row, naming);
    LayoutObligation obligation;
    obligation.id = proof.Id(&property, "aligned");
    obligation.text = proof.TextOf(row) + " is aligned";
    obligation.position = row.access.site.position;
    obligation.places = {proof.PlaceOf(row)};
    for (const std::string& id : input.alignment_assumptions) question.AddAssumption(id);
    if (!row.access.size_bytes.IsConstant() || row.access.size_bytes.constant() <= 0) {
      obligation.reason = "an atomic access of a size that is not known";
      property.obligations.push_back(std::move(obligation));
      continue;
    }
    const std::int64_t size = row.access.size_bytes.constant();
    proof.ShowRange(question, "the access", range);
    if (input.alignment % size != 0) {
      question.AddDoubt("that the bytes begin at a multiple of " + std::to_string(size));
      question.Prove(smt::False(), true, &obligation);
    } else {
      question.Prove(
          smt::Equal(smt::EuclideanModulo(range.first, smt::Integer(size)), smt::Integer(0)), true,
          &obligation);
    }
    property.obligations.push_back(std::move(obligation));
  }
  Finish(&property);
  return property;
}

}  // namespace interlock::layout
