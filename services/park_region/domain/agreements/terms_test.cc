#include "services/park_region/domain/agreements/terms.h"

#include "common/testing/records_matrix.h"
#include "services/park_region/domain/agreements/agreements.h"
#include "services/park_region/domain/kinds.h"
#include "services/park_region/domain/regions/regions.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Mostly through the use cases.
class TermsTest : public ParkRegionFixture {
 protected:
  TermsTest() {
    for (const auto& [id, code] : {std::pair("beijing", "110000"), std::pair("hebei", "130000")}) {
      ZGC_EXPECT_OK(Do(CreateRegion, absl::StrCat("region_id: '", id, "' region { display_name: '",
                                                  id, "' level: REGION_LEVEL_PROVINCE ",
                                                  "gb2260_code: '", code, "' }")));
    }
  }
  // Between two governments.
  absl::StatusOr<v1::Agreement> Add(const std::string& id, const std::string& rest) {
    return Do(CreateAgreement,
              absl::StrCat(
                  "agreement_id: '", id, "' agreement { display_name: 'g' park: 'parks/a' ",
                  "parties { display_name: '甲市政府' side: '甲方' region: ",
                  "'regions/beijing' } parties { display_name: '乙省政府' side: '乙方' ",
                  "region: 'regions/hebei' } document: 'd' state: ", "AGREEMENT_STATE_SIGNED ",
                  rest.find("signed_date") == std::string::npos ? "signed_date: '2019-06-01' " : "",
                  rest, " }"));
  }
  static std::string Duty(const std::string& id, const std::string& rest = "") {
    return absl::StrCat("duties { duty_id: '", id, "' title: '建成起步区' party: '乙省政府' ", rest,
                        " } ");
  }
  static std::string Tax(const std::string& days, const std::string& here,
                         const std::string& there) {
    return absl::StrCat("shares { base: SHARE_BASE_TAX ", days,
                        " parts { region: 'regions/beijing' percent: '", here,
                        "' } parts { region: 'regions/hebei' percent: '", there, "' } } ");
  }

  testing::Records records_{store_, ParkRegionKinds()};
};

