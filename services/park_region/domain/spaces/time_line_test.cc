#include "services/park_region/domain/spaces/time_line.h"

#include "services/park_region/domain/spaces/lettings.h"
#include "services/park_region/testing/spaces_fixture.h"

namespace zgc::parks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TimeLineTest : public SpacesFixture {
 protected:
  std::vector<std::string> Held(const std::string& id, const Days& days,
                                absl::string_view except = "") {
    const auto found = HeldAround(store_->Read(), Find(kSpaces, "spaces/" + id), days, except);
    ZGC_EXPECT_OK(found);
    return found.value_or(std::vector<std::string>());
  }
};

TEST_F(TimeLineTest, ALettingEndsByItsReleaseOrAsAgreed) {
  v1::Letting letting;
  letting.set_from_date("2019-01-01");
  EXPECT_EQ(LetUntil(letting), "");
  letting.set_to_date("2019-12-31");
  EXPECT_EQ(LetUntil(letting), "2019-12-31");
  letting.set_released_date("2020-06-01");
  EXPECT_EQ(LetUntil(letting), "2019-12-31") << "it had ended before";
  letting.set_released_date("2019-01-01");
  EXPECT_EQ(LetUntil(letting), "2018-12-31");
}

TEST_F(TimeLineTest, HeldIsWhatHasADayInCommonOfTheSameSpaceItsPartsAndWholes) {
  ZGC_ASSERT_OK(Add("r1", "ROOM", "f1", "10"));
  ZGC_ASSERT_OK(Do(LetSpace,
                   "name: 'spaces/f1' enterprise: 'enterprises/e1' from_date: '2019-02-01' "
                   "to_date: '2019-03-31'"));
  for (const std::string id : {"tower", "f1", "r1"}) {
    EXPECT_THAT(Held(id, {"2019-03-31", ""}),
                ElementsAre("spaces/f1 is SPACE_STATE_LET for enterprises/e1 from 2019-02-01 to "
                            "2019-03-31"))
        << id;
    EXPECT_THAT(Held(id, {"2019-04-01", ""}), IsEmpty()) << id;
    EXPECT_THAT(Held(id, {"2019-01-01", "2019-01-31"}), IsEmpty()) << id;
  }
  EXPECT_THAT(Held("f2", {"2019-01-01", ""}), IsEmpty());
  EXPECT_THAT(Held("f1", {"2019-03-31", ""}, "2019-02-01"), IsEmpty());
  const auto parts = PartsOf(store_->Read(), "spaces/tower");
  ZGC_ASSERT_OK(parts);
  ASSERT_EQ(parts->size(), 2u);
  EXPECT_EQ(parts->at(1).name(), "spaces/f2");
}

TEST_F(TimeLineTest, ASpaceIsHeldOnADayWithWhatItIsPartOf) {
  ZGC_ASSERT_OK(Do(LetSpace,
                   "name: 'spaces/tower' enterprise: 'enterprises/e1' from_date: '2019-02-01' "
                   "to_date: '2019-03-31'"));
  v1::Space floor = Find(kSpaces, "spaces/f1");
  ZGC_ASSERT_OK(SetDay(store_->Read(), "2019-03-31", floor));
  EXPECT_EQ(floor.state(), v1::SPACE_STATE_LET);
  EXPECT_EQ(floor.held_until(), "2019-03-31");
  ZGC_ASSERT_OK(SetDay(store_->Read(), "2019-04-01", floor));
  EXPECT_EQ(floor.state(), v1::SPACE_STATE_VACANT);
  EXPECT_EQ(floor.holder() + floor.held_from() + floor.held_until(), "");
}

}  // namespace
}  // namespace zgc::parks
