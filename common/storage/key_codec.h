#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

// Order-preserving keys: comparing encoded bytes compares the parts in turn.
//
//   int64   8 bytes, big-endian, sign bit flipped
//   string  bytes with 00 written as 00 FF, ended by 00 01
namespace zgc::storage {

class KeyWriter {
 public:
  KeyWriter& Int(int64_t value);
  // Newest first: encodes so that larger values come earlier.
  KeyWriter& IntDescending(int64_t value) { return Int(~value); }
  KeyWriter& String(absl::string_view value);
  // A string without its end: the prefix of all strings that begin so.
  KeyWriter& StringPrefix(absl::string_view value);
  // Bytes that are a key already.
  KeyWriter& Raw(absl::string_view key);
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class KeyReader {
 public:
  explicit KeyReader(absl::string_view bytes) : rest_(bytes) {}
  // False if the bytes are not such a key; then ok() stays false.
  bool Int(int64_t* value);
  bool IntDescending(int64_t* value);
  bool String(std::string* value);
  // All that is left, as it is.
  bool Raw(std::string* key);
  bool ok() const { return ok_; }
  // Whether all was read without an error.
  bool Done() const { return ok_ && rest_.empty(); }

 private:
  bool Fail() {
    ok_ = false;
    return false;
  }
  absl::string_view rest_;
  bool ok_ = true;
};

// The smallest key after all that begin with `prefix`; empty if there is none.
std::string PrefixEnd(absl::string_view prefix);

// The prefix of all keys whose first part is `part`.
inline std::string FirstPart(absl::string_view part) {
  KeyWriter writer;
  writer.String(part);
  return writer.Take();
}

// Key of a table whose rows are found by resource name.
struct NameKey {
  std::string name;
  void Encode(KeyWriter& out) const { out.String(name); }
  bool Decode(KeyReader& in) { return in.String(&name); }
};

}  // namespace zgc::storage
