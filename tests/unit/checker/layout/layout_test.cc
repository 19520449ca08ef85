// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
//
// Small programs with packed bytes, from source to verdict.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "checker/layout/prove_layout.h"
#include "models/certificate/second_solver.h"
#include "tests/unit/checker/lower/lowered_source.h"

namespace interlock::layout {
namespace {

using testing::HasSubstr;

// A packed header: a status word that all readers change atomically, behind it a bitmap of
// `lanes` bits of which the word is the beginning, behind that the payload.
constexpr const char* kPacket = R"(
#include <atomic>
#include <cstring>
#include <cstdint>
#include <cstdlib>
#include <thread>
#include <vector>
#define CLAIM(...) __attribute__((annotate(__VA_ARGS__)))
#define CHECK(condition) do { if (!(condition)) std::abort(); } while (false)

class CLAIM("interlock:layout", "packet") Packet {
 public:
  explicit Packet(int lanes) : lanes_(Checked(lanes)), map_bytes_(MapBytes(lanes)) {}
  static int Checked(int lanes) {
    CHECK(lanes >= 0 && lanes < 100000);
    return lanes;
  }
  static int MapBytes(int lanes) { return MAP_BYTES; }
  void Raise(unsigned char* bytes) const CLAIM("interlock:field", "word", "WORD_AT", "4", "atomic") {
    std::atomic_ref<unsigned> word(*reinterpret_cast<unsigned*>(bytes + WORD_AT));
    word.store(word.load(std::memory_order_relaxed) | 1u, std::memory_order_relaxed);
  }
  int Payload(const unsigned char* bytes) const
      CLAIM("interlock:field", "payload", "WORD_AT + map_bytes_", "rest", "plain") {
    int value = 0;
    std::memcpy(&value, bytes + WORD_AT + map_bytes_, sizeof(value));
    return value;
  }

