#include <string>

#include "common/figures/figure_service.h"
#include "common/rpc/server/test_scope_matrix.h"
#include "common/rpc/server/test_server.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/rpc/services.h"

namespace zgc::funding {
namespace {

class ForeignScopeTest : public ::testing::Test {
 protected:
  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_{"funding_ledger", formulas_};
  resource::SourceWatch sources_;
  testing::TempDir dir_;
  rpc::TestServer server_{"funding_ledger", FundingLedgerSchema(),
                          [this](rpc::Server& server) {
                            rpc::Services services = MakeServices(server.calls(), sources_);
                            services.push_back(figures::MakeFigureService(server.calls(), book_));
                            return services;
                          },
                          testing::PolicyOfScopes(dir_, testing::ScopeMatrix::kMine)};
  testing::ScopeMatrix matrix_{server_, FundingLedgerSchema()};
};

TEST_F(ForeignScopeTest, EveryMethodRefusesWhatIsAnothers) {
  matrix_.EveryMethodRefusesWhatIsForeign();
  EXPECT_GE(matrix_.tried(), 100);
}

}  // namespace
}  // namespace zgc::funding
