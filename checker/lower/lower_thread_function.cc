// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Thread and lock functions of pthreads, C threads and the C++ library.
#include <clang/AST/ParentMapContext.h>

#include "checker/lower/function_lowering.h"

namespace interlock::lower {
namespace {

/// False if the call stands as a statement of its own in a block.
bool ResultIsUsed(const clang::Expr* call, clang::ASTContext& context) {
  const auto parents = context.getParents(*call);
  return parents.size() != 1 || parents[0].get<clang::CompoundStmt>() == nullptr;
}

}  // namespace

using clang::dyn_cast;
using Register = facts::Register;

bool FunctionLowering::ThreadFunction(const clang::CallExpr* expression, Free effect,
                                      Register& result) {
  std::vector<const clang::Expr*> args(expression->arg_begin(), expression->arg_end());
  const auto value = [&](std::size_t i) { return Value(args[i]); };
  const auto has = [&](std::size_t count) { return args.size() >= count; };
  const auto zero = [&] {
    result = builder_.Constant(0);
    return true;
  };
  // A call that may fail gives an error code; the fact is what a successful one does.
  const auto code = [&] {
    result = builder_.Unknown("error code");
    return true;
  };
  switch (effect) {
    case Free::kThreadCreate:
    case Free::kThreadCreateC11: {
      const std::size_t function = effect == Free::kThreadCreate ? 2 : 1;
      if (!has(function + 2)) return false;
      const Register handle = value(0);
      if (effect == Free::kThreadCreate) value(1);
      const Register callable = value(function);
      const Register argument = value(function + 1);
      const Register token = builder_.Emit(Op::kSpawn, {callable, argument});
      const Register store = builder_.StorePointer(handle, token);
      builder_.At(store).is_pointer = true;
      return zero();
    }
    case Free::kThreadJoin:
      if (!has(1)) return false;
      builder_.Emit(Op::kJoin, {TokenOf(args[0])});
      if (has(2)) {
        const Register to = value(1);
        if (!args[1]->isNullPointerConstant(context_, clang::Expr::NPC_ValueDependentIsNotNull)) {
          const clang::QualType pointee = args[1]->getType()->getPointeeType();
          if (pointee.isNull()) return false;
          builder_.If(builder_.Binary("!=", to, builder_.Emit(Op::kNullPointer), 8, true),
                      [&] { Store(to, UnknownValue(pointee, "result of a thread"), pointee); });
        }
      }
      return zero();
    case Free::kThreadDetach:
      if (!has(1)) return false;
      builder_.Emit(Op::kDetach, {TokenOf(args[0])});
      return zero();
    case Free::kThreadExit:
      for (std::size_t i = 0; i < args.size(); ++i) value(i);
      if (function_ != nullptr && function_->isMain()) {
        Unsupported("main thread ends before the process");
      }
      builder_.Emit(Op::kStop);
      result = 0;
      return true;
    case Free::kMutexLock:
    case Free::kReadLock: {
      if (!has(1)) return false;
      const char* mode = effect == Free::kMutexLock ? "exclusive" : "shared";
      if (!ResultIsUsed(expression, context_)) {
        EmitLock(value(0), mode, false);
        return zero();
      }
      // A caller that looks at the result may go on without the lock.
      const Register acquired = builder_.Emit(Op::kTryLock, {value(0)}, mode);
      const Register failed = builder_.Emit(Op::kUnary, {acquired}, "!");
      builder_.At(failed).bytes = 4;
      result = failed;
      return true;
    }
    case Free::kMutexUnlock:
      if (!has(1)) return false;
      if (const clang::FunctionDecl* callee = expression->getDirectCallee();
          callee != nullptr && callee->getName().contains("rwlock")) {
        builder_.Emit(Op::kUnlock, {value(0)}, "shared");  // whichever mode is held
      }
      builder_.Emit(Op::kUnlock, {value(0)}, "exclusive");
      return zero();
    case Free::kMutexTryLock:
    case Free::kReadTryLock: {
      if (!has(1)) return false;
      const Register acquired = builder_.Emit(
          Op::kTryLock, {value(0)}, effect == Free::kMutexTryLock ? "exclusive" : "shared");
      const Register r = builder_.Emit(Op::kUnary, {acquired}, "!");
      builder_.At(r).bytes = 4;
      result = r;  // 0: acquired
      return true;
    }
    case Free::kConditionWait: {
      if (!has(2)) return false;
      const Register condition = value(0);
      const Register mutex = value(1);
      for (std::size_t i = 2; i < args.size(); ++i) value(i);
      builder_.Emit(Op::kConditionWait, {condition, mutex});
      return has(3) ? code() : zero();
    }
    case Free::kConditionNotify:
      if (!has(1)) return false;
      builder_.Emit(Op::kNotify, {value(0)});
      return zero();
    case Free::kOncePthread:
    case Free::kCallOnce: {
      if (!has(2)) return false;
      const Register flag = value(0);
      const Callable callable = CallableOf(args[1]);
      std::vector<Register> passed;
      for (std::size_t i = 2; i < args.size(); ++i) {
        const Register argument = value(i);
        const bool scalar = args[i]->isGLValue() && !args[i]->getType()->isRecordType();
        passed.push_back(scalar ? LoadThroughType(argument, args[i]->getType()) : argument);
      }
      builder_.If(builder_.Unknown("first call"), [&] {
        builder_.Emit(Op::kOnceBegin, {flag});
        CallOnce(callable, passed, context_.VoidTy);
        builder_.Emit(Op::kOnceEnd, {flag});
      });
      builder_.Emit(Op::kOncePassed, {flag});
      return zero();
    }
    case Free::kBarrierInit:
      if (!has(3)) return false;
      builder_.Emit(Op::kBarrierInit, {value(0), value(2)});
      return zero();
    case Free::kBarrierWait:
      if (!has(1)) return false;
      builder_.Emit(Op::kBarrierWait, {value(0)});
      return code();
    case Free::kKeyCreate:
      if (!has(2)) return false;
      builder_.Write(value(0), 4);
      if (!args[1]->isNullPointerConstant(context_, clang::Expr::NPC_ValueDependentIsNotNull)) {
        CallReachableCode({args[1]}, nullptr, "destructor of thread-specific data");
        // It runs at the end of every thread that set a value, in no call chain.
        Unsupported("destructor of thread-specific data");
      }
      return zero();
    case Free::kKeyGet:
      for (std::size_t i = 0; i < args.size(); ++i) value(i);
      result = builder_.UnknownAddress("thread-specific data");
      return true;
    case Free::kKeySet: {
      std::vector<Register> values;
      for (std::size_t i = 0; i < args.size(); ++i) values.push_back(value(i));
      return zero();  // kKeyGet gives an unknown address, which may be this one
    }
    case Free::kAsync: {
      llvm::ArrayRef<const clang::Expr*> callable(args);
      if (!callable.empty() && callable[0]->getType()->isEnumeralType()) {
        callable = callable.drop_front();
      }
      if (callable.empty()) return false;
      const Register token = Spawn(callable);
      const Register to = DestinationOf(expression);
      builder_.StorePointer(to, token);
      result = to;
      return true;
    }
    case Free::kLockAll:
      return LockAll(args) && zero();
    default:
      return false;
  }
}

// The token behind a thread handle that is passed by value (pthread_t, thrd_t).
Register FunctionLowering::TokenOf(const clang::Expr* handle) {
  const clang::Expr* plain = handle->IgnoreParens();
  const auto* conversion = dyn_cast<clang::ImplicitCastExpr>(plain);
  if (conversion != nullptr && conversion->getCastKind() == clang::CK_LValueToRValue) {
    return builder_.LoadPointer(Value(conversion->getSubExpr()));
  }
  return Value(handle);
}

}  // namespace interlock::lower
