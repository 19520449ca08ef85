// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Calls of functions of the project, indirect calls, compiler builtins and atomic builtins.
#include <clang/Basic/Builtins.h>

#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::cast;
using clang::dyn_cast;
using clang::isa;
using facts::Order;
using Register = facts::Register;

bool FunctionLowering::ReturnsRecord(clang::QualType type) const {
  return !type.isNull() && type->isRecordType();
}

bool FunctionLowering::IsDevirtualized(const clang::CallExpr* expression,
                                       const clang::CXXMethodDecl* method) {
  if (!method->isVirtual()) return true;
  const auto* member = dyn_cast<clang::MemberExpr>(expression->getCallee()->IgnoreParens());
  if (member == nullptr) return false;
  return !member->performsVirtualDispatch(context_.getLangOpts());
}

std::vector<Register> FunctionLowering::Arguments(const clang::Expr* call) {
  std::vector<Register> args;
  const auto add = [&](const clang::Expr* argument) { args.push_back(Value(argument)); };
  if (const auto* construct = dyn_cast<clang::CXXConstructExpr>(call)) {
    for (const clang::Expr* argument : construct->arguments()) add(argument);
  } else {
    for (const clang::Expr* argument : cast<clang::CallExpr>(call)->arguments()) add(argument);
  }
  return args;
}

Register FunctionLowering::CallOurs(const clang::FunctionDecl* callee, std::vector<Register> args,
                                    clang::QualType result, const clang::Expr* expression,
                                    bool is_virtual) {
  const auto* method = dyn_cast<clang::CXXMethodDecl>(callee);
  const std::size_t expected =
      callee->getNumParams() + (method != nullptr && method->isInstance() ? 1 : 0);
  const clang::FunctionDecl* definition = callee->getDefinition();
  const std::size_t defined =
      definition == nullptr ? expected
                            : definition->getNumParams() + (expected - callee->getNumParams());
  // C allows calls that do not fit the definition (no prototype, implicit declaration).
  if (!callee->isVariadic() || args.size() < defined) {
    while (args.size() < defined) args.push_back(builder_.Unknown("missing argument"));
    if (!callee->isVariadic() && (definition != nullptr || callee->hasPrototype())) {
      args.resize(defined);
    }
  }
  const bool record = ReturnsRecord(callee->getReturnType());
  Register address = facts::kNoRegister;
  if (record) {
    address = expression != nullptr && expression->getType()->isRecordType()
                  ? DestinationOf(expression)
                  : NewTemporary(callee->getReturnType(), "(result)");
    args.push_back(address);
  }
  (void)result;
  // The body that we see may be replaced by a stronger one, which may do anything.
  if (callee->hasAttr<clang::WeakAttr>() && definition != nullptr) {
    builder_.Emit(Op::kOpaque, args, unit_.NameOf(callee) + " (weak: may be replaced)");
  }
  const Register r = builder_.Emit(Op::kCall, std::move(args), unit_.UseFunction(callee));
  builder_.At(r).is_virtual = is_virtual;
  return record ? address : r;
}

Register FunctionLowering::CallThrough(Register callable, std::vector<Register> args,
                                       clang::QualType result, const clang::Expr* expression) {
  args.insert(args.begin(), callable);
  Register address = facts::kNoRegister;
  if (ReturnsRecord(result)) {
    address = expression != nullptr && expression->getType()->isRecordType()
                  ? DestinationOf(expression)
                  : NewTemporary(result, "(result)");
    args.push_back(address);
  }
  const Register r = builder_.Emit(Op::kCallIndirect, std::move(args));
  return address != facts::kNoRegister ? address : r;
}

Register FunctionLowering::Opaque(const std::string& name, std::vector<Register> args,
                                  clang::QualType result, const clang::Expr* expression) {
  Register address = facts::kNoRegister;
  if (ReturnsRecord(result)) {
    address = expression != nullptr ? DestinationOf(expression) : NewTemporary(result, "(result)");
    builder_.Write(address, SizeOf(result));
    args.push_back(address);
  }
  const Register r = builder_.Emit(Op::kOpaque, std::move(args), name.empty() ? "?" : name);
  return address != facts::kNoRegister ? address : r;
}

