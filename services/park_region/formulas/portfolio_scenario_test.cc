// The portfolio of projects on any day, as it was recorded and as it was corrected.
#include "common/testing/formulas_fixture.h"
#include "common/testing/records_matrix.h"
#include "services/park_region/domain/kinds.h"
#include "services/park_region/domain/parks/parks.h"
#include "services/park_region/domain/projects/investments.h"
#include "services/park_region/domain/projects/projects.h"
#include "services/park_region/domain/regions/regions.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class PortfolioTest : public testing::FormulasFixture<ParkRegionFixture> {
 protected:
  PortfolioTest() : FormulasFixture(RegisterFormulas) {
    for (const char* region : {"beijing", "tianjin"}) {
      ZGC_EXPECT_OK(
          Do(CreateRegion, absl::StrCat("region_id: '", region, "' region { display_name: '",
                                        region, "' level: REGION_LEVEL_PROVINCE gb2260_code: '",
                                        region[0] == 'b' ? "110000" : "120000", "' }")));
    }
    ZGC_EXPECT_OK(Do(UpdatePark,
                     "park { name: 'parks/b' region: 'regions/tianjin' } update_mask { paths: "
                     "'region' }"));
  }
  static std::string Event(const std::string& stage, const std::string& date,
                           const std::string& more = "") {
    return absl::StrCat("{ document: 'd' stage: PROJECT_STATE_", stage,
                        date.empty() ? "" : absl::StrCat(" date_known: true date: '", date, "'"),
                        " ", more, " } ");
  }
  void Project(const std::string& id, const std::string& park, const std::string& fields,
               const std::string& first) {
    ZGC_ASSERT_OK(
        Do(CreateProject, absl::StrCat("project_id: '", id, "' project { display_name: '", id,
                                       "' park: 'parks/", park, "' enterprise: 'enterprises/e1' ",
                                       fields, " stage_events ", first, "}")));
  }
  void Advance(const std::string& id, const std::string& event) {
    ZGC_ASSERT_OK(Do(AdvanceProject, absl::StrCat("name: 'projects/", id, "' event ", event)));
  }
  static std::string Known(int64_t yi) {
    return absl::StrCat("investment_state: AMOUNT_STATE_KNOWN investment_fen: ",
                        yi * 10'000'000'000);
  }
  std::string Yi(const std::string& day, Given given = {}) {
    given.emplace_back("unit", "亿元");
    return AsOf(day, "sum_portfolio_investment", given);
  }

  testing::Records records_{store_, ParkRegionKinds()};
};

constexpr char kUnstated[] = "investment_state: AMOUNT_STATE_UNKNOWN ";
constexpr char kFromBeijing[] = " origin_region: 'regions/beijing' ";

TEST_F(PortfolioTest, SignedProjectsStandUntilTheyAreWithdrawn) {
  Project("old", "b", Known(1000) + kFromBeijing, Event("SIGNED", "2018-05-01"));
  Project("new", "b", Known(500) + kFromBeijing, Event("LEAD", "2018-12-01"));
  Project("home", "a", Known(7), Event("SIGNED", "2019-02-01"));
  Advance("new", Event("SIGNED", "2019-03-01"));
  EXPECT_EQ(AsOf("2018-12-31", "count_portfolio"), "1");
  EXPECT_EQ(AsOf("2018-12-31", "count_portfolio", {{"phase", "leads"}}), "1");
  EXPECT_EQ(AsOf("2019-12-31", "count_portfolio"), "3");
  EXPECT_EQ(AsOf("2019-12-31", "count_portfolio", {{"phase", "leads"}}), "0");
  EXPECT_EQ(Yi("2019-12-31"), "1507");
  EXPECT_EQ(Yi("2018-12-31", {{"basis", "leads"}}), "500");
  // Of which new in the year.
  EXPECT_EQ(Value("count_projects", {{"stage", "signed"}}), "2");
  EXPECT_EQ(Value("sum_project_investment", {{"stage", "signed"}, {"unit", "亿元"}}), "507");
  const Given beijing = {{"origin", "regions/beijing"}};
  EXPECT_EQ(AsOf("2019-12-31", "count_portfolio", beijing), "2");
  EXPECT_THAT(Parts("count_portfolio", "origin", {}, "", "2019-12-31"),
              ElementsAre("regions/beijing 2", "- 1"));
  EXPECT_THAT(Parts("count_portfolio", "park", {}, "", "2019-12-31"),
              ElementsAre("parks/a 1", "parks/b 2"));
  EXPECT_THAT(Parts("sum_portfolio_investment", "province", {{"unit", "亿元"}}, "", "2019-12-31"),
              ElementsAre("120000 1500", "- 7"));
  ZGC_ASSERT_OK(
      Do(WithdrawProject, "name: 'projects/old' date: '2019-06-01' reason: '终止' document: 'd'"));
  EXPECT_EQ(AsOf("2019-05-31", "count_portfolio"), "3");
  EXPECT_EQ(AsOf("2019-06-01", "count_portfolio"), "2");
  EXPECT_EQ(Yi("2019-06-01"), "507");
  EXPECT_EQ(Value("count_projects", {{"stage", "withdrawn"}}), "1");
  EXPECT_TRUE(IsFold("count_portfolio", beijing, "", "2019-12-31"));
  ExpectCellsToAgree();
}

