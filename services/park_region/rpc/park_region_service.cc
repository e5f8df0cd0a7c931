#include "services/park_region/rpc/park_region_service.h"

#include "common/rpc/method.h"
#include "services/park_region/domain/park_region.h"

namespace zgc::parks {

std::unique_ptr<grpc::Service> MakeParkRegionService(rpc::Calls& calls) {
  return rpc::MakeService(calls, "zgc.parks.v1.ParkRegionService",
                          {
                              rpc::Write(CreateRegion),     rpc::Read(GetRegion),
                              rpc::List(ListRegions),       rpc::Write(SupersedeRegion),
                              rpc::Write(CreatePark),       rpc::Read(GetPark),
                              rpc::List(ListParks),         rpc::Write(UpdatePark),
                              rpc::Write(JoinZone),         rpc::Write(LeaveZone),
                              rpc::Write(CreateParkEvent),  rpc::Read(GetParkEvent),
                              rpc::List(ListParkEvents),    rpc::Write(CreateEnterprise),
                              rpc::Read(GetEnterprise),     rpc::List(ListEnterprises),
                              rpc::Write(UpdateEnterprise), rpc::Write(CreateProject),
                              rpc::Read(GetProject),        rpc::List(ListProjects),
                              rpc::Write(AdvanceProject),   rpc::Write(CreateRegistration),
                              rpc::Read(GetRegistration),   rpc::List(ListRegistrations),
                              rpc::Write(CreateAgreement),  rpc::Read(GetAgreement),
                              rpc::List(ListAgreements),    rpc::Write(EndAgreement),
                              rpc::Write(CreateSpace),      rpc::Read(GetSpace),
                              rpc::List(ListSpaces),        rpc::Write(ReserveSpace),
                              rpc::Write(LetSpace),         rpc::Write(ReleaseSpace),
                              rpc::Write(CreateDemand),     rpc::Read(GetDemand),
                              rpc::List(ListDemands),       rpc::Write(MatchDemand),
                              rpc::Write(CloseDemand),
                          });
}

}  // namespace zgc::parks
