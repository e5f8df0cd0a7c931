#include <memory>
#include <string>
#include <vector>

#include "common/figures/figure_service.h"
#include "common/figures/test_book.h"
#include "common/figures/versions/updates.h"
#include "common/testing/lifecycle_matrix.h"

namespace zgc::figures {
namespace {

TEST(IndicatorVersionLifecycleTest, EveryStateTakesTheMethodsOfItsTableAndNoOther) {
  const FormulaRegistry formulas;
  const FigureBook book("park_region", formulas);
  testing::LifecycleMatrix matrix(
      [&](const std::string& policy) {
        return std::make_unique<rpc::TestServer>(
            "park_region", testing::BookSchema(),
            [&](rpc::Server& server) {
              return rpc::ServicesOf(MakeFigureService(server.calls(), book));
            },
            policy);
      },
      [](storage::Txn& txn) {
        v1::Indicator indicator;
        indicator.set_name("indicators/a");
        resource::Save(txn, kIndicators, indicator);
      });
  matrix.Add<v1::IndicatorVersion>(
      IndicatorVersionLifecycle(), kIndicatorVersions,
      [](v1::IndicatorVersionState) {
        v1::IndicatorVersion version;
        version.set_name("indicatorVersions/v$");
        version.set_indicator("indicators/a");
        return version;
      },
      {{"ApproveIndicatorVersion", ""}, {"RejectIndicatorVersion", "reason: 'r'"}},
      {.loose = {"ApproveIndicatorVersion"}});
  matrix.Run({&IndicatorVersionLifecycle()});
}

}  // namespace
}  // namespace zgc::figures
