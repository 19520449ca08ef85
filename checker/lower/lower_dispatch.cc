// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// From rows of the library table to instructions: free functions and atomics; classes are handed on
// to lower_container.cc and lower_thread.cc.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::cast;
using clang::dyn_cast;
using facts::Order;
using Register = facts::Register;

bool FunctionLowering::LibraryMethod(const clang::CallExpr* expression,
                                     const clang::CXXMethodDecl* method, Register object,
                                     clang::QualType object_type,
                                     llvm::ArrayRef<const clang::Expr*> args, Register& result) {
  // The class of the object says more than the base class that declares the method.
  LibraryClass kind = LibraryClassOf(object_type);
  if (kind == LibraryClass::kNone) {
    kind = LibraryClassOf(method->getParent());
    object_type = context_.getRecordType(method->getParent());
  }
  std::string name = method->getNameAsString();
  if (llvm::isa<clang::CXXConversionDecl>(method)) {
    const clang::QualType to = method->getReturnType();
    const auto* record = to->getAsCXXRecordDecl();
    name = "operator " + (record != nullptr     ? record->getNameAsString()
                          : to->isBooleanType() ? std::string("bool")
                                                : std::string("value"));
  }
  if (llvm::isa<clang::CXXDestructorDecl>(method)) {
    DestroyLibraryObject(object, object_type);
    result = builder_.Constant(0);
    return true;
  }
  switch (kind) {
    case LibraryClass::kNone:
      return false;
    case LibraryClass::kThread:
    case LibraryClass::kJoiningThread:
    case LibraryClass::kFuture:
    case LibraryClass::kPromise:
    case LibraryClass::kMutex:
    case LibraryClass::kLockGuard:
    case LibraryClass::kUniqueLock:
    case LibraryClass::kSharedLock:
    case LibraryClass::kCondition:
    case LibraryClass::kBarrier:
    case LibraryClass::kLatch:
      return ThreadMethod(expression, name, kind, object, object_type, args, result);
    case LibraryClass::kAtomic:
    case LibraryClass::kAtomicFlag:
    case LibraryClass::kAtomicReference:
      return AtomicMethod(expression, name, kind, object, object_type, args, result);
    case LibraryClass::kIterator:
      return IteratorOperator(expression, name, object, object_type, args, result);
    case LibraryClass::kUniquePointer:
    case LibraryClass::kSharedPointer:
    case LibraryClass::kReference:
    case LibraryClass::kFunction:
    case LibraryClass::kOptional:
    case LibraryClass::kPair:
    case LibraryClass::kTuple:
      return PointerMethod(expression, name, kind, object, object_type, args, result);
    case LibraryClass::kStream:
    case LibraryClass::kValue:
    case LibraryClass::kStateless:
      return ValueMethod(expression, method, kind, object, object_type, args, result);
    default:
      return ContainerMethod(expression, method, kind, object, object_type, args, result);
  }
}

// Streams, numbers and stateless objects: the arguments are read, the object is its own bytes.
bool FunctionLowering::ValueMethod(const clang::CallExpr* expression,
                                   const clang::CXXMethodDecl* method, LibraryClass kind,
                                   Register object, clang::QualType object_type,
                                   llvm::ArrayRef<const clang::Expr*> args, Register& result) {
  if (kind == LibraryClass::kStateless && method->getOverloadedOperator() == clang::OO_Call) {
    // less, hash, plus, ...: the operator of a type of ours may run
    for (const clang::Expr* argument : args) {
      const auto* record = argument->getType().getNonReferenceType()->getAsCXXRecordDecl();
      if (record != nullptr && unit_.IsOurs(record)) return false;
    }
  }
  for (std::size_t i = 0; i < args.size(); ++i) {
    const clang::Expr* argument = args[i];
    const Register value = Value(argument);
    const clang::QualType type = argument->getType();
    if (type->isRecordType() && unit_.IsOurs(type->getAsRecordDecl())) return false;
    // A distribution changes the engine that it is given, a stream what it reads into.
    if (kind != LibraryClass::kStateless && MayChangeArgument(method, i)) {
      if (type->isRecordType() && LibraryClassOf(type) != LibraryClass::kValue) return false;
      builder_.Read(value, SizeOf(type));
      builder_.Write(value, SizeOf(type));
      continue;
    }
    if (type->isFunctionType() || type->isFunctionPointerType()) {
      continue;  // a manipulator such as std::endl
    }
    if (argument->isGLValue() && !type->isFunctionType()) {
      builder_.Read(value, SizeOf(type));
    } else if (type->isPointerType() && !type->isVoidPointerType()) {
      const bool changes = !type->getPointeeType().isConstQualified() &&
                           kind == LibraryClass::kStream &&
                           !method->getNameAsString().starts_with("operator<<");
      if (changes) {
        builder_.Write(value, 0);
      } else {
        builder_.Read(value, 0);
      }
    }
  }
  if (kind == LibraryClass::kValue && SizeOf(object_type) != 0) {
    builder_.Read(object, SizeOf(object_type));
    if (!method->isConst()) builder_.Write(object, SizeOf(object_type));
  }
  const clang::QualType type = expression->getType();
  if (expression->isGLValue()) {
    const bool self =
        context_.hasSameUnqualifiedType(type, context_.getRecordType(method->getParent())) ||
        kind == LibraryClass::kStream;
    result = self ? object : builder_.UnknownAddress("value of the library");
    return true;
  }
  result = UnknownResult(expression, "value of the library");
  return true;
}

