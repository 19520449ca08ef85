// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Lowers one function body to facts: walks Clang's control-flow graph and turns each element into
// instructions. The parts lie in the files named below; the class is one because all parts share
// the graph, the registers and the places under construction (hence the length of this header).
//
// An expression becomes one register: the value of a scalar, the address of a glvalue, the address
// of the object for a record. Each expression is lowered once; where it is used again its register
// is.
//
// Thread safety: thread-compatible; one object per function.
//
// Invariants
//   1. The register of an expression is evaluated before every use on every path.
//   2. A record is built at its final place: `destinations_` knows where before it is built.

#include <optional>

#include "checker/lower/function_builder.h"
#include "checker/lower/library_types.h"
#include "checker/lower/unit_lowering.h"

namespace interlock::lower {

/// Successors of a block of Clang's graph that execution may take; defined in lower_edges.cc.
std::vector<const clang::CFGBlock*> Targets(const clang::CFGBlock& block);

/// How the body uses a local variable.
struct VariableUse {
  bool escapes = false;          // its address is taken in some way
  std::vector<unsigned> writes;  // places (order of a walk over the body) where it is written
};

/// A callable value and the function that it runs, if that is known.
struct Callable {
  facts::Register value = facts::kNoRegister;
  const clang::FunctionDecl* target = nullptr;
  clang::QualType type;  // of the expression, without references
};

/// What a call of library code works on.
struct LibraryUse {
  facts::Register object = facts::kNoRegister;
  clang::QualType type;  // of the object
  llvm::ArrayRef<const clang::Expr*> arguments;
};

class FunctionLowering {
 public:
  FunctionLowering(UnitLowering& unit, facts::Function& function);

  void Lower(const clang::FunctionDecl* function);
  void LowerInitializers(const std::vector<const clang::VarDecl*>& variables);

 private:
  using Register = facts::Register;
  using Op = facts::Op;
  using Destination = std::function<Register()>;

  // lower_function.cc
  void DescribeFunction(const clang::FunctionDecl* function);
  void StoreParameters(const clang::FunctionDecl* function);
  void LowerLambdaInvoker(const clang::CXXMethodDecl* invoker);
  bool LowerGraph(const clang::Decl* owner, clang::Stmt* body, int exit_block);
  void LowerElement(const clang::CFGElement& element);
  void LowerStatement(const clang::Stmt* statement);
  void LowerDeclaration(const clang::VarDecl* variable, const clang::DeclStmt* statement);
  void LowerInitializer(const clang::CXXCtorInitializer* initializer);
  void LowerReturn(const clang::ReturnStmt* statement);
  void LinkSuccessors(const clang::CFGBlock& block, int exit_block);
  void LinkSwitch(const clang::CFGBlock& block, const clang::SwitchStmt* statement);
  void LinkStaticInitializer(const clang::CFGBlock& block, const clang::DeclStmt* statement);
  int BlockOf(const clang::CFGBlock* block);
  void LowerCaughtObject(const clang::CXXCatchStmt* handler);
  void AddExceptionEdge(const clang::Expr* expression);
  void LinkAnyOf(const std::vector<int>& targets, const char* reason);
  Register InitializerTarget(const clang::CXXCtorInitializer* initializer);
  Register ConditionOf(const clang::CFGBlock& block);
  void EmitReturn();

  // lower_scan.cc: one walk over the body before lowering
  void Scan(const clang::Stmt* statement);
  void ScanDeclaration(const clang::VarDecl* variable);
  void ScanLambda(const clang::LambdaExpr* lambda);
  void SetDestination(const clang::Expr* expression, Destination destination);
  void SpreadDestination(const clang::Expr* expression, const Destination& destination);
  const clang::VarDecl* DirectVariable(const clang::Expr* expression) const;
  bool IsUnchangedIn(const clang::Expr* expression, unsigned first, unsigned last) const;

