#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "common/figures/dimensions/dimension.h"
#include "common/storage/table.h"

// What the records of a service are counted by. A measure (度量) says what each of its subjects
// contributes, when, and under which values of its dimensions; everything else is the same for all:
// the cells that commits keep (cells.h), the full count that they are checked against, and what an
// explanation lists.
namespace zgc::figures {

// Where contributions lie that have always been there.
inline constexpr char kBeginning[] = "0001-01-01";

// What a subject adds to a measure.
struct Contribution {
  // The days between which it comes; an empty end is open.
  base::DaySpan days;
  // One for each dimension of the measure; empty where it has none, which is a value of its own
  // (kNone) where callers may ask by the dimension.
  std::vector<std::string> values;
  // 0 or more; nullopt where nobody has stated it.
  absl::optional<absl::int128> amount = 1;
  // An earlier contribution of the subject that goes on that day, as an enterprise leaves a park.
  // Its day is known.
  bool ends = false;
  // The same as the one before it under another value of the dimension of which a subject may have
  // several: it counts where that value is asked and not once more where all are.
  bool again = false;
  // What a distinct measure counts, such as the park of an event.
  std::string entity;
  // The record that says so, as explanations name it.
  std::string record;
  std::string label;
  int64_t revision = 0;
};

struct Measure {
  using Visit = absl::FunctionRef<void(Contribution)>;
  // A table whose rows it reads, and the subject whose contributions such a row decides; empty if
  // of none.
  struct Source {
    storage::Column column;
    std::function<absl::StatusOr<std::string>(absl::string_view row)> subject;
  };

  // Permanent.
  std::string name;
  // The service that owns the records.
  std::string service;
  // Every combination of them that is kept has its own totals, so few are.
  std::vector<Dimension> dimensions;
  // The combinations that have cells, a bit for each dimension by its place; others are counted
  // from the rows. Left out it is all of them, and there are three dimensions at most.
  absl::optional<std::vector<size_t>> kept;
  // The place of the dimension of which a subject may have several values, as an award has parks:
  // parts by it need not add up to the whole.
  absl::optional<size_t> several;
  // Counts each entity once in a period, however much is contributed for it: parks that had an
  // event. For flows. One without an amount stands for entities that nobody has named.
  bool distinct = false;
  // Of a distinct one whose records say nothing of days: its contributions have none, and count in
  // every period.
  bool timeless = false;
  std::vector<Source> sources;
  // Visits every subject once, in an order that is the same for the same rows, until false.
  std::function<absl::Status(const storage::Reader&, absl::FunctionRef<bool(const std::string&)>)>
      subjects;
  // The contributions of one, in the order of their days. A pure function of the rows that lead to
  // the subject. Runs on the committer's thread as well.
  std::function<absl::Status(const storage::Reader&, const std::string& subject, Visit)> contribute;
  // The contributions of all subjects, one subject after the other and `next` after each: what
  // `subjects` and `contribute` say, with each row read once. May be empty.
  std::function<absl::Status(const storage::Reader&, Visit, absl::FunctionRef<absl::Status()> next)>
      contribute_all = nullptr;
};

// A field of a row: the subject that it decides. DATA_LOSS if the bytes are none.
template <typename Row, typename Field>
absl::StatusOr<std::string> FieldOf(absl::string_view bytes, Field field) {
  Row row;
  if (!row.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("damaged row");
  }
  return field(row);
}

// The measure of a table whose rows are its subjects, each by itself.
template <typename Row>
Measure MeasureOf(
    std::string service, std::string name, const storage::Table<storage::NameKey, Row>& table,
    std::vector<Dimension> dimensions,
    std::function<absl::Status(const storage::Reader&, const Row&, Measure::Visit)> contribute) {
  Measure measure;
  measure.name = std::move(name);
  measure.service = std::move(service);
  measure.dimensions = std::move(dimensions);
  measure.sources = {{table.column(), [](absl::string_view bytes) {
                        return FieldOf<Row>(bytes, [](const Row& row) { return row.name(); });
                      }}};
  measure.subjects = [table](const storage::Reader& reader, auto visit) {
    return table.ForEach(reader,
                         [&](const storage::NameKey& key, const Row&) { return visit(key.name); });
  };
  measure.contribute_all = [table, contribute](
                               const storage::Reader& reader, Measure::Visit visit,
                               absl::FunctionRef<absl::Status()> next) -> absl::Status {
    absl::Status done;
    ZGC_RETURN_IF_ERROR(table.ForEach(reader, [&](const storage::NameKey&, const Row& row) {
      done = contribute(reader, row, visit);
      if (done.ok()) done = next();
      return done.ok();
    }));
    return done;
  };
  measure.contribute = [table, contribute = std::move(contribute)](
                           const storage::Reader& reader, const std::string& subject,
                           Measure::Visit visit) -> absl::Status {
    ZGC_ASSIGN_OR_RETURN(const auto row, table.Get(reader, {subject}));
    return row.has_value() ? contribute(reader, *row, visit) : absl::OkStatus();
  };
  return measure;
}

// Part of a measure.
struct Slice {
  std::shared_ptr<const Measure> measure;
  // For each of its dimensions the one value that counts; empty counts all.
  std::vector<std::string> values;
  // It is taken from the others. While it leaves anything open, nothing is known of the sum.
  bool lowers = false;
  // Its records were themselves derived from other figures (推算).
  bool derived = false;
  // Of a dimension, by its place, whose value is left open: the values that count, which may be
  // none. Others count all.
  std::map<size_t, std::set<std::string>> among;
};

// What a period adds up to.
struct Totals {
  absl::int128 sum = 0;
  // Contributions with a known amount that are of the period for certain, and the others.
  int64_t known = 0;
  int64_t open = 0;
  // The newest commit that changed anything of it.
  int64_t revision = 0;
};

using Measures = std::vector<std::shared_ptr<const Measure>>;

}  // namespace zgc::figures
