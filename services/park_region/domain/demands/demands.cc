#include "services/park_region/domain/demands/demands.h"

#include "common/decimal/decimal.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/demand_service.pb.h"
#include "zgc/parks/v1/demands.pb.h"
#include "zgc/parks/v1/spaces.pb.h"

namespace zgc::parks {
namespace {

// Why the demand cannot be met by the space; empty if it can.
absl::StatusOr<std::vector<std::string>> Obstacles(const v1::Demand& demand, const v1::Space& space,
                                                   const std::string& today) {
  std::vector<std::string> found;
  if (space.state() != v1::SPACE_STATE_RESERVED || space.holder() != demand.enterprise()) {
    found.push_back(absl::StrCat(space.name(), " is not reserved for ", demand.enterprise()));
  }
  if (!space.held_until().empty() && space.held_until() < today) {
    found.push_back(absl::StrCat(space.name(), " was reserved until ", space.held_until()));
  }
  if (!space.demand().empty()) {
    found.push_back(absl::StrCat(space.name(), " is matched to ", space.demand()));
  }
  ZGC_ASSIGN_OR_RETURN(const auto misfits, Misfits(demand, space));
  found.insert(found.end(), misfits.begin(), misfits.end());
  return found;
}

// The space that it is matched to still is one that it asks for.
absl::Status CheckDemand(const storage::Reader& reader, const v1::Demand*, v1::Demand& demand,
                         Checks& checks) {
  if (demand.space().empty() || !checks.empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::Space space, GetRow(reader, kSpaces, demand.space()));
  // The holder that it was matched for has left at the end of its term.
  if (space.demand() != demand.name()) return absl::OkStatus();
  checks.Expect(space.holder() == demand.enterprise(), "demand.enterprise",
                absl::StrCat(space.name(), " is held for ", space.holder()));
  ZGC_ASSIGN_OR_RETURN(const auto misfits, Misfits(demand, space));
  for (const std::string& why : misfits) checks.Add("demand.space", why);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> Misfits(const v1::Demand& demand, const v1::Space& space) {
  std::vector<std::string> found;
  if (!demand.park().empty() && demand.park() != space.park()) {
    found.push_back(absl::StrCat(space.name(), " is not in ", demand.park()));
  }
  ZGC_ASSIGN_OR_RETURN(const auto wanted, figures::Decimal::Parse(demand.area_m2()));
  ZGC_ASSIGN_OR_RETURN(const auto offered, figures::Decimal::Parse(space.area_m2()));
  if (offered < wanted) {
    found.push_back(
        absl::StrCat(space.name(), " has ", space.area_m2(), " of ", demand.area_m2(), " m2"));
  }
  return found;
}

const records::KindOf<v1::Demand>& DemandKind() {
  static const auto* const kind = new records::KindOf<v1::Demand>(
      kDemands, {.created_by = "/zgc.parks.v1.DemandService/CreateDemand",
                 .field = "demand",
                 .check = &CheckDemand});
  return *kind;
}

const Lifecycle<v1::Demand>& DemandLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Demand>({
      {.method = "CreateDemand", .to = {v1::DEMAND_STATE_OPEN}},
      {.method = "MatchDemand",
       .from = {v1::DEMAND_STATE_OPEN},
       .to = {v1::DEMAND_STATE_MATCHED},
       .when = "the space is reserved for the enterprise, large enough and matched to no other"},
      {.method = "CloseDemand",
       .from = {v1::DEMAND_STATE_OPEN, v1::DEMAND_STATE_MATCHED},
       .to = {v1::DEMAND_STATE_CLOSED}},
      {.method = "ReleaseSpace",
       .from = {v1::DEMAND_STATE_MATCHED},
       .to = {v1::DEMAND_STATE_OPEN},
       .when = "it is of the space that the demand is matched to"},
  });
  return *lifecycle;
}

absl::StatusOr<v1::Demand> CreateDemand(storage::Txn& txn, const base::Actor& actor,
                                        const v1::CreateDemandRequest& request) {
  v1::Demand demand = request.demand();
  demand.set_name(absl::StrCat("demands/", request.demand_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(DemandKind().Hold(txn, nullptr, demand, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  DemandLifecycle().Take(txn, actor, "CreateDemand", {}, demand);
  return DemandKind().Create(txn, std::move(demand));
}

absl::StatusOr<v1::Demand> MatchDemand(storage::Txn& txn, const base::Actor& actor,
                                       const v1::MatchDemandRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Demand demand, GetForUpdate(txn, kDemands, request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(DemandLifecycle().Check(txn, actor, "MatchDemand", demand));
  ZGC_ASSIGN_OR_RETURN(v1::Space space, GetRow(txn, kSpaces, request.space()));
  ZGC_ASSIGN_OR_RETURN(const std::vector<std::string> obstacles,
                       Obstacles(demand, space, DayOr(txn, "")));
  if (!obstacles.empty()) {
    return DemandLifecycle().Hindered(txn, "MatchDemand", demand, obstacles);
  }
  space.set_demand(demand.name());
  Save(txn, kSpaces, std::move(space));
  demand.set_space(request.space());
  DemandLifecycle().Take(txn, actor, "MatchDemand", {.note = request.space()}, demand);
  return Save(txn, kDemands, std::move(demand));
}

absl::StatusOr<v1::Demand> CloseDemand(storage::Txn& txn, const base::Actor& actor,
                                       const v1::CloseDemandRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Demand demand, GetForUpdate(txn, kDemands, request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(DemandLifecycle().Check(txn, actor, "CloseDemand", demand));
  if (!demand.space().empty()) {
    // Else releasing the space later would open the demand again.
    ZGC_ASSIGN_OR_RETURN(v1::Space space, GetRow(txn, kSpaces, demand.space()));
    if (space.demand() == demand.name()) {
      space.clear_demand();
      Save(txn, kSpaces, std::move(space));
    }
  }
  DemandLifecycle().Take(txn, actor, "CloseDemand", {.note = request.reason()}, demand);
  return Save(txn, kDemands, std::move(demand));
}

absl::StatusOr<v1::Demand> GetDemand(const storage::Reader& reader,
                                     const v1::GetDemandRequest& request) {
  return GetRow(reader, kDemands, request.name());
}

absl::StatusOr<std::string> ListDemands(const storage::Reader& reader,
                                        const v1::ListDemandsRequest& request,
                                        const storage::Page& page,
                                        v1::ListDemandsResponse& response) {
  return query::List(reader, kDemands.column(), request, page, response);
}

}  // namespace zgc::parks
