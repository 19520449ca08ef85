// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Classes of threads, locks, condition variables, barriers, latches, futures.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::dyn_cast;
using facts::Order;
using Register = facts::Register;

// Moves a pointer cell: the source is empty afterwards.
void FunctionLowering::MoveCell(Register to, Register from, bool owner) {
  builder_.StorePointer(to, builder_.LoadPointer(from, owner), owner);
  builder_.StorePointer(from, builder_.Emit(Op::kNullPointer), owner);
}

// Callable and arguments are copied to storage of the new thread before it starts.
Register FunctionLowering::Spawn(llvm::ArrayRef<const clang::Expr*> callable_and_args) {
  const clang::Expr* first = callable_and_args[0];
  const clang::QualType type = first->getType().getNonReferenceType();
  Callable callable = CallableOf(first);
  std::vector<Register> spawn;
  bool is_virtual = false;
  if (type->isRecordType() && LibraryClassOf(type) != LibraryClass::kFunction &&
      LibraryClassOf(type) != LibraryClass::kReference) {
    spawn.push_back(HeapCopy(first));
    // The new thread ends its copy after its last statement.
    if (RunsOurDestructor(type)) {
      builder_.Emit(Op::kOpaque, {spawn.back()}, "destructor of a stored callable");
    }
  } else {
    spawn.push_back(callable.value);
  }
  const clang::FunctionDecl* target = callable.target;
  const auto* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(target);
  const bool member = type->isMemberFunctionPointerType() ||
                      (type->isFunctionType() && method != nullptr && method->isInstance());
  const clang::FunctionProtoType* prototype =
      target != nullptr ? target->getType()->getAs<clang::FunctionProtoType>() : nullptr;
  if (prototype == nullptr) {
    clang::QualType signature = type;
    if (signature->isPointerType()) signature = signature->getPointeeType();
    if (const auto* pointer = signature->getAs<clang::MemberPointerType>()) {
      signature = pointer->getPointeeType();
    }
    prototype = signature->getAs<clang::FunctionProtoType>();
  }
  llvm::ArrayRef<const clang::Expr*> args = callable_and_args.drop_front();
  std::size_t parameter = 0;
  if (member && !args.empty()) {
    const clang::QualType object = args[0]->getType().getNonReferenceType();
    const Register value = Value(args[0]);
    if (object->isPointerType()) {
      spawn.push_back(args[0]->isGLValue() ? Load(value, object) : value);
    } else if (LibraryClassOf(object) == LibraryClass::kReference) {
      spawn.push_back(builder_.LoadPointer(value));
    } else if (LibraryClassOf(object) == LibraryClass::kSharedPointer ||
               LibraryClassOf(object) == LibraryClass::kUniquePointer) {
      spawn.push_back(builder_.LoadPointer(HeapCopy(args[0])));
    } else {
      spawn.push_back(HeapCopy(args[0]));
    }
    is_virtual = method != nullptr && method->isVirtual();
    args = args.drop_front();
  }
  for (const clang::Expr* argument : args) {
    const clang::QualType given = argument->getType().getNonReferenceType();
    clang::QualType wanted;
    if (prototype != nullptr && parameter < prototype->getNumParams()) {
      wanted = prototype->getParamType(static_cast<unsigned>(parameter));
    }
    ++parameter;
    const LibraryClass kind = LibraryClassOf(given);
    if (kind == LibraryClass::kReference) {
      const Register address = builder_.LoadPointer(Value(argument));
      const clang::QualType referred = TypeArgument(given, 0);
      const bool by_value = !wanted.isNull() && !wanted->isReferenceType();
      spawn.push_back(by_value && !referred.isNull() && !referred->isRecordType()
                          ? Load(address, referred)
                          : address);
      continue;
    }
    if (given->isRecordType()) {
      const Register copy = HeapCopy(argument);
      const bool same =
          wanted.isNull() || context_.hasSameUnqualifiedType(wanted.getNonReferenceType(), given);
      if (same) {
        spawn.push_back(copy);
      } else {
        spawn.push_back(wanted->isRecordType() || wanted->isReferenceType()
                            ? ConvertRecord(wanted.getNonReferenceType(), copy, given)
                            : UnknownValue(wanted, "conversion of a thread argument"));
      }
      continue;
    }
    if (!wanted.isNull() && wanted->isReferenceType()) {
      if (wanted->getPointeeType()->isRecordType()) {
        const Register copy = NewHeap(wanted->getPointeeType());
        builder_.Write(copy, SizeOf(wanted->getPointeeType()));
        builder_.Emit(Op::kOpaque, {copy, Value(argument)}, "conversion of a thread argument");
        spawn.push_back(copy);
      } else {
        spawn.push_back(HeapCopy(argument));
      }
      continue;
    }
    const Register value = Value(argument);
    if (!wanted.isNull() && wanted->isRecordType()) {
      const Register copy = NewHeap(wanted);
      builder_.Write(copy, SizeOf(wanted));
      builder_.Emit(Op::kOpaque, {copy, value}, "conversion of a thread argument");
      spawn.push_back(copy);
      continue;
    }
    spawn.push_back(argument->isGLValue() ? LoadThroughType(value, given) : value);
  }
  const Register token = builder_.Emit(Op::kSpawn, std::move(spawn));
  builder_.At(token).is_virtual = is_virtual;
  return token;
}

