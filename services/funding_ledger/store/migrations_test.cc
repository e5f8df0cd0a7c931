#include "services/funding_ledger/store/migrations.h"

#include <map>

#include "common/resource/rows.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/domain/accounts/accounts.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/programs.h"
#include "services/funding_ledger/domain/payments/clawbacks.h"
#include "services/funding_ledger/domain/payments/payments.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/domain/years/reversals.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/account_service.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"
#include "zgc/funding/v1/segment.pb.h"

namespace zgc::funding {
namespace {

constexpr Rows<v1::Transfer> kFormerTransfers{{21, "transfers", true}};

std::unique_ptr<storage::Store> OpenAs(const storage::Schema& schema, const testing::TempDir& dir) {
  storage::StoreOptions options;
  options.create = true;
  options.url = dir.StoreUrl();
  auto store = storage::Store::Open(schema, options);
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *std::move(store) : nullptr;
}

v1::Account AccountWith(const std::string& id, v1::AccountKind kind, v1::AccountSide side) {
  v1::Account account;
  account.set_name("accounts/2019-" + id);
  account.set_kind(kind);
  account.set_fiscal_year("fiscalYears/2019");
  account.set_normal_side(side);
  return account;
}

// As version 1 kept it: a transfer a row, sums with the accounts.
absl::StatusOr<std::string> PostAsBefore(storage::Txn& txn) {
  v1::FiscalYear year;
  year.set_name("fiscalYears/2019");
  year.set_state(v1::FISCAL_YEAR_STATE_OPEN);
  ZGC_RETURN_IF_ERROR(Insert(txn, kFiscalYears, year).status());
  for (const int64_t fen : {700, 300}) {
    v1::Transfer transfer;
    transfer.set_name(absl::StrCat("transfers/00000000000", txn.revision(), "-000", fen == 300));
    transfer.set_debit("accounts/2019-available-f");
    transfer.set_credit("accounts/2019-source-f");
    transfer.set_amount_fen(fen);
    transfer.set_fiscal_year("fiscalYears/2019");
    transfer.set_revision(txn.revision());
    kFormerTransfers.Put(txn, {transfer.name()}, transfer);
  }
  auto available = AccountWith("available-f", v1::ACCOUNT_KIND_AVAILABLE, v1::ACCOUNT_SIDE_DEBIT);
  available.set_debits_fen(1000);
  ZGC_RETURN_IF_ERROR(Insert(txn, kAccounts, available).status());
  auto source = AccountWith("source-f", v1::ACCOUNT_KIND_SOURCE, v1::ACCOUNT_SIDE_CREDIT);
  source.set_credits_fen(1000);
  ZGC_RETURN_IF_ERROR(Insert(txn, kAccounts, source).status());
  return "";
}

TEST(MigrationsTest, TransfersInRowsBecomeSegmentsOfTheirRevisions) {
  const testing::TempDir dir;
  {
    storage::Schema former = FundingLedgerSchema();
    former.version = 1;
    former.migrations.clear();
    former.resident = nullptr;
    const auto store = OpenAs(former, dir);
    ASSERT_NE(store, nullptr);
    ZGC_ASSERT_OK(store->Apply({}, PostAsBefore));
  }
  for (int opened = 0; opened < 2; ++opened) {
    const auto store = OpenAs(FundingLedgerSchema(), dir);
    ASSERT_NE(store, nullptr);
    for (const char* name : {"accounts/2019-available-f", "accounts/2019-source-f"}) {
      const auto day = kAccountDays.Get(store->Read(), {name, ""});
      ZGC_ASSERT_OK(day);
      EXPECT_TRUE(day->has_value() && (*day)->net_fen() == 1000) << name;
    }
    v1::GetTrialBalanceRequest request;
    request.set_fiscal_year("fiscalYears/2019");
    request.set_from_journal(true);
    const auto balance = GetTrialBalance(store->Read(), request);
    ZGC_ASSERT_OK(balance);
    EXPECT_EQ(balance->debits_fen(), "1000");
    EXPECT_EQ(balance->accounts(0).balance_fen(), 1000);
    v1::GetTransferRequest asked;
    asked.set_name("transfers/000000000001-0001");
    const auto transfer = GetTransfer(store->Read(), asked);
    ZGC_ASSERT_OK(transfer);
    EXPECT_EQ(transfer->amount_fen(), 300);
    EXPECT_EQ(transfer->sequence(), 1);
  }
}

// Callers' accounts have no days: nothing is asked of them.
TEST(MigrationsTest, DaysAreMadeWithoutTheAccountsOfCallers) {
  const testing::TempDir dir;
  storage::Schema schema = FundingLedgerSchema();
  schema.resident = nullptr;
  {
    storage::Schema former = schema;
    former.version = 1;
    former.migrations.clear();
    const auto store = OpenAs(former, dir);
    ASSERT_NE(store, nullptr);
    ZGC_ASSERT_OK(store->Apply({}, [](storage::Txn& txn) -> absl::StatusOr<std::string> {
      v1::Transfer transfer;
      transfer.set_name("transfers/000000000001-0000");
      transfer.set_kind(v1::TRANSFER_KIND_SUBLEDGER);
      transfer.set_debit("accounts/lost");
      transfer.set_credit("accounts/lost-too");
      transfer.set_amount_fen(1);
      transfer.set_revision(txn.revision());
      kFormerTransfers.Put(txn, {transfer.name()}, transfer);
      return "";
    }));
  }
  EXPECT_NE(OpenAs(schema, dir), nullptr);
}

template <typename Response, typename Request>
void Do(storage::Store& store, const std::string& person,
        absl::StatusOr<Response> (*method)(storage::Txn&, const base::Actor&, const Request&),
        const std::string& fields) {
  Request request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
  ZGC_EXPECT_OK(store.Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    ZGC_RETURN_IF_ERROR(method(txn, {"", person}, request).status());
    return "";
  }));
}

