// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Calls of library code: the tables first; what is not in them is opaque, and everything of the
// project that it could call back is called any number of times.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::cast;
using clang::dyn_cast;
using clang::isa;
using Register = facts::Register;

namespace {

// Strips what does not change which callable an expression is.
const clang::Expr* PlainCallable(const clang::Expr* e) {
  while (true) {
    e = e->IgnoreParens();
    if (const auto* full = dyn_cast<clang::FullExpr>(e)) {
      e = full->getSubExpr();
    } else if (const auto* temporary = dyn_cast<clang::MaterializeTemporaryExpr>(e)) {
      e = temporary->getSubExpr();
    } else if (const auto* bind = dyn_cast<clang::CXXBindTemporaryExpr>(e)) {
      e = bind->getSubExpr();
    } else if (const auto* conversion = dyn_cast<clang::CastExpr>(e)) {
      e = conversion->getSubExpr();
    } else if (const auto* unary = dyn_cast<clang::UnaryOperator>(e);
               unary != nullptr &&
               (unary->getOpcode() == clang::UO_AddrOf || unary->getOpcode() == clang::UO_Deref)) {
      e = unary->getSubExpr();
    } else {
      return e;
    }
  }
}

const clang::CXXMethodDecl* CallOperatorOf(const clang::CXXRecordDecl* record) {
  const clang::CXXMethodDecl* found = nullptr;
  for (const clang::CXXMethodDecl* method : record->methods()) {
    if (method->getOverloadedOperator() != clang::OO_Call) continue;
    if (found != nullptr) return nullptr;  // overloaded: which one is not known
    found = method;
  }
  return found;
}

}  // namespace

// Callable of an object of class type at `address`.
Callable FunctionLowering::CallableOfType(clang::QualType type, Register address) {
  Callable callable;
  callable.value = address;
  callable.type = type.getNonReferenceType();
  const auto* record = callable.type->getAsCXXRecordDecl();
  if (record != nullptr && record->hasDefinition() && unit_.IsOurs(record)) {
    callable.target = CallOperatorOf(record->getDefinition());
    if (callable.target == nullptr && record->isLambda()) {
      if (const clang::FunctionTemplateDecl* pattern = record->getDependentLambdaCallOperator()) {
        unsigned count = 0;
        for (const clang::FunctionDecl* special : pattern->specializations()) {
          callable.target = special;
          ++count;
        }
        if (count != 1) callable.target = nullptr;
      }
    }
  }
  return callable;
}

Callable FunctionLowering::CallableOf(const clang::Expr* expression) {
  const clang::QualType type = expression->getType().getNonReferenceType();
  if (type->isRecordType()) {
    const Register address = Value(expression);
    const LibraryClass kind = LibraryClassOf(type);
    if (kind == LibraryClass::kFunction || kind == LibraryClass::kReference) {
      Callable callable;
      callable.value = builder_.LoadPointer(address);
      callable.type = type;
      return callable;
    }
    return CallableOfType(type, address);
  }
  Callable callable;
  callable.type = type;
  const Register value = Value(expression);
  const bool address = expression->isGLValue() && !type->isFunctionType();
  callable.value = address ? Load(value, type) : value;
  if (const auto* reference = dyn_cast<clang::DeclRefExpr>(PlainCallable(expression))) {
    callable.target = dyn_cast<clang::FunctionDecl>(reference->getDecl());
  }
  return callable;
}

// Calls `callable` with arguments that fit its parameters: `args` first, unknown ones after.
void FunctionLowering::CallOnce(const Callable& callable, llvm::ArrayRef<Register> args,
                                clang::QualType result) {
  const clang::FunctionDecl* target = callable.target;
  if (target == nullptr) {
    CallThrough(callable.value, std::vector<Register>(args.begin(), args.end()), result, nullptr);
    return;
  }
  const auto* method = dyn_cast<clang::CXXMethodDecl>(target);
  std::vector<Register> passed;
  const bool is_object = callable.type->isRecordType();
  if (method != nullptr && method->isInstance() && is_object) passed.push_back(callable.value);
  passed.insert(passed.end(), args.begin(), args.end());
  const std::size_t first = method != nullptr && method->isInstance() && is_object ? 1 : 0;
  for (std::size_t i = passed.size() - first; i < target->getNumParams(); ++i) {
    passed.push_back(UnknownArgument(target->getParamDecl(static_cast<unsigned>(i))->getType()));
  }
  CallOurs(target, std::move(passed), target->getReturnType(), nullptr,
           method != nullptr && method->isVirtual() && !is_object);
}

