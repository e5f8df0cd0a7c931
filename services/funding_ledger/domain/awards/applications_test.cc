#include "services/funding_ledger/domain/awards/applications.h"

#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/awards/calls.h"
#include "services/funding_ledger/domain/awards/reviews.h"
#include "services/funding_ledger/testing/fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "zgc/funding/v1/application_service.pb.h"
#include "zgc/funding/v1/applications.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/steps.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// One call, open in March 2019, of the program "ic".
class ApplicationsTest : public FundingFixture {
 protected:
  ApplicationsTest() {
    ZGC_EXPECT_OK(AddCall("c"));
    ZGC_EXPECT_OK(Do(PublishCall, "name: 'calls/c' date: '2019-02-20'", "publisher"));
  }
  absl::StatusOr<v1::Call> AddCall(const std::string& id) {
    return Do(
        CreateCall,
        absl::StrCat("call_id: '", id, "' call { display_name: '征集' program: 'programs/ic' ",
                     "fiscal_year: 'fiscalYears/2019' opens_date: '2019-03-01' "
                     "closes_date: '2019-03-31' document: 'd' rules: 'rule v1' }"),
        "maker");
  }
  absl::StatusOr<v1::Application> Apply(const std::string& id, const std::string& call = "c") {
    return Do(CreateApplication,
              absl::StrCat("application_id: '", id,
                           "' application { display_name: '芯片' call: 'calls/", call,
                           "' enterprise: '//park_region/enterprises/x' document: 'd' "
                           "requested_state: AMOUNT_STATE_KNOWN requested_fen: 90 parks: "
                           "'//park_region/parks/a' matching_state: AMOUNT_STATE_KNOWN "
                           "matching_fen: 40 }"),
              "maker");
  }
  static std::string Named(const std::string& id) {
    return absl::StrCat("name: 'applications/", id, "' ");
  }
  absl::StatusOr<v1::Application> Submit(const std::string& id,
                                         const std::string& day = "2019-03-31") {
    return Do(SubmitApplication, absl::StrCat(Named(id), "date: '", day, "' document: 'd'"),
              "maker");
  }
  absl::StatusOr<v1::Application> Start(const std::string& id,
                                        const std::string& person = "officer") {
    return Do(StartReview, Named(id) + "date: '2019-04-01'", person);
  }
  absl::StatusOr<v1::Application> Judge(const std::string& id, const std::string& person,
                                        const std::string& says = "SUPPORT") {
    return Do(RecordReview,
              absl::StrCat(Named(id),
                           "date: '2019-04-10' reviewer_role: '技术专家' score_tenths: 855 "
                           "document: 'd' recommendation: REVIEW_RECOMMENDATION_",
                           says),
              person);
  }
  absl::StatusOr<v1::Application> Conclude(const std::string& id, const std::string& more,
                                           const std::string& person = "chair") {
    return Do(ConcludeReview, absl::StrCat(Named(id), "date: '2019-04-20' document: 'd' ", more),
              person);
  }
  absl::StatusOr<v1::Application> Decide(const std::string& id, const std::string& more,
                                         const std::string& person = "decider") {
    return Do(DecideApplication, absl::StrCat(Named(id), "date: '2019-05-01' document: 'd' ", more),
              person);
  }
  // Applied for, reviewed by two, and recommended.
  void Recommend(const std::string& id) {
    ZGC_ASSERT_OK(Apply(id));
    ZGC_ASSERT_OK(Submit(id));
    ZGC_ASSERT_OK(Start(id));
    ZGC_ASSERT_OK(Judge(id, "expert"));
    ZGC_ASSERT_OK(Judge(id, "accountant"));
    ZGC_ASSERT_OK(Conclude(id, "recommended: true"));
  }
  static constexpr char kGrant[] =
      "granted: true award_id: 'w' amount_state: AMOUNT_STATE_KNOWN amount_fen: 80 ";
};

TEST_F(ApplicationsTest, ACallIsPublishedByAnotherPersonAndTakenBackWithAReason) {
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
  ASSERT_EQ(gone->steps_size(), 2);
  EXPECT_EQ(gone->steps(1).from_state(), "CALL_STATE_PUBLISHED");
  EXPECT_EQ(gone->steps(1).note(), "政策调整");
  EXPECT_THAT(Do(WithdrawCall, "name: 'calls/d' reason: 'r'"), kWrongState);
}