TEST_F(PortfolioTest, EachStandsInOneStageOnADay) {
  Project("1", "a", Known(1), Event("LEAD", "2019-01-01"));
  Advance("1", Event("INTENT", "2019-02-01"));
  Advance("1", Event("SIGNED", "2019-03-01"));
  Advance("1", Event("FILED", "2019-03-01"));
  Project("2", "a", Known(2), Event("SIGNED", "2019-02-01"));
  const auto stages = [&](const std::string& day) {
    return Parts("count_portfolio_stages", "stage", {}, "", day);
  };
  EXPECT_THAT(stages("2019-01-31"), ElementsAre("filed 0", "intent 0", "lead 1", "signed 0"));
  EXPECT_THAT(stages("2019-02-28"), ElementsAre("filed 0", "intent 1", "lead 0", "signed 1"));
  EXPECT_THAT(stages("2019-03-01"), ElementsAre("filed 1", "intent 0", "lead 0", "signed 1"));
  EXPECT_EQ(AsOf("2019-03-01", "count_portfolio_stages"), "2");
  EXPECT_EQ(AsOf("2019-03-01", "sum_portfolio_stages", {{"stage", "filed"}, {"unit", "亿元"}}),
            "1");
  ExpectCellsToAgree();
}

TEST_F(PortfolioTest, WhatIsNotKnownIsALowerBound) {
  Project("1", "a", kUnstated, Event("SIGNED", "2019-01-10"));
  Project("2", "a", Known(3), Event("SIGNED", "", "known_by: '2019-12-31'"));
  EXPECT_EQ(AsOf("2019-12-30", "count_portfolio"), ">=1");
  EXPECT_EQ(AsOf("2019-12-31", "count_portfolio"), "2");
  EXPECT_EQ(Yi("2019-12-30"), "unknown");
  EXPECT_EQ(Yi("2019-12-31"), ">=3");
  // Filed on a day that nobody knows: the stage is open, that it stands is not.
  Advance("1", Event("FILED", ""));
  EXPECT_EQ(AsOf("2019-06-30", "count_portfolio_stages", {{"stage", "filed"}}), ">=0");
  EXPECT_EQ(AsOf("2019-06-30", "count_portfolio_stages", {{"stage", "signed"}}), ">=0");
  EXPECT_EQ(AsOf("2019-12-31", "count_portfolio"), "2");
  ZGC_ASSERT_OK(
      Do(WithdrawProject, "name: 'projects/2' known_by: '2020-06-30' reason: 'r' document: 'd'"));
  EXPECT_EQ(AsOf("2020-06-29", "count_portfolio"), ">=1");
  EXPECT_EQ(AsOf("2020-06-30", "count_portfolio"), "1");
  ExpectCellsToAgree();
}

