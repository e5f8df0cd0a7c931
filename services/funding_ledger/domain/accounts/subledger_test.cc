#include "services/funding_ledger/domain/accounts/subledger.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/ledger/posting.h"
#include "services/funding_ledger/testing/fixture/fixture.h"

namespace zgc::funding {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class SubledgerTest : public FundingFixture {
 protected:
  static std::string Account(const std::string& id, const std::string& more = "") {
    return absl::StrCat("accounts { name: 'accounts/", id,
                        "' fiscal_year: 'fiscalYears/2019' normal_side: ACCOUNT_SIDE_DEBIT ", more,
                        " } ");
  }
};

TEST_F(SubledgerTest, AccountsAreOpenedOnceAndTheSameAgainIsNothingNew) {
  const auto made = Do(BatchCreateAccounts, Account("x") + Account("y"));
  ZGC_ASSERT_OK(made);
  EXPECT_EQ(made->created_count(), 2);
  const auto again = Do(BatchCreateAccounts, Account("x") + Account("z"));
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->created_count(), 1);
  EXPECT_THAT(Do(BatchCreateAccounts, Account("x", "holder: 'h'")),
              HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

TEST_F(SubledgerTest, EveryWrongFieldOfAnAccountIsNamed) {
  EXPECT_THAT(
      Do(BatchCreateAccounts,
         "accounts { name: 'accounts/2019-x' fiscal_year: 'fiscalYears/2018' "
         "min_balance_fen: 1 max_balance_fen: -1 } accounts { name: 'x' }"),
      FailsWith(kInvalid, AllOf(HasSubstr("begins with a year"), HasSubstr("fiscalYears/2018"),
                                HasSubstr("accounts[0].normal_side"),
                                HasSubstr("accounts[0].min_balance_fen"),
                                HasSubstr("accounts[0].max_balance_fen"),
                                HasSubstr("accounts[1].name: must be accounts/{id}"))));
  EXPECT_THAT(Do(BatchCreateAccounts, ""), FailsWith(kInvalid, HasSubstr("needs at least one")));
}

TEST_F(SubledgerTest, AccountsAreReadNowOrAsOfADay) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300) + "effective_date: '2019-05-01'"));
  const std::string name = "names: 'accounts/2019-committed-ic' ";
  const auto balance = [&](const std::string& more) {
    const auto found = Got(store_->Read(), GetAccounts, name + more);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() && found->accounts_size() == 1 ? found->accounts(0).balance_fen() : -1;
  };
  EXPECT_EQ(balance(""), 300);
  EXPECT_EQ(balance("effective_date: '2019-05-01'"), 300);
  EXPECT_EQ(balance("effective_date: '2019-04-30'"), 0);
  EXPECT_THAT(Got(store_->Read(), GetAccounts, "names: 'accounts/none'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_THAT(Got(store_->Read(), GetAccounts, "effective_date: 'soon'"),
              FailsWith(kInvalid, AllOf(HasSubstr("names"), HasSubstr("soon"))));
}

TEST_F(SubledgerTest, TransfersAreLookedUpByTheirIds) {
  ZGC_ASSERT_OK(Do(BatchCreateAccounts, Account("x") + Account("y", "min_balance_fen: -9")));
  v1::PostTransfersRequest posted;
  v1::Transfer& transfer = *posted.add_transfers();
  transfer.set_id(std::string(16, 'i'));
  transfer.set_debit("accounts/x");
  transfer.set_credit("accounts/y");
  transfer.set_amount_fen(5);
  transfer.set_document("d");
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    PreparedTransfers prepared(Books::Of(txn), posted);
    ZGC_ASSIGN_OR_RETURN(const auto response, prepared.Post(txn));
    EXPECT_EQ(response.results(0), v1::TRANSFER_RESULT_OK)
        << v1::TransferResult_Name(response.results(0));
    return "";
  }));
  v1::LookupTransfersRequest request;
  request.add_ids(std::string(16, 'i'));
  request.add_ids(std::string(16, 'j'));
  const auto found = LookupTransfers(store_->Read(), request);
  ZGC_ASSERT_OK(found);
  ASSERT_EQ(found->transfers_size(), 1);
  EXPECT_EQ(found->transfers(0).transfer().amount_fen(), 5);
  request.add_ids("short");
  EXPECT_THAT(LookupTransfers(store_->Read(), request), FailsWith(kInvalid, HasSubstr("16 bytes")));
}

TEST_F(SubledgerTest, WhatFollowsARevisionComesCommitByCommit) {
  const int64_t before = store_->head();
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300)));
  ZGC_ASSERT_OK(Pay("p", "a", 100));
  v1::WatchTransfersRequest request;
  int at = 0;
  int64_t after = before;
  std::vector<int64_t> amounts;
  while (true) {
    v1::WatchTransfersResponse response;
    const auto more = NextTransfers(store_->Read(), request, at, after, response);
    ZGC_ASSERT_OK(more);
    if (!*more) break;
    EXPECT_EQ(response.position().revision(), after);
    for (const v1::Transfer& transfer : response.transfers()) {
      amounts.push_back(transfer.amount_fen());
    }
  }
  EXPECT_THAT(amounts, ElementsAre(300, 100));
  EXPECT_EQ(after, store_->head());
}

}  // namespace
}  // namespace zgc::funding
