#include "services/funding_ledger/domain/instruments/support.h"

#include "services/funding_ledger/testing/fixture/loans_fixture.h"

namespace zgc::funding {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class SupportTest : public LoansFixture {
 protected:
  static v1::SupportDecision Asked() {
    v1::SupportDecision decision;
    decision.set_display_name("n");
    decision.set_document("d");
    decision.set_program("programs/ic");
    decision.set_fiscal_year("fiscalYears/2019");
    decision.set_date("2019-08-01");
    return decision;
  }
};

TEST_F(SupportTest, EveryWrongFieldOfADecisionIsNamed) {
  v1::SupportDecision decision;
  decision.set_rule("none");
  decision.set_fiscal_year("fiscalYears/2019");
  decision.set_date("2018-12-31");
  for (int i = 0; i < 2; ++i) decision.add_parks("//park_region/parks/a");
  resource::Checks checks;
  ZGC_ASSERT_OK(CheckDecision(store_->Read(), decision, {}, "row", false, checks).status());
  EXPECT_THAT(
      checks.ToStatus(),
      FailsWith(kInvalid, AllOf(HasSubstr("row.decision.parks"), HasSubstr("row.decision.date"),
                                HasSubstr("no version of \"none\" is in force"))));
  resource::Checks without;
  ZGC_ASSERT_OK(CheckDecision(store_->Read(), Asked(), {}, "row", false, without).status());
  EXPECT_THAT(without.ToStatus(), FailsWith(kInvalid, HasSubstr("row.decision.rule")));
  resource::Checks may;
  const auto none = CheckDecision(store_->Read(), Asked(), {}, "row", true, may);
  ZGC_ASSERT_OK(none);
  ZGC_EXPECT_OK(may.ToStatus());
  EXPECT_FALSE(none->has_value());
}

TEST_F(SupportTest, ADecisionComputesAndMakesTheAward) {
  MakeRule("talent", "2019-01-01", "talent { amount_each_fen: 30 }");
  v1::SupportDecision decision = Asked();
  decision.set_rule("talent");
  SupportRecord record;
  record.name = "talentRounds/x";
  record.facts.mutable_talent()->set_selected_count(3);
  SetRecipient("//park_region/enterprises/x", "purpose", record.award);
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    resource::Checks checks;
    ZGC_ASSIGN_OR_RETURN(const auto rule,
                         CheckDecision(txn, decision, record.facts, "row", false, checks));
    ZGC_RETURN_IF_ERROR(checks.ToStatus());
    ZGC_RETURN_IF_ERROR(funding::Decide(txn, {"", "maker"}, rule, record, decision));
    return "";
  }));
  EXPECT_EQ(decision.award(), "awards/x");
  EXPECT_EQ(Find(kAwards, "awards/x").amount_fen(), 90);
  EXPECT_EQ(Find(kAwards, "awards/x").support(), "talentRounds/x");
  EXPECT_TRUE(*StillStands(store_->Read(), decision));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/x' reason: 'r'", "checker"));
  EXPECT_FALSE(*StillStands(store_->Read(), decision));
}

TEST_F(SupportTest, WhoIsNoEnterpriseOfTheMasterDataIsNotNamed) {
  v1::Award award;
  SetRecipient("somebody", "purpose", award);
  EXPECT_EQ(award.recipient_count(), 1);
  EXPECT_EQ(award.enterprises_size() + award.support_items_size(), 0);
  AddItem(v1::SUPPORT_ITEM_KIND_LOAN, "bank", "1", "interest", award);
  ASSERT_EQ(award.support_items_size(), 1);
  EXPECT_EQ(award.support_items(0).issuer(), "bank");
  EXPECT_EQ(award.support_items(0).purpose(), "interest");
}

}  // namespace
}  // namespace zgc::funding
