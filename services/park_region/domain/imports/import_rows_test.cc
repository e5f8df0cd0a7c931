#include "services/park_region/domain/imports/import_rows.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "services/park_region/testing/imports_fixture.h"

namespace zgc::parks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;

class ImportRowsTest : public ImportsFixture {};

TEST_F(ImportRowsTest, ABadRowIsSaidWithItsColumnAndHoldsUpNoOther) {
  const std::string code = Uscc("91110108MA0000001");
  const auto checked = CheckOnly({{2, "a", "甲公司", code},
                                  {3, "b", "乙公司", WrongUscc("91110108MA0000002")},
                                  {4, "B!", "", ""},
                                  {5, "d", "丁公司", "", "roles: 'x' roles: 'x'"},
                                  {6, "f", "戊公司", "", "registration_park: 'parks/none'"},
                                  {7, "g", "己公司", "110101199003070000"}});
  ZGC_ASSERT_OK(checked);
  const auto told = Told(*checked);
  ASSERT_EQ(told.size(), 6u);
  EXPECT_EQ(told[0], "2 GOOD");
  EXPECT_THAT(told[1], StartsWith("3 REFUSED B 信用代码[enterprise.uscc] "));
  EXPECT_THAT(told[2], HasSubstr("[enterprise_id] "));
  EXPECT_THAT(told[2], HasSubstr("[enterprise.display_name] "));
  EXPECT_THAT(told[3], HasSubstr("C 标签[enterprise.roles[1]] repeats"));
  EXPECT_THAT(told[4], HasSubstr("[enterprise.registration_park] "));
  EXPECT_THAT(told[5], StartsWith("7 REFUSED"));
  ZGC_ASSERT_OK(ApplyAll());
  EXPECT_TRUE(Exists("a"));
  EXPECT_EQ(Now().applied_rows(), 1);
  EXPECT_EQ(Now().refused_rows(), 5);
  EXPECT_EQ(Find(kEnterprises, "enterprises/a").uscc_state(), v1::USCC_STATE_CHECKED);
}

// Whichever came first: of rows that contradict each other none is taken, of those that say the
// same one is.
TEST_F(ImportRowsTest, RowsOfOneEnterpriseAreFoundWithinTheFile) {
  const std::string code = Uscc("91110108MA0000001");
  ZGC_ASSERT_OK(Begin(8));
  ZGC_ASSERT_OK(Check(1, {{2, "a", "甲公司", code},
                          {3, "b", "丙公司", ""},
                          {4, "c", "丙公司", ""},
                          {5, "d", "Ding（北京） 公司", ""}}));
  const auto second = Check(2, {{6, "e", "甲公司北京", code},
                                {7, "f", "ding(北京)公司", Uscc("91110108MA0000003")},
                                {8, "g", "庚公司", ""},
                                {9, "h", "甲公司", code}});
  ZGC_ASSERT_OK(second);
  EXPECT_THAT(Told(*second),
              ElementsAre(HasSubstr("6 REFUSED [] is the same enterprise as 表1 row 2"),
                          HasSubstr("7 REFUSED [] is the same enterprise as 表1 row 5"), "8 GOOD",
                          // Of a row that is refused it is refused with it.
                          "9 REPEATED [] says the same as 表1 row 2"));
  // The earlier ones, which were good until then, know it too.
  EXPECT_THAT(Told(Find(kImportBatches, BatchName("imports/i", 1))),
              ElementsAre(HasSubstr("2 REFUSED [] is the same enterprise as 表1 row 6"), "3 GOOD",
                          "4 REPEATED [] says the same as 表1 row 3",
                          HasSubstr("5 REFUSED [] is the same enterprise as 表1 row 7")));
  EXPECT_EQ(Now().good_rows(), 2);
  EXPECT_EQ(Now().repeated_rows(), 2);
  EXPECT_EQ(Now().refused_rows(), 4);
  ZGC_ASSERT_OK(Do(FinishImportCheck, "name: 'imports/i'"));
  ZGC_ASSERT_OK(ApplyAll());
  for (const char* id : {"a", "c", "d", "e", "f", "h"}) EXPECT_FALSE(Exists(id)) << id;
  for (const char* id : {"b", "g"}) EXPECT_TRUE(Exists(id)) << id;
}

