#include "services/supervision_reporting/domain/rule_sets.h"

#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class RuleSetsTest : public SupervisionFixture {
 protected:
  std::string Nearest(const std::string& place, const std::string& day) {
    const auto sets = SetsInForce(store_->Read(), kProposalRuleSets, day);
    ZGC_EXPECT_OK(sets);
    const auto found = NearestOf(*sets, place);
    return found.has_value() ? found->name() : "";
  }
};

TEST_F(RuleSetsTest, TheNearestPlaceThatHasRulesOnTheDayGivesThem) {
  ZGC_ASSERT_OK(AddRules("district", "110108", "2019-03-01", "until_date: '2019-06-30'"));
  ZGC_ASSERT_OK(AddRules("country", "CN", "2018-01-01"));
  EXPECT_EQ(Nearest("110108", "2019-02-28"), "proposalRuleSets/rules");
  EXPECT_EQ(Nearest("110108", "2019-06-30"), "proposalRuleSets/district");
  EXPECT_EQ(Nearest("110108", "2019-07-01"), "proposalRuleSets/rules");
  EXPECT_EQ(Nearest("", "2019-07-01"), "proposalRuleSets/country");
  EXPECT_EQ(Nearest("440300", "2017-12-31"), "");
}

TEST_F(RuleSetsTest, ASetIsOfAPlaceAndOfDaysThatNoOtherHas) {
  v1::ProposalRuleSet rules;
  rules.set_jurisdiction("110000");
  rules.set_from_date("2019-01-01");
  Checks checks;
  ZGC_EXPECT_OK(CheckRuleSet(store_->Read(), kProposalRuleSets, rules, "f", checks));
  EXPECT_THAT(checks.ToStatus(), FailsWith(kInvalid, HasSubstr("begins on that day")));
  rules.set_from_date("2019-01-02");
  Checks right;
  ZGC_EXPECT_OK(CheckRuleSet(store_->Read(), kProposalRuleSets, rules, "f", right));
  ZGC_EXPECT_OK(right.ToStatus());
}

}  // namespace
}  // namespace zgc::supervision