// A year with money that comes and goes, with days and without.
void Fill(storage::Store& store) {
  const std::string in = " fiscal_year: 'fiscalYears/2019' document: 'd' ";
  Do(store, "clerk", CreateFiscalYear, "fiscal_year_id: '2019'");
  Do(store, "clerk", CreateProgram, "program_id: 'f' program { display_name: 'f' }");
  for (const char* day : {"", "effective_date: '2019-02-01' "}) {
    Do(store, "clerk", CreateAppropriation,
       absl::StrCat("appropriation_id: 'b", *day == '\0' ? 1 : 2, "' appropriation { program: ",
                    "'programs/f' kind: APPROPRIATION_KIND_ORIGINAL amount_fen: 500", in, day,
                    "}"));
  }
  Do(store, "maker", CreateAward,
     absl::StrCat("award_id: 'a' award { display_name: 'a' program: 'programs/f' recipient_count: "
                  "1 amount_state: AMOUNT_STATE_KNOWN amount_fen: 700",
                  in, "}"));
  Do(store, "head", ApproveAward, "name: 'awards/a' date: '2019-03-01'");
  for (const char* id : {"p", "q"}) {
    Do(store, "payer", CreatePayment,
       absl::StrCat("payment_id: '", id, "' payment { award: 'awards/a' document: 'd' ",
                    "amount_fen: 200 effective_date: '2019-04-01' }"));
  }
  Do(store, "clerk", CreateClawback,
     "clawback_id: 'c' clawback { payment: 'payments/p' reason: 'r' document: 'd' amount_fen: 50 "
     "effective_date: '2019-05-01' }");
  Do(store, "auditor", CreateReversal,
     "reversal_id: 'r' reversal { source: 'payments/q' reason: 'r' document: 'd' effective_date: "
     "'2019-06-01' }");
}

std::map<AccountDayKey, int64_t> DaysOf(const storage::Reader& reader) {
  std::map<AccountDayKey, int64_t> days;
  ZGC_EXPECT_OK(
      kAccountDays.ForEach(reader, [&](const AccountDayKey& key, const v1::AccountDay& row) {
        days[key] = row.net_fen();
        return true;
      }));
  return days;
}

TEST(MigrationsTest, AStoreWithoutDaysGetsThoseThatPostingWouldHaveKept) {
  const testing::TempDir dir;
  std::map<AccountDayKey, int64_t> kept;
  {
    storage::Schema former = FundingLedgerSchema();
    former.version = 2;
    former.migrations.pop_back();
    const auto store = OpenAs(former, dir);
    ASSERT_NE(store, nullptr);
    Fill(*store);
    kept = DaysOf(store->Read());
    EXPECT_GT(kept.size(), 8);
    ZGC_ASSERT_OK(store->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      for (const auto& [key, fen] : kept) kAccountDays.Delete(txn, key);
      return "";
    }));
    EXPECT_TRUE(DaysOf(store->Read()).empty());
  }
  const auto store = OpenAs(FundingLedgerSchema(), dir);
  ASSERT_NE(store, nullptr);
  EXPECT_EQ(DaysOf(store->Read()) == kept, true);
}

}  // namespace
}  // namespace zgc::funding
