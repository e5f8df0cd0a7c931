#include "services/funding_ledger/domain/awards/reviews.h"

#include "services/funding_ledger/domain/awards/applications.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/testing/fixture/applications_fixture.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/common/v1/step.pb.h"
#include "zgc/funding/v1/application_service.pb.h"
#include "zgc/funding/v1/applications.pb.h"
#include "zgc/funding/v1/awards.pb.h"

namespace zgc::funding {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ReviewsTest = ApplicationsFixture;

TEST_F(ReviewsTest, ReviewersAreOthersAndReviewOnce) {
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

TEST_F(ReviewsTest, AConclusionAgainstMostReviewsSaysWhy) {
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

TEST_F(ReviewsTest, AGrantCreatesTheDraftAwardInTheSameCommit) {
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
  for (const common::v1::Step& step : granted->steps()) methods.push_back(step.method());
  EXPECT_THAT(methods,
              ElementsAre("CreateApplication", "SubmitApplication", "StartReview", "RecordReview",
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

TEST_F(ReviewsTest, WhoStoodBehindAnApplicationNeitherApprovesNorPaysItsAward) {
  Recommend("a");
  ZGC_ASSERT_OK(Decide("a", kGrant));
  for (const char* person : {"maker", "expert", "chair", "decider"}) {
    EXPECT_THAT(Approve("w", person), kSamePerson) << person;
  }
  const auto approved =
      Do(ApproveAward, "name: 'awards/w' date: '2019-05-10' document: '立项文件'", "checker");
  ZGC_ASSERT_OK(approved);
  EXPECT_EQ(approved->steps(1).date(), "2019-05-10");
  EXPECT_THAT(approved->steps(1).evidence(), ElementsAre("立项文件"));
  for (const char* person : {"maker", "expert", "chair", "decider", "checker"}) {
    EXPECT_THAT(Pay("p", "w", 1, "", person), kSamePerson) << person;
  }
  ZGC_EXPECT_OK(Pay("p", "w", 80));
}

TEST_F(ReviewsTest, AnAwardIsNotApprovedBeforeItsApplicationIsDecided) {
  Recommend("a");
  ZGC_ASSERT_OK(Decide("a", kGrant));
  const auto approve = [&](const std::string& day) {
    return Do(ApproveAward, absl::StrCat("name: 'awards/w' date: '", day, "'"), "checker");
  };
  EXPECT_THAT(approve("2019-04-30"), kWrongField);
  ZGC_EXPECT_OK(approve("2019-05-01"));
}

TEST_F(ReviewsTest, AGrantMayLinkADraftThatFits) {
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

TEST_F(ReviewsTest, ThoseBehindAnApplicationAreNamedWithTheDayOfTheDecision) {
  Recommend("a");
  ZGC_ASSERT_OK(Decide("a", kGrant));
  const v1::Award award = Find(kAwards, "awards/w");
  const auto persons = PersonsBehind(store_->Read(), award);
  ZGC_ASSERT_OK(persons);
  for (const char* person : {"maker", "expert", "accountant", "chair", "decider"}) {
    EXPECT_THAT(*persons, Contains(person));
  }
  const auto day = DecidedOn(store_->Read(), award);
  ZGC_ASSERT_OK(day);
  EXPECT_EQ(*day, "2019-05-01");
  EXPECT_THAT(*PersonsBehind(store_->Read(), v1::Award()), IsEmpty());
  EXPECT_EQ(*DecidedOn(store_->Read(), v1::Award()), "");
}

}  // namespace
}  // namespace zgc::funding
