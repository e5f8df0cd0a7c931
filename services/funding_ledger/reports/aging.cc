#include "services/funding_ledger/reports/aging.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/rules.h"
#include "services/funding_ledger/reports/days.h"
#include "services/funding_ledger/reports/legs.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

struct Bucket {
  const char* key;
  const char* label;
  int64_t last;
};
constexpr Bucket kBuckets[kAgeBuckets] = {{"0-30", "30天以内", 30},
                                          {"31-90", "31至90天", 90},
                                          {"91-180", "91至180天", 180},
                                          {"181-365", "181至365天", 365},
                                          {"over-365", "365天以上", INT64_MAX},
                                          {"unknown", "账龄未定", INT64_MAX}};

size_t BucketOf(int64_t days) {
  size_t bucket = 0;
  while (days > kBuckets[bucket].last) ++bucket;
  return bucket;
}

// What moved one subject.
struct Movement {
  // Empty where only the year is known.
  std::string day;
  std::string year;
  int64_t amount_fen = 0;
  int64_t revision = 0;
  // From one year into another.
  bool carries = false;
};
struct History {
  std::string award;
  std::string program;
  std::vector<Movement> movements;
};
using Histories = absl::btree_map<std::string, History>;

// The first and the last day on which it may have been.
base::DaySpan SpanOf(const Movement& movement, const std::string& first_dated) {
  if (!movement.day.empty()) return {movement.day, movement.day};
  const std::string last = CountsOn("", movement.year);
  const bool earlier = movement.amount_fen > 0 && !first_dated.empty() && first_dated < last;
  return {YearOf(movement.year) + "-01-01", earlier ? first_dated : last};
}

// What is carried over leaves one year at the end of it and enters the next one on its
// first open day; on no day between is it in neither.
void JoinYears(std::vector<Movement>& movements) {
  for (Movement& out : movements) {
    if (!out.carries || out.amount_fen > 0) continue;
    for (const Movement& in : movements) {
      if (in.carries && in.amount_fen > 0 && in.revision == out.revision) out.day = in.day;
    }
  }
}

OpenItem Age(const std::string& subject, const History& history, const std::string& as_of,
             const std::string& fiscal_year) {
  OpenItem open;
  open.subject = subject;
  open.award = history.award;
  open.program = history.program;
  std::string first_dated;
  for (const Movement& movement : history.movements) {
    if (!movement.day.empty() && (first_dated.empty() || movement.day < first_dated)) {
      first_dated = movement.day;
    }
  }
  base::DaySpan since;
  for (const Movement& movement : history.movements) {
    const base::DaySpan span = SpanOf(movement, first_dated);
    if (span.last > as_of) continue;
    if (Takes(fiscal_year, movement.year)) open.open_fen += movement.amount_fen;
    open.revision = std::max(open.revision, movement.revision);
    if (movement.amount_fen > 0 && (since.last.empty() || span.last < since.last)) since = span;
  }
  const auto most = DaysBetween(since.first, as_of);
  const auto least = DaysBetween(since.last, as_of);
  if (!most.has_value() || !least.has_value()) return open;
  if (BucketOf(*most) == BucketOf(*least)) open.bucket = BucketOf(*least);
  if (since.first != since.last) return open;
  open.since = since.first;
  open.days = least;
  return open;
}

std::vector<OpenItem> AgeAll(Histories histories, const std::string& as_of,
                             const std::string& fiscal_year) {
  std::vector<OpenItem> open;
  for (auto& [subject, history] : histories) {
    JoinYears(history.movements);
    OpenItem one = Age(subject, history, as_of, fiscal_year);
    if (one.open_fen != 0) open.push_back(std::move(one));
  }
  return open;
}

void AddMovement(const Leg& leg, History& history) {
  history.award = leg.transfer.award();
  history.program = leg.account.program();
  const bool carries = leg.transfer.kind() == v1::TRANSFER_KIND_CARRY_OUT ||
                       leg.transfer.kind() == v1::TRANSFER_KIND_CARRY_IN;
  history.movements.push_back({leg.transfer.effective_date(), leg.account.fiscal_year(),
                               leg.amount_fen, leg.transfer.revision(), carries});
}

// Which record a transfer is of, where it does not say so itself.
class Origins {
 public:
  static absl::StatusOr<Origins> Read(const storage::Reader& reader) {
    Origins origins;
    ZGC_RETURN_IF_ERROR(
        kReversals.ForEach(reader, [&](const storage::NameKey& key, const v1::Reversal& row) {
          origins.reversed_[key.name] = row.source();
          return true;
        }));
    ZGC_RETURN_IF_ERROR(
        kPayments.ForEach(reader, [&](const storage::NameKey& key, const v1::Payment& row) {
          origins.tranches_[key.name] = row.tranche();
          if (row.set_offs_size() == 0) return true;
          auto& left = origins.set_offs_[key.name];
          left.assign(row.set_offs().begin(), row.set_offs().end());
          return true;
        }));
    return origins;
  }

