#include "services/funding_ledger/domain/instruments/insurance_subsidies.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/domain/instruments/co_development_funds.h"
#include "services/funding_ledger/domain/instruments/risk_subsidies.h"
#include "services/funding_ledger/testing/instrument_fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "services/funding_ledger/testing/ventures_fixture.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/investments.pb.h"
#include "zgc/funding/v1/subsidies.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class InsuranceSubsidiesTest : public VenturesFixture {
 protected:
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
};

TEST_F(InsuranceSubsidiesTest, APremiumIsSubsidisedWithinTheCapOfItsProgram) {
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

TEST_F(InsuranceSubsidiesTest, WhatTheLedgerComputesIsNotTakenFromTheCaller) {
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

TEST_F(InsuranceSubsidiesTest, SubsidiesAreListedByProgramAndReadByName) {
  ZGC_ASSERT_OK(Insure("a", ""));
  ZGC_ASSERT_OK(Venture("b", ""));
  EXPECT_THAT(Listed(store_->Read(), ListInsuranceSubsidies,
                     "program: 'programs/ic' enterprise: '//park_region/enterprises/x'"),
              ElementsAre("insuranceSubsidies/a"));
  EXPECT_THAT(
      Listed(store_->Read(), ListInsuranceSubsidies, "enterprise: '//park_region/enterprises/y'"),
      IsEmpty());
  EXPECT_THAT(Listed(store_->Read(), ListRiskSubsidies, "program: 'programs/ic'"),
              ElementsAre("riskSubsidies/b"));
  EXPECT_EQ(Got(store_->Read(), GetInsuranceSubsidy, "name: 'insuranceSubsidies/a'")->premium_fen(),
            150);
  EXPECT_EQ(Got(store_->Read(), GetRiskSubsidy, "name: 'riskSubsidies/b'")->invested_fen(), 1005);
}

}  // namespace
}  // namespace zgc::funding
