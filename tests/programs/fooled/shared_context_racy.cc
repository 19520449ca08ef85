// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Two executors of different classes are opened with one statement context and use it in their own
// threads, each through a member of a member.
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>

struct StatementContext {
  std::unordered_map<std::string, int> function_uses;
  void NoteUse(const std::string& name) { function_uses[name] += 1; }  // racy
};
struct Executor {
  virtual ~Executor() = default;
  virtual void Next() = 0;
};
struct Projection : Executor {
  explicit Projection(StatementContext* context) : context_(context) {}
  void Next() override { context_->NoteUse("upper"); }
  StatementContext* context_;
};
struct Selection : Executor {
  struct Filter {
    StatementContext& context;
  };
  explicit Selection(StatementContext* context) : filter_{*context} {}
  void Next() override { filter_.context.NoteUse("length"); }
  Filter filter_;
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
  StatementContext context;
  HashJoin join;
  join.build = std::make_unique<Projection>(&context);
  join.probe = std::make_unique<Selection>(&context);
  join.Run();
  return context.function_uses.size() > 2;
}
