# Warnings, compiler cache, linker and sanitizers for every target of the project.
find_program(INTERLOCK_CCACHE ccache)
if(INTERLOCK_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${INTERLOCK_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${INTERLOCK_CCACHE})
endif()

# mold links against the large shared Clang library several times faster than GNU ld.
find_program(INTERLOCK_MOLD mold)
if(INTERLOCK_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# -O1 keeps builds short on two cores; the analysis is dominated by Clang and Z3, which are prebuilt.
set(CMAKE_CXX_FLAGS_RELEASE "-O1")

set(INTERLOCK_SANITIZE "" CACHE STRING "Sanitizers for every target, e.g. address,undefined")
if(INTERLOCK_SANITIZE)
  add_compile_options(-fsanitize=${INTERLOCK_SANITIZE} -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${INTERLOCK_SANITIZE})
endif()

option(INTERLOCK_EXPLORE "Build every program for the explorer (clang, -O0)" OFF)

add_library(interlock_warnings INTERFACE)
target_compile_options(interlock_warnings INTERFACE -Wall -Wextra -Werror)
# The analysis of reference/ under Clang stands in the same warnings as every other compilation.
target_compile_options(interlock_warnings INTERFACE
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>)
target_include_directories(interlock_warnings INTERFACE ${CMAKE_SOURCE_DIR})
