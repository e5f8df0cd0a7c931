#include <string>

#include "common/figures/figure_service.h"
#include "common/rpc/server/test_scope_matrix.h"
#include "common/rpc/server/test_server.h"
#include "gtest/gtest.h"
#include "services/park_region/rpc/services.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

class ForeignScopeTest : public ::testing::Test {
 protected:
  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_{"park_region", formulas_};
  testing::TempDir dir_;
  rpc::TestServer server_{"park_region", ParkRegionSchema(),
                          [this](rpc::Server& server) {
                            rpc::Services services = MakeServices(server.calls());
                            services.push_back(figures::MakeFigureService(server.calls(), book_));
                            return services;
                          },
                          testing::PolicyOfScopes(dir_, testing::ScopeMatrix::kMine)};
  testing::ScopeMatrix matrix_{server_, ParkRegionSchema()};
};

TEST_F(ForeignScopeTest, EveryMethodRefusesWhatIsAnothers) {
  for (const char* service :
       {"zgc.parks.v1.RegionService", "zgc.parks.v1.ParkService", "zgc.parks.v1.EnterpriseService",
        "zgc.parks.v1.ProjectService", "zgc.parks.v1.AgreementService", "zgc.parks.v1.SpaceService",
        "zgc.parks.v1.DemandService", "zgc.parks.v1.QualificationService",
        "zgc.parks.v1.ImportService", "zgc.parks.v1.PlatformService",
        "zgc.parks.v1.AssessmentService", "zgc.records.v1.RecordService",
        "zgc.records.v1.EvidenceService", "zgc.figures.v1.FigureService",
        "zgc.ops.v1.OperationsService"}) {
    matrix_.EveryMethodRefusesWhatIsForeign(service);
  }
  EXPECT_GE(matrix_.tried(), 40);
}

}  // namespace
}  // namespace zgc::parks
