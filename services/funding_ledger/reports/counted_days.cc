#include "services/funding_ledger/reports/counted_days.h"

#include <algorithm>

#include "services/funding_ledger/domain/accounts/fiscal_days.h"

namespace zgc::funding {
namespace {

class DayCount {
 public:
  DayCount(const Planned& planned, std::vector<Change>& changes) : changes_(changes) {
    Planned paid;
    for (const auto& [tranche, fen] : planned) left_[tranche] = fen;
    for (Change& change : changes_) {
      // Before it was cut it was planned to be as much as was ever paid of it.
      if (const auto of = planned.find(change.tranche); of != planned.end()) {
        paid[of->first] -= change.Sum();
        left_[of->first] = std::max(left_[of->first], paid[of->first]);
      }
      change.counts_from.clear();
      ++waiting_[change.record];
      by_day_[CountsOn(change.day, change.fen.rbegin()->first)].push_back(&change);
    }
  }

  void Run() {
    for (const auto& [day, changes] : by_day_) {
      for (Change* change : changes) {
        if (change->counts_from.empty()) Count(day, *change);
      }
      while (Change* const next = FindNeeded()) Count(day, *next);
    }
  }

 private:
  void Count(const std::string& day, Change& change) {
    change.counts_from = day;
    --waiting_[change.record];
    for (const auto& [year, fen] : change.fen) held_[year] += fen;
    if (const auto of = left_.find(change.tranche); of != left_.end()) of->second += change.Sum();
  }

  bool IsFit(const Change& change) const {
    if (!change.counts_from.empty()) return false;
    const auto waits = waiting_.find(change.takes_back);
    return waits == waiting_.end() || waits->second == 0;
  }

  // What brings something to a year that is below zero; nullptr if nothing is left.
  Change* FindNeeded() const {
    for (const auto& [year, fen] : held_) {
      if (fen >= 0) continue;
      for (Change& change : changes_) {
        const auto brings = change.fen.find(year);
        if (brings != change.fen.end() && brings->second > 0 && IsFit(change)) return &change;
      }
    }
    for (const auto& [tranche, fen] : left_) {
      if (fen >= 0) continue;
      for (Change& change : changes_) {
        if (change.tranche == tranche && change.Sum() > 0 && IsFit(change)) return &change;
      }
    }
    return nullptr;
  }

  std::vector<Change>& changes_;
  absl::btree_map<std::string, std::vector<Change*>> by_day_;
  // How many changes of a record do not count yet.
  absl::btree_map<std::string, int> waiting_;
  absl::btree_map<std::string, absl::int128> held_;
  // Of each tranche that is planned, what is not paid.
  Planned left_;
};

}  // namespace

std::string Change::Earliest() const {
  return day.empty() ? std::min(YearOf(fen.begin()->first) + "-01-01", counts_from) : counts_from;
}

bool Change::Brings() const {
  return std::any_of(fen.begin(), fen.end(), [](const auto& one) { return one.second > 0; });
}

absl::int128 Change::Sum() const {
  absl::int128 sum = 0;
  for (const auto& [year, change] : fen) sum += change;
  return sum;
}

void CountDays(const Planned& planned, std::vector<Change>& changes) {
  DayCount(planned, changes).Run();
}

}  // namespace zgc::funding
