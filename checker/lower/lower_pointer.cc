// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Iterators, smart pointers, std::function, optional.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::dyn_cast;
using clang::isa;
using Register = facts::Register;

bool FunctionLowering::IteratorOperator(const clang::CallExpr* expression, llvm::StringRef name,
                                        Register object, clang::QualType type,
                                        llvm::ArrayRef<const clang::Expr*> args, Register& result) {
  const clang::QualType element = ElementType(type);
  const std::uint32_t stride = element.isNull() ? 0 : SizeOf(element);
  const std::string class_name = LibraryName(type->getAsCXXRecordDecl());
  const bool indexed = class_name == "__gnu_cxx::__normal_iterator" && stride != 0;
  const auto amount = [&](bool back) {
    if (!indexed) return builder_.Unknown("position in a container");
    Register value = args.empty() || name == "operator++" || name == "operator--"
                         ? builder_.Constant(1)
                         : Value(args[0]);
    if (!args.empty() && name != "operator++" && name != "operator--" && args[0]->isGLValue()) {
      value = Load(value, args[0]->getType());
    }
    if (!back) return value;
    const Register negated = builder_.Emit(Op::kUnary, {value}, "-");
    builder_.At(negated).bytes = 8;
    return negated;
  };
  const auto moved = [&](Register pointer, bool back) {
    return builder_.Index(pointer, amount(back), stride == 0 ? 1 : stride);
  };
  if (name == "operator*" || name == "operator->") {
    result = builder_.LoadPointer(object);
    if (class_name == "std::reverse_iterator") {
      result = builder_.Index(result, builder_.Unknown("reverse position"), std::max(stride, 1U));
    }
    return expression->isGLValue() || expression->getType()->isPointerType();
  }
  if (name == "operator++" || name == "operator--") {
    const Register before = builder_.LoadPointer(object);
    builder_.StorePointer(object, moved(before, name == "operator--"));
    if (args.size() == 1 && !expression->isGLValue()) {  // postfix
      Value(args[0]);
      result = GiveIterator(expression, before);
    } else {
      result = object;
    }
    return true;
  }
  if ((name == "operator+=" || name == "operator-=") && args.size() == 1) {
    const Register before = builder_.LoadPointer(object);
    builder_.StorePointer(object, moved(before, name == "operator-="));
    result = object;
    return true;
  }
  if ((name == "operator+" || name == "operator-") && args.size() == 1) {
    if (!expression->getType()->isRecordType()) {
      Value(args[0]);
      builder_.LoadPointer(object);
      result = builder_.Unknown("distance of iterators");
      return true;
    }
    result = GiveIterator(expression, moved(builder_.LoadPointer(object), name == "operator-"));
    return true;
  }
  if (name == "operator[]" && args.size() == 1) {
    result = moved(builder_.LoadPointer(object), false);
    return expression->isGLValue();
  }
  if (name == "base") {
    const Register pointer = builder_.LoadPointer(object);
    if (!expression->isGLValue()) {
      result = GiveIterator(expression, pointer);
    } else {
      result = object;
    }
    return true;
  }
  if ((name == "operator==" || name == "operator!=") && args.size() == 1) {
    const Register a = builder_.LoadPointer(object);
    const Register b = builder_.LoadPointer(Value(args[0]));
    result = indexed ? builder_.Binary(name == "operator==" ? "==" : "!=", a, b, 8, true)
                     : builder_.Unknown("comparison of iterators");
    return true;
  }
  if (name == "operator=" && args.size() == 1) {
    builder_.StorePointer(object, builder_.LoadPointer(Value(args[0])));
    result = object;
    return true;
  }
  return false;
}

