#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/interrupt.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/domain/accounts/subledger.h"
#include "services/funding_ledger/testing/fixture/plain_accounts.h"
#include "services/funding_ledger/testing/fixture/test_ledger.h"
#include "zgc/funding/v1/journal.pb.h"

// Dear reads of the journal end while they run, once nobody wants them any more.
namespace zgc::funding {
namespace {

class CancelledReadsTest : public ::testing::Test {
 protected:
  CancelledReadsTest() {
    OpenPlainAccounts(ledger_, {"accounts/a", "accounts/b"}, -1'000'000);
    // Twice, so that an older revision lies within what is indexed.
    for (int request = 0; request < 2; ++request) {
      v1::PostTransfersRequest posted;
      for (int i = 0; i < 2000; ++i) {
        AddPlainTransfer(absl::StrCat(request, "-", i), "accounts/a", "accounts/b", 1, posted);
      }
      ZGC_EXPECT_OK(ledger_.Post(posted));
    }
    for (int i = 0; i < 1000; ++i) asked_.add_names(i % 2 == 0 ? "accounts/a" : "accounts/b");
  }

  // Its caller goes once it has worked for a while.
  static void ExpectEndsWithItsCaller(const std::function<absl::Status()>& read) {
    base::Interrupt interrupt;
    const base::InterruptScope scope(interrupt, [&] {
      interrupt.Stop(absl::CancelledError("cancelled by the caller"));
      return absl::OkStatus();
    });
    EXPECT_EQ(read(), absl::CancelledError("cancelled by the caller"));
  }

  TestLedger ledger_;
  v1::GetAccountsRequest asked_;
};

TEST_F(CancelledReadsTest, BalancesAsOfADay) {
  asked_.set_effective_date("2019-12-31");
  const auto read = [this] { return GetAccounts(ledger_.store().Read(), asked_).status(); };
  ExpectEndsWithItsCaller(read);
  ledger_.AwaitIndexed();
  ExpectEndsWithItsCaller(read);
}

TEST_F(CancelledReadsTest, BalancesAsOfARevision) {
  ledger_.AwaitIndexed();
  const int64_t head = ledger_.store().head();
  const auto older = ledger_.store().ReadAt(head - 1);
  ZGC_ASSERT_OK(older);
  // One account after the other, again and again, as for many names of their own.
  ExpectEndsWithItsCaller([&] {
    absl::Status status;
    for (int i = 0; i < 1000 && status.ok(); ++i) status = GetAccounts(*older, asked_).status();
    return status;
  });
}

TEST_F(CancelledReadsTest, Lookups) {
  v1::LookupTransfersRequest request;
  for (int i = 0; i < 1000; ++i) request.add_ids(IdNamed(absl::StrCat(i % 2, "-", i)));
  const auto read = [&] { return LookupTransfers(ledger_.store().Read(), request).status(); };
  ExpectEndsWithItsCaller(read);
  ledger_.AwaitIndexed();
  ExpectEndsWithItsCaller(read);
}

}  // namespace
}  // namespace zgc::funding
