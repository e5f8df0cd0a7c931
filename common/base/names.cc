#include "common/base/names.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace zgc::base {
namespace {

constexpr size_t kMaxIdSize = 80;

bool IsPlainSign(char sign) {
  const auto byte = static_cast<unsigned char>(sign);
  return absl::ascii_islower(byte) || absl::ascii_isdigit(byte) || sign == '-';
}

bool IsMixedSign(char sign) {
  return IsPlainSign(sign) || absl::ascii_isupper(static_cast<unsigned char>(sign)) || sign == '.';
}

bool IsId(absl::string_view id, bool (*is_sign)(char)) {
  return !id.empty() && id.size() <= kMaxIdSize && std::all_of(id.begin(), id.end(), is_sign);
}

}  // namespace

bool IsResourceId(absl::string_view id) { return IsId(id, IsPlainSign); }

bool IsMixedId(absl::string_view id) { return IsId(id, IsMixedSign); }

}  // namespace zgc::base
