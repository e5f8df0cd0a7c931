#pragma once

#include <string>

// Spans of days that records state.
namespace zgc::funding {

// Whether `day` lies between the days of a span whose end may be open.
inline bool InSpan(const std::string& from, const std::string& to, const std::string& day) {
  return from <= day && (to.empty() || day <= to);
}

}  // namespace zgc::funding
