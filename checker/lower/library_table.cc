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
constexpr Kinds kIndexed = Of(Class::kContiguous) | Of(Class::kSegmented) | Of(Class::kArray) |
                           Of(Class::kView);
constexpr Kinds kLinked = Of(Class::kNode) | Of(Class::kMap);
constexpr Kinds kOwning = Of(Class::kContiguous) | Of(Class::kSegmented) | kLinked |
                          Of(Class::kAdapter);
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

struct FreeRow {
  std::string_view name;
  Free effect;
};

constexpr FreeRow kFree[] = {
    // C library
    {"malloc", Free::kAllocate}, {"valloc", Free::kAllocate}, {"alloca", Free::kAllocate},
    {"__builtin_alloca", Free::kAllocate}, {"calloc", Free::kAllocateArray},
    {"aligned_alloc", Free::kAllocateArray}, {"realloc", Free::kReallocate},
    {"free", Free::kFree}, {"cfree", Free::kFree},
    {"memcpy", Free::kCopyMemory}, {"memmove", Free::kCopyMemory},
    {"memset", Free::kSetMemory}, {"bzero", Free::kSetMemory}, {"memcmp", Free::kReadSized},
    {"strcmp", Free::kReadText}, {"strncmp", Free::kReadText}, {"strcasecmp", Free::kReadText},
    {"strncasecmp", Free::kReadText}, {"strlen", Free::kReadText}, {"strnlen", Free::kReadText},
    {"strspn", Free::kReadText}, {"strcspn", Free::kReadText}, {"atoi", Free::kReadText},
    {"atol", Free::kReadText}, {"atoll", Free::kReadText}, {"atof", Free::kReadText},
    {"puts", Free::kReadText}, {"perror", Free::kReadText},
    {"printf", Free::kReadText}, {"vprintf", Free::kReadText}, {"syslog", Free::kReadText},
    {"putchar", Free::kPure}, {"getchar", Free::kInput},
    {"strchr", Free::kReadTextPointer}, {"strrchr", Free::kReadTextPointer},
    {"strstr", Free::kReadTextPointer}, {"strpbrk", Free::kReadTextPointer},
    {"memchr", Free::kReadTextPointer}, {"strcpy", Free::kWriteText},
    {"strncpy", Free::kWriteText}, {"strcat", Free::kWriteText}, {"strncat", Free::kWriteText},
    {"stpcpy", Free::kWriteText}, {"sprintf", Free::kWriteText}, {"snprintf", Free::kWriteText},
    {"vsnprintf", Free::kWriteText}, {"scanf", Free::kWriteAll}, {"sscanf", Free::kWriteAll},
    {"time", Free::kWriteAll}, {"gettimeofday", Free::kWriteAll},
    {"clock_gettime", Free::kWriteAll}, {"nanosleep", Free::kWriteAll},
    {"rand", Free::kInput}, {"random", Free::kInput}, {"rand_r", Free::kWriteAll},
    {"srand", Free::kNothing}, {"srandom", Free::kNothing}, {"lrand48", Free::kInput},
    {"drand48", Free::kInput}, {"getpid", Free::kInput}, {"gettid", Free::kInput},
    {"clock", Free::kInput}, {"sysconf", Free::kInput}, {"isatty", Free::kInput},
    {"get_nprocs", Free::kInput}, {"__VERIFIER_nondet_int", Free::kInput},
    {"sleep", Free::kNothing}, {"usleep", Free::kNothing}, {"sched_yield", Free::kNothing},
    {"pthread_yield", Free::kNothing}, {"abs", Free::kPure}, {"labs", Free::kPure},
    {"isspace", Free::kPure}, {"isdigit", Free::kPure}, {"isalpha", Free::kPure},
    {"isalnum", Free::kPure}, {"isupper", Free::kPure}, {"islower", Free::kPure},
    {"isprint", Free::kPure}, {"isxdigit", Free::kPure}, {"toupper", Free::kPure},
    {"tolower", Free::kPure}, {"sqrt", Free::kPure}, {"pow", Free::kPure}, {"exp", Free::kPure},
    {"log", Free::kPure}, {"log2", Free::kPure}, {"floor", Free::kPure}, {"ceil", Free::kPure},
    {"fabs", Free::kPure}, {"sin", Free::kPure}, {"cos", Free::kPure}, {"round", Free::kPure},
    {"fmod", Free::kPure}, {"htons", Free::kPure}, {"htonl", Free::kPure}, {"ntohs", Free::kPure},
    {"ntohl", Free::kPure}, {"close", Free::kPure}, {"__errno_location", Free::kPure},
    {"__ctype_b_loc", Free::kPure},
    {"exit", Free::kStop}, {"_exit", Free::kStop}, {"_Exit", Free::kStop},
    {"abort", Free::kStop}, {"quick_exit", Free::kStop}, {"__assert_fail", Free::kStop},
    {"__assert", Free::kStop}, {"std::terminate", Free::kStop},
    // POSIX and stdio: streams and descriptors are synchronised by the library
    {"open", Free::kReadText}, {"creat", Free::kReadText}, {"write", Free::kReadText},
    {"pwrite", Free::kReadText}, {"read", Free::kWriteAll}, {"pread", Free::kWriteAll},
    {"stat", Free::kWriteAll}, {"fstat", Free::kWriteAll}, {"lstat", Free::kWriteAll},
    {"access", Free::kReadText}, {"unlink", Free::kReadText}, {"mkdir", Free::kReadText},
    {"rmdir", Free::kReadText}, {"rename", Free::kReadText}, {"remove", Free::kReadText},
    {"chdir", Free::kReadText}, {"lseek", Free::kPure}, {"fsync", Free::kPure},
    {"fdatasync", Free::kPure}, {"ftruncate", Free::kPure}, {"dup", Free::kPure},
    {"pipe", Free::kWriteAll}, {"socket", Free::kPure}, {"listen", Free::kPure},
    {"shutdown", Free::kPure}, {"mmap", Free::kAllocateObject}, {"munmap", Free::kFree},
    {"opendir", Free::kAllocateObject}, {"readdir", Free::kReadTextPointer},
    {"closedir", Free::kFree}, {"localtime_r", Free::kWriteAll}, {"gmtime_r", Free::kWriteAll},
    {"strftime", Free::kWriteText}, {"getrlimit", Free::kWriteAll}, {"geteuid", Free::kInput},
    {"getuid", Free::kInput}, {"fopen", Free::kAllocateObject}, {"fdopen", Free::kAllocateObject},
    {"tmpfile", Free::kAllocateObject}, {"fclose", Free::kReadText}, {"fflush", Free::kReadText},
    {"fwrite", Free::kReadText}, {"fread", Free::kWriteText}, {"fgets", Free::kWriteText},
    {"fputs", Free::kReadText}, {"fputc", Free::kReadText}, {"putc", Free::kReadText},
    {"fprintf", Free::kReadText}, {"vfprintf", Free::kReadText}, {"fgetc", Free::kReadText},
    {"getc", Free::kReadText}, {"feof", Free::kReadText}, {"ferror", Free::kReadText},
    {"fileno", Free::kReadText}, {"fseek", Free::kReadText}, {"ftell", Free::kReadText},
    {"strdup", Free::kAllocateObject}, {"strndup", Free::kAllocateObject},
    {"fputs_unlocked", Free::kReadText}, {"alarm", Free::kNothing}, {"difftime", Free::kPure},
    {"strtol", Free::kWriteAll}, {"strtoul", Free::kWriteAll}, {"strtoll", Free::kWriteAll},
    {"strtoull", Free::kWriteAll}, {"strtod", Free::kWriteAll},
    // pthreads
    {"pthread_create", Free::kThreadCreate}, {"pthread_join", Free::kThreadJoin},
    {"pthread_detach", Free::kThreadDetach}, {"pthread_exit", Free::kThreadExit},
    {"pthread_self", Free::kInput}, {"pthread_equal", Free::kPure},
    {"pthread_mutex_init", Free::kNothing}, {"pthread_mutex_destroy", Free::kNothing},
    {"pthread_mutex_lock", Free::kMutexLock}, {"pthread_mutex_unlock", Free::kMutexUnlock},
    {"pthread_mutex_trylock", Free::kMutexTryLock},
    {"pthread_mutex_timedlock", Free::kMutexTryLock},
    {"pthread_rwlock_init", Free::kNothing}, {"pthread_rwlock_destroy", Free::kNothing},
    {"pthread_rwlock_rdlock", Free::kReadLock}, {"pthread_rwlock_wrlock", Free::kMutexLock},
    {"pthread_rwlock_tryrdlock", Free::kReadTryLock},
    {"pthread_rwlock_trywrlock", Free::kMutexTryLock},
    {"pthread_rwlock_unlock", Free::kMutexUnlock},
    {"pthread_spin_init", Free::kNothing}, {"pthread_spin_destroy", Free::kNothing},
    {"pthread_spin_lock", Free::kMutexLock}, {"pthread_spin_trylock", Free::kMutexTryLock},
    {"pthread_spin_unlock", Free::kMutexUnlock},
    {"pthread_cond_init", Free::kNothing}, {"pthread_cond_destroy", Free::kNothing},
    {"pthread_cond_wait", Free::kConditionWait}, {"pthread_cond_timedwait", Free::kConditionWait},
    {"pthread_cond_signal", Free::kConditionNotify},
    {"pthread_cond_broadcast", Free::kConditionNotify},
    {"pthread_once", Free::kOncePthread},
    {"pthread_barrier_init", Free::kBarrierInit}, {"pthread_barrier_wait", Free::kBarrierWait},
    {"pthread_barrier_destroy", Free::kNothing},
    {"pthread_key_create", Free::kKeyCreate}, {"pthread_key_delete", Free::kNothing},
    {"pthread_getspecific", Free::kKeyGet}, {"pthread_setspecific", Free::kKeySet},
    {"pthread_attr_init", Free::kNothing}, {"pthread_attr_destroy", Free::kNothing},
    {"pthread_attr_setstacksize", Free::kNothing},
    {"pthread_attr_setdetachstate", Free::kUnsupported},
    {"pthread_mutexattr_init", Free::kNothing}, {"pthread_mutexattr_destroy", Free::kNothing},
    {"pthread_mutexattr_settype", Free::kNothing}, {"pthread_setname_np", Free::kNothing},
    {"pthread_condattr_init", Free::kNothing}, {"pthread_condattr_destroy", Free::kNothing},
    {"pthread_rwlockattr_init", Free::kNothing}, {"pthread_rwlockattr_destroy", Free::kNothing},
    {"pthread_setconcurrency", Free::kNothing}, {"pthread_setschedparam", Free::kNothing},
    {"pthread_cancel", Free::kUnsupported}, {"pthread_kill", Free::kUnsupported},
    {"fork", Free::kUnsupported}, {"vfork", Free::kUnsupported}, {"clone", Free::kUnsupported},
    {"signal", Free::kUnsupported}, {"sigaction", Free::kUnsupported},
    {"raise", Free::kUnsupported}, {"setjmp", Free::kUnsupported},
    {"_setjmp", Free::kUnsupported}, {"sigsetjmp", Free::kUnsupported},
    {"__sigsetjmp", Free::kUnsupported}, {"longjmp", Free::kUnsupported},
    {"siglongjmp", Free::kUnsupported}, {"_longjmp", Free::kUnsupported},
    {"dlsym", Free::kUnsupported}, {"pthread_atfork", Free::kUnsupported},
    {"getcontext", Free::kUnsupported}, {"swapcontext", Free::kUnsupported},
    {"makecontext", Free::kUnsupported}, {"sem_wait", Free::kUnsupported},
    {"sem_post", Free::kUnsupported}, {"sem_init", Free::kUnsupported},
    // C11 threads
    {"thrd_create", Free::kThreadCreateC11}, {"thrd_join", Free::kThreadJoin},
    {"thrd_detach", Free::kThreadDetach}, {"thrd_exit", Free::kThreadExit},
    {"thrd_current", Free::kInput}, {"thrd_equal", Free::kPure}, {"thrd_yield", Free::kNothing},
    {"thrd_sleep", Free::kNothing}, {"mtx_init", Free::kNothing},
    {"mtx_destroy", Free::kNothing}, {"mtx_lock", Free::kMutexLock},
    {"mtx_unlock", Free::kMutexUnlock}, {"mtx_trylock", Free::kMutexTryLock},
    {"mtx_timedlock", Free::kMutexTryLock}, {"cnd_init", Free::kNothing},
    {"cnd_destroy", Free::kNothing}, {"cnd_wait", Free::kConditionWait},
    {"cnd_timedwait", Free::kConditionWait}, {"cnd_signal", Free::kConditionNotify},
    {"cnd_broadcast", Free::kConditionNotify}, {"call_once", Free::kOncePthread},
    {"tss_create", Free::kKeyCreate}, {"tss_delete", Free::kNothing},
    {"tss_get", Free::kKeyGet}, {"tss_set", Free::kKeySet},
    {"atomic_thread_fence", Free::kFence}, {"atomic_signal_fence", Free::kNothing},
    // C++ library
    {"std::move", Free::kForward}, {"std::forward", Free::kForward},
    {"std::as_const", Free::kForward}, {"std::addressof", Free::kForward},
    {"std::__addressof", Free::kForward}, {"std::launder", Free::kForward},
    {"std::move_if_noexcept", Free::kForward}, {"std::ref", Free::kForward},
    {"std::cref", Free::kForward}, {"std::swap", Free::kSwap}, {"std::min", Free::kMinimum},
    {"std::max", Free::kMaximum}, {"std::make_unique", Free::kMakeUnique},
    {"std::make_shared", Free::kMakeShared}, {"std::make_pair", Free::kMakeObject},
    {"std::make_tuple", Free::kMakeObject}, {"std::call_once", Free::kCallOnce},
    {"std::async", Free::kAsync}, {"std::get", Free::kGet}, {"std::lock", Free::kLockAll},
    {"std::atomic_thread_fence", Free::kFence}, {"std::atomic_signal_fence", Free::kNothing},
    {"std::this_thread::sleep_for", Free::kNothing},
    {"std::this_thread::sleep_until", Free::kNothing},
    {"std::this_thread::yield", Free::kNothing}, {"std::this_thread::get_id", Free::kInput},
    {"std::chrono::duration_cast", Free::kPure}, {"std::to_string", Free::kPure},
    {"std::for_each", Free::kVisitRange}, {"std::find", Free::kVisitRange},
    {"std::find_if", Free::kVisitRange}, {"std::find_if_not", Free::kVisitRange},
    {"std::any_of", Free::kVisitRange}, {"std::all_of", Free::kVisitRange},
    {"std::none_of", Free::kVisitRange}, {"std::count", Free::kVisitRange},
    {"std::count_if", Free::kVisitRange}, {"std::accumulate", Free::kVisitRange},
    {"std::equal", Free::kVisitRange}, {"std::min_element", Free::kVisitRange},
    {"std::max_element", Free::kVisitRange}, {"std::lower_bound", Free::kVisitRange},
    {"std::upper_bound", Free::kVisitRange}, {"std::binary_search", Free::kVisitRange},
    {"std::is_sorted", Free::kVisitRange}, {"std::distance", Free::kPure},
    {"std::next", Free::kForward}, {"std::prev", Free::kForward},
    {"std::sort", Free::kChangeRange}, {"std::stable_sort", Free::kChangeRange},
    {"std::partial_sort", Free::kChangeRange}, {"std::nth_element", Free::kChangeRange},
    {"std::transform", Free::kChangeRange}, {"std::fill", Free::kChangeRange},
    {"std::fill_n", Free::kChangeRange}, {"std::iota", Free::kChangeRange},
    {"std::generate", Free::kChangeRange}, {"std::copy", Free::kChangeRange},
    {"std::copy_n", Free::kChangeRange}, {"std::reverse", Free::kChangeRange},
    {"std::remove", Free::kChangeRange}, {"std::remove_if", Free::kChangeRange},
    {"std::unique", Free::kChangeRange}, {"std::shuffle", Free::kChangeRange},
    {"std::rotate", Free::kChangeRange}, {"std::partition", Free::kChangeRange},
    {"std::replace", Free::kChangeRange}, {"std::make_heap", Free::kChangeRange},
    {"std::push_heap", Free::kChangeRange}, {"std::pop_heap", Free::kChangeRange},
};

std::string_view WithoutStd(std::string_view name) {
  return name.substr(0, 5) == "std::" ? name.substr(5) : name;
}

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

Free FreeOf(std::string_view qualified_name) {
  static const std::unordered_map<std::string_view, Free> table = [] {
    std::unordered_map<std::string_view, Free> rows;
    for (const FreeRow& row : kFree) rows.emplace(row.name, row.effect);
    return rows;
  }();
  const auto found = table.find(qualified_name);
  if (found != table.end()) return found->second;
  // <cstring> and friends repeat the C library in namespace std.
  const std::string_view plain = WithoutStd(qualified_name);
  if (plain.size() == qualified_name.size()) {
    constexpr std::string_view kBuiltin = "__builtin_";
    if (plain.substr(0, kBuiltin.size()) != kBuiltin) return Free::kNone;
    const auto builtin = table.find(plain.substr(kBuiltin.size()));
    return builtin == table.end() ? Free::kNone : builtin->second;
  }
  const auto c = table.find(plain);
  return c == table.end() ? Free::kNone : c->second;
}

}  // namespace interlock::lower
