# Functions that the CMakeLists of every folder use: one library per layer,
# tests beside the code.
find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)
find_package(absl REQUIRED)
find_package(gRPC CONFIG REQUIRED)
find_package(RocksDB CONFIG REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(GTest REQUIRED)
find_program(GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)

# Debian's would compile as well, and each field that its locks guard would be a race.
if(ZGC_SANITIZE STREQUAL "thread" AND NOT absl_DIR STREQUAL
    "${CMAKE_SOURCE_DIR}/build/abseil-tsan/lib/cmake/absl")
  message(FATAL_ERROR "there is no Abseil with the thread sanitizer: run tests/tools/tsan-abseil")
endif()

add_library(zgc_options INTERFACE)
target_include_directories(zgc_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(zgc_options INTERFACE
  -Wall -Wextra -Werror -Wno-unused-parameter -Wnon-virtual-dtor -Wshadow
  -Wno-missing-field-initializers
  # None of our own, and a fifth of the time to compile goes into what they would unwind. A
  # target with what throws, such as a parser of command lines, says ZGC_EXCEPTIONS.
  $<$<NOT:$<BOOL:$<TARGET_PROPERTY:ZGC_EXCEPTIONS>>>:-fno-exceptions>
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety -Wno-unused-private-field>
  # gcc 12 sees overlaps in "text" + std::string that are not there.
  # It takes a file that is compiled with others for a header, too.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-subobject-linkage>
  # Of what it frees while it compiles a unit little is garbage: it looks from half a GiB on.
  $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=524288>)
if(ZGC_SANITIZE)
  target_compile_options(zgc_options INTERFACE
    -fsanitize=${ZGC_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(zgc_options INTERFACE -fsanitize=${ZGC_SANITIZE})
endif()

# Most of the time to compile a file goes into headers that its neighbours include too, so
# those of a library are compiled together, some three dozen at a time, and those of a test by
# folders: what is in an unnamed namespace has a name of its own there. The dev preset compiles
# each alone: it shows that every file includes what it uses.
function(zgc_unite name)
  if(NOT ZGC_UNITY)
    return()
  endif()
  set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  foreach(source ${ARGN})
    get_filename_component(file ${source} ABSOLUTE)
    get_filename_component(folder ${file} DIRECTORY)
    file(RELATIVE_PATH unit ${CMAKE_SOURCE_DIR} ${folder})
    # The rooms of a layer are small, and count as one folder here.
    string(REGEX REPLACE
      "(common/(base|rpc|storage|scanner)|/(domain|report|ledger|testing|zgcctl))/.*" "\\1" unit "${unit}")
    string(MAKE_C_IDENTIFIER "${unit}" unit)
    if(NOT DEFINED count_${unit})
      set(count_${unit} 0)
    endif()
    math(EXPR part "${count_${unit}} / 24")
    math(EXPR count_${unit} "${count_${unit}} + 1")
    set_property(SOURCE ${source} PROPERTY UNITY_GROUP "${unit}_${part}")
  endforeach()
endfunction()

# What all units include of the libraries, for clang, which reads a precompiled header as it needs
# it; gcc loads all of it, and the system's share of that costs more than is won.
if(ZGC_PCH AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(zgc_options INTERFACE -pthread)
  # Two of them, as programs are compiled with other options than libraries.
  file(WRITE ${CMAKE_BINARY_DIR}/pch/empty.cc "")
  add_library(zgc_pch STATIC ${CMAKE_BINARY_DIR}/pch/empty.cc)
  target_link_libraries(zgc_pch PRIVATE zgc_options gRPC::grpc++ protobuf::libprotobuf)
  target_precompile_headers(zgc_pch PRIVATE ${CMAKE_SOURCE_DIR}/common/cmake/pch.h)
  file(WRITE ${CMAKE_BINARY_DIR}/pch/main.cc "int main() {}\n")
  add_executable(zgc_test_pch ${CMAKE_BINARY_DIR}/pch/main.cc)
  target_link_libraries(zgc_test_pch PRIVATE zgc_options gRPC::grpc++ protobuf::libprotobuf
    GTest::gmock)
  target_precompile_headers(zgc_test_pch PRIVATE
    ${CMAKE_SOURCE_DIR}/common/cmake/pch.h <gmock/gmock.h> <gtest/gtest.h>)
  target_compile_options(zgc_test_pch PRIVATE $<$<CONFIG:Release>:-O0>)
endif()
function(zgc_precompile name header)
  if(TARGET ${header})
    target_precompile_headers(${name} REUSE_FROM ${header})
  endif()
endfunction()

# zgc_library(NAME SRCS a.cc ... DEPS lib ... [EXCEPTIONS] [SLOW])
# SLOW: runs once a page or a report, and is not worth the last third of the time to compile it.
function(zgc_library name)
  cmake_parse_arguments(A "EXCEPTIONS;SLOW" "" "SRCS;DEPS" ${ARGN})
  if(A_SRCS)
    add_library(${name} STATIC ${A_SRCS})
    target_link_libraries(${name} PUBLIC zgc_options ${A_DEPS})
    set_target_properties(${name} PROPERTIES ZGC_EXCEPTIONS ${A_EXCEPTIONS})
    if(A_SLOW)
      target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
    endif()
    if(ZGC_UNITY)
      set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 40)
    endif()
    if(NOT A_EXCEPTIONS)
      zgc_precompile(${name} zgc_pch)
    endif()
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE zgc_options ${A_DEPS})
  endif()
endfunction()

# zgc_layer(NAME SRCS a/*.cc ... DEPS lib ... [SLOW]): the library of layers of a service, without
# their tests. Small layers share one: alone, each would take as long to read the same headers.
# tests/source_rules/check holds them apart.
function(zgc_layer name)
  cmake_parse_arguments(A "SLOW" "" "SRCS;DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${A_SRCS})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  set(keywords)
  if(A_SLOW)
    set(keywords SLOW)
  endif()
  zgc_library(${name} SRCS ${sources} DEPS ${A_DEPS} ${keywords})
endfunction()

# zgc_program(NAME DEPS lib ...): main.cc, which calls what a library puts together: a unit of its
# own that includes servers and flags would take as long as one of forty files.
function(zgc_program name)
  cmake_parse_arguments(A "" "" "DEPS" ${ARGN})
  add_executable(${name} main.cc)
  target_link_libraries(${name} PRIVATE ${A_DEPS})
endfunction()

# Hundreds of tests make a store each. In memory that takes a tenth of the time; what
# a kill leaves behind is the same there.
set(ZGC_TEST_ENVIRONMENT "")
if(IS_DIRECTORY /dev/shm)
  set(ZGC_TEST_ENVIRONMENT TMPDIR=/dev/shm)
endif()

if(ZGC_SANITIZE STREQUAL "thread")
  # The libraries that are not instrumented still have locks, and nothing else, that count.
  list(APPEND ZGC_TEST_ENVIRONMENT TSAN_OPTIONS=ignore_noninstrumented_modules=1:halt_on_error=1)
endif()
# The tests with the label "threads": what runs under the thread sanitizer.
add_custom_target(thread_tests)

# zgc_test(NAME SRCS a_test.cc ... DEPS lib ... [LABELS unit ...] [TIMEOUT s] [SHARDS n]
# [EXCEPTIONS]): one binary with gtest's main; one ctest entry, or n that share
# its tests, so that a long one is not the last alone.
function(zgc_test name)
  if(NOT ZGC_TESTS)
    return()
  endif()
  cmake_parse_arguments(A "EXCEPTIONS" "TIMEOUT;SHARDS" "SRCS;DEPS;LABELS" ${ARGN})
  if(NOT A_TIMEOUT)
    set(A_TIMEOUT 300)
  endif()
  if(NOT A_LABELS)
    set(A_LABELS unit)
  endif()
  add_executable(${name} ${A_SRCS})
  target_link_libraries(${name} PRIVATE zgc_options ${A_DEPS} GTest::gmock GTest::gtest_main)
  # What is tested is optimised; a third of the time to compile a test is not needed.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O0>)
  set_target_properties(${name} PROPERTIES ZGC_EXCEPTIONS ${A_EXCEPTIONS})
  zgc_unite(${name} ${A_SRCS})
  if(NOT A_EXCEPTIONS)
    zgc_precompile(${name} zgc_test_pch)
  endif()
  if("threads" IN_LIST A_LABELS)
    add_dependencies(thread_tests ${name})
  endif()
  if(NOT A_SHARDS)
    set(A_SHARDS 1)
  endif()
  foreach(shard RANGE 1 ${A_SHARDS})
    set(entry ${name})
    if(A_SHARDS GREATER 1)
      set(entry ${name}_${shard})
    endif()
    math(EXPR index "${shard} - 1")
    add_test(NAME ${entry} COMMAND ${name})
    set(environment ${ZGC_TEST_ENVIRONMENT} GTEST_TOTAL_SHARDS=${A_SHARDS}
      GTEST_SHARD_INDEX=${index})
    set_tests_properties(${entry} PROPERTIES TIMEOUT ${A_TIMEOUT} LABELS "${A_LABELS}"
      ENVIRONMENT "${environment}")
  endforeach()
endfunction()

# The sources of all targets of a folder and those below, with their whole paths.
function(zgc_sources_below folder out)
  set(sources)
  get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target ${targets})
    get_target_property(of_target ${target} SOURCES)
    get_target_property(base ${target} SOURCE_DIR)
    foreach(source ${of_target})
      get_filename_component(source ${source} ABSOLUTE BASE_DIR ${base})
      list(APPEND sources ${source})
    endforeach()
  endforeach()
  get_property(folders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(below ${folders})
    zgc_sources_below(${below} of_folder)
    list(APPEND sources ${of_folder})
  endforeach()
  set(${out} ${sources} PARENT_SCOPE)
endfunction()

# A test that no program has would fail in no build.
function(zgc_expect_all_built)
  file(GLOB_RECURSE files ${CMAKE_SOURCE_DIR}/common/*.cc ${CMAKE_SOURCE_DIR}/services/*.cc
    ${CMAKE_SOURCE_DIR}/tests/*.cc)
  zgc_sources_below(${CMAKE_SOURCE_DIR} sources)
  list(REMOVE_ITEM files ${sources})
  if(files)
    message(FATAL_ERROR "no target has ${files}")
  endif()
endfunction()
