#pragma once

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/awards.pb.h"

// What a transfer does to the stages of the budget. Reports and formulas see the
// journal through this, so they cannot differ on what counts.
namespace zgc::funding {

enum class Stage : uint8_t {
  // 预算: comes to what a program may dispose of, from outside or from another
  // program or the year before. Over all programs of a fund it is what was
  // appropriated and carried in; what is carried out stays budget of its year.
  kBudget,
  // 结转下年: what the next year took, available, committed or claimed back.
  kCarriedOut,
  // 已承诺.
  kCommitted,
  // 已支出, on what is known.
  kSpent,
  // 已支出, on what is not known: only the fund knows it as spent.
  kUnitemised,
  // 应收追回.
  kReceivable,
  // 上年收回: taken back of what earlier years spent.
  kPriorYear,
  // 限额余量, of the ceiling that holds the account.
  kHeadroom,
};

// All accounts at a revision by name.
class AccountBook {
 public:
  static absl::StatusOr<AccountBook> Read(const storage::Reader& reader);
  // nullptr for one that does not exist.
  const v1::Account* Find(const std::string& name) const {
    const auto found = accounts_.find(name);
    return found == accounts_.end() ? nullptr : &found->second;
  }

 private:
  absl::flat_hash_map<std::string, v1::Account> accounts_;
};

// Whether accounts of this kind can hold something of the stage.
bool IsOn(Stage stage, v1::AccountKind kind);

// What a transfer adds to a stage of the account's program.
struct Leg {
  Stage stage;
  // Below zero if it takes away.
  int64_t amount_fen;
  const v1::Account& account;
  const v1::Transfer& transfer;
};

// The legs of one transfer, up to two. Accounts beside the budget have none;
// DATA_LOSS for one that does not exist.
absl::Status ForEachLegOf(const AccountBook& accounts, const v1::Transfer& transfer,
                          absl::FunctionRef<void(const Leg&)> visit);
// The legs of all transfers in the order of the journal.
absl::Status ForEachLeg(const storage::Reader& reader, const AccountBook& accounts,
                        absl::FunctionRef<void(const Leg&)> visit);

// To whom a leg goes in a dimension where awards may name one, several or none.
struct Party {
  Recipients recipients = Recipients::kUnstated;
  // Name of the one.
  std::string name;
  friend bool operator<(const Party& a, const Party& b) {
    return std::tie(a.recipients, a.name) < std::tie(b.recipients, b.name);
  }
  friend bool operator==(const Party& a, const Party& b) {
    return a.recipients == b.recipients && a.name == b.name;
  }
};

// Parks and enterprises of the awards at a revision.
class Parties {
 public:
  static absl::StatusOr<Parties> Read(const storage::Reader& reader);
  static Party EnterpriseOf(const v1::Award& award);
  static Party ParkOf(const v1::Award& award);
  // Unitemised spending is nobody's.
  Party EnterpriseOf(const Leg& leg) const;
  Party ParkOf(const Leg& leg) const;

 private:
  struct Both {
    Party enterprise;
    Party park;
  };
  const Both* Find(const Leg& leg) const;
  absl::flat_hash_map<std::string, Both> awards_;
};

}  // namespace zgc::funding
