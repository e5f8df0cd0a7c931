#include <string>

#include "common/figures/figure_service.h"
#include "common/rpc/server/test_scope_matrix.h"
#include "common/rpc/server/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/rpc/services.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

class ForeignScopeTest : public ::testing::Test {
 protected:
  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_{"supervision_reporting", formulas_};
  resource::SourceWatch sources_;
  testing::TempDir dir_;
  rpc::TestServer server_{"supervision_reporting", SupervisionSchema(),
                          [this](rpc::Server& server) {
                            rpc::Services services = MakeServices(server.calls(), book_, sources_);
                            services.push_back(figures::MakeFigureService(server.calls(), book_));
                            return services;
                          },
                          testing::PolicyOfScopes(dir_, testing::ScopeMatrix::kMine)};
  testing::ScopeMatrix matrix_{server_, SupervisionSchema()};
};

TEST_F(ForeignScopeTest, EveryMethodRefusesWhatIsAnothers) {
  matrix_.EveryMethodRefusesWhatIsForeign();
  EXPECT_GE(matrix_.tried(), 60);
}

// Whosever the record is: who answers for it does not judge it.
TEST_F(ForeignScopeTest, WhatTheOfficeAloneDecides) {
  EXPECT_THAT(matrix_.OfficeSteps(),
              ::testing::UnorderedElementsAre(
                  "AdoptInformation", "ApproveExtension", "ApproveMatterCancellation",
                  "ArchiveMatter", "AssignMatter", "AssignProposal", "ChangeMatterPartDeadline",
                  "CloseMatter", "CloseProposal", "InstructInformation", "MergeMatters",
                  "ProposeMatterCancellation", "ReassignMatter", "RecordDissatisfaction",
                  "RejectExtension", "RejectMatterCancellation", "ReopenMatter", "ReturnMatter",
                  "ReworkMatterPart", "SignLightOverride", "SplitMatter", "StrikeOffMatterPart",
                  "TransferMatterPart", "VerifyMatter", "WaiveMatterPart", "WithdrawEscalation"));
}

}  // namespace
}  // namespace zgc::supervision