Register FunctionLowering::NewHeap(clang::QualType type) {
  std::string symbol = type->isRecordType() ? unit_.UseRecordOf(type) : "";
  if (symbol.empty()) symbol = unit_.TypeText(type);
  const Register r = builder_.Emit(Op::kHeap, {}, std::move(symbol));
  builder_.At(r).bytes = SizeOf(type);
  return r;
}

// A wait with a predicate: the predicate runs under the lock before and after every wait.
void FunctionLowering::WaitFor(Register condition, Register mutex, const clang::Expr* predicate,
                               bool may_time_out) {
  const auto wait = [&] { builder_.Emit(Op::kConditionWait, {condition, mutex}); };
  if (predicate == nullptr) return wait();
  const Callable callable = CallableOf(predicate);
  const int header = builder_.NewBlock();
  const int again = builder_.NewBlock();
  const int next = builder_.NewBlock();
  builder_.GoTo(header);
  Register holds = facts::kNoRegister;
  if (callable.target != nullptr) {
    std::vector<Register> args;
    if (callable.type->isRecordType()) args.push_back(callable.value);
    holds = CallOurs(callable.target, args, callable.target->getReturnType(), nullptr, false);
  } else {
    holds = CallThrough(callable.value, {}, context_.BoolTy, nullptr);
  }
  builder_.Branch(holds, next, again);
  builder_.SetBlock(again);
  wait();
  if (may_time_out) {
    builder_.Branch(builder_.Unknown("time-out"), next, header);
  } else {
    builder_.Edge(builder_.block(), header);
  }
  builder_.SetBlock(next);
}

bool FunctionLowering::ThreadConstruct(const clang::CXXConstructExpr* expression, LibraryClass kind,
                                       Register address) {
  std::vector<const clang::Expr*> args(expression->arg_begin(), expression->arg_end());
  while (!args.empty() && llvm::isa<clang::CXXDefaultArgExpr>(args.back())) args.pop_back();
  const clang::QualType type = expression->getType();
  const bool moves = args.size() == 1 && context_.hasSameUnqualifiedType(args[0]->getType(), type);
  const auto null = [&] { return builder_.Emit(Op::kNullPointer); };
  switch (kind) {
    case LibraryClass::kThread:
    case LibraryClass::kJoiningThread:
      if (args.empty()) {
        builder_.StorePointer(address, null());
      } else if (moves) {
        MoveCell(address, Value(args[0]), false);
      } else {
        builder_.StorePointer(address, Spawn(args));
      }
      return true;
    case LibraryClass::kFuture:
      if (args.empty()) {
        builder_.StorePointer(address, null());
      } else if (moves && IsSharedFuture(type) && args[0]->isLValue()) {
        builder_.StorePointer(address, builder_.LoadPointer(Value(args[0])));
      } else if (moves || LibraryClassOf(args[0]->getType()) == LibraryClass::kFuture) {
        MoveCell(address, Value(args[0]), false);
      } else {
        return false;
      }
      return true;
    case LibraryClass::kPromise:
      builder_.Write(address, SizeOf(type));
      return args.empty() || moves;
    case LibraryClass::kMutex:
    case LibraryClass::kCondition:
    case LibraryClass::kOnceFlag:
      return true;
    case LibraryClass::kBarrier:
    case LibraryClass::kLatch: {
      if (args.empty()) return false;
      const Register count = Value(args[0]);
      builder_.Emit(kind == LibraryClass::kBarrier ? Op::kBarrierInit : Op::kLatchInit,
                    {address, count});
      if (args.size() > 1) CallReachableCode({args[1]}, nullptr, "completion of a barrier");
      return true;
    }
    case LibraryClass::kLockGuard:
    case LibraryClass::kUniqueLock:
    case LibraryClass::kSharedLock:
      return LockConstruct(expression, kind, address);
    default:
      return false;
  }
}

