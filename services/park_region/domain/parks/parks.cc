#include "services/park_region/domain/parks/parks.h"

#include <algorithm>

#include "common/query/filter.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "common/resource/steps.h"
#include "services/park_region/domain/parks/memberships.h"
#include "services/park_region/domain/parks/particulars.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/park_service.pb.h"
#include "zgc/parks/v1/parks.pb.h"

namespace zgc::parks {
namespace {

void SortMemberships(v1::Park& park) {
  std::sort(park.mutable_memberships()->begin(), park.mutable_memberships()->end(),
            [](const auto& a, const auto& b) { return a.from_date() < b.from_date(); });
}

absl::Status CheckPark(const storage::Reader& reader, const v1::Park* before, v1::Park& park,
                       Checks& checks) {
  ZGC_RETURN_IF_ERROR(CheckParticulars(reader, before, park, checks));
  ZGC_RETURN_IF_ERROR(CheckMemberships(reader, park, checks));
  SortMemberships(park);
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::Park>& ParkKind() {
  static const auto* const kind = new records::KindOf<v1::Park>(
      kParks,
      {.created_by = "/zgc.parks.v1.ParkService/CreatePark", .field = "park", .check = &CheckPark});
  return *kind;
}

absl::StatusOr<v1::Park> CreatePark(storage::Txn& txn, const base::Actor&,
                                    const v1::CreateParkRequest& request) {
  v1::Park park = request.park();
  park.set_name(absl::StrCat("parks/", request.park_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(ParkKind().Hold(txn, nullptr, park, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return ParkKind().Create(txn, std::move(park));
}

absl::StatusOr<v1::Park> UpdatePark(storage::Txn& txn, const base::Actor&,
                                    const v1::UpdateParkRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Park before, GetForUpdate(txn, kParks, request.park()));
  v1::Park park = before;
  Checks checks(txn, request);
  ApplyUpdate(txn, request, checks, park);
  ZGC_RETURN_IF_ERROR(ParkKind().Hold(txn, &before, park, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Save(txn, kParks, std::move(park));
}

absl::StatusOr<v1::Park> JoinZone(storage::Txn& txn, const base::Actor& actor,
                                  const v1::JoinZoneRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Park park, GetForUpdate(txn, kParks, request));
  v1::ZoneMembership* membership = park.add_memberships();
  membership->set_zone(request.zone());
  membership->set_from_date(request.from_date());
  membership->set_to_date(request.to_date());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CheckMemberships(txn, park, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  SortMemberships(park);
  resource::AddStep(txn, actor, {.method = "JoinZone"},
                    {.date = request.from_date(), .note = request.reason()}, *park.mutable_steps());
  return Save(txn, kParks, std::move(park));
}

absl::StatusOr<v1::Park> LeaveZone(storage::Txn& txn, const base::Actor& actor,
                                   const v1::LeaveZoneRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Park park, GetForUpdate(txn, kParks, request));
  Checks checks(txn, request);
  // Memberships do not overlap, so only the last can be open.
  const bool open = !park.memberships().empty() && park.memberships().rbegin()->to_date().empty();
  if (open && !request.to_date().empty()) {
    checks.Ordered(park.memberships().rbegin()->from_date(), request.to_date(), "to_date");
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (!open) {
    return IllegalTransition(park.name(), "LeaveZone", {"it belongs to no zone"}, {"JoinZone"});
  }
  park.mutable_memberships()->rbegin()->set_to_date(request.to_date());
  resource::AddStep(txn, actor, {.method = "LeaveZone"},
                    {.date = request.to_date(), .note = request.reason()}, *park.mutable_steps());
  return Save(txn, kParks, std::move(park));
}

absl::StatusOr<v1::Park> GetPark(const storage::Reader& reader, const v1::GetParkRequest& request) {
  return GetRow(reader, kParks, request.name());
}

absl::StatusOr<std::string> ListParks(const storage::Reader& reader,
                                      const v1::ListParksRequest& request,
                                      const storage::Page& page, v1::ListParksResponse& response) {
  Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  query::Also also;
  if (!request.zone().empty()) {
    also.filter = query::AnyWith({"memberships.zone:"}, request.zone());
    also.takes = [&request](const google::protobuf::Message& message) {
      return IsMember(static_cast<const v1::Park&>(message), request.zone(), request.on_date());
    };
  }
  return query::List(reader, kParks.column(), request, page, response, also);
}

}  // namespace zgc::parks
