#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/types/optional.h"
#include "zgc/funding/v1/journal.pb.h"

namespace zgc::funding {

// What journal.proto says, written down a second time as plainly as possible: maps,
// no disk, nothing shared with the ledger. Tests give both the same requests and
// compare every answer.
class Model {
 public:
  struct Account {
    std::string fiscal_year;
    bool reserved = false;
    bool grows_by_debits = true;
    int64_t min_fen = 0;
    int64_t max_fen = 0;
    absl::int128 debits = 0;
    absl::int128 credits = 0;
    absl::int128 pending_debits = 0;
    absl::int128 pending_credits = 0;

    absl::int128 balance() const { return grows_by_debits ? debits - credits : credits - debits; }
  };
  struct Pending {
    std::string debit;
    std::string credit;
    int64_t open_fen = 0;
    v1::PendingState state = v1::PENDING_STATE_OPEN;
    // 0 is never.
    int64_t expires_nanos = 0;
  };

  void OpenAccount(const v1::Account& account);
  void CloseYear(const std::string& year) { closed_years_.insert(year); }
  // Nothing is posted any more as of a day up to this one.
  void ClosePeriod(const std::string& year, const std::string& day) { closed_through_[year] = day; }
  // What the ledger posts by itself or for the budget.
  void Record(const v1::Transfer& transfer);
  // Lets go of what is due.
  void Expire(int64_t now_nanos);
  std::vector<v1::TransferResult> Post(const v1::PostTransfersRequest& request, int64_t now_nanos);
  // The same, and nothing remains.
  std::vector<v1::TransferResult> Check(const v1::PostTransfersRequest& request, int64_t now_nanos);

  const std::map<std::string, Account>& accounts() const { return accounts_; }
  const std::map<std::string, Pending>& pendings() const { return pendings_; }
  // All transfers in order, without name, revision and sequence.
  const std::vector<v1::Transfer>& journal() const { return journal_; }
  // Its place in the journal.
  absl::optional<size_t> Find(const std::string& id) const;

 private:
  v1::TransferResult PostOne(const v1::Transfer& asked, int64_t cap_fen, int64_t now_nanos);
  v1::TransferResult TakeOver(v1::Transfer& transfer) const;
  v1::TransferResult CheckAccounts(const v1::Transfer& transfer) const;
  v1::TransferResult CheckFunds(const v1::Transfer& transfer) const;
  void UpdatePending(const v1::Transfer& transfer, int64_t now_nanos);
  // How the pending transfers are that transfers [first, end) of a request name.
  std::map<std::string, Pending> PendingsOf(const v1::PostTransfersRequest& request, int first,
                                            int end) const;
  // Takes back all transfers from `size` on; `pendings` is how they were.
  void Undo(size_t size, const std::map<std::string, Pending>& pendings);

  std::map<std::string, Account> accounts_;
  std::set<std::string> closed_years_;
  std::map<std::string, std::string> closed_through_;
  std::map<std::string, Pending> pendings_;
  // When and which; only what holds something.
  std::set<std::pair<int64_t, std::string>> expiries_;
  std::vector<v1::Transfer> journal_;
  std::map<std::string, size_t> ids_;
};

// What a transfer of a mode does to the two accounts; `sign` -1 takes it back.
void Apply(const v1::Transfer& transfer, v1::TransferMode mode, int sign,
           std::map<std::string, Model::Account>& accounts);

}  // namespace zgc::funding
