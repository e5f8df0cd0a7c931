#include "services/funding_ledger/domain/awards/applications.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/applications_fixture.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/common/v1/step.pb.h"
#include "zgc/funding/v1/application_service.pb.h"
#include "zgc/funding/v1/applications.pb.h"
#include "zgc/funding/v1/awards.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ApplicationsTest = ApplicationsFixture;

TEST_F(ApplicationsTest, AnApplicationIsHandedInWhileTheCallIsOpen) {
  ZGC_ASSERT_OK(Apply("a"));
  const auto closed = HasReason(ERROR_REASON_CALL_NOT_OPEN);
  EXPECT_THAT(Submit("a", "2019-02-28"), closed);
  EXPECT_THAT(Submit("a", "2019-04-01"), closed);
  EXPECT_THAT(Do(SubmitApplication, Named("a")), closed) << "today is long after";
  EXPECT_EQ(Find(kApplications, "applications/a").state(), v1::APPLICATION_STATE_DRAFT);
  ZGC_ASSERT_OK(Submit("a", "2019-03-31"));
  EXPECT_THAT(Submit("a"), kWrongState);
}

TEST_F(ApplicationsTest, EveryWrongFieldOfAnApplicationIsNamed) {
  const auto refused = Do(CreateApplication,
                          "application_id: 'A' application { call: 'calls/c' enterprise: 'x' "
                          "parks: 'p' matching_fen: 1 }");
  for (const char* words : {"application_id", "application.display_name", "application.enterprise",
                            "application.requested_fen", "application.parks",
                            "application.matching_fen", "application.document"}) {
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr(words));
  }
  EXPECT_THAT(Apply("a", "none"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(ApplicationsTest, TheRefusedAndTheWithdrawnStayReadable) {
  Recommend("refused");
  EXPECT_THAT(Decide("refused", "granted: false"), kWrongField);
  EXPECT_THAT(Decide("refused", "granted: false reason: 'r' award_id: 'w'"), kWrongField);
  ZGC_ASSERT_OK(Decide("refused", "granted: false reason: '预算不足'"));
  EXPECT_THAT(Do(WithdrawApplication, Named("refused") + "reason: 'r'"), kWrongState);
  Recommend("gone");
  EXPECT_THAT(Do(WithdrawApplication, Named("gone")), kWrongField);
  ZGC_ASSERT_OK(Do(WithdrawApplication, Named("gone") + "reason: '企业放弃'", "maker"));
  EXPECT_THAT(Decide("gone", kGrant), kWrongState);
  Open();
  const auto refused = Ask(GetApplication, Named("refused"));
  ZGC_ASSERT_OK(refused);
  EXPECT_EQ(refused->state(), v1::APPLICATION_STATE_DECIDED_REFUSED);
  EXPECT_EQ(refused->steps(6).note(), "预算不足");
  v1::ListApplicationsRequest request;
  request.set_call("calls/c");
  v1::ListApplicationsResponse list;
  ZGC_ASSERT_OK(ListApplications(store_->Read(), request, {10, ""}, list));
  EXPECT_EQ(list.applications_size(), 2);
  EXPECT_EQ(Find(kApplications, "applications/gone").state(), v1::APPLICATION_STATE_WITHDRAWN);
}

TEST_F(ApplicationsTest, ApplicationsAreListedByCallAndEnterprise) {
  ZGC_ASSERT_OK(Apply("a"));
  EXPECT_THAT(Listed(store_->Read(), ListApplications,
                     "call: 'calls/c' enterprise: '//park_region/enterprises/x'"),
              ElementsAre("applications/a"));
  EXPECT_THAT(Listed(store_->Read(), ListApplications, "enterprise: '//park_region/enterprises/y'"),
              IsEmpty());
  const auto found = Got(store_->Read(), GetApplication, "name: 'applications/a'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->requested_fen(), 90);
  EXPECT_THAT(Got(store_->Read(), GetApplication, "name: 'applications/b'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(ApplicationsTest, AnApplicationMovesByTheTable) {
  ZGC_ASSERT_OK(Apply("a"));
  const v1::Application row = Find(kApplications, "applications/a");
  EXPECT_THAT(*ApplicationLifecycle().Open(store_->Read(), row),
              ElementsAre("SubmitApplication", "WithdrawApplication"));
  EXPECT_THAT(ApplicationLifecycle().Check(store_->Read(), {"", "officer"}, "StartReview", row),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

}  // namespace
}  // namespace zgc::funding