Register FunctionLowering::Call(const clang::CallExpr* expression) {
  const clang::FunctionDecl* callee = expression->getDirectCallee();
  const clang::Expr* target = expression->getCallee();
  if (callee == nullptr) {
    if (isa<clang::CXXPseudoDestructorExpr>(target->IgnoreParens())) return builder_.Constant(0);
    const auto* pointer = dyn_cast<clang::BinaryOperator>(target->IgnoreParens());
    std::vector<Register> args;
    Register callable = facts::kNoRegister;
    if (pointer != nullptr && pointer->isPtrMemOp()) {
      callable = Value(pointer->getRHS());
      args.push_back(Value(pointer->getLHS()));
    } else {
      callable = Value(target);
    }
    for (const Register argument : Arguments(expression)) args.push_back(argument);
    return CallThrough(callable, std::move(args), expression->getCallReturnType(context_),
                       expression);
  }
  // The declaration of a header and the definition of the program are one function.
  const clang::FunctionDecl* definition = nullptr;
  const bool is_ours = unit_.IsOurs(callee) || (callee->hasBody(definition) &&
                                                definition != nullptr && unit_.IsOurs(definition));
  if (callee->getBuiltinID() != 0 && !(is_ours && callee->hasBody())) {
    bool done = false;
    const Register result = CallBuiltin(expression, callee, done);
    if (done) return result;
  }
  const auto* method = dyn_cast<clang::CXXMethodDecl>(callee);
  const bool known_name = callee->getBuiltinID() != 0 || (callee->getIdentifier() != nullptr &&
                                                          IsReservedName(callee->getName()) &&
                                                          !callee->hasAttr<clang::AsmLabelAttr>());
  if (!is_ours || (known_name && method == nullptr && !callee->hasBody() &&
                   FreeOf(LibraryName(callee)) != Free::kNone)) {
    return LibraryCall(expression, callee);
  }
  std::vector<Register> args;
  bool is_virtual = false;
  if (method != nullptr && method->isInstance()) {
    const auto* member = dyn_cast<clang::CXXMemberCallExpr>(expression);
    if (member != nullptr) {
      const clang::Expr* object = member->getImplicitObjectArgument();
      args.push_back(Value(object));
      is_virtual = !IsDevirtualized(expression, method);
      if (is_virtual) {
        const clang::CXXMethodDecl* exact =
            const_cast<clang::CXXMethodDecl*>(method)->getDevirtualizedMethod(
                object, context_.getLangOpts().AppleKext);
        if (exact != nullptr && exact->getParent() == method->getParent()) is_virtual = false;
      }
    } else {
      is_virtual = method->isVirtual();
    }
  }
  for (const Register argument : Arguments(expression)) args.push_back(argument);
  if (method != nullptr && method->isStatic() && isa<clang::CXXOperatorCallExpr>(expression)) {
    args.erase(args.begin());  // static operator(): the object is evaluated, but not passed
  }
  if (method != nullptr &&
      (method->isCopyAssignmentOperator() || method->isMoveAssignmentOperator()) &&
      method->isTrivial() && args.size() == 2) {
    CopyObject(args[0], args[1], context_.getRecordType(method->getParent()));
    return args[0];
  }
  if (isa<clang::CXXDestructorDecl>(callee) && callee->isTrivial()) return builder_.Constant(0);
  return CallOurs(callee, std::move(args), expression->getCallReturnType(context_), expression,
                  is_virtual);
}