// Ends what an owning pointer points to.
void FunctionLowering::ReleaseOwned(Register pointer, clang::QualType element, bool array) {
  builder_.If(builder_.Binary("!=", pointer, builder_.Emit(Op::kNullPointer), 8, true), [&] {
    if (!element.isNull() && NeedsDestructor(element)) {
      const auto* record = context_.getBaseElementType(element)->getAsCXXRecordDecl();
      const clang::CXXDestructorDecl* destructor = record->getDestructor();
      if (array) {
        builder_.CountedLoop(facts::kNoRegister, "(element)", [&](Register index) {
          DestroyAt(builder_.Index(pointer, index, SizeOf(element)), element);
        });
      } else {
        DestroyAt(pointer, element, destructor != nullptr && destructor->isVirtual());
      }
    }
    builder_.Emit(Op::kFree, {pointer});
  });
}

bool FunctionLowering::PointerMethod(const clang::CallExpr* expression, llvm::StringRef name,
                                     LibraryClass kind, Register object, clang::QualType type,
                                     llvm::ArrayRef<const clang::Expr*> args, Register& result) {
  const clang::QualType element = ElementType(type);
  const bool owner = kind == LibraryClass::kUniquePointer;
  const auto null = [&] { return builder_.Emit(Op::kNullPointer); };
  const auto same = [&](const clang::Expr* e) {
    return LibraryClassOf(e->getType().getNonReferenceType()) == kind;
  };
  if (kind == LibraryClass::kPair || kind == LibraryClass::kTuple) {
    if (name == "operator=" && args.size() == 1 &&
        context_.hasSameUnqualifiedType(args[0]->getType().getNonReferenceType(), type)) {
      const Register from = Value(args[0]);
      return CopyLibraryObject(object, from, type, kind, !args[0]->isLValue()) &&
             ((result = object), true);
    }
    return false;
  }
  if (kind == LibraryClass::kOptional) {
    return OptionalMethod(expression, name, object, type, args, result);
  }
  if (kind == LibraryClass::kFunction) {
    if (name == "operator()") {
      std::vector<Register> values;
      for (const clang::Expr* argument : args) values.push_back(Value(argument));
      const Register callable = builder_.LoadPointer(object);
      result = CallThrough(callable, std::move(values), expression->getCallReturnType(context_),
                           expression);
      return true;
    }
    if (name == "operator bool") {
      result = builder_.Binary("!=", builder_.LoadPointer(object), null(), 8, true);
      return true;
    }
    if (name == "operator=" && args.size() == 1) {
      StoreFunction(object, args[0]);
      result = object;
      return true;
    }
    if (name == "swap" && args.size() == 1) {
      SwapCells(object, Value(args[0]));
      result = builder_.Constant(0);
      return true;
    }
    return false;
  }
  if (name == "get" || name == "operator->" || name == "operator*" ||
      (kind == LibraryClass::kReference && name.starts_with("operator "))) {
    result = builder_.LoadPointer(object, owner);
    return true;
  }
  if (name == "operator[]" && args.size() == 1) {
    const Register base = builder_.LoadPointer(object, owner);
    result = builder_.Index(base, Value(args[0]), element.isNull() ? 1 : SizeOf(element));
    return true;
  }
  if (name == "operator bool") {
    result = builder_.Binary("!=", builder_.LoadPointer(object, owner), null(), 8, true);
    return true;
  }
  if (kind == LibraryClass::kReference) {
    if (name == "operator=" && args.size() == 1) {
      builder_.StorePointer(object, builder_.LoadPointer(Value(args[0])));
      result = object;
      return true;
    }
    return false;
  }
  if (name == "release" && owner) {
    result = builder_.LoadPointer(object, true);
    builder_.StorePointer(object, null(), true);
    return true;
  }
  if (owner && HasOwnDeleter(type) && name != "swap") return false;
  const auto end_old = [&](Register old) {
    if (owner) {
      ReleaseOwned(old, element, IsArrayPointer(type));
    } else {
      ReleaseShared(old, element);
    }
  };
  if (name == "reset") {
    if (args.size() > 1) return false;
    const bool given = args.size() == 1 && !isa<clang::CXXDefaultArgExpr>(args[0]);
    if (given && !args[0]->getType()->isPointerType() && !args[0]->getType()->isNullPtrType()) {
      return false;
    }
    Register value = facts::kNoRegister;
    if (given) {
      value = Value(args[0]);
      if (args[0]->isGLValue()) value = Load(value, args[0]->getType());
    } else {
      value = null();
    }
    const Register old = builder_.LoadPointer(object, owner);
    builder_.StorePointer(object, value, owner);
    end_old(old);
    result = builder_.Constant(0);
    return true;
  }
  if (name == "operator=" && args.size() == 1) {
    const clang::QualType given = args[0]->getType().getNonReferenceType();
    const Register from = Value(args[0]);
    const Register old = builder_.LoadPointer(object, owner);
    if (given->isNullPtrType()) {
      builder_.StorePointer(object, null(), owner);
    } else if (same(args[0]) && (owner || !args[0]->isLValue())) {
      MoveCell(object, from, owner);
    } else if (same(args[0])) {
      builder_.StorePointer(object, builder_.LoadPointer(from));
    } else {
      return false;
    }
    end_old(old);
    result = object;
    return true;
  }
  if (name == "swap" && args.size() == 1) {
    SwapCells(object, Value(args[0]));
    result = builder_.Constant(0);
    return true;
  }
  if (name == "use_count" || name == "get_deleter" || name == "owner_before") {
    builder_.LoadPointer(object, owner);
    result = UnknownResult(expression, "state of a smart pointer");
    return true;
  }
  return false;
}

