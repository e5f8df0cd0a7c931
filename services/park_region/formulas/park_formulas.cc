#include <algorithm>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "services/park_region/domain/parks/memberships.h"
#include "services/park_region/formulas/counts.h"
#include "zgc/parks/v1/parks.pb.h"

namespace zgc::parks {
namespace {

int64_t SessionsOf(const v1::ParkEvent& event) {
  return std::max<int64_t>(event.session_count(), 1);
}

std::string LabelOf(const v1::ParkEvent& event) {
  const std::string& label = event.series().empty() ? event.document() : event.series();
  return figures::BulkLabel(label, SessionsOf(event), "次");
}

// The parks with such events, each with the surest and newest of them.
struct ParkSeen {
  bool sure = false;
  int64_t revision = 0;
};

}  // namespace

absl::StatusOr<figures::FormulaValue> CountParks(const storage::Reader& reader,
                                                 const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind", "zone"}));
  ZGC_RETURN_IF_ERROR(RequireStock(period));
  ZGC_ASSIGN_OR_RETURN(const int kind,
                       EnumArgument(arguments, "kind", *v1::ParkKind_descriptor(), "PARK_KIND_"));
  ZGC_ASSIGN_OR_RETURN(const std::string zone, ResourceArgument(reader, kParks, arguments, "zone"));
  Tally tally("park_region");
  ZGC_RETURN_IF_ERROR(kParks.ForEach(reader, [&](const storage::NameKey&, const v1::Park& park) {
    const bool taken = (kind == 0 || park.kind() == kind) &&
                       (zone.empty() || IsMember(park, zone, period.end_date())) &&
                       park.established_date() <= period.end_date();
    if (taken) tally.Count(park.name(), park.display_name(), park.revision());
    return true;
  }));
  return tally.AsCount();
}

absl::StatusOr<figures::FormulaValue> CountParkEvents(const storage::Reader& reader,
                                                      const Arguments& arguments,
                                                      const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind", "series", "park", "distinct"}));
  ZGC_ASSIGN_OR_RETURN(
      const int kind,
      EnumArgument(arguments, "kind", *v1::ParkEventKind_descriptor(), "PARK_EVENT_KIND_"));
  ZGC_ASSIGN_OR_RETURN(const std::string park, ResourceArgument(reader, kParks, arguments, "park"));
  const std::string series = Argument(arguments, "series");
  const std::string distinct = Argument(arguments, "distinct");
  if (!distinct.empty() && distinct != "parks") {
    return absl::InvalidArgumentError("distinct takes only \"parks\"");
  }
  Tally events("park_region");
  absl::btree_map<std::string, ParkSeen> parks;
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(
      kParkEvents.ForEach(reader, [&](const storage::NameKey&, const v1::ParkEvent& event) {
        if ((kind != 0 && event.kind() != kind) || (!park.empty() && event.park() != park) ||
            (!series.empty() && event.series() != series)) {
          return true;
        }
        const absl::StatusOr<base::DaySpan> span = base::ParseReducedDate(event.date());
        if (!span.ok()) {
          failed = span.status();
          return false;
        }
        const Certainty certainty = Within(*span, period);
        if (certainty == Certainty::kNo) return true;
        events.Add(certainty, event.name(), LabelOf(event), event.revision(), SessionsOf(event));
        ParkSeen& seen = parks[event.park()];
        seen.sure = seen.sure || certainty == Certainty::kYes;
        seen.revision = std::max(seen.revision, event.revision());
        return true;
      }));
  ZGC_RETURN_IF_ERROR(failed);
  if (distinct.empty()) return events.AsCount();
  Tally tally("park_region");
  for (const auto& [name, seen] : parks) {
    ZGC_ASSIGN_OR_RETURN(const auto row, kParks.Get(reader, {name}));
    const std::string label = row.has_value() ? row->display_name() : name;
    if (seen.sure) {
      tally.Count(name, label, seen.revision);
    } else {
      tally.Open(name, label, seen.revision);
    }
  }
  return tally.AsCount();
}

}  // namespace zgc::parks
