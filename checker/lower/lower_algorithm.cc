// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Algorithms over ranges, and library functions that are known by the types of their arguments.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::dyn_cast;
using Register = facts::Register;

// Every range that an iterator argument opens is read (and written, if the algorithm changes
// ranges) in a loop of unknown length; callables run on elements there.
bool FunctionLowering::RangeAlgorithm(const clang::CallExpr* expression, bool changes,
                                      Register& result) {
  struct Range {
    Register pointer;
    clang::QualType element;
  };
  std::vector<Range> ranges;
  std::vector<Callable> callables;
  std::vector<const clang::Expr*> values;  // of the type of the elements: put among them
  for (unsigned i = 0; i < expression->getNumArgs(); ++i) {
    const clang::Expr* argument = expression->getArg(i);
    const clang::QualType type = argument->getType().getNonReferenceType();
    const LibraryClass kind = LibraryClassOf(type);
    if (!ranges.empty() && !ranges[0].element.isNull() &&
        context_.hasSameUnqualifiedType(type, ranges[0].element)) {
      values.push_back(argument);
    }
    if (kind == LibraryClass::kIterator) {
      ranges.push_back({builder_.LoadPointer(Value(argument)), ElementType(type)});
    } else if (type->isPointerType() && !values.empty() && values.back() == argument) {
      Value(argument);
    } else if (type->isPointerType() && !type->isFunctionPointerType()) {
      const Register value = Value(argument);
      ranges.push_back({argument->isGLValue() ? Load(value, type) : value, type->getPointeeType()});
    } else if (type->isFunctionType() || type->isFunctionPointerType() ||
               kind == LibraryClass::kFunction ||
               (type->isRecordType() && unit_.IsOurs(type->getAsRecordDecl()) &&
                HasCallOperator(type->getAsCXXRecordDecl()->getDefinition()))) {
      callables.push_back(CallableOf(argument));
    } else if (kind == LibraryClass::kStateless) {
      Value(argument);
    } else if (type->isRecordType() && unit_.IsOurs(type->getAsRecordDecl())) {
      Value(argument);  // a value to look for: its comparison is called below
    } else if (type->isRecordType() && kind == LibraryClass::kNone) {
      return false;
    } else {
      const Register value = Value(argument);
      if (argument->isGLValue()) ReadObject(value, type);
      if (MayChangeArgument(expression->getDirectCallee(), i)) {  // a random number engine
        builder_.Write(value, SizeOf(type));
      }
    }
  }
  if (ranges.empty()) return false;
  for (const Range& range : ranges) {
    if (range.element.isNull()) return false;
    // A pointer that is converted on its way into the range still points to the same.
    if (changes && !range.element.isConstQualified() && HoldsPointers(range.element) &&
        !context_.hasSameUnqualifiedType(range.element, ranges[0].element)) {
      return false;
    }
  }
  // What a callable gives is put into a range, and nothing here knows into which.
  for (const Callable& callable : callables) {
    const bool tests =
        callable.target != nullptr && (callable.target->getReturnType()->isVoidType() ||
                                       callable.target->getReturnType()->isBooleanType());
    if (!changes || tests) continue;
    for (const Range& range : ranges) {
      if (!range.element.isConstQualified() && HoldsPointers(range.element)) return false;
    }
  }
  const auto some = [&](const Range& range) {
    return builder_.Index(range.pointer, builder_.Unknown("position in a range"),
                          SizeOf(range.element));
  };
  builder_.AnyNumberOfTimes("elements of a range", [&] {
    std::vector<Register> touched;
    for (const Range& range : ranges) {
      const Register at = some(range);
      builder_.Read(at, SizeOf(range.element));
      if (changes && !range.element.isConstQualified()) {
        if (range.element->isRecordType()) {
          CopyConstruct(at, some(ranges[0]), range.element, true);
        } else if (context_.hasSameUnqualifiedType(range.element, ranges[0].element)) {
          Store(at, Load(some(ranges[0]), range.element), range.element);
        } else {
          builder_.Write(at, SizeOf(range.element));
        }
      }
      touched.push_back(at);
    }
    for (const clang::Expr* argument : values) {
      if (!changes || ranges[0].element.isConstQualified()) break;
      const clang::QualType type = argument->getType().getNonReferenceType();
      const Register value = Value(argument);
      if (type->isRecordType()) {
        CopyConstruct(some(ranges[0]), value, ranges[0].element, false);
      } else {
        Store(some(ranges[0]), argument->isGLValue() ? Load(value, type) : value,
              ranges[0].element);
      }
    }
    for (const Callable& callable : callables) {
      CallOnElements(callable, ranges[0].element, [&] { return some(ranges[0]); });
    }
  });
  CallReachableOperators(ranges[0].element, [&] { return some(ranges[0]); });
  const clang::QualType type = expression->getType();
  if (LibraryClassOf(type) == LibraryClass::kIterator ||
      (type->isPointerType() && !type->isFunctionPointerType())) {
    result = GiveIterator(expression, some(ranges.back()));
    for (const Range& range : ranges) {
      if (expression->getType()->isRecordType() && ranges.size() > 2) {
        builder_.StorePointer(result, some(range));
      }
    }
    return true;
  }
  if (type->isVoidType()) {
    result = builder_.Constant(0);
  } else {
    result = UnknownResult(expression, "result of an algorithm");
  }
  return true;
}

