// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/lower/unit_lowering.h"

#include <llvm/Support/Path.h>

#include <algorithm>

#include "checker/lower/claims.h"
#include "checker/lower/function_lowering.h"
#include "checker/lower/library_reach.h"

namespace interlock::lower {

using facts::Function;

// Finds every function with a body and every variable with static storage that the project wrote,
// instantiations of its templates included.
class UnitCollector : public clang::RecursiveASTVisitor<UnitCollector> {
 public:
  explicit UnitCollector(UnitLowering& unit) : unit_(unit) {}

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldVisitImplicitCode() const { return true; }

  bool TraverseDecl(clang::Decl* decl) {
    if (decl != nullptr && decl->getLocation().isValid() &&
        !llvm::isa<clang::TranslationUnitDecl>(decl) && !unit_.IsOurs(decl)) {
      return true;
    }
    return RecursiveASTVisitor::TraverseDecl(decl);
  }
  bool VisitFunctionDecl(clang::FunctionDecl* function) {
    if (function->doesThisDeclarationHaveABody()) unit_.UseFunction(function);
    return true;
  }
  bool VisitLambdaExpr(clang::LambdaExpr* lambda) {
    if (!lambda->isTypeDependent() && !lambda->getCallOperator()->isDependentContext()) {
      unit_.UseFunction(lambda->getCallOperator());
    }
    return true;
  }
  bool VisitVarDecl(clang::VarDecl* variable) {
    if (!variable->hasGlobalStorage() || variable->isTemplated()) return true;
    if (variable->getType()->isDependentType() || !variable->isThisDeclarationADefinition()) {
      return true;
    }
    unit_.UseVariable(variable);
    if (variable->isStaticLocal() && IsInitializedAtRunTime(variable, unit_.context())) {
      return true;  // its function initialises it
    }
    if (variable->hasInit() && unit_.seen_initializers_.insert(variable).second) {
      unit_.initialized_.push_back(variable);
    }
    return true;
  }
  bool VisitRecordDecl(clang::RecordDecl* record) {
    if (record->isThisDeclarationADefinition()) unit_.UseRecord(record);
    return true;
  }

