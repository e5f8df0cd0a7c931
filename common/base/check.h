#pragma once

#include "absl/strings/string_view.h"

namespace zgc::base {

// Writes where and why to stderr and ends the process.
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition,
                              absl::string_view why);

}  // namespace zgc::base

// Ends the process unless the condition holds, in every build: for what only a mistake in
// this program can bring about, where to go on would be worse than to stop. `why` is what
// would go wrong otherwise; it is made only then.
#define ZGC_CHECK(condition, why)                                    \
  do {                                                               \
    if (!(condition)) {                                              \
      ::zgc::base::CheckFailed(__FILE__, __LINE__, #condition, why); \
    }                                                                \
  } while (false)
