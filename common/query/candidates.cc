#include "common/query/candidates.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"

namespace zgc::query {
namespace {

using google::protobuf::FieldDescriptor;

// What has changed since a revision is held in memory; who asks for an older one reads all.
constexpr size_t kMostPast = 20'000;
constexpr char kTooOld[] = "too much has changed since this revision";

std::string EncodedValue(const Comparison& comparison, const FieldDescriptor& field) {
  storage::KeyWriter key;
  if (KindOf(field) == Kind::kNumber) return key.Int(comparison.number).Take();
  return key.String(comparison.text).Take();
}

}  // namespace

void IndexRange::Narrow(const IndexRange& other) {
  begin = std::max(begin, other.begin);
  if (end.empty() || (!other.end.empty() && other.end < end)) end = other.end;
  is_one_value |= other.is_one_value;
}

IndexRange WholeOf(const FieldDescriptor* field) {
  IndexRange range;
  range.field = field;
  return range;
}

absl::optional<IndexRange> RangeOf(const Comparison& comparison, bool is_name) {
  const FieldDescriptor& field = *comparison.path.back();
  if (KindOf(field) == Kind::kDecimal || comparison.any) return absl::nullopt;
  IndexRange range = WholeOf(is_name ? nullptr : &field);
  const std::string value = EncodedValue(comparison, field);
  const std::string after = storage::PrefixEnd(value);
  // Rows without a day are before and after none.
  const std::string first =
      KindOf(field) == Kind::kDay ? storage::PrefixEnd(storage::KeyWriter().String("").Take()) : "";
  switch (comparison.op) {
    case Op::kHas:
      if (!field.is_repeated() && KindOf(field) != Kind::kNumber) return absl::nullopt;
      [[fallthrough]];
    case Op::kEqual:
      range.begin = value;
      range.end = after;
      range.is_one_value = true;
      return range;
    case Op::kNotEqual:
      return absl::nullopt;
    case Op::kLess:
    case Op::kLessOrEqual:
      range.begin = first;
      range.end = comparison.op == Op::kLess ? value : after;
      break;
    case Op::kGreater:
    case Op::kGreaterOrEqual:
      range.begin = std::max(first, comparison.op == Op::kGreater ? after : value);
      break;
  }
  return range;
}

bool IsTooOld(const absl::Status& status) {
  return absl::IsOutOfRange(status) && status.message() == kTooOld;
}

absl::Status Candidates::ReadPast() {
  const std::string newest = storage::KeyWriter().Raw(field_key_).Take();
  const std::string of_revision =
      storage::KeyWriter().Raw(field_key_).IntDescending(reader_.revision()).Take();
  const auto cursor = reader_.Scan(kFieldIndexPast, {newest, of_revision, false});
  for (; cursor->Valid(); cursor->Next()) {
    storage::KeyReader in(cursor->key().substr(field_key_.size()));
    int64_t ended = 0;
    std::string key;
    in.IntDescending(&ended);
    in.Raw(&key);
    if (!in.ok()) return absl::DataLossError("damaged key in the index of fields");
    if (!range_.Has(key)) continue;
    if (!start_.empty() && (descending_ ? key > start_ : key < start_)) continue;
    if (past_.size() == kMostPast) return absl::OutOfRangeError(kTooOld);
    ZGC_ASSIGN_OR_RETURN(FieldEntry entry, EntryOf(key, range_.field));
    past_.push_back(std::move(entry));
  }
  ZGC_RETURN_IF_ERROR(cursor->status());
  std::sort(past_.begin(), past_.end(),
            [&](const FieldEntry& a, const FieldEntry& b) { return IsBefore(b, a); });
  past_.erase(std::unique(past_.begin(), past_.end()), past_.end());
  return absl::OkStatus();
}

absl::Status Candidates::Open() {
  field_key_ = FieldKey(table_, range_.field);
  const auto at = [&](const std::string& key) {
    return storage::KeyWriter().Raw(field_key_).Raw(key).Take();
  };
  std::string begin = at(range_.begin);
  std::string end = range_.end.empty() ? storage::PrefixEnd(field_key_) : at(range_.end);
  if (!start_.empty() && !descending_) begin = std::max(begin, at(start_));
  // The smallest key after that one.
  if (!start_.empty() && descending_) end = std::min(end, at(start_) + '\0');
  if (end < begin) end = begin;
  now_ = reader_.Scan(kFieldIndex, {begin, end, descending_});
  return ReadPast();
}

absl::StatusOr<absl::optional<FieldEntry>> Candidates::Next() {
  if (now_ == nullptr) ZGC_RETURN_IF_ERROR(Open());
  absl::optional<FieldEntry> next;
  if (now_->Valid()) {
    ZGC_ASSIGN_OR_RETURN(next, EntryOf(now_->key().substr(field_key_.size()), range_.field));
  } else {
    ZGC_RETURN_IF_ERROR(now_->status());
  }
  if (!past_.empty() && (!next.has_value() || IsBefore(past_.back(), *next))) {
    next = std::move(past_.back());
    past_.pop_back();
    return next;
  }
  if (!next.has_value()) return next;
  if (!past_.empty() && past_.back() == *next) past_.pop_back();
  now_->Next();
  return next;
}

}  // namespace zgc::query
