#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/proof/keys.h"
#include "common/proof/merkle.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/segment.pb.h"

namespace zgc::proof {

// A place in the journal that is not as it was written.
struct Damage {
  // 0 if it belongs to no segment.
  int64_t revision = 0;
  // Number of the transfer within the revision, -1 if it cannot be said or is the
  // segment itself.
  int64_t number = -1;
  std::string what;
};

// Sums of an account, in fen.
struct AuditSums {
  int64_t debits_fen = 0;
  int64_t credits_fen = 0;
  int64_t pending_debits_fen = 0;
  int64_t pending_credits_fen = 0;
  friend bool operator==(const AuditSums&, const AuditSums&) = default;
};
std::string Describe(const AuditSums& sums);

// Checks the journal of the funding ledger, segment after segment: form, order,
// sequence, leaves, chain; and adds up roots and sums. It shares no code with what
// writes the journal, so that a mistake there does not hide itself here.
// segment.proto says what is hashed. Not thread-safe.
class JournalAudit {
 public:
  // Where a check begins: after so many transfers.
  struct Start {
    int64_t revision = 0;
    int64_t transfers = 0;
    Hash chain{};
  };
  // From the very beginning; roots are kept for `suites`.
  explicit JournalAudit(const std::vector<Suite>& suites);
  // Elsewhere there are no roots and no sums.
  explicit JournalAudit(const Start& start) : state_(start) {}

  // The next segment as it is stored, at `revision` if that is known from
  // elsewhere (else 0). `leaves` are those that somebody else knows, from the first
  // on, and may be none: with them a damaged record is named. After damage the
  // audit is over.
  absl::optional<Damage> Add(int64_t revision, absl::string_view row,
                             const std::vector<Hash>& leaves);

  // From the very beginning `visit` is called with each transfer of a segment that is
  // good in itself, in order.
  using Visit = std::function<void(const zgc::funding::v1::JournalSegment& segment, int64_t number,
                                   const zgc::funding::v1::Transfer& transfer)>;
  void VisitEach(Visit visit) { visit_ = std::move(visit); }

  const Start& state() const { return state_; }
  int64_t segments() const { return segments_; }
  // The root so far; nullopt if it is not kept.
  absl::optional<Hash> RootOf(Suite suite) const;
  const absl::flat_hash_map<std::string, AuditSums>& sums() const { return sums_; }
  // The first account by name whose sums are not those stated; all accounts must
  // be stated.
  absl::optional<Damage> CompareSums(const absl::btree_map<std::string, AuditSums>& stated) const;

 private:
  using Segment = zgc::funding::v1::JournalSegment;

  bool Split(const Segment& segment, std::vector<absl::string_view>& records) const;
  Damage At(int64_t number, absl::string_view what) const {
    return {place_, number, std::string(what)};
  }
  // `coherent`: the segment has the hash that its records make.
  absl::optional<Damage> CheckRecords(const std::vector<absl::string_view>& records,
                                      const std::vector<Hash>& own, const std::vector<Hash>& known,
                                      bool coherent);
  absl::optional<Damage> CheckHead(int64_t revision, const Segment& segment,
                                   const std::vector<Hash>& own);
  absl::optional<Damage> Fold(const Segment& segment,
                              const std::vector<absl::string_view>& records);
  bool AddTo(const zgc::funding::v1::Transfer& transfer, bool debit);

  Start state_;
  // Revision of the segment at hand.
  int64_t place_ = 0;
  int64_t segments_ = 0;
  bool from_beginning_ = false;
  Visit visit_;
  absl::btree_map<Suite, RunningRoot> roots_;
  absl::flat_hash_map<std::string, AuditSums> sums_;
  zgc::funding::v1::Transfer scratch_;
};

}  // namespace zgc::proof
