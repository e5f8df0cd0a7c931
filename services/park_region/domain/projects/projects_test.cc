#include "services/park_region/domain/projects/projects.h"

#include "common/testing/reads.h"
#include "services/park_region/testing/fixture.h"
#include "services/park_region/testing/spaces_fixture.h"

namespace zgc::parks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr char kSigned[] =
    "stage_events { stage: PROJECT_STATE_SIGNED date_known: true date: '2019-03-01' "
    "document: 'd' } ";

class ProjectsTest : public ParkRegionFixture {
 protected:
  absl::StatusOr<v1::Project> Add(const std::string& id, const std::string& stages) {
    return Do(CreateProject,
              absl::StrCat("project_id: '", id,
                           "' project { display_name: 'p' park: 'parks/a' enterprise: "
                           "'enterprises/e1' investment_state: AMOUNT_STATE_UNKNOWN ",
                           stages, "}"));
  }
  absl::StatusOr<v1::Project> Advance(const std::string& event) {
    return Do(
        AdvanceProject,
        absl::StrCat("name: 'projects/p' event { document: 'd' stage: PROJECT_STATE_", event, "}"));
  }
};

TEST_F(ProjectsTest, StagesGoForwardAndSkipWithAReasonOnly) {
  ZGC_ASSERT_OK(Add("p", kSigned));
  EXPECT_THAT(Advance("STARTED date_known: true date: '2019-05-01' "),
              FailsWith(kInvalid, HasSubstr("event.skip_reason")));
  ZGC_ASSERT_OK(Advance("STARTED date_known: true date: '2019-05-01' skip_reason: 'r' "));
  const auto back = Advance("FILED date_known: true date: '2019-06-01' ");
  EXPECT_THAT(back, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(back, FailsWith(kPrecondition, AllOf(HasSubstr("PROJECT_STATE_CAPPED"),
                                                   HasSubstr("PROJECT_STATE_IN_PRODUCTION"))));
  EXPECT_THAT(Advance("STARTED date_known: true date: '2019-06-01' "),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Advance("CAPPED date_known: false "));
  // The last known day counts although one is unknown in between.
  EXPECT_THAT(Advance("IN_PRODUCTION date_known: true date: '2019-04-30' "),
              FailsWith(kInvalid, HasSubstr("is before 2019-05-01")));
  const auto produced = Advance("IN_PRODUCTION date_known: true date: '2020-01-01' ");
  ZGC_ASSERT_OK(produced);
  EXPECT_EQ(produced->state(), v1::PROJECT_STATE_IN_PRODUCTION);
  EXPECT_EQ(produced->stage_events_size(), 4);
}

TEST_F(ProjectsTest, AllFaultsOfANewProjectAreListed) {
  EXPECT_THAT(Add("p", "investment_fen: 5 "),
              FailsWith(kInvalid, AllOf(HasSubstr("investment_fen"),
                                        HasSubstr("stage_events: needs at least one"))));
  EXPECT_THAT(Add("p", absl::StrCat(kSigned,
                                    "stage_events { stage: PROJECT_STATE_SIGNED "
                                    "date: '2019-02-01' } ")),
              FailsWith(kInvalid, AllOf(HasSubstr("stage_events[1].stage: does not go forward"),
                                        HasSubstr("must be empty unless date_known"),
                                        HasSubstr("stage_events[1].document"))));
}

TEST_F(ProjectsTest, ProjectsAreListedByParkAndReadByName) {
  ZGC_ASSERT_OK(Add("p", kSigned));
  EXPECT_THAT(Listed(store_->Read(), ListProjects, "park: 'parks/a'"), ElementsAre("projects/p"));
  EXPECT_THAT(Listed(store_->Read(), ListProjects, "park: 'parks/b'"), IsEmpty());
  const auto found = Got(store_->Read(), GetProject, "name: 'projects/p'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->state(), v1::PROJECT_STATE_SIGNED);
  EXPECT_THAT(Got(store_->Read(), GetProject, "name: 'projects/q'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::parks
