#include "common/figures/formula.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "common/figures/book_schema.h"
#include "common/figures/dimensions/parts.h"
#include "common/testing/formulas_fixture.h"
#include "common/testing/matchers.h"
#include "common/testing/store_fixture.h"
#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

// Observations stand for any records: `printed` is the day, `value` the amount, `unit` its kind.
void RegisterTestFormulas(FormulaRegistry& registry) {
  Measure by_unit = MeasureOf<v1::Observation>(
      "test", "observed", kObservations, {{"unit", TextValues()}},
      [](const storage::Reader&, const v1::Observation& row, Measure::Visit visit) -> absl::Status {
        Contribution one;
        ZGC_ASSIGN_OR_RETURN(one.days, base::ParseReducedDate(row.printed()));
        one.values = {row.unit()};
        one.amount = std::stoll(row.value());
        one.record = row.name();
        visit(std::move(one));
        return absl::OkStatus();
      });
  const auto observed = registry.Keep(by_unit);
  by_unit.kept = std::vector<size_t>();
  const auto parted = std::make_shared<const Measure>(std::move(by_unit));
  registry.RegisterParted(
      "seven", "",
      [=](const storage::Reader&, const google::protobuf::Map<std::string, std::string>&,
          const common::v1::Period&) -> absl::StatusOr<Asked> {
        return Asked{.slices = {{parted, {""}}}};
      },
      [](const storage::Reader&, const google::protobuf::Map<std::string, std::string>&,
         const common::v1::Period&, const Slice& part,
         bool explain) -> absl::StatusOr<FormulaValue> {
        FormulaValue value{.value = part.values[0] == "in" ? "3" : "7"};
        if (explain) value.inputs.emplace_back();
        return value;
      });
  registry.RegisterCounted(
      "net", "",
      [=](const storage::Reader&, const google::protobuf::Map<std::string, std::string>&,
          const common::v1::Period&) -> absl::StatusOr<Asked> {
        return Asked{.slices = {{observed, {"in"}},
                                {.measure = observed, .values = {"out"}, .lowers = true},
                                {.measure = observed, .values = {"guess"}, .derived = true}}};
      });
}

class BookFixture : public testing::StoreFixture {
 protected:
  BookFixture() : StoreFixture(testing::BookSchema()) {}
};

class FormulaTest : public testing::FormulasFixture<BookFixture> {
 protected:
  FormulaTest() : FormulasFixture(RegisterTestFormulas) {}

  void Put(const std::string& id, const std::string& unit, const std::string& day, int amount) {
    v1::Observation row;
    row.set_name("observations/" + id);
    row.set_printed(day);
    row.set_value(absl::StrCat(amount));
    row.set_unit(unit);
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      kObservations.Put(txn, {row.name()}, row);
      return "";
    }));
  }
};

TEST_F(FormulaTest, ASliceThatLowersIsTakenFromTheOthers) {
  Put("1", "in", "2019-03-01", 10);
  Put("2", "out", "2019-02-01", 3);
  Put("3", "other", "2019-02-01", 100);
  const auto value = Run("net");
  ZGC_ASSERT_OK(value);
  EXPECT_EQ(value->value, "7");
  ASSERT_EQ(value->inputs.size(), 2u);
  EXPECT_EQ(value->inputs[0].contribution(), "10");
  EXPECT_EQ(value->inputs[1].contribution(), "-3");
  EXPECT_EQ(Value("net", {}, "2019-02-01", "2019-02-28"), "-3");
}

TEST_F(FormulaTest, WhatMayBeLessIsNotKnown) {
  Put("1", "in", "2019-03-01", 10);
  Put("2", "in", "2019", 1);
  EXPECT_EQ(Value("net", {}, "2019-01-01", "2019-06-30"), ">=10");
  Put("3", "out", "2019", 3);
  EXPECT_EQ(Value("net", {}, "2019-01-01", "2019-06-30"), "unknown");
  EXPECT_EQ(Value("net"), "8");
}

TEST_F(FormulaTest, AFigureOfDerivedRecordsIsDerivedWhereTheyLieInThePeriod) {
  Put("1", "in", "2019-03-01", 10);
  Put("2", "guess", "2019-07", 1);
  EXPECT_EQ(Value("net", {}, "2019-01-01", "2019-06-30"), "10");
  EXPECT_EQ(Value("net", {}, "2019-01-01", "2019-07-15"), "~>=10");
  EXPECT_EQ(Value("net"), "~11");
}

TEST_F(FormulaTest, OneThatCountsItsPartsItselfAsksTheMeasureWhichThereAre) {
  Put("1", "in", "2019-03-01", 10);
  Put("2", "out", "2019-03-01", 10);
  const storage::Snapshot snapshot = store_->Read();
  const auto* entry = registry_.Find("seven");
  ASSERT_NE(entry, nullptr);
  const auto computed = entry->Compute(snapshot, {}, {});
  const auto explained = entry->Explain(snapshot, {}, {});
  ZGC_ASSERT_OK(computed);
  ZGC_ASSERT_OK(explained);
  EXPECT_EQ(computed->value, "7");
  EXPECT_EQ(computed->inputs.size(), 0u);
  EXPECT_EQ(explained->inputs.size(), 1u);
  EXPECT_EQ(entry->Compute(snapshot, {}, {}, {{"unit", {"in"}}})->value, "3");
  PartRows rows;
  ZGC_ASSERT_OK(AddRows(snapshot, *entry->AskPart(snapshot, {}, {}, {}), {"unit"}, 10, rows));
  EXPECT_EQ(rows, (PartRows{{"in"}, {"out"}}));
}

}  // namespace
}  // namespace zgc::figures