 private:
  UnitLowering& unit_;
};

UnitLowering::UnitLowering(clang::ASTContext& context, std::string project_root, facts::Unit& unit)
    : context_(context),
      project_root_(std::move(project_root)),
      unit_(unit),
      policy_(context.getPrintingPolicy()) {
  policy_.SuppressTagKeyword = true;
  policy_.AnonymousTagLocations = false;
  policy_.TerseOutput = true;
  library_reach_ = std::make_unique<LibraryReach>(*this);
}

UnitLowering::~UnitLowering() = default;

void UnitLowering::Run() {
  UnitCollector(*this).TraverseDecl(context_.getTranslationUnitDecl());
  LowerInitializers();
  // Lowering a body may add functions: implicit ones and instantiations that it calls.
  for (std::size_t next = 0; next < pending_.size(); ++next) {
    const clang::FunctionDecl* function = pending_[next];
    Function result;
    FunctionLowering(*this, result).Lower(function);
    unit_.functions.push_back(std::move(result));
  }
  Finish();
}

void UnitLowering::LowerInitializers() {
  std::sort(initialized_.begin(), initialized_.end(),
            [&](const clang::VarDecl* a, const clang::VarDecl* b) {
              return sources().isBeforeInTranslationUnit(a->getLocation(), b->getLocation());
            });
  if (initialized_.empty()) return;
  Function result;
  result.usr = unit_.source + "|c:@initializer";
  result.key = unit_.source + "/initializer";
  result.name = "(initializer of " + unit_.source + ")";
  result.is_initializer = true;
  Declare(result.usr, result.name, initialized_.front()->getLocation());
  declarations_[result.usr].defined_here = true;
  FunctionLowering(*this, result).LowerInitializers(initialized_);
  unit_.functions.push_back(std::move(result));
}

void UnitLowering::Finish() {
  const auto by_usr = [](const auto& a, const auto& b) { return a.usr < b.usr; };
  std::sort(unit_.functions.begin(), unit_.functions.end(), by_usr);
  std::sort(unit_.records.begin(), unit_.records.end(), by_usr);
  std::sort(unit_.globals.begin(), unit_.globals.end(), by_usr);
  for (auto& [usr, declaration] : declarations_) unit_.declarations.push_back(declaration);
  std::sort(unit_.declarations.begin(), unit_.declarations.end(), by_usr);
}

int UnitLowering::FileIndex(clang::FileID file) {
  const auto known = file_index_.find(file);
  if (known != file_index_.end()) return known->second;
  llvm::SmallString<256> path;
  if (const clang::OptionalFileEntryRef entry = sources().getFileEntryRefForID(file)) {
    path = entry->getName();
    sources().getFileManager().makeAbsolutePath(path);
    llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  } else {
    path = sources().getBufferName(sources().getLocForStartOfFile(file));
  }
  llvm::StringRef name = path;
  if (!project_root_.empty() && name.starts_with(project_root_)) {
    llvm::StringRef rest = name.drop_front(project_root_.size());
    if (project_root_.back() == '/' || rest.consume_front("/")) name = rest;
  }
  const auto [entry, fresh] =
      file_by_name_.emplace(name.str(), static_cast<int>(unit_.files.size()));
  if (fresh) unit_.files.push_back(name.str());
  file_index_[file] = entry->second;
  return entry->second;
}

facts::Position UnitLowering::PositionOf(clang::SourceLocation location) {
  facts::Position position;
  if (location.isInvalid()) return position;
  const auto [file, offset] = sources().getDecomposedExpansionLoc(location);
  if (file.isInvalid()) return position;
  position.file = FileIndex(file);
  position.line = sources().getLineNumber(file, offset);
  position.column = sources().getColumnNumber(file, offset);
  return position;
}

bool UnitLowering::IsOurs(const clang::Decl* decl) const {
  clang::SourceLocation location = decl->getLocation();
  if (location.isInvalid()) {
    const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(decl);
    if (method == nullptr) return false;
    location = method->getParent()->getLocation();
    if (location.isInvalid()) return false;
  }
  return !sources().isInSystemHeader(sources().getExpansionLoc(location));
}

std::string UnitLowering::UsrPrefix(const clang::NamedDecl* decl) {
  bool internal = !decl->isExternallyVisible();
  bool in_lambda = false;
  bool in_internal_function = false;
  for (const clang::DeclContext* context = decl->getDeclContext(); context != nullptr;
       context = context->getParent()) {
    if (const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(context)) {
      in_lambda = in_lambda || record->isLambda();
    }
    if (const auto* function = llvm::dyn_cast<clang::FunctionDecl>(context)) {
      in_internal_function = in_internal_function || !function->isExternallyVisible();
    }
    if (const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(context)) {
      in_internal_function = in_internal_function || space->isAnonymousNamespace();
    }
  }
  if (const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(decl)) {
    in_lambda = in_lambda || record->isLambda();
  }
  // A lambda or local class of an external inline function is the same thing in every unit: it is
  // known by the file that defines it. Everything else that is internal belongs to this unit.
  if (!internal && !in_lambda) return "";
  if (in_lambda && !in_internal_function) {
    const facts::Position position = PositionOf(decl->getLocation());
    if (position.file >= 0) return unit_.files[position.file] + "|";
  }
  return unit_.source + "|";
}

namespace {

// Clang writes the path of a lambda into the names of its special members.
std::string WithoutLocation(std::string text) {
  static constexpr llvm::StringLiteral kLambda = "(lambda at ";
  for (std::size_t at = text.find(kLambda); at != std::string::npos; at = text.find(kLambda, at)) {
    const std::size_t end = text.find(')', at);
    if (end == std::string::npos) break;
    text.replace(at, end - at, "(lambda");
  }
  return text;
}

}  // namespace

std::string UnitLowering::NameOf(const clang::NamedDecl* decl) const {
  std::string name;
  llvm::raw_string_ostream out(name);
  decl->printQualifiedName(out, policy_);
  return WithoutLocation(name);
}

std::string UnitLowering::Usr(const clang::NamedDecl* decl) {
  decl = llvm::cast<clang::NamedDecl>(decl->getCanonicalDecl());
  const auto known = usr_.find(decl);
  if (known != usr_.end()) return known->second;
  llvm::SmallString<128> buffer;
  if (clang::index::generateUSRForDecl(decl, buffer)) {
    const facts::Position position = PositionOf(decl->getLocation());
    buffer = "c:@unnamed@" + std::to_string(position.line) + "@" + decl->getNameAsString();
  }
  const std::string base = UsrPrefix(decl) + WithoutLocation(std::string(buffer));
  std::string usr = base;
  for (int copy = 2; !usr_owner_.emplace(usr, decl).second; ++copy) {
    usr = base + "#" + std::to_string(copy);
  }
  usr_[decl] = usr;
  return usr;
}

void UnitLowering::Declare(const std::string& usr, const std::string& name,
                           clang::SourceLocation location) {
  const auto [entry, fresh] = declarations_.try_emplace(usr);
  if (!fresh) return;
  entry->second.usr = usr;
  entry->second.name = name;
  entry->second.position = PositionOf(location);
}

std::string UnitLowering::UseFunction(const clang::FunctionDecl* function) {
  std::string usr = Usr(function);
  if (seen_functions_.count(usr) != 0) return usr;
  Declare(usr, NameOf(function), function->getLocation());
  if (function->isPureVirtual() && !function->hasBody()) declarations_[usr].is_pure = true;
  const clang::FunctionDecl* definition = nullptr;
  if (!function->hasBody(definition) || definition == nullptr || !IsOurs(definition)) return usr;
  if (definition->isDependentContext() || definition->isConsteval()) return usr;
  seen_functions_.insert(usr);
  declarations_[usr].defined_here = true;
  pending_.push_back(definition);
  return usr;
}

// The library destroys what its objects hold: a destructor of ours may run inside its own.
bool UnitLowering::RunsAtEnd(clang::QualType type, int depth) const {
  const auto* record = context_.getBaseElementType(type)->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition() || record->hasTrivialDestructor()) return false;
  if (IsOurs(record) || depth == 0) return true;
  const auto* special = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(record);
  if (special == nullptr) return false;
  const auto runs = [&](const clang::TemplateArgument& argument) {
    return argument.getKind() == clang::TemplateArgument::Type &&
           RunsAtEnd(argument.getAsType(), depth - 1);
  };
  for (const clang::TemplateArgument& argument : special->getTemplateArgs().asArray()) {
    if (argument.getKind() == clang::TemplateArgument::Pack) {
      for (const clang::TemplateArgument& one : argument.pack_elements()) {
        if (runs(one)) return true;
      }
    } else if (runs(argument)) {
      return true;
    }
  }
  return false;
}

