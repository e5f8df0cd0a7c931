#include "common/base/text.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace zgc::base {
namespace {

constexpr CodePoint kBad = {kReplacement, 1, false};

bool IsScalar(char32_t point) { return point <= 0x10FFFF && !(point >= 0xD800 && point <= 0xDFFF); }

// Length of the sequence that `lead` opens, 0 if it opens none.
size_t SequenceLength(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

}  // namespace

CodePoint CodePointAt(absl::string_view text, size_t pos) {
  const auto byte = [text](size_t i) { return static_cast<unsigned char>(text[i]); };
  const size_t length = SequenceLength(byte(pos));
  if (length == 1) {
    return {byte(pos), 1, true};
  }
  if (length == 0 || pos + length > text.size()) {
    return kBad;
  }
  char32_t point = byte(pos) & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(pos + i) & 0xC0u) != 0x80u) {
      return kBad;
    }
    point = (point << 6) | (byte(pos + i) & 0x3Fu);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (point < kSmallest[length] || !IsScalar(point)) {
    return kBad;
  }
  return {point, length, true};
}

absl::optional<size_t> FirstBadByte(absl::string_view text) {
  for (size_t pos = 0; pos < text.size();) {
    const CodePoint point = CodePointAt(text, pos);
    if (!point.valid) {
      return pos;
    }
    pos += point.length;
  }
  return absl::nullopt;
}

bool IsValidUtf8(absl::string_view text) { return !FirstBadByte(text).has_value(); }

bool IsBlank(absl::string_view text) {
  for (size_t pos = 0; pos < text.size();) {
    const auto [point, length, valid] = CodePointAt(text, pos);
    const bool space = (point >= 0x9 && point <= 0xD) || point == 0x20 || point == 0x85 ||
                       point == 0xA0 || point == 0x1680 || (point >= 0x2000 && point <= 0x200D) ||
                       point == 0x2028 || point == 0x2029 || point == 0x202F || point == 0x205F ||
                       point == 0x2060 || point == 0x3000 || point == 0xFEFF;
    if (!space) return false;
    pos += length;
  }
  return true;
}

size_t CountCodePoints(absl::string_view text) { return CodePointOffset(text, text.size()); }

DecodedText Decode(absl::string_view text) {
  DecodedText decoded;
  decoded.points.reserve(text.size());
  decoded.byte_offsets.reserve(text.size() + 1);
  size_t pos = 0;
  while (pos < text.size()) {
    const CodePoint point = CodePointAt(text, pos);
    decoded.points.push_back(point.value);
    decoded.byte_offsets.push_back(pos);
    pos += point.length;
  }
  decoded.byte_offsets.push_back(pos);
  return decoded;
}

size_t CodePointOffset(absl::string_view text, size_t byte_offset) {
  const size_t end = std::min(byte_offset, text.size());
  size_t count = 0;
  for (size_t pos = 0; pos < end; ++count) {
    pos += CodePointAt(text, pos).length;
  }
  return count;
}

std::string Truncate(absl::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
  return std::string(text.substr(0, end)) + "…";
}

std::string NumberedBytes(absl::string_view text) {
  std::string bytes;
  for (size_t at = 0; at < text.size();) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[at]))) {
      bytes += text[at++];
      continue;
    }
    while (at < text.size() && text[at] == '0') ++at;
    const size_t begin = at;
    while (at < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[at]))) ++at;
    // Where digits stand among other signs; then how many there are, since more are a larger
    // number. A long one counts in parts.
    constexpr size_t kMost = 255;
    for (size_t rest = at - begin; rest >= kMost; rest -= kMost) bytes += "0\xff";
    bytes += '0';
    bytes += static_cast<char>((at - begin) % kMost);
    bytes.append(text.data() + begin, at - begin);
  }
  // Numbers that are written with zeros before them are told apart last.
  bytes += '\0';
  bytes.append(text.data(), text.size());
  return bytes;
}

std::string EncodeUtf8(char32_t point) {
  if (!IsScalar(point)) {
    point = kReplacement;
  }
  std::string out;
  const auto put = [&out](char32_t value) { out.push_back(static_cast<char>(value)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | (point >> 6));
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | (point >> 12));
    put(0x80 | ((point >> 6) & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | (point >> 18));
    put(0x80 | ((point >> 12) & 0x3F));
    put(0x80 | ((point >> 6) & 0x3F));
    put(0x80 | (point & 0x3F));
  }
  return out;
}

}  // namespace zgc::base
