#pragma once

#include <iterator>
#include <string>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/base/status_macros.h"
#include "common/resource/checks.h"
#include "common/resource/dated_rules.h"
#include "common/resource/schema.h"
#include "common/storage/reader.h"
#include "services/supervision_reporting/domain/calendars/working_time.h"

// Sets of rules of places, each from a day on. Thread-safe as the reader is.
namespace zgc::supervision {

// Holds a set to a place, an order of its days, and a first day that no other of its place has.
// Violations are of fields of `field`.
template <typename Row>
absl::Status CheckRuleSet(const storage::Reader& reader, const resource::Rows<Row>& table,
                          const Row& rules, const std::string& field, resource::Checks& checks) {
  if (!rules.jurisdiction().empty()) {
    const absl::Status code = CheckJurisdiction(rules.jurisdiction());
    if (!code.ok()) checks.Add(field + ".jurisdiction", code.message());
  }
  CheckDays(rules, field + ".", checks);
  return table.ForEach(reader, [&](const storage::NameKey&, const Row& other) {
    checks.Expect(other.name() == rules.name() || other.jurisdiction() != rules.jurisdiction() ||
                      other.from_date() != rules.from_date(),
                  field + ".from_date", absl::StrCat(other.name(), " begins on that day"));
    return true;
  });
}

// The sets in force on a day by place. One that began later ends an earlier one for good.
template <typename Row>
absl::StatusOr<absl::btree_map<std::string, Row>> SetsInForce(const storage::Reader& reader,
                                                              const resource::Rows<Row>& table,
                                                              const std::string& day) {
  absl::btree_map<std::string, Row> newest;
  ZGC_RETURN_IF_ERROR(table.ForEach(reader, [&](const storage::NameKey&, const Row& rules) {
    if (rules.from_date() > day) return true;
    Row& kept = newest[rules.jurisdiction()];
    if (kept.from_date() < rules.from_date()) kept = rules;
    return true;
  }));
  for (auto one = newest.begin(); one != newest.end();) {
    one = IsInForce(one->second, day) ? std::next(one) : newest.erase(one);
  }
  return newest;
}

// Of these the one of a place, else of the nearest place that it lies in; none if there is none.
template <typename Row>
absl::optional<Row> NearestOf(const absl::btree_map<std::string, Row>& sets,
                              const std::string& place) {
  for (const std::string& around : PlacesAround(place)) {
    const auto found = sets.find(around);
    if (found != sets.end()) return found->second;
  }
  return absl::nullopt;
}

}  // namespace zgc::supervision
