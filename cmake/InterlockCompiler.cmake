# Warnings, compiler cache and linker for every target of the project.
find_program(INTERLOCK_CCACHE ccache)
if(INTERLOCK_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${INTERLOCK_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${INTERLOCK_CCACHE})
endif()

# -O1 keeps builds short on two cores; the analysis is dominated by Clang and Z3, which are prebuilt.
set(CMAKE_CXX_FLAGS_RELEASE "-O1")

add_library(interlock_warnings INTERFACE)
target_compile_options(interlock_warnings INTERFACE -Wall -Wextra -Werror)
target_include_directories(interlock_warnings INTERFACE ${CMAKE_SOURCE_DIR})