 private:
  int lanes_;
  int map_bytes_ CLAIM("interlock:field", "map", "WORD_AT", "map_bytes_", "plain");
};

int Run(int lanes, int readers, unsigned char* bytes) CLAIM("interlock:protocol", "packets") {
  const Packet packet(lanes);
  std::vector<std::thread> threads;
  for (int i = 0; i < readers; ++i) {
    threads.emplace_back([&packet, bytes] { if (packet.Payload(bytes) > 0) packet.Raise(bytes); });
  }
  for (std::thread& thread : threads) thread.join();
  return 0;
}
)";

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string PacketWith(const std::string& map_bytes, const std::string& word_at = "8") {
  return Replaced(Replaced(kPacket, "MAP_BYTES", map_bytes), "WORD_AT", word_at);
}

LayoutResult Prove(const std::string& code,
                   parametric::RunMode mode = parametric::RunMode::kSolve) {
  Result<link::Program> program = link::LinkUnits({lower::LowerSnippet(code)});
  EXPECT_TRUE(program.ok());
  LayoutRoots roots;
  for (std::size_t f = 0; f < program->functions().size(); ++f) {
    for (const facts::Claim& claim : program->function(static_cast<link::FunctionId>(f)).claims) {
      if (claim.name == "protocol") roots.functions.push_back(static_cast<link::FunctionId>(f));
    }
  }
  EXPECT_EQ(roots.functions.size(), 1u);
  return ProveLayouts(*program, roots, mode, parametric::ProverOptions());
}

LayoutProperty PropertyOf(const LayoutResult& result, const std::string& part) {
  for (const LayoutProperty& property : result.properties) {
    if (property.name.find(part) != std::string::npos) return property;
  }
  ADD_FAILURE() << "no property with " << part;
  return LayoutProperty();
}

std::string TextOf(const LayoutProperty& property) {
  std::string text = property.name + "\n";
  for (const LayoutObligation& one : property.obligations) {
    text += std::string(parametric::VerdictName(one.verdict)) + ": " + one.text + " " + one.reason;
    for (const FailingSet& set : one.failing) text += " [" + set.ToText() + "]";
    text += "\n";
  }
  return text;
}

std::vector<Verdict> Verdicts(const LayoutResult& result) {
  std::vector<Verdict> verdicts;
  for (const LayoutProperty& property : result.properties) {
    std::vector<Verdict> of_property;
    for (const LayoutObligation& one : property.obligations) of_property.push_back(one.verdict);
    // Obligations stand in the order of names.
    std::sort(of_property.begin(), of_property.end());
    verdicts.insert(verdicts.end(), of_property.begin(), of_property.end());
  }
  return verdicts;
}

TEST(Layout, GoodFormulaIsProvedForEveryParameter) {
  const LayoutResult result = Prove(PacketWith("4 * ((lanes + 32) / 32)"));
  ASSERT_EQ(result.properties.size(), 4u);
  for (const LayoutProperty& property : result.properties) {
    EXPECT_EQ(property.verdict, Verdict::kProved) << TextOf(property);
    EXPECT_FALSE(property.obligations.empty()) << property.name;
  }
  EXPECT_FALSE(result.certificates.empty());
}

TEST(Layout, BadFormulaHasExactlyItsFailingValues) {
  // One byte for 0 to 7 lanes, four from 8 on.
  const LayoutResult result = Prove(PacketWith("lanes < 8 ? 1 : 4 * ((lanes + 32) / 32)"));
  for (const char* name : {"fields apart", "atomic words apart"}) {
    const LayoutProperty property = PropertyOf(result, name);
    EXPECT_EQ(property.verdict, Verdict::kRefuted);
    EXPECT_THAT(TextOf(property), HasSubstr("[lanes_ = 0..7]"));
  }
  for (const LayoutObligation& one : PropertyOf(result, "atomic words apart").obligations) {
    if (one.verdict != Verdict::kRefuted) continue;
    EXPECT_EQ(one.places.size(), 2u);
    EXPECT_TRUE(one.model.count("map_bytes_") > 0 && one.model.count("lanes_") > 0);
  }
}

TEST(Layout, FailingValuesMayHaveGaps) {
  const LayoutResult result = Prove(PacketWith("lanes == 3 || (lanes > 9 && lanes < 12) ? 2 : 4"));
  EXPECT_THAT(TextOf(PropertyOf(result, "fields apart")), HasSubstr("[lanes_ = 3, 10..11]"));
}

TEST(Layout, AlignmentIsProvedOrRefuted) {
  const std::string formula = "4 * ((lanes + 32) / 32)";
  EXPECT_EQ(PropertyOf(Prove(PacketWith(formula, "4")), "aligned").verdict, Verdict::kProved);
  EXPECT_EQ(PropertyOf(Prove(PacketWith(formula, "6")), "aligned").verdict, Verdict::kRefuted);
}

TEST(Layout, ArithmeticThatMayWrapIsNeverProved) {
  // Without the check of the constructor the sum has no bound.
  std::string code = PacketWith("4 * ((lanes + 32) / 32)");
  code = Replaced(code, "CHECK(lanes >= 0 && lanes < 100000);", "");
  const LayoutProperty property = PropertyOf(Prove(code), "fields apart");
  EXPECT_EQ(property.verdict, Verdict::kUnknown);
  EXPECT_THAT(TextOf(property), HasSubstr("may not fit its type"));
}

TEST(Layout, FieldsThatSomeoneElseWritesAreNoHypothesis) {
  std::string code = PacketWith("4 * ((lanes + 32) / 32)");
  code = Replaced(code, " private:\n", " public:\n  void Shrink() { map_bytes_ = 1; }\n");
  code = Replaced(code, "  for (std::thread& thread",
                  "  const_cast<Packet&>(packet).Shrink();\n  for (std::thread& thread");
  const LayoutProperty property = PropertyOf(Prove(code), "fields apart");
  EXPECT_EQ(property.verdict, Verdict::kUnknown);
  EXPECT_THAT(TextOf(property), HasSubstr("map_bytes_ is written at snippet.cc:"));
}

TEST(Layout, UnsupportedConstructIsUnknownWithItsPosition) {
  std::string code = PacketWith("4 * ((lanes + 32) / 32)");
  code = Replaced(code, "    return value;\n",
                  "    asm volatile(\"nop\" : \"+r\"(value));\n    return value;\n");
  const LayoutResult result = Prove(code);
  const LayoutProperty property = PropertyOf(result, "atomic words apart");
  EXPECT_EQ(property.verdict, Verdict::kUnknown) << TextOf(property);
  bool has_position = false;
  for (const LayoutObligation& one : property.obligations) {
    has_position |= one.verdict == Verdict::kUnknown && one.position.rfind("snippet.cc:", 0) == 0;
  }
  EXPECT_TRUE(has_position) << TextOf(property);
}

TEST(Layout, AccessesThatAreHiddenAreUnknown) {
  const std::string good = PacketWith("4 * ((lanes + 32) / 32)");
  const char* const hiding[][2] = {
      // An address by way of an integer, and a handler that finds half of what a call did.
      {"*reinterpret_cast<unsigned char*>(reinterpret_cast<std::uintptr_t>(bytes) + 8) = 1;",
       "an address made from that of the bytes"},
      {"try { Checked(value); } catch (...) { value = bytes[9]; }", "exception handler"}};
  for (const auto& [statement, reason] : hiding) {
    const std::string code =
        Replaced(Replaced(good, "    return value;\n",
                          std::string("    ") + statement + "\n    return value;\n"),
                 "int Payload(const unsigned char* bytes)", "int Payload(unsigned char* bytes)");
    const LayoutProperty property = PropertyOf(Prove(code), "atomic words apart");
    EXPECT_EQ(property.verdict, Verdict::kUnknown) << TextOf(property);
    EXPECT_THAT(TextOf(property), HasSubstr(reason));
  }
}

TEST(Layout, ClaimThatIsNotResolvedIsUnknown) {
  const std::string code = Replaced(PacketWith("4 * ((lanes + 32) / 32)"),
                                    "\"map_bytes_\", \"plain\"", "\"MapBytes(lanes_)\", \"plain\"");
  const LayoutProperty property = PropertyOf(Prove(code), "fields apart");
  EXPECT_EQ(property.verdict, Verdict::kUnknown);
}

TEST(Layout, OneThreadAloneIsLeftToTheRaceProof) {
  // The word is raised by the caller after all readers were joined.
  std::string code = PacketWith("lanes < 8 ? 1 : 4 * ((lanes + 32) / 32)");
  code = Replaced(code, "if (packet.Payload(bytes) > 0) packet.Raise(bytes);",
                  "packet.Payload(bytes);");
  code = Replaced(code, "  return 0;\n}", "  packet.Raise(bytes);\n  return 0;\n}");
  const LayoutProperty property = PropertyOf(Prove(code), "atomic words apart");
  EXPECT_NE(property.verdict, Verdict::kRefuted) << TextOf(property);
  EXPECT_THAT(testing::PrintToString(property.left), HasSubstr("no thread entry runs both"));
}

TEST(Layout, RenamingEveryIdentifierChangesNoVerdict) {
  for (const char* formula :
       {"4 * ((lanes + 32) / 32)", "lanes < 8 ? 1 : 4 * ((lanes + 32) / 32)"}) {
    const std::string code = PacketWith(formula);
    std::string renamed = code;
    const char* const names[][2] = {{"Packet", "Qx"},   {"lanes", "zz"},   {"map_bytes_", "m9"},
                                    {"MapBytes", "F1"}, {"Raise", "aa"},   {"Payload", "bb"},
                                    {"bytes", "pp"},    {"readers", "kk"}, {"threads", "ww"},
                                    {"packet", "one"},  {"value", "vv"},   {"Run", "Go"}};
    for (const auto& [from, to] : names) {
      renamed = std::regex_replace(renamed, std::regex(std::string("\\b") + from + "(_?)\\b"),
                                   std::string(to) + "$1");
    }
    ASSERT_NE(renamed, code);
    EXPECT_EQ(Verdicts(Prove(code)), Verdicts(Prove(renamed)));
  }
}

TEST(Layout, SecondSolverProvesEveryCertificateAgain) {
  const std::string code = PacketWith("4 * ((lanes + 32) / 32)");
  const LayoutResult solved = Prove(code);
  const LayoutResult generated = Prove(code, parametric::RunMode::kGenerate);
  std::map<std::string, std::string> formulas;
  for (const parametric::Certificate& one : generated.certificates) formulas[one.id] = one.text;
  for (const parametric::Certificate& one : solved.certificates) {
    EXPECT_EQ(formulas[one.id], one.text) << one.id;
    const Result<std::string> answer = certificate::RunSecondSolver("cvc5", one.text, 60000);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(*answer, "unsat") << one.id << "\n" << one.text;
  }
}

// --- A buffer that hands out bytes --------------------------------------------------------------

constexpr const char* kArena = R"(
#include <vector>
#include <cstdlib>
#define CLAIM(...) __attribute__((annotate(__VA_ARGS__)))
class CLAIM("interlock:layout", "cell") Cell {
 public:
  explicit Cell(int) {}
  void Touch(unsigned char* bytes) const CLAIM("interlock:field", "all", "0", "rest", "plain") {
    bytes[0] = 1;
  }
};
class Arena {
 public:
  unsigned char* Take(long count) {
    if (!(count > 0 && count % 16 == 0)) std::abort();
    const std::size_t first = store_.size();
    store_.resize(RESIZE);
    return store_.data() + first;
  }
  OTHER
 private:
  std::vector<unsigned char> store_;
};
int Run(int n) CLAIM("interlock:protocol", "arena") {
  Arena arena;
  const Cell cell(n);
  cell.Touch(arena.Take(n));
  return 0;
}
)";

