#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "services/park_region/domain/parks/memberships.h"
#include "services/park_region/formulas/counts.h"
#include "zgc/parks/v1/parks.pb.h"

namespace zgc::parks {
namespace {

// There is no day after it.
constexpr char kNeverEnds[] = "9999-12-31";

Dimension ByParkKind() {
  return {"kind",
          EnumValues(*v1::ParkKind_descriptor(), "PARK_KIND_",
                     {"示范区", "分园", "合作园区", "特色园", "科学城", "海外园", "创业社区"})};
}

int64_t SessionsOf(const v1::ParkEvent& event) {
  return std::max<int64_t>(event.session_count(), 1);
}

std::string LabelOf(const v1::ParkEvent& event) {
  const std::string& label = event.series().empty() ? event.document() : event.series();
  return figures::BulkLabel(label, SessionsOf(event), "次");
}

Contribution OfPark(const v1::Park& park, std::string day, std::vector<std::string> values) {
  // One whose day nobody has stated has always been there.
  if (day < figures::kBeginning) day = figures::kBeginning;
  return {.days = {day, day},
          .values = std::move(values),
          .record = park.name(),
          .label = park.display_name(),
          .revision = park.revision()};
}

// A park in each of its zones (示范区), one after the other as they stand, and in none between
// them.
absl::Status ContributePark(const storage::Reader&, const v1::Park& park, Measure::Visit visit) {
  const auto in_zone = [&](const std::string& zone, const std::string& day, bool ends) {
    Contribution one = OfPark(park, day, {zone, absl::StrCat(park.kind())});
    one.ends = ends;
    visit(std::move(one));
  };
  // Empty once it is in a zone for ever.
  std::string day = std::max(park.established_date(), std::string(figures::kBeginning));
  for (const v1::ZoneMembership& membership : park.memberships()) {
    const bool ends = !membership.to_date().empty() && membership.to_date() < kNeverEnds;
    if (day.empty() || (ends && membership.to_date() < day)) continue;
    const std::string from = std::max(membership.from_date(), day);
    if (from > day) {
      in_zone("", day, false);
      in_zone("", from, true);
    }
    in_zone(membership.zone(), from, false);
    day.clear();
    if (!ends) continue;
    ZGC_ASSIGN_OR_RETURN(const absl::CivilDay last, base::ParseDate(membership.to_date()));
    day = base::FormatDate(last + 1);
    in_zone(membership.zone(), day, true);
  }
  if (!day.empty()) in_zone("", day, false);
  return absl::OkStatus();
}

absl::StatusOr<Contribution> OfEvent(const v1::ParkEvent& event) {
  Contribution one;
  ZGC_ASSIGN_OR_RETURN(one.days, base::ParseReducedDate(event.date()));
  one.values = {absl::StrCat(event.kind()), event.park(), event.series()};
  one.amount = SessionsOf(event);
  one.record = event.name();
  one.label = LabelOf(event);
  one.revision = event.revision();
  return one;
}

absl::Status ContributeEvent(const storage::Reader&, const v1::ParkEvent& event,
                             Measure::Visit visit) {
  ZGC_ASSIGN_OR_RETURN(Contribution one, OfEvent(event));
  visit(std::move(one));
  return absl::OkStatus();
}

absl::Status ContributeParkOfEvent(const storage::Reader& reader, const v1::ParkEvent& event,
                                   Measure::Visit visit) {
  ZGC_ASSIGN_OR_RETURN(Contribution one, OfEvent(event));
  ZGC_ASSIGN_OR_RETURN(const auto park, kParks.Get(reader, {event.park()}));
  one.amount = 1;
  one.entity = event.park();
  one.record = event.park();
  one.label = park.has_value() ? park->display_name() : event.park();
  visit(std::move(one));
  return absl::OkStatus();
}

}  // namespace

void RegisterParkFormulas(figures::FormulaRegistry& registry) {
  const auto parks = registry.Keep(MeasureOf<v1::Park>(
      kService, "parks", kParks,
      {{"zone", figures::ResourceValues(kService, kParks)}, ByParkKind()}, ContributePark));
  registry.RegisterCounted(
      "count_parks",
      "统计截至期末已设立的园区个数，设立日期未知的计入；限定示范区时按期末当日的"
      "隶属关系统计。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& period) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind", "zone"}));
        ZGC_RETURN_IF_ERROR(RequireStock(period));
        ZGC_ASSIGN_OR_RETURN(
            const int kind,
            EnumArgument(arguments, "kind", *v1::ParkKind_descriptor(), "PARK_KIND_"));
        ZGC_ASSIGN_OR_RETURN(const std::string zone,
                             ResourceArgument(reader, kParks, arguments, "zone"));
        return Asked{.slices = {{parks, {zone, ValueOf(kind)}}}};
      });

  const std::vector<Dimension> dimensions = {
      {"kind", EnumValues(*v1::ParkEventKind_descriptor(), "PARK_EVENT_KIND_",
                          {"推介会、宣讲会", "会议、座谈", "调研、考察", "签约", "揭牌", "开工",
                           "开园、投入使用", "其他"})},
      ByPark(),
      {"series", figures::TextValues()}};
  const auto events = registry.Keep(
      MeasureOf<v1::ParkEvent>(kService, "park_events", kParkEvents, dimensions, ContributeEvent));
  Measure distinct = MeasureOf<v1::ParkEvent>(kService, "parks_with_events", kParkEvents,
                                              dimensions, ContributeParkOfEvent);
  distinct.distinct = true;
  const auto parks_with_events = registry.Keep(std::move(distinct));
  registry.RegisterCounted(
      "count_park_events",
      "按活动日期统计园区活动次数（批量补录的按所载次数计），或有活动的园区个数；"
      "日期不能确定在期内的不计入，结果为下限。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind", "series", "park", "distinct"}));
        ZGC_ASSIGN_OR_RETURN(
            const int kind,
            EnumArgument(arguments, "kind", *v1::ParkEventKind_descriptor(), "PARK_EVENT_KIND_"));
        ZGC_ASSIGN_OR_RETURN(const std::string park,
                             ResourceArgument(reader, kParks, arguments, "park"));
        const std::string by = Argument(arguments, "distinct");
        if (!by.empty() && by != "parks") {
          return absl::InvalidArgumentError("distinct takes only \"parks\"");
        }
        return Asked{.slices = {{by.empty() ? events : parks_with_events,
                                 {ValueOf(kind), park, Argument(arguments, "series")}}}};
      });
}

}  // namespace zgc::parks
