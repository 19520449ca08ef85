# Programs that run under the explorer: ordinary sources with their own main, compiled by clang with
# thread instrumentation, linked with the explorer's runtime in place of the sanitizer's.
#
#   interlock_explore_library(<name> SOURCES <source>... [INCLUDE_DIRECTORIES <dir>...]
#                             [DEFINITIONS <NAME=VALUE>...] [OPTIONS <flag>...])
#       Compiles sources that several explored programs share.
#   interlock_explore_executable(<name> [SOURCES] <source>... [LIBRARIES <explore library>...]
#                                [INCLUDE_DIRECTORIES ...] [DEFINITIONS ...] [OPTIONS ...]
#                                [ROOT <dir>] [OUTPUT <dir>] [NAME <file>])
#       Makes <OUTPUT>/<NAME> (default: bin/explore in the build folder, <name>) and its site table
#       <NAME>.sites with positions relative to ROOT (default: the top source folder).
#
# The project's own compiler may be any: these are custom commands. Sources are compiled with -O0: at
# higher levels dead reads disappear and clang does not instrument fields of shared stack objects.
# A read before a write to the same place is an event of its own (++n): clang would leave it out.
# _GLIBCXX_EXTERN_TEMPLATE=0 makes std::string's members part of the instrumented program.

find_program(INTERLOCK_EXPLORE_COMPILER NAMES clang++-19 clang++)
find_program(INTERLOCK_EXPLORE_C_COMPILER NAMES clang-19 clang)

set(INTERLOCK_EXPLORE_FLAGS -O0 -g -fsanitize=thread -D_GLIBCXX_EXTERN_TEMPLATE=0
  -fno-omit-frame-pointer -mllvm -tsan-instrument-read-before-write=1)

# Adds one custom command per source; the object files are returned in <result>.
function(_interlock_explore_objects result name)
  cmake_parse_arguments(PARSE_ARGV 2 ARG "" "" "SOURCES;INCLUDE_DIRECTORIES;DEFINITIONS;OPTIONS")
  if(NOT INTERLOCK_EXPLORE_COMPILER)
    message(FATAL_ERROR "interlock_explore_executable(${name}): clang++-19 is needed and was not found")
  endif()
  set(flags ${INTERLOCK_EXPLORE_FLAGS} ${ARG_OPTIONS} -I${CMAKE_SOURCE_DIR})
  foreach(directory IN LISTS ARG_INCLUDE_DIRECTORIES)
    list(APPEND flags -I${directory})
  endforeach()
  foreach(definition IN LISTS ARG_DEFINITIONS)
    list(APPEND flags -D${definition})
  endforeach()
  set(launcher)
  if(INTERLOCK_CCACHE)
    set(launcher ${INTERLOCK_CCACHE})
  endif()
  set(objects)
  foreach(source IN LISTS ARG_SOURCES)
    get_filename_component(path ${source} ABSOLUTE)
    file(RELATIVE_PATH relative ${CMAKE_SOURCE_DIR} ${path})
    string(REPLACE "../" "up/" relative ${relative})
    set(object ${CMAKE_CURRENT_BINARY_DIR}/explore/${name}/${relative}.o)
    get_filename_component(directory ${object} DIRECTORY)
    file(MAKE_DIRECTORY ${directory})
    set(compiler ${INTERLOCK_EXPLORE_COMPILER} -std=c++20)
    if(path MATCHES "\\.c$")
      set(compiler ${INTERLOCK_EXPLORE_C_COMPILER} -std=gnu17)
    endif()
    add_custom_command(
      OUTPUT ${object}
      COMMAND ${launcher} ${compiler} ${flags} -MD -MF ${object}.d -c ${path} -o ${object}
      DEPENDS ${path}
      DEPFILE ${object}.d
      COMMENT "Compiling ${relative} for the explorer"
      VERBATIM)
    list(APPEND objects ${object})
  endforeach()
  set(${result} ${objects} PARENT_SCOPE)
endfunction()

