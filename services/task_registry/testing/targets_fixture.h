#pragma once

#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {

inline constexpr char kYear[] = "period { start_date: '2019-01-01' end_date: '2019-12-31' }";

// An observed indicator and a computed one: lectures held.
class TargetsFixture : public TaskRegistryFixture {
 protected:
  TargetsFixture() {
    Indicate("posts", "");
    Indicate("lectures", absl::StrCat("computation { formula: 'count_activities' arguments { key: "
                                      "'kind' value: 'lecture' } reporting_periods { ",
                                      "start_date: '2019-01-01' end_date: '2019-12-31' } }"));
  }
  void Indicate(const std::string& id, const std::string& more) {
    figures::v1::CreateIndicatorRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat("indicator_id: '", id, "' indicator { display_name: '", id,
                     "' unit: '件' measure: MEASURE_KIND_FLOW ", more, " }"),
        &request));
    ZGC_EXPECT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_RETURN_IF_ERROR(
          figures::CreateIndicator(txn, {"", "clerk"}, request, "task_registry", formulas_)
              .status());
      return "";
    }));
  }
  static std::string Target(const std::string& indicator, const std::string& comparison,
                            const std::string& value) {
    return absl::StrCat("targets { indicator: 'indicators/", indicator, "' ", kYear,
                        " comparison: TARGET_COMPARISON_", comparison, " value: '", value, "' } ");
  }
};

}  // namespace zgc::tasks