  // lower_expression.cc
  Register Value(const clang::Expr* expression);
  Register Evaluate(const clang::Expr* expression);
  Register EvaluateAgain(const clang::Expr* expression);
  Register EnumeratorValue(const clang::EnumConstantDecl* constant);
  Register Reference(const clang::DeclRefExpr* expression);
  Register Member(const clang::MemberExpr* expression);
  Register VariableAddress(const clang::VarDecl* variable, bool captured);
  Register This();
  Register LocalCell(const clang::VarDecl* variable);
  Register StaticAddress(const clang::VarDecl* variable);
  Register TemporaryAddress(const clang::CXXBindTemporaryExpr* bind);
  Register FieldCell(Register base, const clang::FieldDecl* field);
  Register FieldAddress(Register base, const clang::FieldDecl* field);
  Register DestinationOf(const clang::Expr* expression);
  Register NewTemporary(clang::QualType type, const char* name);
  int NewLocal(clang::QualType type, std::string name, clang::SourceLocation location,
               bool temporary);
  Register LambdaObject(const clang::LambdaExpr* lambda);
  Register InitializerList(const clang::Expr* expression, llvm::ArrayRef<const clang::Expr*> inits,
                           const clang::FieldDecl* union_field, const clang::Expr* filler);
  Register Conditional(const clang::Expr* expression, const clang::Expr* condition,
                       const clang::Expr* yes, const clang::Expr* no);
  Register Logical(const clang::BinaryOperator* expression);
  Register ZeroOf(clang::QualType type);
  static bool IsNameOnly(const clang::Expr* expression);
  bool IsEvaluated(const clang::Expr* expression) const;
  Register ArrayCopy(const clang::ArrayInitLoopExpr* expression);
  std::optional<std::int64_t> ConstantOf(const clang::Expr* expression) const;
  Register Unsupported(const std::string& construct, const clang::Expr* expression = nullptr);
  Register UnknownValue(clang::QualType type, std::string reason);
  Register SourceText(const clang::Expr* expression);

  // lower_operator.cc
  Register Cast(const clang::CastExpr* expression);
  Register Unary(const clang::UnaryOperator* expression);
  Register IncrementDecrement(const clang::UnaryOperator* expression);
  Register Binary(const clang::BinaryOperator* expression);
  Register Arithmetic(clang::BinaryOperatorKind kind, Register a, Register b,
                      clang::QualType operand_type, clang::QualType result_type);
  Register PointerStep(Register pointer, Register amount, clang::QualType pointee, bool back);
  Register CompoundAssign(const clang::CompoundAssignOperator* expression);
  Register Load(Register address, clang::QualType type, facts::Order order = facts::Order::kPlain);
  void Store(Register address, Register value, clang::QualType type,
             facts::Order order = facts::Order::kPlain);
  /// Stores to the object that a glvalue expression names (a bit-field writes its location).
  void StoreTo(const clang::Expr* target, Register address, Register value);
  Register LoadFrom(const clang::Expr* source, Register address);
  Register IntegerCast(Register value, clang::QualType type);
  std::int64_t BaseOffset(const clang::CastExpr* expression, bool& known);
  std::uint32_t SizeOf(clang::QualType type) const { return unit_.SizeOf(type); }

  // lower_call.cc
  Register Call(const clang::CallExpr* expression);
  Register CallOurs(const clang::FunctionDecl* callee, std::vector<Register> args,
                    clang::QualType result, const clang::Expr* expression, bool is_virtual);
  Register CallThrough(Register callable, std::vector<Register> args, clang::QualType result,
                       const clang::Expr* expression);
  Register CallBuiltin(const clang::CallExpr* expression, const clang::FunctionDecl* callee,
                       bool& done);
  Register Opaque(const std::string& name, std::vector<Register> args, clang::QualType result,
                  const clang::Expr* expression);
  std::vector<Register> Arguments(const clang::Expr* call);
  bool IsDevirtualized(const clang::CallExpr* expression, const clang::CXXMethodDecl* method);
  bool ReturnsRecord(clang::QualType type) const;
  Register AtomicBuiltin(const clang::AtomicExpr* expression);
  facts::Order OrderOf(const clang::Expr* expression) const;
  facts::Order OrderOfConstant(std::int64_t order) const;

  // lower_object.cc
  Register Construct(const clang::CXXConstructExpr* expression);
  void ConstructAt(Register address, const clang::CXXConstructorDecl* constructor,
                   std::vector<Register> args, const clang::Expr* expression);
  void CopyObject(Register to, Register from, clang::QualType type);
  Register InheritedConstruct(const clang::CXXInheritedCtorInitExpr* expression);
  Register New(const clang::CXXNewExpr* expression);
  Register Allocate(const clang::CXXNewExpr* expression);
  Register Delete(const clang::CXXDeleteExpr* expression);
  void DestroyAt(Register address, clang::QualType type, bool is_virtual = false);
  void DestroyLibraryObject(Register address, clang::QualType type);
  void ZeroInitialize(Register address, clang::QualType type);
  bool HasDestructorEffect(clang::QualType type) const;
  bool NeedsDestructor(clang::QualType type) const;
  /// Copies a value of `type` to `to`: the copy or move constructor of ours is called.
  void CopyConstruct(Register to, Register from, clang::QualType type, bool move);
  /// Builds a `type` from arguments whose constructor overload resolution we do not see.
  void ConstructFrom(Register to, clang::QualType type, llvm::ArrayRef<Register> args,
                     llvm::ArrayRef<const clang::Expr*> sources);

