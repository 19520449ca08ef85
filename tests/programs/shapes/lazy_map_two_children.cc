// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Both children of a join reach one session and fill its map on first use, each through its own
// chain of calls.
#include <map>
#include <string>
#include <thread>

struct Session {
  std::map<std::string, int> table_ids;

  int FindTable(const std::string& name) {
    auto found = table_ids.find(name);  // racy
    if (found != table_ids.end()) return found->second;
    const int id = static_cast<int>(name.size());
    table_ids[name] = id;  // racy
    return id;
  }
};

struct ExpressionRewriter {
  Session* session;
  int Rewrite(const std::string& column) { return session->FindTable(column); }
};
struct BuildSide {
  ExpressionRewriter rewriter;
  int Prepare() { return rewriter.Rewrite("orders"); }
  void Run() { result = Prepare(); }
  int result = 0;
};
struct SchemaReader {
  Session* session;
  int ReadRow(const std::string& table) { return session->FindTable(table); }
};
struct ProbeSide {
  SchemaReader reader;
  int Next() { return reader.ReadRow("customers"); }
  void Run() { result = Next(); }
  int result = 0;
};

int main() {
  Session session;
  BuildSide build;
  ProbeSide probe;
  build.rewriter.session = &session;
  probe.reader.session = &session;
  std::thread build_worker(&BuildSide::Run, &build);
  std::thread probe_worker([&probe] { probe.Run(); });
  build_worker.join();
  probe_worker.join();
  return build.result + probe.result > 0 ? 0 : 1;
}
