#include "services/park_region/domain/spaces/spaces.h"

#include "common/decimal/decimal.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/park_region/domain/demands/demands.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/demands.pb.h"
#include "zgc/parks/v1/space_service.pb.h"
#include "zgc/parks/v1/spaces.pb.h"

namespace zgc::parks {
namespace {

absl::StatusOr<std::vector<v1::Space>> PartsOf(const storage::Reader& reader,
                                               const std::string& name) {
  std::vector<std::string> names;
  ZGC_RETURN_IF_ERROR(kSpacesByParent.ForEach(reader, {name}, [&](const std::string& found) {
    names.push_back(found);
    return true;
  }));
  std::vector<v1::Space> parts;
  for (const std::string& part : names) {
    ZGC_ASSIGN_OR_RETURN(v1::Space row, GetRow(reader, kSpaces, part));
    parts.push_back(std::move(row));
  }
  return parts;
}

// Floors never have more area than their building.
absl::Status CheckFloorArea(const storage::Reader& reader, const v1::Space& floor,
                            const v1::Space& building, Checks& checks) {
  const auto area = figures::Decimal::Parse(floor.area_m2());
  if (!area.ok()) return absl::OkStatus();
  figures::Decimal sum = *area;
  ZGC_ASSIGN_OR_RETURN(const std::vector<v1::Space> floors, PartsOf(reader, building.name()));
  for (const v1::Space& other : floors) {
    if (other.name() == floor.name()) continue;
    ZGC_ASSIGN_OR_RETURN(const figures::Decimal more, figures::Decimal::Parse(other.area_m2()));
    ZGC_ASSIGN_OR_RETURN(sum, sum.Plus(more));
  }
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal whole, figures::Decimal::Parse(building.area_m2()));
  checks.Expect(sum <= whole, "space.area_m2",
                absl::StrCat("the floors of ", building.name(), " would have ", sum.ToString(),
                             " of ", building.area_m2(), " m2"));
  return absl::OkStatus();
}

bool MayBePart(const v1::Space& part, const v1::Space& whole) {
  return (part.kind() == v1::SPACE_KIND_FLOOR && whole.kind() == v1::SPACE_KIND_BUILDING) ||
         (part.kind() == v1::SPACE_KIND_BUILDING && whole.kind() == v1::SPACE_KIND_PLOT);
}

absl::Status CheckParent(const storage::Reader& reader, const v1::Space& space, Checks& checks) {
  if (space.kind() == v1::SPACE_KIND_FLOOR) checks.Required(space.parent(), "space.parent");
  ZGC_ASSIGN_OR_RETURN(const auto parent, kSpaces.Get(reader, {space.parent()}));
  if (!parent.has_value()) return absl::OkStatus();
  const bool fits = MayBePart(space, *parent);
  checks.Expect(fits, "space.parent", "a floor is part of a building, a building of a plot");
  checks.Expect(parent->park() == space.park(), "space.parent", "is in another park");
  if (fits && space.kind() == v1::SPACE_KIND_FLOOR) {
    return CheckFloorArea(reader, space, *parent, checks);
  }
  return absl::OkStatus();
}

// What was recorded of a space since holds of it as it is corrected.
absl::Status CheckSince(const storage::Reader& reader, const v1::Space& before,
                        const v1::Space& space, Checks& checks) {
  checks.Expect(space.lettings().empty() || space.vacant_from() == before.vacant_from(),
                "space.vacant_from", "is the day of its release since it was let");
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
  checks.Expect(space.kind() != v1::SPACE_KIND_BUILDING || sum <= whole, "space.area_m2",
                absl::StrCat("its floors have ", sum.ToString(), " m2"));
  if (space.demand().empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::Demand demand, GetRow(reader, kDemands, space.demand()));
  ZGC_ASSIGN_OR_RETURN(const auto misfits, Misfits(demand, space));
  for (const std::string& why : misfits) checks.Add("space.demand", why);
  return absl::OkStatus();
}

absl::Status CheckSpace(const storage::Reader& reader, const v1::Space* before, v1::Space& space,
                        Checks& checks) {
  ZGC_RETURN_IF_ERROR(CheckParent(reader, space, checks));
  if (before == nullptr || !checks.empty()) return absl::OkStatus();
  return CheckSince(reader, *before, space, checks);
}

absl::Status AddToParent(storage::Txn& txn, const v1::Space& space) {
  if (!space.parent().empty()) kSpacesByParent.Add(txn, {space.parent()}, space.name());
  return absl::OkStatus();
}

absl::Status RemoveFromParent(storage::Txn& txn, const v1::Space& space) {
  if (!space.parent().empty()) kSpacesByParent.Remove(txn, {space.parent()}, space.name());
  return absl::OkStatus();
}

std::string Held(const v1::Space& space) {
  return absl::StrCat(space.name(), " is ", v1::SpaceState_Name(space.state()), " for ",
                      space.holder());
}

absl::Status AddHeldParts(const storage::Reader& reader, const std::string& name,
                          std::vector<std::string>& held) {
  ZGC_ASSIGN_OR_RETURN(const std::vector<v1::Space> parts, PartsOf(reader, name));
  for (const v1::Space& part : parts) {
    if (part.state() != v1::SPACE_STATE_VACANT) held.push_back(Held(part));
    ZGC_RETURN_IF_ERROR(AddHeldParts(reader, part.name(), held));
  }
  return absl::OkStatus();
}

// Wholes and parts of the space that somebody holds: letting it too would let
// the same ground twice.
absl::StatusOr<std::vector<std::string>> HeldAround(const storage::Reader& reader,
                                                    const v1::Space& space) {
  std::vector<std::string> held;
  for (std::string above = space.parent(); !above.empty();) {
    ZGC_ASSIGN_OR_RETURN(const v1::Space whole, GetRow(reader, kSpaces, above));
    if (whole.state() != v1::SPACE_STATE_VACANT) held.push_back(Held(whole));
    above = whole.parent();
  }
  ZGC_RETURN_IF_ERROR(AddHeldParts(reader, space.name(), held));
  return held;
}

void Hold(v1::Space& space, const std::string& enterprise, const std::string& from) {
  space.set_holder(enterprise);
  space.set_held_from(from);
}

absl::Status ReopenDemand(storage::Txn& txn, const base::Actor& actor, const v1::Space& space,
                          const StepDetails& details) {
  if (space.demand().empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(v1::Demand demand, GetRow(txn, kDemands, space.demand()));
  ZGC_RETURN_IF_ERROR(DemandLifecycle().Check(txn, actor, "ReleaseSpace", demand));
  demand.clear_space();
  DemandLifecycle().Take(txn, actor, "ReleaseSpace", details, demand);
  Save(txn, kDemands, std::move(demand));
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
  constexpr char kFree[] = "neither a whole nor a part of it is reserved or let";
  static const auto* const lifecycle = new Lifecycle<v1::Space>({
      {.method = "CreateSpace", .to = {v1::SPACE_STATE_VACANT}},
      {.method = "ReserveSpace",
       .from = {v1::SPACE_STATE_VACANT},
       .to = {v1::SPACE_STATE_RESERVED},
       .when = kFree,
       .obstacles = &HeldAround},
      {.method = "LetSpace",
       .from = {v1::SPACE_STATE_VACANT, v1::SPACE_STATE_RESERVED},
       .to = {v1::SPACE_STATE_LET},
       .when = absl::StrCat(kFree, ", and it is kept for no other"),
       .obstacles = &HeldAround},
      {.method = "ReleaseSpace",
       .from = {v1::SPACE_STATE_RESERVED, v1::SPACE_STATE_LET},
       .to = {v1::SPACE_STATE_VACANT}},
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

absl::StatusOr<v1::Space> ReserveSpace(storage::Txn& txn, const base::Actor& actor,
                                       const v1::ReserveSpaceRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Space space, GetForUpdate(txn, kSpaces, request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(SpaceLifecycle().Check(txn, actor, "ReserveSpace", space));
  Hold(space, request.enterprise(), request.date());
  SpaceLifecycle().Take(txn, actor, "ReserveSpace",
                        {.date = request.date(), .note = request.enterprise()}, space);
  return Save(txn, kSpaces, std::move(space));
}

absl::StatusOr<v1::Space> LetSpace(storage::Txn& txn, const base::Actor& actor,
                                   const v1::LetSpaceRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Space space, GetForUpdate(txn, kSpaces, request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  // Whether it is free comes first: the days of a let space say nothing.
  ZGC_RETURN_IF_ERROR(SpaceLifecycle().Check(txn, actor, "LetSpace", space));
  if (space.state() == v1::SPACE_STATE_RESERVED && space.holder() != request.enterprise()) {
    return IllegalTransition(space.name(), "LetSpace", {Held(space)},
                             {absl::StrCat("LetSpace to ", space.holder()), "ReleaseSpace"});
  }
  checks.Ordered(space.vacant_from(), request.from_date(), "from_date");
  checks.Ordered(space.held_from(), request.from_date(), "from_date");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  Hold(space, request.enterprise(), request.from_date());
  v1::Letting* letting = space.add_lettings();
  letting->set_enterprise(request.enterprise());
  letting->set_from_date(request.from_date());
  SpaceLifecycle().Take(txn, actor, "LetSpace",
                        {.date = request.from_date(), .note = request.enterprise()}, space);
  return Save(txn, kSpaces, std::move(space));
}

absl::StatusOr<v1::Space> ReleaseSpace(storage::Txn& txn, const base::Actor& actor,
                                       const v1::ReleaseSpaceRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Space space, GetForUpdate(txn, kSpaces, request));
  Checks checks(txn, request);
  if (!request.date().empty()) checks.Ordered(space.held_from(), request.date(), "date");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(SpaceLifecycle().Check(txn, actor, "ReleaseSpace", space));
  const StepDetails details = {.date = request.date(), .note = request.reason()};
  if (space.state() == v1::SPACE_STATE_LET && !space.lettings().empty()) {
    space.mutable_lettings()->rbegin()->set_released_date(request.date());
    space.set_vacant_from(request.date());
  }
  ZGC_RETURN_IF_ERROR(ReopenDemand(txn, actor, space, details));
  space.clear_demand();
  Hold(space, "", "");
  SpaceLifecycle().Take(txn, actor, "ReleaseSpace", details, space);
  return Save(txn, kSpaces, std::move(space));
}

absl::StatusOr<v1::Space> GetSpace(const storage::Reader& reader,
                                   const v1::GetSpaceRequest& request) {
  return GetRow(reader, kSpaces, request.name());
}

absl::StatusOr<std::string> ListSpaces(const storage::Reader& reader,
                                       const v1::ListSpacesRequest& request,
                                       const storage::Page& page,
                                       v1::ListSpacesResponse& response) {
  return query::List(reader, kSpaces.column(), request, page, response);
}

}  // namespace zgc::parks