  // What caused the transfer: its source, or what the reversal that is its source
  // takes back.
  const std::string& CauseOf(const v1::Transfer& transfer) const {
    const auto reversed = reversed_.find(transfer.source());
    return reversed == reversed_.end() ? transfer.source() : reversed->second;
  }

  // The clawback that a receivable is of; called for each transfer of one, in the
  // order of the journal.
  std::string ClawbackOf(const v1::Transfer& transfer) {
    const std::string& cause = CauseOf(transfer);
    if (transfer.kind() != v1::TRANSFER_KIND_SET_OFF) return cause;
    // A payment posts its set-offs one after the other, each in as many transfers as
    // it has lots.
    const auto found = set_offs_.find(cause);
    if (found == set_offs_.end() || found->second.empty()) return "";
    v1::SetOff& first = found->second.front();
    const std::string clawback = first.clawback();
    first.set_amount_fen(first.amount_fen() - transfer.amount_fen());
    if (first.amount_fen() <= 0) found->second.pop_front();
    return clawback;
  }

  // The tranche that a transfer pays, or 0.
  int32_t TrancheOf(const v1::Transfer& transfer) const {
    const auto found = tranches_.find(CauseOf(transfer));
    return found == tranches_.end() ? 0 : found->second;
  }

 private:
  absl::flat_hash_map<std::string, std::string> reversed_;
  absl::flat_hash_map<std::string, int32_t> tranches_;
  absl::flat_hash_map<std::string, std::deque<v1::SetOff>> set_offs_;
};

}  // namespace

std::string AgeKey(size_t bucket) { return kBuckets[bucket].key; }
std::string AgeLabel(size_t bucket) { return kBuckets[bucket].label; }

absl::StatusOr<std::vector<OpenItem>> OpenCommitments(const storage::Reader& reader,
                                                      const std::string& as_of,
                                                      const std::string& fiscal_year) {
  ZGC_ASSIGN_OR_RETURN(const AccountBook accounts, AccountBook::Read(reader));
  Histories awards;
  ZGC_RETURN_IF_ERROR(ForEachLeg(reader, accounts, [&](const Leg& leg) {
    if (leg.stage == Stage::kCommitted) AddMovement(leg, awards[leg.transfer.award()]);
  }));
  return AgeAll(std::move(awards), as_of, fiscal_year);
}

absl::StatusOr<std::vector<OpenItem>> OpenReceivables(const storage::Reader& reader,
                                                      const std::string& as_of,
                                                      const std::string& fiscal_year) {
  ZGC_ASSIGN_OR_RETURN(const AccountBook accounts, AccountBook::Read(reader));
  ZGC_ASSIGN_OR_RETURN(Origins origins, Origins::Read(reader));
  Histories clawbacks;
  ZGC_RETURN_IF_ERROR(ForEachLeg(reader, accounts, [&](const Leg& leg) {
    if (leg.stage != Stage::kReceivable) return;
    AddMovement(leg, clawbacks[origins.ClawbackOf(leg.transfer)]);
  }));
  return AgeAll(std::move(clawbacks), as_of, fiscal_year);
}

absl::StatusOr<absl::btree_map<std::string, std::vector<OpenTranche>>> OpenTranches(
    const storage::Reader& reader, const std::string& as_of) {
  ZGC_ASSIGN_OR_RETURN(const AccountBook accounts, AccountBook::Read(reader));
  ZGC_ASSIGN_OR_RETURN(const Origins origins, Origins::Read(reader));
  absl::btree_map<std::pair<std::string, int32_t>, absl::int128> paid;
  ZGC_RETURN_IF_ERROR(ForEachLeg(reader, accounts, [&](const Leg& leg) {
    const v1::Transfer& transfer = leg.transfer;
    if (leg.stage != Stage::kCommitted ||
        CountsOn(transfer.effective_date(), transfer.fiscal_year()) > as_of) {
      return;
    }
    if (const int32_t tranche = origins.TrancheOf(transfer); tranche > 0) {
      paid[{transfer.award(), tranche}] -= leg.amount_fen;
    }
  }));
  absl::btree_map<std::string, std::vector<OpenTranche>> open;
  ZGC_RETURN_IF_ERROR(kAwards.ForEach(reader, [&](const storage::NameKey& key,
                                                  const v1::Award& award) {
    if (award.agreement().date() > as_of) return true;
    for (const v1::Tranche& tranche : award.tranches()) {
      const auto found = paid.find({key.name, tranche.number()});
      const absl::int128 left = tranche.amount_fen() - (found == paid.end() ? 0 : found->second);
      if (left != 0) open[key.name].push_back({tranche.number(), tranche.due_date(), left});
    }
    return true;
  }));
  return open;
}

}  // namespace zgc::funding
