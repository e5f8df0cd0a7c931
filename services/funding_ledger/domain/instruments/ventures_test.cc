#include "services/funding_ledger/domain/instruments/ventures.h"

#include "services/funding_ledger/domain/instruments/fund_commitments.h"
#include "services/funding_ledger/domain/instruments/investments.h"
#include "services/funding_ledger/domain/instruments/rounds.h"
#include "services/funding_ledger/testing/instrument_fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/investments.pb.h"
#include "zgc/funding/v1/subsidies.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ::zgc::testing::kInvalid;

class VenturesTest : public InstrumentFixture {
 protected:
  VenturesTest() {
    MakeRule("premium", "2019-01-01",
             "insurance { share_percent: '80' max_premium_rate_percent: '3' } "
             "caps { per_program_year_fen: 200 }");
    MakeRule("angel", "2019-01-01",
             "risk_subsidy { share_of_investment_percent: '10' share_of_loss_percent: '30' } "
             "caps { per_record_fen: 150 }");
    MakeRule("talent", "2019-01-01", "talent { amount_each_fen: 3 }");
    MakeRule("together", "2019-01-01", "co_development { max_share_percent: '50' }");
    ZGC_EXPECT_OK(Do(CreateSubFund,
                     "sub_fund_id: 'f' sub_fund { display_name: '子基金' fund: 'programs/ic' "
                     "size_state: AMOUNT_STATE_KNOWN size_fen: 1000 status: '过会' year: '2019' "
                     "document: 'd' }"));
  }

  absl::StatusOr<v1::InsuranceSubsidy> Insure(const std::string& id, const std::string& more) {
    const std::string fields = Fields({{"insured_fen", "4000"},
                                       {"premium_fen", "150"},
                                       {"policy_number", "'p'"},
                                       {"equipment_serial", absl::StrCat("'", id, "'")}},
                                      more);
    return Do(CreateInsuranceSubsidy,
              absl::StrCat("insurance_subsidy_id: '", id,
                           "' insurance_subsidy { enterprise: "
                           "'//park_region/enterprises/x' equipment: '机床' manufacturer: '厂' "
                           "insurer: '保险公司' ",
                           fields, " ", Decision("premium", "ic"), " }"),
              "maker");
  }
  absl::StatusOr<v1::RiskSubsidy> Venture(const std::string& id, const std::string& more,
                                          const std::string& decision = "") {
    const std::string fields = Fields({{"investor", "'创投'"},
                                       {"investee", "'//park_region/enterprises/x'"},
                                       {"invested_fen", "1005"},
                                       {"invested_date", "'2019-02-01'"},
                                       {"basis", "RISK_SUBSIDY_BASIS_INVESTMENT"}},
                                      more);
    return Do(CreateRiskSubsidy,
              absl::StrCat("risk_subsidy_id: '", id, "' risk_subsidy { agreement_number: '", id,
                           "' ", fields, " ", Decision("angel", "ic", decision), " }"),
              "maker");
  }
  absl::StatusOr<v1::FundCommitment> Commit(const std::string& id, int64_t fen,
                                            const std::string& more = "") {
    const std::string fields = Fields({{"investor", absl::StrCat("'", id, "'")}}, more);
    return Do(CreateFundCommitment,
              absl::StrCat("fund_commitment_id: '", id,
                           "' fund_commitment { sub_fund: "
                           "'subFunds/f' date: '2019-03-01' document: 'd' committed_fen: ",
                           fen, " ", fields, " }"));
  }
  absl::StatusOr<v1::FundCommitment> PayIn(const std::string& id, int64_t fen,
                                           const std::string& day = "2019-04-01") {
    return Do(PayInCommitment, absl::StrCat("name: 'fundCommitments/", id, "' amount_fen: ", fen,
                                            " date: '", day, "' document: 'd'"));
  }
  absl::StatusOr<v1::TalentRound> Round(const std::string& id, const std::string& more,
                                        const std::string& decision = "") {
    const std::string fields = Fields({{"year", "'2019'"}, {"selected_count", "20"}}, more);
    return Do(CreateTalentRound,
              absl::StrCat("talent_round_id: '", id, "' talent_round { ", fields, " ",
                           Decision("talent", "young", decision), " }"),
              "maker");
  }
  absl::StatusOr<v1::CoDevelopmentFund> Together(const std::string& id, const std::string& more) {
    return Do(CreateCoDevelopmentFund,
              absl::StrCat("co_development_fund_id: '", id,
                           "' co_development_fund { total_fen: "
                           "100 ",
                           more, " ",
                           Decision("together", "ic", "parks: '//park_region/parks/binhai'"), " }"),
              "maker");
  }
};