bool FunctionLowering::AtomicMethod(const clang::CallExpr* expression, llvm::StringRef name,
                                    LibraryClass kind, Register object, clang::QualType type,
                                    llvm::ArrayRef<const clang::Expr*> args, Register& result) {
  clang::QualType value_type = TypeArgument(type, 0);
  if (kind == LibraryClass::kAtomicFlag) value_type = context_.BoolTy;
  if (value_type.isNull()) return false;
  const std::uint32_t bytes = SizeOf(value_type);
  if (bytes > 8 || bytes == 0) {
    result = Unsupported("atomic object wider than 8 bytes", expression);
    return true;
  }
  const Register address =
      kind == LibraryClass::kAtomicReference ? builder_.LoadPointer(object) : object;
  const bool pointer = value_type->isPointerType();
  const bool is_unsigned = value_type->isUnsignedIntegerOrEnumerationType();
  const auto order = [&](std::size_t i) {
    return args.size() > i ? OrderOf(args[i]) : Order::kSequential;
  };
  const auto scalar = [&](std::size_t i) {
    const Register value = Value(args[i]);
    if (args[i]->getType()->isRecordType()) {  // an atomic object of a small record
      const Register r = builder_.Emit(Op::kLoad, {value});
      builder_.At(r).bytes = bytes;
      return r;
    }
    return args[i]->isGLValue() ? Load(value, value_type) : value;
  };
  const auto load = [&](Order o) {
    if (!value_type->isRecordType()) return Load(address, value_type, o);
    const Register r = builder_.Emit(Op::kLoad, {address});
    builder_.At(r).bytes = bytes;
    builder_.At(r).order = o;
    const Register to = DestinationOf(expression);
    builder_.StoreInteger(to, r, bytes);
    return to;
  };
  const auto store = [&](Register value, Order o) {
    const Register r = builder_.Emit(Op::kStore, {address, value});
    builder_.At(r).bytes = bytes;
    builder_.At(r).order = o;
    builder_.At(r).is_pointer = pointer;
    builder_.At(r).is_unsigned = is_unsigned;
    return r;
  };
  const auto modify = [&](const char* symbol, Register value, Order o) {
    const Register r = builder_.Emit(Op::kReadModifyWrite, {address, value}, symbol);
    builder_.At(r).bytes = bytes;
    builder_.At(r).order = o;
    builder_.At(r).is_pointer = pointer;
    builder_.At(r).is_unsigned = is_unsigned;
    return r;
  };
  if (name == "load") {
    result = load(order(0));
    return true;
  }
  if (name == "operator value" || name == "operator bool" || name.starts_with("operator ")) {
    result = load(Order::kSequential);
    return true;
  }
  if (name == "store" && !args.empty()) {
    store(scalar(0), order(1));
    result = builder_.Constant(0);
    return true;
  }
  if (name == "operator=" && args.size() == 1) {
    const Register value = scalar(0);
    store(value, Order::kSequential);
    result = expression->isGLValue() ? object : value;
    return true;
  }
  if (name == "exchange" && !args.empty()) {
    result = modify("exchange", scalar(0), order(1));
    if (value_type->isRecordType()) {
      const Register to = DestinationOf(expression);
      builder_.StoreInteger(to, result, bytes);
      result = to;
    }
    return true;
  }
  if (name.starts_with("compare_exchange") && args.size() >= 2) {
    const Register expected = Value(args[0]);
    const Register desired = scalar(1);
    result = builder_.Emit(Op::kCompareExchange, {address, expected, desired});
    builder_.At(result).bytes = bytes;
    builder_.At(result).order = order(2);
    builder_.At(result).is_pointer = pointer;
    return true;
  }
  static constexpr struct {
    llvm::StringLiteral name;
    const char* symbol;
    bool gives_new;
  } kOperations[] = {
      {"fetch_add", "+", false}, {"fetch_sub", "-", false}, {"fetch_and", "&", false},
      {"fetch_or", "|", false},  {"fetch_xor", "^", false}, {"operator++", "+", true},
      {"operator--", "-", true}, {"operator+=", "+", true}, {"operator-=", "-", true},
      {"operator&=", "&", true}, {"operator|=", "|", true}, {"operator^=", "^", true},
  };
  for (const auto& row : kOperations) {
    if (name != row.name) continue;
    const bool step = name == "operator++" || name == "operator--";
    const Register amount = step || args.empty() ? builder_.Constant(1) : scalar(0);
    const Order o = name.starts_with("fetch") ? order(1) : Order::kSequential;
    if (pointer || !value_type->isIntegralOrEnumerationType()) {
      modify("exchange",
             pointer ? builder_.UnknownAddress("atomic pointer arithmetic")
                     : builder_.Unknown("floating-point value"),
             o);
      result = UnknownValue(value_type, "atomic arithmetic");
      return true;
    }
    const Register old = modify(row.symbol, amount, o);
    const bool postfix = step && args.size() == 1;
    result = row.gives_new && !postfix
                 ? builder_.Binary(row.symbol, old, amount, bytes, is_unsigned)
                 : old;
    return true;
  }
  if (name == "test_and_set") {
    result = modify("exchange", builder_.Constant(1), order(0));
    return true;
  }
  if (name == "clear") {
    store(builder_.Constant(0), order(0));
    result = builder_.Constant(0);
    return true;
  }
  if (name == "test") {
    result = load(order(0));
    return true;
  }
  if (name == "is_lock_free") {
    result = builder_.Constant(1);
    return true;
  }
  if (name == "wait" && !args.empty()) {
    Value(args[0]);
    const int header = builder_.NewBlock();
    const int next = builder_.NewBlock();
    builder_.GoTo(header);
    load(order(1));
    builder_.Branch(builder_.Unknown("value of an atomic wait"), next, header);
    builder_.SetBlock(next);
    result = builder_.Constant(0);
    return true;
  }
  if (name == "notify_one" || name == "notify_all") {
    result = builder_.Constant(0);
    return true;
  }
  return false;
}

