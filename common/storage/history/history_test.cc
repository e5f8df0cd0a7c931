#include "common/storage/history/history.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/storage/store.h"
#include "common/storage/test_rows.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gtest/gtest.h"

namespace zgc::storage {
namespace {

TEST(HistoryTest, TheVersionsOfOneRowComeInOrder) {
  const testing::TempDir dir;
  StoreOptions options;
  options.create = true;
  options.url = dir.StoreUrl();
  auto store = Store::Open(TestSchema(), options);
  ZGC_ASSERT_OK(store);
  const auto put = [&](const std::string& key, const std::string& value) {
    ZGC_ASSERT_OK((*store)->Apply({}, [&](Txn& txn) -> absl::StatusOr<std::string> {
      txn.Put(kRows, key, value);
      return "";
    }));
  };
  put("a", "1");
  put("ab", "2");
  put("a", "3");
  ZGC_ASSERT_OK((*store)->Apply({}, [](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Delete(kRows, "a");
    return "";
  }));
  put("a", "5");
  store->reset();
  store = Store::Open(TestSchema(), options);
  ZGC_ASSERT_OK(store);
  const auto versions = [&](int64_t from, int64_t to, int most) {
    std::string text;
    ZGC_EXPECT_OK(
        (*store)->ForEachVersion(kRows, "a", from, to, [&](int64_t revision, const auto& row) {
          absl::StrAppend(&text, revision, "=", row.value_or("gone"), ";");
          return --most > 0;
        }));
    return text;
  };
  EXPECT_EQ(versions(1, 5, 9), "1=1;3=3;4=gone;5=5;");
  EXPECT_EQ(versions(2, 4, 9), "3=3;4=gone;");
  EXPECT_EQ(versions(2, 5, 1), "3=3;");
  EXPECT_EQ(versions(6, 9, 9), "");
}

}  // namespace
}  // namespace zgc::storage