TEST_F(VenturesTest, APremiumIsSubsidisedWithinTheCapOfItsProgram) {
  // min(150, 4,000 × 3 %) × 80 % = 96.
  ZGC_ASSERT_OK(Insure("a", ""));
  const auto award = Find(kAwards, "awards/a");
  EXPECT_EQ(award.amount_fen(), 96);
  EXPECT_EQ(award.support(), "insuranceSubsidies/a");
  ASSERT_EQ(award.support_items_size(), 3);
  EXPECT_EQ(award.support_items(1).kind(), v1::SUPPORT_ITEM_KIND_EQUIPMENT);
  ZGC_ASSERT_OK(Insure("b", ""));
  const auto third = Insure("c", "");
  EXPECT_EQ(third->decision().calculation().amount_fen(), 8);
  EXPECT_EQ(third->decision().calculation().bound_by(), v1::SUPPORT_CAP_PROGRAM_YEAR);
  EXPECT_EQ(Refusal(Insure("d", "").status()),
            "SUPPORT_CAP_PROGRAM_YEAR of ruleVersions/premium-001: 0 left, 96 asked for");
  const auto wrong = Insure("X", "equipment_serial: ' ' premium_fen: 0");
  for (const char* field : {"insurance_subsidy_id", "equipment_serial", "premium_fen"}) {
    EXPECT_THAT(wrong, FailsWith(kInvalid, HasSubstr(field))) << field;
  }
}

TEST_F(VenturesTest, AnInvestmentOrItsLossIsSubsidised) {
  // 1,005 × 10 % = 100.5, rounded up.
  ZGC_ASSERT_OK(Venture("a", ""));
  EXPECT_EQ(Find(kAwards, "awards/a").amount_fen(), 101);
  EXPECT_EQ(Find(kAwards, "awards/a").enterprises_size(), 0);
  const auto loss = Venture("b",
                            "basis: RISK_SUBSIDY_BASIS_LOSS loss_fen: 600 investor: "
                            "'//park_region/enterprises/vc'");
  EXPECT_EQ(loss->decision().calculation().uncapped_fen(), 180);
  EXPECT_EQ(Find(kAwards, "awards/b").amount_fen(), 150);
  EXPECT_THAT(Find(kAwards, "awards/b").enterprises(), ElementsAre("//park_region/enterprises/vc"));
  EXPECT_THAT(Venture("c", "loss_fen: 1"), FailsWith(kInvalid, HasSubstr("risk_subsidy.loss_fen")));
  EXPECT_THAT(Venture("c", "invested_date: '2019-08-02'"),
              FailsWith(kInvalid, HasSubstr("after the decision")));
  EXPECT_THAT(Venture("c", "investee: 'x'"), FailsWith(kInvalid, HasSubstr("investee")));
  EXPECT_THAT(Venture("c", "investor: '//park_region/enterprises/x'"),
              FailsWith(kInvalid, HasSubstr("is the investor")));
}

TEST_F(VenturesTest, PaidInNeverExceedsCommittedNorCommittedTheSize) {
  ZGC_ASSERT_OK(Commit("a", 600));
  EXPECT_THAT(Commit("b", 401), FailsWith(kInvalid, HasSubstr("400 fen are left")));
  EXPECT_THAT(Commit("b", 1, "investor: ' A'"),
              FailsWith(kInvalid, HasSubstr("fundCommitments/a")));
  ZGC_ASSERT_OK(Commit("b", 400));
  ZGC_ASSERT_OK(PayIn("a", 250));
  const auto second = PayIn("a", 350, "2020-01-05");
  ZGC_ASSERT_OK(second);
  EXPECT_EQ(second->paid_in_fen(), 600);
  ASSERT_EQ(second->calls_size(), 2);
  EXPECT_EQ(second->calls(1).maker(), "clerk");
  EXPECT_EQ(Refusal(PayIn("a", 1).status()), "fundCommitments/a of a: 0 left, 1 asked for");
  EXPECT_THAT(PayIn("b", 0, "2019-02-28"), FailsWith(kInvalid, HasSubstr("date")));
  EXPECT_THAT(PayIn("b", 1, "2999-01-01"), FailsWith(kInvalid, HasSubstr("is after today")));
}

