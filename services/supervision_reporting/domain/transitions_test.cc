#include "services/supervision_reporting/domain/transitions.h"

#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class TransitionsTest : public SupervisionFixture {
 protected:
  // A matter that was registered and is assigned on a day.
  absl::StatusOr<v1::Matter> AssignOn(const std::string& day) {
    v1::Matter matter;
    absl::Status status;
    ZGC_EXPECT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      MatterLifecycle().Take(txn, {"", "clerk"}, "CreateMatter", {.date = "2019-03-01"}, matter);
      resource::Checks checks;
      status = Finish(txn, {"", "clerk"}, MatterLifecycle(), "AssignMatter", {.date = day}, checks,
                      matter);
      return "";
    }));
    if (!status.ok()) return status;
    return matter;
  }
};

TEST_F(TransitionsTest, AMethodIsTakenOnItsDayOrOnThatOfTheCommit) {
  const auto dated = AssignOn("2019-03-02");
  ZGC_ASSERT_OK(dated);
  EXPECT_EQ(dated->state(), v1::MATTER_STATE_ASSIGNED);
  EXPECT_EQ(dated->steps(1).date(), "2019-03-02");
  const auto today = AssignOn("");
  ZGC_ASSERT_OK(today);
  EXPECT_GT(today->steps(1).date(), "2020-01-01");
}

TEST_F(TransitionsTest, NoMethodIsTakenBeforeTheLastOrAfterToday) {
  EXPECT_THAT(AssignOn("2019-02-28"),
              FailsWith(kInvalid, HasSubstr("is before CreateMatter on 2019-03-01")));
  EXPECT_THAT(AssignOn("2999-01-01"), FailsWith(kInvalid, HasSubstr("is after today")));
}

}  // namespace
}  // namespace zgc::supervision
