#include "common/query/list.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/query/asked.h"
#include "common/query/candidates.h"
#include "common/query/field_index.h"
#include "common/query/seen.h"
#include "common/scope/hold.h"

namespace zgc::query {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// From how many rows on it is better to go along the order than to put them in order.
constexpr size_t kFew = 1'000;

// Keys of descending order: the other way round.
std::string Inverted(std::string key) {
  for (char& c : key) c = static_cast<char>(~c);
  return key;
}
std::string Directed(std::string key, bool descending) {
  return descending ? Inverted(std::move(key)) : key;
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
    if (!asked_.order.is_of_index()) return InGroups(range);
    const bool descending = asked_.order.descending();
    Candidates candidates(reader_, table_, range, descending);
    if (!page_.start.empty()) {
      // The value of a range of one is no part of the order.
      const std::string start = Directed(page_.start, descending);
      const bool of_one = asked_.order.is_by_name() && !range.field.empty();
      candidates.StartAt(of_one ? absl::StrCat(range.begin, start) : start);
    }
    while (true) {
      ZGC_ASSIGN_OR_RETURN(const auto entry, candidates.Next());
      if (!entry.has_value()) return "";
      ZGC_ASSIGN_OR_RETURN(const auto row, RowOf(*entry, range.field));
      if (row == nullptr ? Late() : !AddRow(*row)) {
        const std::string& value = asked_.order.is_by_name() ? std::string() : entry->value;
        return Directed(FieldEntry{value, entry->name}.Key(), descending);
      }
    }
  }