namespace {

// `__sync_fetch_and_add_4` and its relatives: the operation, and whether the new value is given.
struct SyncOperation {
  const char* symbol = nullptr;
  bool gives_new = false;
};

SyncOperation SyncOf(llvm::StringRef name) {
  static constexpr struct {
    llvm::StringLiteral word;
    const char* symbol;
  } kWords[] = {{"add", "+"}, {"sub", "-"}, {"or", "|"},
                {"and", "&"}, {"xor", "^"}, {"nand", "nand"}};
  for (const auto& row : kWords) {
    if (name.starts_with(("__sync_fetch_and_" + row.word).str())) return {row.symbol, false};
    if (name.starts_with(("__sync_" + row.word + "_and_fetch").str())) return {row.symbol, true};
  }
  return {};
}

}  // namespace

Register FunctionLowering::CallBuiltin(const clang::CallExpr* expression,
                                       const clang::FunctionDecl* callee, bool& done) {
  const llvm::StringRef name = callee->getName();
  const clang::QualType type = expression->getType();
  done = true;
  if (const SyncOperation sync = SyncOf(name); sync.symbol != nullptr) {
    const std::vector<Register> args = Arguments(expression);
    if (type->isAnyPointerType() || args.size() < 2) return Unsupported(name.str(), expression);
    const Register r = builder_.Emit(Op::kReadModifyWrite, {args[0], args[1]}, sync.symbol);
    builder_.At(r).bytes = SizeOf(type);
    builder_.At(r).order = Order::kSequential;
    builder_.At(r).is_unsigned = type->isUnsignedIntegerOrEnumerationType();
    if (!sync.gives_new) return r;
    if (llvm::StringRef(sync.symbol) == "nand") return builder_.Unknown("nand");
    return builder_.Binary(sync.symbol, r, args[1], SizeOf(type),
                           type->isUnsignedIntegerOrEnumerationType());
  }
  if (name.starts_with("__sync_bool_compare_and_swap") ||
      name.starts_with("__sync_val_compare_and_swap")) {
    const std::vector<Register> args = Arguments(expression);
    const clang::QualType value_type = expression->getArg(1)->getType();
    const Register expected = NewTemporary(value_type, "(expected)");
    Store(expected, args[1], value_type);
    const Register r = builder_.Emit(Op::kCompareExchange, {args[0], expected, args[2]});
    builder_.At(r).bytes = SizeOf(value_type);
    builder_.At(r).order = Order::kSequential;
    builder_.At(r).is_pointer = value_type->isAnyPointerType();
    return name.starts_with("__sync_bool") ? r : Load(expected, value_type);
  }
  if (name.starts_with("__sync_lock_test_and_set")) {
    const std::vector<Register> args = Arguments(expression);
    const Register r = builder_.Emit(Op::kReadModifyWrite, {args[0], args[1]}, "exchange");
    builder_.At(r).bytes = SizeOf(type);
    builder_.At(r).order = Order::kAcquire;
    builder_.At(r).is_pointer = type->isAnyPointerType();
    return r;
  }
  if (name.starts_with("__sync_lock_release")) {
    const std::vector<Register> args = Arguments(expression);
    const clang::QualType pointee = expression->getArg(0)->getType()->getPointeeType();
    Store(args[0], ZeroOf(pointee), pointee, Order::kRelease);
    return builder_.Constant(0);
  }
  if (name == "__atomic_test_and_set" || name == "__atomic_clear") {
    const std::vector<Register> args = Arguments(expression);
    const Order order = OrderOf(expression->getArg(1));
    if (name == "__atomic_clear") {
      Store(args[0], builder_.Constant(0), context_.BoolTy, order);
      return builder_.Constant(0);
    }
    const Register r =
        builder_.Emit(Op::kReadModifyWrite, {args[0], builder_.Constant(1)}, "exchange");
    builder_.At(r).bytes = 1;
    builder_.At(r).order = order;
    return r;
  }
  if (name == "__sync_synchronize" || name == "__atomic_thread_fence" ||
      name == "__c11_atomic_thread_fence") {
    const Register r = builder_.Emit(Op::kFence);
    builder_.At(r).order =
        expression->getNumArgs() == 0 ? Order::kSequential : OrderOf(expression->getArg(0));
    return r;
  }
  if (name == "__atomic_signal_fence" || name == "__c11_atomic_signal_fence") {
    return builder_.Constant(0);
  }
  if (name == "__builtin_expect" || name == "__builtin_expect_with_probability" ||
      name == "__builtin_addressof" || name == "__builtin_launder" ||
      name == "__builtin_assume_aligned") {
    const std::vector<Register> args = Arguments(expression);
    return args[0];
  }
  if (name == "__builtin_va_start" || name == "__builtin_va_end" || name == "__builtin_va_copy" ||
      name == "__builtin_prefetch") {
    return builder_.Constant(0);
  }
  if (name == "__builtin_assume") {
    return builder_.Constant(0);  // a promise of the program is no fact
  }
  if (name.contains("_overflow") && expression->getNumArgs() == 3) {
    const std::vector<Register> args = Arguments(expression);
    const clang::QualType pointee = expression->getArg(2)->getType()->getPointeeType();
    if (pointee.isNull()) return Unsupported(name.str(), expression);
    Store(args[2], builder_.Unknown("checked arithmetic"), pointee);
    return builder_.Unknown("checked arithmetic");
  }
  if (name == "__builtin_unreachable" || name == "__builtin_trap" ||
      name == "__builtin_debugtrap") {
    return builder_.Constant(0);  // the graph ends the block
  }
  if (name.contains("longjmp") || name.contains("setjmp") || name == "__builtin_frame_address" ||
      name == "__builtin_return_address" || name.starts_with("__builtin_coro")) {
    if (name.contains("jmp") || name.contains("coro")) return Unsupported(name.str(), expression);
    return builder_.UnknownAddress(name.str());
  }
  if (FreeOf(LibraryName(callee)) != Free::kNone) {
    done = false;
    return facts::kNoRegister;
  }
  if (const auto constant = ConstantOf(expression)) {
    Arguments(expression);
    return builder_.Constant(*constant);
  }
  if (context_.BuiltinInfo.isConst(callee->getBuiltinID()) ||
      context_.BuiltinInfo.isUnevaluated(callee->getBuiltinID()) ||
      callee->hasAttr<clang::ConstAttr>()) {
    Arguments(expression);
    return UnknownValue(type, name.str());
  }
  done = false;
  return facts::kNoRegister;
}

