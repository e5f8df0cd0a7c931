#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/functional/function_ref.h"
#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/domain/accounts/money_days.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/lots.pb.h"

// Lots (资金来源批次): which appropriation the money of an account came from.
//
// A holding says what one part of an account has of one lot. The parts are kept
// apart by award or payment, since many of them share an account: so what is
// released or claimed back finds the very lots that it took, and the lots of a
// payment are a fact and not a share of an average. What an account holds beyond
// its holdings was recorded before lots were kept: the unnamed lot.
namespace zgc::funding {

struct LotPart {
  // "appropriations/{id}", or empty for the unnamed lot.
  std::string lot;
  int64_t amount_fen = 0;
};

// One side of a move.
struct LotSide {
  std::string account;
  v1::AccountKind kind = v1::ACCOUNT_KIND_UNSPECIFIED;
  // Whose part of the account.
  std::string owner;
};

struct LotMove {
  LotSide debit;
  LotSide credit;
  int64_t amount_fen = 0;
  // Moves this lot and no other, if set. An account that grows on the credit side
  // brings it.
  std::string lot;
};

// Visits what the part `owner` of an account holds, oldest lot first, until
// `visit` returns false.
absl::Status ForEachHolding(const storage::Reader& reader, const std::string& account,
                            const std::string& owner,
                            absl::FunctionRef<bool(const v1::LotHolding&)> visit);

// All parts of an account.
absl::Status ForEachHolding(const storage::Reader& reader, const std::string& account,
                            absl::FunctionRef<bool(const v1::LotHolding&)> visit);

// What a part of an account holds, oldest first.
absl::StatusOr<std::vector<LotPart>> HeldLots(const storage::Reader& reader,
                                              const std::string& account, const std::string& owner);

// Moves lots along with the lines of one posting, in their order. Not
// thread-safe.
class LotMover {
 public:
  // `txn` outlives it.
  explicit LotMover(storage::Txn& txn) : txn_(txn) {}

  // Which lots `move` takes, oldest first; none of a memorandum account. If the
  // account has too little all of it is one unnamed part: the journal refuses it.
  absl::StatusOr<std::vector<LotPart>> Move(const LotMove& move);
  // The same for lots that are given.
  absl::Status MoveParts(const LotMove& move, const std::vector<LotPart>& parts);

 private:
  // A part, and whose it was.
  struct Taken {
    LotPart part;
    std::string owner;
  };
  absl::StatusOr<std::vector<Taken>> Take(const LotMove& move) const;
  absl::Status TakeOne(const LotMove& move) const;
  absl::Status TakeOlder(const LotMove& move, std::vector<Taken>& taken) const;
  // Changes the holding of one side by the part.
  absl::Status Apply(const LotSide& side, v1::AccountSide booked, const LotPart& part);
  absl::StatusOr<v1::LotHolding> Describe(const LotSide& side, const std::string& lot);

  storage::Txn& txn_;
  // What this posting has changed of the balances that the ledger keeps.
  absl::btree_map<std::string, absl::int128> changed_fen_;
};

}  // namespace zgc::funding
