// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "checker/lower/library_table.h"

#include <unordered_map>

namespace interlock::lower {
namespace {

using Class = LibraryClass;
using ClassTable = std::unordered_map<std::string_view, LibraryClass>;

const ClassTable& Classes() {
  static const ClassTable table = {
      {"std::vector", Class::kContiguous},
      {"std::basic_string", Class::kContiguous},
      {"std::deque", Class::kSegmented},
      {"std::list", Class::kNode},
      {"std::forward_list", Class::kNode},
      {"std::set", Class::kNode},
      {"std::multiset", Class::kNode},
      {"std::unordered_set", Class::kNode},
      {"std::unordered_multiset", Class::kNode},
      {"std::map", Class::kMap},
      {"std::multimap", Class::kMap},
      {"std::unordered_map", Class::kMap},
      {"std::unordered_multimap", Class::kMap},
      {"std::queue", Class::kAdapter},
      {"std::stack", Class::kAdapter},
      {"std::priority_queue", Class::kAdapter},
      {"std::array", Class::kArray},
      {"std::span", Class::kView},
      {"std::basic_string_view", Class::kView},
      {"std::initializer_list", Class::kView},
      {"std::optional", Class::kOptional},
      {"std::pair", Class::kPair},
      {"std::tuple", Class::kTuple},
      {"std::unique_ptr", Class::kUniquePointer},
      {"std::shared_ptr", Class::kSharedPointer},
      {"std::reference_wrapper", Class::kReference},
      {"std::function", Class::kFunction},
      {"std::thread", Class::kThread},
      {"std::jthread", Class::kJoiningThread},
      {"std::future", Class::kFuture},
      {"std::shared_future", Class::kFuture},
      {"std::promise", Class::kPromise},
      {"std::mutex", Class::kMutex},
      {"std::timed_mutex", Class::kMutex},
      {"std::recursive_mutex", Class::kMutex},
      {"std::recursive_timed_mutex", Class::kMutex},
      {"std::shared_mutex", Class::kMutex},
      {"std::shared_timed_mutex", Class::kMutex},
      {"std::lock_guard", Class::kLockGuard},
      {"std::scoped_lock", Class::kLockGuard},
      {"std::unique_lock", Class::kUniqueLock},
      {"std::shared_lock", Class::kSharedLock},
      {"std::condition_variable", Class::kCondition},
      {"std::condition_variable_any", Class::kCondition},
      {"std::once_flag", Class::kOnceFlag},
      {"std::atomic", Class::kAtomic},
      {"std::atomic_flag", Class::kAtomicFlag},
      {"std::atomic_ref", Class::kAtomicReference},
      {"std::barrier", Class::kBarrier},
      {"std::latch", Class::kLatch},
      {"std::basic_ostream", Class::kStream},
      {"std::basic_istream", Class::kStream},
      {"std::basic_iostream", Class::kStream},
      {"std::basic_ios", Class::kStream},
      {"std::ios_base", Class::kStream},
      {"std::basic_ofstream", Class::kStream},
      {"std::basic_ifstream", Class::kStream},
      {"std::basic_fstream", Class::kStream},
      {"std::chrono::duration", Class::kValue},
      {"std::chrono::time_point", Class::kValue},
      {"std::thread::id", Class::kValue},
      {"std::error_code", Class::kValue},
      {"std::error_condition", Class::kValue},
      {"std::bitset", Class::kValue},
      {"std::complex", Class::kValue},
      {"std::mersenne_twister_engine", Class::kValue},
      {"std::linear_congruential_engine", Class::kValue},
      {"std::uniform_int_distribution", Class::kValue},
      {"std::uniform_real_distribution", Class::kValue},
      {"std::random_device", Class::kValue},
      {"std::source_location", Class::kValue},
      {"std::type_info", Class::kValue},
      {"std::allocator", Class::kStateless},
      {"std::char_traits", Class::kStateless},
      {"std::less", Class::kStateless},
      {"std::greater", Class::kStateless},
      {"std::less_equal", Class::kStateless},
      {"std::greater_equal", Class::kStateless},
      {"std::equal_to", Class::kStateless},
      {"std::plus", Class::kStateless},
      {"std::minus", Class::kStateless},
      {"std::multiplies", Class::kStateless},
      {"std::hash", Class::kStateless},
      {"std::default_delete", Class::kStateless},
      {"std::nullopt_t", Class::kStateless},
      {"std::monostate", Class::kStateless},
      {"std::defer_lock_t", Class::kStateless},
      {"std::try_to_lock_t", Class::kStateless},
      {"std::adopt_lock_t", Class::kStateless},
      {"std::piecewise_construct_t", Class::kStateless},
      {"std::in_place_t", Class::kStateless},
      {"std::nostopstate_t", Class::kStateless},
      {"__gnu_cxx::__normal_iterator", Class::kIterator},
      {"std::reverse_iterator", Class::kIterator},
      {"std::move_iterator", Class::kIterator},
      {"std::_Deque_iterator", Class::kIterator},
      {"std::_List_iterator", Class::kIterator},
      {"std::_List_const_iterator", Class::kIterator},
      {"std::_Fwd_list_iterator", Class::kIterator},
      {"std::_Fwd_list_const_iterator", Class::kIterator},
      {"std::_Rb_tree_iterator", Class::kIterator},
      {"std::_Rb_tree_const_iterator", Class::kIterator},
      {"std::__detail::_Node_iterator", Class::kIterator},
      {"std::__detail::_Node_const_iterator", Class::kIterator},
      {"std::__detail::_Local_iterator", Class::kIterator},
      {"std::__detail::_Local_const_iterator", Class::kIterator},
      // Bases of the classes above that declare some of their methods.
      {"std::__atomic_base", Class::kAtomic},
      {"std::__atomic_float", Class::kAtomic},
      {"std::__atomic_ref", Class::kAtomicReference},
      {"std::__shared_ptr", Class::kSharedPointer},
      {"std::__shared_ptr_access", Class::kSharedPointer},
      {"std::__basic_future", Class::kFuture},
      {"std::_Optional_base_impl", Class::kOptional},
      {"std::_Optional_base", Class::kOptional},
      {"std::_Optional_payload", Class::kOptional},
      {"std::__detail::_Node_iterator_base", Class::kIterator},
      {"std::__detail::_Map_base", Class::kMap},
      {"std::__detail::_Insert", Class::kMap},
      {"std::__detail::_Insert_base", Class::kMap},
      {"std::__mutex_base", Class::kMutex},
      {"std::__recursive_mutex_base", Class::kMutex},
      {"std::_Vector_base", Class::kContiguous},
      {"std::__latch", Class::kLatch},
      // C types of synchronisation objects.
      {"pthread_mutex_t", Class::kMutex},
      {"pthread_rwlock_t", Class::kMutex},
      {"pthread_spinlock_t", Class::kMutex},
      {"pthread_cond_t", Class::kCondition},
      {"pthread_barrier_t", Class::kBarrier},
      {"pthread_once_t", Class::kOnceFlag},
      {"mtx_t", Class::kMutex},
      {"cnd_t", Class::kCondition},
      {"once_flag", Class::kOnceFlag},
  };
  return table;
}

// A row holds for every kind in `kinds` (a bit per LibraryClass).
using Kinds = unsigned long long;
constexpr Kinds Of(Class kind) { return 1ULL << static_cast<unsigned>(kind); }
constexpr Kinds kIndexed =
    Of(Class::kContiguous) | Of(Class::kSegmented) | Of(Class::kArray) | Of(Class::kView);
constexpr Kinds kLinked = Of(Class::kNode) | Of(Class::kMap);
constexpr Kinds kOwning =
    Of(Class::kContiguous) | Of(Class::kSegmented) | kLinked | Of(Class::kAdapter);
constexpr Kinds kAny = kIndexed | kOwning;

struct MethodRow {
  Kinds kinds;
  std::string_view name;
  Method method;
};

constexpr MethodRow kMethods[] = {
    {kIndexed, "operator[]", Method::kElementAt},
    {kIndexed, "at", Method::kElementAt},
    {Of(Class::kMap), "operator[]", Method::kMappedInsert},
    {Of(Class::kMap), "at", Method::kMapped},
    {kAny, "front", Method::kElementFirst},
    {kAny, "back", Method::kElementAny},
    {kAny, "top", Method::kElementAny},
    {kAny, "begin", Method::kBegin},
    {kAny, "cbegin", Method::kBegin},
    {kAny, "rbegin", Method::kFind},
    {kAny, "crbegin", Method::kFind},
    {kAny, "before_begin", Method::kFind},
    {kAny, "cbefore_begin", Method::kFind},
    {kAny, "end", Method::kEnd},
    {kAny, "cend", Method::kEnd},
    {kAny, "rend", Method::kFind},
    {kAny, "crend", Method::kFind},
    {kLinked, "find", Method::kFind},
    {kLinked, "lower_bound", Method::kFind},
    {kLinked, "upper_bound", Method::kFind},
    {kAny, "size", Method::kSize},
    {kAny, "length", Method::kSize},
    {kAny, "empty", Method::kEmpty},
    {kAny, "data", Method::kData},
    {kAny, "c_str", Method::kData},
    {kAny, "capacity", Method::kReadHeader},
    {kAny, "size_bytes", Method::kReadHeader},
    {kAny, "bucket_count", Method::kReadHeader},
    {kAny, "bucket", Method::kReadHeader},
    {kAny, "load_factor", Method::kReadHeader},
    {kAny, "max_load_factor", Method::kReadHeader},
    {kAny, "count", Method::kReadHeader},
    {kAny, "contains", Method::kReadHeader},
    {kAny, "max_size", Method::kPure},
    {kAny, "get_allocator", Method::kPure},
    {kAny, "key_comp", Method::kPure},
    {kAny, "hash_function", Method::kPure},
    {Of(Class::kContiguous) | Of(Class::kView), "find", Method::kReadAll},
    {Of(Class::kContiguous) | Of(Class::kView), "rfind", Method::kReadAll},
    {Of(Class::kContiguous) | Of(Class::kView), "find_first_of", Method::kReadAll},
    {Of(Class::kContiguous) | Of(Class::kView), "find_first_not_of", Method::kReadAll},
    {Of(Class::kContiguous) | Of(Class::kView), "find_last_of", Method::kReadAll},
    {Of(Class::kContiguous) | Of(Class::kView), "find_last_not_of", Method::kReadAll},
    {Of(Class::kContiguous) | Of(Class::kView), "compare", Method::kReadAll},
    {Of(Class::kContiguous) | Of(Class::kView), "contains", Method::kReadAll},
    {Of(Class::kContiguous) | Of(Class::kView), "starts_with", Method::kReadAll},
    {Of(Class::kContiguous) | Of(Class::kView), "ends_with", Method::kReadAll},
    {Of(Class::kContiguous) | Of(Class::kView), "copy", Method::kReadAll},
    {Of(Class::kContiguous), "substr", Method::kReadAll},
    {Of(Class::kContiguous), "operator basic_string_view", Method::kReadAll},
    {kOwning, "push_back", Method::kGrow},
    {kOwning, "push_front", Method::kGrow},
    {kOwning, "push", Method::kGrow},
    {kOwning, "emplace", Method::kGrow},
    {kOwning, "emplace_back", Method::kGrow},
    {kOwning, "emplace_front", Method::kGrow},
    {kOwning, "emplace_hint", Method::kGrow},
    {kOwning, "try_emplace", Method::kGrow},
    {kOwning, "insert_or_assign", Method::kGrow},
    {kOwning, "insert", Method::kGrowRange},
    {kOwning, "insert_after", Method::kGrowRange},
    {kOwning, "emplace_after", Method::kGrow},
    {kOwning, "append", Method::kGrowRange},
    {kOwning, "assign", Method::kGrowRange},
    {kOwning, "replace", Method::kGrowRange},
    {Of(Class::kContiguous), "operator+=", Method::kGrowRange},
    {kOwning, "resize", Method::kGrowRange},
    {kOwning, "reserve", Method::kReserve},
    {kOwning, "shrink_to_fit", Method::kReserve},
    {kOwning, "rehash", Method::kReserve},
    {kOwning, "pop_back", Method::kShrink},
    {kOwning, "pop_front", Method::kShrink},
    {kOwning, "pop", Method::kShrink},
    {kOwning, "erase", Method::kShrink},
    {kOwning, "erase_after", Method::kShrink},
    {kOwning, "clear", Method::kShrink},
    {kOwning, "remove", Method::kShrink},
    {kOwning, "unique", Method::kShrink},
    {kAny, "swap", Method::kSwap},
    {kAny, "operator=", Method::kAssign},
    {Of(Class::kNode), "sort", Method::kSortElements},
    {Of(Class::kNode), "reverse", Method::kSortElements},
    {Of(Class::kArray), "fill", Method::kSortElements},
};

}  // namespace

LibraryClass LibraryClassOf(std::string_view qualified_name) {
  const auto found = Classes().find(qualified_name);
  return found == Classes().end() ? LibraryClass::kNone : found->second;
}

bool IsSynchronizationName(std::string_view qualified_name) {
  switch (LibraryClassOf(qualified_name)) {
    case LibraryClass::kMutex:
    case LibraryClass::kCondition:
    case LibraryClass::kOnceFlag:
    case LibraryClass::kBarrier:
    case LibraryClass::kLatch:
      return true;
    default:
      return false;
  }
}

Method MethodOf(LibraryClass kind, std::string_view method) {
  for (const MethodRow& row : kMethods) {
    if ((row.kinds & Of(kind)) != 0 && row.name == method) return row.method;
  }
  return Method::kNone;
}

}  // namespace interlock::lower
