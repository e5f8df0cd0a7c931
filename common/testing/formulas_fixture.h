#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/decimal/decimal.h"
#include "common/figures/book_schema.h"
#include "common/figures/cells/cells.h"
#include "common/figures/cells/fold.h"
#include "common/figures/dimensions/parts.h"
#include "common/figures/formula.h"
#include "common/storage/store.h"
#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::testing {

// Of a store that has a book and nothing else.
inline storage::Schema BookSchema() {
  storage::Schema schema;
  schema.name = "test";
  schema.columns = figures::BookColumns();
  return schema;
}

// The formulas of a service over the records of `Fixture`, a StoreFixture.
template <typename Fixture>
class FormulasFixture : public Fixture {
 protected:
  // Arguments of a formula.
  using Given = std::vector<std::pair<std::string, std::string>>;

  template <typename... Args>
  explicit FormulasFixture(void (*register_formulas)(figures::FormulaRegistry&), Args&&... args)
      : Fixture(std::forward<Args>(args)...) {
    register_formulas(registry_);
    this->schema_ = figures::WithCells(std::move(this->schema_), registry_);
    this->Open();
  }

  // What the formula `name` makes of a period; revision 0 is the newest.
  absl::StatusOr<figures::FormulaValue> Run(const std::string& name, const Given& given = {},
                                            const std::string& start = "2019-01-01",
                                            const std::string& end = "2019-12-31",
                                            int64_t revision = 0) {
    const Arguments arguments = ArgumentsOf(given);
    const common::v1::Period period = PeriodOf(start, end);
    const auto* entry = registry_.Find(name);
    if (entry == nullptr) return absl::NotFoundError(name);
    ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, this->store_->ReadAt(revision));
    const auto value = entry->Compute(snapshot, arguments, period);
    ExpectTheRowsToSay(entry->Explain(snapshot, arguments, period), value);
    return entry->Explain(snapshot, arguments, period);
  }
  // The same as text: "3", ">=3" for AT_LEAST, "<=3" for UP_TO, "~3" if derived, "unknown"; an
  // error as it is.
  std::string Value(const std::string& name, const Given& given = {},
                    const std::string& start = "2019-01-01", const std::string& end = "2019-12-31",
                    int64_t revision = 0) {
    const auto value = Run(name, given, start, end, revision);
    if (!value.ok()) return value.status().ToString();
    return TextOf(*value);
  }
  // Of a stock.
  std::string AsOf(const std::string& day, const std::string& name, const Given& given = {}) {
    return Value(name, given, "", day);
  }

  // Whether cells say it, so that no row is read.
  bool IsFold(const std::string& name, const Given& given = {},
              const std::string& start = "2019-01-01", const std::string& end = "2019-12-31") {
    const storage::Snapshot snapshot = this->store_->Read();
    const auto* entry = registry_.Find(name);
    if (entry == nullptr || entry->ask == nullptr) return false;
    const common::v1::Period period = PeriodOf(start, end);
    const auto asked = entry->ask(snapshot, ArgumentsOf(given), period);
    if (!asked.ok() || asked->slices.empty()) return false;
    for (const figures::Slice& slice : asked->slices) {
      const auto folded = figures::ReadCells(snapshot, slice, period);
      if (!folded.ok() || !folded->has_value()) return false;
    }
    return true;
  }

  // The parts of a figure by a dimension: each is what a count of its rows says, and those that add
  // up are together the whole. "word 3" of each, as Value says it.
  std::vector<std::string> Parts(const std::string& name, const std::string& dimension,
                                 const Given& given = {}, const std::string& start = "2019-01-01",
                                 const std::string& end = "2019-12-31") {
    const Arguments arguments = ArgumentsOf(given);
    const common::v1::Period period = PeriodOf(start, end);
    const storage::Snapshot snapshot = this->store_->Read();
    const auto* entry = registry_.Find(name);
    const auto asked = entry->AskPart(snapshot, arguments, period, {});
    ZGC_EXPECT_OK(asked);
    figures::PartRows rows;
    ZGC_EXPECT_OK(figures::CheckTold(*asked, dimension));
    ZGC_EXPECT_OK(figures::AddRows(snapshot, *asked, {dimension}, 1000, rows));
    std::vector<std::string> parts;
    figures::Decimal sum;
    for (const figures::Row& row : rows) {
      const figures::Scoping scoping = {{dimension, row}};
      const auto value = entry->Compute(snapshot, arguments, period, scoping);
      ExpectTheRowsToSay(entry->Explain(snapshot, arguments, period, scoping), value);
      ZGC_EXPECT_OK(figures::SayWord(snapshot, *asked, dimension, row[0]));
      if (!value.ok()) continue;
      parts.push_back(absl::StrCat(row[0], " ", TextOf(*value)));
      if (!value->value.empty()) sum = *sum.Plus(*figures::Decimal::Parse(value->value));
    }
    const auto whole = entry->Compute(snapshot, arguments, period);
    ZGC_EXPECT_OK(whole);
    const figures::Measure& measure = *asked->slices.front().measure;
    const bool several =
        measure.several.has_value() && measure.dimensions[*measure.several].name == dimension;
    if (!measure.distinct && !whole->value.empty()) {
      EXPECT_EQ(
          several ? *figures::Decimal::Parse(whole->value) <= sum : sum.ToString() == whole->value,
          true)
          << name << " by " << dimension << ": " << sum.ToString() << " of " << whole->value;
    }
    return parts;
  }

  // Every cell is what the rows add up to.
  void ExpectCellsToAgree() {
    std::vector<std::string> problems;
    const auto cells =
        figures::VerifyCells(this->store_->Read(), registry_.measures(),
                             [&](std::string problem) { problems.push_back(std::move(problem)); });
    ZGC_EXPECT_OK(cells);
    EXPECT_THAT(problems, ::testing::IsEmpty());
  }

  figures::FormulaRegistry registry_;

 private:
  using Arguments = google::protobuf::Map<std::string, std::string>;

  static std::string TextOf(const figures::FormulaValue& value) {
    const bool unknown = value.state == figures::v1::VALUE_STATE_UNKNOWN;
    const bool at_least = value.qualifier == figures::v1::QUALIFIER_AT_LEAST;
    const bool at_most = value.qualifier == figures::v1::QUALIFIER_UP_TO;
    return absl::StrCat(value.derived ? "~" : "", at_least ? ">=" : "", at_most ? "<=" : "",
                        unknown ? "unknown" : "", value.value);
  }
  static Arguments ArgumentsOf(const Given& given) {
    Arguments arguments;
    for (const auto& [key, value] : given) arguments[key] = value;
    return arguments;
  }
  static common::v1::Period PeriodOf(const std::string& start, const std::string& end) {
    common::v1::Period period;
    period.set_start_date(start);
    period.set_end_date(end);
    return period;
  }
  static void ExpectTheRowsToSay(const absl::StatusOr<figures::FormulaValue>& counted,
                                 const absl::StatusOr<figures::FormulaValue>& value) {
    ASSERT_EQ(counted.status(), value.status());
    if (!value.ok()) return;
    EXPECT_EQ(counted->value, value->value);
    EXPECT_EQ(counted->qualifier, value->qualifier);
    EXPECT_EQ(counted->state, value->state);
    EXPECT_EQ(counted->derived, value->derived);
  }
};

}  // namespace zgc::testing
