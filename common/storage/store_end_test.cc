#include <atomic>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/storage/store.h"
#include "common/storage/test_rows.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

// What is still under way when a store ends.
namespace zgc::storage {
namespace {

// Says whether a transaction has used it after its end.
class Witness final : public Resident {
 public:
  explicit Witness(bool& late) : late_(late) {}
  absl::Status Load(Store&) override { return absl::OkStatus(); }
  void Close() override { closed_ = true; }
  int64_t Mark() override { return Look(); }
  void Rollback(int64_t) override { Look(); }
  void Commit(int64_t) override { Look(); }

 private:
  int64_t Look() {
    if (closed_) late_ = true;
    return 0;
  }
  bool& late_;
  std::atomic<bool> closed_{false};
};

TEST(StoreEndTest, WhatIsQueuedAtTheEndStillFindsTheResident) {
  testing::TempDir dir;
  bool late = false;
  Schema schema = TestSchema();
  schema.resident = [&] { return std::make_unique<Witness>(late); };
  StoreOptions options;
  options.create = true;
  options.url = dir.StoreUrl();
  options.max_group = 1;
  std::atomic<int> written{0};
  {
    auto store = Store::Open(schema, options);
    ZGC_ASSERT_OK(store);
    for (int i = 0; i < 200; ++i) {
      (*store)->Submit(
          {},
          [i](Txn& txn) -> absl::StatusOr<std::string> {
            txn.Put(kRows, absl::StrCat(i), "x");
            return "";
          },
          [&](const absl::StatusOr<Committed>& done) {
            if (done.ok()) ++written;
          });
    }
  }
  EXPECT_EQ(written, 200);
  EXPECT_FALSE(late);
}

}  // namespace
}  // namespace zgc::storage
