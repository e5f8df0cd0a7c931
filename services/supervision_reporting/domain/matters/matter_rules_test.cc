#include "services/supervision_reporting/domain/matters/matter_rules.h"

#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kPrecondition;

using MatterRulesTest = SupervisionFixture;

TEST_F(MatterRulesTest, AMatterIsOpenUntilItIsReportedAndAgainWhenItIsReturned) {
  EXPECT_TRUE(IsOpen(v1::MATTER_STATE_REGISTERED));
  EXPECT_TRUE(IsOpen(v1::MATTER_STATE_ASSIGNED));
  EXPECT_TRUE(IsOpen(v1::MATTER_STATE_IN_PROGRESS));
  EXPECT_TRUE(IsOpen(v1::MATTER_STATE_REWORK));
  EXPECT_FALSE(IsOpen(v1::MATTER_STATE_REPORTED));
  EXPECT_FALSE(IsOpen(v1::MATTER_STATE_CLOSED));
}

TEST_F(MatterRulesTest, TheLifecycleIsTheTable) {
  const auto& lifecycle = MatterLifecycle();
  EXPECT_TRUE(lifecycle.IsOpen("StartMatter", v1::MATTER_STATE_REWORK));
  EXPECT_FALSE(lifecycle.IsOpen("StartMatter", v1::MATTER_STATE_REPORTED));
  v1::Matter matter;
  matter.set_name("matters/m");
  matter.set_state(v1::MATTER_STATE_REPORTED);
  EXPECT_THAT(lifecycle.Check(store_->Read(), {"", "clerk"}, "StartMatter", matter),
              FailsWith(kPrecondition, HasSubstr("open: CloseMatter, ReturnMatter")));
}

TEST_F(MatterRulesTest, OpenMattersAreLookedUpByTheDeadlineThatHolds) {
  const auto looked_up = [&] {
    std::vector<std::string> found;
    ZGC_EXPECT_OK(kOpenMattersByDeadline.ForEachOfAll(
        store_->Read(), [&](const Deadline& deadline, const std::string& name) {
          found.push_back(absl::StrCat(deadline.day, " ", name));
          return true;
        }));
    return found;
  };
  const auto save = [&](const v1::Matter& before, const v1::Matter& after) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      return SaveMatter(txn, before, after).name();
    }));
  };
  v1::Matter matter;
  matter.set_name("matters/m");
  matter.set_state(v1::MATTER_STATE_REGISTERED);
  save(v1::Matter(), matter);
  EXPECT_THAT(looked_up(), IsEmpty());
  v1::Matter dated = matter;
  dated.set_deadline("2019-03-20");
  save(matter, dated);
  EXPECT_THAT(looked_up(), ElementsAre("2019-03-20 matters/m"));
  v1::Matter later = dated;
  later.set_deadline("2019-03-25");
  save(dated, later);
  EXPECT_THAT(looked_up(), ElementsAre("2019-03-25 matters/m"));
  v1::Matter reported = later;
  reported.set_state(v1::MATTER_STATE_REPORTED);
  save(later, reported);
  EXPECT_THAT(looked_up(), IsEmpty());
}

}  // namespace
}  // namespace zgc::supervision
