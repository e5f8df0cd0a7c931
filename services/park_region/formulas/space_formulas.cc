#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "services/park_region/domain/spaces/time_line.h"
#include "services/park_region/formulas/counts.h"
#include "zgc/parks/v1/spaces.pb.h"

namespace zgc::parks {
namespace {

// Buildings hold all floors and rooms, so that the area of building that can be let is theirs, and
// that of land is that of plots.
std::string Of(const v1::Space& space) {
  return space.kind() == v1::SPACE_KIND_PLOT ? "land" : "building";
}

absl::StatusOr<Contribution> OfSpace(const v1::Space& space, const std::string& day) {
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal area, figures::Decimal::Parse(space.area_m2()));
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal hundredths, area.Times(figures::Decimal(100)));
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal rounded, hundredths.Rounded(0));
  int64_t amount = 0;
  if (!absl::SimpleAtoi(rounded.ToString(), &amount)) {
    return absl::InternalError(absl::StrCat(space.name(), " has no area: ", space.area_m2()));
  }
  return Contribution{.days = {day, day},
                      .values = {Of(space), space.park()},
                      .amount = amount,
                      .record = space.name(),
                      .label = space.display_name(),
                      .revision = space.revision()};
}

absl::Status ContributeLettable(const storage::Reader&, const v1::Space& space,
                                Measure::Visit visit) {
  if (space.kind() != v1::SPACE_KIND_BUILDING && space.kind() != v1::SPACE_KIND_PLOT) {
    return absl::OkStatus();
  }
  ZGC_ASSIGN_OR_RETURN(Contribution one, OfSpace(space, space.vacant_from()));
  visit(std::move(one));
  return absl::OkStatus();
}

// No day is let twice over a space, its wholes and its parts, so that what is let adds up.
absl::Status ContributeLet(const storage::Reader&, const v1::Space& space, Measure::Visit visit) {
  for (const v1::Letting& letting : space.lettings()) {
    const std::string last = LetUntil(letting);
    if (!last.empty() && last < letting.from_date()) continue;
    ZGC_ASSIGN_OR_RETURN(Contribution one, OfSpace(space, letting.from_date()));
    one.label = absl::StrCat(space.display_name(), " ", letting.enterprise());
    visit(one);
    if (last.empty()) continue;
    ZGC_ASSIGN_OR_RETURN(const absl::CivilDay day, base::ParseDate(last));
    if (day >= absl::CivilDay(9999, 12, 31)) continue;
    const std::string end = base::FormatDate(day + 1);
    one.days = {end, end};
    one.ends = true;
    visit(std::move(one));
  }
  return absl::OkStatus();
}

Dimension ByArea() { return {"area", figures::TextValues()}; }

// What it asks of a measure: areas are kept in hundredths of a square metre, as amounts are in fen.
figures::Ask AskFor(std::shared_ptr<const Measure> measure) {
  return [=](const storage::Reader& reader, const Arguments& arguments,
             const Period& period) -> absl::StatusOr<Asked> {
    ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"area", "park"}));
    ZGC_RETURN_IF_ERROR(RequireStock(period));
    const std::string area = Argument(arguments, "area");
    if (!area.empty() && area != "building" && area != "land") {
      return absl::InvalidArgumentError("area takes only \"building\" and \"land\"");
    }
    ZGC_ASSIGN_OR_RETURN(const std::string park,
                         ResourceArgument(reader, kParks, arguments, "park"));
    return Asked{.slices = {{measure, {area.empty() ? "building" : area, park}}},
                 .is_amount = true};
  };
}

}  // namespace

void RegisterSpaceFormulas(figures::FormulaRegistry& registry) {
  registry.RegisterCounted(
      "sum_lettable_area",
      "汇总期末当日已可出租的楼宇建筑面积（平方米），限定土地时为地块用地面积；楼层和房间含在楼宇内"
      "。",
      AskFor(registry.Keep(AskedByFirst(MeasureOf<v1::Space>(
          kService, "lettable_area", kSpaces, {ByArea(), ByPark()}, ContributeLettable)))));
  registry.RegisterCounted(
      "sum_let_area",
      "汇总期末当日租期内的建筑面积（平方米），限定土地时为用地面积；整栋出租的按整栋计，其楼层和房"
      "间"
      "不重复计算，预留的不计入。",
      AskFor(registry.Keep(AskedByFirst(MeasureOf<v1::Space>(
          kService, "let_area", kSpaces, {ByArea(), ByPark()}, ContributeLet)))));
}

}  // namespace zgc::parks
