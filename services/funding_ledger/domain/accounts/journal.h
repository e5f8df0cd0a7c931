#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/domain/accounts/lots.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "zgc/funding/v1/accounts.pb.h"

// The journal (日记账) of the budget: which accounts there are, and what moves
// between them. Double-entry, append-only, whole fen.
namespace zgc::funding {

// What makes an account within a fiscal year.
struct AccountRef {
  v1::AccountKind kind = v1::ACCOUNT_KIND_UNSPECIFIED;
  // "programs/{id}", "summaryDisbursements/{id}" or "ceilings/{id}".
  std::string holder;
  // The program that it belongs to, or empty.
  std::string program;
  // Whose part of it is meant, "awards/{id}" or "payments/{id}"; empty leaves it
  // to what the posting is for, which is right unless money of one award is moved
  // for another. Not a part of the account's name.
  std::string owner = {};
};

// The account of `kind` that `program` holds itself.
AccountRef OfProgram(v1::AccountKind kind, const std::string& program);
AccountRef RefOf(const v1::Account& account);

// "accounts/2019-available-special-fund".
std::string AccountName(const std::string& fiscal_year, const AccountRef& ref);
v1::AccountSide NormalSide(v1::AccountKind kind);

// 备查: an account of a ceiling, which holds no money.
bool IsMemorandum(v1::AccountKind kind);

// 0 for an account that no transfer has opened.
absl::StatusOr<int64_t> Balance(const storage::Reader& reader, const std::string& fiscal_year,
                                const AccountRef& ref);
absl::StatusOr<bool> IsOpened(const storage::Reader& reader, const std::string& fiscal_year,
                              const AccountRef& ref);

// FAILED_PRECONDITION with PERIOD_CLOSED for a closed year; the year exists.
absl::Status RequireOpen(const storage::Reader& reader, const std::string& fiscal_year);

// The same, and for a day in closed months of the year. Without a day it counts as
// of the last one of the year.
absl::Status RequireOpen(const storage::Reader& reader, const std::string& fiscal_year,
                         const std::string& effective_date);

// What transfers of one posting have in common.
struct PostingContext {
  std::string fiscal_year;
  std::string effective_date;
  std::string program;
  std::string award;
  // The record that causes them.
  std::string source;
  // The one enterprise and the one park that they are for, or empty.
  std::string enterprise;
  std::string park;
  // What supports them.
  std::string document;
  // "payments/{id}" of the award that they pay or take back, or empty.
  std::string payment = {};
};

// The transfers of one commit: all of them are posted or none. A commit has
// one posting at most. Money moves lot by lot, see lots.h. Not thread-safe.
class Posting {
 public:
  explicit Posting(PostingContext context) { contexts_.push_back(std::move(context)); }

  // What follows is for another award, program or fiscal year.
  void Switch(PostingContext context) { contexts_.push_back(std::move(context)); }

  // Moves `amount_fen` > 0 from `credit` to `debit`: of `lot` only if given, else
  // of the oldest lots that `credit` holds.
  void Move(v1::TransferKind kind, const AccountRef& debit, const AccountRef& credit,
            int64_t amount_fen, const std::string& lot = "") {
    lines_.push_back({contexts_.size() - 1, kind, debit, credit, amount_fen, lot, false, ""});
  }

  // Moves the very lots that the line before moved.
  void MoveSame(v1::TransferKind kind, const AccountRef& debit, const AccountRef& credit) {
    const int64_t amount_fen = lines_.back().amount_fen;
    lines_.push_back({contexts_.size() - 1, kind, debit, credit, amount_fen, "", true, ""});
  }

  // Moves from `credit` to `debit` what `original` moved, all of its lot; an empty
  // `lot` takes the oldest instead.
  void Reverse(v1::TransferKind kind, const v1::Transfer& original, const AccountRef& debit,
               const AccountRef& credit, const std::string& lot) {
    lines_.push_back({contexts_.size() - 1, kind, debit, credit, original.amount_fen(), lot, false,
                      original.name()});
  }

  bool empty() const { return lines_.empty(); }
  // Refused whole: a closed year or period with PERIOD_CLOSED, and what
  // AppendTransfers refuses.
  absl::Status Post(storage::Txn& txn);

 private:
  struct Line {
    size_t context;
    v1::TransferKind kind;
    AccountRef debit;
    AccountRef credit;
    int64_t amount_fen;
    std::string lot;
    bool same_lots;
    std::string reverses;
  };
  const PostingContext& ContextOf(const Line& line) const { return contexts_[line.context]; }
  LotSide SideOf(const Line& line, const AccountRef& ref) const;
  v1::Account Describe(const Line& line, const AccountRef& ref) const;
  v1::Transfer ToTransfer(const Line& line, const LotPart& part) const;

  std::vector<PostingContext> contexts_;
  std::vector<Line> lines_;
};

using Fold = absl::btree_map<std::string, v1::Account>;

// Adds up every transfer of a year, or of all if empty: accounts by name with
// debits, credits and balance as the journal alone says them.
absl::StatusOr<Fold> FoldJournal(const storage::Reader& reader, const std::string& fiscal_year);

}  // namespace zgc::funding