TEST(Append, GivesEachCallerItsOwnBytes) {
  const std::string code =
      Replaced(Replaced(kArena, "OTHER", ""), "RESIZE", "first + static_cast<std::size_t>(count)");
  const LayoutProperty property = PropertyOf(Prove(code), "appended bytes");
  EXPECT_EQ(property.verdict, Verdict::kProved) << TextOf(property);
  EXPECT_THAT(TextOf(property), HasSubstr("multiple of 16"));
}

TEST(Append, BufferThatDoesNotGrowIsRefuted) {
  const std::string code = Replaced(Replaced(kArena, "OTHER", ""), "RESIZE", "first + 0 * count");
  EXPECT_NE(PropertyOf(Prove(code), "appended bytes").verdict, Verdict::kProved);
}

TEST(Append, SecondWriterOfTheSizeIsUnknown) {
  const std::string code = Replaced(Replaced(kArena, "OTHER", "void Drop() { store_.clear(); }"),
                                    "RESIZE", "first + static_cast<std::size_t>(count)");
  const LayoutProperty property = PropertyOf(Prove(code), "appended bytes");
  EXPECT_EQ(property.verdict, Verdict::kUnknown);
  EXPECT_THAT(TextOf(property), HasSubstr("it is changed by Arena::Drop at snippet.cc:"));
}

