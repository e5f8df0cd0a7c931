#include "common/storage/key_codec.h"

#include <array>

namespace zgc::storage {

KeyWriter& KeyWriter::Int(int64_t value) {
  const uint64_t bits = static_cast<uint64_t>(value) ^ (uint64_t{1} << 63);
  std::array<char, 8> bytes;
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(bits >> (56 - 8 * i));
  return Raw({bytes.data(), bytes.size()});
}

KeyWriter& KeyWriter::StringPrefix(absl::string_view value) {
  while (true) {
    const size_t zero = value.find('\0');
    if (zero == value.npos) return Raw(value);
    Raw(value.substr(0, zero + 1));
    bytes_.push_back('\xff');
    value.remove_prefix(zero + 1);
  }
}

KeyWriter& KeyWriter::String(absl::string_view value) {
  StringPrefix(value);
  bytes_.push_back('\0');
  bytes_.push_back('\x01');
  return *this;
}

KeyWriter& KeyWriter::Raw(absl::string_view key) {
  bytes_.append(key.data(), key.size());
  return *this;
}

bool KeyReader::Int(int64_t* value) {
  if (!ok_ || rest_.size() < 8) return Fail();
  uint64_t bits = 0;
  for (int i = 0; i < 8; ++i) bits = bits << 8 | static_cast<unsigned char>(rest_[i]);
  *value = static_cast<int64_t>(bits ^ (uint64_t{1} << 63));
  rest_.remove_prefix(8);
  return true;
}

bool KeyReader::IntDescending(int64_t* value) {
  if (!Int(value)) return false;
  *value = ~*value;
  return true;
}

bool KeyReader::String(std::string* value) {
  value->clear();
  if (!ok_) return false;
  while (true) {
    const size_t at = rest_.find('\0');
    if (at == absl::string_view::npos || at + 1 >= rest_.size()) return Fail();
    value->append(rest_.data(), at);
    const char mark = rest_[at + 1];
    rest_.remove_prefix(at + 2);
    if (mark == '\x01') return true;
    if (mark != '\xff') return Fail();
    value->push_back('\0');
  }
}

bool KeyReader::Raw(std::string* key) {
  *key = std::string(rest_);
  rest_ = {};
  return ok_;
}

std::string PrefixEnd(absl::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xff) end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

}  // namespace zgc::storage
