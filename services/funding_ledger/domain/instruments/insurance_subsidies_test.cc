#include "services/funding_ledger/domain/instruments/insurance_subsidies.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/instrument_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "services/funding_ledger/testing/fixture/ventures_fixture.h"
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

class InsuranceSubsidiesTest : public VenturesFixture {};

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

TEST_F(InsuranceSubsidiesTest, SubsidiesAreListedByProgramAndReadByName) {
  ZGC_ASSERT_OK(Insure("a", ""));
  EXPECT_THAT(Listed(store_->Read(), ListInsuranceSubsidies,
                     "program: 'programs/ic' enterprise: '//park_region/enterprises/x'"),
              ElementsAre("insuranceSubsidies/a"));
  EXPECT_THAT(
      Listed(store_->Read(), ListInsuranceSubsidies, "enterprise: '//park_region/enterprises/y'"),
      IsEmpty());
  EXPECT_EQ(Got(store_->Read(), GetInsuranceSubsidy, "name: 'insuranceSubsidies/a'")->premium_fen(),
            150);
}

}  // namespace
}  // namespace zgc::funding