// Comparison operators of an element type of ours run on elements.
void FunctionLowering::CallReachableOperators(clang::QualType element,
                                              const std::function<Register()>& some) {
  const auto* record = element->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition() || !unit_.IsOurs(record)) return;
  for (const clang::CXXMethodDecl* method : record->getDefinition()->methods()) {
    const clang::OverloadedOperatorKind op = method->getOverloadedOperator();
    if (method->isDeleted()) continue;
    if (op != clang::OO_Less && op != clang::OO_EqualEqual && op != clang::OO_Spaceship) continue;
    builder_.AnyNumberOfTimes("comparison of elements", [&] {
      std::vector<Register> args{some()};
      for (const clang::ParmVarDecl* parameter : method->parameters()) {
        args.push_back(parameter->getType()->isReferenceType()
                           ? some()
                           : UnknownArgument(parameter->getType()));
      }
      CallOurs(method, std::move(args), method->getReturnType(), nullptr, method->isVirtual());
    });
  }
  CallKeyOperators(element.getUnqualifiedType(), some);
}

// Calls with elements of the range: an address for a reference, a copy for a value.
void FunctionLowering::CallOnElements(const Callable& callable, clang::QualType element,
                                      const std::function<Register()>& some) {
  std::vector<Register> args;
  const clang::FunctionDecl* target = callable.target;
  if (target == nullptr) {
    // How many parameters it has is not known: a caller's view of one or two elements.
    args = {some(), some()};
    CallThrough(callable.value, args, context_.BoolTy, nullptr);
    CallThrough(callable.value, {some()}, context_.BoolTy, nullptr);
    return;
  }
  for (const clang::ParmVarDecl* parameter : target->parameters()) {
    const clang::QualType wanted = parameter->getType();
    const clang::QualType plain = wanted.getNonReferenceType();
    if (!context_.hasSameUnqualifiedType(plain, element)) {
      args.push_back(UnknownArgument(wanted));
    } else if (wanted->isReferenceType()) {
      args.push_back(some());
    } else if (wanted->isRecordType()) {
      const Register copy = NewTemporary(wanted, "(argument)");
      CopyConstruct(copy, some(), wanted, false);
      args.push_back(copy);
    } else {
      args.push_back(Load(some(), plain));
    }
  }
  CallOnce(callable, args, target->getReturnType());
}

// Free operators on library types: streams, strings, smart pointers, iterators, durations.
namespace {

/// True if the only parameter of the library template is a number or an enumeration.
bool HoldsScalar(clang::QualType type) {
  const auto* special =
      llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(type->getAsCXXRecordDecl());
  if (special == nullptr || special->getTemplateArgs().size() != 1) return false;
  const clang::TemplateArgument& argument = special->getTemplateArgs()[0];
  return argument.getKind() == clang::TemplateArgument::Type &&
         argument.getAsType()->isIntegralOrEnumerationType();
}

}  // namespace