  // Finds all of `way`, which are at most kMostSorted, and puts them in order.
  absl::StatusOr<std::string> Sorted(const Way& way) {
    absl::btree_set<std::string> names;
    for (const IndexRange& range : way) {
      ZGC_RETURN_IF_ERROR(ForEachCandidate(reader_, table_, *rows_.message_type(), range,
                                           [&](const std::string& name) {
                                             names.insert(name);
                                             return true;
                                           }));
    }
    Keys found;
    for (const std::string& name : names) {
      if (asked_.order.is_by_name()) {
        found.emplace_back(NameKeyOf(name), name);
        continue;
      }
      ZGC_ASSIGN_OR_RETURN(const auto row, RowOf({"", name}, {}));
      if (row != nullptr && asked_.Takes(*row)) found.emplace_back(OrderKey(*row, name), name);
    }
    if (!asked_.order.is_by_name()) total_ = found.size();
    return AddInOrder(std::move(found));
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

  // How many there are in all pages, if that has become known on the way to this one.
  void SetTotal(const std::string& next) {
    if (page_.start.empty() && next.empty()) total_ = taken_;
    const auto* field = response_.GetDescriptor()->FindFieldByName("total_size");
    if (field == nullptr || !total_.has_value()) return;
    response_.GetReflection()->SetInt32(&response_, field, static_cast<int>(*total_));
  }

 private:
  // Of the order, each with the name of its row.
  using Keys = std::vector<std::pair<std::string, std::string>>;

  std::string NameKeyOf(const std::string& name) const {
    return Directed(FieldEntry{"", name}.Key(), asked_.order.names_descending);
  }
  std::string OrderKey(const Message& row, const std::string& name) const {
    std::string key;
    for (const ListOrder::Part& part : asked_.order.parts) {
      absl::StrAppend(&key, Directed(*ValueKeys(row, part.field).begin(), part.descending));
    }
    return absl::StrCat(key, NameKeyOf(name));
  }

  // Along the index of the first field of the order; those alike in it are put in order.
  absl::StatusOr<std::string> InGroups(const IndexRange& range) {
    const bool descending = asked_.order.descending();
    Candidates candidates(reader_, table_, range, descending);
    if (!page_.start.empty()) {
      const std::string value = FirstValue(Directed(page_.start, descending));
      candidates.StartAt(descending ? storage::PrefixEnd(value) : value);
    }
    Keys group;
    size_t looked_at = 0;
    absl::optional<std::string> value;
    while (true) {
      ZGC_ASSIGN_OR_RETURN(const auto entry, candidates.Next());
      if (value.has_value() && (!entry.has_value() || entry->value != *value)) {
        ZGC_ASSIGN_OR_RETURN(std::string next, AddInOrder(std::exchange(group, {})));
        if (!next.empty() || !entry.has_value()) return next;
        looked_at = 0;
        // The next page begins with its value.
        if (Late()) return Directed(entry->value, descending);
      }
      if (!entry.has_value()) return "";
      value = entry->value;
      if (++looked_at > kMostSorted) return TooManyAlike();
      ZGC_ASSIGN_OR_RETURN(const auto row, RowOf(*entry, range.field));
      if (row == nullptr || !asked_.Takes(*row)) continue;
      group.emplace_back(OrderKey(*row, entry->name), entry->name);
    }
  }

  // What a key of the order begins with.
  std::string FirstValue(const std::string& key) const {
    storage::KeyReader in(key);
    int64_t number = 0;
    std::string text;
    if (KindOf(*asked_.order.first().back()) == Kind::kNumber) {
      in.Int(&number);
      return storage::KeyWriter().Int(number).Take();
    }
    in.String(&text);
    return storage::KeyWriter().String(text).Take();
  }

  absl::Status TooManyAlike() const {
    base::FieldErrors errors;
    errors.Add("order_by", absl::StrCat("more than ", kMostSorted, " are alike in ",
                                        PathName(asked_.order.first()),
                                        " and would have to be put in order: filter for fewer, or "
                                        "begin with a field that tells them apart"));
    return errors.ToStatus();
  }

  // Returns the key at which the next page begins, empty if all are on this one.
  absl::StatusOr<std::string> AddInOrder(Keys found) {
    std::sort(found.begin(), found.end());
    for (const auto& [key, name] : found) {
      if (key < page_.start) continue;
      ZGC_ASSIGN_OR_RETURN(const auto row, RowOf({"", name}, {}));
      if (row == nullptr ? Late() : !AddRow(*row)) return key;
    }
    return "";
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
                                                 const FieldPath& field) const {
    ZGC_ASSIGN_OR_RETURN(const auto bytes, reader_.Get(table_, FieldEntry{"", entry.name}.Key()));
    if (!bytes.has_value()) return nullptr;
    std::unique_ptr<Message> row = NewRow();
    if (!row->ParseFromString(*bytes)) return Damaged();
    if (!ValueKeys(*row, field).contains(entry.value)) return nullptr;
    return row;
  }

  bool Late() { return !std::exchange(first_, false) && absl::Now() > page_.until; }

  // False, with nothing added, if the page is full.
  bool AddRow(const Message& row) {
    if (Late()) return false;
    if (!asked_.Takes(row)) return true;
    const size_t size = row.ByteSizeLong();
    const bool full = taken_ == static_cast<size_t>(page_.size);
    if (full || (taken_ > 0 && bytes_ + size > page_.bytes)) return false;
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
  size_t taken_ = 0;
  size_t bytes_ = 0;
  absl::optional<size_t> total_;
};

// Whether a way leads to fewer than `most` rows.
absl::StatusOr<bool> LeadsToFewer(const storage::Reader& reader, const storage::Column& table,
                                  const Descriptor& row, const Way& way, size_t most) {
  size_t count = 0;
  for (const IndexRange& range : way) {
    ZGC_RETURN_IF_ERROR(ForEachCandidate(reader, table, row, range,
                                         [&](const std::string&) { return ++count < most; }));
  }
  return count < most;
}

// The way that leads to fewest rows, or nearly so, if these are fewer than `most`; else null.
// Reads little more of any than of that one.
absl::StatusOr<const Way*> FewestOf(const storage::Reader& reader, const storage::Column& table,
                                    const Descriptor& row, const std::vector<Way>& ways,
                                    size_t most) {
  constexpr size_t kFirst = 32;
  constexpr size_t kTimes = 4;
  for (size_t bound = kFirst; !ways.empty(); bound *= kTimes) {
    bound = std::min(bound, most);
    for (const Way& way : ways) {
      ZGC_ASSIGN_OR_RETURN(const bool fewer, LeadsToFewer(reader, table, row, way, bound));
      if (fewer) return &way;
    }
    if (bound == most) break;
  }
  return nullptr;
}

// Along the order, in a range of it if there is one, where that is not much longer than to put the
// fewest that can be in order.
absl::StatusOr<std::string> Planned(const storage::Reader& reader, const storage::Column& table,
                                    const Descriptor& row, const Asked& asked,
                                    const std::vector<Way>& ways, Lister& lister) {
  IndexRange in_order = WholeOf(asked.order.first());
  bool narrow = false;
  for (const Way& way : ways) {
    const IndexRange& range = way[0];
    const bool ordered =
        way.size() == 1 && range.part.empty() &&
        (range.field == asked.order.first() || (asked.order.is_by_name() && range.is_one_value));
    if (ordered && !narrow) in_order = range;
    narrow |= ordered;
  }
  if (narrow && ways.size() == 1) return lister.Along(in_order);
  ZGC_ASSIGN_OR_RETURN(const Way* fewest,
                       FewestOf(reader, table, row, ways, narrow ? kFew : kMostSorted));
  return fewest == nullptr ? lister.Along(in_order) : lister.Sorted(*fewest);
}

}  // namespace

absl::StatusOr<std::string> List(const storage::Reader& reader, const storage::Column& table,
                                 const Message& request, const storage::Page& page,
                                 Message& response, const Also& also) {
  const Descriptor& row = *response.GetDescriptor()->field(0)->message_type();
  ZGC_ASSIGN_OR_RETURN(Asked asked, AskedIn(request, row, also));
  const scope::Bounds* const bounds = scope::BoundsOfList();
  if (bounds != nullptr) ZGC_RETURN_IF_ERROR(AskForSeen(reader, *bounds, row, asked));
  const std::vector<Way> ways = WaysOf(asked, row);
  if (ways.empty() && !asked.filter.empty()) return NoIndexHelps(row);
  const bool by_name = asked.order.is_by_name() && !asked.order.names_descending;
  const bool is_kept = reader.derived_complete() && reader.FindColumn(kFieldIndex.name) != nullptr;
  if (is_kept && !(asked.TakesAll() && by_name)) {
    Lister lister(reader, table, asked, page, response);
    auto next = Planned(reader, table, row, asked, ways, lister);
    if (next.ok()) lister.SetTotal(*next);
    if (!IsTooOld(next.status())) return next;
    response.Clear();
  }
  if (!by_name) {
    return absl::FailedPreconditionError(
        "the index does not reach back to this revision: read a newer one, or leave order_by empty "
        "where a request has it");
  }
  Lister lister(reader, table, asked, page, response);
  ZGC_ASSIGN_OR_RETURN(std::string next, lister.Through());
  lister.SetTotal(next);
  return next;
}

}  // namespace zgc::query
