// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Library containers. The container's own bytes are its header; the elements are a separate object
// (kElements), except those of std::array, which are its own bytes, and of views, which are where
// their pointer cell points.
#include "checker/lower/function_lowering.h"

namespace interlock::lower {

using clang::dyn_cast;
using Register = facts::Register;

namespace {

// The second part of the pair that a map holds.
const clang::FieldDecl* SecondOf(clang::QualType pair) {
  const auto* record = pair.isNull() ? nullptr : pair->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition()) return nullptr;
  for (const clang::FieldDecl* field : record->getDefinition()->fields()) {
    if (field->getName() == "second") return field;
  }
  return nullptr;
}

}  // namespace

Register FunctionLowering::ElementsOf(Register object, LibraryClass kind, bool read_header) {
  switch (kind) {
    case LibraryClass::kArray:
      return object;
    case LibraryClass::kView:
      return builder_.LoadPointer(object);
    default:
      if (read_header) builder_.Read(object, 0);
      return builder_.Emit(Op::kElements, {object});
  }
}

Register FunctionLowering::SomeElement(Register object, LibraryClass kind,
                                       clang::QualType element) {
  const Register elements = ElementsOf(object, kind, false);
  return builder_.Index(elements, builder_.Unknown("position in a container"), SizeOf(element));
}

Register FunctionLowering::SizeOfContainer(Register object, clang::QualType type,
                                           LibraryClass kind) {
  if (kind == LibraryClass::kArray) {
    const std::uint32_t stride = SizeOf(ElementType(type));
    return builder_.Constant(stride == 0 ? 0 : SizeOf(type) / stride);
  }
  const std::int64_t offset = kind == LibraryClass::kView ? 8 : 0;
  return builder_.LoadInteger(builder_.Field(object, offset, 8, "size"), 8, true);
}

// Reads or writes all elements.
void FunctionLowering::TouchElements(Register object, clang::QualType type, LibraryClass kind,
                                     bool write) {
  const Register elements = ElementsOf(object, kind, false);
  const std::uint32_t bytes = kind == LibraryClass::kArray ? SizeOf(type) : 0;
  if (write) {
    builder_.Write(elements, bytes);
  } else {
    builder_.Read(elements, bytes);
  }
}

// Comparison, hash and equality that an ordered or hashed container runs on its keys.
void FunctionLowering::CallOrdering(Register object, clang::QualType type, LibraryClass kind) {
  const auto* special =
      dyn_cast<clang::ClassTemplateSpecializationDecl>(type->getAsCXXRecordDecl());
  if (special == nullptr) return;
  if (!IsLinked(kind) && LibraryName(special) != "std::priority_queue") return;
  const clang::QualType element = ElementType(type);
  const auto key = [&] {
    return element.isNull() ? builder_.UnknownAddress("key") : SomeElement(object, kind, element);
  };
  const auto call = [&](const clang::CXXMethodDecl* method, bool with_object) {
    builder_.AnyNumberOfTimes("comparison or hash of a container", [&] {
      std::vector<Register> args;
      if (with_object) args.push_back(object);
      for (const clang::ParmVarDecl* parameter : method->parameters()) {
        args.push_back(parameter->getType()->isReferenceType()
                           ? key()
                           : UnknownArgument(parameter->getType()));
      }
      CallOurs(method, std::move(args), method->getReturnType(), nullptr, false);
    });
  };
  for (const clang::TemplateArgument& argument : special->getTemplateArgs().asArray()) {
    if (argument.getKind() != clang::TemplateArgument::Type) continue;
    const auto* record = argument.getAsType()->getAsCXXRecordDecl();
    if (record == nullptr || !record->hasDefinition() || !unit_.IsOurs(record)) continue;
    for (const clang::CXXMethodDecl* method : record->getDefinition()->methods()) {
      const clang::OverloadedOperatorKind op = method->getOverloadedOperator();
      if (method->isDeleted()) continue;
      if (op == clang::OO_Call || op == clang::OO_Less || op == clang::OO_EqualEqual ||
          op == clang::OO_Spaceship) {
        call(method, true);
      }
    }
  }
  CallKeyOperators(TypeArgument(type, 0), key);
}

