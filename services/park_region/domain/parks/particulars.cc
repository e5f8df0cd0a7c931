#include "services/park_region/domain/parks/particulars.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/text.h"
#include "common/base/time/dates.h"
#include "services/park_region/domain/days.h"

namespace zgc::parks {
namespace {

void CheckCountry(const v1::Park& park, Checks& checks) {
  const std::string& country = park.country();
  if (park.kind() != v1::PARK_KIND_OVERSEAS) {
    checks.Expect(country.empty(), "park.country", "is only of a park overseas");
    return;
  }
  checks.Expect(park.region().empty(), "park.region", "a park overseas lies in no region");
  checks.Expect(
      country.size() == 2 && absl::ascii_isupper(country[0]) && absl::ascii_isupper(country[1]),
      "park.country", "two capital letters (ISO 3166-1) are required of a park overseas");
}

// A region that has ended takes no park any more.
absl::Status CheckRegionInForce(const storage::Reader& reader, const v1::Park& park,
                                Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto region, kRegions.Get(reader, {park.region()}));
  if (!region.has_value()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const absl::Time now, reader.CommitTime());
  const std::string today = base::FormatDate(base::DayOf(now));
  if (region->valid_to().empty() || today <= region->valid_to()) {
    checks.Expect(region->valid_from() <= today, "park.region",
                  absl::StrCat(park.region(), " begins only on ", region->valid_from()));
    return absl::OkStatus();
  }
  std::string ended = absl::StrCat(park.region(), " ended on ", region->valid_to());
  if (!region->successors().empty()) {
    absl::StrAppend(&ended, "; its place took ", absl::StrJoin(region->successors(), ", "));
  }
  checks.Add("park.region", ended);
  return absl::OkStatus();
}

bool SameOperator(const v1::ParkOperator& a, const v1::ParkOperator& b) {
  return a.role() == b.role() && a.organisation() == b.organisation() &&
         (!a.organisation().empty() || a.display_name() == b.display_name());
}

void CheckOperators(const v1::Park& park, Checks& checks) {
  for (int i = 0; i < park.operators_size(); ++i) {
    const v1::ParkOperator& it = park.operators(i);
    const std::string field = absl::StrCat("park.operators[", i, "]");
    checks.Expect(!it.organisation().empty() || !it.display_name().empty(),
                  absl::StrCat(field, ".display_name"), "is required without an organisation");
    checks.Ordered(it.from_date(), it.to_date(), absl::StrCat(field, ".to_date"));
    for (int j = 0; j < i; ++j) {
      const v1::ParkOperator& other = park.operators(j);
      checks.Expect(!SameOperator(it, other) || !DaysMeet({it.from_date(), it.to_date()},
                                                          {other.from_date(), other.to_date()}),
                    field, absl::StrCat("has days of park.operators[", j, "] again"));
    }
  }
}

void CheckResponsibilities(const v1::Park& park, Checks& checks) {
  for (int i = 0; i < park.responsibilities_size(); ++i) {
    const v1::ParkResponsibility& it = park.responsibilities(i);
    const std::string field = absl::StrCat("park.responsibilities[", i, "]");
    checks.Ordered(it.from_date(), it.to_date(), absl::StrCat(field, ".to_date"));
    std::set<std::string> regions;
    for (int j = 0; j < it.regions_size(); ++j) {
      checks.Expect(regions.insert(it.regions(j)).second, absl::StrCat(field, ".regions[", j, "]"),
                    "repeats an earlier one");
    }
    for (int j = 0; j < i; ++j) {
      const v1::ParkResponsibility& other = park.responsibilities(j);
      checks.Expect(
          it.matter() != other.matter() ||
              !DaysMeet({it.from_date(), it.to_date()}, {other.from_date(), other.to_date()}),
          field, absl::StrCat("has days of park.responsibilities[", j, "] again"));
    }
  }
}

void CheckMapPlace(const v1::Park& park, Checks& checks) {
  constexpr int kMost = 99;
  constexpr size_t kMostCharacters = 7;
  const v1::MapPlace& place = park.map_place();
  checks.Expect(place.row() <= kMost, "park.map_place.row", "is over 99");
  checks.Expect(place.column() <= kMost, "park.map_place.column", "is over 99");
  checks.Expect(base::CountCodePoints(place.label()) <= kMostCharacters, "park.map_place.label",
                "has more than 7 characters");
}

}  // namespace

absl::Status CheckParticulars(const storage::Reader& reader, const v1::Park* before,
                              const v1::Park& park, Checks& checks) {
  CheckCountry(park, checks);
  if (before == nullptr || before->region() != park.region()) {
    ZGC_RETURN_IF_ERROR(CheckRegionInForce(reader, park, checks));
  }
  CheckOperators(park, checks);
  CheckResponsibilities(park, checks);
  CheckMapPlace(park, checks);
  std::set<std::string> roles;
  for (int i = 0; i < park.contacts_size(); ++i) {
    checks.Expect(roles.insert(park.contacts(i).role()).second,
                  absl::StrCat("park.contacts[", i, "].role"), "repeats an earlier one");
  }
  return absl::OkStatus();
}

}  // namespace zgc::parks
