#include "services/park_region/domain/projects/facts.h"

#include "services/park_region/domain/projects/projects.h"
#include "services/park_region/domain/regions/regions.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using common::v1::ERROR_REASON_REFERENCE_NOT_FOUND;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;

class FactsTest : public ParkRegionFixture {
 protected:
  absl::StatusOr<v1::Project> Add(const std::string& fields, const std::string& stage = "LEAD",
                                  const std::string& money = "UNKNOWN") {
    return Do(CreateProject,
              absl::StrCat("project_id: 'p", ++count_,
                           "' project { display_name: 'p' park: 'parks/a' investment_state: "
                           "AMOUNT_STATE_",
                           money, " stage_events { stage: PROJECT_STATE_", stage,
                           " date_known: true date: '2019-03-01' document: 'd' } ", fields, "}"));
  }
  int count_ = 0;
};

TEST_F(FactsTest, PartiesAreTheirsOfOneKindAndKnown) {
  ZGC_EXPECT_OK(
      Add("parties { role: PROJECT_ROLE_INVESTOR display_name: 'x' enterprise: 'enterprises/e1' } "
          "parties { role: PROJECT_ROLE_PARK display_name: 'x' park: 'parks/a' } "
          "parties { role: PROJECT_ROLE_GOVERNMENT display_name: '区政府' }"));
  EXPECT_THAT(Add("parties { role: PROJECT_ROLE_INVESTOR display_name: 'x' enterprise: "
                  "'enterprises/none' }"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(Add("parties { role: PROJECT_ROLE_INVESTOR display_name: 'x' enterprise: "
                  "'enterprises/e1' park: 'parks/a' } parties { role: PROJECT_ROLE_INVESTOR "
                  "display_name: 'x' } parties { display_name: 'y' }"),
              FailsWith(kInvalid, AllOf(HasSubstr("project.parties[0]: is one of"),
                                        HasSubstr("project.parties[1].display_name: repeats"),
                                        HasSubstr("project.parties[2].role"))));
  EXPECT_THAT(Add("spaces: 'spaces/none'"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(FactsTest, AnEnterpriseIsNeededFromTheSignatureOn) {
  ZGC_EXPECT_OK(Add("", "INTENT"));
  EXPECT_THAT(Add("", "SIGNED"), FailsWith(kInvalid, HasSubstr("project.enterprise")));
  ZGC_EXPECT_OK(Add("enterprise: 'enterprises/e1'", "SIGNED"));
}

TEST_F(FactsTest, AnOriginIsInForceAndElsewhere) {
  const auto region = [&](const std::string& id, const std::string& code, const std::string& more) {
    ZGC_ASSERT_OK(Do(CreateRegion, absl::StrCat("region_id: '", id, "' region { display_name: '",
                                                id, "' level: REGION_LEVEL_COUNTY gb2260_code: '",
                                                code, "' ", more, " }")));
  };
  region("old", "110103", "valid_to: '2010-06-30'");
  region("new", "110115", "valid_from: '2019-03-02'");
  region("now", "110108", "");
  ZGC_EXPECT_OK(Add("origin_region: 'regions/now'"));
  ZGC_EXPECT_OK(Add("origin_park: 'parks/b'"));
  EXPECT_THAT(Add("origin_region: 'regions/old'"),
              FailsWith(kInvalid, HasSubstr("regions/old was abolished after 2010-06-30")));
  EXPECT_THAT(Add("origin_region: 'regions/new'"),
              FailsWith(kInvalid, HasSubstr("is in force from 2019-03-02 on")));
  EXPECT_THAT(Add("origin_park: 'parks/a' origin_region: 'regions/now'"),
              FailsWith(kInvalid, AllOf(HasSubstr("is the park that it goes to"),
                                        HasSubstr("instead of origin_region"))));
}

TEST_F(FactsTest, AnIndustryHasTheFormOfItsCode) {
  for (const char* code : {"C", "39", "C391", "3913", "C3913"}) {
    ZGC_EXPECT_OK(Add(absl::StrCat("industry_code: '", code, "'"))) << code;
  }
  for (const char* code : {"c3913", "U39", "C3", "39130", "C39x"}) {
    EXPECT_THAT(Add(absl::StrCat("industry_code: '", code, "'")),
                FailsWith(kInvalid, HasSubstr("project.industry_code")))
        << code;
  }
}

TEST_F(FactsTest, AmountsSayWhetherTheyAreKnown) {
  const std::string e1 = "enterprise: 'enterprises/e1' ";
  ZGC_EXPECT_OK(Add(e1 + "investment_fen: 200 signed_investment_fen: 100 signed_investment_state: "
                         "AMOUNT_STATE_KNOWN self_raised_state: AMOUNT_STATE_UNKNOWN "
                         "stated_investment { amount: '2' currency: 'CNY' } "
                         "stated_signed_investment { amount: '1' currency: 'CNY' }",
                    "SIGNED", "KNOWN"));
  EXPECT_THAT(
      Add(e1 + "investment_fen: 5 signed_investment_fen: 100 self_raised_fen: 7 ", "SIGNED"),
      FailsWith(kInvalid, AllOf(HasSubstr("project.investment_fen"),
                                HasSubstr("project.signed_investment_fen"),
                                HasSubstr("project.self_raised_fen"))));
  EXPECT_THAT(Add("signed_investment_state: AMOUNT_STATE_UNKNOWN"),
              FailsWith(kInvalid, HasSubstr("is given once it is signed")));
  EXPECT_THAT(
      Add("investment_fen: 5 stated_investment { amount: '2' currency: 'CNY' }", "LEAD", "KNOWN"),
      FailsWith(kInvalid, HasSubstr("is not what is stated, 200 fen")));
}

TEST_F(FactsTest, FollowUpsStandByDayAndTheNewestSaysWhatIsNext) {
  const auto added =
      Add("follow_ups { date: '2019-04-02' role: '招商部' content: 'b' next_step: 'n' next_date: "
          "'2019-05-01' } follow_ups { date: '2019-04-01' role: '招商部' content: 'a' next_step: "
          "'n' next_date: '2019-06-01' }");
  ZGC_ASSERT_OK(added);
  EXPECT_EQ(added->follow_ups(0).content(), "a");
  EXPECT_EQ(added->next_follow_up_date(), "2019-05-01");
  EXPECT_THAT(
      Add("follow_ups { date: '2999-04-02' role: 'r' content: 'b' } "
          "follow_ups { date: '2019-04-02' content: 'b' next_date: '2019-04-01' role: 'r' }"),
      FailsWith(kInvalid, AllOf(HasSubstr("project.follow_ups[0].date: 2999-04-02 is after today"),
                                HasSubstr("project.follow_ups[1].next_date"),
                                HasSubstr("project.follow_ups[1].next_step"))));
}

TEST_F(FactsTest, AProjectHasNoMoreFollowUpsThanItsRowCanCarry) {
  std::string many;
  for (int i = 0; i < kMostFollowUps; ++i) {
    many += "follow_ups { date: '2019-04-02' role: '招商部' content: 'b' } ";
  }
  EXPECT_THAT(Add(many + "follow_ups { date: '2019-04-02' role: '招商部' content: 'b' }"),
              FailsWith(kInvalid, HasSubstr("project.follow_ups: are more than 1000")));
  const auto added = Add(many);
  ZGC_ASSERT_OK(added);
  EXPECT_THAT(Do(RecordProjectFollowUp,
                 absl::StrCat("name: '", added->name(),
                              "' follow_up { date: '2019-04-03' role: '招商部' content: 'c' }")),
              FailsWith(kInvalid, HasSubstr("would be more than 1000")));
}

TEST_F(FactsTest, TheSameIsHeldOfAProjectAndOfOneFollowUp) {
  const auto added = Add("follow_ups { date: '2019-04-02' role: '招商部' content: 'b' }");
  ZGC_ASSERT_OK(added);
  v1::Project project = *added;
  Checks sound;
  ZGC_EXPECT_OK(CheckFacts(store_->Read(), project, sound));
  ZGC_EXPECT_OK(CheckFollowUp(store_->Read(), project.follow_ups(0), "follow_up", sound));
  ZGC_EXPECT_OK(sound.ToStatus());
  project.mutable_follow_ups(0)->set_next_date("2019-04-01");
  Checks wrong;
  ZGC_EXPECT_OK(CheckFollowUp(store_->Read(), project.follow_ups(0), "follow_up", wrong));
  EXPECT_THAT(wrong.ToStatus(), FailsWith(kInvalid, AllOf(HasSubstr("follow_up.next_date"),
                                                          HasSubstr("follow_up.next_step"))));
  ArrangeFollowUps(project);
  EXPECT_EQ(project.next_follow_up_date(), "2019-04-01");
  project.clear_follow_ups();
  ArrangeFollowUps(project);
  EXPECT_EQ(project.next_follow_up_date(), "");
}

}  // namespace
}  // namespace zgc::parks
