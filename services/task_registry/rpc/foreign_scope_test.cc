#include <string>

#include "common/figures/figure_service.h"
#include "common/rpc/server/test_scope_matrix.h"
#include "common/rpc/server/test_server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/task_registry/formulas/formulas.h"
#include "services/task_registry/rpc/services.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

class ForeignScopeTest : public ::testing::Test {
 protected:
  ForeignScopeTest() : book_("task_registry", formulas_) { RegisterFormulas(formulas_); }

  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_;
  resource::SourceWatch sources_;
  testing::TempDir dir_;
  rpc::TestServer server_{"task_registry", TaskRegistrySchema(),
                          [this](rpc::Server& server) {
                            rpc::Services services = MakeServices(server.calls(), book_, sources_);
                            services.push_back(figures::MakeFigureService(server.calls(), book_));
                            return services;
                          },
                          testing::PolicyOfScopes(dir_, testing::ScopeMatrix::kMine)};
  testing::ScopeMatrix matrix_{server_, TaskRegistrySchema()};
};

TEST_F(ForeignScopeTest, EveryMethodRefusesWhatIsAnothers) {
  matrix_.EveryMethodRefusesWhatIsForeign();
  EXPECT_GE(matrix_.tried(), 50);
}

// Whosever the record is: who answers for it does not judge it.
TEST_F(ForeignScopeTest, WhatTheOfficeAloneDecides) {
  EXPECT_THAT(matrix_.OfficeSteps(),
              ::testing::UnorderedElementsAre(
                  "AcceptCompletion", "AcceptMilestone", "ApproveChangeRequest", "ApproveTask",
                  "CancelTask", "CloseInstruction", "RejectChangeRequest", "RejectMilestone",
                  "ReopenInstruction", "ReopenTask", "ResumeTask", "ReturnCompletion"));
}

}  // namespace
}  // namespace zgc::tasks
