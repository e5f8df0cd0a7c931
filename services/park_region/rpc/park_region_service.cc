#include "services/park_region/rpc/park_region_service.h"

#include "common/rpc/calls.h"
#include "services/park_region/domain/park_region.h"
#include "zgc/parks/v1/parks.grpc.pb.h"

namespace zgc::parks {
namespace {

class ParkRegionServiceImpl final : public v1::ParkRegionService::CallbackService {
 public:
  explicit ParkRegionServiceImpl(rpc::Calls& calls) : calls_(calls) {}

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;
  Unary* CreateRegion(Context* context, const v1::CreateRegionRequest* request,
                      v1::Region* response) override {
    return calls_.Write(context, request, response, parks::CreateRegion);
  }
  Unary* GetRegion(Context* context, const v1::GetRegionRequest* request,
                   v1::Region* response) override {
    return calls_.Read(context, request, response, parks::GetRegion);
  }
  Unary* ListRegions(Context* context, const v1::ListRegionsRequest* request,
                     v1::ListRegionsResponse* response) override {
    return calls_.List(context, request, response, parks::ListRegions);
  }
  Unary* SupersedeRegion(Context* context, const v1::SupersedeRegionRequest* request,
                         v1::Region* response) override {
    return calls_.Write(context, request, response, parks::SupersedeRegion);
  }
  Unary* CreatePark(Context* context, const v1::CreateParkRequest* request,
                    v1::Park* response) override {
    return calls_.Write(context, request, response, parks::CreatePark);
  }
  Unary* GetPark(Context* context, const v1::GetParkRequest* request, v1::Park* response) override {
    return calls_.Read(context, request, response, parks::GetPark);
  }
  Unary* ListParks(Context* context, const v1::ListParksRequest* request,
                   v1::ListParksResponse* response) override {
    return calls_.List(context, request, response, parks::ListParks);
  }
  Unary* UpdatePark(Context* context, const v1::UpdateParkRequest* request,
                    v1::Park* response) override {
    return calls_.Write(context, request, response, parks::UpdatePark);
  }
  Unary* JoinZone(Context* context, const v1::JoinZoneRequest* request,
                  v1::Park* response) override {
    return calls_.Write(context, request, response, parks::JoinZone);
  }
  Unary* LeaveZone(Context* context, const v1::LeaveZoneRequest* request,
                   v1::Park* response) override {
    return calls_.Write(context, request, response, parks::LeaveZone);
  }
  Unary* CreateParkEvent(Context* context, const v1::CreateParkEventRequest* request,
                         v1::ParkEvent* response) override {
    return calls_.Write(context, request, response, parks::CreateParkEvent);
  }
  Unary* GetParkEvent(Context* context, const v1::GetParkEventRequest* request,
                      v1::ParkEvent* response) override {
    return calls_.Read(context, request, response, parks::GetParkEvent);
  }
  Unary* ListParkEvents(Context* context, const v1::ListParkEventsRequest* request,
                        v1::ListParkEventsResponse* response) override {
    return calls_.List(context, request, response, parks::ListParkEvents);
  }
  Unary* CreateEnterprise(Context* context, const v1::CreateEnterpriseRequest* request,
                          v1::Enterprise* response) override {
    return calls_.Write(context, request, response, parks::CreateEnterprise);
  }
  Unary* GetEnterprise(Context* context, const v1::GetEnterpriseRequest* request,
                       v1::Enterprise* response) override {
    return calls_.Read(context, request, response, parks::GetEnterprise);
  }
  Unary* ListEnterprises(Context* context, const v1::ListEnterprisesRequest* request,
                         v1::ListEnterprisesResponse* response) override {
    return calls_.List(context, request, response, parks::ListEnterprises);
  }
  Unary* UpdateEnterprise(Context* context, const v1::UpdateEnterpriseRequest* request,
                          v1::Enterprise* response) override {
    return calls_.Write(context, request, response, parks::UpdateEnterprise);
  }
  Unary* CreateProject(Context* context, const v1::CreateProjectRequest* request,
                       v1::Project* response) override {
    return calls_.Write(context, request, response, parks::CreateProject);
  }
  Unary* GetProject(Context* context, const v1::GetProjectRequest* request,
                    v1::Project* response) override {
    return calls_.Read(context, request, response, parks::GetProject);
  }
  Unary* ListProjects(Context* context, const v1::ListProjectsRequest* request,
                      v1::ListProjectsResponse* response) override {
    return calls_.List(context, request, response, parks::ListProjects);
  }
  Unary* AdvanceProject(Context* context, const v1::AdvanceProjectRequest* request,
                        v1::Project* response) override {
    return calls_.Write(context, request, response, parks::AdvanceProject);
  }
  Unary* CreateRegistration(Context* context, const v1::CreateRegistrationRequest* request,
                            v1::Registration* response) override {
    return calls_.Write(context, request, response, parks::CreateRegistration);
  }
  Unary* GetRegistration(Context* context, const v1::GetRegistrationRequest* request,
                         v1::Registration* response) override {
    return calls_.Read(context, request, response, parks::GetRegistration);
  }
  Unary* ListRegistrations(Context* context, const v1::ListRegistrationsRequest* request,
                           v1::ListRegistrationsResponse* response) override {
    return calls_.List(context, request, response, parks::ListRegistrations);
  }
  Unary* CreateAgreement(Context* context, const v1::CreateAgreementRequest* request,
                         v1::Agreement* response) override {
    return calls_.Write(context, request, response, parks::CreateAgreement);
  }
  Unary* GetAgreement(Context* context, const v1::GetAgreementRequest* request,
                      v1::Agreement* response) override {
    return calls_.Read(context, request, response, parks::GetAgreement);
  }
  Unary* ListAgreements(Context* context, const v1::ListAgreementsRequest* request,
                        v1::ListAgreementsResponse* response) override {
    return calls_.List(context, request, response, parks::ListAgreements);
  }
  Unary* EndAgreement(Context* context, const v1::EndAgreementRequest* request,
                      v1::Agreement* response) override {
    return calls_.Write(context, request, response, parks::EndAgreement);
  }
  Unary* CreateSpace(Context* context, const v1::CreateSpaceRequest* request,
                     v1::Space* response) override {
    return calls_.Write(context, request, response, parks::CreateSpace);
  }
  Unary* GetSpace(Context* context, const v1::GetSpaceRequest* request,
                  v1::Space* response) override {
    return calls_.Read(context, request, response, parks::GetSpace);
  }
  Unary* ListSpaces(Context* context, const v1::ListSpacesRequest* request,
                    v1::ListSpacesResponse* response) override {
    return calls_.List(context, request, response, parks::ListSpaces);
  }
  Unary* ReserveSpace(Context* context, const v1::ReserveSpaceRequest* request,
                      v1::Space* response) override {
    return calls_.Write(context, request, response, parks::ReserveSpace);
  }
  Unary* LetSpace(Context* context, const v1::LetSpaceRequest* request,
                  v1::Space* response) override {
    return calls_.Write(context, request, response, parks::LetSpace);
  }
  Unary* ReleaseSpace(Context* context, const v1::ReleaseSpaceRequest* request,
                      v1::Space* response) override {
    return calls_.Write(context, request, response, parks::ReleaseSpace);
  }
  Unary* CreateDemand(Context* context, const v1::CreateDemandRequest* request,
                      v1::Demand* response) override {
    return calls_.Write(context, request, response, parks::CreateDemand);
  }
  Unary* GetDemand(Context* context, const v1::GetDemandRequest* request,
                   v1::Demand* response) override {
    return calls_.Read(context, request, response, parks::GetDemand);
  }
  Unary* ListDemands(Context* context, const v1::ListDemandsRequest* request,
                     v1::ListDemandsResponse* response) override {
    return calls_.List(context, request, response, parks::ListDemands);
  }
  Unary* MatchDemand(Context* context, const v1::MatchDemandRequest* request,
                     v1::Demand* response) override {
    return calls_.Write(context, request, response, parks::MatchDemand);
  }
  Unary* CloseDemand(Context* context, const v1::CloseDemandRequest* request,
                     v1::Demand* response) override {
    return calls_.Write(context, request, response, parks::CloseDemand);
  }

 private:
  rpc::Calls& calls_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeParkRegionService(rpc::Calls& calls) {
  return std::make_unique<ParkRegionServiceImpl>(calls);
}

}  // namespace zgc::parks
