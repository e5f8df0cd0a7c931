#include "common/query/seen.h"

#include <algorithm>
#include <random>
#include <string>

#include "common/query/test_list.h"
#include "common/scope/hold.h"
#include "common/testing/counted_reader.h"
#include "common/testing/matchers.h"

namespace zgc::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SeenTest : public ListTest {
 protected:
  SeenTest() { bounds_.parks = {"parks/a", "parks/b"}; }

  void PutRegistration(const std::string& id, const std::string& park) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      parks::v1::Registration row;
      row.set_name("registrations/" + id);
      row.set_park(park);
      kTestRegistrations.Put(txn, {row.name()}, row);
      return "";
    }));
  }

  scope::Bounds bounds_;
};

TEST_F(SeenTest, AListHasWhatItsCallerSees) {
  Put("a", "parks/a", "2");
  Put("b", "parks/b", "1");
  Put("c", "parks/c", "0");
  Put("none", "");
  const scope::ListScope list(bounds_);
  EXPECT_THAT(Listed(Asking("")), ElementsAre("a", "b"));
  EXPECT_THAT(Listed(Asking("", "display_name"), 1), ElementsAre("b", "a"));
  EXPECT_THAT(Listed(Asking("registration_park = 'parks/c'")), IsEmpty());
  EXPECT_THAT(Listed(Asking("name = 'enterprises/c'")), IsEmpty());
  EXPECT_THAT(Listed(Asking("etag != 'x'")), ElementsAre("a", "b")) << "the scope is an index";
}

TEST_F(SeenTest, WhoIsBoundToNothingThatRowsHaveSeesNone) {
  Put("a", "parks/a");
  scope::Bounds bounds;
  bounds.organisations = {"organisations/a"};
  const scope::ListScope list(bounds);
  EXPECT_THAT(Listed(Asking("")), IsEmpty());
}

TEST_F(SeenTest, ForWhoIsBoundToNothingThatRowsHaveNoneIsRead) {
  for (int i = 0; i < 200; ++i) PutRegistration(absl::StrCat(1000 + i), "parks/far");
  const storage::Snapshot now = store_->Read();
  const testing::CountedReader counted(now);
  scope::Bounds bounds;
  bounds.organisations = {"organisations/a"};
  const scope::ListScope list(bounds);
  parks::v1::ListRegistrationsResponse response;
  ZGC_ASSERT_OK(List(counted, kTestRegistrations.column(), parks::v1::ListRegistrationsRequest(),
                     storage::Page(), response));
  EXPECT_EQ(response.registrations_size(), 0);
  EXPECT_LT(counted.count(), 50);
}

TEST_F(SeenTest, ItGoesThroughTheIndexOfTheScope) {
  for (int i = 0; i < 200; ++i) PutRegistration(absl::StrCat(1000 + i), "parks/far");
  PutRegistration("9999", "parks/a");
  const storage::Snapshot now = store_->Read();
  const testing::CountedReader counted(now);
  const scope::ListScope list(bounds_);
  parks::v1::ListRegistrationsResponse response;
  const auto next = List(counted, kTestRegistrations.column(),
                         parks::v1::ListRegistrationsRequest(), storage::Page(), response);
  ZGC_ASSERT_OK(next);
  ASSERT_EQ(response.registrations_size(), 1);
  EXPECT_EQ(response.total_size(), 1);
  EXPECT_LT(counted.count(), 50);
}

TEST_F(SeenTest, IndexesLeadToAllThatIsSeenAtEachRevision) {
  std::mt19937 random(7);
  const auto park = [&] { return absl::StrCat("parks/", std::string(1, 'a' + random() % 4)); };
  std::vector<std::pair<int64_t, Names>> expected;
  std::map<std::string, std::string> rows;
  for (int i = 0; i < 120; ++i) {
    const std::string id = absl::StrCat("e", random() % 20);
    if (random() % 5 == 0) {
      Delete(id);
      rows.erase(id);
    } else {
      rows[id] = park();
      Put(id, rows[id], absl::StrCat(random() % 3));
    }
    Names seen;
    for (const auto& [name, of] : rows) {
      if (bounds_.parks.contains(of)) seen.push_back(name);
    }
    expected.emplace_back(store_->head(), seen);
  }
  const scope::ListScope list(bounds_);
  for (const auto& [revision, seen] : expected) {
    EXPECT_EQ(Listed(Asking(""), 3, revision), seen) << revision;
    Names ordered = Listed(Asking("", "display_name desc"), 2, revision);
    std::sort(ordered.begin(), ordered.end());
    EXPECT_EQ(ordered, seen) << revision;
  }
}

}  // namespace
}  // namespace zgc::query