// A reference to a shared object is given up: this thread may be the one that ends it.
void FunctionLowering::ReleaseShared(Register pointer, clang::QualType element) {
  const auto* record = element.isNull() ? nullptr : element->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition() || !NeedsDestructor(element)) return;
  if (!unit_.IsOurs(record)) return;
  builder_.If(builder_.Unknown("last reference to a shared object"), [&] {
    DestroyAt(pointer, element,
              record->getDestructor() != nullptr && record->getDestructor()->isVirtual());
  });
  builder_.Emit(Op::kOpaque, {pointer}, "shared_ptr release");
}

bool FunctionLowering::OptionalMethod(const clang::CallExpr* expression, llvm::StringRef name,
                                      Register object, clang::QualType type,
                                      llvm::ArrayRef<const clang::Expr*> args, Register& result) {
  const clang::QualType element = ElementType(type);
  if (element.isNull()) return false;
  const std::int64_t offset = SizeOf(element);
  const auto flag = [&] { return builder_.Field(object, offset, 1, "engaged"); };
  if (name == "operator*" || name == "operator->" || name == "value") {
    builder_.LoadInteger(flag(), 1, true);
    result = object;
    return expression->isGLValue() || expression->getType()->isPointerType();
  }
  if (name == "has_value" || name == "operator bool") {
    result = builder_.LoadInteger(flag(), 1, true);
    return true;
  }
  if (name == "reset") {
    DestroyLibraryObject(object, type);
    builder_.StoreInteger(flag(), builder_.Constant(0), 1);
    result = builder_.Constant(0);
    return true;
  }
  if (name == "emplace" || (name == "operator=" && args.size() == 1)) {
    std::vector<Register> values;
    for (const clang::Expr* argument : args) values.push_back(Value(argument));
    const clang::QualType given =
        args.empty() ? clang::QualType() : args[0]->getType().getNonReferenceType();
    if (name == "operator=" && LibraryClassOf(given) == LibraryClass::kStateless) {  // nullopt
      DestroyLibraryObject(object, type);
      builder_.StoreInteger(flag(), builder_.Constant(0), 1);
    } else if (name == "operator=" && context_.hasSameUnqualifiedType(given, type)) {
      const Register from = values[0];
      DestroyLibraryObject(object, type);
      CopyLibraryObject(object, from, type, LibraryClass::kOptional, !args[0]->isLValue());
    } else {
      DestroyLibraryObject(object, type);
      ConstructFrom(object, element, values, args);
      builder_.StoreInteger(flag(), builder_.Constant(1), 1);
    }
    result = object;
    return true;
  }
  return false;
}

