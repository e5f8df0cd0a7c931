#include "services/park_region/domain/parks/memberships.h"

#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "services/park_region/domain/days.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {

bool Covers(const v1::ZoneMembership& membership, absl::string_view day) {
  return membership.from_date() <= day &&
         (membership.to_date().empty() || day <= membership.to_date());
}

bool IsMember(const v1::Park& park, absl::string_view zone, absl::string_view day) {
  for (const v1::ZoneMembership& membership : park.memberships()) {
    if (membership.zone() == zone && (day.empty() || Covers(membership, day))) return true;
  }
  return false;
}

absl::Status CheckMemberships(const storage::Reader& reader, const v1::Park& park, Checks& checks) {
  checks.Expect(park.kind() != v1::PARK_KIND_ZONE || park.memberships().empty(), "park.memberships",
                "a zone belongs to no other zone");
  for (int i = 0; i < park.memberships_size(); ++i) {
    const v1::ZoneMembership& membership = park.memberships(i);
    const std::string field = absl::StrCat("park.memberships[", i, "]");
    const std::string zone_field = absl::StrCat(field, ".zone");
    ZGC_ASSIGN_OR_RETURN(const auto zone, kParks.Get(reader, {membership.zone()}));
    if (zone.has_value()) {
      checks.Expect(zone->kind() == v1::PARK_KIND_ZONE, zone_field,
                    absl::StrCat(membership.zone(), " is no zone"));
    }
    // Days that are none cannot be compared.
    if (!base::ValidDate(membership.from_date())) continue;
    checks.Ordered(membership.from_date(), membership.to_date(), absl::StrCat(field, ".to_date"));
    checks.Expect(park.established_date() <= membership.from_date(),
                  absl::StrCat(field, ".from_date"),
                  absl::StrCat("is before the park's first day ", park.established_date()));
    for (int j = 0; j < i; ++j) {
      const v1::ZoneMembership& other = park.memberships(j);
      checks.Expect(
          !DaysMeet({other.from_date(), other.to_date()},
                    {membership.from_date(), membership.to_date()}),
          field,
          absl::StrCat("overlaps the membership in ", other.zone(), " from ", other.from_date()));
    }
  }
  return absl::OkStatus();
}

}  // namespace zgc::parks
