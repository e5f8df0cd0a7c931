#pragma once

#include <cstdio>

// The table that a bench prints, line by line.
namespace zgc::bench {

inline void Print(const char* what, double ours, double beside, const char* unit,
                  const char* goal) {
  std::printf("%-52s %12.2f %12.2f %8.2f  %-6s %s\n", what, ours, beside,
              beside == 0 ? 0 : ours / beside, unit, goal);
}
inline void Print(const char* what, double ours, const char* unit, const char* goal) {
  std::printf("%-52s %12.2f %12s %8s  %-6s %s\n", what, ours, "", "", unit, goal);
}

}  // namespace zgc::bench
