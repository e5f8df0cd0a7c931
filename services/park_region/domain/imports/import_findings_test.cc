#include "services/park_region/domain/imports/import_findings.h"

#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::parks {
namespace {

TEST(ImportFindingsTest, CountsFollowTheOutcomesOfRows) {
  v1::Import import;
  v1::ImportRow row;
  SetOutcome(v1::IMPORT_OUTCOME_GOOD, import, row);
  EXPECT_EQ(import.good_rows(), 1);
  const auto total = [&] {
    return import.good_rows() + import.repeated_rows() + import.refused_rows() +
           import.applied_rows() + import.taken_back_rows() + import.kept_rows();
  };
  for (int outcome = 1; outcome < v1::ImportOutcome_ARRAYSIZE; ++outcome) {
    SetOutcome(static_cast<v1::ImportOutcome>(outcome), import, row);
    EXPECT_EQ(row.outcome(), outcome);
    EXPECT_EQ(total(), 1);
  }
  EXPECT_EQ(import.kept_rows(), 1);
  EXPECT_EQ(import.good_rows(), 0);
}

TEST(ImportFindingsTest, AFindingNamesTheColumnOfItsField) {
  ColumnNames columns;
  columns["enterprise.roles"] = "D 标签";
  v1::ImportRow row;
  AddFinding(columns, "enterprise.roles[2]", "x", row);
  AddFinding(columns, "enterprise", "y", row);
  EXPECT_EQ(row.findings(0).column(), "D 标签");
  EXPECT_EQ(row.findings(0).field(), "enterprise.roles[2]");
  EXPECT_EQ(row.findings(1).column(), "");
  for (int i = 0; i < 100; ++i) AddFinding(columns, "", "z", row);
  EXPECT_EQ(row.findings_size(), 20);
}

TEST(ImportFindingsTest, ARefusalIsSaidByItsViolationsOrByItsMessage) {
  base::FieldErrors errors;
  errors.Add("enterprise.uscc", "is wrong");
  errors.Add("enterprise.roles", "repeats");
  v1::ImportRow row;
  AddFindings({}, errors.ToStatus(), row);
  AddFindings({}, absl::AlreadyExistsError("is there"), row);
  ASSERT_EQ(row.findings_size(), 3);
  EXPECT_EQ(row.findings(1).field(), "enterprise.roles");
  EXPECT_EQ(row.findings(1).reason(), "repeats");
  EXPECT_EQ(row.findings(2).reason(), "is there");
  EXPECT_TRUE(RefusesRow(errors.ToStatus()));
  // A store that fails is no fault of a row.
  EXPECT_FALSE(RefusesRow(absl::DataLossError("damaged")));
  EXPECT_FALSE(RefusesRow(absl::UnavailableError("full")));
}

TEST(ImportFindingsTest, PlacesAreThoseOfTheFile) {
  v1::ImportRow row;
  row.set_row(7);
  EXPECT_EQ(PlaceOf(row), "row 7");
  row.set_sheet("表1");
  EXPECT_EQ(PlaceOf(row), "表1 row 7");
}

}  // namespace
}  // namespace zgc::parks
