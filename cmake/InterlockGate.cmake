# The gate: a test that executes code of a protocol needs the proof of that protocol first.
#
# ctest runs `verify.<protocol>` as the set-up of the fixture `verify-<protocol>`; a test that
# requires the fixture is not run when the set-up fails. A required fixture without a set-up test
# would be ignored by ctest, so a protocol that is executed but never verified is an error here.
#
# With `interlock.baseline.json` in the top folder the verify tests are held against it: a protocol
# that stands there as known unknown may be executed as long as nothing in it is refuted.
define_property(GLOBAL PROPERTY INTERLOCK_VERIFIED BRIEF_DOCS "protocols with a verify test")
define_property(GLOBAL PROPERTY INTERLOCK_EXECUTED BRIEF_DOCS "protocols with an execute test")

# interlock_verify_test(<protocol> [COMMAND <command>...] [TIMEOUT <seconds>])
#
# Without COMMAND: `interlock check reference/ --proofs <protocol>`, with the baseline if there is
# one.
function(interlock_verify_test protocol)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "TIMEOUT" "COMMAND")
  if(DEFINED ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "interlock_verify_test(${protocol}): ${ARG_UNPARSED_ARGUMENTS}?")
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 600)
  endif()
  if(NOT DEFINED ARG_COMMAND)
    set(ARG_COMMAND $<TARGET_FILE:interlock> check ${CMAKE_SOURCE_DIR}/reference
      -p ${CMAKE_BINARY_DIR} -o ${CMAKE_BINARY_DIR}/verify/${protocol} --proofs ${protocol}
      --cache ${CMAKE_BINARY_DIR}/verify/cache)
    # A pattern, so that a baseline that appears or goes away configures again.
    file(GLOB baseline CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/interlock.baseline.json)
    if(baseline)
      list(APPEND ARG_COMMAND --baseline interlock.baseline.json)
    endif()
  endif()
  add_test(NAME verify.${protocol} COMMAND ${ARG_COMMAND} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(verify.${protocol} PROPERTIES
    LABELS verify FIXTURES_SETUP verify-${protocol} TIMEOUT ${ARG_TIMEOUT})
  # One after the other: the first one fills the cache for the others.
  get_property(verified GLOBAL PROPERTY INTERLOCK_VERIFIED)
  if(verified)
    list(TRANSFORM verified PREPEND verify.)
    set_tests_properties(verify.${protocol} PROPERTIES DEPENDS "${verified}")
  endif()
  set_property(GLOBAL APPEND PROPERTY INTERLOCK_VERIFIED ${protocol})
endfunction()

# interlock_execute_test(<protocol> <name> COMMAND <command>... [LABELS <label>...] [TIMEOUT <s>])
#
# A sanitized build runs what is labelled `unit`, so there these tests are, but for the long ones;
# proofs are the business of the build without.
function(interlock_execute_test protocol name)
  cmake_parse_arguments(PARSE_ARGV 2 ARG "" "TIMEOUT" "COMMAND;LABELS")
  if(DEFINED ARG_UNPARSED_ARGUMENTS OR NOT DEFINED ARG_COMMAND)
    message(FATAL_ERROR "interlock_execute_test(${protocol} ${name}): wants COMMAND, "
      "understands LABELS and TIMEOUT, got '${ARG_UNPARSED_ARGUMENTS}'")
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_test(NAME ${name} COMMAND ${ARG_COMMAND})
  if(INTERLOCK_SANITIZE)
    math(EXPR ARG_TIMEOUT "8 * ${ARG_TIMEOUT}")
    if(NOT "long" IN_LIST ARG_LABELS)
      list(APPEND ARG_LABELS unit)
    endif()
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "execute;${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT})
  if(NOT INTERLOCK_SANITIZE)
    set_tests_properties(${name} PROPERTIES FIXTURES_REQUIRED verify-${protocol})
    set_property(GLOBAL APPEND PROPERTY INTERLOCK_EXECUTED ${protocol})
  endif()
endfunction()

# Called once at the end of the top CMakeLists.txt.
function(interlock_check_gate)
  get_property(verified GLOBAL PROPERTY INTERLOCK_VERIFIED)
  get_property(executed GLOBAL PROPERTY INTERLOCK_EXECUTED)
  foreach(protocol IN LISTS executed)
    if(NOT protocol IN_LIST verified)
      message(FATAL_ERROR "protocol '${protocol}' has execute tests and no interlock_verify_test")
    endif()
  endforeach()
endfunction()
