#include "common/query/list.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/interrupt.h"
#include "common/base/status_macros.h"
#include "common/query/candidates.h"
#include "common/query/field_index.h"
#include "common/query/filter.h"

namespace zgc::query {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// From how many rows on it is better to go along the order than to put them in order.
constexpr size_t kFew = 1'000;

struct ListOrder {
  // Null for the name.
  const FieldDescriptor* field = nullptr;
  bool descending = false;
};

// What a request asks of the rows.
struct Asked {
  Filter filter;
  Filter also;
  std::vector<Comparison> equal;
  ListOrder order;

  bool Takes(const Message& row) const {
    return filter.Takes(row) && also.Takes(row) &&
           std::all_of(equal.begin(), equal.end(),
                       [&](const Comparison& comparison) { return comparison.Takes(row); });
  }
  bool TakesAll() const { return filter.empty() && also.empty() && equal.empty(); }
};

std::string StringIn(const Message& request, const char* name) {
  const auto* field = request.GetDescriptor()->FindFieldByName(name);
  return field == nullptr ? "" : request.GetReflection()->GetString(request, field);
}

std::string NamesOf(const std::vector<const FieldDescriptor*>& fields) {
  return absl::StrJoin(fields, ", ", [](std::string* out, const FieldDescriptor* field) {
    absl::StrAppend(out, field->name());
  });
}

// The fields of a request that say what a field of the rows is.
std::vector<Comparison> EqualIn(const Message& request, const Descriptor& row) {
  std::vector<Comparison> equal;
  std::vector<const FieldDescriptor*> set;
  request.GetReflection()->ListFields(request, &set);
  for (const FieldDescriptor* field : set) {
    if (field->is_repeated() || field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const FieldDescriptor* of_row = row.FindFieldByName(field->name());
    if (of_row == nullptr) of_row = row.FindFieldByName(absl::StrCat(field->name(), "s"));
    // The revision of a request is that of the store.
    if (of_row == nullptr || field->name() == "revision") continue;
    Comparison& made = equal.emplace_back();
    made.path = {of_row};
    made.op = Op::kHas;
    if (!of_row->is_repeated()) made.op = Op::kEqual;
    if (KindOf(*field) == Kind::kNumber) {
      made.number = NumberOf(request, *field, -1);
    } else {
      made.text = TextOf(request, *field, -1);
    }
  }
  return equal;
}

absl::StatusOr<ListOrder> OrderIn(const Message& request, const Descriptor& row) {
  ListOrder order;
  const std::string text = StringIn(request, "order_by");
  if (text.empty()) return order;
  const std::vector<std::string> words = absl::StrSplit(text, ' ', absl::SkipWhitespace());
  order.descending = words.size() == 2 && words[1] == "desc";
  if (words.size() == 1 || order.descending) {
    if (words[0] == "name") return order;
    for (const FieldDescriptor* field : IndexedFields(row)) {
      order.field = field;
      if (field->name() == words[0] && !field->is_repeated()) return order;
    }
  }
  base::FieldErrors errors;
  errors.Add("order_by", absl::StrCat("\"", text,
                                      "\" is neither name nor one of the fields of one "
                                      "value among ",
                                      NamesOf(IndexedFields(row)), ", with \" desc\" or without"));
  return errors.ToStatus();
}

absl::StatusOr<Asked> AskedIn(const Message& request, const Descriptor& row,
                              absl::string_view also) {
  Asked asked;
  auto filter = Filter::Parse(StringIn(request, "filter"), row);
  if (!filter.ok()) {
    base::FieldErrors errors;
    errors.Add("filter", filter.status().message());
    return errors.ToStatus();
  }
  asked.filter = *std::move(filter);
  ZGC_ASSIGN_OR_RETURN(asked.also, Filter::Parse(also, row));
  asked.equal = EqualIn(request, row);
  ZGC_ASSIGN_OR_RETURN(asked.order, OrderIn(request, row));
  return asked;
}

// The parts of the index that each row asked for is in.
std::vector<IndexRange> RangesOf(const Asked& asked, const Descriptor& row) {
  std::map<int, IndexRange> ranges;
  const std::vector<const FieldDescriptor*> indexed = IndexedFields(row);
  const auto add = [&](const Comparison& comparison) {
    const FieldDescriptor* field = comparison.path.back();
    const bool is_name = comparison.path.size() == 1 && field->name() == "name";
    const bool is_indexed = std::find(indexed.begin(), indexed.end(), field) != indexed.end();
    if (!is_name && (!is_indexed || comparison.path.size() != 1)) return;
    auto range = RangeOf(comparison, is_name);
    if (!range.has_value()) return;
    const auto [found, is_new] = ranges.emplace(is_name ? 0 : field->number(), *range);
    // A list may have values of both.
    if (!is_new && !field->is_repeated()) found->second.Narrow(*range);
  };
  for (const Filter* filter : {&asked.filter, &asked.also}) {
    for (const Comparison* comparison : filter->Conjuncts()) add(*comparison);
  }
  for (const Comparison& comparison : asked.equal) add(comparison);
  std::vector<IndexRange> found;
  for (const auto& [number, range] : ranges) found.push_back(range);
  return found;
}

// Makes one page.
class Lister {
 public:
  Lister(const storage::Reader& reader, const storage::Column& table, const Asked& asked,
         const storage::Page& page, Message& response)
      : reader_(reader),
        table_(table),
        asked_(asked),
        page_(page),
        response_(response),
        rows_(*response.GetDescriptor()->field(0)) {}

  // Along the index of the order, in `range` of it.
  absl::StatusOr<std::string> Along(const IndexRange& range) {
    Candidates candidates(reader_, table_, range, asked_.order.descending);
    if (!page_.start.empty()) candidates.StartAt(KeyAt(range, page_.start));
    while (true) {
      ZGC_ASSIGN_OR_RETURN(const auto entry, candidates.Next());
      if (!entry.has_value()) return "";
      // The value of a range of one is no part of the order.
      const bool by_name = asked_.order.field == nullptr;
      const std::string key = by_name ? FieldEntry{"", entry->name}.Key() : entry->Key();
      ZGC_ASSIGN_OR_RETURN(const bool room, Add(*entry, range.field));
      if (!room) return key;
    }
  }

  // Finds all of `range`, which are at most kMostSorted, and puts them in order.
  absl::StatusOr<std::string> Sorted(const IndexRange& range) {
    Candidates candidates(reader_, table_, range, /*descending=*/false);
    std::vector<FieldEntry> found;
    const FieldDescriptor* by = asked_.order.field;
    while (true) {
      ZGC_ASSIGN_OR_RETURN(const auto entry, candidates.Next());
      if (!entry.has_value()) break;
      if (by == nullptr) {
        found.push_back({"", entry->name});
        continue;
      }
      ZGC_ASSIGN_OR_RETURN(const auto row, RowOf(*entry, range.field));
      if (row == nullptr || !asked_.Takes(*row)) continue;
      found.push_back({ValueKey(*row, *by, -1), entry->name});
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (asked_.order.descending) std::reverse(found.begin(), found.end());
    for (const FieldEntry& entry : found) {
      const std::string key = entry.Key();
      const bool before = asked_.order.descending ? key > page_.start : key < page_.start;
      if (!page_.start.empty() && before) continue;
      ZGC_ASSIGN_OR_RETURN(const bool room, Add(entry, by));
      if (!room) return key;
    }
    return "";
  }

  // By name through all rows, without an index.
  absl::StatusOr<std::string> Through() {
    const auto cursor = reader_.Scan(table_, {page_.start, "", false});
    for (; cursor->Valid(); cursor->Next()) {
      const std::string key(cursor->key());
      const std::unique_ptr<Message> row = NewRow();
      if (!row->ParseFromString(std::string(cursor->value()))) return Damaged();
      if (!AddRow(*row)) return key;
    }
    ZGC_RETURN_IF_ERROR(cursor->status());
    return "";
  }

 private:
  // Where a page begins in the keys of a range.
  std::string KeyAt(const IndexRange& range, const std::string& start) const {
    const bool by_value = asked_.order.field != nullptr || range.field == nullptr;
    return by_value ? start : absl::StrCat(range.begin, start);
  }

  std::unique_ptr<Message> NewRow() const {
    return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()
                                        ->GetPrototype(rows_.message_type())
                                        ->New());
  }
  absl::Status Damaged() const {
    return absl::DataLossError(absl::StrCat("damaged row in table ", table_.name));
  }

  // Null if the row did not have that value at this revision: the entry is of another one.
  absl::StatusOr<std::unique_ptr<Message>> RowOf(const FieldEntry& entry,
                                                 const FieldDescriptor* field) const {
    ZGC_ASSIGN_OR_RETURN(const auto bytes, reader_.Get(table_, FieldEntry{"", entry.name}.Key()));
    if (!bytes.has_value()) return nullptr;
    std::unique_ptr<Message> row = NewRow();
    if (!row->ParseFromString(*bytes)) return Damaged();
    if (!ValueKeys(*row, field).contains(entry.value)) return nullptr;
    return row;
  }

  // False, with nothing added, if the page is full.
  absl::StatusOr<bool> Add(const FieldEntry& entry, const FieldDescriptor* field) {
    ZGC_ASSIGN_OR_RETURN(const auto row, RowOf(entry, field));
    return row == nullptr ? !Late() : AddRow(*row);
  }

  bool Late() { return !std::exchange(first_, false) && absl::Now() > page_.until; }

  bool AddRow(const Message& row) {
    if (Late()) return false;
    if (!asked_.Takes(row)) return true;
    const size_t size = row.ByteSizeLong();
    if (taken_ == page_.size || (taken_ > 0 && bytes_ + size > page_.bytes)) return false;
    ++taken_;
    bytes_ += size;
    response_.GetReflection()->AddMessage(&response_, &rows_)->CopyFrom(row);
    return true;
  }

  const storage::Reader& reader_;
  const storage::Column& table_;
  const Asked& asked_;
  const storage::Page& page_;
  Message& response_;
  const FieldDescriptor& rows_;
  bool first_ = true;
  int taken_ = 0;
  size_t bytes_ = 0;
};

// Whether a range leads to fewer than `most` rows.
absl::StatusOr<bool> LeadsToFewer(const storage::Reader& reader, const storage::Column& table,
                                  const IndexRange& range, size_t most) {
  Candidates candidates(reader, table, range, /*descending=*/false);
  for (size_t count = 0; count < most; ++count) {
    ZGC_ASSIGN_OR_RETURN(const auto entry, candidates.Next());
    if (!entry.has_value()) return true;
  }
  return false;
}

// The range that leads to fewest rows, or nearly so, if these are fewer than `most`; else null.
// Reads little more of any than of that one.
absl::StatusOr<const IndexRange*> FewestOf(const storage::Reader& reader,
                                           const storage::Column& table,
                                           const std::vector<IndexRange>& ranges, size_t most) {
  constexpr size_t kFirst = 32;
  constexpr size_t kTimes = 4;
  for (size_t bound = kFirst; !ranges.empty(); bound *= kTimes) {
    bound = std::min(bound, most);
    for (const IndexRange& range : ranges) {
      ZGC_ASSIGN_OR_RETURN(const bool fewer, LeadsToFewer(reader, table, range, bound));
      if (fewer) return &range;
    }
    if (bound == most) break;
  }
  return nullptr;
}

absl::Status NoIndexHelps(const Descriptor& row) {
  base::FieldErrors errors;
  errors.Add("filter", absl::StrCat("would read every ", row.name(),
                                    ": compare, joined by AND, name or one of the indexed fields ",
                                    NamesOf(IndexedFields(row))));
  return errors.ToStatus();
}

// Along the order, in a range of it if there is one, where that is not much longer than to put the
// fewest that can be in order.
absl::StatusOr<std::string> Planned(const storage::Reader& reader, const storage::Column& table,
                                    const Asked& asked, const std::vector<IndexRange>& ranges,
                                    Lister& lister) {
  IndexRange in_order = WholeOf(asked.order.field);
  bool narrow = false;
  for (const IndexRange& range : ranges) {
    const bool ordered =
        range.field == asked.order.field || (asked.order.field == nullptr && range.is_one_value);
    if (ordered && !narrow) in_order = range;
    narrow |= ordered;
  }
  if (narrow && ranges.size() == 1) return lister.Along(in_order);
  ZGC_ASSIGN_OR_RETURN(const IndexRange* fewest,
                       FewestOf(reader, table, ranges, narrow ? kFew : kMostSorted));
  return fewest == nullptr ? lister.Along(in_order) : lister.Sorted(*fewest);
}

}  // namespace

absl::StatusOr<std::string> List(const storage::Reader& reader, const storage::Column& table,
                                 const Message& request, const storage::Page& page,
                                 Message& response, absl::string_view also) {
  const Descriptor& row = *response.GetDescriptor()->field(0)->message_type();
  ZGC_ASSIGN_OR_RETURN(const Asked asked, AskedIn(request, row, also));
  const std::vector<IndexRange> ranges = RangesOf(asked, row);
  if (ranges.empty() && !asked.filter.empty()) return NoIndexHelps(row);
  Lister lister(reader, table, asked, page, response);
  const bool by_name = asked.order.field == nullptr && !asked.order.descending;
  if (asked.TakesAll() && by_name) return lister.Through();
  const bool is_kept = reader.derived_complete() && reader.FindColumn(kFieldIndex.name) != nullptr;
  if (is_kept) {
    auto found = Planned(reader, table, asked, ranges, lister);
    if (!IsTooOld(found.status())) return found;
  }
  if (!by_name) {
    return absl::FailedPreconditionError(
        "the index does not reach back to this revision: leave order_by empty");
  }
  response.Clear();
  return Lister(reader, table, asked, page, response).Through();
}

}  // namespace zgc::query