Register FunctionLowering::UnknownArgument(clang::QualType type) {
  if (type->isRecordType()) {
    const Register address = NewTemporary(type, "(argument)");
    builder_.Write(address, SizeOf(type));
    return address;
  }
  return UnknownValue(type, "argument from library code");
}

void FunctionLowering::CallAnyNumberOfTimes(const Callable& callable, llvm::ArrayRef<Register> args,
                                            const char* reason) {
  builder_.AnyNumberOfTimes(reason, [&] {
    const clang::QualType result =
        callable.target == nullptr ? context_.VoidTy : callable.target->getReturnType();
    CallOnce(callable, args, result);
  });
}

// Everything of ours that code which we do not see can run: callables among the arguments, and the
// copy, move, destruction, comparison and hash of types that it was instantiated with.
void FunctionLowering::CallReachableCode(llvm::ArrayRef<const clang::Expr*> args,
                                         const clang::FunctionDecl* callee, const char* reason) {
  std::set<const clang::CXXRecordDecl*> types;
  const std::function<void(clang::QualType)> note = [&](clang::QualType type) {
    if (type.isNull()) return;
    type = context_.getBaseElementType(type.getNonReferenceType());
    const auto* record = type->getAsCXXRecordDecl();
    if (record == nullptr || !record->hasDefinition()) return;
    record = record->getDefinition();
    if (!types.insert(record).second) return;
    if (const auto* special = dyn_cast<clang::ClassTemplateSpecializationDecl>(record)) {
      for (const clang::TemplateArgument& argument : special->getTemplateArgs().asArray()) {
        if (argument.getKind() == clang::TemplateArgument::Type) note(argument.getAsType());
      }
    }
  };
  for (const clang::Expr* argument : args) {
    const clang::QualType type = argument->getType().getNonReferenceType();
    const bool function = type->isFunctionType() || type->isFunctionPointerType() ||
                          type->isMemberFunctionPointerType();
    const auto* record = type->getAsCXXRecordDecl();
    if (function || (record != nullptr && record->hasDefinition() && unit_.IsOurs(record) &&
                     HasCallOperator(record->getDefinition()))) {
      CallAnyNumberOfTimes(CallableOf(argument), {}, reason);
    }
    note(type);
  }
  if (callee != nullptr) {
    if (const auto* list = callee->getTemplateSpecializationArgs()) {
      for (const clang::TemplateArgument& argument : list->asArray()) {
        if (argument.getKind() == clang::TemplateArgument::Type) note(argument.getAsType());
        if (argument.getKind() == clang::TemplateArgument::Pack) {
          for (const clang::TemplateArgument& part : argument.pack_elements()) {
            if (part.getKind() == clang::TemplateArgument::Type) note(part.getAsType());
          }
        }
      }
    }
    if (const auto* method = dyn_cast<clang::CXXMethodDecl>(callee)) {
      note(context_.getRecordType(method->getParent()));
    }
  }
  for (const clang::CXXRecordDecl* record : types) {
    if (!unit_.IsOurs(record) || record->isLambda()) continue;
    CallSpecialMembers(record, reason);
  }
}

bool FunctionLowering::HasCallOperator(const clang::CXXRecordDecl* record) const {
  if (record->isLambda()) return true;
  for (const clang::CXXMethodDecl* method : record->methods()) {
    if (method->getOverloadedOperator() == clang::OO_Call) return true;
  }
  return false;
}