// std::hash specialisations of ours and free comparison operators for a key type of ours.
void FunctionLowering::CallKeyOperators(clang::QualType key_type,
                                        const std::function<Register()>& key) {
  const auto* record = key_type.isNull() ? nullptr : key_type->getAsCXXRecordDecl();
  if (record == nullptr || !unit_.IsOurs(record)) return;
  const auto call = [&](const clang::FunctionDecl* function) {
    builder_.AnyNumberOfTimes("comparison or hash of a container", [&] {
      std::vector<Register> args;
      const auto* method = dyn_cast<clang::CXXMethodDecl>(function);
      if (method != nullptr && method->isInstance()) {
        args.push_back(builder_.UnknownAddress("hash object"));
      }
      for (const clang::ParmVarDecl* parameter : function->parameters()) {
        args.push_back(parameter->getType()->isReferenceType()
                           ? key()
                           : UnknownArgument(parameter->getType()));
      }
      CallOurs(function, std::move(args), function->getReturnType(), nullptr, false);
    });
  };
  for (const clang::OverloadedOperatorKind op :
       {clang::OO_Less, clang::OO_EqualEqual, clang::OO_Spaceship}) {
    const clang::DeclarationName name = context_.DeclarationNames.getCXXOperatorName(op);
    for (const clang::NamedDecl* found : record->getDeclContext()->lookup(name)) {
      const auto* function = dyn_cast<clang::FunctionDecl>(found);
      if (function == nullptr || function->getNumParams() != 2 || function->isDependentContext()) {
        continue;
      }
      const clang::QualType first = function->getParamDecl(0)->getType().getNonReferenceType();
      if (context_.hasSameUnqualifiedType(first, key_type)) call(function);
    }
  }
  for (const clang::NamedDecl* found : StdMembers("hash")) {
    const auto* pattern = dyn_cast<clang::ClassTemplateDecl>(found);
    if (pattern == nullptr) continue;
    for (const clang::ClassTemplateSpecializationDecl* special : pattern->specializations()) {
      const auto& args = special->getTemplateArgs();
      if (args.size() != 1 || args[0].getKind() != clang::TemplateArgument::Type ||
          !context_.hasSameUnqualifiedType(args[0].getAsType(), key_type) ||
          !special->hasDefinition()) {
        continue;
      }
      for (const clang::CXXMethodDecl* method : special->getDefinition()->methods()) {
        if (method->getOverloadedOperator() == clang::OO_Call && unit_.IsOurs(method)) {
          call(method);
        }
      }
    }
  }
}

std::vector<const clang::NamedDecl*> FunctionLowering::StdMembers(llvm::StringRef name) {
  std::vector<const clang::NamedDecl*> members;
  clang::IdentifierInfo& space = context_.Idents.get("std");
  for (const clang::NamedDecl* found : context_.getTranslationUnitDecl()->lookup(&space)) {
    const auto* context = dyn_cast<clang::NamespaceDecl>(found);
    if (context == nullptr) continue;
    for (const clang::NamedDecl* member : context->lookup(&context_.Idents.get(name))) {
      members.push_back(member);
    }
  }
  return members;
}

// The elements of a deque stay where they are, but not under their index, and so does what follows
// the first element of a queue: as if the storage had been moved away and another come in its
// place, no address formed before is at an index known now.
void FunctionLowering::RenumberElements(Register object, LibraryClass kind,
                                        llvm::StringRef method) {
  const bool of_queue = kind == LibraryClass::kAdapter && method == "pop";
  if (kind != LibraryClass::kSegmented && !of_queue) return;
  if (method.ends_with("_back") || method == "resize" || method == "append") return;
  builder_.Emit(Op::kCopyElements, {object, object});
}

// Elements of a type of ours are moved, copied or destroyed by the container.
void FunctionLowering::MoveElements(Register object, clang::QualType element, LibraryClass kind,
                                    bool destroy) {
  const auto* record = element.isNull() ? nullptr : element->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition()) return;
  if (record->getDefinition()->isTriviallyCopyable()) return;
  builder_.AnyNumberOfTimes(destroy ? "elements that are destroyed" : "elements that move", [&] {
    if (!destroy) {
      CopyConstruct(SomeElement(object, kind, element), SomeElement(object, kind, element), element,
                    true);
    }
    DestroyAt(SomeElement(object, kind, element), element);
  });
}