  Register PassTo(clang::QualType wanted, Register value, const clang::Expr* source);
  Register ConvertRecord(clang::QualType wanted, Register value, clang::QualType given);
  Register LoadThroughType(Register address, clang::QualType type);
  bool CopyLibraryObject(Register to, Register from, clang::QualType type, LibraryClass kind,
                         bool move);
  bool ConstructLibraryObject(Register to, clang::QualType type, llvm::ArrayRef<Register> args,
                              llvm::ArrayRef<const clang::Expr*> sources);

  // lower_library.cc
  Register LibraryCall(const clang::CallExpr* expression, const clang::FunctionDecl* callee);
  bool LibraryMethod(const clang::CallExpr* expression, const clang::CXXMethodDecl* method,
                     Register object, clang::QualType object_type,
                     llvm::ArrayRef<const clang::Expr*> args, Register& result);
  bool ValueMethod(const clang::CallExpr* expression, const clang::CXXMethodDecl* method,
                   LibraryClass kind, Register object, clang::QualType object_type,
                   llvm::ArrayRef<const clang::Expr*> args, Register& result);
  /// Library functions that are recognised by their types: operators of strings, streams, pointers.
  bool OtherFunction(const clang::CallExpr* expression, const clang::FunctionDecl* callee,
                     Register& result);
  bool MakePointer(const clang::CallExpr* expression, Register& result);
  bool TupleGet(const clang::CallExpr* expression, const clang::FunctionDecl* callee,
                Register& result);
  void SwapObjects(Register a, Register b, clang::QualType type);
  Register LastRegister();
  bool LibraryFunction(const clang::CallExpr* expression, const clang::FunctionDecl* callee,
                       Register& result);
  bool MapMemory(const clang::CallExpr* expression, Register& result);
  bool LibraryConstruct(const clang::CXXConstructExpr* expression, Register address);
  /// Emits calls of everything of ours that library code could reach from these values and types.
  void CallReachableCode(llvm::ArrayRef<const clang::Expr*> args, const clang::FunctionDecl* callee,
                         const char* reason);
  void CallAnyNumberOfTimes(const Callable& callable, llvm::ArrayRef<Register> args,
                            const char* reason);
  void CallOnce(const Callable& callable, llvm::ArrayRef<Register> args, clang::QualType result);
  Callable CallableOf(const clang::Expr* expression);
  Callable CallableOfType(clang::QualType type, Register address);
  Register UnknownArgument(clang::QualType type);
  bool HasCallOperator(const clang::CXXRecordDecl* record) const;
  void CallSpecialMembers(const clang::CXXRecordDecl* record, const char* reason);
  Register UnknownResult(const clang::Expr* expression, const char* reason);
  bool RunsOurDestructor(clang::QualType type) const;
  bool HoldsPointers(clang::QualType type) const;
  Register NewHeap(clang::QualType type);
  Register HeapCopy(const clang::Expr* expression);

  // lower_reach.cc
  /// Calls what `callee` runs of ours and no instruction since `first` has called.
  void CallLibraryReach(const clang::FunctionDecl* callee, std::size_t first,
                        const LibraryUse& use);
  Register ObjectInReach(clang::QualType type, const LibraryUse& use);
  Register SelfInReach(const clang::CXXMethodDecl* method, const LibraryUse& use);
  Register ArgumentInReach(clang::QualType type, const LibraryUse& use);

