// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// As shared_context_racy, but every child has a context of its own.
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>

struct StatementContext {
  std::unordered_map<std::string, int> function_uses;
  void NoteUse(const std::string& name) { function_uses[name] += 1; }
};
struct Executor {
  virtual ~Executor() = default;
  virtual void Next() = 0;
};
struct Projection : Executor {
  void Next() override { context_.NoteUse("upper"); }
  StatementContext context_;
};
struct Selection : Executor {
  void Next() override { context_.NoteUse("length"); }
  StatementContext context_;
};
struct HashJoin {
  std::unique_ptr<Executor> build;
  std::unique_ptr<Executor> probe;
  void Run() {
    std::thread build_fetcher([this] { build->Next(); });
    std::thread probe_fetcher([this] { probe->Next(); });
    build_fetcher.join();
    probe_fetcher.join();
  }
};

int main() {
  HashJoin join;
  join.build = std::make_unique<Projection>();
  join.probe = std::make_unique<Selection>();
  join.Run();
  return 0;
}
