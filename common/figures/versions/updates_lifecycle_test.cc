#include <memory>
#include <string>
#include <vector>

#include "common/figures/figure_service.h"
#include "common/figures/test_book.h"
#include "common/figures/versions/updates.h"
#include "common/testing/lifecycle_matrix.h"

namespace zgc::figures {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class WaitingVersionsTest : public BookTest {
 protected:
  WaitingVersionsTest() {
    for (const char* id : {"a", "b"}) ZGC_EXPECT_OK(Create(Declare(id)));
  }
  absl::StatusOr<v1::IndicatorVersion> Rename(const std::string& id, const std::string& name,
                                              const std::string& from) {
    v1::UpdateIndicatorRequest request;
    request.mutable_indicator()->set_name("indicators/" + id);
    request.mutable_indicator()->set_display_name(name);
    request.set_from_date(from);
    request.set_reason("制度修订");
    return Commit<v1::IndicatorVersion>([&](storage::Txn& txn) {
      return UpdateIndicator(txn, {"", "clerk"}, request, registry_);
    });
  }
  absl::StatusOr<v1::IndicatorVersion> Approve(const std::string& name) {
    v1::ApproveIndicatorVersionRequest request;
    request.set_name(name);
    return Commit<v1::IndicatorVersion>([&](storage::Txn& txn) {
      return ApproveIndicatorVersion(txn, {"", "head"}, request, registry_);
    });
  }
  absl::StatusOr<v1::IndicatorVersion> Withdraw(const std::string& name,
                                                const std::string& person) {
    v1::WithdrawIndicatorVersionRequest request;
    request.set_name(name);
    request.set_reason("依据已变");
    return Commit<v1::IndicatorVersion>([&](storage::Txn& txn) {
      return WithdrawIndicatorVersion(txn, {"", person}, request);
    });
  }
};

TEST_F(WaitingVersionsTest, OneChangeWaitsAtATimeAndItsAuthorTakesItBack) {
  const auto first = Rename("a", "x", "2900-01-01");
  ZGC_ASSERT_OK(first);
  const auto second = Rename("a", "y", "2900-02-01");
  EXPECT_THAT(second, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(first->name() + " waits"));
  // Another indicator has none.
  ZGC_EXPECT_OK(Rename("b", "y", "2900-02-01"));
  const auto by_another = Withdraw(first->name(), "head");
  EXPECT_THAT(by_another, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(std::string(by_another.status().message()), HasSubstr("reject it instead"));
  const auto withdrawn = Withdraw(first->name(), "clerk");
  ZGC_ASSERT_OK(withdrawn);
  EXPECT_EQ(withdrawn->state(), v1::INDICATOR_VERSION_STATE_WITHDRAWN);
  EXPECT_EQ(withdrawn->steps(1).note(), "依据已变");
  EXPECT_THAT(Approve(first->name()), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Withdraw(first->name(), "clerk"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  // The next is made of what there is, also after one that was approved.
  const auto third = Rename("a", "y", "2900-02-01");
  ZGC_ASSERT_OK(third);
  ZGC_ASSERT_OK(Approve(third->name()));
  Open();
  ZGC_ASSERT_OK(Approve(Rename("a", "z", "2900-03-01")->name()));
  EXPECT_EQ(kIndicators.Get(store_->Read(), {"indicators/a"})->value().display_name(), "z");
}

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
  matrix.Add<v1::IndicatorVersion>(IndicatorVersionLifecycle(), kIndicatorVersions,
                                   [](v1::IndicatorVersionState) {
                                     v1::IndicatorVersion version;
                                     version.set_name("indicatorVersions/v$");
                                     version.set_indicator("indicators/a");
                                     return version;
                                   },
                                   {{"ApproveIndicatorVersion", ""},
                                    {"RejectIndicatorVersion", "reason: 'r'"},
                                    {"WithdrawIndicatorVersion", "reason: 'r'"}},
                                   {.loose = {"ApproveIndicatorVersion"}});
  matrix.Run({&IndicatorVersionLifecycle()});
}

}  // namespace
}  // namespace zgc::figures
