#include "services/funding_ledger/domain/awards/calls.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/applications_fixture.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/application_service.pb.h"
#include "zgc/funding/v1/applications.pb.h"
#include "zgc/funding/v1/awards.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using CallsTest = ApplicationsFixture;

TEST_F(CallsTest, ACallIsPublishedByAnotherPersonAndTakenBackWithAReason) {
  ZGC_ASSERT_OK(AddCall("d"));
  EXPECT_THAT(Do(PublishCall, "name: 'calls/d'", "maker"), kSamePerson);
  EXPECT_THAT(Do(PublishCall, "name: 'calls/d' date: '2999-01-01'"), kWrongField);
  const auto published = Do(PublishCall, "name: 'calls/d' date: '2019-02-20'", "publisher");
  ZGC_ASSERT_OK(published);
  EXPECT_EQ(published->checker(), "publisher");
  EXPECT_THAT(Do(PublishCall, "name: 'calls/d'"), kWrongState);
  EXPECT_THAT(Do(WithdrawCall, "name: 'calls/d'"), kWrongField);
  EXPECT_THAT(Do(WithdrawCall, "name: 'calls/d' reason: 'r' date: '2019-02-19'"),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        HasSubstr("2019-02-19 is before PublishCall on 2019-02-20")));
  EXPECT_THAT(Do(WithdrawCall, "name: 'calls/d' reason: 'r'", "maker"), kSamePerson);
  const auto gone = Do(WithdrawCall, "name: 'calls/d' reason: '政策调整'", "publisher");
  ZGC_ASSERT_OK(gone);
  ASSERT_EQ(gone->steps_size(), 3);
  EXPECT_EQ(gone->steps(2).from_state(), "CALL_STATE_PUBLISHED");
  EXPECT_EQ(gone->steps(2).note(), "政策调整");
  EXPECT_THAT(Do(WithdrawCall, "name: 'calls/d' reason: 'r'"), kWrongState);
}

TEST_F(CallsTest, EveryWrongFieldOfACallIsNamed) {
  const auto refused = Do(CreateCall,
                          "call_id: 'Bad' call { program: 'programs/ic' fiscal_year: "
                          "'fiscalYears/2019' opens_date: '2019-03-02' closes_date: '2019-03-01' "
                          "budget_fen: 5 rules: '' }");
  for (const char* words : {"call_id", "call.display_name", "call.closes_date", "call.document",
                            "call.budget_fen", "call.rules"}) {
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr(words));
  }
  EXPECT_THAT(AddCall("c"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
  EXPECT_THAT(Do(CreateCall,
                 "call_id: 'e' call { display_name: 'e' program: 'programs/none' fiscal_year: "
                 "'fiscalYears/2019' opens_date: '2019-03-01' closes_date: '2019-03-01' "
                 "document: 'd' }"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(CallsTest, OnlyAPublishedCallTakesApplications) {
  ZGC_ASSERT_OK(AddCall("draft"));
  EXPECT_THAT(Apply("a", "draft"), HasReason(ERROR_REASON_CALL_NOT_OPEN));
  ZGC_ASSERT_OK(Apply("b"));
  ZGC_ASSERT_OK(Do(WithdrawCall, "name: 'calls/c' reason: 'r'", "publisher"));
  EXPECT_THAT(Submit("b"), HasReason(ERROR_REASON_CALL_NOT_OPEN));
}

TEST_F(CallsTest, CallsAreListedByProgramAndYear) {
  EXPECT_THAT(
      Listed(store_->Read(), ListCalls, "program: 'programs/ic' fiscal_year: 'fiscalYears/2019'"),
      ElementsAre("calls/c"));
  EXPECT_THAT(Listed(store_->Read(), ListCalls, "program: 'programs/talent'"), IsEmpty());
  const auto found = Got(store_->Read(), GetCall, "name: 'calls/c'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->closes_date(), "2019-03-31");
  EXPECT_THAT(Got(store_->Read(), GetCall, "name: 'calls/d'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