std::string UnitLowering::UseVariable(const clang::VarDecl* variable) {
  std::string usr = Usr(variable);
  Declare(usr, NameOf(variable), variable->getLocation());
  const clang::VarDecl* definition = variable->getDefinition(context_);
  if (definition == nullptr) definition = variable->getActingDefinition();
  if (definition == nullptr || !IsOurs(definition)) return usr;
  if (!seen_globals_.insert(usr).second) return usr;
  declarations_[usr].defined_here = true;
  facts::Global global;
  global.usr = usr;
  global.name = NameOf(definition);
  global.type = TypeText(definition->getType());
  global.record = UseRecordOf(definition->getType());
  global.bytes = SizeOf(definition->getType());
  global.position = PositionOf(definition->getLocation());
  const clang::QualType type = context_.getBaseElementType(definition->getType());
  const auto* record = type->getAsCXXRecordDecl();
  global.is_constant =
      type.isConstQualified() && !type.isVolatileQualified() &&
      (record == nullptr || (record->hasDefinition() && !record->hasMutableFields() &&
                             record->hasTrivialDestructor())) &&
      definition->hasInit() && !definition->getInit()->isValueDependent() &&
      definition->hasConstantInitialization();
  global.is_thread_local = definition->getTLSKind() != clang::VarDecl::TLS_None;
  global.runs_at_end = RunsAtEnd(definition->getType(), 8);
  global.claims = ClaimsOf(*this, definition);
  unit_.globals.push_back(std::move(global));
  return usr;
}

std::string UnitLowering::UseSynthetic(const clang::VarDecl* variable, const std::string& suffix) {
  const std::string usr = UseVariable(variable) + suffix;
  Declare(usr, NameOf(variable) + suffix, variable->getLocation());
  if (!declarations_[UseVariable(variable)].defined_here || !seen_globals_.insert(usr).second) {
    return usr;
  }
  declarations_[usr].defined_here = true;
  facts::Global global;
  global.usr = usr;
  global.name = NameOf(variable) + suffix;
  global.type = "guard";
  global.bytes = 8;
  global.position = PositionOf(variable->getLocation());
  unit_.globals.push_back(std::move(global));
  return usr;
}

