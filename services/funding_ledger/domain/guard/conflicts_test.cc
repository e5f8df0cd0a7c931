#include "services/funding_ledger/domain/guard/conflicts.h"

#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/domain/years/carry_overs.h"
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
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ConflictsTest = GuardFixture;

TEST_F(ConflictsTest, ARefusalNamesEveryEarlierSupport) {
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

TEST_F(ConflictsTest, TheScopeSaysWhichEarlierSupportCounts) {
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

TEST_F(ConflictsTest, TheWindowCountsFiscalYears) {
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

TEST_F(ConflictsTest, APaymentCountsInTheYearThatPays) {
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

TEST_F(ConflictsTest, AnApprovalLooksAtItsItemsAndAPaymentAtBoth) {
  v1::Award award;
  award.set_name("awards/a");
  award.set_program("programs/ic");
  award.set_fiscal_year("fiscalYears/2019");
  award.add_enterprises("//park_region/enterprises/x");
  const Subject approval = ApprovalOf(award);
  EXPECT_EQ(approval.day, "2019-12-31");
  EXPECT_EQ(approval.items.size(), 1);
  EXPECT_FALSE(approval.pays);
  const std::vector<Subject> payment = PaymentOf(award, "2019-05-01", {});
  ASSERT_EQ(payment.size(), 2u);
  EXPECT_EQ(payment[0].items.size(), 0);
  EXPECT_EQ(payment[1].items.size(), 1);
  EXPECT_EQ(payment[1].day, "2019-05-01");
  EXPECT_TRUE(payment[1].pays);
}

TEST_F(ConflictsTest, AConflictIsOneSentenceAndARefusalNamesAllOfThem) {
  Rule("g", "INVOICE", "REFUSE", "ANY");
  ZGC_ASSERT_OK(Granted("a", Item("INVOICE", "1")));
  ZGC_ASSERT_OK(Supports("b", Item("INVOICE", "1")));
  std::vector<Conflict> conflicts;
  ZGC_ASSERT_OK(FindConflicts(store_->Read(), ApprovalOf(Find(kAwards, "awards/b")), conflicts));
  ASSERT_EQ(conflicts.size(), 1u);
  EXPECT_EQ(
      ConflictText(conflicts[0]),
      "发票 1（甲公司） is supported by awards/a (programs/ic, fiscalYears/2019, 0 fen paid); "
      "guardRules/g");
  EXPECT_EQ(WithAction(conflicts, v1::GUARD_ACTION_REFUSE).size(), 1u);
  EXPECT_EQ(WithAction(conflicts, v1::GUARD_ACTION_FLAG).size(), 0u);
  const absl::Status refused = Refused("awards/b", conflicts, "; advice");
  EXPECT_THAT(refused, HasReason(ERROR_REASON_DUPLICATE_PAYMENT));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("; advice"));
  EXPECT_THAT(Earlier(refused), ElementsAre("awards/a"));
}

}  // namespace
}  // namespace zgc::funding
