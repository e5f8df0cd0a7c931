#pragma once

#include "services/funding_ledger/domain/awards/applications.h"
#include "services/funding_ledger/domain/awards/calls.h"
#include "services/funding_ledger/domain/awards/reviews.h"
#include "services/funding_ledger/testing/fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "zgc/funding/v1/application_service.pb.h"
#include "zgc/funding/v1/applications.pb.h"
#include "zgc/funding/v1/awards.pb.h"

namespace zgc::funding {

// One call, open in March 2019, of the program "ic".
class ApplicationsFixture : public FundingFixture {
 protected:
  ApplicationsFixture() {
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

}  // namespace zgc::funding
