#include "services/funding_ledger/domain/guard/guard.h"

#include <atomic>
#include <thread>

#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/domain/guard/guard_rules.h"
#include "services/funding_ledger/domain/guard/stacking_flags.h"
#include "services/funding_ledger/domain/years/carry_overs.h"
#include "services/funding_ledger/testing/fixture.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

class GuardTest : public FundingFixture {
 protected:
  GuardTest() { ZGC_EXPECT_OK(Appropriate("next", 1000, "", "2020")); }

  absl::StatusOr<v1::GuardRule> MakeRule(const std::string& id, const std::string& kind,
                                         const std::string& action, const std::string& scope,
                                         const std::string& more = "") {
    return Do(CreateGuardRule,
              absl::StrCat("guard_rule_id: '", id, "' guard_rule { display_name: '", id,
                           "' item_kind: SUPPORT_ITEM_KIND_", kind, " action: GUARD_ACTION_",
                           action, " scope: GUARD_SCOPE_", scope,
                           " effective_from: '2019-01-01' document: 'd' ", more, " }"),
              "maker");
  }
  void Rule(const std::string& id, const std::string& kind, const std::string& action,
            const std::string& scope, const std::string& more = "") {
    ZGC_ASSERT_OK(MakeRule(id, kind, action, scope, more));
    ZGC_ASSERT_OK(Do(ApproveGuardRule, absl::StrCat("name: 'guardRules/", id, "'"), "checker"));
  }
  static std::string Item(const std::string& kind, const std::string& number,
                          const std::string& purpose = "", const std::string& issuer = "甲公司") {
    return absl::StrCat("support_items { kind: SUPPORT_ITEM_KIND_", kind, " number: '", number,
                        "' purpose: '", purpose, "' ",
                        kind == "ENTERPRISE" ? "" : absl::StrCat("issuer: '", issuer, "'"), " } ");
  }
  // A draft of 10 fen.
  absl::StatusOr<v1::Award> Supports(const std::string& id, const std::string& items,
                                     const std::string& program = "ic") {
    return Draft(id, program, Known(10) + items);
  }
  absl::StatusOr<v1::Award> Granted(const std::string& id, const std::string& items,
                                    const std::string& program = "ic") {
    return Grant(id, program, Known(10) + items);
  }
  absl::StatusOr<v1::StackingFlag> Clear(const std::string& id, const std::string& person) {
    return Do(ClearStackingFlag,
              absl::StrCat("name: 'stackingFlags/", id, "' reason: 'r' document: 'd'"), person);
  }
  absl::StatusOr<v1::CheckStackingResponse> Recheck(const std::string& award,
                                                    const std::string& more = "") {
    return Do(CheckStacking, absl::StrCat("award: 'awards/", award, "' ", more), "auditor");
  }
  // What a refusal says was supported earlier.
  static std::vector<std::string> Earlier(const absl::Status& status) {
    google::rpc::PreconditionFailure failure;
    const auto payload = status.GetPayload("type.googleapis.com/google.rpc.PreconditionFailure");
    EXPECT_TRUE(payload.has_value() && failure.ParseFromString(std::string(*payload))) << status;
    std::vector<std::string> names;
    for (const auto& violation : failure.violations()) names.push_back(violation.subject());
    return names;
  }
};

TEST_F(GuardTest, TheSameThingIsFoundHoweverItIsWritten) {
  EXPECT_EQ(Normalised("　ＡＢ－１２ x\t"), "ab-12x");
  EXPECT_EQ(Normalised("No.１２—３"), "no.12-3");
  EXPECT_NE(Normalised("12-3"), Normalised("123"));
  EXPECT_EQ(Normalised("  \n"), "");
  Rule("invoice", "INVOICE", "REFUSE", "ANY");
  ZGC_ASSERT_OK(Granted("a", Item("INVOICE", "ab-0012")));
  ZGC_ASSERT_OK(Supports("b", Item("INVOICE", "ＡＢ－００ １２", "", "甲 公司"), "young"));
  EXPECT_THAT(Approve("b"), HasReason(ERROR_REASON_DUPLICATE_PAYMENT));
  // Another issuer may use the same number.
  ZGC_EXPECT_OK(Granted("c", Item("INVOICE", "ab-0012", "", "乙公司")));
}

