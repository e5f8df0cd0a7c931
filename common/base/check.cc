#include "common/base/check.h"

#include <cstdlib>
#include <iostream>

namespace zgc::base {

void CheckFailed(const char* file, int line, const char* condition, absl::string_view why) {
  std::cerr << file << ":" << line << ": not true: " << condition << ": " << why << std::endl;
  std::abort();
}

}  // namespace zgc::base