// Fresh storage only if no other mapping can be the same memory: a shared mapping of a file may
// have any number of addresses, a fixed one replaces what was there.
bool FunctionLowering::MapMemory(const clang::CallExpr* expression, Register& result) {
  constexpr std::int64_t kPrivate = 0x02;  // as on every Linux system: MAP_PRIVATE,
  constexpr std::int64_t kFixed = 0x10;    // MAP_FIXED,
  constexpr std::int64_t kNoFile = 0x20;   // MAP_ANONYMOUS
  if (expression->getNumArgs() != 6) return false;
  const auto flags = ConstantOf(expression->getArg(3));
  if (!flags || (*flags & kFixed) != 0 || (*flags & (kPrivate | kNoFile)) == 0) return false;
  for (const clang::Expr* argument : expression->arguments()) Value(argument);
  result = builder_.Emit(Op::kHeap, {}, "mmap");
  return true;
}

bool FunctionLowering::LibraryFunction(const clang::CallExpr* expression,
                                       const clang::FunctionDecl* callee, Register& result) {
  std::vector<const clang::Expr*> args(expression->arg_begin(), expression->arg_end());
  const Free effect = FreeOf(LibraryName(callee));
  const auto value = [&](std::size_t i) { return Value(args[i]); };
  const auto all = [&] {
    std::vector<Register> values;
    for (std::size_t i = 0; i < args.size(); ++i) values.push_back(value(i));
    return values;
  };
  const auto touch = [&](std::size_t i, bool write) {
    const clang::QualType type = args[i]->getType();
    const Register v = value(i);
    if (!type->isPointerType() || type->isFunctionPointerType()) return;
    // A stdio stream locks itself; what it points to is the library's own.
    const auto* pointee = type->getPointeeType()->getAsRecordDecl();
    if (pointee != nullptr &&
        (pointee->getName() == "_IO_FILE" || pointee->getName() == "__FILE")) {
      return;
    }
    if (args[i]->isNullPointerConstant(context_, clang::Expr::NPC_ValueDependentIsNotNull)) return;
    if (write) {
      builder_.Write(v, 0);
    } else {
      builder_.Read(v, 0);
    }
  };
  const auto sized = [&](Op op, std::size_t address, std::size_t size) {
    const Register a = value(address);
    const Register n = value(size);
    const Register r = builder_.Emit(op, {a, n});
    if (const auto constant = ConstantOf(args[size])) {
      builder_.At(r).bytes = static_cast<std::uint32_t>(*constant);
      builder_.At(r).args.pop_back();
    }
  };
  const auto heap = [&](Register count) {
    result = builder_.Emit(Op::kHeap, {count}, "malloc");
    builder_.At(result).bytes = 1;
  };
  switch (effect) {
    case Free::kNone:
      return OtherFunction(expression, callee, result);
    case Free::kPure:
    case Free::kInput:
      for (std::size_t i = 0; i < args.size(); ++i) {
        const Register v = value(i);
        if (args[i]->isGLValue() && !args[i]->getType()->isFunctionType()) {
          builder_.Read(v, SizeOf(args[i]->getType()));
        }
      }
      if (effect == Free::kInput && expression->getType()->isIntegralOrEnumerationType()) {
        result = builder_.Emit(Op::kInput, {}, callee->getNameAsString());
      } else {
        result = UnknownResult(expression, "value of a library function");
      }
      return true;
    case Free::kNothing:
      all();
      result = expression->getType()->isRecordType() ? UnknownResult(expression, "library value")
                                                     : builder_.Constant(0);
      return true;
    case Free::kAssume:
      if (args.size() != 1) return false;
      builder_.Emit(Op::kAssume, {value(0)});
      result = builder_.Constant(0);
      return true;
    case Free::kStop:
      for (std::size_t i = 0; i < args.size(); ++i) value(i);
      builder_.Emit(Op::kStop);
      result = LastRegister();
      return true;
    case Free::kAllocate:
      heap(value(0));
      return true;
    case Free::kAllocateArray: {
      const Register count = value(0);
      heap(builder_.Binary("*", count, value(1), 8, true));
      if (callee->getName().contains("calloc")) builder_.Write(result, 0);
      return true;
    }
    case Free::kReallocate: {
      const Register old = value(0);
      heap(value(1));
      builder_.If(builder_.Binary("!=", old, builder_.Emit(Op::kNullPointer), 8, true), [&] {
        builder_.Emit(Op::kCopy, {result, old});
        builder_.Emit(Op::kFree, {old});
      });
      return true;
    }
    case Free::kMap:
      return MapMemory(expression, result);
    case Free::kAllocateObject:
      for (std::size_t i = 0; i < args.size(); ++i) touch(i, false);
      result = builder_.Emit(Op::kHeap, {}, callee->getNameAsString());
      return expression->getType()->isPointerType();
    case Free::kFree: {
      const Register pointer = value(0);
      builder_.If(builder_.Binary("!=", pointer, builder_.Emit(Op::kNullPointer), 8, true),
                  [&] { builder_.Emit(Op::kFree, {pointer}); });
      result = builder_.Constant(0);
      return true;
    }
    case Free::kCopyMemory: {
      if (args.size() < 3) return false;
      const Register to = value(0);
      const Register from = value(1);
      const Register size = value(2);
      if (const auto constant = ConstantOf(args[2])) {
        const Register r = builder_.Emit(Op::kCopy, {to, from});
        builder_.At(r).bytes = static_cast<std::uint32_t>(*constant);
      } else {
        builder_.Emit(Op::kCopy, {to, from, size});
      }
      result = to;
      return true;
    }
    case Free::kSetMemory: {
      const std::size_t size = args.size() - 1;
      sized(Op::kWrite, 0, size);
      for (std::size_t i = 1; i < size; ++i) value(i);
      result = value(0);
      return true;
    }
    case Free::kReadSized:
      if (args.size() < 3) return false;
      sized(Op::kRead, 0, 2);
      sized(Op::kRead, 1, 2);
      result = builder_.Unknown("comparison of memory");
      return true;
    case Free::kOwnObject: {
      const clang::QualType type = expression->getType()->getPointeeType();
      if (type.isNull() || !type->isIntegralOrEnumerationType()) return false;
      result = builder_.Emit(Op::kThreadLocal, {}, unit_.UseThreadObject(callee));
      return true;
    }
    case Free::kReadBuffer:
      if (args.size() < 2) return false;
      sized(Op::kRead, 0, 1);
      for (std::size_t i = 2; i < args.size(); ++i) value(i);
      result = UnknownResult(expression, "value of a library function");
      return true;
    case Free::kReadOnlyText:
      for (std::size_t i = 0; i < args.size(); ++i) touch(i, false);
      result = builder_.Emit(Op::kStringLiteral, {});
      return expression->getType()->isPointerType();
    case Free::kReadText:
    case Free::kReadTextPointer:
      for (std::size_t i = 0; i < args.size(); ++i) touch(i, false);
      result = effect == Free::kReadTextPointer
                   ? builder_.Index(value(0), builder_.Unknown("position in a text"), 1)
                   : UnknownResult(expression, "value of a library function");
      return true;
    case Free::kWriteText:
      touch(0, true);
      for (std::size_t i = 1; i < args.size(); ++i) touch(i, false);
      result = expression->getType()->isPointerType()
                   ? value(0)
                   : builder_.Unknown("value of a library function");
      return true;
    case Free::kWriteAll:
      for (std::size_t i = 0; i < args.size(); ++i) {
        const bool constant = args[i]->getType()->isPointerType() &&
                              args[i]->getType()->getPointeeType().isConstQualified();
        touch(i, !constant);
      }
      result = builder_.Emit(Op::kInput, {}, callee->getNameAsString());
      return true;
    case Free::kForward: {
      if (args.empty()) return false;
      const std::string name = LibraryName(callee);
      if (name == "std::move" && args.size() != 1) return false;  // the algorithm
      const std::vector<Register> values = all();
      result = values[0];
      const clang::QualType given = args[0]->getType().getNonReferenceType();
      if (name == "std::ref" || name == "std::cref") {
        const Register to = DestinationOf(expression);
        builder_.StorePointer(to, result);
        result = to;
      } else if (name == "std::next" || name == "std::prev") {
        if (given->isRecordType() && LibraryClassOf(given) != LibraryClass::kIterator) return false;
        const Register pointer = given->isRecordType() ? builder_.LoadPointer(result) : result;
        const clang::QualType element = ElementType(given);
        const Register moved = builder_.Index(pointer, builder_.Unknown("distance"),
                                              element.isNull() ? 1 : SizeOf(element));
        result = given->isRecordType() ? GiveIterator(expression, moved) : moved;
      }
      return true;
    }
    case Free::kSwap: {
      if (args.size() != 2) return false;
      const clang::QualType type = args[0]->getType();
      const Register a = value(0);
      const Register b = value(1);
      SwapObjects(a, b, type);
      result = builder_.Constant(0);
      return true;
    }
    case Free::kMinimum:
    case Free::kMaximum: {
      if (args.size() != 2 || !args[0]->getType()->isIntegralOrEnumerationType()) return false;
      const clang::QualType type = args[0]->getType();
      const Register a = value(0);
      const Register b = value(1);
      const Register x = Load(a, type);
      const Register y = Load(b, type);
      const Register less =
          effect == Free::kMinimum
              ? builder_.Binary("<", y, x, SizeOf(type), type->isUnsignedIntegerType())
              : builder_.Binary("<", x, y, SizeOf(type), type->isUnsignedIntegerType());
      result = builder_.Emit(Op::kSelect, {less, b, a});
      return true;
    }
    case Free::kMakeUnique:
    case Free::kMakeShared:
      return MakePointer(expression, result);
    case Free::kMakeObject:
      result = DestinationOf(expression);
      return ConstructLibraryObject(result, expression->getType(), all(), args);
    case Free::kVisitRange:
      return RangeAlgorithm(expression, false, result);
    case Free::kChangeRange:
      return RangeAlgorithm(expression, true, result);
    case Free::kGet:
      return TupleGet(expression, callee, result);
    case Free::kFence: {
      const Register r = builder_.Emit(Op::kFence);
      builder_.At(r).order = args.empty() ? Order::kSequential : OrderOf(args[0]);
      result = r;
      return true;
    }
    case Free::kUnsupported:
      all();
      result = Unsupported(LibraryName(callee));
      if (!expression->getType()->isVoidType()) {
        result = UnknownResult(expression, "value of an unsupported function");
      }
      return true;
    default:
      return ThreadFunction(expression, effect, result);
  }
}

// The last instruction of the current block.
Register FunctionLowering::LastRegister() {
  return builder_.function().blocks[builder_.block()].instructions.back();
}

}  // namespace interlock::lower
