#include "common/query/indexes.h"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/query/test_list.h"
#include "common/testing/rounds.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::query {
namespace {

using Keys = std::vector<std::string>;

class IndexesTest : public ListTest {
 protected:
  Keys KeysOf(const storage::Column& column) const {
    Keys keys;
    const storage::Snapshot read = store_->Read();
    for (auto cursor = read.Scan(column, {}); cursor->Valid(); cursor->Next()) {
      keys.emplace_back(cursor->key());
      EXPECT_EQ(cursor->value(), "");
    }
    return keys;
  }
  int Pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
  std::string Title() {
    static constexpr const char* kParts[] = {"重庆",   "中关村", "科技", "ＡＢＣ",
                                             "abc 12", "园",     "",     "3"};
    std::string title;
    for (int n = Pick(5); n > 0; --n) title += kParts[Pick(8)];
    return title;
  }
  void ChangeOne() {
    const std::string id = absl::StrCat(Pick(40));
    if (Pick(4) == 0) return Delete(id);
    Row row;
    row.set_name("enterprises/" + id);
    row.set_registration_park(absl::StrCat("parks/", Pick(3)));
    row.set_display_name(Title());
    for (int n = Pick(3); n > 0; --n) row.add_roles(Title());
    Put(row);
    parks::v1::Registration other;
    other.set_name("registrations/" + id);
    other.set_date(absl::StrCat("2019-0", 1 + Pick(9)));
    other.set_capital_fen(Pick(3) - 1);
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      kTestRegistrations.Put(txn, {other.name()}, other);
      return "";
    }));
  }

  std::mt19937 random_{17};
};

TEST_F(IndexesTest, ThoseMadeAnewAreThoseThatCommitsKept) {
  for (int i = 0; i < testing::Rounds(300); ++i) ChangeOne();
  // With more grams than are kept of one.
  std::string many;
  for (int i = 0; i < 6'000; ++i) absl::StrAppend(&many, i, " ");
  Put("many", "parks/1", many);
  const Keys fields = KeysOf(kFieldIndex);
  const Keys texts = KeysOf(kTextIndex);
  EXPECT_GT(fields.size(), 200U);
  EXPECT_GT(texts.size(), 5'100U);
  storage::Schema schema = IndexedSchema();
  ++schema.derived.version;
  Open(schema);
  EXPECT_TRUE(KeysOf(kFieldIndex) == fields);
  EXPECT_TRUE(KeysOf(kTextIndex) == texts);
}

}  // namespace
}  // namespace zgc::query