std::string UnitLowering::UseThreadObject(const clang::FunctionDecl* function) {
  const clang::QualType type = function->getReturnType()->getPointeeType();
  const std::string usr = Usr(function) + "#object";
  Declare(usr, NameOf(function) + " object", function->getLocation());
  if (!seen_globals_.insert(usr).second) return usr;
  declarations_[usr].defined_here = true;
  facts::Global global;
  global.usr = usr;
  global.name = NameOf(function) + " object";
  global.type = TypeText(type);
  global.bytes = SizeOf(type);
  global.position = PositionOf(function->getLocation());
  global.is_thread_local = true;
  unit_.globals.push_back(std::move(global));
  return usr;
}

std::string UnitLowering::UseRecord(const clang::RecordDecl* record) {
  record = record->getDefinition();
  if (record == nullptr || !IsOurs(record) || record->isDependentType()) return "";
  std::string usr = Usr(record);
  if (!seen_records_.insert(usr).second) return usr;
  Declare(usr, NameOf(record), record->getLocation());
  declarations_[usr].defined_here = true;
  const std::size_t at = unit_.records.size();
  unit_.records.emplace_back();
  facts::Record lowered = LowerRecord(*this, record, usr);
  unit_.records[at] = std::move(lowered);
  return usr;
}

std::string UnitLowering::UseRecordOf(clang::QualType type) {
  type = type.getNonReferenceType();
  while (type->isAnyPointerType() || type->isArrayType()) {
    type = type->isArrayType() ? context_.getBaseElementType(type) : type->getPointeeType();
  }
  const clang::RecordDecl* record = type->getAsRecordDecl();
  return record == nullptr ? "" : UseRecord(record);
}

std::string UnitLowering::TypeText(clang::QualType type) const {
  return WithoutLocation(type.getAsString(policy_));
}

std::uint32_t UnitLowering::SizeOf(clang::QualType type) const {
  if (type.isNull()) return 0;
  if (type->isReferenceType()) return 8;
  if (type->isDependentType() || type->isIncompleteType() || type->isVoidType() ||
      type->isFunctionType() || type->isVariablyModifiedType() || type->isUndeducedType()) {
    return 0;
  }
  if (const auto* record = type->getAsRecordDecl(); record && record->isInvalidDecl()) return 0;
  return static_cast<std::uint32_t>(context_.getTypeSizeInChars(type).getQuantity());
}

std::string UnitLowering::KeyOf(const clang::FunctionDecl* function) {
  const std::string usr = Usr(function);
  const auto known = keys_.find(usr);
  if (known != keys_.end()) return known->second;
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(function);
  std::string key;
  if (method != nullptr && method->getParent()->isLambda()) {
    // Lambdas are numbered in their parent in the order of the source.
    const clang::CXXRecordDecl* closure = method->getParent();
    const clang::DeclContext* parent = closure->getDeclContext();
    const clang::FunctionDecl* outer = nullptr;
    for (const clang::DeclContext* c = parent; c != nullptr && outer == nullptr;
         c = c->getParent()) {
      outer = llvm::dyn_cast<clang::FunctionDecl>(c);
    }
    int number = 0;
    for (const clang::Decl* sibling : parent->decls()) {
      const auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(sibling);
      if (record == nullptr || !record->isLambda()) continue;
      if (record == closure) break;
      ++number;
    }
    const facts::Position position = PositionOf(closure->getLocation());
    key = outer != nullptr     ? KeyOf(outer)
          : position.file >= 0 ? unit_.files[position.file]
                               : unit_.source;
    key += "/lambda#" + std::to_string(number);
    if (method->isFunctionTemplateSpecialization()) {
      key += "<" + TypeText(method->getType()) + ">";
    }
    if (llvm::isa<clang::CXXConstructorDecl>(method)) {
      key += llvm::cast<clang::CXXConstructorDecl>(method)->isMoveConstructor() ? "/move" : "/copy";
    } else if (llvm::isa<clang::CXXDestructorDecl>(method)) {
      key += "/end";
    } else if (method->getOverloadedOperator() != clang::OO_Call) {
      key += "/" + WithoutLocation(method->getNameAsString());
    }
  } else {
    key = UsrPrefix(function);
    std::string name;
    llvm::raw_string_ostream out(name);
    function->getNameForDiagnostic(out, policy_, /*Qualified=*/true);
    key += name + "(";
    for (const clang::ParmVarDecl* parameter : function->parameters()) {
      if (key.back() != '(') key += ", ";
      key += TypeText(parameter->getType());
    }
    key += ")";
    if (method != nullptr && method->isConst()) key += " const";
  }
  keys_[usr] = key;
  return key;
}

}  // namespace interlock::lower
