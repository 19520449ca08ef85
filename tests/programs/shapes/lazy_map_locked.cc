// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// The lock lies in the session and covers the look-up and the insertion.
#include <map>
#include <mutex>
#include <string>
#include <thread>

struct Session {
  std::mutex mutex;
  std::map<std::string, int> table_ids;

  int FindTable(const std::string& name) {
    std::lock_guard<std::mutex> lock(mutex);
    auto found = table_ids.find(name);
    if (found != table_ids.end()) return found->second;
    const int id = static_cast<int>(name.size());
    table_ids[name] = id;
    return id;
  }
};

struct ExpressionRewriter {
  Session* session;
  int Rewrite(const std::string& column) { return session->FindTable(column); }
};
struct BuildSide {
  ExpressionRewriter rewriter;
  void Run() { result = rewriter.Rewrite("orders"); }
  int result = 0;
};
struct ProbeSide {
  Session* session = nullptr;
  void Run() { result = session->FindTable("customers"); }
  int result = 0;
};

int main() {
  Session session;
  BuildSide build;
  ProbeSide probe;
  build.rewriter.session = &session;
  probe.session = &session;
  std::thread build_worker(&BuildSide::Run, &build);
  std::thread probe_worker([&probe] { probe.Run(); });
  build_worker.join();
  probe_worker.join();
  return build.result + probe.result > 0 ? 0 : 1;
}