// --- Tagged pointers ----------------------------------------------------------------------------

constexpr const char* kTagged = R"(
#include <cstdint>
#include <cstdlib>
#define CLAIM(...) __attribute__((annotate(__VA_ARGS__)))
struct Bits { std::uint64_t top = 0; };
class CLAIM("interlock:region_pointer", "node") Handle {
 public:
  Handle() = default;
  Handle(char* node, std::uint64_t tag, Bits bits) {
    const std::uint64_t address = reinterpret_cast<std::uintptr_t>(node);
    if (!(MADE)) std::abort();
    word_ = address | (tag & bits.top);
  }
  char* Node(Bits bits) const { return reinterpret_cast<char*>(word_ & STRIP); }
 private:
  std::uint64_t word_ = 0;
};
char* Run(char* node, std::uint64_t tag, Bits bits) CLAIM("interlock:protocol", "nodes") {
  Handle none;
  if (none.Node(bits) != nullptr) return nullptr;
  return Handle(node, tag, bits).Node(bits);
}
)";

std::string TaggedWith(const std::string& made, const std::string& strip) {
  return Replaced(Replaced(kTagged, "MADE", made), "STRIP", strip);
}

TEST(RegionPointer, ComesBackUnderItsOwnCheck) {
  const LayoutProperty property = PropertyOf(
      Prove(TaggedWith("address != 0 && (address & bits.top) == 0", "~bits.top")), "region node");
  EXPECT_EQ(property.verdict, Verdict::kProved) << TextOf(property);
}

