#include "services/park_region/domain/projects/projects.h"

#include "common/testing/reads.h"
#include "services/park_region/testing/fixture.h"
#include "services/park_region/testing/spaces_fixture.h"

namespace zgc::parks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr char kSigned[] =
    "stage_events { stage: PROJECT_STATE_SIGNED date_known: true date: '2019-03-01' "
    "document: 'd' } ";

class ProjectsTest : public ParkRegionFixture {
 protected:
  absl::StatusOr<v1::Project> Add(const std::string& id, const std::string& stages) {
    return Do(CreateProject,
              absl::StrCat("project_id: '", id,
                           "' project { display_name: 'p' park: 'parks/a' enterprise: "
                           "'enterprises/e1' investment_state: AMOUNT_STATE_UNKNOWN ",
                           stages, "}"));
  }
  absl::StatusOr<v1::Project> Advance(const std::string& event) {
    return Do(
        AdvanceProject,
        absl::StrCat("name: 'projects/p' event { document: 'd' stage: PROJECT_STATE_", event, "}"));
  }
};

TEST_F(ProjectsTest, StagesGoForwardAndSkipWithAReasonOnly) {
  ZGC_ASSERT_OK(Add("p", kSigned));
  EXPECT_THAT(Advance("STARTED date_known: true date: '2019-05-01' "),
              FailsWith(kInvalid, HasSubstr("event.skip_reason")));
  ZGC_ASSERT_OK(Advance("STARTED date_known: true date: '2019-05-01' skip_reason: 'r' "));
  const auto back = Advance("FILED date_known: true date: '2019-06-01' ");
  EXPECT_THAT(back, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(back, FailsWith(kPrecondition, AllOf(HasSubstr("PROJECT_STATE_CAPPED"),
                                                   HasSubstr("PROJECT_STATE_IN_PRODUCTION"))));
  EXPECT_THAT(Advance("STARTED date_known: true date: '2019-06-01' "),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Advance("CAPPED date_known: false "));
  // The last known day counts although one is unknown in between.
  EXPECT_THAT(Advance("IN_PRODUCTION date_known: true date: '2019-04-30' "),
              FailsWith(kInvalid, HasSubstr("is before 2019-05-01")));
  const auto produced = Advance("IN_PRODUCTION date_known: true date: '2020-01-01' ");
  ZGC_ASSERT_OK(produced);
  EXPECT_EQ(produced->state(), v1::PROJECT_STATE_IN_PRODUCTION);
  EXPECT_EQ(produced->stage_events_size(), 4);
}

TEST_F(ProjectsTest, ALeadGoesOnToItsSignatureAndNeedsAnEnterpriseForIt) {
  ZGC_ASSERT_OK(Do(CreateProject,
                   "project_id: 'p' project { display_name: 'p' park: 'parks/a' investment_state: "
                   "AMOUNT_STATE_UNKNOWN stage_events { stage: PROJECT_STATE_LEAD date_known: true "
                   "date: '2019-01-01' document: 'd' } }"));
  ZGC_ASSERT_OK(Advance("INTENT date_known: true date: '2019-02-01' "));
  EXPECT_THAT(Advance("SIGNED date_known: true date: '2019-03-01' "),
              FailsWith(kInvalid, HasSubstr("event.stage: needs the enterprise")));
  ZGC_ASSERT_OK(Do(UpdateProject,
                   "project { name: 'projects/p' enterprise: 'enterprises/e1' industry_code: 'C39' "
                   "} update_mask { paths: 'enterprise' paths: 'industry_code' }"));
  ZGC_ASSERT_OK(Advance("SIGNED date_known: true date: '2019-03-01' "));
  EXPECT_THAT(
      Do(UpdateProject, "project { name: 'projects/p' } update_mask { paths: 'enterprise' }"),
      FailsWith(kInvalid, HasSubstr("project.enterprise: is required")));
  for (const char* fixed : {"stage_events", "follow_ups", "investment_fen"}) {
    EXPECT_THAT(
        Do(UpdateProject, absl::StrCat("project { name: 'projects/p' } update_mask { paths: "
                                       "'",
                                       fixed, "' }")),
        FailsWith(kInvalid, HasSubstr("cannot be changed")))
        << fixed;
  }
}

TEST_F(ProjectsTest, AWithdrawnProjectDoesNotGoOn) {
  ZGC_ASSERT_OK(Add("p", kSigned));
  const auto withdraw = [&](const std::string& fields) {
    return Do(WithdrawProject, absl::StrCat("name: 'projects/p' document: 'd' ", fields));
  };
  EXPECT_THAT(withdraw("date: '2019-02-28' reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("is before 2019-03-01")));
  EXPECT_THAT(withdraw("date: '2019-04-01'"), FailsWith(kInvalid, HasSubstr("reason")));
  EXPECT_THAT(Advance("WITHDRAWN reason: 'r' "),
              FailsWith(kInvalid, HasSubstr("is recorded by WithdrawProject")));
  const auto withdrawn = withdraw("date: '2019-04-01' reason: '资金未落实'");
  ZGC_ASSERT_OK(withdrawn);
  EXPECT_EQ(withdrawn->state(), v1::PROJECT_STATE_WITHDRAWN);
  EXPECT_EQ(withdrawn->steps().rbegin()->note(), "资金未落实");
  EXPECT_THAT(Advance("FILED "), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(withdraw("reason: 'r'"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Do(RecordProjectFollowUp,
                 "name: 'projects/p' follow_up { date: '2019-05-01' role: 'r' content: 'c' }"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(ProjectsTest, AStageThatWasLeftOutIsRecordedLate) {
  ZGC_ASSERT_OK(Add("p", kSigned));
  ZGC_ASSERT_OK(Advance("STARTED date_known: true date: '2019-05-01' skip_reason: 'r' "));
  const auto insert = [&](const std::string& event) {
    return Do(InsertProjectStage,
              absl::StrCat("name: 'projects/p' event { document: 'd' stage: PROJECT_STATE_", event,
                           " }"));
  };
  EXPECT_THAT(insert("FILED date_known: true date: '2019-06-01'"),
              FailsWith(kInvalid, HasSubstr("event.date")));
  EXPECT_THAT(insert("FILED date_known: true date: '2019-02-01'"),
              FailsWith(kInvalid, HasSubstr("is before 2019-03-01")));
  EXPECT_THAT(insert("SIGNED "), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(insert("CAPPED "), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  const auto inserted = insert("FILED date_known: true date: '2019-04-01'");
  ZGC_ASSERT_OK(inserted);
  EXPECT_EQ(inserted->state(), v1::PROJECT_STATE_STARTED);
  EXPECT_EQ(inserted->stage_events(1).date(), "2019-04-01");
  EXPECT_EQ(inserted->stage_events(2).skip_reason(), "");
  EXPECT_EQ(inserted->steps().rbegin()->note(), "PROJECT_STATE_FILED");
}

TEST_F(ProjectsTest, FollowUpsMayBeRecordedLate) {
  ZGC_ASSERT_OK(Add("p", kSigned));
  const auto follow = [&](const std::string& fields) {
    return Do(RecordProjectFollowUp,
              absl::StrCat("name: 'projects/p' follow_up { role: '招商部' content: '走访' ", fields,
                           " }"));
  };
  ZGC_ASSERT_OK(follow("date: '2019-05-01' next_step: '报价' next_date: '2019-05-20'"));
  const auto late = follow("date: '2019-04-01' next_step: '走访' next_date: '2019-05-01'");
  ZGC_ASSERT_OK(late);
  EXPECT_EQ(late->follow_ups(0).date(), "2019-04-01");
  EXPECT_EQ(late->next_follow_up_date(), "2019-05-20");
  EXPECT_THAT(follow("date: '2999-01-01'"),
              FailsWith(kInvalid, HasSubstr("follow_up.date: 2999-01-01 is after today")));
  EXPECT_THAT(
      Listed(store_->Read(), ListProjects, "filter: 'next_follow_up_date <= \"2019-05-20\"'"),
      ElementsAre("projects/p"));
}

TEST_F(ProjectsTest, AllFaultsOfANewProjectAreListed) {
  EXPECT_THAT(Add("p", "investment_fen: 5 "),
              FailsWith(kInvalid, AllOf(HasSubstr("investment_fen"),
                                        HasSubstr("stage_events: needs at least one"))));
  EXPECT_THAT(Add("p", absl::StrCat(kSigned,
                                    "stage_events { stage: PROJECT_STATE_SIGNED "
                                    "date: '2019-02-01' } ")),
              FailsWith(kInvalid, AllOf(HasSubstr("stage_events[1].stage: does not go forward"),
                                        HasSubstr("must be empty unless date_known"),
                                        HasSubstr("stage_events[1].document"))));
}

TEST_F(ProjectsTest, ProjectsAreListedByParkAndReadByName) {
  ZGC_ASSERT_OK(Add("p", kSigned));
  EXPECT_THAT(Listed(store_->Read(), ListProjects, "park: 'parks/a'"), ElementsAre("projects/p"));
  EXPECT_THAT(Listed(store_->Read(), ListProjects, "park: 'parks/b'"), IsEmpty());
  const auto found = Got(store_->Read(), GetProject, "name: 'projects/p'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->state(), v1::PROJECT_STATE_SIGNED);
  EXPECT_THAT(Got(store_->Read(), GetProject, "name: 'projects/q'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::parks