// What the arguments of push_back, emplace, insert, resize, ... hold goes into some element.
void FunctionLowering::InsertElements(Register object, clang::QualType type, LibraryClass kind,
                                      llvm::ArrayRef<const clang::Expr*> all, bool constructs) {
  const clang::QualType element = ElementType(type);
  std::vector<const clang::Expr*> args;
  for (const clang::Expr* argument : all) {
    if (!llvm::isa<clang::CXXDefaultArgExpr>(argument)) args.push_back(argument);
  }
  std::vector<Register> values;
  for (const clang::Expr* argument : args) values.push_back(Value(argument));
  builder_.Write(object, SizeOf(type));
  if (kind == LibraryClass::kContiguous) {
    TouchElements(object, type, kind, true);
    MoveElements(object, element, kind, false);
  }
  if (element.isNull()) {
    builder_.Emit(Op::kOpaque, values, "insertion into a container");
    return;
  }
  if (constructs) {
    const Register to = SomeElement(object, kind, element);
    const bool pair = kind == LibraryClass::kMap && args.size() != 1;
    if (!pair) {
      ConstructFrom(to, element, values, args);
      return;
    }
    // Key and the arguments of the mapped value (or, for emplace, key and value).
    const clang::FieldDecl* second = SecondOf(element);
    if (second == nullptr || args.empty()) {
      builder_.Write(to, SizeOf(element));
      return;
    }
    const clang::QualType key = TypeArgument(type, 0);
    ConstructFrom(to, key, {values[0]}, {args[0]});
    ConstructFrom(FieldCell(to, second), second->getType(), llvm::ArrayRef(values).drop_front(),
                  llvm::ArrayRef<const clang::Expr*>(args).drop_front());
    return;
  }
  // insert, assign, append, resize: each argument is an element, a container, a range or a count.
  for (std::size_t i = 0; i < args.size(); ++i) {
    const clang::QualType given = args[i]->getType().getNonReferenceType();
    const LibraryClass given_kind = LibraryClassOf(given);
    if (context_.hasSameUnqualifiedType(given, element) ||
        (given->isIntegralOrEnumerationType() && element->isIntegralOrEnumerationType())) {
      const Register to = SomeElement(object, kind, element);
      if (element->isRecordType()) {
        CopyConstruct(to, values[i], element, !args[i]->isLValue());
      } else {
        Store(to, args[i]->isGLValue() ? Load(values[i], given) : values[i], element);
      }
    } else if (given->isIntegralOrEnumerationType()) {
      continue;  // a count or a position
    } else if (given->isPointerType() || given_kind == LibraryClass::kIterator) {
      const Register from = given->isPointerType()
                                ? (args[i]->isGLValue() ? Load(values[i], given) : values[i])
                                : builder_.LoadPointer(values[i]);
      const Register at =
          builder_.Index(from, builder_.Unknown("position in a range"), SizeOf(element));
      builder_.AnyNumberOfTimes("elements that are inserted", [&] {
        CopyConstruct(SomeElement(object, kind, element), at, element, false);
      });
    } else if (given_kind == LibraryClass::kContiguous || given_kind == LibraryClass::kView ||
               given_kind == kind) {
      builder_.Read(values[i], SizeOf(given));
      TouchElements(values[i], given, given_kind, false);
      CopyElements(object, kind, values[i], given_kind, element);
    } else if (element->isRecordType()) {
      ConstructFrom(SomeElement(object, kind, element), element, {values[i]}, {args[i]});
    } else {
      builder_.Emit(Op::kOpaque, {object, values[i]}, "insertion into a container");
    }
  }
}

