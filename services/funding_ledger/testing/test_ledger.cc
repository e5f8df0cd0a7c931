#include "services/funding_ledger/testing/test_ledger.h"

#include <filesystem>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/synchronization/notification.h"
#include "common/resource/rows.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/domain/accounts/subledger.h"
#include "services/funding_ledger/domain/years/periods.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/ledger/pendings.h"
#include "services/funding_ledger/ledger/posting.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"
#include "zgc/funding/v1/journal.pb.h"

namespace zgc::funding {
namespace {

void Prepare(const testing::TempDir& dir, const base::Clock& clock) {
  const auto store = OpenLedger(dir.StoreUrl(), clock);
  ZGC_ASSERT_OK(store);
  ZGC_EXPECT_OK((*store)->Apply({}, [](storage::Txn& txn) -> absl::StatusOr<std::string> {
    for (const char* year : {"fiscalYears/2019", "fiscalYears/2020"}) {
      v1::FiscalYear row;
      row.set_name(year);
      row.set_state(v1::FISCAL_YEAR_STATE_OPEN);
      ZGC_RETURN_IF_ERROR(resource::Insert(txn, kFiscalYears, row).status());
    }
    ZGC_RETURN_IF_ERROR(
        AppendTransfers(txn, {TestLedger::FirstTransfer()}, TestLedger::ReservedAccounts()));
    return "";
  }));
}

absl::Status ChangeYear(storage::Store& store, const std::string& year,
                        absl::FunctionRef<void(v1::FiscalYear&)> change) {
  return store
      .Apply({},
             [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
               ZGC_ASSIGN_OR_RETURN(auto row, kFiscalYears.Get(txn, {year}));
               change(*row);
               kFiscalYears.Put(txn, {year}, *row);
               return "";
             })
      .status();
}

}  // namespace

absl::StatusOr<std::unique_ptr<storage::Store>> OpenLedger(const std::string& url,
                                                           const base::Clock& clock) {
  storage::StoreOptions options;
  options.create = true;
  options.url = url;
  options.clock = &clock;
  auto store = storage::Store::Open(FundingLedgerSchema(), options);
  if (store.ok()) Books::Of((*store)->Read()).StopExpiring();
  return store;
}

void SubmitPost(storage::Store& store, v1::PostTransfersRequest request, PostDone done) {
  if (const absl::Status status = CheckRequest(request); !status.ok()) return done(status);
  struct Call {
    v1::PostTransfersRequest request;
    std::unique_ptr<PreparedTransfers> prepared;
    v1::PostTransfersResponse response;
  };
  const auto call = std::make_shared<Call>();
  call->request = std::move(request);
  call->prepared = std::make_unique<PreparedTransfers>(Books::Of(store.Read()), call->request);
  const bool check_only = call->request.validate_only();
  store.Submit(
      {},
      [call, check_only](storage::Txn& txn) -> absl::StatusOr<std::string> {
        ZGC_ASSIGN_OR_RETURN(call->response, call->prepared->Post(txn));
        if (check_only) return absl::CancelledError("checked");
        return "";
      },
      [call, check_only, done = std::move(done)](const absl::StatusOr<storage::Committed>& answer) {
        if (!answer.ok() && !(check_only && absl::IsCancelled(answer.status()))) {
          return done(answer.status());
        }
        done(call->response);
      });
}

TestLedger::TestLedger() {
  // To make a store takes a second; to copy one does not.
  static const testing::TempDir made;
  static const bool prepared = [this] {
    Prepare(made, clock_);
    return true;
  }();
  EXPECT_TRUE(prepared);
  std::filesystem::copy(made.path() + "/store", dir_.path() + "/store",
                        std::filesystem::copy_options::recursive);
  Open();
}

v1::Transfer TestLedger::FirstTransfer() {
  v1::Transfer transfer;
  transfer.set_debit(kReservedDebit);
  transfer.set_credit(kReservedCredit);
  transfer.set_amount_fen(5);
  transfer.set_kind(v1::TRANSFER_KIND_APPROPRIATION);
  transfer.set_fiscal_year("fiscalYears/2019");
  return transfer;
}

std::vector<v1::Account> TestLedger::ReservedAccounts() {
  std::vector<v1::Account> accounts(2);
  accounts[0].set_name(kReservedDebit);
  accounts[0].set_kind(v1::ACCOUNT_KIND_SOURCE);
  accounts[0].set_normal_side(v1::ACCOUNT_SIDE_DEBIT);
  accounts[1].set_name(kReservedCredit);
  accounts[1].set_kind(v1::ACCOUNT_KIND_AVAILABLE);
  accounts[1].set_normal_side(v1::ACCOUNT_SIDE_CREDIT);
  for (v1::Account& account : accounts) account.set_fiscal_year("fiscalYears/2019");
  return accounts;
}

absl::Status TestLedger::TryOpen() {
  store_.reset();
  ZGC_ASSIGN_OR_RETURN(store_, OpenLedger(url(), clock_));
  return absl::OkStatus();
}

void TestLedger::Open() {
  ZGC_EXPECT_OK(TryOpen());
  if (store_ == nullptr) std::abort();
}

absl::StatusOr<v1::PostTransfersResponse> TestLedger::Post(v1::PostTransfersRequest request) {
  absl::StatusOr<v1::PostTransfersResponse> response;
  absl::Notification called;
  SubmitPost(*store_, std::move(request), [&](absl::StatusOr<v1::PostTransfersResponse> answer) {
    response = std::move(answer);
    called.Notify();
  });
  called.WaitForNotification();
  return response;
}

absl::Status TestLedger::OpenAccount(const v1::Account& account) {
  return store_
      ->Apply({},
              [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                v1::BatchCreateAccountsRequest request;
                *request.add_accounts() = account;
                ZGC_RETURN_IF_ERROR(BatchCreateAccounts(txn, {}, request).status());
                return "";
              })
      .status();
}

absl::Status TestLedger::CloseYear(const std::string& year) {
  return ChangeYear(*store_, year,
                    [](v1::FiscalYear& row) { row.set_state(v1::FISCAL_YEAR_STATE_CLOSED); });
}

absl::Status TestLedger::ClosePeriod(const std::string& year, const std::string& day) {
  return ChangeYear(*store_, year, [&](v1::FiscalYear& row) { row.set_closed_through(day); });
}

void TestLedger::ExpireNow() {
  SubmitExpiry(*store_);
  // After it in the queue.
  ZGC_EXPECT_OK(store_->Apply({}, [](storage::Txn&) -> absl::StatusOr<std::string> { return ""; }));
}

void TestLedger::AwaitIndexed() {
  books().AwaitIndexed();
  // A commit shows what was indexed; so does the committer, soon.
  store_->ShowDerived();
}

absl::Status TestLedger::PutRaw(const storage::Column& column, const std::string& key,
                                const std::string& value) {
  return store_
      ->Apply({},
              [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                txn.Put(column, key, value);
                return "";
              })
      .status();
}

std::string IdNamed(absl::string_view name) {
  std::string id(name);
  id.resize(16, '.');
  return id;
}

}  // namespace zgc::funding
