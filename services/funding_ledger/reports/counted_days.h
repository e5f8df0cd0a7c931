#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/numeric/int128.h"

// From which day on what moved an award or a clawback counts. Pure.
namespace zgc::funding {

// All that one record did to one subject in one commit.
struct Change {
  // The record that did it, and the one that it takes back, if any.
  std::string record;
  std::string takes_back;
  int64_t revision = 0;
  // The tranche that it pays or takes back, or 0.
  int32_t tranche = 0;
  // Its own day, or empty where only the year is known.
  std::string day;
  // What it brings, by "fiscalYears/{year}"; below zero what it takes.
  absl::btree_map<std::string, absl::int128> fen;
  // From which day on it counts.
  std::string counts_from;

  // The first day on which it may have been.
  std::string Earliest() const;
  bool Brings() const;
  // Of all years.
  absl::int128 Sum() const;
};

// By number, what tranches are planned to be.
using Planned = absl::btree_map<int32_t, absl::int128>;

// Says of the changes of one subject, given in the order of the journal, from when they
// count: from their own day, else from the last one of their latest year. Where a year, or
// what is left of a tranche that is planned, would be below zero on a day, what brings it
// something counts from that day on: the next in the order of the journal that takes back
// nothing, or something that counts.
void CountDays(const Planned& planned, std::vector<Change>& changes);

}  // namespace zgc::funding