// What the elements of `from` hold, those of `to` may hold afterwards.
void FunctionLowering::CopyElements(Register to, LibraryClass to_kind, Register from,
                                    LibraryClass from_kind, clang::QualType element, bool move) {
  const bool plain = element.isNull() || !element->isRecordType() ||
                     element->getAsCXXRecordDecl()->isTriviallyCopyable();
  const bool separate = to_kind != LibraryClass::kArray && to_kind != LibraryClass::kView &&
                        from_kind != LibraryClass::kArray && from_kind != LibraryClass::kView;
  if (separate) builder_.Emit(Op::kCopyElements, {to, from}, "copy");
  if (element.isNull() || (plain && separate)) return;
  builder_.AnyNumberOfTimes("elements that are copied", [&] {
    CopyConstruct(SomeElement(to, to_kind, element), SomeElement(from, from_kind, element), element,
                  move);
  });
}

Register FunctionLowering::GiveIterator(const clang::Expr* expression, Register pointer) {
  if (!expression->getType()->isRecordType()) return pointer;
  const Register to = DestinationOf(expression);
  builder_.StorePointer(to, pointer);
  return to;
}

// The result of a container method that is not an element: itself, an iterator, a pair of an
// iterator and a flag, or a value.
Register FunctionLowering::ContainerResult(const clang::CallExpr* expression, Register object,
                                           LibraryClass kind, clang::QualType element) {
  const clang::QualType type = expression->getType();
  if (type->isVoidType()) return builder_.Constant(0);
  if (expression->isGLValue()) {
    if (context_.hasSameUnqualifiedType(type, element)) return SomeElement(object, kind, element);
    return LibraryClassOf(type) == kind ? object : builder_.UnknownAddress("container");
  }
  if (LibraryClassOf(type) == LibraryClass::kIterator || type->isPointerType()) {
    return GiveIterator(expression, SomeElement(object, kind, element));
  }
  if (LibraryClassOf(type) == LibraryClass::kPair) {
    const Register to = DestinationOf(expression);
    builder_.Write(to, SizeOf(type));
    builder_.StorePointer(to, SomeElement(object, kind, element));
    const clang::FieldDecl* second = SecondOf(type);
    if (second != nullptr && LibraryClassOf(second->getType()) == LibraryClass::kIterator) {
      builder_.StorePointer(FieldCell(to, second), SomeElement(object, kind, element));
    }
    return to;
  }
  return UnknownResult(expression, "value of a container");
}

