#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/parks.pb.h"

// The methods of ParkRegionService without gRPC. A request with wrong fields
// is refused with every violation; references that do not exist are
// REFERENCE_NOT_FOUND, steps that the state does not allow ILLEGAL_TRANSITION.
// Lists return the key of the next page. Thread-safe as the reader is.
namespace zgc::parks {

absl::StatusOr<v1::Region> CreateRegion(storage::Txn& txn, const base::Actor& actor,
                                        const v1::CreateRegionRequest& request);
absl::StatusOr<v1::Region> SupersedeRegion(storage::Txn& txn, const base::Actor& actor,
                                           const v1::SupersedeRegionRequest& request);
absl::StatusOr<v1::Region> GetRegion(const storage::Reader& reader,
                                     const v1::GetRegionRequest& request);
absl::StatusOr<std::string> ListRegions(const storage::Reader& reader,
                                        const v1::ListRegionsRequest& request,
                                        const storage::Page& page,
                                        v1::ListRegionsResponse& response);

absl::StatusOr<v1::Park> CreatePark(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreateParkRequest& request);
absl::StatusOr<v1::Park> UpdatePark(storage::Txn& txn, const base::Actor& actor,
                                    const v1::UpdateParkRequest& request);
absl::StatusOr<v1::Park> JoinZone(storage::Txn& txn, const base::Actor& actor,
                                  const v1::JoinZoneRequest& request);
absl::StatusOr<v1::Park> LeaveZone(storage::Txn& txn, const base::Actor& actor,
                                   const v1::LeaveZoneRequest& request);
absl::StatusOr<v1::Park> GetPark(const storage::Reader& reader, const v1::GetParkRequest& request);
absl::StatusOr<std::string> ListParks(const storage::Reader& reader,
                                      const v1::ListParksRequest& request,
                                      const storage::Page& page, v1::ListParksResponse& response);

absl::StatusOr<v1::ParkEvent> CreateParkEvent(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateParkEventRequest& request);
absl::StatusOr<v1::ParkEvent> GetParkEvent(const storage::Reader& reader,
                                           const v1::GetParkEventRequest& request);
absl::StatusOr<std::string> ListParkEvents(const storage::Reader& reader,
                                           const v1::ListParkEventsRequest& request,
                                           const storage::Page& page,
                                           v1::ListParkEventsResponse& response);

absl::StatusOr<v1::Enterprise> CreateEnterprise(storage::Txn& txn, const base::Actor& actor,
                                                const v1::CreateEnterpriseRequest& request);
absl::StatusOr<v1::Enterprise> UpdateEnterprise(storage::Txn& txn, const base::Actor& actor,
                                                const v1::UpdateEnterpriseRequest& request);
absl::StatusOr<v1::Enterprise> GetEnterprise(const storage::Reader& reader,
                                             const v1::GetEnterpriseRequest& request);
absl::StatusOr<std::string> ListEnterprises(const storage::Reader& reader,
                                            const v1::ListEnterprisesRequest& request,
                                            const storage::Page& page,
                                            v1::ListEnterprisesResponse& response);

absl::StatusOr<v1::Project> CreateProject(storage::Txn& txn, const base::Actor& actor,
                                          const v1::CreateProjectRequest& request);
absl::StatusOr<v1::Project> AdvanceProject(storage::Txn& txn, const base::Actor& actor,
                                           const v1::AdvanceProjectRequest& request);
absl::StatusOr<v1::Project> GetProject(const storage::Reader& reader,
                                       const v1::GetProjectRequest& request);
absl::StatusOr<std::string> ListProjects(const storage::Reader& reader,
                                         const v1::ListProjectsRequest& request,
                                         const storage::Page& page,
                                         v1::ListProjectsResponse& response);

absl::StatusOr<v1::Registration> CreateRegistration(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::CreateRegistrationRequest& request);
absl::StatusOr<v1::Registration> GetRegistration(const storage::Reader& reader,
                                                 const v1::GetRegistrationRequest& request);
absl::StatusOr<std::string> ListRegistrations(const storage::Reader& reader,
                                              const v1::ListRegistrationsRequest& request,
                                              const storage::Page& page,
                                              v1::ListRegistrationsResponse& response);

absl::StatusOr<v1::Agreement> CreateAgreement(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateAgreementRequest& request);
absl::StatusOr<v1::Agreement> EndAgreement(storage::Txn& txn, const base::Actor& actor,
                                           const v1::EndAgreementRequest& request);
absl::StatusOr<v1::Agreement> GetAgreement(const storage::Reader& reader,
                                           const v1::GetAgreementRequest& request);
absl::StatusOr<std::string> ListAgreements(const storage::Reader& reader,
                                           const v1::ListAgreementsRequest& request,
                                           const storage::Page& page,
                                           v1::ListAgreementsResponse& response);

absl::StatusOr<v1::Space> CreateSpace(storage::Txn& txn, const base::Actor& actor,
                                      const v1::CreateSpaceRequest& request);
absl::StatusOr<v1::Space> ReserveSpace(storage::Txn& txn, const base::Actor& actor,
                                       const v1::ReserveSpaceRequest& request);
absl::StatusOr<v1::Space> LetSpace(storage::Txn& txn, const base::Actor& actor,
                                   const v1::LetSpaceRequest& request);
absl::StatusOr<v1::Space> ReleaseSpace(storage::Txn& txn, const base::Actor& actor,
                                       const v1::ReleaseSpaceRequest& request);
absl::StatusOr<v1::Space> GetSpace(const storage::Reader& reader,
                                   const v1::GetSpaceRequest& request);
absl::StatusOr<std::string> ListSpaces(const storage::Reader& reader,
                                       const v1::ListSpacesRequest& request,
                                       const storage::Page& page, v1::ListSpacesResponse& response);

absl::StatusOr<v1::Demand> CreateDemand(storage::Txn& txn, const base::Actor& actor,
                                        const v1::CreateDemandRequest& request);
absl::StatusOr<v1::Demand> MatchDemand(storage::Txn& txn, const base::Actor& actor,
                                       const v1::MatchDemandRequest& request);
absl::StatusOr<v1::Demand> CloseDemand(storage::Txn& txn, const base::Actor& actor,
                                       const v1::CloseDemandRequest& request);
absl::StatusOr<v1::Demand> GetDemand(const storage::Reader& reader,
                                     const v1::GetDemandRequest& request);
absl::StatusOr<std::string> ListDemands(const storage::Reader& reader,
                                        const v1::ListDemandsRequest& request,
                                        const storage::Page& page,
                                        v1::ListDemandsResponse& response);

}  // namespace zgc::parks
