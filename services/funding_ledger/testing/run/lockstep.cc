#include "services/funding_ledger/testing/run/lockstep.h"

#include <algorithm>
#include <set>
#include <thread>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/domain/accounts/accounts.h"
#include "services/funding_ledger/domain/accounts/subledger.h"
#include "services/funding_ledger/domain/years/periods.h"
#include "services/funding_ledger/ledger/reading.h"
#include "zgc/funding/v1/account_service.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/journal.pb.h"
#include "zgc/funding/v1/segment.pb.h"

namespace zgc::funding {
namespace {

std::string DayOf(const v1::Transfer& transfer) {
  return transfer.effective_date().empty() ? transfer.fiscal_year().substr(12) + "-12-31"
                                           : transfer.effective_date();
}

bool IsAskedFor(const v1::ListTransfersRequest& request, const v1::Transfer& row) {
  const auto takes = [](const std::string& asked, const std::string& is) {
    return asked.empty() || asked == is;
  };
  return (request.account().empty() || request.account() == row.debit() ||
          request.account() == row.credit()) &&
         takes(request.program(), row.program()) && takes(request.award(), row.award()) &&
         takes(request.enterprise(), row.enterprise()) && takes(request.park(), row.park()) &&
         takes(request.task(), row.task()) && takes(request.fiscal_year(), row.fiscal_year()) &&
         (request.from_date().empty() || request.from_date() <= DayOf(row)) &&
         (request.to_date().empty() || DayOf(row) <= request.to_date());
}

}  // namespace

std::string ShortName(v1::TransferResult result) {
  return absl::AsciiStrToLower(v1::TransferResult_Name(result).substr(sizeof("TRANSFER_RESULT")));
}

Lockstep::Lockstep() {
  for (const v1::Account& account : TestLedger::ReservedAccounts()) model_.OpenAccount(account);
  model_.Record(TestLedger::FirstTransfer());
  CompareNew();
}

std::vector<v1::TransferResult> Lockstep::CompareAnswer(const v1::PostTransfersRequest& request,
                                                        const v1::PostTransfersResponse& response) {
  const int64_t now = ledger_.clock().nanos();
  const std::vector<v1::TransferResult> expected =
      request.validate_only() ? model_.Check(request, now) : model_.Post(request, now);
  std::vector<v1::TransferResult> results;
  int posted = 0;
  EXPECT_EQ(static_cast<size_t>(response.results_size()), expected.size());
  for (int i = 0; i < response.results_size(); ++i) {
    const v1::TransferResult result = response.results(i);
    results.push_back(result);
    ++reached_[result];
    posted += result == v1::TRANSFER_RESULT_OK ? 1 : 0;
    if (result == expected[static_cast<size_t>(i)]) continue;
    ADD_FAILURE() << "transfer " << i << " of " << request.transfers_size() << " is answered "
                  << ShortName(result) << ", not " << ShortName(expected[static_cast<size_t>(i)])
                  << ":\n"
                  << request.transfers(i).Utf8DebugString();
  }
  EXPECT_EQ(response.posted_count(), posted);
  return results;
}

std::vector<v1::TransferResult> Lockstep::Post(const v1::PostTransfersRequest& request) {
  // The ledger may let go of what is due at any time; a check leaves the model as it is.
  if (request.validate_only()) ExpireNow();
  const auto response = ledger_.Post(request);
  EXPECT_TRUE(response.ok()) << response.status();
  if (!response.ok()) return {};
  const std::vector<v1::TransferResult> results = CompareAnswer(request, *response);
  CompareNew();
  if (response->posted_count() > 0 && !request.validate_only()) {
    EXPECT_EQ(response->revision(), revision_);
  }
  return results;
}

void Lockstep::Race(const std::vector<v1::PostTransfersRequest>& requests) {
  std::vector<absl::StatusOr<v1::PostTransfersResponse>> responses(requests.size());
  std::vector<std::thread> threads;
  for (size_t i = 0; i < requests.size(); ++i) {
    threads.emplace_back([&, i] { responses[i] = ledger_.Post(requests[i]); });
  }
  for (std::thread& thread : threads) thread.join();
  // One that posted nothing names the revision that it found.
  std::map<std::tuple<int64_t, bool, size_t>, size_t> order;
  for (size_t i = 0; i < requests.size(); ++i) {
    ZGC_ASSERT_OK(responses[i]);
    order[{responses[i]->revision(), responses[i]->posted_count() == 0, i}] = i;
  }
  for (const auto& [key, i] : order) CompareAnswer(requests[i], *responses[i]);
  CompareNew();
}

void Lockstep::PostUntilKilled(const std::vector<v1::PostTransfersRequest>& requests,
                               const Killing& killing) {
  ledger_.Close();
  const std::vector<v1::PostTransfersResponse> answers = PostAndKill(ledger_, requests, killing);
  ledger_.Open();
  ASSERT_LE(answers.size(), requests.size());
  for (size_t i = 0; i < answers.size(); ++i) CompareAnswer(requests[i], answers[i]);
  // They are committed in order: those under way that are there are the next ones.
  const auto end = ChainEndAt(ledger_.store().Read(), ledger_.store().head());
  ZGC_ASSERT_OK(end);
  for (size_t i = answers.size(); i < requests.size() && i < answers.size() + killing.window; ++i) {
    if (static_cast<int64_t>(model_.journal().size()) >= end->sequence) break;
    model_.Post(requests[i], ledger_.clock().nanos());
  }
  CompareNew();
  CompareBalances();
}

void Lockstep::OpenAccount(const v1::Account& account) {
  ZGC_EXPECT_OK(ledger_.OpenAccount(account));
  model_.OpenAccount(account);
}

void Lockstep::CloseYear(const std::string& year) {
  ZGC_EXPECT_OK(ledger_.CloseYear(year));
  model_.CloseYear(year);
}

void Lockstep::ClosePeriod(const std::string& year, const std::string& day) {
  ZGC_EXPECT_OK(ledger_.ClosePeriod(year, day));
  model_.ClosePeriod(year, day);
}

void Lockstep::ExpireNow() {
  ledger_.ExpireNow();
  model_.Expire(ledger_.clock().nanos());
  CompareNew();
}

void Lockstep::Restart() {
  ledger_.Open();
  CompareNew();
  CompareBalances();
}

void Lockstep::CompareNew() {
  const storage::Snapshot now = ledger_.store().Read();
  std::vector<Hash> leaves;
  std::set<std::string> touched;
  ZGC_EXPECT_OK(ForEachSegment(now, revision_ + 1, [&](const v1::JournalSegment& segment) {
    ZGC_EXPECT_OK(CheckSegment(segment, hash_, static_cast<int64_t>(revisions_.size()), &leaves));
    hash_ = segment.hash();
    revision_ = segment.revision();
    ZGC_EXPECT_OK(ForEachRecord(segment, [&](int number, absl::string_view record) {
      const size_t at = revisions_.size();
      revisions_.push_back(segment.revision());
      names_.push_back(TransferName(segment.revision(), number));
      EXPECT_LT(at, model_.journal().size()) << names_.back() << " is one too many";
      if (at >= model_.journal().size()) return false;
      const v1::Transfer& expected = model_.journal()[at];
      touched.insert(expected.debit());
      touched.insert(expected.credit());
      if (record == expected.SerializeAsString()) return true;
      ADD_FAILURE() << names_.back() << " is not\n" << expected.Utf8DebugString();
      return false;
    }));
    return !::testing::Test::HasFailure();
  }));
  EXPECT_EQ(revisions_.size(), model_.journal().size()) << "transfers that were not recorded";
  for (const std::string& name : touched) {
    const auto sums = ledger_.books().SeenAt(name, now.revision());
    ASSERT_TRUE(sums.has_value()) << name;
    CompareBalance(name, model_.accounts().at(name), *sums);
  }
  if (++compared_ % 64 == 0) CompareBalances();
}

void Lockstep::CompareBalance(const std::string& name, const Model::Account& account,
                              const Sums& sums) {
  const bool equal = account.debits == sums.debits_fen && account.credits == sums.credits_fen &&
                     account.pending_debits == sums.pending_debits_fen &&
                     account.pending_credits == sums.pending_credits_fen;
  EXPECT_TRUE(equal) << name << " has debits " << sums.debits_fen << ", credits "
                     << sums.credits_fen << ", pending " << sums.pending_debits_fen << "/"
                     << sums.pending_credits_fen << ", not " << account.debits << ", "
                     << account.credits << ", " << account.pending_debits << "/"
                     << account.pending_credits;
  // No limit is passed, whatever becomes of what is pending.
  const int64_t net = sums.debits_fen - sums.credits_fen;
  const bool grows = account.grows_by_debits;
  const int64_t balance = grows ? net : -net;
  const int64_t out = grows ? sums.pending_credits_fen : sums.pending_debits_fen;
  const int64_t in = grows ? sums.pending_debits_fen : sums.pending_credits_fen;
  EXPECT_GE(absl::int128(balance) - out, account.min_fen) << name;
  if (account.max_fen > 0) {
    EXPECT_LE(absl::int128(balance) + in, account.max_fen) << name;
  }
  EXPECT_GE(std::min(out, in), 0) << name;
}

void Lockstep::CompareBalances() {
  const auto all = ledger_.books().SeenAt(ledger_.store().head());
  ASSERT_TRUE(all.has_value());
  EXPECT_EQ(all->size(), model_.accounts().size());
  absl::int128 debits = 0;
  absl::int128 credits = 0;
  absl::int128 pending_debits = 0;
  absl::int128 pending_credits = 0;
  for (const auto& [name, account] : model_.accounts()) {
    const auto found = all->find(name);
    ASSERT_TRUE(found != all->end()) << name;
    CompareBalance(name, account, found->second);
    debits += found->second.debits_fen;
    credits += found->second.credits_fen;
    pending_debits += found->second.pending_debits_fen;
    pending_credits += found->second.pending_credits_fen;
  }
  EXPECT_EQ(debits, credits);
  EXPECT_EQ(pending_debits, pending_credits);
}

void Lockstep::CompareAccounts(int64_t revision, const std::string& day) {
  std::map<std::string, Model::Account> sums;
  v1::GetAccountsRequest request;
  request.set_effective_date(day);
  const auto snapshot = ledger_.store().ReadAt(revision);
  ZGC_ASSERT_OK(snapshot);
  for (const auto& [name, account] : model_.accounts()) {
    Model::Account& empty = sums[name] = account;
    empty.debits = empty.credits = empty.pending_debits = empty.pending_credits = 0;
    const auto row = kAccounts.Get(*snapshot, {name});
    ZGC_ASSERT_OK(row);
    if (row->has_value()) request.add_names(name);
  }
  for (size_t i = 0; i < revisions_.size() && (revision == 0 || revisions_[i] <= revision); ++i) {
    const v1::Transfer& transfer = model_.journal()[i];
    if (day.empty()) {
      Apply(transfer, transfer.mode(), 1, sums);
    } else if (MovesMoney(transfer.mode()) && DayOf(transfer) <= day) {
      // Without what was pending: only what was moved has a day.
      Apply(transfer, v1::TRANSFER_MODE_UNSPECIFIED, 1, sums);
    }
  }
  if (request.names().empty()) return;
  const auto compare = [&](const v1::Account& account) {
    const Model::Account& expected = sums.at(account.name());
    const bool equal = expected.debits == account.debits_fen() &&
                       expected.credits == account.credits_fen() &&
                       expected.pending_debits == account.pending_debits_fen() &&
                       expected.pending_credits == account.pending_credits_fen() &&
                       expected.balance() == account.balance_fen();
    EXPECT_TRUE(equal) << account.name() << " at revision " << revision << ", day \"" << day
                       << "\": " << account.ShortDebugString() << ", not " << expected.debits << "/"
                       << expected.credits << " pending " << expected.pending_debits << "/"
                       << expected.pending_credits;
  };
  const auto all = GetAccounts(*snapshot, request);
  ZGC_ASSERT_OK(all);
  ASSERT_EQ(all->accounts_size(), request.names_size());
  for (const v1::Account& account : all->accounts()) compare(account);
  // One is read in another way than several.
  v1::GetAccountsRequest single = request;
  single.clear_names();
  single.add_names(request.names(request.names_size() / 2));
  const auto one = GetAccounts(*snapshot, single);
  ZGC_ASSERT_OK(one);
  compare(one->accounts(0));
}

void Lockstep::CompareList(v1::ListTransfersRequest request) {
  std::vector<std::string> expected;
  for (size_t i = 0; i < revisions_.size(); ++i) {
    if (request.revision() != 0 && revisions_[i] > request.revision()) break;
    if (IsAskedFor(request, model_.journal()[i])) expected.push_back(names_[i]);
  }
  const auto snapshot = ledger_.store().ReadAt(request.revision());
  ZGC_ASSERT_OK(snapshot);
  std::vector<std::string> found;
  storage::Page page;
  page.size = request.page_size();
  do {
    v1::ListTransfersResponse response;
    const auto next = ListTransfers(*snapshot, request, page, response);
    ZGC_ASSERT_OK(next);
    for (const v1::Transfer& row : response.transfers()) {
      found.push_back(row.name());
      EXPECT_EQ(names_[static_cast<size_t>(row.sequence())], row.name());
    }
    page.start = *next;
  } while (!page.start.empty());
  EXPECT_EQ(found, expected) << request.ShortDebugString();
}

void Lockstep::CompareLookups(const std::vector<std::string>& ids) {
  v1::LookupTransfersRequest request;
  std::vector<size_t> expected;
  for (const std::string& id : ids) {
    request.add_ids(id);
    if (const auto at = model_.Find(id)) expected.push_back(*at);
  }
  const auto response = LookupTransfers(ledger_.store().Read(), request);
  ZGC_ASSERT_OK(response);
  ASSERT_EQ(static_cast<size_t>(response->transfers_size()), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    const v1::FoundTransfer& found = response->transfers(static_cast<int>(i));
    EXPECT_EQ(found.transfer().name(), names_[expected[i]]);
    EXPECT_EQ(found.transfer().sequence(), static_cast<int64_t>(expected[i]));
    const auto pending = model_.pendings().find(found.transfer().id());
    if (pending == model_.pendings().end()) {
      EXPECT_EQ(found.pending_state(), v1::PENDING_STATE_UNSPECIFIED);
      continue;
    }
    EXPECT_EQ(found.pending_state(), pending->second.state);
    const bool holds = pending->second.state == v1::PENDING_STATE_OPEN;
    EXPECT_EQ(found.open_fen(), holds ? pending->second.open_fen : 0);
  }
}

void Lockstep::CompareIndexes() {
  const auto any = [this](auto field) {
    std::string value;
    for (const v1::Transfer& transfer : model_.journal()) {
      if (const std::string& text = field(transfer); !text.empty()) value = text;
    }
    return value;
  };
  v1::ListTransfersRequest request;
  request.set_page_size(1000);
  CompareList(request);
  for (const auto& [name, account] : model_.accounts()) {
    request.set_account(name);
    CompareList(request);
  }
  request.clear_account();
  request.set_program(any([](const auto& row) -> const std::string& { return row.program(); }));
  CompareList(request);
  request.clear_program();
  request.set_award(any([](const auto& row) -> const std::string& { return row.award(); }));
  CompareList(request);
  request.clear_award();
  request.set_enterprise(
      any([](const auto& row) -> const std::string& { return row.enterprise(); }));
  CompareList(request);
  request.clear_enterprise();
  request.set_park(any([](const auto& row) -> const std::string& { return row.park(); }));
  CompareList(request);
  request.clear_park();
  request.set_task(any([](const auto& row) -> const std::string& { return row.task(); }));
  CompareList(request);
  CompareAccounts(0, "");
}

}  // namespace zgc::funding
