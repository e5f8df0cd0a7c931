#include "services/funding_ledger/reports/aging.h"

#include <algorithm>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/rules.h"
#include "services/funding_ledger/reports/days.h"
#include "services/funding_ledger/reports/legs.h"

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

// What moved the commitment of one award.
struct Movement {
  // Empty where only the year is known.
  std::string day;
  std::string year;
  int64_t amount_fen = 0;
  int64_t revision = 0;
};
struct History {
  std::string program;
  std::vector<Movement> movements;
};

// The first and the last day on which it may have been.
base::DaySpan SpanOf(const Movement& movement, const std::string& first_dated) {
  if (!movement.day.empty()) return {movement.day, movement.day};
  const std::string last = CountsOn("", movement.year);
  const bool earlier = movement.amount_fen > 0 && !first_dated.empty() && first_dated < last;
  return {YearOf(movement.year) + "-01-01", earlier ? first_dated : last};
}

OpenCommitment Age(const std::string& award, const History& history, const std::string& as_of) {
  OpenCommitment open;
  open.award = award;
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
    open.open_fen += movement.amount_fen;
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

}  // namespace

std::string AgeKey(size_t bucket) { return kBuckets[bucket].key; }
std::string AgeLabel(size_t bucket) { return kBuckets[bucket].label; }

absl::StatusOr<std::vector<OpenCommitment>> OpenCommitments(const storage::Reader& reader,
                                                            const std::string& as_of,
                                                            const std::string& fiscal_year) {
  ZGC_ASSIGN_OR_RETURN(const AccountBook accounts, AccountBook::Read(reader));
  absl::btree_map<std::string, History> awards;
  ZGC_RETURN_IF_ERROR(ForEachLeg(reader, accounts, [&](const Leg& leg) {
    if (leg.stage != Stage::kCommitted || !Takes(fiscal_year, leg.account.fiscal_year())) return;
    History& history = awards[leg.transfer.award()];
    history.program = leg.account.program();
    history.movements.push_back({leg.transfer.effective_date(), leg.transfer.fiscal_year(),
                                 leg.amount_fen, leg.transfer.revision()});
  }));
  std::vector<OpenCommitment> open;
  for (const auto& [award, history] : awards) {
    OpenCommitment one = Age(award, history, as_of);
    if (one.open_fen != 0) open.push_back(std::move(one));
  }
  return open;
}

}  // namespace zgc::funding