TEST_F(ApplicationsTest, EveryWrongFieldOfACallIsNamed) {
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

TEST_F(ApplicationsTest, OnlyAPublishedCallTakesApplications) {
  ZGC_ASSERT_OK(AddCall("draft"));
  EXPECT_THAT(Apply("a", "draft"), HasReason(ERROR_REASON_CALL_NOT_OPEN));
  ZGC_ASSERT_OK(Apply("b"));
  ZGC_ASSERT_OK(Do(WithdrawCall, "name: 'calls/c' reason: 'r'", "publisher"));
  EXPECT_THAT(Submit("b"), HasReason(ERROR_REASON_CALL_NOT_OPEN));
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

TEST_F(ApplicationsTest, ReviewersAreOthersAndReviewOnce) {
  ZGC_ASSERT_OK(Apply("a"));
  EXPECT_THAT(Judge("a", "expert"), kWrongState);
  EXPECT_THAT(Start("a"), kWrongState);
  ZGC_ASSERT_OK(Submit("a"));
  EXPECT_THAT(Start("a", "maker"), kSamePerson);
  ZGC_ASSERT_OK(Start("a"));
  EXPECT_THAT(Conclude("a", "recommended: true"),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("no review yet")));
  EXPECT_THAT(Judge("a", "maker"), kSamePerson);
  EXPECT_THAT(Judge("a", "expert", "UNSPECIFIED"), kWrongField);
  EXPECT_THAT(Do(RecordReview, Named("a") + "score_tenths: 1001", "expert"),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("score_tenths")));
  const auto reviewed = Judge("a", "expert");
  ZGC_ASSERT_OK(reviewed);
  EXPECT_EQ(reviewed->reviews(0).reviewer(), "expert");
  EXPECT_EQ(reviewed->reviews(0).score_tenths(), 855);
  EXPECT_EQ(reviewed->reviews(0).date(), "2019-04-10");
  EXPECT_THAT(Judge("a", "expert"), kSamePerson);
}

TEST_F(ApplicationsTest, AConclusionAgainstMostReviewsSaysWhy) {
  ZGC_ASSERT_OK(Apply("a"));
  ZGC_ASSERT_OK(Submit("a"));
  ZGC_ASSERT_OK(Start("a"));
  ZGC_ASSERT_OK(Judge("a", "expert", "REJECT"));
  EXPECT_THAT(Conclude("a", "recommended: true"), kWrongField);
  EXPECT_THAT(Conclude("a", "recommended: false", "maker"), kSamePerson);
  const auto done = Conclude("a", "recommended: false");
  ZGC_ASSERT_OK(done);
  EXPECT_EQ(done->state(), v1::APPLICATION_STATE_NOT_RECOMMENDED);
  EXPECT_THAT(Judge("a", "accountant"), kWrongState);
  EXPECT_THAT(Decide("a", kGrant), kWrongField) << "against the reviews it needs a reason";
  ZGC_ASSERT_OK(Decide("a", std::string(kGrant) + "reason: '产业链关键环节'"));
}