TEST_F(ImportRowsTest, EnterprisesOfTheStoreAreFoundByCodeAndByNameHoweverTyped) {
  const std::string code = Uscc("91110108MA0000001");
  ZGC_ASSERT_OK(Do(CreateEnterprise,
                   absl::StrCat("enterprise_id: 'x' enterprise { display_name: '甲（北京）公司' "
                                "uscc: '",
                                code, "' }")));
  ZGC_ASSERT_OK(Do(CreateEnterprise, "enterprise_id: 'y' enterprise { display_name: 'ＡＢ公司' }"));
  ZGC_ASSERT_OK(Do(CreateEnterprise,
                   absl::StrCat("enterprise_id: 'z' enterprise { display_name: '庚公司' uscc: '",
                                Uscc("91110108MA0000005"), "' }")));
  const auto checked = CheckOnly({{2, "a", "他公司", code},
                                  {3, "b", "甲(北京) 公司", ""},
                                  {4, "c", "ab公司", Uscc("91110108MA0000003")},
                                  {5, "d", "庚公司", Uscc("91110108MA0000004")},
                                  {6, "e1", "戊公司", ""}});
  ZGC_ASSERT_OK(checked);
  EXPECT_THAT(Told(*checked),
              ElementsAre(HasSubstr("2 REFUSED B 信用代码[enterprise.uscc] enterprises/x has"),
                          HasSubstr("3 REFUSED [enterprise.display_name] enterprises/x has"),
                          HasSubstr("4 REFUSED [enterprise.display_name] enterprises/y has"),
                          // Two codes are two enterprises.
                          "5 GOOD", HasSubstr("6 REFUSED [] enterprises/e1")));
}

TEST_F(ImportRowsTest, WhatIsNoLongerGoodWhenItIsAppliedIsRefusedAlone) {
  const std::string code = Uscc("91110108MA0000001");
  ZGC_ASSERT_OK(CheckOnly({{2, "a", "甲公司", code}, {3, "b", "乙公司", ""}}));
  ZGC_ASSERT_OK(
      Do(CreateEnterprise,
         absl::StrCat("enterprise_id: 'x' enterprise { display_name: 'x' uscc: '", code, "' }")));
  const auto applied = Apply(1);
  ZGC_ASSERT_OK(applied);
  EXPECT_THAT(Told(*applied), ElementsAre(HasSubstr("2 REFUSED B 信用代码"), "3 APPLIED"));
  EXPECT_FALSE(Exists("a"));
  EXPECT_EQ(Now().good_rows(), 0);
}

TEST_F(ImportRowsTest, BatchesComeInOrderAndAreAppliedOnceAsTheyWereChecked) {
  const std::vector<ImportsFixture::Row> rows = {{2, "a", "甲公司", ""}};
  ZGC_ASSERT_OK(Begin(1));
  EXPECT_THAT(Check(2, rows), FailsWith(kInvalid, HasSubstr("must be 1")));
  EXPECT_THAT(Check(1, {}), FailsWith(kInvalid, HasSubstr("rows")));
  EXPECT_THAT(Check(1, {rows[0], {3, "b", "乙公司", ""}}),
              FailsWith(kInvalid, HasSubstr("more than the 1 of the import")));
  EXPECT_THAT(Check(1, std::vector<ImportsFixture::Row>(501, rows[0])),
              HasReason(common::v1::ERROR_REASON_BATCH_TOO_LARGE));
  ZGC_ASSERT_OK(Check(1, rows));
  ZGC_ASSERT_OK(Do(FinishImportCheck, "name: 'imports/i'"));
  EXPECT_THAT(Apply(1, {{2, "a", "乙公司", ""}}),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("not those")));
  ZGC_ASSERT_OK(Apply(1, rows));
  EXPECT_THAT(Apply(1, rows), FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("")));
  // What rows had in common is needed no longer.
  int keys = 0;
  ZGC_ASSERT_OK(kImportKeys.ForEachOfAll(store_->Read(), [&](const ImportKey&, const std::string&) {
    ++keys;
    return true;
  }));
  EXPECT_EQ(keys, 0);
}

TEST_F(ImportRowsTest, WhatTheReaderOfTheFileFoundRefusesARow) {
  ZGC_ASSERT_OK(Begin(1));
  const auto checked =
      Do(CheckImportRows,
         "name: 'imports/i' number: 1 rows { row: 2 record_id: 'a' enterprise { "
         "display_name: '甲公司' } findings { column: 'D 备注' reason: '公式无值' } }");
  ZGC_ASSERT_OK(checked);
  EXPECT_THAT(Told(*checked), ElementsAre("2 REFUSED D 备注[] 公式无值"));
  EXPECT_EQ(Now().refused_rows(), 1);
}

TEST_F(ImportRowsTest, WhatIsSaidOfARowIsBoundedWhateverItsColumnsAreCalled) {
  ZGC_ASSERT_OK(Begin(1));
  const std::string long_name(201, 'x');
  const std::string batch = "name: 'imports/i' number: 1 ";
  EXPECT_THAT(Do(CheckImportRows, absl::StrCat(batch, "rows { row: 1 sheet: '", long_name, "' }")),
              FailsWith(kInvalid, HasSubstr("rows[0].sheet: has more than 200 bytes")));
  for (const std::string& column :
       {"key: 'enterprise' value: '" + long_name + "'", "key: '" + long_name + "' value: 'x'"}) {
    EXPECT_THAT(
        Do(CheckImportRows, absl::StrCat(batch, "rows { row: 1 } columns { ", column, " }")),
        FailsWith(kInvalid, HasSubstr("columns: have a name of more than 200 bytes")));
  }
  std::string findings;
  for (int i = 0; i < 30; ++i) {
    absl::StrAppend(&findings, "findings { column: '", std::string(200, 'c'), "' reason: '",
                    std::string(200, 'r'), "' } ");
  }
  ZGC_ASSERT_OK(Do(CheckImportRows, absl::StrCat(batch, "rows { row: 1 ", findings, " }")));
  const v1::ImportRow row = Find(kImportBatches, BatchName("imports/i", 1)).rows(0);
  EXPECT_EQ(row.outcome(), v1::IMPORT_OUTCOME_REFUSED);
  EXPECT_GT(row.findings_size(), 2);
  EXPECT_LT(row.ByteSizeLong(), 1700u);
}

