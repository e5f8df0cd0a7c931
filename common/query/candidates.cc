#include "common/query/candidates.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "common/contract/rules.h"
#include "common/query/names.h"
#include "common/query/text_index.h"
#include "common/query/words.h"

namespace zgc::query {
namespace {

using google::protobuf::FieldDescriptor;

constexpr char kTooOld[] = "too much has changed since this revision";

std::string EncodedValue(const Comparison& comparison, const FieldDescriptor& field) {
  if (KindOf(field) != Kind::kNumber) return comparison.key;
  return storage::KeyWriter().Int(comparison.number).Take();
}

// The first key of the days from that one on. A month or year is with its first day, and before it.
std::string KeyFromDay(const FieldDescriptor& field, absl::string_view day) {
  if (absl::ConsumeSuffix(&day, "-01")) absl::ConsumeSuffix(&day, "-01");
  return TextKey(field, std::string(day));
}

// Where those lie that may be as a comparison with days says: by their first day, so that some
// are not.
void BoundDays(const Comparison& comparison, const FieldDescriptor& field, IndexRange& range) {
  const bool at_most = comparison.op == Op::kLessOrEqual;
  const bool at_least = comparison.op == Op::kGreaterOrEqual;
  const bool within = comparison.op == Op::kEqual || comparison.op == Op::kHas;
  const auto& [first, last] = comparison.days;
  if (within || at_least) range.begin = KeyFromDay(field, first);
  if (comparison.op == Op::kLess) range.end = KeyFromDay(field, first);
  if (last == "9999-12-31") {
    if (comparison.op == Op::kGreater) range.end = range.begin;
    return;
  }
  const std::string next = KeyFromDay(field, base::FormatDate(*base::ParseDate(last) + 1));
  if (within || at_most) range.end = next;
  if (comparison.op == Op::kGreater) range.begin = next;
}

// The values in `range` that have ended since the revision of a reader, from `start` on in the
// direction, unless it is empty; each once, in order of keys.
absl::StatusOr<std::vector<FieldEntry>> PastOf(const storage::Reader& reader,
                                               const std::string& field_key,
                                               const IndexRange& range, const std::string& start,
                                               bool descending) {
  std::vector<FieldEntry> past;
  ZGC_ASSIGN_OR_RETURN(const PastKept kept, PastKeptOf(reader, field_key));
  if (reader.revision() < kept.since_revision) return absl::OutOfRangeError(kTooOld);
  const std::string of_revision =
      storage::KeyWriter().Raw(field_key).IntDescending(reader.revision()).Take();
  const auto cursor = reader.Scan(kFieldIndexPast, {PastBegin(field_key), of_revision, false});
  for (; cursor->Valid(); cursor->Next()) {
    storage::KeyReader in(cursor->key().substr(field_key.size()));
    int64_t ended = 0;
    std::string key;
    in.IntDescending(&ended);
    in.Raw(&key);
    if (!in.ok()) return absl::DataLossError("damaged key in the index of fields");
    if (!range.Has(key)) continue;
    if (!start.empty() && (descending ? key > start : key < start)) continue;
    if (past.size() == kMostPast) return absl::OutOfRangeError(kTooOld);
    ZGC_ASSIGN_OR_RETURN(FieldEntry entry, EntryOf(key, range.field));
    past.push_back(std::move(entry));
  }
  ZGC_RETURN_IF_ERROR(cursor->status());
  std::sort(past.begin(), past.end());
  past.erase(std::unique(past.begin(), past.end()), past.end());
  return past;
}

// The text of a value of kind kText.
std::string TextIn(const std::string& value) {
  std::string text;
  storage::KeyReader(value).String(&text);
  return text;
}

// The index of texts is of the newest revision; which titles had that part before, the index of the
// field knows.
absl::Status ForEachWithPart(const storage::Reader& reader, const storage::Column& table,
                             const google::protobuf::Descriptor& row, const IndexRange& range,
                             absl::FunctionRef<bool(const std::string&)> visit) {
  NamesOfAll names(reader);
  for (const std::string& gram : PairsOf(Folded(range.part))) {
    names.AddOneOf({GramKey(gram, kInTitle)});
  }
  const std::string collection = contract::CollectionOf(contract::ResourceTypeOf(row));
  for (std::string from = collection;; from += '\0') {
    ZGC_ASSIGN_OR_RETURN(from, names.Next(from));
    if (from.empty() || !absl::StartsWith(from, collection)) break;
    if (!visit(from)) return absl::OkStatus();
  }
  ZGC_ASSIGN_OR_RETURN(const auto past,
                       PastOf(reader, FieldKey(table, range.field), range, "", false));
  for (const FieldEntry& entry : past) {
    if (absl::StrContains(TextIn(entry.value), range.part) && !visit(entry.name)) break;
  }
  return absl::OkStatus();
}

}  // namespace

void IndexRange::Narrow(const IndexRange& other) {
  begin = std::max(begin, other.begin);
  if (end.empty() || (!other.end.empty() && other.end < end)) end = other.end;
  is_one_value |= other.is_one_value;
}

IndexRange WholeOf(const FieldPath& field) {
  IndexRange range;
  range.field = field;
  return range;
}

absl::optional<IndexRange> RangeOf(const Comparison& comparison, bool is_name) {
  const FieldDescriptor& field = *comparison.path.back();
  if (comparison.any || comparison.op == Op::kNotEqual) return absl::nullopt;
  const Kind kind = KindOf(field);
  IndexRange range = WholeOf(is_name ? FieldPath() : comparison.path);
  const std::string value = EncodedValue(comparison, field);
  const std::string after = storage::PrefixEnd(value);
  // Rows without a day or a decimal are before and after none.
  const bool is_measured = kind == Kind::kDay || kind == Kind::kDecimal;
  const std::string first = is_measured ? storage::PrefixEnd(TextKey(field, "")) : "";
  const bool is_part = comparison.op == Op::kHas && !IsList(comparison.path) &&
                       kind != Kind::kNumber && kind != Kind::kDecimal;
  if (is_part) {
    // Of a message that the resource has the index of texts knows no title.
    if (comparison.path.size() > 1 || !IsTitle(field) || PairsOf(Folded(comparison.text)).empty())
      return absl::nullopt;
    range.part = comparison.text;
    return range;
  }
  const bool is_one_day = !IsOrdered(comparison.op) && base::ValidDate(comparison.text);
  if (kind == Kind::kDay && !comparison.text.empty() && !is_one_day) {
    range.begin = first;
    BoundDays(comparison, field, range);
    return range;
  }
  switch (comparison.op) {
    case Op::kNotEqual:
    case Op::kHas:
    case Op::kEqual:
      range.begin = value;
      range.end = after;
      range.is_one_value = true;
      break;
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
  ZGC_ASSIGN_OR_RETURN(past_, PastOf(reader_, field_key_, range_, start_, descending_));
  if (!descending_) std::reverse(past_.begin(), past_.end());
  return absl::OkStatus();
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

absl::Status ForEachCandidate(const storage::Reader& reader, const storage::Column& table,
                              const google::protobuf::Descriptor& row, const IndexRange& range,
                              absl::FunctionRef<bool(const std::string&)> visit) {
  if (!range.part.empty()) return ForEachWithPart(reader, table, row, range, visit);
  Candidates candidates(reader, table, range, /*descending=*/false);
  while (true) {
    ZGC_ASSIGN_OR_RETURN(const auto entry, candidates.Next());
    if (!entry.has_value() || !visit(entry->name)) return absl::OkStatus();
  }
}

}  // namespace zgc::query
