#include "services/park_region/domain/spaces/spaces.h"

#include <atomic>
#include <thread>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "google/rpc/error_details.pb.h"
#include "services/park_region/domain/demands/demands.h"
#include "services/park_region/domain/projects/projects.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;

class SpacesTest : public ParkRegionFixture {
 protected:
  SpacesTest() {
    ZGC_EXPECT_OK(Add("tower", "BUILDING", "", "1000"));
    ZGC_EXPECT_OK(Add("f1", "FLOOR", "tower", "400.5"));
    ZGC_EXPECT_OK(Add("f2", "FLOOR", "tower", "500"));
  }
  absl::StatusOr<v1::Space> Add(const std::string& id, const std::string& kind,
                                const std::string& parent, const std::string& area) {
    const std::string part = parent.empty() ? "" : absl::StrCat("parent: 'spaces/", parent, "' ");
    return Do(CreateSpace, absl::StrCat("space_id: '", id, "' space { display_name: '", id,
                                        "' park: 'parks/a' kind: SPACE_KIND_", kind, " ", part,
                                        "area_m2: '", area, "' vacant_from: '2019-01-01' }"));
  }
  absl::StatusOr<v1::Space> Reserve(const std::string& id, const std::string& enterprise) {
    return Do(ReserveSpace, absl::StrCat("name: 'spaces/", id, "' enterprise: 'enterprises/",
                                         enterprise, "' date: '2019-02-01'"));
  }
  absl::StatusOr<v1::Space> Let(const std::string& id, const std::string& enterprise,
                                const std::string& from) {
    return Do(LetSpace, absl::StrCat("name: 'spaces/", id, "' enterprise: 'enterprises/",
                                     enterprise, "' from_date: '", from, "'"));
  }
  absl::StatusOr<v1::Space> Release(const std::string& id, const std::string& date) {
    return Do(ReleaseSpace, absl::StrCat("name: 'spaces/", id, "' date: '", date, "' reason: 'r'"));
  }
};

