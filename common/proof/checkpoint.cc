#include "common/proof/checkpoint.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"

namespace zgc::proof {
namespace {

constexpr absl::string_view kTitle = "zgc checkpoint v1";
constexpr char kTime[] = "%Y-%m-%d%ET%H:%M:%E9SZ";
constexpr std::array<absl::string_view, 11> kNames = {"",     "origin", "suite",    "size",
                                                      "root", "chain",  "revision", "incarnation",
                                                      "time", "key",    "signature"};
constexpr size_t kMaxText = 4096;
// Of a key or an incarnation.
constexpr size_t kIdDigits = 32;

std::string Hex(const base::Hash& hash) { return absl::BytesToHexString(base::Hasher::View(hash)); }

std::string Unsigned(const Checkpoint& checkpoint, absl::string_view key_id) {
  return absl::StrCat(
      kTitle, "\norigin: ", checkpoint.origin, "\nsuite: ", SuiteName(checkpoint.suite),
      "\nsize: ", checkpoint.size, "\nroot: ", Hex(checkpoint.root),
      "\nchain: ", Hex(checkpoint.chain), "\nrevision: ", checkpoint.revision,
      "\nincarnation: ", checkpoint.incarnation, "\ntime: ",
      absl::FormatTime(kTime, absl::FromUnixNanos(checkpoint.time_unix_nanos), absl::UTCTimeZone()),
      "\nkey: ", key_id, "\n");
}

std::string WithSignature(absl::string_view text, absl::string_view signature) {
  return absl::StrCat(text, "signature: ", absl::Base64Escape(signature), "\n");
}

bool IsHex(absl::string_view text, size_t digits) {
  return text.size() == digits && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f');
         });
}

bool IsOrigin(absl::string_view text) {
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(c) || absl::ascii_islower(c) || c == '-' || c == '.';
  });
}

bool ParseCount(absl::string_view text, int64_t& value) {
  return absl::SimpleAtoi(text, &value) && value >= 0 && absl::StrCat(value) == text;
}

bool ParseHash(absl::string_view text, base::Hash& hash) {
  if (!IsHex(text, 2 * hash.size())) return false;
  const std::string bytes = absl::HexStringToBytes(text);
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return true;
}

bool ParseTime(absl::string_view text, int64_t& nanos) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(kTime, text, absl::UTCTimeZone(), &time, &error)) return false;
  nanos = absl::ToUnixNanos(time);
  return absl::FormatTime(kTime, absl::FromUnixNanos(nanos), absl::UTCTimeZone()) == text;
}

// Whether the line is as it must be.
bool ParseLine(size_t line, absl::string_view value, SignedCheckpoint& out) {
  Checkpoint& checkpoint = out.checkpoint;
  switch (line) {
    case 1:
      checkpoint.origin = std::string(value);
      return IsOrigin(value);
    case 2: {
      const auto suite = ParseSuite(value);
      if (suite.ok()) checkpoint.suite = *suite;
      return suite.ok();
    }
    case 3:
      return ParseCount(value, checkpoint.size);
    case 4:
      return ParseHash(value, checkpoint.root);
    case 5:
      return ParseHash(value, checkpoint.chain);
    case 6:
      return ParseCount(value, checkpoint.revision);
    case 7:
      checkpoint.incarnation = std::string(value);
      return IsHex(value, kIdDigits);
    case 8:
      return ParseTime(value, checkpoint.time_unix_nanos);
    case 9:
      out.key_id = std::string(value);
      return IsHex(value, kIdDigits);
    default:
      return absl::Base64Unescape(value, &out.signature) &&
             absl::Base64Escape(out.signature) == value && !value.empty();
  }
}

absl::Status Malformed(size_t line, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("line ", line + 1, " of the checkpoint ", why));
}

}  // namespace

std::string CheckpointName(int64_t revision) {
  return absl::StrFormat("checkpoints/%012d", revision);
}

absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint, const PrivateKey& key) {
  if (!IsOrigin(checkpoint.origin)) return absl::InvalidArgumentError("not an origin");
  if (!IsHex(checkpoint.incarnation, kIdDigits)) {
    return absl::InvalidArgumentError("not an incarnation");
  }
  if (checkpoint.suite != key.public_key().suite()) {
    return absl::InvalidArgumentError("the key is of another suite");
  }
  const std::string text = Unsigned(checkpoint, key.public_key().id());
  ZGC_ASSIGN_OR_RETURN(const std::string signature, key.Sign(text));
  return WithSignature(text, signature);
}

absl::StatusOr<SignedCheckpoint> ParseCheckpoint(absl::string_view text) {
  if (text.size() > kMaxText) return absl::InvalidArgumentError("the checkpoint is too long");
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  SignedCheckpoint out;
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (i >= lines.size()) return Malformed(i, "is missing");
    absl::string_view line = lines[i];
    const bool holds = i == 0 ? line == kTitle
                              : absl::ConsumePrefix(&line, absl::StrCat(kNames[i], ": ")) &&
                                    ParseLine(i, line, out);
    if (!holds) {
      return Malformed(i, i == 0 ? absl::StrCat("is not \"", kTitle, "\"")
                                 : absl::StrCat("is no \"", kNames[i], "\""));
    }
  }
  if (lines.size() != kNames.size() + 1 || !lines.back().empty()) {
    return Malformed(kNames.size(), "should not be there, or the last has no end");
  }
  return out;
}

absl::StatusOr<Checkpoint> OpenCheckpoint(absl::string_view text, const KeyRing& keys) {
  ZGC_ASSIGN_OR_RETURN(const SignedCheckpoint parsed, ParseCheckpoint(text));
  const PublicKey* key = keys.Find(parsed.key_id);
  if (key == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("the checkpoint is signed with key ", parsed.key_id, ", which is not given"));
  }
  if (key->suite() != parsed.checkpoint.suite) {
    return absl::DataLossError("the checkpoint is of another suite than its key");
  }
  if (!key->Verify(Unsigned(parsed.checkpoint, parsed.key_id), parsed.signature)) {
    return absl::DataLossError("the signature of the checkpoint is wrong");
  }
  return parsed.checkpoint;
}

}  // namespace zgc::proof
