# Clang 19 (shared libclang-cpp and libLLVM), Z3, nlohmann-json, CLI11, GoogleTest.
find_package(Clang 19.1 REQUIRED CONFIG HINTS /usr/lib/llvm-19/lib/cmake/clang)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(GTest REQUIRED)
find_package(Threads REQUIRED)

# Debian's libz3-dev 4.8.12 ships no CMake package.
find_path(Z3_INCLUDE_DIR z3++.h REQUIRED)
find_library(Z3_LIBRARY z3 REQUIRED)
add_library(interlock_z3 INTERFACE)
target_include_directories(interlock_z3 SYSTEM INTERFACE ${Z3_INCLUDE_DIR})
target_link_libraries(interlock_z3 INTERFACE ${Z3_LIBRARY})

# Shared linking only: the static clangTooling archives beside clang-cpp would hold a second copy of
# LLVM's global state.
add_library(interlock_clang INTERFACE)
target_include_directories(interlock_clang SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS} ${CLANG_INCLUDE_DIRS})
target_link_libraries(interlock_clang INTERFACE clang-cpp LLVM)
target_compile_definitions(interlock_clang INTERFACE
  INTERLOCK_CLANG_RESOURCE_DIR="${LLVM_LIBRARY_DIR}/clang/${LLVM_VERSION_MAJOR}")