TEST_F(PortfolioTest, ALateEventChangesThePastAndTheFormerRevisionReadsAsBefore) {
  Project("1", "a", Known(3), Event("LEAD", "2019-01-10"));
  const int64_t before = store_->head();
  const auto march = [&](int64_t revision) {
    return Value("count_portfolio", {}, "", "2019-03-31", revision);
  };
  EXPECT_EQ(march(0), "0");
  Advance("1", Event("STARTED", "2019-06-01", "skip_reason: '未报送'"));
  EXPECT_EQ(march(0), "0");
  ZGC_ASSERT_OK(Do(InsertProjectStage,
                   absl::StrCat("name: 'projects/1' event ", Event("SIGNED", "2019-03-01"))));
  const int64_t inserted = store_->head();
  EXPECT_EQ(march(0), "1");
  ZGC_ASSERT_OK(
      records_.Correct("projects/1", {"stage_events"},
                       absl::StrCat("stage_events ", Event("LEAD", "2019-01-10"), "stage_events ",
                                    Event("SIGNED", "2019-04-01"), "stage_events ",
                                    Event("STARTED", "2019-06-01", "skip_reason: '未报送'"))));
  EXPECT_EQ(march(0), "0");
  Open();
  EXPECT_EQ(march(before), "0");
  EXPECT_EQ(march(inserted), "1");
  ExpectCellsToAgree();
}

TEST_F(PortfolioTest, InvestmentComesInByPeriodAndAddsUp) {
  Project("1", "b", Known(3) + kFromBeijing, Event("SIGNED", "2019-01-10"));
  const auto add = [&](const std::string& id, const std::string& date, const std::string& money) {
    ZGC_ASSERT_OK(Do(
        CreateInvestmentEntry,
        absl::StrCat("investment_entry_id: '", id, "' investment_entry { project: 'projects/1' ",
                     "document: 'd' date: '", date, "' amount_state: AMOUNT_STATE_", money, " }")));
  };
  add("1", "2019-02", "KNOWN amount_fen: 10000");
  add("2", "2019-03", "KNOWN amount_fen: 5000");
  EXPECT_EQ(Value("sum_investment_in_place", {}, "2019-03-01", "2019-03-31"), "50");
  EXPECT_EQ(AsOf("2019-03-31", "sum_investment_in_place"), "150");
  EXPECT_EQ(AsOf("2019-03-15", "sum_investment_in_place"), ">=100");
  EXPECT_THAT(Parts("sum_investment_in_place", "origin"), ElementsAre("regions/beijing 150"));
  const int64_t before = store_->head();
  ZGC_ASSERT_OK(records_.Correct("investmentEntries/2", {"amount_fen"}, "amount_fen: 6000"));
  EXPECT_EQ(AsOf("2019-03-31", "sum_investment_in_place"), "160");
  EXPECT_EQ(Value("sum_investment_in_place", {}, "", "2019-03-31", before), "150");
  add("3", "2019-04", "UNKNOWN");
  EXPECT_EQ(Value("sum_investment_in_place", {}, "2019-04-01", "2019-04-30"), "unknown");
  EXPECT_EQ(Value("sum_investment_in_place"), ">=160");
  // It moves with its project.
  ZGC_ASSERT_OK(Do(UpdateProject,
                   "project { name: 'projects/1' park: 'parks/a' } update_mask { paths: 'park' }"));
  EXPECT_EQ(Value("sum_investment_in_place", {{"park", "parks/b"}}), "0");
  EXPECT_EQ(Value("sum_investment_in_place", {{"park", "parks/a"}}), ">=160");
  ExpectCellsToAgree();
}

TEST_F(PortfolioTest, WhatIsSignedForIsABasisOfItsOwn) {
  Project(
      "1", "a",
      Known(3) + " signed_investment_state: AMOUNT_STATE_KNOWN signed_investment_fen: 20000000000 ",
      Event("SIGNED", "2019-01-10"));
  EXPECT_EQ(Yi("2019-12-31", {{"basis", "signed"}}), "2");
  Project("2", "a", Known(3), Event("SIGNED", "2019-01-10"));
  EXPECT_EQ(Yi("2019-12-31", {{"basis", "signed"}}), ">=2");
  EXPECT_EQ(Yi("2019-12-31"), "6");
}

TEST_F(PortfolioTest, UnknownWordsAreRefused) {
  EXPECT_THAT(Run("count_portfolio", {{"phase", "lost"}}, "", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("\"lost\" is no phase")));
  EXPECT_THAT(Run("sum_portfolio_investment", {{"basis", "paid"}}, "", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("\"paid\" is no basis")));
  EXPECT_THAT(Run("count_portfolio", {{"origin", "parks/none"}}, "", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("parks/none")));
  EXPECT_THAT(Run("count_portfolio"), FailsWith(kInvalid, HasSubstr("stock")));
}

}  // namespace
}  // namespace zgc::parks
