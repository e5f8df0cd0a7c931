#include "services/park_region/domain/spaces/spaces.h"

#include <atomic>
#include <thread>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "common/testing/reads.h"
#include "services/park_region/domain/spaces/lettings.h"
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

class SpacesTest : public SpacesFixture {
 protected:
  absl::StatusOr<v1::Space> Let(const std::string& id, const std::string& enterprise,
                                const std::string& from) {
    return Do(LetSpace, absl::StrCat("name: 'spaces/", id, "' enterprise: 'enterprises/",
                                     enterprise, "' from_date: '", from, "'"));
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
  EXPECT_EQ(vacant->vacant_from(), "2019-01-01") << "the lettings say the rest";
  ASSERT_EQ(vacant->lettings_size(), 1);
  EXPECT_EQ(vacant->lettings(0).released_date(), "2020-03-01");
  ASSERT_EQ(vacant->steps_size(), 4) << "created, reserved, let, released";
  EXPECT_EQ(vacant->steps(3).date(), "2020-03-01");
  EXPECT_EQ(vacant->steps(3).note(), "r");
  EXPECT_THAT(Release("f1", "2020-03-01"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  // Days that were let cannot be let again.
  EXPECT_THAT(
      Let("f1", "e2", "2020-02-29"),
      FailsWith(kPrecondition, HasSubstr("is SPACE_STATE_LET for enterprises/e1 from 2019-03-01 to "
                                         "2020-02-29")));
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

TEST_F(SpacesTest, RoomsFitTheirFloorAndPricesSayWhatTheyAreFor) {
  ZGC_ASSERT_OK(Add("r1", "ROOM", "f1", "400"));
  EXPECT_THAT(Add("r2", "ROOM", "f1", "0.51"),
              FailsWith(kInvalid, HasSubstr("would have 400.51 of 400.5 m2")));
  EXPECT_THAT(Add("r2", "ROOM", "r1", "1"), FailsWith(kInvalid, HasSubstr("space.parent")));
  EXPECT_THAT(Add("r2", "ROOM", "", "1"), FailsWith(kInvalid, HasSubstr("space.parent")));
  EXPECT_THAT(Add("r2", "ROOM", "f1", "0.125"), FailsWith(kInvalid, HasSubstr("two digits")));
  const auto priced = [&](const std::string& price) {
    return Do(CreateSpace,
              absl::StrCat("space_id: 'r2' space { display_name: 'r' park: 'parks/a' kind: "
                           "SPACE_KIND_ROOM parent: 'spaces/f1' area_m2: '0.5' vacant_from: "
                           "'2019-01-01' use: '研发办公' condition: '精装' ",
                           price, " }"));
  };
  EXPECT_THAT(priced("price_fen: 550"), FailsWith(kInvalid, HasSubstr("space.price_unit")));
  EXPECT_THAT(priced("price_unit: PRICE_UNIT_M2_DAY"),
              FailsWith(kInvalid, HasSubstr("space.price_unit")));
  ZGC_EXPECT_OK(priced("price_fen: 550 price_unit: PRICE_UNIT_M2_DAY"));
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

TEST_F(SpacesTest, AReservationNamesWhoAndWhenAndAReleaseWhy) {
  EXPECT_THAT(
      Do(ReserveSpace, "name: 'spaces/f1' enterprise: 'enterprises/none' date: '2019-02-01'"),
      HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(Do(ReserveSpace, "name: 'spaces/f1' enterprise: 'enterprises/e1' date: 'soon'"),
              FailsWith(kInvalid, HasSubstr("soon")));
  ZGC_ASSERT_OK(Reserve("f1", "e1"));
  EXPECT_THAT(Do(ReleaseSpace, "name: 'spaces/f1' date: '2019-03-01'"),
              FailsWith(kInvalid, HasSubstr("reason")));
}

TEST_F(SpacesTest, SpacesAreListedByParkAndStateAndReadByName) {
  ZGC_ASSERT_OK(Reserve("f1", "e1"));
  EXPECT_THAT(Listed(store_->Read(), ListSpaces, "state: SPACE_STATE_RESERVED"),
              ElementsAre("spaces/f1"));
  EXPECT_THAT(Listed(store_->Read(), ListSpaces, "park: 'parks/b'"), IsEmpty());
  const auto found = Got(store_->Read(), GetSpace, "name: 'spaces/f1'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->holder(), "enterprises/e1");
  EXPECT_THAT(Got(store_->Read(), GetSpace, "name: 'spaces/none'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::parks
