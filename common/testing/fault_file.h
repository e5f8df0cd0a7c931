#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace zgc::testing {

// Whether something is to fail now: while there is a file with the name that the environment's
// `variable` has. If it is not empty, each that fails takes a byte of it away, and the last
// the file.
inline bool FailsNow(const char* variable) {
  const char* const file = std::getenv(variable);
  struct stat found = {};
  if (file == nullptr || stat(file, &found) != 0) return false;
  if (found.st_size > 1) return truncate(file, found.st_size - 1) == 0;
  if (found.st_size == 1) return unlink(file) == 0;
  return true;
}

}  // namespace zgc::testing