void FunctionLowering::DestroyThreadObject(Register address, clang::QualType type,
                                           LibraryClass kind) {
  switch (kind) {
    case LibraryClass::kFuture:
      // Only the last of the futures that share a thread waits for it.
      if (IsSharedFuture(type)) return;
      [[fallthrough]];
    case LibraryClass::kJoiningThread:
      builder_.Emit(Op::kJoin, {builder_.LoadPointer(address)});
      return;
    case LibraryClass::kLockGuard:
    case LibraryClass::kUniqueLock:
    case LibraryClass::kSharedLock:
      return DestroyLock(address, type, kind);
    default:
      return;  // std::thread (a joinable one ends the program), primitives: no effect
  }
}

bool FunctionLowering::ThreadMethod(const clang::CallExpr* expression, llvm::StringRef name,
                                    LibraryClass kind, Register object, clang::QualType type,
                                    llvm::ArrayRef<const clang::Expr*> args, Register& result) {
  const clang::QualType result_type = expression->getType();
  const auto nothing = [&] {
    result = builder_.Constant(0);
    return true;
  };
  switch (kind) {
    case LibraryClass::kThread:
    case LibraryClass::kJoiningThread:
      if (name == "join") {
        builder_.Emit(Op::kJoin, {builder_.LoadPointer(object)});
        builder_.StorePointer(object, builder_.Emit(Op::kNullPointer));
        return nothing();
      }
      if (name == "detach") {
        builder_.Emit(Op::kDetach, {builder_.LoadPointer(object)});
        builder_.StorePointer(object, builder_.Emit(Op::kNullPointer));
        return nothing();
      }
      if (name == "operator=" && args.size() == 1) {
        const Register from = Value(args[0]);
        if (kind == LibraryClass::kJoiningThread) DestroyThreadObject(object, type, kind);
        MoveCell(object, from, false);
        result = object;
        return true;
      }
      if (name == "swap" && args.size() == 1) {
        SwapCells(object, Value(args[0]));
        return nothing();
      }
      if (name == "joinable") {
        result = builder_.Binary("!=", builder_.LoadPointer(object),
                                 builder_.Emit(Op::kNullPointer), 8, true);
        return true;
      }
      if (name == "get_id" || name == "native_handle") {
        builder_.Read(object, SizeOf(type));
        result = UnknownResult(expression, "thread id");
        return true;
      }
      if (name == "hardware_concurrency") {
        result = builder_.Emit(Op::kInput, {}, "hardware_concurrency");
        return true;
      }
      return false;
    case LibraryClass::kFuture:
      if (name == "get" || name == "wait") {
        builder_.Emit(Op::kJoin, {builder_.LoadPointer(object)});
        if (name == "get" && !IsSharedFuture(type)) {
          builder_.StorePointer(object, builder_.Emit(Op::kNullPointer));
        }
        if (result_type->isVoidType()) return nothing();
        result = UnknownResult(expression, "value of a future");
        return true;
      }
      if (name == "wait_for" || name == "wait_until" || name == "valid") {
        builder_.Read(object, SizeOf(type));
        result = UnknownResult(expression, "state of a future");
        return true;
      }
      if (name == "operator=" && args.size() == 1) {
        const Register from = Value(args[0]);
        DestroyThreadObject(object, type, kind);
        if (IsSharedFuture(type) && args[0]->isLValue()) {
          builder_.StorePointer(object, builder_.LoadPointer(from));
        } else {
          MoveCell(object, from, false);
        }
        result = object;
        return true;
      }
      if (name == "share") {
        const Register to = DestinationOf(expression);
        MoveCell(to, object, false);
        result = to;
        return true;
      }
      return false;
    case LibraryClass::kPromise:
      // The shared state is synchronised by the library; what get() gives is unknown.
      if (name == "get_future") {
        const Register to = DestinationOf(expression);
        builder_.Write(to, SizeOf(result_type));
        builder_.StorePointer(to, builder_.UnknownAddress("state of a promise"));
        result = to;
        return true;
      }
      if (name == "set_value" || name == "set_exception") {
        std::vector<Register> values;
        for (const clang::Expr* argument : args) values.push_back(Value(argument));
        if (values.empty()) return nothing();
        return false;
      }
      return false;
    case LibraryClass::kMutex:
      if (name == "lock" || name == "lock_shared") {
        EmitLock(object, name == "lock" ? "exclusive" : "shared", false);
        return nothing();
      }
      if (name == "unlock" || name == "unlock_shared") {
        builder_.Emit(Op::kUnlock, {object}, name == "unlock" ? "exclusive" : "shared");
        return nothing();
      }
      if (name.starts_with("try_lock")) {
        result =
            builder_.Emit(Op::kTryLock, {object}, name.contains("shared") ? "shared" : "exclusive");
        return true;
      }
      return name == "native_handle" ? false : false;
    case LibraryClass::kUniqueLock:
    case LibraryClass::kSharedLock:
      return LockMethod(name, kind, object, type, args, result);
    case LibraryClass::kCondition:
      if (name == "notify_one" || name == "notify_all") {
        builder_.Emit(Op::kNotify, {object});
        return nothing();
      }
      if (name.starts_with("wait") && !args.empty()) {
        // A lock type of the project may take anything, or nothing, when the wait ends.
        const clang::QualType lock_type = args[0]->getType().getNonReferenceType();
        const LibraryClass lock_kind = LibraryClassOf(lock_type);
        const bool is_mutex = lock_kind == LibraryClass::kMutex;
        if (!is_mutex &&
            ((lock_kind != LibraryClass::kUniqueLock && lock_kind != LibraryClass::kSharedLock) ||
             LibraryClassOf(TypeArgument(lock_type, 0)) != LibraryClass::kMutex)) {
          return false;
        }
        const bool timed = name != "wait";
        const std::size_t plain = timed ? 2 : 1;
        if (args.size() > plain + 1) return false;  // with a stop token
        const Register lock = Value(args[0]);
        const Register mutex = is_mutex ? lock : builder_.LoadPointer(lock);
        for (std::size_t i = 1; i < std::min(plain, args.size()); ++i) Value(args[i]);
        WaitFor(object, mutex, args.size() > plain ? args[plain] : nullptr, timed);
        if (result_type->isVoidType()) return nothing();
        result = UnknownResult(expression, "result of a timed wait");
        return true;
      }
      return false;
    case LibraryClass::kBarrier:
      if (name == "arrive_and_wait") {
        builder_.Emit(Op::kBarrierWait, {object});
        return nothing();
      }
      result = Unsupported("std::barrier::" + name.str(), expression);
      return true;
    case LibraryClass::kLatch: {
      const auto amount = [&] { return args.empty() ? builder_.Constant(1) : Value(args[0]); };
      if (name == "count_down") {
        builder_.Emit(Op::kLatchCountDown, {object, amount()});
        return nothing();
      }
      if (name == "wait") {
        builder_.Emit(Op::kLatchWait, {object});
        return nothing();
      }
      if (name == "arrive_and_wait") {
        builder_.Emit(Op::kLatchCountDown, {object, amount()});
        builder_.Emit(Op::kLatchWait, {object});
        return nothing();
      }
      if (name == "try_wait") {
        result = builder_.Unknown("latch");
        return true;
      }
      return false;
    }
    default:
      return false;
  }
}

