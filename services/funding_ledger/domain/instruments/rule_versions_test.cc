#include "services/funding_ledger/domain/instruments/rule_versions.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/rules_fixture.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rule_service.pb.h"
#include "zgc/funding/v1/rules.pb.h"

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

constexpr char kTalent[] = "talent { amount_each_fen: 30000000 } ";

class RuleVersionsTest : public RulesFixture {
 protected:
  absl::StatusOr<v1::RuleVersion> Approve(const std::string& id,
                                          const std::string& person = "checker") {
    return Do(ApproveRuleVersion, absl::StrCat("name: 'ruleVersions/", id, "'"), person);
  }
  absl::StatusOr<v1::RuleVersion> End(const std::string& id, const std::string& day,
                                      const std::string& person = "checker") {
    return Do(EndRuleVersion,
              absl::StrCat("name: 'ruleVersions/", id, "' effective_to: '", day, "' reason: 'r'"),
              person);
  }
  v1::RuleVersion Version(const std::string& id) {
    return Find(kRuleVersions, "ruleVersions/" + id);
  }
};

TEST_F(RuleVersionsTest, AVersionIsMadeAndCheckedByTwoPersons) {
  const auto first = Draft("talent", "2019-01-01", kTalent);
  ZGC_ASSERT_OK(first);
  EXPECT_EQ(first->name(), "ruleVersions/talent-001");
  EXPECT_EQ(first->rule(), "talent");
  EXPECT_EQ(first->maker(), "maker");
  EXPECT_THAT(Approve("talent-001", "maker"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(End("talent-001", "2019-02-01"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  const auto approved = Approve("talent-001");
  ZGC_ASSERT_OK(approved);
  EXPECT_EQ(approved->checker(), "checker");
  EXPECT_THAT(Approve("talent-001"),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("APPROVED")));
  EXPECT_THAT(Do(WithdrawRuleVersion, "name: 'ruleVersions/talent-001' reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(RuleVersionsTest, AWithdrawnDraftIsNeverApproved) {
  ZGC_ASSERT_OK(Draft("talent", "2019-01-01", kTalent));
  EXPECT_THAT(Do(WithdrawRuleVersion, "name: 'ruleVersions/talent-001'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_ASSERT_OK(Do(WithdrawRuleVersion, "name: 'ruleVersions/talent-001' reason: 'typo'"));
  EXPECT_THAT(Approve("talent-001"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  // Its number is not used again.
  EXPECT_EQ(Draft("talent", "2019-01-01", kTalent)->name(), "ruleVersions/talent-002");
}

TEST_F(RuleVersionsTest, AVersionWithoutEndEndsBeforeItsSuccessor) {
  ZGC_ASSERT_OK(Draft("talent", "2019-01-01", kTalent));
  ZGC_ASSERT_OK(Approve("talent-001"));
  ZGC_ASSERT_OK(Draft("talent", "2020-03-01", "talent { amount_each_fen: 1 } "));
  EXPECT_EQ(Version("talent-001").effective_to(), "");
  ZGC_ASSERT_OK(Approve("talent-002"));
  EXPECT_EQ(Version("talent-001").effective_to(), "2020-02-29");
  const common::v1::Step end = *Version("talent-001").steps().rbegin();
  EXPECT_EQ(end.method(), "ApproveRuleVersion");
  EXPECT_EQ(end.actor(), "checker");
  EXPECT_EQ(end.from_state(), "RULE_VERSION_STATE_APPROVED");
  EXPECT_EQ(end.to_state(), "RULE_VERSION_STATE_APPROVED");
  EXPECT_EQ(end.note(), "ends on 2020-02-29: succeeded by ruleVersions/talent-002");
  EXPECT_EQ(end.revision(), Version("talent-002").revision());
  EXPECT_EQ(Version("talent-001").steps_size(), 3);
  EXPECT_EQ(Version("talent-001").talent().amount_each_fen(), 30000000);
}

TEST_F(RuleVersionsTest, ApprovedVersionsNeverOverlap) {
  ZGC_ASSERT_OK(Draft("talent", "2019-01-01", kTalent + std::string("effective_to: '2019-12-31'")));
  ZGC_ASSERT_OK(Draft("talent", "2019-12-31", kTalent));
  ZGC_ASSERT_OK(Draft("talent", "2018-01-01", kTalent));
  ZGC_ASSERT_OK(Draft("talent", "2020-01-01", kTalent));
  ZGC_ASSERT_OK(Approve("talent-001"));
  EXPECT_THAT(Approve("talent-002"), FailsWith(absl::StatusCode::kFailedPrecondition,
                                               HasSubstr("2019-01-01 to 2019-12-31")));
  // Without an end it would reach into the one that is in force.
  EXPECT_THAT(Approve("talent-003"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_EXPECT_OK(Approve("talent-004"));
}

TEST_F(RuleVersionsTest, AVersionEndsByAnotherPersonAndOnlyEarlier) {
  ZGC_ASSERT_OK(Draft("talent", "2019-01-01", kTalent));
  ZGC_ASSERT_OK(Approve("talent-001"));
  EXPECT_THAT(End("talent-001", "2018-12-31"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(End("talent-001", "2019-06-30", "maker"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(End("talent-001", "2019-06-30"));
  EXPECT_THAT(End("talent-001", "2019-07-01"), HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_EXPECT_OK(End("talent-001", "2019-05-31"));
}

TEST_F(RuleVersionsTest, EveryWrongFieldIsNamed) {
  const auto made = Do(CreateRuleVersion,
                       "rule_id: 'X' rule_version { effective_from: '2019-02-30' interest { "
                       "share_percent: '0' base_rate_percent: '1.23456' min_term_days: 9 "
                       "max_term_days: 8 } caps { per_record_fen: -1 } }");
  for (const char* field :
       {"rule_id", "display_name", "clause", "document", "effective_from", "share_percent",
        "base_rate_percent", "day_count", "max_term_days", "per_record_fen"}) {
    EXPECT_THAT(made, FailsWith(kInvalid, HasSubstr(field))) << field;
  }
  EXPECT_THAT(Draft("none", "2019-01-01", ""), FailsWith(kInvalid, HasSubstr("what it grants")));
  EXPECT_THAT(
      Draft("talent", "2019-01-01", kTalent + std::string("caps { per_recipient_year_fen: 1 }")),
      FailsWith(kInvalid, HasSubstr("no one recipient")));
  ZGC_ASSERT_OK(Draft("talent", "2019-01-01", kTalent));
  EXPECT_THAT(Draft("talent", "2020-01-01", kInterest), FailsWith(kInvalid, HasSubstr("kind")));
}

TEST_F(RuleVersionsTest, TheListShowsWhatIsInForceOnADay) {
  ZGC_ASSERT_OK(Draft("talent", "2019-01-01", kTalent));
  ZGC_ASSERT_OK(Approve("talent-001"));
  ZGC_ASSERT_OK(Draft("talent", "2020-01-01", kTalent));
  ZGC_ASSERT_OK(Approve("talent-002"));
  ZGC_ASSERT_OK(Draft("talent", "2021-01-01", kTalent));
  const auto on = [&](const std::string& day) {
    v1::ListRuleVersionsRequest request;
    request.set_rule("talent");
    request.set_in_force_on(day);
    v1::ListRuleVersionsResponse response;
    const auto snapshot = store_->ReadAt(0);
    ZGC_EXPECT_OK(ListRuleVersions(*snapshot, request, {10, ""}, response).status());
    std::string names;
    for (const auto& row : response.rule_versions()) absl::StrAppend(&names, row.name(), " ");
    return names;
  };
  EXPECT_EQ(on("2018-12-31"), "");
  EXPECT_EQ(on("2019-12-31"), "ruleVersions/talent-001 ");
  EXPECT_EQ(on("2021-06-01"), "ruleVersions/talent-002 ");
}

TEST_F(RuleVersionsTest, AVersionIsReadByItsName) {
  ZGC_ASSERT_OK(Draft("t", "2019-01-01", kTalent));
  EXPECT_THAT(Listed(store_->Read(), ListRuleVersions, "rule: 't'"),
              ElementsAre("ruleVersions/t-001"));
  EXPECT_THAT(Listed(store_->Read(), ListRuleVersions, "rule: 'u'"), IsEmpty());
  const auto found = Got(store_->Read(), GetRuleVersion, "name: 'ruleVersions/t-001'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->rule(), "t");
  EXPECT_THAT(Got(store_->Read(), GetRuleVersion, "name: 'ruleVersions/t-002'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(RuleVersionsTest, TheVersionOfADayIsTheApprovedOneThatIsInForce) {
  ZGC_ASSERT_OK(Draft("t", "2019-01-01", kTalent));
  const auto on = [&](const std::string& day) {
    const auto rule = FindRule(store_->Read(), "t", day);
    EXPECT_TRUE(rule.ok()) << rule.status();
    return rule.ok() && rule->has_value() ? (*rule)->name() : "none";
  };
  EXPECT_EQ(on("2019-01-01"), "none");
  ZGC_ASSERT_OK(Approve("t-001"));
  EXPECT_EQ(on("2018-12-31"), "none");
  EXPECT_EQ(on("2019-01-01"), "ruleVersions/t-001");
  const auto computed = Ask(
      ComputeSupport, "rule_version: 'ruleVersions/t-001' facts { talent { selected_count: 2 } }");
  ZGC_ASSERT_OK(computed);
  EXPECT_EQ(computed->amount_fen(), 60'000'000);
}

}  // namespace
}  // namespace zgc::funding