TEST_F(VenturesTest, TheFundsOwnCommitmentNamesItsAward) {
  ZGC_ASSERT_OK(Draft("w", "ic", Known(300)));
  ZGC_ASSERT_OK(Draft("v", "talent", Known(300)));
  EXPECT_THAT(Commit("a", 301, "award: 'awards/w'"), FailsWith(kInvalid, HasSubstr("amount")));
  EXPECT_THAT(Commit("a", 300, "award: 'awards/v'"),
              FailsWith(kInvalid, HasSubstr("programs/talent")));
  ZGC_EXPECT_OK(Commit("a", 300, "award: 'awards/w'"));
}

TEST_F(VenturesTest, ARoundGrantsSoMuchForEach) {
  ZGC_ASSERT_OK(Round("a", "year: '2018' batch: '第二批' sub_counts { key: 'U30' value: 18 }"));
  const auto award = Find(kAwards, "awards/a");
  EXPECT_EQ(award.amount_fen(), 60);
  EXPECT_EQ(award.recipient_count(), 20);
  EXPECT_EQ(award.round(), "2018年第二批");
  EXPECT_EQ(award.sub_counts().at("U30"), 18);
  EXPECT_THAT(Round("b", "year: '2018' batch: '第 二批'"),
              FailsWith(kInvalid, HasSubstr("talentRounds/a")));
  EXPECT_THAT(Round("b", "year: '18' sub_counts { key: 'U30' value: 21 }"),
              FailsWith(kInvalid, HasSubstr("sub_counts")));
  ZGC_EXPECT_OK(Round("b", "year: '2019'"));
}

TEST_F(VenturesTest, ARoundOfUnknownAmountNamesItsAward) {
  ZGC_ASSERT_OK(Draft("w", "young", Unknown() + "recipient_count: 206"));
  const std::string linked = "rule: '' award: 'awards/w'";
  EXPECT_THAT(Round("a", "selected_count: 205", linked),
              FailsWith(kInvalid, HasSubstr("206 recipients")));
  const auto round = Round("a", "selected_count: 206", linked);
  ZGC_ASSERT_OK(round);
  EXPECT_EQ(round->decision().award(), "awards/w");
  EXPECT_FALSE(round->decision().has_calculation());
  EXPECT_EQ(Find(kAwards, "awards/w").support(), "");
}

TEST_F(VenturesTest, TheSidesOfACoDevelopmentFundAddUp) {
  const std::string thirds =
      "share_percent: '33.33' partners { party: '天津' share_percent: "
      "'33.33' } partners { party: '企业' share_percent: '33.34' } ";
  const auto fund = Together("a", thirds + "uses { purpose: '协同创新平台' amount_fen: 90 }");
  ZGC_ASSERT_OK(fund);
  EXPECT_EQ(fund->decision().calculation().amount_fen(), 33);
  // 66.66 is rounded to 67, less 33.
  EXPECT_EQ(fund->partners(0).amount_fen(), 34);
  EXPECT_EQ(fund->partners(1).amount_fen(), 33);
  EXPECT_THAT(Find(kAwards, "awards/a").parks(), ElementsAre("//park_region/parks/binhai"));
  EXPECT_THAT(Together("b", thirds + "uses { purpose: '基金' amount_fen: 101 }"),
              FailsWith(kInvalid, HasSubstr("more than the total")));
  EXPECT_THAT(Together("b", "share_percent: '50'"), FailsWith(kInvalid, HasSubstr("add up to 50")));
  EXPECT_THAT(Together("b", "share_percent: '60' partners { party: '天津' share_percent: '40' }"),
              FailsWith(kInvalid, HasSubstr("more than the 50 %")));
}

// What a rule computes cannot be typed.
TEST_F(VenturesTest, WhatTheLedgerComputesIsNotTakenFromTheCaller) {
  const auto made = Venture("a", "",
                            "rule_version: 'ruleVersions/x' award: 'awards/y' "
                            "calculation { amount_fen: 999 }");
  ZGC_ASSERT_OK(made);
  EXPECT_EQ(made->decision().award(), "awards/a");
  EXPECT_EQ(made->decision().rule_version(), "ruleVersions/angel-001");
  EXPECT_EQ(made->decision().calculation().amount_fen(), 101);
  // Nor does an award that a caller makes claim to be computed.
  EXPECT_EQ(Draft("w", "ic", Known(1) + "support: 'riskSubsidies/a'")->support(), "");
  EXPECT_THAT(Venture("w", ""), HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

}  // namespace
}  // namespace zgc::funding