TEST_F(SpacesTest, ASpaceIsReservedLetAndReleased) {
  ZGC_ASSERT_OK(Reserve("f1", "e1"));
  EXPECT_THAT(Reserve("f1", "e1"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Let("f1", "e2", "2019-03-01"),
              FailsWith(kPrecondition, HasSubstr("LetSpace to enterprises/e1")));
  EXPECT_THAT(Let("f1", "e1", "2019-01-31"),
              FailsWith(kInvalid, HasSubstr("is before 2019-02-01")));
  ZGC_ASSERT_OK(Let("f1", "e1", "2019-03-01"));
  EXPECT_THAT(Release("f1", "2019-02-28"), FailsWith(kInvalid, HasSubstr("before 2019-03-01")));
  const auto vacant = Release("f1", "2020-03-01");
  ZGC_ASSERT_OK(vacant);
  EXPECT_EQ(vacant->state(), v1::SPACE_STATE_VACANT);
  EXPECT_EQ(vacant->vacant_from(), "2020-03-01");
  ASSERT_EQ(vacant->lettings_size(), 1);
  EXPECT_EQ(vacant->lettings(0).released_date(), "2020-03-01");
  EXPECT_THAT(Release("f1", "2020-03-01"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  // Days that were let cannot be let again.
  EXPECT_THAT(Let("f1", "e2", "2020-02-29"), FailsWith(kInvalid, HasSubstr("2020-03-01")));
  ZGC_EXPECT_OK(Let("f1", "e2", "2020-03-01"));
}

TEST_F(SpacesTest, TheWholeAndItsPartsAreNotLetTwice) {
  ZGC_ASSERT_OK(Reserve("f1", "e1"));
  const auto whole = Let("tower", "e2", "2019-03-01");
  EXPECT_THAT(whole, FailsWith(kPrecondition, HasSubstr("spaces/f1 is SPACE_STATE_RESERVED")));
  ZGC_ASSERT_OK(Release("f1", "2019-02-02"));
  ZGC_ASSERT_OK(Let("tower", "e2", "2019-03-01"));
  EXPECT_THAT(Reserve("f2", "e1"), FailsWith(kPrecondition, HasSubstr("spaces/tower is")));
}

TEST_F(SpacesTest, AllObstaclesAreListed) {
  ZGC_ASSERT_OK(Reserve("f1", "e1"));
  ZGC_ASSERT_OK(Reserve("f2", "e2"));
  EXPECT_THAT(Reserve("tower", "e1"),
              FailsWith(kPrecondition, AllOf(HasSubstr("spaces/f1"), HasSubstr("spaces/f2"))));
}

TEST_F(SpacesTest, PartsFitTheirWhole) {
  EXPECT_THAT(Add("f3", "FLOOR", "tower", "99.6"),
              FailsWith(kInvalid, HasSubstr("would have 1000.1 of 1000 m2")));
  ZGC_EXPECT_OK(Add("f3", "FLOOR", "tower", "99.5"));
  EXPECT_THAT(Add("f4", "FLOOR", "", "1"), FailsWith(kInvalid, HasSubstr("space.parent")));
  EXPECT_THAT(Add("p", "PLOT", "tower", "-1"),
              FailsWith(kInvalid, AllOf(HasSubstr("space.area_m2"), HasSubstr("space.parent"))));
  EXPECT_THAT(Do(CreateSpace,
                 "space_id: 'f5' space { display_name: 'f' park: 'parks/b' kind: SPACE_KIND_FLOOR "
                 "parent: 'spaces/tower' area_m2: '1' vacant_from: '2019-01-01' }"),
              FailsWith(kInvalid, HasSubstr("another park")));
}

// Everybody wants the same floor, or the building around it, at once.
TEST_F(SpacesTest, RacingCallersNeverLetTwice) {
  constexpr int kThreads = 4;
  constexpr int kEach = 50;
  std::atomic<int> granted = 0;
  std::atomic<int> refused = 0;
  absl::BlockingCounter done(kThreads * kEach);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        v1::LetSpaceRequest request;
        request.set_name(i % 2 == 0 ? "spaces/f1" : "spaces/tower");
        request.set_enterprise(t % 2 == 0 ? "enterprises/e1" : "enterprises/e2");
        request.set_from_date("2019-03-01");
        store_->Submit(
            {},
            [request](storage::Txn& txn) -> absl::StatusOr<std::string> {
              ZGC_ASSIGN_OR_RETURN(const v1::Space space, LetSpace(txn, {"", "clerk"}, request));
              return space.name();
            },
            [&](absl::StatusOr<storage::Committed> result) {
              if (result.ok()) {
                ++granted;
              } else if (base::ReasonOf(result.status()) == ERROR_REASON_ILLEGAL_TRANSITION) {
                ++refused;
              }
              done.DecrementCount();
            });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  done.Wait();
  EXPECT_EQ(granted, 1);
  EXPECT_EQ(refused, kThreads * kEach - 1);
  const v1::Space floor = Find(kSpaces, "spaces/f1");
  const v1::Space tower = Find(kSpaces, "spaces/tower");
  EXPECT_EQ(floor.lettings_size() + tower.lettings_size(), 1);
}

TEST_F(SpacesTest, ADemandIsMatchedToASpaceThatIsReservedAndLargeEnough) {
  const auto demand = [&](const std::string& id, const std::string& rest) {
    return Do(CreateDemand, absl::StrCat("demand_id: '", id,
                                         "' demand { enterprise: 'enterprises/e1' ", rest, "}"));
  };
  EXPECT_THAT(demand("d", "area_m2: '0' park: 'parks/none' "),
              FailsWith(kInvalid, AllOf(HasSubstr("area_m2"), HasSubstr("parks/none"))));
  ZGC_ASSERT_OK(demand("d", "area_m2: '400.5' "));
  ZGC_ASSERT_OK(demand("big", "area_m2: '400.6' park: 'parks/b' "));
  const std::string match_big = "name: 'demands/big' space: 'spaces/f1'";
  EXPECT_THAT(Do(MatchDemand, match_big),
              FailsWith(kPrecondition, AllOf(HasSubstr("is not reserved"), HasSubstr("parks/b"),
                                             HasSubstr("has 400.5 of 400.6 m2"))));
  ZGC_ASSERT_OK(Reserve("f1", "e1"));
  const std::string match = "name: 'demands/d' space: 'spaces/f1'";
  const auto matched = Do(MatchDemand, match);
  ZGC_ASSERT_OK(matched);
  EXPECT_EQ(matched->state(), v1::DEMAND_STATE_MATCHED);
  EXPECT_THAT(Do(MatchDemand, match_big), FailsWith(kPrecondition, HasSubstr("is matched to")));
  EXPECT_THAT(Do(MatchDemand, match), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  // Released, the space leaves the demand open; closed, it stays closed.
  ZGC_ASSERT_OK(Release("f1", "2019-02-02"));
  EXPECT_EQ(Find(kDemands, "demands/d").state(), v1::DEMAND_STATE_OPEN);
  ZGC_ASSERT_OK(Reserve("f1", "e1"));
  ZGC_ASSERT_OK(Do(MatchDemand, match));
  ZGC_ASSERT_OK(Do(CloseDemand, "name: 'demands/d' reason: 'r'"));
  ZGC_ASSERT_OK(Release("f1", "2019-02-02"));
  EXPECT_EQ(Find(kDemands, "demands/d").state(), v1::DEMAND_STATE_CLOSED);
}

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
        absl::StrCat("name: 'projects/p' event { document: 'd' stage: PROJECT_STAGE_", event, "}"));
  }
};

constexpr char kSigned[] =
    "stage_events { stage: PROJECT_STAGE_SIGNED date_known: true date: '2019-03-01' "
    "document: 'd' } ";

TEST_F(ProjectsTest, StagesGoForwardAndSkipWithAReasonOnly) {
  ZGC_ASSERT_OK(Add("p", kSigned));
  EXPECT_THAT(Advance("STARTED date_known: true date: '2019-05-01' "),
              FailsWith(kInvalid, HasSubstr("event.skip_reason")));
  ZGC_ASSERT_OK(Advance("STARTED date_known: true date: '2019-05-01' skip_reason: 'r' "));
  const auto back = Advance("FILED date_known: true date: '2019-06-01' ");
  EXPECT_THAT(back, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(back, FailsWith(kPrecondition, AllOf(HasSubstr("PROJECT_STAGE_CAPPED"),
                                                   HasSubstr("PROJECT_STAGE_IN_PRODUCTION"))));
  EXPECT_THAT(Advance("STARTED date_known: true date: '2019-06-01' "),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Advance("CAPPED date_known: false "));
  // The last known day counts although one is unknown in between.
  EXPECT_THAT(Advance("IN_PRODUCTION date_known: true date: '2019-04-30' "),
              FailsWith(kInvalid, HasSubstr("is before 2019-05-01")));
  const auto produced = Advance("IN_PRODUCTION date_known: true date: '2020-01-01' ");
  ZGC_ASSERT_OK(produced);
  EXPECT_EQ(produced->stage(), v1::PROJECT_STAGE_IN_PRODUCTION);
  EXPECT_EQ(produced->stage_events_size(), 4);
}

TEST_F(ProjectsTest, AllFaultsOfANewProjectAreListed) {
  EXPECT_THAT(Add("p", "investment_fen: 5 "),
              FailsWith(kInvalid,
                        AllOf(HasSubstr("investment_fen"), HasSubstr("needs at least one stage"))));
  EXPECT_THAT(Add("p", absl::StrCat(kSigned,
                                    "stage_events { stage: PROJECT_STAGE_SIGNED "
                                    "date: '2019-02-01' } ")),
              FailsWith(kInvalid, AllOf(HasSubstr("stage_events[1].stage: does not go forward"),
                                        HasSubstr("must be empty unless date_known"),
                                        HasSubstr("stage_events[1].document"))));
}

}  // namespace
}  // namespace zgc::parks