bool FunctionLowering::OtherFunction(const clang::CallExpr* expression,
                                     const clang::FunctionDecl* callee, Register& result) {
  const std::string name = LibraryName(callee);
  if (name.find("std::chrono::") == 0 || name.find("std::ios") == 0) {
    for (const clang::Expr* argument : expression->arguments()) {
      const Register value = Value(argument);
      if (argument->isGLValue()) builder_.Read(value, SizeOf(argument->getType()));
    }
    result = UnknownResult(expression, "time");
    return true;
  }
  if (!callee->isInStdNamespace() && name.find("__gnu_cxx") != 0 && name.find("std::") != 0) {
    return false;
  }
  if (expression->getNumArgs() == 0) return false;
  const clang::OverloadedOperatorKind op = callee->getOverloadedOperator();
  std::vector<LibraryClass> kinds;
  for (const clang::Expr* argument : expression->arguments()) {
    kinds.push_back(LibraryClassOf(argument->getType().getNonReferenceType()));
  }
  const bool stream = kinds[0] == LibraryClass::kStream;
  if (stream && (op == clang::OO_LessLess || op == clang::OO_GreaterGreater)) {
    const Register object = Value(expression->getArg(0));
    for (unsigned i = 1; i < expression->getNumArgs(); ++i) {
      const clang::Expr* argument = expression->getArg(i);
      const clang::QualType type = argument->getType().getNonReferenceType();
      const auto* record = type->getAsCXXRecordDecl();
      if (record != nullptr && unit_.IsOurs(record)) return false;
      if (type->isRecordType() && kinds[i] == LibraryClass::kNone) return false;
      const Register value = Value(argument);
      if (type->isFunctionType()) continue;
      if (op == clang::OO_GreaterGreater) {
        builder_.Write(value, SizeOf(type));
        if (kinds[i] == LibraryClass::kContiguous) TouchElements(value, type, kinds[i], true);
      } else if (argument->isGLValue()) {
        ReadObject(value, type);
      } else if (type->isPointerType() && !type->isVoidPointerType()) {
        builder_.Read(value, 0);
      }
    }
    result = object;
    return true;
  }
  if (stream && (name == "std::endl" || name == "std::flush" || name == "std::getline")) {
    for (unsigned i = 1; i < expression->getNumArgs(); ++i) {
      const clang::Expr* argument = expression->getArg(i);
      const Register value = Value(argument);
      if (kinds[i] == LibraryClass::kContiguous) {
        builder_.Write(value, SizeOf(argument->getType()));
        TouchElements(value, argument->getType(), kinds[i], true);
      }
    }
    result = Value(expression->getArg(0));
    return true;
  }
  const bool compares = op == clang::OO_EqualEqual || op == clang::OO_ExclaimEqual ||
                        op == clang::OO_Less || op == clang::OO_Greater ||
                        op == clang::OO_LessEqual || op == clang::OO_GreaterEqual ||
                        op == clang::OO_Spaceship;
  const auto is_pointer = [](LibraryClass kind) {
    return kind == LibraryClass::kUniquePointer || kind == LibraryClass::kSharedPointer ||
           kind == LibraryClass::kFunction || kind == LibraryClass::kIterator;
  };
  if (compares && expression->getNumArgs() == 2 && (is_pointer(kinds[0]) || is_pointer(kinds[1]))) {
    std::vector<Register> values;
    for (unsigned i = 0; i < 2; ++i) {
      const Register value = Value(expression->getArg(i));
      values.push_back(is_pointer(kinds[i])
                           ? builder_.LoadPointer(value, kinds[i] == LibraryClass::kUniquePointer)
                           : builder_.Emit(Op::kNullPointer));
    }
    const bool known =
        kinds[0] != LibraryClass::kIterator ||
        LibraryName(expression->getArg(0)->getType().getNonReferenceType()->getAsCXXRecordDecl()) ==
            "__gnu_cxx::__normal_iterator";
    if (known && (op == clang::OO_EqualEqual || op == clang::OO_ExclaimEqual)) {
      result =
          builder_.Binary(op == clang::OO_EqualEqual ? "==" : "!=", values[0], values[1], 8, true);
    } else {
      result = UnknownResult(expression, "comparison of pointers");
    }
    return true;
  }
  if (op == clang::OO_Minus && expression->getNumArgs() == 2 &&
      kinds[0] == LibraryClass::kIterator && kinds[1] == LibraryClass::kIterator) {
    for (const clang::Expr* argument : expression->arguments()) {
      builder_.LoadPointer(Value(argument));
    }
    result = builder_.Unknown("distance of iterators");
    return true;
  }
  // Comparison and concatenation of strings, views, times: the operands are read.
  const auto is_plain = [&](LibraryClass kind, clang::QualType type) {
    return kind == LibraryClass::kView || kind == LibraryClass::kValue ||
           (kind == LibraryClass::kContiguous && !HoldsPointers(ElementType(type))) ||
           (kind == LibraryClass::kOptional && HoldsScalar(type)) || type->isArithmeticType() ||
           type->isEnumeralType() ||
           (type->isPointerType() && type->getPointeeType()->isAnyCharacterType()) ||
           (type->isArrayType() && context_.getBaseElementType(type)->isAnyCharacterType());
  };
  const bool value_operator = compares || op == clang::OO_Plus || op == clang::OO_Minus ||
                              op == clang::OO_Star || op == clang::OO_Slash ||
                              op == clang::OO_Percent;
  const bool known_value = name == "std::stoi" || name == "std::stol" || name == "std::stoul" ||
                           name == "std::stod" || name == "std::stoull" || name == "std::stoll";
  if (!value_operator && !known_value) return false;
  for (unsigned i = 0; i < expression->getNumArgs(); ++i) {
    const clang::Expr* argument = expression->getArg(i);
    if (llvm::isa<clang::CXXDefaultArgExpr>(argument)) continue;
    if (!is_plain(kinds[i], argument->getType().getNonReferenceType())) return false;
  }
  for (unsigned i = 0; i < expression->getNumArgs(); ++i) {
    const clang::Expr* argument = expression->getArg(i);
    const Register value = Value(argument);
    if (argument->isGLValue()) {
      ReadObject(value, argument->getType());
    } else if (argument->getType()->isPointerType()) {
      builder_.Read(value, 0);
    } else if (argument->getType()->isRecordType()) {
      ReadObject(value, argument->getType());
    }
  }
  result = UnknownResult(expression, "value of the library");
  return true;
}

}  // namespace interlock::lower
