#include "services/supervision_reporting/domain/watchlist/watched_index.h"

#include <utility>
#include <vector>

#include "services/supervision_reporting/testing/watched_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class WatchedIndexTest : public WatchedFixture {
 protected:
  std::vector<std::string> Between(const std::string& from, const std::string& until,
                                   int64_t revision = 0) {
    std::vector<std::string> names;
    const auto reader = store_->ReadAt(revision);
    ZGC_EXPECT_OK(reader);
    ZGC_EXPECT_OK(ForEachWatched(*reader, {kWatchedOpen, from, ""}, until, "",
                                 [&](const std::string&, const WatchedKey& key) {
                                   names.push_back(key.name);
                                   return true;
                                 }));
    return names;
  }
  void AddSome() {
    StreamTask("t", "ACTIVE", "2019-03-19");
    Stream<tasks::v1::Duty>("duties/d",
                            "task: 'tasks/t' statement: '分工' organisation: 'organisations/b' "
                            "deadline: '2019-03-31' state: DUTY_STATE_OPEN");
  }
};

constexpr char kMatter[] = "//supervision_reporting/matters/m";
constexpr char kTask[] = "//task_registry/tasks/t";
constexpr char kDuty[] = "//task_registry/duties/d";

TEST_F(WatchedIndexTest, ItIsWalkedFromADayToADay) {
  AddSome();
  EXPECT_THAT(Between("", "9999-12-31"), ElementsAre(kTask, kMatter, kDuty));
  EXPECT_THAT(Between("2019-03-20", "2019-03-30"), ElementsAre(kMatter));
  EXPECT_THAT(Between("2019-03-30", "2019-03-20"), IsEmpty());
  StreamTask("t", "CANCELLED", "2019-03-19");
  Stream<tasks::v1::Duty>("duties/d", "");
  EXPECT_THAT(Between("", "9999-12-31"), ElementsAre(kMatter));
}

// A store of a program that kept no such index, or another one.
TEST_F(WatchedIndexTest, AStoreWithoutItHasItMadeWhenItIsOpened) {
  const storage::Derived derived = std::exchange(schema_.derived, storage::Derived());
  Open();
  ZGC_ASSERT_OK(AddMatter("n", "received_date: '2019-03-01' deadline: '2019-03-21'"));
  AddSome();
  const int64_t before = store_->head();
  schema_.derived = derived;
  Open();
  EXPECT_THAT(Between("", "9999-12-31"),
              ElementsAre(kTask, kMatter, "//supervision_reporting/matters/n", kDuty));
  EXPECT_THAT(Between("", "9999-12-31", before),
              ElementsAre(kTask, kMatter, "//supervision_reporting/matters/n", kDuty))
      << "as of a revision from before it was made, the rows answer";
  Open();
  EXPECT_THAT(Between("2019-03-21", "2019-03-21"), ElementsAre("//supervision_reporting/matters/n"))
      << "it is made once";
}

TEST_F(WatchedIndexTest, AVerificationComparesItWithTheRows) {
  AddSome();
  std::vector<std::string> problems;
  ZGC_ASSERT_OK(store_->Verify(problems));
  EXPECT_THAT(problems, IsEmpty());
  const storage::Derived derived = WatchedIndex();
  EXPECT_GT(derived.version, 0);
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    kWatched.Remove(txn, {kWatchedOpen, "2019-03-19", kTask});
    kWatched.Add(txn, {kWatchedOpen, "2019-03-18", kTask});
    return "";
  }));
  ZGC_ASSERT_OK(derived.verify(store_->Read(), problems));
  EXPECT_THAT(problems, ElementsAre("watched: has what no record leads to",
                                    "watched: lacks what records lead to"));
}

}  // namespace
}  // namespace zgc::supervision