  // lower_container.cc
  bool ContainerMethod(const clang::CallExpr* expression, const clang::CXXMethodDecl* method,
                       LibraryClass kind, Register object, clang::QualType object_type,
                       llvm::ArrayRef<const clang::Expr*> args, Register& result);
  bool ContainerConstruct(const clang::CXXConstructExpr* expression, LibraryClass kind,
                          Register address);
  Register ContainerResult(const clang::CallExpr* expression, Register object, LibraryClass kind,
                           clang::QualType element);
  void AssignContainer(Register to, Register from, clang::QualType type, LibraryClass kind,
                       bool move);
  void DestroyContainer(Register address, clang::QualType type, LibraryClass kind);
  Register ElementsOf(Register object, LibraryClass kind, bool read_header);
  Register SomeElement(Register object, LibraryClass kind, clang::QualType element);
  Register SizeOfContainer(Register object, clang::QualType type, LibraryClass kind);
  void TouchElements(Register object, clang::QualType type, LibraryClass kind, bool write);
  void ReadObject(Register address, clang::QualType type);
  void MoveElements(Register object, clang::QualType element, LibraryClass kind, bool destroy);
  void RenumberElements(Register object, LibraryClass kind, llvm::StringRef method);
  void InsertElements(Register object, clang::QualType type, LibraryClass kind,
                      llvm::ArrayRef<const clang::Expr*> args, bool constructs);
  void CopyElements(Register to, LibraryClass to_kind, Register from, LibraryClass from_kind,
                    clang::QualType element, bool move = false);
  bool SpawnsIntoContainer(clang::QualType element, llvm::ArrayRef<const clang::Expr*> args,
                           bool constructs) const;
  void CallOrdering(Register object, clang::QualType type, LibraryClass kind);
  void CallKeyOperators(clang::QualType key_type, const std::function<Register()>& key);
  std::vector<const clang::NamedDecl*> StdMembers(llvm::StringRef name);
  Register GiveIterator(const clang::Expr* expression, Register pointer);

  // lower_pointer.cc
  bool IteratorOperator(const clang::CallExpr* expression, llvm::StringRef name, Register object,
                        clang::QualType type, llvm::ArrayRef<const clang::Expr*> args,
                        Register& result);
  bool PointerMethod(const clang::CallExpr* expression, llvm::StringRef name, LibraryClass kind,
                     Register object, clang::QualType type, llvm::ArrayRef<const clang::Expr*> args,
                     Register& result);
  bool OptionalMethod(const clang::CallExpr* expression, llvm::StringRef name, Register object,
                      clang::QualType type, llvm::ArrayRef<const clang::Expr*> args,
                      Register& result);
  void ReleaseOwned(Register pointer, clang::QualType element, bool array);
  void ReleaseShared(Register pointer, clang::QualType element);
  void StoreFunction(Register cell, const clang::Expr* source);
  std::optional<std::int64_t> TupleOffset(clang::QualType type, unsigned index,
                                          clang::QualType& element) const;

  // lower_algorithm.cc
  bool RangeAlgorithm(const clang::CallExpr* expression, bool changes, Register& result);
  void CallReachableOperators(clang::QualType element, const std::function<Register()>& some);
  void CallOnElements(const Callable& callable, clang::QualType element,
                      const std::function<Register()>& some);

  // lower_thread.cc
  bool ThreadMethod(const clang::CallExpr* expression, llvm::StringRef name, LibraryClass kind,
                    Register object, clang::QualType type, llvm::ArrayRef<const clang::Expr*> args,
                    Register& result);
  bool ThreadConstruct(const clang::CXXConstructExpr* expression, LibraryClass kind,
                       Register address);
  bool ThreadFunction(const clang::CallExpr* expression, Free effect, Register& result);
  void WaitFor(Register condition, Register mutex, const clang::Expr* predicate, bool may_time_out);
  Register TokenOf(const clang::Expr* handle);
  void SwapCells(Register a, Register b);
  void DestroyThreadObject(Register address, clang::QualType type, LibraryClass kind);
  Register Spawn(llvm::ArrayRef<const clang::Expr*> callable_and_args);
  void MoveCell(Register to, Register from, bool owner);
  bool AtomicMethod(const clang::CallExpr* expression, llvm::StringRef name, LibraryClass kind,
                    Register object, clang::QualType type, llvm::ArrayRef<const clang::Expr*> args,
                    Register& result);

  // lower_lock.cc
  void EmitLock(Register mutex, const char* mode, bool scoped);
  Register MutexOperation(Register mutex, clang::QualType type, llvm::StringRef name, bool scoped);
  bool LockConstruct(const clang::CXXConstructExpr* expression, LibraryClass kind,
                     Register address);
  bool LockMethod(llvm::StringRef name, LibraryClass kind, Register object, clang::QualType type,
                  llvm::ArrayRef<const clang::Expr*> args, Register& result);
  bool LockAll(llvm::ArrayRef<const clang::Expr*> args);
  void MoveLock(Register to, Register from);
  void DestroyLock(Register address, clang::QualType type, LibraryClass kind);

