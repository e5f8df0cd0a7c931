#include "services/park_region/domain/spaces/spaces.h"

#include "common/decimal/decimal.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/park_region/domain/demands/demands.h"
#include "services/park_region/domain/spaces/time_line.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/demands.pb.h"
#include "zgc/parks/v1/space_service.pb.h"
#include "zgc/parks/v1/spaces.pb.h"

namespace zgc::parks {
namespace {

// Of what the building areas of the parts add up: a plot has an area of land.
bool AddsUp(const v1::Space& whole) {
  return whole.kind() == v1::SPACE_KIND_BUILDING || whole.kind() == v1::SPACE_KIND_FLOOR;
}

// Parts never have more area than their whole.
absl::Status CheckPartArea(const storage::Reader& reader, const v1::Space& part,
                           const v1::Space& whole, Checks& checks) {
  const auto area = figures::Decimal::Parse(part.area_m2());
  if (!area.ok()) return absl::OkStatus();
  figures::Decimal sum = *area;
  ZGC_ASSIGN_OR_RETURN(const std::vector<v1::Space> parts, PartsOf(reader, whole.name()));
  for (const v1::Space& other : parts) {
    if (other.name() == part.name()) continue;
    ZGC_ASSIGN_OR_RETURN(const figures::Decimal more, figures::Decimal::Parse(other.area_m2()));
    ZGC_ASSIGN_OR_RETURN(sum, sum.Plus(more));
  }
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal most, figures::Decimal::Parse(whole.area_m2()));
  checks.Expect(sum <= most, "space.area_m2",
                absl::StrCat("the parts of ", whole.name(), " would have ", sum.ToString(), " of ",
                             whole.area_m2(), " m2"));
  return absl::OkStatus();
}

bool MayBePart(const v1::Space& part, const v1::Space& whole) {
  return (part.kind() == v1::SPACE_KIND_ROOM && AddsUp(whole)) ||
         (part.kind() == v1::SPACE_KIND_FLOOR && whole.kind() == v1::SPACE_KIND_BUILDING) ||
         (part.kind() == v1::SPACE_KIND_BUILDING && whole.kind() == v1::SPACE_KIND_PLOT);
}

absl::Status CheckParent(const storage::Reader& reader, const v1::Space& space, Checks& checks) {
  if (space.kind() == v1::SPACE_KIND_FLOOR || space.kind() == v1::SPACE_KIND_ROOM) {
    checks.Required(space.parent(), "space.parent");
  }
  ZGC_ASSIGN_OR_RETURN(const auto parent, kSpaces.Get(reader, {space.parent()}));
  if (!parent.has_value()) return absl::OkStatus();
  const bool fits = MayBePart(space, *parent);
  checks.Expect(
      fits, "space.parent",
      "a room is part of a floor or building, a floor of a building, a building of a plot");
  checks.Expect(parent->park() == space.park(), "space.parent", "is in another park");
  if (fits && AddsUp(*parent)) return CheckPartArea(reader, space, *parent, checks);
  return absl::OkStatus();
}

// What the contract's options do not say.
void CheckFields(const v1::Space& space, Checks& checks) {
  const size_t point = space.area_m2().find('.');
  checks.Expect(point == std::string::npos || space.area_m2().size() - point <= 3, "space.area_m2",
                "has more than two digits after the point");
  checks.Expect((space.price_fen() == 0) == (space.price_unit() == v1::PRICE_UNIT_UNSPECIFIED),
                "space.price_unit", "is stated if and only if the price is");
}

// What was recorded of a space since holds of it as it is corrected.
absl::Status CheckSince(const storage::Reader& reader, const v1::Space& space, Checks& checks) {
  for (const v1::Letting& letting : space.lettings()) {
    checks.Expect(space.vacant_from() <= letting.from_date(), "space.vacant_from",
                  absl::StrCat("it was let from ", letting.from_date()));
  }
  checks.Expect(space.held_from().empty() || space.vacant_from() <= space.held_from(),
                "space.vacant_from", absl::StrCat("it is held from ", space.held_from()));
  ZGC_ASSIGN_OR_RETURN(const std::vector<v1::Space> parts, PartsOf(reader, space.name()));
  figures::Decimal sum;
  for (const v1::Space& part : parts) {
    checks.Expect(MayBePart(part, space), "space.kind",
                  absl::StrCat("its part ", part.name(), " could not be one"));
    checks.Expect(part.park() == space.park(), "space.park",
                  absl::StrCat("its part ", part.name(), " is in another park"));
    ZGC_ASSIGN_OR_RETURN(const figures::Decimal more, figures::Decimal::Parse(part.area_m2()));
    ZGC_ASSIGN_OR_RETURN(sum, sum.Plus(more));
  }
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal whole, figures::Decimal::Parse(space.area_m2()));
  checks.Expect(!AddsUp(space) || sum <= whole, "space.area_m2",
                absl::StrCat("its parts have ", sum.ToString(), " m2"));
  if (space.demand().empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::Demand demand, GetRow(reader, kDemands, space.demand()));
  ZGC_ASSIGN_OR_RETURN(const auto misfits, Misfits(demand, space));
  for (const std::string& why : misfits) checks.Add("space.demand", why);
  return absl::OkStatus();
}