// Calls copy, move, destruction, comparison and call operators of `record` any number of times on
// objects that are not known.
void FunctionLowering::CallSpecialMembers(const clang::CXXRecordDecl* record, const char* reason) {
  std::vector<const clang::CXXMethodDecl*> methods;
  for (const clang::CXXMethodDecl* method : record->methods()) {
    if (method->isDeleted() || method->isTrivial() || method->isStatic()) continue;
    const auto* constructor = dyn_cast<clang::CXXConstructorDecl>(method);
    const bool special = (constructor != nullptr && constructor->isCopyOrMoveConstructor()) ||
                         isa<clang::CXXDestructorDecl>(method) ||
                         method->isCopyAssignmentOperator() || method->isMoveAssignmentOperator();
    const clang::OverloadedOperatorKind op = method->getOverloadedOperator();
    const bool compares = op == clang::OO_Less || op == clang::OO_EqualEqual ||
                          op == clang::OO_Greater || op == clang::OO_Spaceship ||
                          op == clang::OO_Call;
    if ((special || compares) && (method->hasBody() || !method->isImplicit())) {
      methods.push_back(method);
    }
  }
  if (methods.empty()) return;
  builder_.AnyNumberOfTimes(reason, [&] {
    for (const clang::CXXMethodDecl* method : methods) {
      builder_.If(builder_.Unknown(reason), [&] {
        std::vector<Register> args{builder_.UnknownAddress("object inside library code")};
        for (const clang::ParmVarDecl* parameter : method->parameters()) {
          args.push_back(UnknownArgument(parameter->getType()));
        }
        CallOurs(method, std::move(args), method->getReturnType(), nullptr, false);
      });
    }
  });
}

// A heap copy of a value that outlives this call: the callable of a thread or of std::function.
Register FunctionLowering::HeapCopy(const clang::Expr* expression) {
  const clang::QualType type = expression->getType().getNonReferenceType().getUnqualifiedType();
  const Register value = Value(expression);
  std::string symbol = unit_.UseRecordOf(type);
  if (symbol.empty() || !type->isRecordType()) symbol = unit_.TypeText(type);
  const Register copy = builder_.Emit(Op::kHeap, {}, std::move(symbol));
  builder_.At(copy).bytes = SizeOf(type);
  if (type->isRecordType()) {
    CopyConstruct(copy, value, type, !expression->isLValue());
  } else {
    Store(copy, expression->isGLValue() ? LoadThroughType(value, type) : value, type);
  }
  return copy;
}

Register FunctionLowering::LibraryCall(const clang::CallExpr* expression,
                                       const clang::FunctionDecl* callee) {
  const auto* method = dyn_cast<clang::CXXMethodDecl>(callee);
  std::vector<const clang::Expr*> args(expression->arg_begin(), expression->arg_end());
  if (args.empty()) {
    if (const auto constant = ConstantOf(expression)) return builder_.Constant(*constant);
  }
  Register result = facts::kNoRegister;
  std::vector<Register> values;
  const std::size_t first = builder_.function().instructions.size();
  LibraryUse use;
  if (method != nullptr && method->isInstance()) {
    const clang::Expr* object = nullptr;
    if (const auto* member = dyn_cast<clang::CXXMemberCallExpr>(expression)) {
      object = member->getImplicitObjectArgument();
    } else if (!args.empty()) {
      object = args[0];
      args.erase(args.begin());
    }
    if (object == nullptr) return Unsupported("method call without an object", expression);
    const Register address = Value(object);
    clang::QualType type = object->getType();
    if (type->isPointerType()) type = type->getPointeeType();
    use = {address, type.getUnqualifiedType(), args};
    if (LibraryMethod(expression, method, address, type.getUnqualifiedType(), args, result)) {
      CallLibraryReach(callee, first, use);
      return result;
    }
    values.push_back(address);
  } else if (use.arguments = args; LibraryFunction(expression, callee, result)) {
    if (!builder_.EndsWithStop()) CallLibraryReach(callee, first, use);
    return result;
  }
  for (const clang::Expr* argument : args) values.push_back(Value(argument));
  CallReachableCode(args, callee, "call from library code");
  CallLibraryReach(callee, first, use);
  return Opaque(LibraryName(callee), std::move(values), expression->getCallReturnType(context_),
                expression);
}

}  // namespace interlock::lower
