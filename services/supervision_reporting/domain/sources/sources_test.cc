#include "services/supervision_reporting/domain/sources/sources.h"

#include "common/testing/reads.h"
#include "services/supervision_reporting/testing/reports_fixture.h"

namespace zgc::supervision {
namespace {

using ::zgc::testing::Got;

using SourcesTest = ReportsTest;

TEST_F(SourcesTest, SourcesAreShownWithTheirPositionsAsOfOneRevision) {
  const auto none = Got(store_->Read(), ListSources, "");
  ZGC_ASSERT_OK(none);
  EXPECT_EQ(none->sources_size(), 0);
  auto report = Good();
  Load(report);
  const auto found = Got(store_->Read(), ListSources, "");
  ZGC_ASSERT_OK(found);
  ASSERT_EQ(found->sources_size(), 2);
  EXPECT_EQ(found->sources(0).name(), "sources/park_region");
  EXPECT_EQ(found->sources(1).service(), "task_registry");
  EXPECT_EQ(found->sources(1).applied().revision(), 5);
  EXPECT_EQ(found->revision(), store_->head());
}

}  // namespace
}  // namespace zgc::supervision
