#include "services/park_region/domain/releases/release_tables.h"

#include "google/protobuf/text_format.h"
#include "services/park_region/testing/returns_fixture.h"

namespace zgc::parks {
namespace {

using ::testing::ElementsAre;

class ReleaseTablesTest : public ReturnsFixture {
 protected:
  ReleaseTablesTest() {
    AddForm();
    AddEnterprise("e3");
    for (const char* id : {"e1", "e2", "e3"}) Register(id, "a");
    form_ = Find(kReturnForms, "returnForms/m");
  }
  ReportedMonth Read() {
    auto found = ReadReported(store_->Read(), form_, "2019-03");
    ZGC_EXPECT_OK(found);
    return found.ok() ? *std::move(found) : ReportedMonth();
  }

  v1::ReturnForm form_;
};

TEST_F(ReleaseTablesTest, ATotalIsOfAllInItsParkAndIndustry) {
  ZGC_ASSERT_OK(Report("e1", "2019-03", Values("10.5", "5"), "C"));
  ZGC_ASSERT_OK(Report("e2", "2019-03", Values("20", "0.01"), "I"));
  ZGC_ASSERT_OK(Report("e3", "2019-04", Values("99", "0"), "I"));
  const ReportedMonth month = Read();
  const TableAxes axes = AxesOf(form_, {&month});
  EXPECT_THAT(axes.parks, ElementsAre("parks/a"));
  EXPECT_THAT(axes.industries, ElementsAre("C", "I"));
  const SuppressionTable table = TableOf(form_, axes, month);
  EXPECT_THAT(table.At(0, 0).values, ElementsAre(1050, 500));
  EXPECT_THAT(table.At(1, 2).values, ElementsAre(3050, 501));
  EXPECT_EQ(table.At(1, 2).contributors, 2);
  EXPECT_TRUE(table.At(1, 2).sensitive);
  EXPECT_EQ(PrintedValue(3050, form_.items(0)), "30.5");
}

TEST_F(ReleaseTablesTest, WhoHasMostOfACellIsKeptFromTheOthers) {
  ZGC_ASSERT_OK(Report("e1", "2019-03", Values("1000", "0")));
  ZGC_ASSERT_OK(Report("e2", "2019-03", Values("100", "0")));
  ZGC_ASSERT_OK(Report("e3", "2019-03", Values("100", "0")));
  const ReportedMonth month = Read();
  const TableAxes axes = AxesOf(form_, {&month});
  EXPECT_FALSE(TableOf(form_, axes, month).At(0, 0).sensitive);
  form_.mutable_disclosure()->set_dominance_count(1);
  form_.mutable_disclosure()->set_dominance_percent("80");
  EXPECT_TRUE(TableOf(form_, axes, month).At(0, 0).sensitive);
  form_.mutable_disclosure()->set_dominance_percent("84");
  EXPECT_FALSE(TableOf(form_, axes, month).At(0, 0).sensitive);
}

TEST_F(ReleaseTablesTest, WhoMovesBetweenCellsChangesATotalOnceOrNotAtAll) {
  ZGC_ASSERT_OK(Report("e1", "2019-03", Values("10", "5"), "C"));
  ZGC_ASSERT_OK(Report("e2", "2019-03", Values("20", "5"), "C"));
  const ReportedMonth before = Read();
  ZGC_ASSERT_OK(Correct("e1", "2019-03", Values("10", "5"), "I"));
  ZGC_ASSERT_OK(Correct("e2", "2019-03", Values("21", "5"), "I"));
  const ReportedMonth now = Read();
  int changed = 0;
  const TableAxes axes = AxesOf(form_, {&before, &now});
  const SuppressionTable difference = DifferenceOf(form_, axes, before, now, changed);
  EXPECT_EQ(changed, 2);
  EXPECT_THAT(difference.At(0, 0).values, ElementsAre(-3000, -1000));
  EXPECT_EQ(difference.At(0, 0).contributors, 2);
  EXPECT_THAT(difference.At(1, 2).values, ElementsAre(100, 0));
  EXPECT_EQ(difference.At(1, 2).contributors, 1);
}

TEST_F(ReleaseTablesTest, WhoWasAtNoParkAfterAllIsCountedApart) {
  ZGC_ASSERT_OK(Report("e1", "2019-03", Values("10", "5")));
  ZGC_ASSERT_OK(Do(CreateRegistration,
                   "registration_id: 'end' registration { enterprise: 'enterprises/e1' park: "
                   "'parks/a' date: '2019-03-02' event: REGISTRATION_EVENT_DEREGISTERED }"));
  const ReportedMonth month = Read();
  EXPECT_EQ(month.unplaced, 1);
  EXPECT_TRUE(month.by_enterprise.empty());
}

TEST_F(ReleaseTablesTest, AWidthIsInHundredthsOfAPercent) {
  EXPECT_EQ(WidthBasisPoints(form_.disclosure()), 1'000);
  form_.mutable_disclosure()->set_protection_percent("0.05");
  EXPECT_EQ(WidthBasisPoints(form_.disclosure()), 5);
}

}  // namespace
}  // namespace zgc::parks