facts::Order FunctionLowering::OrderOfConstant(std::int64_t order) const {
  switch (order) {
    case 1:
      return Order::kConsume;
    case 2:
      return Order::kAcquire;
    case 3:
      return Order::kRelease;
    case 4:
      return Order::kAcquireRelease;
    case 5:
      return Order::kSequential;
    default:
      return Order::kRelaxed;
  }
}

// The order of an expression of type memory_order; one that is not constant counts as the weakest.
facts::Order FunctionLowering::OrderOf(const clang::Expr* expression) const {
  const clang::Expr* plain = expression;
  if (const auto* def = dyn_cast<clang::CXXDefaultArgExpr>(plain)) plain = def->getExpr();
  const auto constant = ConstantOf(plain);
  return constant ? OrderOfConstant(*constant) : Order::kRelaxed;
}

Register FunctionLowering::AtomicBuiltin(const clang::AtomicExpr* e) {
  using A = clang::AtomicExpr;
  const clang::QualType type = e->getValueType();
  const Register address = Value(e->getPtr());
  const Order order = e->getOp() == A::AO__c11_atomic_init || e->getOrder() == nullptr
                          ? Order::kPlain
                          : OrderOf(e->getOrder());
  const std::uint32_t bytes = SizeOf(type);
  if (bytes > 8 || type->isRecordType()) return Unsupported("atomic object wider than 8 bytes", e);
  const auto modify = [&](const char* symbol, Register operand) {
    const Register r = builder_.Emit(Op::kReadModifyWrite, {address, operand}, symbol);
    builder_.At(r).bytes = bytes;
    builder_.At(r).order = order;
    builder_.At(r).is_pointer = type->isAnyPointerType();
    builder_.At(r).is_unsigned = type->isUnsignedIntegerOrEnumerationType();
    return r;
  };
  const auto fetch = [&](const char* symbol, bool gives_new) {
    const Register operand = Value(e->getVal1());
    if (type->isAnyPointerType()) {
      modify("exchange", builder_.UnknownAddress("atomic pointer arithmetic"));
      return builder_.UnknownAddress("atomic pointer arithmetic");
    }
    const Register old = modify(symbol, operand);
    if (!gives_new) return old;
    if (llvm::StringRef(symbol) == "nand") return builder_.Unknown("nand");
    return builder_.Binary(symbol, old, operand, bytes, type->isUnsignedIntegerOrEnumerationType());
  };
  switch (e->getOp()) {
    case A::AO__c11_atomic_load:
    case A::AO__atomic_load_n:
      return Load(address, type, order);
    case A::AO__atomic_load: {
      const Register to = Value(e->getVal1());
      Store(to, Load(address, type, order), type);
      return builder_.Constant(0);
    }
    case A::AO__c11_atomic_init:
    case A::AO__c11_atomic_store:
    case A::AO__atomic_store_n:
      Store(address, Value(e->getVal1()), type, order);
      return builder_.Constant(0);
    case A::AO__atomic_store:
      Store(address, Load(Value(e->getVal1()), type), type, order);
      return builder_.Constant(0);
    case A::AO__c11_atomic_exchange:
    case A::AO__atomic_exchange_n:
      return modify("exchange", Value(e->getVal1()));
    case A::AO__atomic_exchange: {
      const Register operand = Load(Value(e->getVal1()), type);
      Store(Value(e->getVal2()), modify("exchange", operand), type);
      return builder_.Constant(0);
    }
    case A::AO__c11_atomic_compare_exchange_strong:
    case A::AO__c11_atomic_compare_exchange_weak:
    case A::AO__atomic_compare_exchange:
    case A::AO__atomic_compare_exchange_n: {
      const Register expected = Value(e->getVal1());
      Register desired = Value(e->getVal2());
      if (e->getOp() == A::AO__atomic_compare_exchange) desired = Load(desired, type);
      const Register r = builder_.Emit(Op::kCompareExchange, {address, expected, desired});
      builder_.At(r).bytes = bytes;
      builder_.At(r).order = order;
      builder_.At(r).is_pointer = type->isAnyPointerType();
      return r;
    }
    case A::AO__c11_atomic_fetch_add:
    case A::AO__atomic_fetch_add:
      return fetch("+", false);
    case A::AO__c11_atomic_fetch_sub:
    case A::AO__atomic_fetch_sub:
      return fetch("-", false);
    case A::AO__c11_atomic_fetch_and:
    case A::AO__atomic_fetch_and:
      return fetch("&", false);
    case A::AO__c11_atomic_fetch_or:
    case A::AO__atomic_fetch_or:
      return fetch("|", false);
    case A::AO__c11_atomic_fetch_xor:
    case A::AO__atomic_fetch_xor:
      return fetch("^", false);
    case A::AO__c11_atomic_fetch_nand:
    case A::AO__atomic_fetch_nand:
      return fetch("nand", false);
    case A::AO__atomic_add_fetch:
      return fetch("+", true);
    case A::AO__atomic_sub_fetch:
      return fetch("-", true);
    case A::AO__atomic_and_fetch:
      return fetch("&", true);
    case A::AO__atomic_or_fetch:
      return fetch("|", true);
    case A::AO__atomic_xor_fetch:
      return fetch("^", true);
    case A::AO__atomic_nand_fetch:
      return fetch("nand", true);
    default:
      return Unsupported("atomic builtin", e);
  }
}

}  // namespace interlock::lower
