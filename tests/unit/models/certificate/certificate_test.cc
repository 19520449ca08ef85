// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/certificate/certificate.h"

#include <gtest/gtest.h>

#include "tests/unit/models/protocol_builder.h"

namespace interlock::certificate {
namespace {

using protocol::AccessKind;
using protocol::GlobalTerm;
using protocol::InductionTerm;
using protocol::ParameterTerm;
using protocol::ProtocolBuilder;
using protocol::Term;
using protocol::TermKind;

// Three formulas: linear, with division, nonlinear (rows of a width that is a parameter).
ProtocolBuilder Sample(std::int64_t bytes = 8) {
  ProtocolBuilder builder;
  const auto slots = builder.Object("slots");
  const auto table = builder.Object("table");
  const auto worker = builder.Workers();
  builder.Access(worker, AccessKind::kWrite,
                 Term::Index(GlobalTerm("slots"), builder.WorkerId(), 8), bytes, {slots});
  const Term start = Term::Binary(TermKind::kMultiply, builder.WorkerId(), ParameterTerm("width"));
  builder.Access(worker, AccessKind::kWrite, Term::Index(GlobalTerm("table"), start, 1), 1,
                 {table});
  builder.Fact(Term::Binary(TermKind::kLess, Term::Integer(0), ParameterTerm("width")));
  const Term k = InductionTerm("k");
  const Term stripe = Term::Binary(TermKind::kRemainder, k, Term::Integer(16));
  builder.Hold(&builder.Access(worker, AccessKind::kWrite, Term::Index(GlobalTerm("slots"), k, 8),
                               8, {slots}),
               Term::Index(GlobalTerm("stripes"), stripe, 40));
  builder.Hold(
      &builder.protocol().accesses[0],
      Term::Index(GlobalTerm("stripes"),
                  Term::Binary(TermKind::kRemainder, builder.WorkerId(), Term::Integer(16)), 40));
  return builder;
}

std::vector<CertificateFile> Files(const protocol::Protocol& protocol) {
  const auto result = parametric::ProveProtocol(protocol, {});
  EXPECT_TRUE(result.ok());
  EXPECT_EQ(result->verdict, parametric::Verdict::kProved);
  std::vector<CertificateFile> files;
  for (const auto& certificate : result->certificates) {
    files.push_back(RenderCertificate(protocol, certificate));
  }
  return files;
}

VerifyReport Verify(const protocol::Protocol& protocol, const std::vector<CertificateFile>& files) {
  const auto report = VerifyCertificates(protocol, files, {});
  EXPECT_TRUE(report.ok()) << report.error().ToText();
  return *report;
}

void Replace(std::string* text, const std::string& from, const std::string& to) {
  const std::size_t at = text->find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text->replace(at, from.size(), to);
}

TEST(Certificate, SecondSolverProvesEveryFormulaAgain) {
  ProtocolBuilder builder = Sample();
  const auto files = Files(builder.protocol());
  ASSERT_GE(files.size(), 3u);
  const VerifyReport report = Verify(builder.protocol(), files);
  for (const auto& check : report.checks) {
    EXPECT_TRUE(check.accepted) << check.id << ": " << check.reason;
  }
  EXPECT_TRUE(report.missing.empty());
}

// Every kind of relation that the encoder asserts by a function of its own.
TEST(Certificate, SecondSolverReadsEveryKindOfRelation) {
  ProtocolBuilder builder;
  const auto part = builder.Object("part", protocol::Multiplicity::kMany);
  const auto rows = builder.Object("rows", protocol::Multiplicity::kMany);
  const auto worker = builder.Workers();
  const auto local = builder.Object("local", protocol::Multiplicity::kPerInstance, worker);
  const Term slot = Term::Index(GlobalTerm("slots"), builder.WorkerId(), 8);
  builder.Access(worker, AccessKind::kWrite, Term(TermKind::kOwned, "", 16, {slot}), 8, {part});
  builder.Access(worker, AccessKind::kWrite, Term(TermKind::kElements, "", 0, {slot}), 4, {rows});
  builder.Access(worker, AccessKind::kWrite, Term(TermKind::kLocal, "local", 0, {}), 4, {local});
  const Term row = Term(TermKind::kLoadAddress, "version", 16, {GlobalTerm("rows")});
  const auto nodes = builder.Object("nodes", protocol::Multiplicity::kMany);
  builder.Hold(&builder.Access(worker, AccessKind::kWrite, Term::Field(row, "x", 8), 4, {nodes}),
               Term::Field(row, "mutex", 0));
  const auto files = Files(builder.protocol());
  ASSERT_GE(files.size(), 4u);
  for (const auto& check : Verify(builder.protocol(), files).checks) {
    EXPECT_TRUE(check.accepted) << check.id << ": " << check.reason;
  }
}

TEST(Certificate, ChangedFormulaIsRejected) {
  ProtocolBuilder builder = Sample();
  auto files = Files(builder.protocol());
  Replace(&files[0].text, "(check-sat)", "(assert false)\n(check-sat)");
  const VerifyReport report = Verify(builder.protocol(), files);
  EXPECT_FALSE(report.checks[0].accepted);
  EXPECT_EQ(report.checks[0].reason.rfind("formula changed", 0), 0u) << report.checks[0].reason;
  EXPECT_EQ(report.missing, std::vector<std::string>({report.checks[0].id}));
}

TEST(Certificate, OtherProtocolIsRejected) {
  ProtocolBuilder builder = Sample();
  const auto files = Files(builder.protocol());
  ProtocolBuilder other = Sample(7);
  const VerifyReport report = Verify(other.protocol(), files);
  for (const auto& check : report.checks) {
    EXPECT_EQ(check.reason.rfind("belongs to another protocol", 0), 0u) << check.reason;
  }
}

TEST(Certificate, OtherEncoderIsRejected) {
  ProtocolBuilder builder = Sample();
  auto files = Files(builder.protocol());
  Replace(&files[0].text, parametric::kEncoderVersion, "interlock-encoder/0");
  const VerifyReport report = Verify(builder.protocol(), files);
  EXPECT_EQ(report.checks[0].reason.rfind("written by another encoder", 0), 0u);
}

TEST(Certificate, UnknownObligationAndDamagedHeaderAreRejected) {
  ProtocolBuilder builder = Sample();
  auto files = Files(builder.protocol());
  Replace(&files[0].text, "; obligation: pair-", "; obligation: pair-9");
  files[1].text = files[1].text.substr(0, 40);
  const VerifyReport report = Verify(builder.protocol(), files);
  EXPECT_EQ(report.checks[0].reason.rfind("no such obligation", 0), 0u) << report.checks[0].reason;
  EXPECT_EQ(report.checks[1].reason.rfind("not a certificate", 0), 0u) << report.checks[1].reason;
}

TEST(Certificate, SolverThatIsNotThereIsAnError) {
  ProtocolBuilder builder = Sample();
  const auto files = Files(builder.protocol());
  VerifyOptions options;
  options.solver = "no-such-solver-program";
  const auto report = VerifyCertificates(builder.protocol(), files, options);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().kind, ErrorKind::kNotFound);
}

TEST(Certificate, SolverThatDoesNotProveIsNotBelieved) {
  ProtocolBuilder builder = Sample();
  const auto files = Files(builder.protocol());
  VerifyOptions options;
  options.solver = "cat";  // rejects the option and prints something else than unsat
  const auto report = VerifyCertificates(builder.protocol(), files, options);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->accepted, 0);
}

}  // namespace
}  // namespace interlock::certificate
