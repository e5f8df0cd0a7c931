#include "services/supervision_reporting/domain/matters/sweeps.h"

#include "common/testing/reads.h"
#include "services/supervision_reporting/testing/fixture.h"
#include "services/supervision_reporting/testing/overdue_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;

class SweepsTest : public OverdueFixture {
 protected:
  // The slips that a sweep makes: "matter level".
  std::vector<std::string> Sweep(const std::string& day) {
    const auto response = Do(SweepMatters, absl::StrCat("as_of_date: '", day, "'"));
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> slips;
    for (const auto& slip : response->escalations()) {
      slips.push_back(absl::StrCat(slip.matter(), " ", slip.level()));
    }
    return slips;
  }
};

TEST_F(SweepsTest, EachLevelGetsOneSlipHoweverOftenItIsSwept) {
  EXPECT_THAT(Sweep("2019-03-20"), IsEmpty());
  EXPECT_THAT(Sweep("2019-03-21"), ElementsAre("matters/m 1"));
  EXPECT_THAT(Sweep("2019-03-21"), IsEmpty());
  EXPECT_THAT(Sweep("2019-03-25"), IsEmpty());
  EXPECT_THAT(Sweep("2019-03-26"), ElementsAre("matters/m 2"));
  EXPECT_THAT(Sweep("2019-04-05"), ElementsAre("matters/m 3"));
  EXPECT_THAT(Sweep("2019-12-31"), IsEmpty());
  EXPECT_EQ(Find(kEscalations, "matters/m/escalations/2").days_overdue(), 6);
}

TEST_F(SweepsTest, ALateSweepMakesTheSlipsOfAllLevelsByDeadline) {
  ZGC_ASSERT_OK(AddMatter("a", "received_date: '2019-03-01' deadline: '2019-04-03'"));
  EXPECT_THAT(Sweep("2019-04-05"),
              ElementsAre("matters/m 1", "matters/m 2", "matters/m 3", "matters/a 1"));
}

TEST_F(SweepsTest, WhatIsReportedClosedOrExtendedIsNotSwept) {
  ZGC_ASSERT_OK(Ask("e", "2019-06-30"));
  ZGC_ASSERT_OK(Approve("e", "chief"));
  EXPECT_THAT(Sweep("2019-05-01"), IsEmpty());
  ZGC_ASSERT_OK(AddMatter("r", "received_date: '2019-03-01' deadline: '2019-03-20'"));
  Walk("r", "2019-03-10");
  EXPECT_THAT(Sweep("2019-05-01"), IsEmpty());
  ZGC_ASSERT_OK(Step("ReturnMatter", "r", "2019-03-11", "checker"));
  EXPECT_THAT(Sweep("2019-03-21"), ElementsAre("matters/r 1"));
  ZGC_ASSERT_OK(Step("StartMatter", "r", "2019-03-22"));
  ZGC_ASSERT_OK(Step("ReportMatter", "r", "2019-03-23"));
  ZGC_ASSERT_OK(Step("CloseMatter", "r", "2019-03-24", "checker"));
  EXPECT_THAT(Sweep("2019-05-01"), IsEmpty());
}

TEST_F(SweepsTest, SlipsAreListedByMatterAndASweepNamesItsDay) {
  EXPECT_THAT(Do(SweepMatters, "as_of_date: 'soon'"), FailsWith(kInvalid, HasSubstr("soon")));
  EXPECT_THAT(Sweep("2019-03-26"), ElementsAre("matters/m 1", "matters/m 2"));
  EXPECT_THAT(Listed(store_->Read(), ListEscalations, "matter: 'matters/m'"),
              ElementsAre("matters/m/escalations/1", "matters/m/escalations/2"));
  EXPECT_THAT(Listed(store_->Read(), ListEscalations, "matter: 'matters/n'"), IsEmpty());
  const v1::Escalation slip = Find(kEscalations, "matters/m/escalations/1");
  EXPECT_EQ(slip.deadline(), "2019-03-20");
  EXPECT_EQ(slip.as_of_date(), "2019-03-26");
  EXPECT_EQ(slip.rule_version(), "lightRuleSets/cn-2019");
}

}  // namespace
}  // namespace zgc::supervision
