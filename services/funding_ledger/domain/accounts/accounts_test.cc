#include "services/funding_ledger/domain/accounts/accounts.h"

#include "absl/strings/str_format.h"
#include "common/resource/rows.h"
#include "common/storage/page.h"
#include "common/testing/reads.h"
#include "services/funding_ledger/domain/accounts/subledger.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/journal_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/account_service.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/journal.pb.h"
#include "zgc/funding/v1/segment.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using AccountsTest = JournalFixture;

TEST_F(AccountsTest, TransfersAreFoundByAccountProgramAndAwardPageByPage) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(40)));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(50)));
  ZGC_ASSERT_OK(Grant("c", "young", Known(60)));
  ZGC_ASSERT_OK(Pay("p", "b", 5));
  const auto amounts = [&](const std::string& filter) {
    std::vector<int64_t> found;
    std::string start;
    do {
      const auto page = Transfers(filter, 1, start);
      for (const v1::Transfer& row : page.transfers()) found.push_back(row.amount_fen());
      start = page.next_page_token();
    } while (!start.empty());
    return found;
  };
  EXPECT_THAT(amounts("account: 'accounts/2019-available-fund'"), ElementsAre(1000, 40, 50, 60));
  EXPECT_THAT(amounts("account: 'accounts/2019-available-fund' program: 'programs/ic'"),
              ElementsAre(40, 50));
  EXPECT_THAT(amounts("program: 'programs/ic'"), ElementsAre(40, 50, 5));
  EXPECT_THAT(amounts("award: 'awards/b'"), ElementsAre(50, 5));
  EXPECT_THAT(amounts(""), ElementsAre(1000, 40, 50, 60, 5));
}

TEST_F(AccountsTest, AccountsAndTransfersAreReadByName) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300)));
  EXPECT_THAT(Listed(store_->Read(), ListAccounts, "kind: ACCOUNT_KIND_COMMITTED"),
              ElementsAre("accounts/2019-committed-ic"));
  EXPECT_THAT(Listed(store_->Read(), ListAccounts, "fiscal_year: 'fiscalYears/2020'"), IsEmpty());
  const auto found = Got(store_->Read(), GetAccount, "name: 'accounts/2019-committed-ic'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->balance_fen(), 300);
  EXPECT_THAT(Got(store_->Read(), GetAccount, "name: 'accounts/2019-none'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(AccountsTest, ATransferIsReadByItsName) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300)));
  const auto names = Listed(store_->Read(), ListTransfers, "award: 'awards/a'");
  ASSERT_EQ(names.size(), 1u);
  const auto found = Got(store_->Read(), GetTransfer, absl::StrCat("name: '", names[0], "'"));
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->amount_fen(), 300);
  EXPECT_EQ(found->debit(), "accounts/2019-committed-ic");
}

}  // namespace
}  // namespace zgc::funding
