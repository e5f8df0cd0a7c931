#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace zgc::testing {

// Holds a file of the source tree that is written from the code to what the code says now.
// With ZGC_WRITE=1 in the environment the file is written anew.
inline void ExpectWritten(const std::string& file, const std::string& text) {
  const std::string path = ZGC_SOURCE_DIR "/" + file;
  if (std::getenv("ZGC_WRITE") != nullptr) std::ofstream(path) << text;
  std::ifstream in(path);
  const std::string held{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_EQ(held, text) << file << " differs: run this test with ZGC_WRITE=1 and look at the diff";
}

}  // namespace zgc::testing