TEST_F(ImportRowsTest, TheNumberOfAPersonIsKeptNowhere) {
  const std::string person = "11010519491231002X";
  ZGC_ASSERT_OK(Begin(1));
  const std::string batch = "name: 'imports/i' number: 1 ";
  for (const std::string& row : {"sheet: '" + person + "'", "record_id: '" + person + "'",
                                 "findings { column: 'A' reason: '" + person + "' }"}) {
    EXPECT_THAT(Do(CheckImportRows, batch + "rows { row: 1 " + row + " }"),
                FailsWith(kInvalid, HasSubstr("rows[0]: holds what looks like")));
  }
  EXPECT_THAT(
      Do(CheckImportRows, batch + "rows { row: 1 } columns { key: 'f' value: '" + person + "' }"),
      FailsWith(kInvalid, HasSubstr("columns: hold")));
  // In its record it refuses the row, of which nothing is kept but where it stands.
  ZGC_ASSERT_OK(Check(1, {{2, "a", person, person, "roles: '" + person + "'"}}));
  const v1::ImportBatch kept = Find(kImportBatches, BatchName("imports/i", 1));
  EXPECT_EQ(kept.rows(0).outcome(), v1::IMPORT_OUTCOME_REFUSED);
  EXPECT_EQ(kept.DebugString().find(person), std::string::npos);
  EXPECT_EQ(kept.rows(0).content_sha256(), "");
}

TEST_F(ImportRowsTest, RequestsSayWhichImportAndBatch) {
  EXPECT_THAT(Do(CheckImportRows, "number: 1"), FailsWith(kInvalid, HasSubstr("name")));
  EXPECT_THAT(Do(ApplyImportRows, "number: 1"), FailsWith(kInvalid, HasSubstr("name")));
  EXPECT_THAT(Do(TakeBackImportRows, "number: 1"), FailsWith(kInvalid, HasSubstr("name")));
  EXPECT_THAT(Do(CheckImportRows, "name: 'imports/none' number: 1"),
              HasReason(common::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
  ZGC_ASSERT_OK(Begin(1));
  std::string columns;
  for (int i = 0; i < 101; ++i)
    absl::StrAppend(&columns, " columns { key: 'f", i, "' value: 'A' }");
  EXPECT_THAT(Do(CheckImportRows, "name: 'imports/i' number: 1 rows { row: 1 }" + columns),
              HasReason(common::v1::ERROR_REASON_BATCH_TOO_LARGE));
}

TEST_F(ImportRowsTest, WhatOthersCiteOrChangedStaysAndIsListedWhenAnImportIsTakenBack) {
  ZGC_ASSERT_OK(CheckOnly({{2, "a", "甲公司", ""},
                           {3, "b", "乙公司", ""},
                           {4, "c", "丙公司", ""},
                           {5, "d", "丁公司", "no code"}}));
  ZGC_ASSERT_OK(ApplyAll());
  ZGC_ASSERT_OK(Do(CreateEnterprise,
                   "enterprise_id: 'branch' enterprise { display_name: '甲公司天津分公司' "
                   "head_enterprise: 'enterprises/a' }"));
  ZGC_ASSERT_OK(Do(UpdateEnterprise,
                   "enterprise { name: 'enterprises/b' roles: '龙头企业' } update_mask { paths: "
                   "'roles' }"));
  ZGC_ASSERT_OK(Do(TakeBackImport, "name: 'imports/i' reason: '文件有误'"));
  const auto taken = TakeBack(1);
  ZGC_ASSERT_OK(taken);
  EXPECT_THAT(Told(*taken),
              ElementsAre(HasSubstr("2 KEPT [] enterprises/a is cited by 1: enterprises/branch"),
                          StartsWith("3 KEPT [] "), "4 TAKEN_BACK", HasSubstr("5 REFUSED")));
  EXPECT_TRUE(Exists("a"));
  EXPECT_TRUE(Exists("b"));
  EXPECT_FALSE(Exists("c"));
  EXPECT_EQ(Now().kept_rows(), 2);
  EXPECT_EQ(Now().taken_back_rows(), 1);
  // Once nothing cites it any more it goes with the next try.
  ZGC_ASSERT_OK(Do(UpdateEnterprise,
                   "enterprise { name: 'enterprises/branch' } update_mask { paths: "
                   "'head_enterprise' }"));
  const auto again = TakeBack(1);
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(Told(*again)[0], "2 TAKEN_BACK");
  EXPECT_FALSE(Exists("a"));
  EXPECT_EQ(Now().kept_rows(), 1);
}

}  // namespace
}  // namespace zgc::parks