TEST_F(TermsTest, APartyIsAnOrganisationARegionOrAPark) {
  EXPECT_THAT(Add("g", "parties { display_name: 'z' region: 'regions/hebei' park: 'parks/a' }"),
              FailsWith(kInvalid, HasSubstr("parties[2]: is one of")));
  EXPECT_THAT(Add("g", "parties { display_name: 'z' park: 'parks/none' }"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(Add("g", "from_date: '2019-07-01' to_date: '2019-06-30'"),
              FailsWith(kInvalid, HasSubstr("agreement.to_date")));
  const auto made = Add("g",
                        "parties { display_name: 'z' organisation: "
                        "'//task_registry/organisations/z' } mode: AGREEMENT_MODE_ENTRUSTED "
                        "from_date: '2019-07-01' to_date: '2029-06-30'");
  ZGC_ASSERT_OK(made);
  EXPECT_EQ(made->parties(0).side(), "甲方");
  EXPECT_EQ(made->mode(), v1::AGREEMENT_MODE_ENTRUSTED);
}

TEST_F(TermsTest, ADutyIsAPartysAndDoneOnce) {
  EXPECT_THAT(
      Add("g", Duty("one") + Duty("one") + "duties { duty_id: 'two' title: 't' party: '丙' }"),
      FailsWith(kInvalid, AllOf(HasSubstr("duties[1].duty_id: repeats"),
                                HasSubstr("duties[2].party: is none"))));
  const auto made =
      Add("g", Duty("one", "deadline: '2020-12-31' done_date: '2019-07-01'") + Duty("two"));
  ZGC_ASSERT_OK(made);
  EXPECT_EQ(made->duties(0).done_date(), "");
  const auto fulfil = [&](const std::string& duty, const std::string& date) {
    return Do(FulfilDuty, absl::StrCat("name: 'agreements/g' document: 'd' duty_id: '", duty,
                                       "' date: '", date, "'"));
  };
  EXPECT_THAT(fulfil("three", "2019-05-31"),
              FailsWith(kInvalid, AllOf(HasSubstr("is no duty of agreements/g"),
                                        HasSubstr("is before 2019-06-01"))));
  EXPECT_THAT(fulfil("one", "2999-01-01"), FailsWith(kInvalid, HasSubstr("is after today")));
  ZGC_ASSERT_OK(fulfil("one", "2020-11-30"));
  EXPECT_THAT(fulfil("one", "2020-12-01"), FailsWith(absl::StatusCode::kFailedPrecondition,
                                                     HasSubstr("one was done on 2020-11-30")));
  // What is done stays done when the terms are corrected, and is not left out.
  EXPECT_THAT(records_.Correct("agreements/g", {"duties"}, Duty("two")),
              FailsWith(kInvalid, HasSubstr("one was done on 2020-11-30 and stays")));
  ZGC_ASSERT_OK(records_.Correct("agreements/g", {"duties"}, Duty("one") + Duty("three")));
  EXPECT_EQ(Find(kAgreements, "agreements/g").duties(0).done_date(), "2020-11-30");
  const auto reopen = [&](const std::string& duty) {
    return Do(ReopenDuty,
              absl::StrCat("name: 'agreements/g' reason: '未验收' duty_id: '", duty, "'"));
  };
  EXPECT_THAT(reopen("three"),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("three is not done")));
  const auto reopened = reopen("one");
  ZGC_ASSERT_OK(reopened);
  EXPECT_EQ(reopened->duties(0).done_date(), "");
  std::vector<std::string> steps;
  for (const auto& step : reopened->steps()) {
    steps.push_back(absl::StrCat(step.method(), " ", step.note()));
  }
  EXPECT_THAT(steps, ElementsAre("CreateAgreement ", "FulfilDuty one: 建成起步区",
                                 "ReopenDuty one: 未验收"));
}

TEST_F(TermsTest, WhatWasDoneIsTakenFromTheAgreementBefore) {
  v1::Agreement before;
  for (const char* id : {"one", "two"}) before.add_duties()->set_duty_id(id);
  v1::Agreement after = before;
  FindDuty(before, "two")->set_done_date("2019-07-01");
  FindDuty(after, "one")->set_done_date("2019-08-01");
  EXPECT_EQ(FindDuty(before, "three"), nullptr);
  Checks checks;
  ZGC_ASSERT_OK(CheckTerms(store_->Read(), &before, after, checks));
  ZGC_EXPECT_OK(checks.ToStatus());
  EXPECT_EQ(after.duties(0).done_date(), "");
  EXPECT_EQ(after.duties(1).done_date(), "2019-07-01");
}

TEST_F(TermsTest, PlacesShareAHundredPercentOnEachDay) {
  EXPECT_THAT(Add("g", Tax("from_date: '2019-07-01'", "50", "49.9")),
              FailsWith(kInvalid, HasSubstr("shares[0].parts: are 99.9 percent together")));
  EXPECT_THAT(Add("g", Tax("from_date: '2019-07-01'", "101", "-1")),
              FailsWith(kInvalid, HasSubstr("percent")));
  EXPECT_THAT(Add("g",
                  "shares { base: SHARE_BASE_TAX from_date: '2019-07-01' parts { region: "
                  "'regions/hebei' percent: '100' } }"),
              FailsWith(kInvalid, HasSubstr("two or more")));
  EXPECT_THAT(Add("g", Tax("from_date: '2019-07-01'", "50", "50") +
                           Tax("from_date: '2024-07-01'", "40", "60")),
              FailsWith(kInvalid, HasSubstr("shares[1]: has days of agreement.shares[0]")));
  // By intervals of days, and each base for itself.
  ZGC_EXPECT_OK(
      Add("g", Tax("from_date: '2019-07-01' to_date: '2024-06-30'", "33.3", "66.7") +
                   Tax("from_date: '2024-07-01'", "0", "100") +
                   "shares { base: SHARE_BASE_OUTPUT from_date: '2019-07-01' parts { region: "
                   "'regions/beijing' percent: '50' } parts { region: 'regions/hebei' percent: "
                   "'50' } }"));
}

TEST_F(TermsTest, AnAgreementIsRenewedOnceByALaterOne) {
  ZGC_ASSERT_OK(Add("first", "signed_date: '2015-06'"));
  EXPECT_THAT(Add("x", "signed_date: '2014' renews: 'agreements/first'"),
              FailsWith(kInvalid, HasSubstr("was signed on 2015-06, later")));
  EXPECT_THAT(Add("x", "renews: 'agreements/none'"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  ZGC_ASSERT_OK(Add("second", "signed_date: '2015-06' renews: 'agreements/first'"));
  EXPECT_THAT(Add("x", "renews: 'agreements/first'"),
              FailsWith(kInvalid, HasSubstr("agreements/second renews agreements/first already")));
  EXPECT_THAT(records_.Correct("agreements/first", {"renews"}, "renews: 'agreements/second'"),
              FailsWith(kInvalid, HasSubstr("leads back")));
  ZGC_EXPECT_OK(Add("third", "renews: 'agreements/second'"));
}

}  // namespace
}  // namespace zgc::parks
