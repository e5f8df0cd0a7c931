#include "services/funding_ledger/reports/aging.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/reports/counted_days.h"
#include "services/funding_ledger/reports/days.h"
#include "services/funding_ledger/reports/legs.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/adjustments.pb.h"
#include "zgc/funding/v1/agreements.pb.h"
#include "zgc/funding/v1/payments.pb.h"

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

// What moved one subject, in the order of the journal.
struct History {
  std::string award;
  std::string program;
  // Of a commitment.
  Planned planned;
  std::vector<Change> changes;
};
using Histories = absl::btree_map<std::string, History>;

OpenItem Age(const std::string& subject, History& history, const std::string& as_of,
             const std::string& fiscal_year) {
  OpenItem open;
  open.subject = subject;
  open.award = history.award;
  open.program = history.program;
  CountDays(history.planned, history.changes);
  base::DaySpan since;
  for (const Change& change : history.changes) {
    if (change.counts_from > as_of) continue;
    for (const auto& [year, fen] : change.fen) {
      if (Takes(fiscal_year, year)) open.open_fen += fen;
      if (change.tranche > 0) open.paid_fen[change.tranche] -= fen;
    }
    open.revision = std::max(open.revision, change.revision);
    if (change.Brings() && (since.last.empty() || change.counts_from < since.last)) {
      since = {change.Earliest(), change.counts_from};
    }
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
    OpenItem one = Age(subject, history, as_of, fiscal_year);
    if (one.open_fen != 0) open.push_back(std::move(one));
  }
  return open;
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

  // Adds what the transfer does to one subject, with what else its record did there in
  // the same commit: what a carry-over moved in both years, for one.
  void AddChange(const Leg& leg, History& history) const {
    const v1::Transfer& transfer = leg.transfer;
    history.award = transfer.award();
    history.program = leg.account.program();
    if (history.changes.empty() || history.changes.back().revision != transfer.revision() ||
        history.changes.back().record != transfer.source()) {
      Change& change = history.changes.emplace_back();
      change.record = transfer.source();
      change.revision = transfer.revision();
      change.tranche = TrancheOf(transfer);
      if (const std::string& cause = CauseOf(transfer); cause != transfer.source()) {
        change.takes_back = cause;
      }
    }
    Change& change = history.changes.back();
    change.day = std::max(change.day, transfer.effective_date());
    change.fen[leg.account.fiscal_year()] += leg.amount_fen;
  }

 private:
  // The tranche that a transfer pays, or 0.
  int32_t TrancheOf(const v1::Transfer& transfer) const {
    const auto found = tranches_.find(CauseOf(transfer));
    return found == tranches_.end() ? 0 : found->second;
  }

  absl::flat_hash_map<std::string, std::string> reversed_;
  absl::flat_hash_map<std::string, int32_t> tranches_;
  absl::flat_hash_map<std::string, std::deque<v1::SetOff>> set_offs_;
};

// Takes from the last ones what is more than the award has open, as a reduction does.
void CutTo(absl::int128 open_fen, std::vector<OpenTranche>& open) {
  absl::int128 above = -open_fen;
  for (const OpenTranche& tranche : open) above += tranche.open_fen;
  while (above > 0 && !open.empty()) {
    OpenTranche& last = open.back();
    const absl::int128 cut = std::min(above, last.open_fen);
    last.open_fen -= cut;
    above -= cut;
    if (last.open_fen == 0) open.pop_back();
  }
}

}  // namespace

std::string AgeKey(size_t bucket) { return kBuckets[bucket].key; }
std::string AgeLabel(size_t bucket) { return kBuckets[bucket].label; }

absl::StatusOr<std::vector<OpenItem>> OpenCommitments(const storage::Reader& reader,
                                                      const std::string& as_of,
                                                      const std::string& fiscal_year) {
  ZGC_ASSIGN_OR_RETURN(const AccountBook accounts, AccountBook::Read(reader));
  ZGC_ASSIGN_OR_RETURN(const Origins origins, Origins::Read(reader));
  Histories awards;
  ZGC_RETURN_IF_ERROR(ForEachLeg(reader, accounts, [&](const Leg& leg) {
    if (leg.stage == Stage::kCommitted) origins.AddChange(leg, awards[leg.transfer.award()]);
  }));
  for (auto& [name, history] : awards) {
    const bool split = std::any_of(history.changes.begin(), history.changes.end(),
                                   [](const Change& change) { return change.tranche > 0; });
    if (!split) continue;
    ZGC_ASSIGN_OR_RETURN(const auto award, kAwards.Get(reader, {name}));
    if (!award.has_value()) continue;
    for (const v1::Tranche& tranche : award->tranches()) {
      history.planned[tranche.number()] = tranche.amount_fen();
    }
  }
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
    origins.AddChange(leg, clawbacks[origins.ClawbackOf(leg.transfer)]);
  }));
  return AgeAll(std::move(clawbacks), as_of, fiscal_year);
}

absl::StatusOr<std::vector<OpenTranche>> OpenTranches(const storage::Reader& reader,
                                                      const OpenItem& of,
                                                      const std::string& as_of) {
  std::vector<OpenTranche> open;
  ZGC_ASSIGN_OR_RETURN(const auto award, kAwards.Get(reader, {of.award}));
  if (!award.has_value() || award->agreement().date() > as_of) return open;
  for (const v1::Tranche& tranche : award->tranches()) {
    const auto found = of.paid_fen.find(tranche.number());
    const absl::int128 left =
        tranche.amount_fen() - (found == of.paid_fen.end() ? 0 : found->second);
    // Of one that was cut since, more may have been paid by then than is planned now.
    if (left > 0) open.push_back({tranche.number(), tranche.due_date(), left});
  }
  CutTo(of.open_fen, open);
  return open;
}

}  // namespace zgc::funding
