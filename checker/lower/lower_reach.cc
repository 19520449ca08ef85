// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Calls of what the library runs on behalf of the project and no row of a table has called:
// allocators, comparisons, hashes, conversions, iterators, copies.
#include "checker/lower/function_lowering.h"
#include "checker/lower/library_reach.h"

namespace interlock::lower {

using clang::dyn_cast;
using Register = facts::Register;

namespace {

bool IsContainer(LibraryClass kind) {
  return kind == LibraryClass::kContiguous || kind == LibraryClass::kSegmented || IsLinked(kind) ||
         kind == LibraryClass::kAdapter;
}

}  // namespace

// Some object of `type` among those that the library works on; kNoRegister if none is known.
Register FunctionLowering::ObjectInReach(clang::QualType type, const LibraryUse& use) {
  const LibraryClass kind = LibraryClassOf(use.type);
  if (use.object != facts::kNoRegister && IsContainer(kind)) {
    const clang::QualType element = ElementType(use.type);
    if (!element.isNull() && context_.hasSameUnqualifiedType(element, type)) {
      return SomeElement(use.object, kind, element);
    }
    if (!element.isNull() && kind == LibraryClass::kMap) {
      for (const clang::FieldDecl* field : element->getAsCXXRecordDecl()->fields()) {
        if (!context_.hasSameUnqualifiedType(field->getType(), type)) continue;
        return FieldCell(SomeElement(use.object, kind, element), field);
      }
    }
  }
  for (const clang::Expr* argument : use.arguments) {
    if (context_.hasSameUnqualifiedType(argument->getType().getNonReferenceType(), type) &&
        type->isRecordType()) {
      return Value(argument);
    }
  }
  const auto* record = type->getAsCXXRecordDecl();
  if (record != nullptr && record->hasDefinition() && record->isEmpty()) {
    return NewTemporary(type.getUnqualifiedType(), "(object inside library code)");
  }
  return facts::kNoRegister;
}

// The object on which library code calls a method of ours.
Register FunctionLowering::SelfInReach(const clang::CXXMethodDecl* method, const LibraryUse& use) {
  const clang::QualType type = context_.getRecordType(method->getParent());
  LibraryUse objects = use;
  // What is built is an object of the library's own, never the argument that it is built from.
  const bool builds = llvm::isa<clang::CXXConstructorDecl>(method);
  if (builds) objects.arguments = {};
  const Register self = ObjectInReach(type, objects);
  if (self != facts::kNoRegister) return self;
  return builds ? NewTemporary(type, "(object inside library code)")
                : builder_.UnknownAddress("object inside library code");
}

Register FunctionLowering::ArgumentInReach(clang::QualType type, const LibraryUse& use) {
  // The library moves on from copies of its own: the argument itself is only read.
  if (type->isRValueReferenceType() && type->getPointeeType()->isRecordType()) {
    for (const clang::Expr* argument : use.arguments) {
      const clang::QualType given = argument->getType().getNonReferenceType();
      if (!context_.hasSameUnqualifiedType(given, type->getPointeeType())) continue;
      const Register copy =
          NewTemporary(given.getUnqualifiedType(), "(object inside library code)");
      CopyObject(copy, Value(argument), given);
      return copy;
    }
  }
  if (type->isReferenceType() || type->isPointerType()) {
    const Register object = ObjectInReach(type->getPointeeType(), use);
    if (object != facts::kNoRegister) return object;
  }
  return UnknownArgument(type);
}

void FunctionLowering::CallLibraryReach(const clang::FunctionDecl* callee, std::size_t first,
                                        const LibraryUse& use) {
  if (callee == nullptr) return;
  const LibraryReach::Reach& reach = unit_.library_reach().From(callee);
  if (reach.functions.empty() && !reach.calls_pointer) return;
  // make_unique and make_shared give what they have made to the caller. Any other function may also
  // end an object that was there before.
  const Free effect = FreeOf(LibraryName(callee));
  const bool makes = effect == Free::kMakeUnique || effect == Free::kMakeShared;
  std::set<std::string> called;
  std::set<std::string> made;  // records of which the row has made an object on the heap
  bool through_pointer = false;
  for (std::size_t i = first; i < builder_.function().instructions.size(); ++i) {
    const facts::Instruction& instruction = builder_.function().instructions[i];
    if (instruction.op == Op::kCall) called.insert(instruction.symbol);
    if (makes && instruction.op == Op::kHeap) made.insert(instruction.symbol);
    // The row has placed the callable: in a thread, under a flag, behind a pointer.
    through_pointer |= instruction.op == Op::kCallIndirect || instruction.op == Op::kSpawn ||
                       instruction.op == Op::kOnceBegin;
  }
  if (reach.calls_pointer && !through_pointer && IsContainer(LibraryClassOf(use.type))) {
    Unsupported("function pointer called by " + LibraryName(callee));
  }
  std::vector<const clang::FunctionDecl*> open(reach.functions.rbegin(), reach.functions.rend());
  while (!open.empty()) {
    const clang::FunctionDecl* function = open.back();
    open.pop_back();
    if (!called.insert(unit_.UseFunction(function)).second) continue;
    // What was just made ends with its owner: the library destroys an empty pointer on the way.
    const auto* destructor = dyn_cast<clang::CXXDestructorDecl>(function);
    if (destructor != nullptr && made.count(unit_.UseRecord(destructor->getParent())) != 0) {
      continue;
    }
    // The elements that a container ends: as wholes, with all that they own.
    if (destructor != nullptr && IsWrittenByCompiler(function)) {
      const clang::QualType type = context_.getRecordType(destructor->getParent());
      const Register ended = ObjectInReach(type, LibraryUse{use.object, use.type, {}});
      if (ended != facts::kNoRegister) {
        builder_.AnyNumberOfTimes("call from library code", [&] { DestroyAt(ended, type); });
        continue;
      }
    }
    if (IsWrittenByCompiler(function)) {
      const auto& parts = unit_.library_reach().From(function).functions;
      open.insert(open.end(), parts.rbegin(), parts.rend());
      continue;
    }
    if (through_pointer && function->getOverloadedOperator() == clang::OO_Call) continue;
    builder_.AnyNumberOfTimes("call from library code", [&] {
      std::vector<Register> args;
      const auto* method = dyn_cast<clang::CXXMethodDecl>(function);
      if (method != nullptr && method->isInstance()) {
        args.push_back(SelfInReach(method, use));
      }
      for (const clang::ParmVarDecl* parameter : function->parameters()) {
        args.push_back(ArgumentInReach(parameter->getType(), use));
      }
      CallOurs(function, std::move(args), function->getReturnType(), nullptr, false);
    });
  }
}

}  // namespace interlock::lower
