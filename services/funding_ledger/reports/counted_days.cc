#include "services/funding_ledger/reports/counted_days.h"

#include <algorithm>

#include "services/funding_ledger/domain/accounts/fiscal_days.h"

namespace zgc::funding {
namespace {

class DayCount {
 public:
  explicit DayCount(std::vector<Change>& changes) : changes_(changes) {
    for (Change& change : changes_) {
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
    return nullptr;
  }

  std::vector<Change>& changes_;
  absl::btree_map<std::string, std::vector<Change*>> by_day_;
  // How many changes of a record do not count yet.
  absl::btree_map<std::string, int> waiting_;
  absl::btree_map<std::string, absl::int128> held_;
};

}  // namespace

std::string Change::Earliest() const {
  return day.empty() ? std::min(YearOf(fen.begin()->first) + "-01-01", counts_from) : counts_from;
}

bool Change::Brings() const {
  return std::any_of(fen.begin(), fen.end(), [](const auto& one) { return one.second > 0; });
}

void CountDays(std::vector<Change>& changes) { DayCount(changes).Run(); }

}  // namespace zgc::funding