bool FunctionLowering::ContainerMethod(const clang::CallExpr* expression,
                                       const clang::CXXMethodDecl* method, LibraryClass kind,
                                       Register object, clang::QualType type,
                                       llvm::ArrayRef<const clang::Expr*> args, Register& result) {
  std::string name = method->getNameAsString();
  if (const auto* conversion = dyn_cast<clang::CXXConversionDecl>(method)) {
    const auto* record = conversion->getConversionType()->getAsCXXRecordDecl();
    if (record != nullptr) name = "operator " + record->getNameAsString();
  }
  const Method effect = MethodOf(kind, name);
  const clang::QualType element = ElementType(type);
  const auto values = [&] {
    std::vector<Register> all;
    for (const clang::Expr* argument : args) all.push_back(Value(argument));
    return all;
  };
  const auto read_header = [&] {
    if (kind != LibraryClass::kArray) builder_.Read(object, SizeOf(type));
  };
  if (effect == Method::kNone || element.isNull()) return false;
  switch (effect) {
    case Method::kElementAt: {
      if (args.empty()) return false;
      const Register index = Value(args[0]);
      const Register elements = ElementsOf(object, kind, false);
      if (kind != LibraryClass::kView) read_header();
      const Register address = builder_.Index(elements, index, SizeOf(element));
      if (expression->isGLValue()) {
        result = address;
        return true;
      }
      builder_.Read(elements, 0);  // vector<bool>: a proxy
      return false;
    }
    case Method::kElementFirst:
      read_header();
      // In a list another element may become the first, while this one stays where it is.
      result = IsLinked(kind) ? SomeElement(object, kind, element)
                              : builder_.Index(ElementsOf(object, kind, false),
                                               builder_.Constant(0), SizeOf(element));
      return expression->isGLValue();
    case Method::kElementAny:
      read_header();
      result = SomeElement(object, kind, element);
      return expression->isGLValue();
    case Method::kMapped:
    case Method::kMappedInsert: {
      const clang::FieldDecl* second = SecondOf(element);
      if (second == nullptr || args.empty()) return false;
      const Register key = Value(args[0]);
      const clang::QualType key_type = TypeArgument(type, 0);
      if (args[0]->isGLValue()) ReadObject(key, key_type);
      CallOrdering(object, type, kind);
      read_header();
      const Register node = SomeElement(object, kind, element);
      if (effect == Method::kMappedInsert) {
        builder_.If(builder_.Unknown("key is not in the map"), [&] {
          builder_.Write(object, SizeOf(type));
          ConstructFrom(node, key_type, {key}, {args[0]});
          const Register mapped = FieldCell(node, second);
          ConstructFrom(mapped, second->getType(), {}, {});
        });
      }
      result = FieldCell(node, second);
      return true;
    }
    case Method::kBegin:
      values();
      read_header();
      result = GiveIterator(expression,
                            IsLinked(kind) ? SomeElement(object, kind, element)
                                           : builder_.Index(ElementsOf(object, kind, false),
                                                            builder_.Constant(0), SizeOf(element)));
      return true;
    case Method::kEnd:
      values();
      read_header();
      result = GiveIterator(
          expression, IsLinked(kind)
                          ? SomeElement(object, kind, element)
                          : builder_.Index(ElementsOf(object, kind, false),
                                           SizeOfContainer(object, type, kind), SizeOf(element)));
      return true;
    case Method::kFind:
      for (const clang::Expr* argument : args) {
        const Register value = Value(argument);
        if (argument->isGLValue()) ReadObject(value, argument->getType());
      }
      CallOrdering(object, type, kind);
      read_header();
      result = GiveIterator(expression, SomeElement(object, kind, element));
      return true;
    case Method::kSize:
      result = SizeOfContainer(object, type, kind);
      return true;
    case Method::kEmpty:
      result =
          builder_.Binary("==", SizeOfContainer(object, type, kind), builder_.Constant(0), 8, true);
      return true;
    case Method::kData:
      if (kind != LibraryClass::kView) read_header();
      result = ElementsOf(object, kind, false);
      return true;
    case Method::kReadHeader:
      for (const clang::Expr* argument : args) {
        const Register value = Value(argument);
        if (argument->isGLValue()) ReadObject(value, argument->getType());
      }
      CallOrdering(object, type, kind);
      read_header();
      result = UnknownResult(expression, "value of a container");
      return true;
    case Method::kReadAll:
      for (const clang::Expr* argument : args) {
        const Register value = Value(argument);
        const clang::QualType given = argument->getType();
        if (argument->isGLValue()) {
          ReadObject(value, given);
        } else if (given->isPointerType()) {
          builder_.Read(value, 0);
        }
        if (name == "copy" && given->isPointerType()) builder_.Write(value, 0);
      }
      read_header();
      TouchElements(object, type, kind, false);
      if (LibraryClassOf(expression->getType()) == LibraryClass::kView) {
        const Register to = DestinationOf(expression);
        builder_.StorePointer(to, ElementsOf(object, kind, false));
        builder_.StoreInteger(builder_.Field(to, 8, 8, "size"),
                              builder_.Unknown("length of a view"), 8);
        result = to;
      } else {
        result = UnknownResult(expression, "value of a container");
      }
      return true;
    case Method::kGrow:
    case Method::kGrowRange: {
      CallOrdering(object, type, kind);
      RenumberElements(object, kind, name);
      const bool constructs = effect == Method::kGrow;
      if (name == "resize") {
        values();
        builder_.Write(object, SizeOf(type));
        if (kind == LibraryClass::kContiguous) MoveElements(object, element, kind, false);
        TouchElements(object, type, kind, true);
        const Register fresh = SomeElement(object, kind, element);
        if (args.size() > 1 && !llvm::isa<clang::CXXDefaultArgExpr>(args[1])) {
          ConstructFrom(fresh, element, {Value(args[1])}, {args[1]});
        } else {
          builder_.AnyNumberOfTimes("elements that are added",
                                    [&] { ConstructFrom(fresh, element, {}, {}); });
        }
        if (!args.empty()) {
          builder_.StoreInteger(builder_.Field(object, 0, 8, "size"), Value(args[0]), 8);
        }
      } else if (SpawnsIntoContainer(element, args, constructs)) {
        InsertElements(object, type, kind, {}, false);
        builder_.StorePointer(SomeElement(object, kind, element), Spawn(args));
      } else if (name.substr(0, 7) == "emplace" && args.size() > 1 &&
                 (name == "emplace_hint" ||
                  (name == "emplace" &&
                   LibraryClassOf(args[0]->getType().getNonReferenceType()) ==
                       LibraryClass::kIterator &&
                   !IsLinked(kind)))) {
        Value(args[0]);
        InsertElements(object, type, kind, args.drop_front(), true);
      } else {
        InsertElements(object, type, kind, args, constructs);
      }
      result = ContainerResult(expression, object, kind, element);
      return true;
    }
    case Method::kShrink:
      for (const clang::Expr* argument : args) {
        const Register value = Value(argument);
        if (argument->isGLValue() && !argument->getType()->isFunctionType()) {
          ReadObject(value, argument->getType());
        }
      }
      CallOrdering(object, type, kind);
      builder_.Write(object, SizeOf(type));
      if (kind == LibraryClass::kContiguous || kind == LibraryClass::kSegmented) {
        if (name == "erase") TouchElements(object, type, kind, true);
      }
      RenumberElements(object, kind, name);
      MoveElements(object, element, kind, name != "erase");
      builder_.Write(SomeElement(object, kind, element), SizeOf(element));
      result = ContainerResult(expression, object, kind, element);
      return true;
    case Method::kReserve:
      values();
      builder_.Write(object, SizeOf(type));
      if (kind == LibraryClass::kContiguous) {
        TouchElements(object, type, kind, true);
        MoveElements(object, element, kind, false);
      }
      CallOrdering(object, type, kind);
      result = builder_.Constant(0);
      return true;
    case Method::kSwap:
      if (args.size() != 1) return false;
      SwapObjects(object, Value(args[0]), type);
      result = builder_.Constant(0);
      return true;
    case Method::kAssign: {
      if (args.size() != 1) return false;
      const Register from = Value(args[0]);
      const clang::QualType given = args[0]->getType().getNonReferenceType();
      if (context_.hasSameUnqualifiedType(given, type)) {
        AssignContainer(object, from, type, kind, !args[0]->isLValue());
      } else {
        InsertElements(object, type, kind, args, false);
      }
      result = object;
      return true;
    }
    case Method::kSortElements:
      values();
      for (const clang::Expr* argument : args) {
        const clang::QualType given = argument->getType().getNonReferenceType();
        if (given->isRecordType() && unit_.IsOurs(given->getAsRecordDecl())) return false;
        if (given->isFunctionPointerType()) return false;
      }
      if (kind != LibraryClass::kArray) builder_.Write(object, SizeOf(type));
      TouchElements(object, type, kind, false);
      TouchElements(object, type, kind, true);
      if (name == "fill" && args.size() == 1) {
        ConstructFrom(SomeElement(object, kind, element), element, {Value(args[0])}, {args[0]});
      }
      CallOrdering(object, type, kind);
      result = builder_.Constant(0);
      return true;
    case Method::kPure:
      values();
      result = UnknownResult(expression, "value of a container");
      return true;
    default:
      return false;
  }
}

// `threads.emplace_back(f, args...)`: the element is built by starting a thread.
bool FunctionLowering::SpawnsIntoContainer(clang::QualType element,
                                           llvm::ArrayRef<const clang::Expr*> args,
                                           bool constructs) const {
  const LibraryClass kind = LibraryClassOf(element);
  if (kind != LibraryClass::kThread && kind != LibraryClass::kJoiningThread) return false;
  if (!constructs || args.empty()) return false;
  return !context_.hasSameUnqualifiedType(args[0]->getType().getNonReferenceType(), element);
}

}  // namespace interlock::lower