TEST_F(ApplicationsTest, AGrantCreatesTheDraftAwardInTheSameCommit) {
  Recommend("a");
  for (const char* person : {"maker", "expert", "accountant", "chair"}) {
    EXPECT_THAT(Decide("a", kGrant, person), kSamePerson) << person;
  }
  EXPECT_THAT(Decide("a", "granted: true"), kWrongField);
  EXPECT_THAT(Decide("a", "granted: true award_id: 'w'"), kWrongField) << "no amount";
  EXPECT_EQ(Find(kApplications, "applications/a").state(), v1::APPLICATION_STATE_RECOMMENDED);
  const auto granted = Decide("a", kGrant);
  ZGC_ASSERT_OK(granted);
  EXPECT_EQ(granted->state(), v1::APPLICATION_STATE_DECIDED_GRANTED);
  EXPECT_EQ(granted->award(), "awards/w");
  std::vector<std::string> methods;
  for (const v1::Step& step : granted->steps()) methods.push_back(step.method());
  EXPECT_THAT(methods, ElementsAre("SubmitApplication", "StartReview", "RecordReview",
                                   "RecordReview", "ConcludeReview", "DecideApplication"));
  const v1::Award award = Find(kAwards, "awards/w");
  EXPECT_EQ(award.revision(), granted->revision());
  EXPECT_EQ(award.state(), v1::AWARD_STATE_DRAFT);
  EXPECT_EQ(award.application(), "applications/a");
  EXPECT_EQ(award.maker(), "decider");
  EXPECT_EQ(award.amount_fen(), 80);
  EXPECT_EQ(award.matching_fen(), 40);
  EXPECT_THAT(award.rules(), ElementsAre("rule v1"));
  EXPECT_THAT(award.parks(), ElementsAre("//park_region/parks/a"));
  EXPECT_THAT(Decide("a", kGrant), kWrongState);
}

TEST_F(ApplicationsTest, WhoStoodBehindAnApplicationNeitherApprovesNorPaysItsAward) {
  Recommend("a");
  ZGC_ASSERT_OK(Decide("a", kGrant));
  for (const char* person : {"maker", "expert", "chair", "decider"}) {
    EXPECT_THAT(Approve("w", person), kSamePerson) << person;
  }
  const auto approved =
      Do(ApproveAward, "name: 'awards/w' date: '2019-05-10' document: '立项文件'", "checker");
  ZGC_ASSERT_OK(approved);
  EXPECT_EQ(approved->steps(0).date(), "2019-05-10");
  EXPECT_THAT(approved->steps(0).evidence(), ElementsAre("立项文件"));
  for (const char* person : {"maker", "expert", "chair", "decider", "checker"}) {
    EXPECT_THAT(Pay("p", "w", 1, "", person), kSamePerson) << person;
  }
  ZGC_EXPECT_OK(Pay("p", "w", 80));
}

TEST_F(ApplicationsTest, AnAwardIsNotApprovedBeforeItsApplicationIsDecided) {
  Recommend("a");
  ZGC_ASSERT_OK(Decide("a", kGrant));
  const auto approve = [&](const std::string& day) {
    return Do(ApproveAward, absl::StrCat("name: 'awards/w' date: '", day, "'"), "checker");
  };
  EXPECT_THAT(approve("2019-04-30"), kWrongField);
  ZGC_EXPECT_OK(approve("2019-05-01"));
}

TEST_F(ApplicationsTest, AGrantMayLinkADraftThatFits) {
  Recommend("a");
  const std::string to = "enterprises: '//park_region/enterprises/x' ";
  ZGC_ASSERT_OK(Draft("other", "talent", Known(5) + to));
  ZGC_ASSERT_OK(Draft("nobody", "ic", Known(5)));
  ZGC_ASSERT_OK(Grant("done", "ic", Known(5) + to));
  ZGC_ASSERT_OK(Draft("fits", "ic", Known(5) + to));
  const auto link = [&](const std::string& award, const char* person = "decider") {
    return Decide("a", absl::StrCat("granted: true award: 'awards/", award, "'"), person);
  };
  for (const char* award : {"other", "nobody", "done"}) EXPECT_THAT(link(award), kWrongField);
  EXPECT_THAT(link("none"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  ZGC_ASSERT_OK(link("fits"));
  EXPECT_EQ(Find(kAwards, "awards/fits").application(), "applications/a");
  EXPECT_THAT(Approve("fits", "decider"), kSamePerson);
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
  EXPECT_EQ(refused->steps(5).note(), "预算不足");
  v1::ListApplicationsRequest request;
  request.set_call("calls/c");
  v1::ListApplicationsResponse list;
  ZGC_ASSERT_OK(ListApplications(store_->Read(), request, {10, ""}, list));
  EXPECT_EQ(list.applications_size(), 2);
  EXPECT_EQ(Find(kApplications, "applications/gone").state(), v1::APPLICATION_STATE_WITHDRAWN);
}

}  // namespace
}  // namespace zgc::funding