// std::function: the cell points to a heap copy of the callable, or is the function pointer.
void FunctionLowering::StoreFunction(Register cell, const clang::Expr* source) {
  const clang::QualType type = source->getType().getNonReferenceType();
  if (type->isNullPtrType()) {
    builder_.StorePointer(cell, builder_.Emit(Op::kNullPointer));
    return;
  }
  const LibraryClass kind = LibraryClassOf(type);
  if (kind == LibraryClass::kFunction || kind == LibraryClass::kReference) {
    const Register from = Value(source);
    if (source->isLValue() || kind == LibraryClass::kReference) {
      builder_.StorePointer(cell, builder_.LoadPointer(from));
    } else {
      MoveCell(cell, from, false);
    }
    return;
  }
  if (type->isRecordType()) {
    const Register copy = HeapCopy(source);
    builder_.StorePointer(cell, copy);
    // Whoever ends the last std::function that holds it runs its destructor.
    if (RunsOurDestructor(type)) {
      builder_.Emit(Op::kOpaque, {copy}, "destructor of a stored callable");
    }
    return;
  }
  builder_.StorePointer(cell, CallableOf(source).value);
}

// True if ending an object of the type runs a destructor that the project wrote.
bool FunctionLowering::RunsOurDestructor(clang::QualType type) const {
  if (type.isNull() || type->isReferenceType() || type->isPointerType()) return false;
  type = context_.getBaseElementType(type);
  const auto* record = type->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition() || record->hasTrivialDestructor()) return false;
  record = record->getDefinition();
  if (unit_.IsOurs(record)) {
    const clang::CXXDestructorDecl* destructor = record->getDestructor();
    if (destructor != nullptr && destructor->isUserProvided()) return true;
    for (const clang::FieldDecl* field : record->fields()) {
      if (RunsOurDestructor(field->getType())) return true;
    }
    for (const clang::CXXBaseSpecifier& base : record->bases()) {
      if (RunsOurDestructor(base.getType())) return true;
    }
    return false;
  }
  const auto* special = dyn_cast<clang::ClassTemplateSpecializationDecl>(record);
  if (special == nullptr) return false;
  for (const clang::TemplateArgument& argument : special->getTemplateArgs().asArray()) {
    if (argument.getKind() == clang::TemplateArgument::Type &&
        RunsOurDestructor(argument.getAsType())) {
      return true;
    }
    if (argument.getKind() != clang::TemplateArgument::Pack) continue;
    for (const clang::TemplateArgument& part : argument.pack_elements()) {
      if (part.getKind() == clang::TemplateArgument::Type && RunsOurDestructor(part.getAsType())) {
        return true;
      }
    }
  }
  return false;
}

bool FunctionLowering::MakePointer(const clang::CallExpr* expression, Register& result) {
  const clang::QualType type = expression->getType();
  const clang::QualType element = ElementType(type);
  if (element.isNull()) return false;
  std::vector<const clang::Expr*> args(expression->arg_begin(), expression->arg_end());
  std::vector<Register> values;
  for (const clang::Expr* argument : args) values.push_back(Value(argument));
  const bool owner = LibraryClassOf(type) == LibraryClass::kUniquePointer;
  if (IsArrayPointer(type)) {
    if (values.size() != 1) return false;
    std::string symbol = element->isRecordType() ? unit_.UseRecordOf(element) : "";
    if (symbol.empty()) symbol = unit_.TypeText(element);
    const Register heap = builder_.Emit(Op::kHeap, {values[0]}, std::move(symbol));
    builder_.At(heap).bytes = SizeOf(element);
    builder_.Write(heap, 0);
    if (element->isRecordType()) {
      builder_.CountedLoop(values[0], "(element)", [&](Register index) {
        ConstructFrom(builder_.Index(heap, index, SizeOf(element)), element, {}, {});
      });
    }
    const Register to = DestinationOf(expression);
    builder_.StorePointer(to, heap, owner);
    result = to;
    return true;
  }
  const Register heap = NewHeap(element);
  ConstructFrom(heap, element, values, args);
  const Register to = DestinationOf(expression);
  builder_.StorePointer(to, heap, owner);
  result = to;
  return true;
}

}  // namespace interlock::lower
