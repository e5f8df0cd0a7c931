#include "services/funding_ledger/domain/guard/claims.h"

#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/guard_fixture.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"

namespace zgc::funding {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ClaimsTest = GuardFixture;

class ItemsTest : public GuardFixture {
 protected:
  static v1::SupportItem Invoice(const std::string& number, const std::string& issuer) {
    v1::SupportItem item;
    item.set_kind(v1::SUPPORT_ITEM_KIND_INVOICE);
    item.set_number(number);
    item.set_issuer(issuer);
    return item;
  }
};

TEST_F(ClaimsTest, TheSameThingIsFoundHoweverItIsWritten) {
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

TEST_F(ItemsTest, AnItemIsItsKindIssuerAndNumber) {
  EXPECT_EQ(ItemKey(Invoice("No. 1", "甲")), ItemKey(Invoice("NO.1", " 甲")));
  EXPECT_NE(ItemKey(Invoice("1", "甲")), ItemKey(Invoice("1", "乙")));
  EXPECT_EQ(ItemText(Invoice("2019-001", "甲公司")), "发票 2019-001（甲公司）");
}

TEST_F(ItemsTest, TheEnterprisesOfAnAwardAreItemsOfItOnce) {
  v1::Award award;
  *award.add_support_items() = Invoice("1", "甲");
  award.add_enterprises("//park_region/enterprises/x");
  award.add_enterprises("//park_region/enterprises/x");
  const SupportItems items = ItemsOf(award);
  ASSERT_EQ(items.size(), 2);
  EXPECT_EQ(items[1].kind(), v1::SUPPORT_ITEM_KIND_ENTERPRISE);
}

TEST_F(ItemsTest, AClaimStandsAsLongAsItsAward) {
  ZGC_ASSERT_OK(Supports("a", ""));
  ZGC_ASSERT_OK(Granted("b", ""));
  SupportItems items;
  *items.Add() = Invoice("1", "甲");
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    RecordClaims(txn, "awards/a", items);
    RecordClaims(txn, "awards/b", items);
    return "";
  }));
  const auto claims = ClaimsOf(store_->Read(), items[0]);
  ZGC_ASSERT_OK(claims);
  ASSERT_EQ(claims->size(), 1u);
  EXPECT_EQ(claims->front().award(), "awards/b");
  const auto found =
      Ask(FindSupportClaims, "item { kind: SUPPORT_ITEM_KIND_INVOICE number: '1' issuer: '甲' }");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->claims_size(), 1);
}

TEST_F(ItemsTest, EveryWrongFieldOfAnItemIsNamed) {
  SupportItems items;
  *items.Add() = Invoice("1", "甲");
  *items.Add() = Invoice("１", "甲");
  items.Add()->set_kind(v1::SUPPORT_ITEM_KIND_ENTERPRISE);
  items.Add();
  resource::Checks checks;
  CheckSupportItems(items, "items", checks);
  EXPECT_THAT(checks.ToStatus(),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        AllOf(HasSubstr("items[1]: is listed before"), HasSubstr("items[2].number"),
                              HasSubstr("items[3].kind"), HasSubstr("items[3].issuer"))));
}

}  // namespace
}  // namespace zgc::funding