TEST_F(GuardTest, ARefusalNamesEveryEarlierSupport) {
  ZGC_ASSERT_OK(Granted("a", Item("EQUIPMENT", "s1")));
  ZGC_ASSERT_OK(Granted("b", Item("EQUIPMENT", "s1"), "young"));
  ZGC_ASSERT_OK(Pay("pa", "a", 4));
  ZGC_ASSERT_OK(Pay("pb", "b", 10, Item("INVOICE", "i1")));
  Rule("serial", "EQUIPMENT", "REFUSE", "ANY");
  Rule("invoice", "INVOICE", "REFUSE", "ANY");
  ZGC_ASSERT_OK(Supports("c", Item("EQUIPMENT", "S1") + Item("INVOICE", "I1"), "talent"));
  const auto refused = Approve("c").status();
  EXPECT_THAT(refused, HasReason(ERROR_REASON_DUPLICATE_PAYMENT));
  EXPECT_THAT(refused, FailsWith(kRefused, HasSubstr("programs/ic, fiscalYears/2019, 4 fen paid")));
  EXPECT_THAT(Earlier(refused), ElementsAre("awards/a", "awards/b", "payments/pb"));
  // Nothing of it was claimed.
  EXPECT_EQ(Find(kAwards, "awards/c").state(), v1::AWARD_STATE_DRAFT);
  const auto claims =
      Ask(FindSupportClaims,
          "item { kind: SUPPORT_ITEM_KIND_EQUIPMENT issuer: '甲公司' number: 's1' }");
  ZGC_ASSERT_OK(claims);
  ASSERT_EQ(claims->claims_size(), 2);
  EXPECT_EQ(claims->claims(1).name(), "awards/b");
  EXPECT_EQ(claims->claims(1).paid_fen(), 10);
}

TEST_F(GuardTest, DraftsAndCancelledAwardsDoNotCount) {
  Rule("loan", "LOAN", "REFUSE", "ANY");
  ZGC_ASSERT_OK(Supports("draft", Item("LOAN", "l1")));
  ZGC_ASSERT_OK(Granted("a", Item("LOAN", "l1")));
  EXPECT_THAT(Approve("draft"), HasReason(ERROR_REASON_DUPLICATE_PAYMENT));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r'", "checker"));
  ZGC_EXPECT_OK(Approve("draft"));
}