void FunctionLowering::SwapCells(Register a, Register b) {
  const Register first = builder_.LoadPointer(a);
  const Register second = builder_.LoadPointer(b);
  builder_.StorePointer(a, second);
  builder_.StorePointer(b, first);
}

// A result whose value is not known: an object is written, a pointer is an unknown address.
Register FunctionLowering::UnknownResult(const clang::Expr* expression, const char* reason) {
  const clang::QualType type = expression->getType();
  if (type->isVoidType()) return builder_.Constant(0);
  if (expression->isGLValue()) return builder_.UnknownAddress(reason);
  if (!type->isRecordType()) return UnknownValue(type, reason);
  const Register to = DestinationOf(expression);
  builder_.Write(to, SizeOf(type));
  if (HoldsPointers(type)) builder_.Emit(Op::kOpaque, {to}, reason);
  return to;
}

// True unless every part of the type is known to be numbers or library values.
bool FunctionLowering::HoldsPointers(clang::QualType type) const {
  type = context_.getBaseElementType(type.getNonReferenceType());
  if (type->isArithmeticType() || type->isEnumeralType() || type->isVoidType()) return false;
  const auto* record = type->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition()) return true;
  record = record->getDefinition();
  switch (LibraryClassOf(record)) {
    case LibraryClass::kValue:
    case LibraryClass::kStateless:
    case LibraryClass::kStream:
      return false;
    case LibraryClass::kContiguous:
      return HoldsPointers(TypeArgument(type, 0));
    case LibraryClass::kPair:
      return HoldsPointers(TypeArgument(type, 0)) || HoldsPointers(TypeArgument(type, 1));
    case LibraryClass::kArray:
    case LibraryClass::kOptional:
      return HoldsPointers(TypeArgument(type, 0));
    default:
      break;
  }
  if (!unit_.IsOurs(record)) return true;
  for (const clang::FieldDecl* field : record->fields()) {
    if (HoldsPointers(field->getType())) return true;
  }
  for (const clang::CXXBaseSpecifier& base : record->bases()) {
    if (HoldsPointers(base.getType())) return true;
  }
  return false;
}

}  // namespace interlock::lower