absl::Status CheckSpace(const storage::Reader& reader, const v1::Space* before, v1::Space& space,
                        Checks& checks) {
  CheckFields(space, checks);
  ZGC_RETURN_IF_ERROR(CheckParent(reader, space, checks));
  if (before == nullptr || !checks.empty()) return absl::OkStatus();
  return CheckSince(reader, space, checks);
}

absl::Status AddToParent(storage::Txn& txn, const v1::Space& space) {
  if (!space.parent().empty()) kSpacesByParent.Add(txn, {space.parent()}, space.name());
  return absl::OkStatus();
}

absl::Status RemoveFromParent(storage::Txn& txn, const v1::Space& space) {
  if (!space.parent().empty()) kSpacesByParent.Remove(txn, {space.parent()}, space.name());
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::Space>& SpaceKind() {
  static const auto* const kind = new records::KindOf<v1::Space>(
      kSpaces, {.created_by = "/zgc.parks.v1.SpaceService/CreateSpace",
                .field = "space",
                .check = &CheckSpace,
                .add = &AddToParent,
                .remove = &RemoveFromParent});
  return *kind;
}

const Lifecycle<v1::Space>& SpaceLifecycle() {
  constexpr char kFree[] = "neither it nor a whole or part of it is held on a day of the term";
  static const auto* const lifecycle = new Lifecycle<v1::Space>({
      {.method = "CreateSpace", .to = {v1::SPACE_STATE_VACANT}},
      {.method = "ReserveSpace",
       .from = {v1::SPACE_STATE_VACANT},
       .to = {v1::SPACE_STATE_RESERVED},
       .when = kFree},
      {.method = "LetSpace",
       .from = {v1::SPACE_STATE_VACANT, v1::SPACE_STATE_RESERVED, v1::SPACE_STATE_LET},
       .to = {v1::SPACE_STATE_LET, v1::SPACE_STATE_VACANT},
       .when = absl::StrCat(kFree, ", and it is kept for no other; vacant if the term has passed")},
      {.method = "RenewLetting",
       .from = {v1::SPACE_STATE_LET},
       .to = {v1::SPACE_STATE_LET, v1::SPACE_STATE_VACANT},
       .when = absl::StrCat(kFree, "; vacant if the term has passed")},
      {.method = "GiveNotice",
       .from = {v1::SPACE_STATE_LET},
       .to = {v1::SPACE_STATE_LET, v1::SPACE_STATE_VACANT},
       .when = "the letting was not released; vacant if its last day has passed"},
      {.method = "CancelLetting",
       .from = {v1::SPACE_STATE_LET},
       .to = {v1::SPACE_STATE_VACANT, v1::SPACE_STATE_LET},
       .when = "the letting has not begun; let if there is another"},
      {.method = "ReleaseSpace",
       .from = {v1::SPACE_STATE_RESERVED, v1::SPACE_STATE_LET},
       .to = {v1::SPACE_STATE_VACANT, v1::SPACE_STATE_LET},
       .when = "a letting of it lasts until the day; let if there is another"},
  });
  return *lifecycle;
}

absl::StatusOr<v1::Space> CreateSpace(storage::Txn& txn, const base::Actor& actor,
                                      const v1::CreateSpaceRequest& request) {
  v1::Space space = request.space();
  space.set_name(absl::StrCat("spaces/", request.space_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kSpaces.Get(txn, {space.name()}));
  if (existing.has_value()) return Exists(space.name());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(SpaceKind().Hold(txn, nullptr, space, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  SpaceLifecycle().Take(txn, actor, "CreateSpace", {.date = space.vacant_from()}, space);
  return SpaceKind().Create(txn, std::move(space));
}

absl::StatusOr<v1::Space> GetSpace(const storage::Reader& reader,
                                   const v1::GetSpaceRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Space space, GetRow(reader, kSpaces, request.name()));
  if (!request.day().empty()) ZGC_RETURN_IF_ERROR(SetDay(reader, request.day(), space));
  return space;
}

absl::StatusOr<std::string> ListSpaces(const storage::Reader& reader,
                                       const v1::ListSpacesRequest& request,
                                       const storage::Page& page,
                                       v1::ListSpacesResponse& response) {
  return query::List(reader, kSpaces.column(), request, page, response);
}

}  // namespace zgc::parks
