#include "services/funding_ledger/domain/instruments/risk_subsidies.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/domain/instruments/co_development_funds.h"
#include "services/funding_ledger/domain/instruments/insurance_subsidies.h"
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
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class RiskSubsidiesTest : public VenturesFixture {
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

TEST_F(RiskSubsidiesTest, AnInvestmentOrItsLossIsSubsidised) {
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

// What a rule computes cannot be typed.

TEST_F(RiskSubsidiesTest, SubsidiesAreListedByProgramAndReadByName) {
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