  // lower_loop.cc
  struct PendingLoop {
    const clang::Stmt* statement = nullptr;
    const clang::VarDecl* variable = nullptr;
    const clang::Expr* initial = nullptr;  // null: 0
    const clang::Expr* bound = nullptr;
    std::int64_t step = 1;
    bool inclusive = false;
    // range-for over an array or container: the synthetic index
    const clang::CXXForRangeStmt* range = nullptr;
    int index_local = -1;
    Register initial_register = facts::kNoRegister;
    Register bound_register = facts::kNoRegister;
    Register container_register = facts::kNoRegister;
    Register test_register = facts::kNoRegister;  // bound as the last test saw it
    int header = -1;
    unsigned first_place = 0;  // places of the walk that lie in the loop
    unsigned last_place = 0;
    // join of every handle
    const clang::Expr* join_base = nullptr;
    std::uint32_t join_stride = 0;
    int exit_block = -1;
  };
  void ScanFor(const clang::ForStmt* statement, unsigned first, unsigned last);
  void ScanRangeFor(const clang::CXXForRangeStmt* statement);
  bool LowerRangeDeclaration(const clang::VarDecl* variable);
  void NoteLoopTest(std::size_t loop, Register condition, int exit);
  void FinishLoops();
  void SkipParts(const clang::Stmt* statement);
  static const clang::Expr* DereferenceIn(const clang::Expr* init);
  Register RangeObject(const PendingLoop& loop);
  bool LowerRangePart(const clang::Expr* expression, Register& result);
  bool CollectLoop(const PendingLoop& loop, const std::vector<std::vector<int>>& predecessors,
                   facts::Loop& fact);
  void EmitJoinFact(const PendingLoop& loop);
  void FindJoinBase(const clang::Expr* handle, const clang::Stmt* body, PendingLoop& loop) const;
  const clang::Expr* JoinedHandle(const clang::Stmt* body) const;

  // --- state ----------------------------------------------------------------------------------
  UnitLowering& unit_;
  clang::ASTContext& context_;
  FunctionBuilder builder_;
  const clang::FunctionDecl* function_ = nullptr;
  clang::QualType return_type_;
  llvm::DenseMap<const clang::Stmt*, Register> memo_;
  llvm::DenseMap<const clang::VarDecl*, int> locals_;
  llvm::DenseMap<const clang::VarDecl*, VariableUse> uses_;
  std::unordered_map<const clang::Expr*, Destination> destinations_;
  llvm::DenseMap<const clang::ValueDecl*, clang::FieldDecl*> captures_;
  clang::FieldDecl* captured_this_ = nullptr;
  llvm::DenseMap<const clang::CFGBlock*, int> block_of_;
  llvm::DenseMap<const clang::CFGBlock*, std::vector<std::string>> once_passed_;
  llvm::DenseMap<const clang::CFGBlock*, std::string> once_begin_;
  llvm::DenseMap<const clang::CXXNewExpr*, Register> allocated_;
  llvm::DenseMap<const clang::Expr*, const clang::CXXTryStmt*> try_of_;
  llvm::DenseMap<const clang::CXXTryStmt*, const clang::CFGBlock*> dispatch_of_;
  const clang::CXXTryStmt* scanned_try_ = nullptr;
  bool has_exception_edges_ = false;
  const clang::CFGBlock* current_ = nullptr;
  const clang::CFGBlock* exit_ = nullptr;
  std::vector<Register> default_argument_temporaries_;
  std::vector<PendingLoop> loops_;
  llvm::DenseMap<const clang::VarDecl*, std::size_t> range_begin_;  // __begin -> index in loops_
  llvm::DenseMap<const clang::VarDecl*, std::size_t> range_end_;
  llvm::DenseMap<const clang::Expr*, std::size_t> range_test_;
  llvm::DenseMap<const clang::Expr*, std::size_t> range_step_;
  llvm::DenseMap<const clang::Expr*, std::size_t> range_element_;
  llvm::DenseMap<const clang::Stmt*, std::size_t> loop_by_statement_;
  llvm::DenseSet<const clang::Stmt*> skipped_;  // parts of a range-for that the index replaces
  Register array_index_ = facts::kNoRegister;
  const clang::Expr* evaluated_for_ = nullptr;
  unsigned place_ = 0;
  int return_local_ = -1;
  Register return_value_ = facts::kNoRegister;
  bool return_seen_ = false;
};

}  // namespace interlock::lower
