#include "services/funding_ledger/domain/guard/guard_rules.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/guard_fixture.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using GuardRulesTest = GuardFixture;

TEST_F(GuardRulesTest, ARuleGuardsOnlyWhenApprovedAndBetweenItsDays) {
  ZGC_ASSERT_OK(MakeRule("contract", "CONTRACT", "REFUSE", "ANY", "effective_to: '2019-06-30'"));
  ZGC_ASSERT_OK(Granted("a", Item("CONTRACT", "c1")));
  ZGC_EXPECT_OK(Granted("b", Item("CONTRACT", "c1")));
  EXPECT_THAT(Do(ApproveGuardRule, "name: 'guardRules/contract'", "maker"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Do(ApproveGuardRule, "name: 'guardRules/contract'", "checker"));
  EXPECT_THAT(Do(ApproveGuardRule, "name: 'guardRules/contract'", "checker"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  // Where only the year is known the last day counts.
  ZGC_EXPECT_OK(Granted("c", Item("CONTRACT", "c1")));
  const std::string in_may = Item("CONTRACT", "c1") + "effective_date: '2019-05-01' ";
  EXPECT_THAT(Granted("d", in_may), HasReason(ERROR_REASON_DUPLICATE_PAYMENT));
  const std::string ends = "name: 'guardRules/contract' effective_to: '2019-04-30' ";
  EXPECT_THAT(Do(EndGuardRule, ends, "checker"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Do(EndGuardRule, ends + "reason: 'r'", "maker"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Do(EndGuardRule, ends + "reason: 'r'", "checker"));
  ZGC_EXPECT_OK(Approve("d"));
}

TEST_F(GuardRulesTest, EveryWrongFieldIsNamed) {
  const auto rule =
      Do(CreateGuardRule, "guard_rule_id: 'X' guard_rule { window_years: -1 effective_from: 'x' }");
  for (const char* field : {"guard_rule_id", "display_name", "item_kind", "action", "scope",
                            "window_years", "effective_from", "document"}) {
    EXPECT_THAT(rule, FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr(field))) << field;
  }
  const auto award =
      Supports("a", Item("INVOICE", "i1", "", "") + Item("ENTERPRISE", "x") + Item("LOAN", " ") +
                        "support_items {} " + Item("CONTRACT", "c1") + Item("CONTRACT", " C1"));
  for (const char* field :
       {"support_items[0].issuer", "support_items[1].number", "support_items[2].number",
        "support_items[3].kind", "support_items[5]"}) {
    EXPECT_THAT(award, FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr(field))) << field;
  }
}

TEST_F(GuardRulesTest, RulesAreListedAndReadByName) {
  ZGC_ASSERT_OK(MakeRule("g", "INVOICE", "REFUSE", "ANY"));
  EXPECT_THAT(Listed(store_->Read(), ListGuardRules), ElementsAre("guardRules/g"));
  const auto found = Got(store_->Read(), GetGuardRule, "name: 'guardRules/g'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->item_kind(), v1::SUPPORT_ITEM_KIND_INVOICE);
  EXPECT_THAT(Got(store_->Read(), GetGuardRule, "name: 'guardRules/h'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