function(interlock_explore_library name)
  _interlock_explore_objects(objects ${name} ${ARGN})
  set(archive ${CMAKE_CURRENT_BINARY_DIR}/explore/lib${name}.a)
  add_custom_command(
    OUTPUT ${archive}
    COMMAND ${CMAKE_COMMAND} -E rm -f ${archive}
    COMMAND ${CMAKE_AR} rcs ${archive} ${objects}
    DEPENDS ${objects}
    VERBATIM)
  add_custom_target(${name} DEPENDS ${archive})
  set_target_properties(${name} PROPERTIES INTERLOCK_EXPLORE_ARCHIVE ${archive})
endfunction()

# The bodies of C++ library functions that must be instrumented, compiled once for all programs.
function(_interlock_explore_library_bodies)
  if(TARGET interlock_explorer_library_bodies)
    return()
  endif()
  set(object ${CMAKE_BINARY_DIR}/interlock_explorer_library_bodies.o)
  if(DEFINED INTERLOCK_EXPLORER_LIBRARY_BODIES)
    set(source ${INTERLOCK_EXPLORER_LIBRARY_BODIES})
  else()
    set(source ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../checker/explorer/runtime/library_bodies.cc)
  endif()
  # No debug information: these are library code, events in them belong to the caller.
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${INTERLOCK_EXPLORE_COMPILER} -std=c++20 -O0 -g0 -fsanitize=thread -c ${source} -o ${object}
    DEPENDS ${source}
    VERBATIM)
  add_custom_target(interlock_explorer_library_bodies DEPENDS ${object})
  set_target_properties(interlock_explorer_library_bodies PROPERTIES INTERLOCK_EXPLORE_ARCHIVE ${object})
endfunction()

function(interlock_explore_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "ROOT;OUTPUT;NAME"
    "SOURCES;LIBRARIES;INCLUDE_DIRECTORIES;DEFINITIONS;OPTIONS")
  if(NOT ARG_ROOT)
    set(ARG_ROOT ${CMAKE_SOURCE_DIR})
  endif()
  if(NOT ARG_OUTPUT)
    set(ARG_OUTPUT ${CMAKE_BINARY_DIR}/bin/explore)
  endif()
  if(NOT ARG_NAME)
    set(ARG_NAME ${name})
  endif()
  _interlock_explore_library_bodies()
  _interlock_explore_objects(objects ${name} SOURCES ${ARG_SOURCES} ${ARG_UNPARSED_ARGUMENTS}
    INCLUDE_DIRECTORIES ${ARG_INCLUDE_DIRECTORIES} DEFINITIONS ${ARG_DEFINITIONS}
    OPTIONS ${ARG_OPTIONS})
  set(archives)
  foreach(library IN LISTS ARG_LIBRARIES)
    get_target_property(archive ${library} INTERLOCK_EXPLORE_ARCHIVE)
    list(APPEND archives ${archive})
  endforeach()
  get_target_property(bodies interlock_explorer_library_bodies INTERLOCK_EXPLORE_ARCHIVE)
  file(MAKE_DIRECTORY ${ARG_OUTPUT})
  set(program ${ARG_OUTPUT}/${ARG_NAME})
  add_custom_command(
    OUTPUT ${program} ${program}.sites
    COMMAND ${INTERLOCK_EXPLORE_COMPILER} ${objects} ${bodies} ${archives}
      -Wl,--whole-archive $<TARGET_FILE:interlock_explorer_runtime> -Wl,--no-whole-archive
      -Wl,--wrap=main -Wl,-z,now -Wl,--build-id -Wl,--export-dynamic -ldl -lpthread -o ${program}
    COMMAND $<TARGET_FILE:interlock-sites> ${program} --root ${ARG_ROOT}
    DEPENDS ${objects} ${archives} ${bodies} ${ARG_LIBRARIES} interlock_explorer_runtime
      interlock_explorer_library_bodies interlock-sites
    COMMENT "Linking ${name} with the explorer's runtime"
    VERBATIM)
  add_custom_target(${name} DEPENDS ${program})
  set_target_properties(${name} PROPERTIES INTERLOCK_EXPLORE_PROGRAM ${program})
endfunction()