TEST_F(GuardTest, ARuleGuardsOnlyWhenApprovedAndBetweenItsDays) {
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

TEST_F(GuardTest, TheScopeSaysWhichEarlierSupportCounts) {
  const std::string one = "enterprises: '//park_region/enterprises/x' ";
  const auto rent = Item("ENTERPRISE", "//park_region/enterprises/x", "房租");
  const auto staff = Item("ENTERPRISE", "//park_region/enterprises/x", "人员成本");
  Rule("purpose", "ENTERPRISE", "REFUSE", "SAME_PURPOSE");
  ZGC_ASSERT_OK(Granted("a", one + rent));
  ZGC_EXPECT_OK(Granted("b", one + staff));
  // An enterprise that is named and no purpose stated has none in common.
  ZGC_EXPECT_OK(Granted("c", one));
  const auto refused = Granted("d", one + rent, "young").status();
  EXPECT_THAT(Earlier(refused), ElementsAre("awards/a"));
  Rule("program", "ENTERPRISE", "REFUSE", "OTHER_PROGRAM");
  ZGC_EXPECT_OK(Granted("e", one));
  EXPECT_THAT(Granted("f", one, "young"), HasReason(ERROR_REASON_DUPLICATE_PAYMENT));
  ZGC_EXPECT_OK(Granted("g", "enterprises: '//park_region/enterprises/y' ", "young"));
}

TEST_F(GuardTest, TheWindowCountsFiscalYears) {
  const auto in_2020 = [&](const std::string& id) {
    ZGC_EXPECT_OK(Do(CreateAward,
                     absl::StrCat("award_id: '", id,
                                  "' award { display_name: 'n' program: "
                                  "'programs/ic' fiscal_year: 'fiscalYears/2020' document: 'd' "
                                  "recipient_count: 1 ",
                                  Known(10), Item("LOAN", "l1"), " }"),
                     "maker"));
    return Approve(id);
  };
  Rule("same-year", "LOAN", "REFUSE", "ANY", "window_years: 1");
  ZGC_ASSERT_OK(Granted("a", Item("LOAN", "l1")));
  ZGC_EXPECT_OK(in_2020("b"));
  EXPECT_THAT(in_2020("c"), HasReason(ERROR_REASON_DUPLICATE_PAYMENT));
  Rule("two-years", "LOAN", "REFUSE", "ANY", "window_years: 2");
  EXPECT_THAT(Earlier(in_2020("d").status()), ElementsAre("awards/b", "awards/a", "awards/b"));
}

TEST_F(GuardTest, APaymentCountsInTheYearThatPays) {
  ZGC_ASSERT_OK(Granted("old", ""));
  ZGC_ASSERT_OK(Do(CreateCarryOver,
                   "carry_over_id: 'o' carry_over { from_year: 'fiscalYears/2019' to_year: "
                   "'fiscalYears/2020' program: 'programs/ic' awards: 'awards/old' reason: 'r' "
                   "document: 'd' }",
                   "maker"));
  ZGC_ASSERT_OK(Do(ApproveCarryOver, "name: 'carryOvers/o'", "checker"));
  ZGC_ASSERT_OK(Do(CreateAward,
                   absl::StrCat("award_id: 'new' award { display_name: 'n' program: 'programs/ic' "
                                "fiscal_year: 'fiscalYears/2020' document: 'd' recipient_count: 1 ",
                                Known(10), " }"),
                   "maker"));
  ZGC_ASSERT_OK(Approve("new"));
  Rule("same-year", "INVOICE", "REFUSE", "ANY", "window_years: 1");
  ZGC_ASSERT_OK(Pay("p", "new", 4, Item("INVOICE", "i1")));
  EXPECT_THAT(Earlier(Pay("q", "old", 4, Item("INVOICE", "i1")).status()),
              ElementsAre("payments/p"));
  // In either order.
  ZGC_ASSERT_OK(Pay("q", "old", 4, Item("INVOICE", "i2")));
  EXPECT_THAT(Earlier(Pay("r", "new", 4, Item("INVOICE", "i2")).status()),
              ElementsAre("payments/q"));
  // And no longer in the year of the award.
  ZGC_ASSERT_OK(Granted("then", ""));
  ZGC_ASSERT_OK(Pay("s", "then", 4, Item("INVOICE", "i3")));
  ZGC_EXPECT_OK(Pay("t", "old", 2, Item("INVOICE", "i3")));
}

TEST_F(GuardTest, AFlaggedAwardWaitsForAnotherPerson) {
  Rule("serial", "EQUIPMENT", "FLAG", "ANY");
  ZGC_ASSERT_OK(Granted("a", Item("EQUIPMENT", "s1")));
  ZGC_ASSERT_OK(Granted("b", Item("EQUIPMENT", "s1"), "young"));
  const auto flag = Find(kStackingFlags, "stackingFlags/b-1");
  EXPECT_EQ(flag.award(), "awards/b");
  EXPECT_EQ(flag.guard_rule(), "guardRules/serial");
  EXPECT_THAT(flag.earlier(), ElementsAre("awards/a"));
  EXPECT_EQ(flag.raiser(), "checker");
  EXPECT_THAT(Pay("p", "b", 10), FailsWith(kRefused, HasSubstr("stackingFlags/b-1 is open")));
  // The earlier one is not held up.
  ZGC_EXPECT_OK(Pay("pa", "a", 5));
  for (const char* person : {"maker", "checker"}) {
    EXPECT_THAT(Clear("b-1", person), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES)) << person;
  }
  EXPECT_THAT(Do(ClearStackingFlag, "name: 'stackingFlags/b-1'", "auditor"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_ASSERT_OK(Clear("b-1", "auditor"));
  EXPECT_THAT(Clear("b-1", "auditor"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_EXPECT_OK(Pay("p", "b", 10));
  // What was cleared between the two is not asked again, at either.
  ZGC_EXPECT_OK(Pay("pa2", "a", 5));
}

TEST_F(GuardTest, APaymentLooksAgain) {
  ZGC_ASSERT_OK(Granted("a", Item("CONTRACT", "c1")));
  ZGC_ASSERT_OK(Granted("b", Item("CONTRACT", "c1")));
  Rule("contract", "CONTRACT", "REFUSE", "ANY");
  // Both were approved before the rule: the first to be paid passes, in any number of parts.
  ZGC_ASSERT_OK(Pay("b1", "b", 4));
  ZGC_ASSERT_OK(Pay("b2", "b", 6));
  EXPECT_THAT(Earlier(Pay("a1", "a", 1).status()), ElementsAre("awards/b"));
  EXPECT_THAT(Recheck("a")->refusals(), ElementsAre(HasSubstr("awards/b")));
}

TEST_F(GuardTest, AnInvoiceIsPaidOnceEvenWithinAnAward) {
  Rule("invoice", "INVOICE", "REFUSE", "ANY");
  Rule("contract", "CONTRACT", "REFUSE", "ANY");
  ZGC_ASSERT_OK(Granted("a", Item("INVOICE", "i1") + Item("CONTRACT", "c1")));
  const std::string vouchers = Item("INVOICE", "i1") + Item("CONTRACT", "c1");
  // The award said before that it would be for this.
  ZGC_ASSERT_OK(Pay("p1", "a", 4, vouchers));
  EXPECT_THAT(Earlier(Pay("p2", "a", 4, vouchers).status()), ElementsAre("payments/p1"));
  ZGC_EXPECT_OK(Pay("p2", "a", 4, Item("INVOICE", "i2") + Item("CONTRACT", "c1")));
}

TEST_F(GuardTest, WhatAPaymentWouldRaiseIsRecordedOnRequest) {
  Rule("invoice", "INVOICE", "FLAG", "ANY");
  ZGC_ASSERT_OK(Granted("a", ""));
  ZGC_ASSERT_OK(Granted("b", "", "young"));
  ZGC_ASSERT_OK(Pay("pa", "a", 10, Item("INVOICE", "i1")));
  const auto pays = [&] { return Pay("pb", "b", 10, Item("INVOICE", "i1")); };
  EXPECT_THAT(pays(), FailsWith(kRefused, HasSubstr("CheckStacking")));
  EXPECT_EQ(Recheck("b")->stacking_flags_size(), 0);
  const auto checked = Recheck("b", Item("INVOICE", "i1"));
  ZGC_ASSERT_OK(checked);
  ASSERT_EQ(checked->stacking_flags_size(), 1);
  EXPECT_THAT(checked->stacking_flags(0).earlier(), ElementsAre("payments/pa"));
  // Asking again raises no second one.
  EXPECT_EQ(Recheck("b", Item("INVOICE", "i1"))->stacking_flags_size(), 1);
  EXPECT_THAT(pays(), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Clear("b-1", "auditor"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Clear("b-1", "inspector"));
  ZGC_EXPECT_OK(pays());
  ZGC_ASSERT_OK(Supports("draft", ""));
  EXPECT_THAT(Recheck("draft"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(GuardTest, OfManyAtTheSameTimeOnePasses) {
  Rule("invoice", "INVOICE", "REFUSE", "ANY");
  constexpr int kClaims = 24;
  for (int i = 0; i < kClaims; ++i) {
    ZGC_ASSERT_OK(Supports(absl::StrCat("a", i), Item("INVOICE", "i1"), i % 2 ? "ic" : "young"));
  }
  std::atomic<int> passed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kClaims; ++i) {
    threads.emplace_back([&, i] {
      if (Approve(absl::StrCat("a", i)).ok()) ++passed;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(passed, 1);
}

TEST_F(GuardTest, EveryWrongFieldIsNamed) {
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

}  // namespace
}  // namespace zgc::funding
