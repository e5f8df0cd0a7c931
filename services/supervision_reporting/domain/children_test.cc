#include "services/supervision_reporting/domain/children.h"

#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using ChildrenTest = SupervisionFixture;

TEST_F(ChildrenTest, RowsBelowAnotherAreVisitedByNameUntilItIsEnough) {
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    for (const char* name : {"matters/m/extensions/b", "matters/m/extensions/a",
                             "matters/m-1/extensions/a", "matters/l/extensions/z"}) {
      v1::Extension row;
      row.set_name(name);
      kExtensions.Put(txn, {row.name()}, row);
    }
    return "";
  }));
  const auto below = [&](const std::string& matter, size_t enough) {
    std::vector<std::string> names;
    ZGC_EXPECT_OK(ForEachChild<v1::Extension>(store_->Read(), kExtensions,
                                              absl::StrCat(matter, "/extensions/"),
                                              [&](const v1::Extension& row) {
                                                names.push_back(row.name());
                                                return names.size() < enough;
                                              }));
    return names;
  };
  EXPECT_THAT(below("matters/m", 9),
              ElementsAre("matters/m/extensions/a", "matters/m/extensions/b"));
  EXPECT_THAT(below("matters/m", 1), ElementsAre("matters/m/extensions/a"));
  EXPECT_THAT(below("matters/n", 9), IsEmpty());
}

}  // namespace
}  // namespace zgc::supervision
