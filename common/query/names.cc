#include "common/query/names.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/query/text_index.h"
#include "common/storage/key_codec.h"

namespace zgc::query {
namespace {

// Rows that are stepped over before another cursor is cheaper.
constexpr int kNameSteps = 8;

// The first of all in one set.
absl::StatusOr<std::string> NextOfSet(std::vector<NamesUnder>& set, const std::string& from) {
  std::string next;
  for (NamesUnder& names : set) {
    ZGC_ASSIGN_OR_RETURN(const std::string found, names.Next(from));
    if (!found.empty() && (next.empty() || found < next)) next = found;
  }
  return next;
}

}  // namespace

absl::StatusOr<std::string> NamesUnder::Next(const std::string& from) {
  for (int steps = 0; cursor_ != nullptr && steps < kNameSteps; ++steps) {
    ZGC_ASSIGN_OR_RETURN(std::string at, At());
    if (at.empty() || at >= from) return at;
    cursor_->Next();
  }
  cursor_ = reader_.Scan(kTextIndex, {storage::KeyWriter().Raw(prefix_).String(from).Take(),
                                      storage::PrefixEnd(prefix_), false});
  return At();
}

absl::StatusOr<std::string> NamesUnder::At() const {
  if (!cursor_->Valid()) {
    ZGC_RETURN_IF_ERROR(cursor_->status());
    return "";
  }
  storage::KeyReader key(cursor_->key().substr(prefix_.size()));
  std::string name;
  key.String(&name);
  if (!key.Done()) return absl::DataLossError("damaged key in the index of texts");
  return name;
}

void NamesOfAll::AddOneOf(const std::vector<std::string>& prefixes) {
  auto& set = sets_.emplace_back();
  for (const std::string& prefix : prefixes) set.emplace_back(reader_, prefix);
}

absl::StatusOr<std::string> NamesOfAll::Next(std::string from) {
  for (size_t agreed = 0, i = 0; agreed < sets_.size(); i = (i + 1) % sets_.size()) {
    ZGC_ASSIGN_OR_RETURN(const std::string next, NextOfSet(sets_[i], from));
    if (next.empty()) return "";
    agreed = next == from ? agreed + 1 : 1;
    from = next;
    late_ = !std::exchange(first_, false) && absl::Now() > until_;
    if (late_) return from;
  }
  return from;
}

}  // namespace zgc::query