TEST(RegionPointer, WithoutTheCheckOrWithAnotherMaskItDoesNot) {
  const char* const wrong[][2] = {
      {"address != 0", "~bits.top"},
      {"(address & bits.top) == 0", "~bits.top"},
      {"address != 0 && (address & bits.top) == 0", "~(bits.top << 1)"}};
  for (const auto& [made, strip] : wrong) {
    const LayoutProperty property = PropertyOf(Prove(TaggedWith(made, strip)), "region node");
    EXPECT_EQ(property.verdict, Verdict::kRefuted) << made << " " << strip << TextOf(property);
  }
}

TEST(RegionPointer, AnotherConversionIsUnknown) {
  const std::string code = Replaced(
      TaggedWith("address != 0 && (address & bits.top) == 0", "~bits.top"), "  Handle none;",
      "  char* forged = reinterpret_cast<char*>(tag);\n  *forged = 1;\n  Handle none;");
  EXPECT_EQ(PropertyOf(Prove(code), "region node").verdict, Verdict::kUnknown);
}

// --- Divisions ----------------------------------------------------------------------------------

constexpr const char* kDivision = R"(
#include <cstdlib>
#define CLAIM(...) __attribute__((annotate(__VA_ARGS__)))
struct Part { long from = 0; long to = 0; };
Part PartOf(long all, long k, long parts) CLAIM("interlock:divides", "all", "k", "parts") {
  if (!(all >= 0 && k >= 0 && k < parts)) std::abort();
  Part part;
  BODY
  return part;
}
long Run(long n) CLAIM("interlock:protocol", "parts") { return PartOf(n, 0, 3).to; }
)";

TEST(Division, QuotientAndRemainderDivideTheTotal) {
  const std::string code = Replaced(kDivision, "BODY",
                                    "const long q = all / parts; const long r = all % parts;"
                                    "part.from = q * k + (k < r ? k : r);"
                                    "part.to = part.from + q + (k < r ? 1 : 0);");
  const LayoutProperty property = PropertyOf(Prove(code), "divide their total");
  EXPECT_EQ(property.verdict, Verdict::kProved) << TextOf(property);
}

TEST(Division, ForgottenRemainderIsRefuted) {
  const std::string code = Replaced(kDivision, "BODY",
                                    "const long q = all / parts;"
                                    "part.from = q * k; part.to = q * k + q;");
  const LayoutProperty property = PropertyOf(Prove(code), "divide their total");
  EXPECT_EQ(property.verdict, Verdict::kRefuted) << TextOf(property);
}

TEST(Division, ProductThatWrapsIsNotProved) {
  const std::string code =
      Replaced(kDivision, "BODY", "part.from = all * k / parts; part.to = all * (k + 1) / parts;");
  EXPECT_NE(PropertyOf(Prove(code), "divide their total").verdict, Verdict::kProved);
}

TEST(Division, ClaimAboutNoParameterIsUnknown) {
  const std::string code = Replaced(Replaced(kDivision, "BODY", "part.to = all;"),
                                    "\"k\", \"parts\"", "\"k\", \"pieces\"");
  EXPECT_EQ(PropertyOf(Prove(code), "divide their total").verdict, Verdict::kUnknown);
}

}  // namespace
}  // namespace interlock::layout
