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
  matrix_.EveryMethodRefusesWhatIsForeign();
  EXPECT_GE(matrix_.tried(), 40);
}

}  // namespace
}  // namespace zgc::parks
