// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/lower/claims.h"
#include "checker/lower/library_types.h"
#include "checker/lower/unit_lowering.h"

namespace interlock::lower {
namespace {

// Bits that one field occupies, as offsets from the start of the record.
struct BitRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

BitRange BitsOf(UnitLowering& unit, const clang::FieldDecl* field,
                const clang::ASTRecordLayout& layout) {
  const std::uint64_t begin = layout.getFieldOffset(field->getFieldIndex());
  return {begin, begin + field->getBitWidthValue(unit.context())};
}

bool IsRunMember(UnitLowering& unit, const clang::FieldDecl* field) {
  return field->isBitField() && field->getBitWidthValue(unit.context()) != 0;
}

}  // namespace

ByteRange FieldRange(UnitLowering& unit, const clang::FieldDecl* field) {
  const clang::RecordDecl* record = field->getParent();
  if (record->isInvalidDecl() || !record->isCompleteDefinition() || record->isDependentType()) {
    return {};
  }
  const clang::ASTRecordLayout& layout = unit.context().getASTRecordLayout(record);
  if (!field->isBitField()) {
    return {layout.getFieldOffset(field->getFieldIndex()) / 8, unit.SizeOf(field->getType())};
  }
  // A memory location is a maximal run of adjacent bit-fields of width above 0 ([intro.memory]).
  std::vector<const clang::FieldDecl*> fields(record->field_begin(), record->field_end());
  const std::size_t at = field->getFieldIndex();
  std::size_t first = at;
  std::size_t last = at;
  while (first > 0 && IsRunMember(unit, fields[first - 1])) --first;
  while (last + 1 < fields.size() && IsRunMember(unit, fields[last + 1])) ++last;
  if (record->isUnion()) first = last = at;
  BitRange range = BitsOf(unit, field, layout);
  for (std::size_t i = first; i <= last; ++i) {
    const BitRange bits = BitsOf(unit, fields[i], layout);
    range.begin = std::min(range.begin, bits.begin);
    range.end = std::max(range.end, bits.end);
  }
  const std::uint64_t begin = range.begin / 8;
  return {begin, (range.end + 7) / 8 - begin};
}

std::string FieldName(const clang::FieldDecl* field) {
  const auto* closure = llvm::dyn_cast<clang::CXXRecordDecl>(field->getParent());
  if (closure == nullptr || !closure->isLambda()) return field->getNameAsString();
  const unsigned index = field->getFieldIndex();
  unsigned at = 0;
  for (const clang::LambdaCapture& capture : closure->captures()) {
    if (at++ != index) continue;
    if (capture.capturesVariable()) return capture.getCapturedVar()->getNameAsString();
    return "this";
  }
  return field->getNameAsString();
}

bool IsSharedData(UnitLowering& unit, clang::QualType type) {
  if (type->isReferenceType()) return false;
  const clang::QualType element = unit.context().getBaseElementType(type);
  if (element.isConstQualified() && !element.isVolatileQualified()) {
    const auto* record = element->getAsCXXRecordDecl();
    return record != nullptr && record->hasDefinition() && record->hasMutableFields();
  }
  return !IsSynchronizationType(element);
}

facts::Record LowerRecord(UnitLowering& unit, const clang::RecordDecl* record, std::string usr) {
  facts::Record result;
  result.usr = std::move(usr);
  result.name = unit.NameOf(record);
  result.position = unit.PositionOf(record->getLocation());
  result.claims = ClaimsOf(unit, record);
  if (record->isInvalidDecl()) return result;
  const clang::ASTRecordLayout& layout = unit.context().getASTRecordLayout(record);
  result.bytes = layout.getSize().getQuantity();
  if (const auto* cxx = llvm::dyn_cast<clang::CXXRecordDecl>(record)) {
    result.is_polymorphic = cxx->isPolymorphic();
    for (const clang::CXXBaseSpecifier& base : cxx->bases()) {
      const auto* base_record = base.getType()->getAsCXXRecordDecl();
      if (base_record == nullptr) continue;
      const std::string base_usr = unit.UseRecord(base_record);
      if (base_usr.empty()) continue;
      const clang::CharUnits offset = base.isVirtual() ? layout.getVBaseClassOffset(base_record)
                                                       : layout.getBaseClassOffset(base_record);
      result.bases.push_back({base_usr, static_cast<std::uint64_t>(offset.getQuantity())});
    }
    const clang::CXXDestructorDecl* destructor = cxx->getDestructor();
    if (destructor != nullptr && !cxx->hasTrivialDestructor() && !destructor->isDeleted() &&
        !destructor->isInvalidDecl()) {
      result.destructor = unit.UseFunction(destructor);
    }
  }
  for (const clang::FieldDecl* field : record->fields()) {
    if (field->isUnnamedBitField()) continue;
    facts::Field fact;
    fact.name = FieldName(field);
    fact.type = unit.TypeText(field->getType());
    const clang::QualType element = unit.context().getBaseElementType(field->getType());
    if (const clang::RecordDecl* inner = element->getAsRecordDecl()) {
      fact.record = unit.UseRecord(inner);
    }
    const ByteRange range = FieldRange(unit, field);
    fact.offset = range.offset;
    fact.bytes = range.bytes;
    fact.position = unit.PositionOf(field->getLocation());
    fact.is_mutable_shared = IsSharedData(unit, field->getType()) ||
                             (field->isMutable() && !IsSynchronizationType(element));
    fact.claims = ClaimsOf(unit, field);
    result.fields.push_back(std::move(fact));
  }
  return result;
}

}  // namespace interlock::lower
