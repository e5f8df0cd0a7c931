#include "common/storage/history/audit.h"

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/storage/history/audit_runs.h"
#include "common/storage/key_codec.h"
#include "common/storage/store.h"
#include "common/storage/table.h"
#include "common/storage/test_rows.h"
#include "common/testing/counted_reader.h"
#include "common/testing/hand_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

namespace zgc::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Origin By(const std::string& caller, const std::string& person, const std::string& method) {
  Origin origin;
  origin.caller = caller;
  origin.person = person;
  origin.method = method;
  return origin;
}

// Of a row that begins with that commit.
std::string RowKey(const std::string& what, const std::string& value, int64_t first) {
  return KeyWriter().Raw(AuditPrefix(what, value)).Int(first).Take();
}

class AuditTest : public ::testing::Test {
 protected:
  AuditTest() { Open(); }
  void Open() {
    store_.reset();
    StoreOptions options;
    options.url = UrlOf(dir_.path() + "/store");
    options.create = true;
    options.clock = &clock_;
    auto store = Store::Open(TestSchema(), options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  void Put(const Origin& origin, const std::string& name, bool deleted = false) {
    ZGC_ASSERT_OK(store_->Apply(origin, [&](Txn& txn) -> absl::StatusOr<std::string> {
      const std::string key = EncodeKey(NameKey{name});
      deleted ? txn.Delete(kRows, key) : txn.Put(kRows, key, "row");
      return "";
    }));
  }
  void Refuse(Origin origin, const std::string& result, const std::string& resource,
              int64_t denials) {
    origin.result = result;
    origin.resource = resource;
    origin.denials = denials;
    absl::Notification done;
    store_->SubmitRecord(origin, [&](const absl::StatusOr<Committed>& committed) {
      EXPECT_TRUE(committed.ok());
      done.Notify();
    });
    done.WaitForNotification();
  }

  // Puts rows in one group: they are asked for while the committer is at another.
  void PutTogether(const std::vector<std::pair<Origin, std::string>>& all) {
    absl::Notification begun, asked, done;
    std::thread busy([&] {
      const auto wait = [&](Txn&) -> absl::StatusOr<std::string> {
        begun.Notify();
        asked.WaitForNotification();
        return "";
      };
      EXPECT_TRUE(store_->Apply({}, wait).ok());
    });
    begun.WaitForNotification();
    for (size_t i = 0; i < all.size(); ++i) {
      store_->Submit(
          all[i].first,
          [name = all[i].second](Txn& txn) -> absl::StatusOr<std::string> {
            txn.Put(kRows, EncodeKey(NameKey{name}), "row");
            return "";
          },
          [&done, last = i + 1 == all.size()](const absl::StatusOr<Committed>& committed) {
            EXPECT_TRUE(committed.ok());
            if (last) done.Notify();
          });
    }
    asked.Notify();
    busy.join();
    done.WaitForNotification();
  }

  // The store as its engine has it, which is closed meanwhile.
  std::unique_ptr<Engine> Closed() {
    store_.reset();
    auto engine = OpenEngine(UrlOf(dir_.path() + "/store"),
                             {{0, "_meta"},
                              {1, "_commits"},
                              {2, "_requests"},
                              {3, "_incarnations"},
                              {4, "_audit"},
                              {10, "rows"},
                              {11, "plain"},
                              {1010, "rows.history"}},
                             false);
    EXPECT_TRUE(engine.ok()) << engine.status();
    return *std::move(engine);
  }

  // Revisions of all pages of that size.
  std::vector<int64_t> Found(const AuditQuery& query, int size = 100, int64_t* reads = nullptr) {
    const Snapshot snapshot = store_->Read();
    const testing::CountedReader reader(snapshot);
    std::vector<int64_t> found;
    Page page;
    page.size = size;
    do {
      const auto next = ListCommits(reader, store_->schema().columns, query, page,
                                    [&](int64_t revision, const v1::CommitRecord&) {
                                      found.push_back(revision);
                                      return true;
                                    });
      EXPECT_TRUE(next.ok()) << next.status();
      page.start = next.value_or("");
    } while (!page.start.empty() && reads == nullptr);
    if (reads != nullptr) *reads = reader.count();
    return found;
  }

  testing::TempDir dir_;
  testing::HandClock clock_;
  std::unique_ptr<Store> store_;
};

TEST_F(AuditTest, EachFilterAndAllOfThemTogether) {
  const absl::Time begin = clock_.Now();
  Put(By("a", "p", "/S/Put"), "rows/1");
  Put(By("b", "", "/S/Put"), "rows/2");
  clock_.Pass(absl::Hours(1));
  Put(By("a", "q", "/S/Delete"), "rows/1", /*deleted=*/true);
  Refuse(By("a", "p", "/S/Put"), "PERMISSION_DENIED", "rows/2", 1);
  clock_.Pass(absl::Hours(1));
  Refuse(By("b", "p", "/S/Back"), "UNAVAILABLE", "", 0);
  EXPECT_THAT(Found({}), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(Found({.newest_first = true}, 2), ElementsAre(5, 4, 3, 2, 1));
  EXPECT_THAT(Found({.resource = "rows/1"}), ElementsAre(1, 3));
  EXPECT_THAT(Found({.resource = "rows/2", .newest_first = true}, 1), ElementsAre(4, 2));
  EXPECT_THAT(Found({.resource = "rows/"}), IsEmpty());
  EXPECT_THAT(Found({.caller = "a"}, 1), ElementsAre(1, 3, 4));
  EXPECT_THAT(Found({.person = "p", .newest_first = true}), ElementsAre(5, 4, 1));
  EXPECT_THAT(Found({.method = "/S/Put"}), ElementsAre(1, 2, 4));
  EXPECT_THAT(Found({.outcome = Outcome::kOk}), ElementsAre(1, 2, 3));
  EXPECT_THAT(Found({.outcome = Outcome::kDenied}), ElementsAre(4));
  EXPECT_THAT(Found({.outcome = Outcome::kRefused}), ElementsAre(5));
  EXPECT_THAT(Found({.result = "UNAVAILABLE"}), ElementsAre(5));
  EXPECT_THAT(Found({.result = "OK", .newest_first = true}), ElementsAre(3, 2, 1));
  EXPECT_THAT(Found({.after_revision = 3}), ElementsAre(4, 5));
  EXPECT_THAT(Found({.since = begin + absl::Hours(1), .until = begin + absl::Hours(2)}),
              ElementsAre(3, 4));
  EXPECT_THAT(Found({.since = begin + absl::Hours(1), .newest_first = true}), ElementsAre(5, 4, 3));
  EXPECT_THAT(Found({.until = begin}), IsEmpty());
  EXPECT_THAT(Found({.resource = "rows/2", .caller = "a", .person = "p", .method = "/S/Put"}),
              ElementsAre(4));
  EXPECT_THAT(Found({.caller = "b", .person = "q"}), IsEmpty());
}

// Whatever is asked, the rows of the index say what the log says.
TEST_F(AuditTest, RandomQueriesFindWhatTheLogHas) {
  std::mt19937 random(7);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const auto name = [&](const char* what, int n) { return absl::StrCat(what, pick(n)); };
  for (int i = 0; i < 150; ++i) {
    const Origin origin = By(name("c", 3), pick(3) == 0 ? "" : name("p", 4), name("/m", 5));
    if (pick(4) == 0) {
      Refuse(origin, name("R", 2), name("rows/", 6), pick(2));
    } else if (pick(4) == 0) {
      std::vector<std::pair<Origin, std::string>> all;
      for (int of = 1 + pick(12); of > 0; --of) {
        all.emplace_back(By(name("c", 3), pick(3) == 0 ? "" : name("p", 4), name("/m", 5)),
                         name("rows/", 6));
      }
      PutTogether(all);
    } else {
      Put(origin, name("rows/", 6), pick(5) == 0);
    }
    if (pick(5) == 0) clock_.Pass(absl::Minutes(1));
  }
  for (int i = 0; i < 300; ++i) {
    AuditQuery query;
    if (pick(2) == 0) query.resource = name("rows/", 7);
    if (pick(3) == 0) query.caller = name("c", 3);
    if (pick(3) == 0) query.person = name("p", 4);
    if (pick(4) == 0) query.method = name("/m", 5);
    if (pick(4) == 0) query.outcome = static_cast<Outcome>(pick(4));
    if (pick(6) == 0) query.result = name("R", 2);
    if (pick(4) == 0) query.after_revision = pick(static_cast<int>(store_->head()));
    query.newest_first = pick(2) == 0;
    std::vector<int64_t> expected;
    ZGC_ASSERT_OK(store_->ForEachCommit(1, [&](int64_t revision, const v1::CommitRecord& record) {
      bool named = query.resource.empty() || query.resource == record.resource();
      for (const auto& change : record.changes()) {
        named |= change.key() == EncodeKey(NameKey{query.resource});
      }
      const auto takes = [](const std::string& asked, const std::string& is) {
        return asked.empty() || asked == is;
      };
      if (named && takes(query.caller, record.caller()) && takes(query.person, record.person()) &&
          takes(query.method, record.method()) && takes(query.result, record.result()) &&
          (query.outcome == Outcome::kAny || query.outcome == OutcomeOf(record)) &&
          revision > query.after_revision) {
        expected.push_back(revision);
      }
      return true;
    }));
    if (query.newest_first) std::reverse(expected.begin(), expected.end());
    EXPECT_EQ(Found(query, 1 + pick(10)), expected);
  }
}

TEST_F(AuditTest, CommitsThatAreWrittenTogetherShareTheirRows) {
  const absl::Time begin = clock_.Now();
  std::vector<std::pair<Origin, std::string>> all;
  for (int i = 0; i < 40; ++i) {
    all.emplace_back(By("a", i % 4 == 0 ? "p" : "", "/S/Put"), absl::StrCat("rows/", i));
  }
  Put(By("a", "", "/S/Put"), "rows/0");
  PutTogether(all);
  Put(By("b", "p", "/S/Put"), "rows/0");
  EXPECT_THAT(Found({.person = "p"}), ElementsAre(2, 6, 10, 14, 18, 22, 26, 30, 34, 38, 42));
  EXPECT_THAT(Found({.person = "p", .after_revision = 30, .newest_first = true}, 1),
              ElementsAre(42, 38, 34));
  EXPECT_THAT(Found({.caller = "a", .after_revision = 38}, 1), ElementsAre(39, 40, 41));
  EXPECT_THAT(Found({.caller = "b", .since = begin, .newest_first = true}), ElementsAre(42));
  std::vector<std::string> problems;
  ZGC_ASSERT_OK(store_->Verify(problems));
  EXPECT_THAT(problems, IsEmpty());
  // Of each group its caller and method, and persons where it has some.
  const auto snapshot = Closed()->Snapshot();
  int rows = 0;
  for (const auto row = snapshot->Scan(kAuditColumn.id, {}); row->Valid(); row->Next()) ++rows;
  EXPECT_EQ(rows, 2 + 3 + 3);
}

TEST_F(AuditTest, ADamagedRowIsRefused) {
  Put(By("a", "p", "/S/Put"), "rows/1");
  // A step of 0, one that is cut off, and a commit that is not among those of the row.
  for (const std::string& later : {std::string(1, 0), std::string("\x80"), std::string("\x07")}) {
    ZGC_ASSERT_OK(store_->WriteDerived({{kAuditColumn.id, RowKey("person", "p", 1), later}}));
    store_->ShowDerived();
    Put(By("a", "", "/S/Put"), "rows/2");
    std::vector<std::string> problems;
    ZGC_ASSERT_OK(store_->Verify(problems));
    EXPECT_THAT(problems, ::testing::Not(IsEmpty())) << later;
  }
}

TEST_F(AuditTest, APageReadsNoMoreOfALongerLog) {
  const auto fill = [&](int commits) {
    for (int i = 0; i < commits; ++i) Put(By("busy", "many", "/S/Put"), absl::StrCat("rows/", i));
  };
  const auto reads_of = [&](const AuditQuery& query) {
    int64_t reads = 0;
    EXPECT_THAT(Found(query, 10, &reads), ::testing::SizeIs(1));
    return reads;
  };
  fill(20);
  Put(By("busy", "rare", "/S/Put"), "rows/rare");
  fill(20);
  const int64_t of_person = reads_of({.person = "rare"});
  const int64_t of_both = reads_of({.person = "rare", .method = "/S/Put", .newest_first = true});
  const int64_t of_row = reads_of({.resource = "rows/rare"});
  fill(500);
  EXPECT_EQ(reads_of({.person = "rare"}), of_person);
  EXPECT_EQ(reads_of({.person = "rare", .method = "/S/Put", .newest_first = true}), of_both);
  EXPECT_EQ(reads_of({.resource = "rows/rare"}), of_row);
}

TEST_F(AuditTest, AStoreOfAProgramThatKeptNoneGetsItsRowsAtTheNextStart) {
  Put(By("a", "p", "/S/Put"), "rows/1");
  Put(By("b", "p", "/S/Put"), "rows/2");
  {
    const auto engine = Closed();
    Batch batch;
    batch.writes.push_back({0, "audit", absl::nullopt});
    batch.writes.push_back({4, RowKey("caller", "a", 1), absl::nullopt});
    batch.writes.push_back({4, "of another version", ""});
    ZGC_ASSERT_OK(engine->Commit(batch));
  }
  Open();
  EXPECT_THAT(Found({.caller = "a"}), ElementsAre(1));
  EXPECT_THAT(Found({.person = "p"}), ElementsAre(1, 2));
  std::vector<std::string> problems;
  ZGC_ASSERT_OK(store_->Verify(problems));
  EXPECT_THAT(problems, IsEmpty());
}

// Of a store that the newer program has completed before.
TEST_F(AuditTest, WhatAnOlderProgramWroteInBetweenIsCompleted) {
  Put(By("a", "p", "/S/Put"), "rows/1");
  Put(By("b", "p", "/S/Put"), "rows/2");
  ZGC_ASSERT_OK(store_->WriteDerived({{kAuditColumn.id, RowKey("caller", "b", 2), absl::nullopt}}));
  Open();
  EXPECT_THAT(Found({.caller = "b"}), ElementsAre(2));
}

TEST_F(AuditTest, VerifyFindsARowThatIsMissingAndOneOfNoCommit) {
  Put(By("a", "p", "/S/Put"), "rows/1");
  const std::string person = RowKey("person", "p", 1);
  ZGC_ASSERT_OK(store_->WriteDerived({{kAuditColumn.id, person, absl::nullopt}}));
  store_->ShowDerived();
  Put(By("a", "p", "/S/Put"), "rows/2");
  std::vector<std::string> problems;
  ZGC_ASSERT_OK(store_->Verify(problems));
  EXPECT_THAT(problems, ElementsAre(HasSubstr("lacks commit 1")));
  ZGC_ASSERT_OK(store_->WriteDerived(
      {{kAuditColumn.id, person, ""}, {kAuditColumn.id, RowKey("person", "p", 9), ""}}));
  store_->ShowDerived();
  Put(By("a", "p", "/S/Put"), "rows/3");
  problems.clear();
  ZGC_ASSERT_OK(store_->Verify(problems));
  EXPECT_THAT(problems, ElementsAre(HasSubstr("has rows of no commit")));
}

}  // namespace
}  // namespace zgc::storage
