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

add_library(zgc_options INTERFACE)
target_include_directories(zgc_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(zgc_options INTERFACE
  -Wall -Wextra -Werror -Wno-unused-parameter -Wnon-virtual-dtor -Wshadow
  -Wno-missing-field-initializers
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety -Wno-unused-private-field>
  # gcc 12 sees overlaps in "text" + std::string that are not there.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(ZGC_SANITIZE)
  target_compile_options(zgc_options INTERFACE
    -fsanitize=${ZGC_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(zgc_options INTERFACE -fsanitize=${ZGC_SANITIZE})
endif()

# zgc_library(NAME SRCS a.cc ... DEPS lib ...)
function(zgc_library name)
  cmake_parse_arguments(A "" "" "SRCS;DEPS" ${ARGN})
  if(A_SRCS)
    add_library(${name} STATIC ${A_SRCS})
    target_link_libraries(${name} PUBLIC zgc_options ${A_DEPS})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE zgc_options ${A_DEPS})
  endif()
endfunction()

# zgc_test(NAME SRCS a_test.cc ... DEPS lib ... [LABELS unit] [TIMEOUT s]):
# one binary with gtest's main, one ctest entry.
function(zgc_test name)
  if(NOT ZGC_TESTS)
    return()
  endif()
  cmake_parse_arguments(A "" "TIMEOUT" "SRCS;DEPS;LABELS" ${ARGN})
  if(NOT A_TIMEOUT)
    set(A_TIMEOUT 300)
  endif()
  if(NOT A_LABELS)
    set(A_LABELS unit)
  endif()
  add_executable(${name} ${A_SRCS})
  target_link_libraries(${name} PRIVATE zgc_options ${A_DEPS} GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${A_TIMEOUT} LABELS "${A_LABELS}")
endfunction()
