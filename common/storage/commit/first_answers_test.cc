#include "common/storage/commit/first_answers.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "common/storage/committer.h"
#include "common/storage/history/history.h"
#include "common/storage/store.h"
#include "common/storage/test_rows.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::storage {
namespace {

using ::testing::ElementsAre;
using testing::FailsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::common::v1::ERROR_REASON_REQUEST_ID_CONFLICT;

Origin Asked(std::string id, std::string body = "digest") {
  Origin origin;
  origin.caller = "spiffe://zgc/test";
  origin.method = "/test/Put";
  origin.request_id = std::move(id);
  origin.request_sha256 = std::move(body);
  return origin;
}

// Writes the row and answers with it, as most methods do.
TxnBody PutAndAnswer(std::string key, std::string row) {
  return [=](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Put(kRows, key, row);
    return row;
  };
}

// Whatever a request that is sent again would do were it run.
absl::StatusOr<std::string> Again(Txn& txn) {
  txn.Put(kRows, "again", "run twice");
  return "run twice";
}

class FirstAnswersTest : public ::testing::Test {
 protected:
  FirstAnswersTest() { Open("store"); }
  void Open(const std::string& name) {
    store_.reset();
    StoreOptions options;
    options.create = true;
    options.url = dir_.StoreUrl(name);
    auto store = Store::Open(TestSchema(), options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  v1::CommitRecord RecordOf(int64_t revision) {
    v1::CommitRecord found;
    ZGC_EXPECT_OK(store_->ForEachCommit(revision, [&](int64_t, const v1::CommitRecord& record) {
      found = record;
      return false;
    }));
    return found;
  }
  // Says what the id was answered, and holds that it was not run.
  std::string AnswerTo(const std::string& id, int64_t revision) {
    const int64_t head = store_->head();
    const auto again = store_->Apply(Asked(id), Again);
    EXPECT_EQ(store_->head(), head);
    if (!again.ok()) return again.status().ToString();
    EXPECT_TRUE(again->replayed);
    EXPECT_EQ(again->revision, revision);
    return again->response;
  }
  std::vector<std::string> Problems() {
    std::vector<std::string> problems;
    ZGC_EXPECT_OK(store_->Verify(problems));
    return problems;
  }
  // Writes what no commit wrote.
  void Spoil(ColumnId column, const std::string& key, absl::optional<std::string> value) {
    ZGC_ASSERT_OK(store_->WriteDerived({{column, key, std::move(value)}}));
    // Seen from the next commit on.
    ZGC_ASSERT_OK(store_->Apply({}, PutAndAnswer("other", "row")));
  }

  testing::TempDir dir_;
  std::unique_ptr<Store> store_;
};

TEST_F(FirstAnswersTest, ARowIsNotSaidTwiceAndIsTheAnswerWhateverBecomesOfIt) {
  const std::string first = absl::StrCat("first ", std::string(1000, 'x'));
  ZGC_ASSERT_OK(store_->Apply(Asked("a"), PutAndAnswer("k", first)));
  const v1::CommitRecord record = RecordOf(1);
  EXPECT_EQ(record.answer().change(), 1);
  EXPECT_EQ(record.answer().response(), "");
  EXPECT_LT(record.ByteSizeLong(), first.size());
  EXPECT_EQ(AnswerTo("a", 1), first);
  ZGC_ASSERT_OK(store_->Apply({}, PutAndAnswer("k", "second")));
  EXPECT_EQ(AnswerTo("a", 1), first);
  ZGC_ASSERT_OK(store_->Apply({}, [](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Delete(kRows, "k");
    return "";
  }));
  EXPECT_EQ(AnswerTo("a", 1), first);
  Open("store");
  EXPECT_EQ(AnswerTo("a", 1), first);
  const auto conflict = store_->Apply(Asked("a", "other"), Again);
  EXPECT_THAT(conflict, testing::HasReason(ERROR_REASON_REQUEST_ID_CONFLICT));
  Origin other = Asked("a");
  other.method = "/test/Other";
  EXPECT_THAT(store_->Apply(other, Again), testing::HasReason(ERROR_REASON_REQUEST_ID_CONFLICT));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(FirstAnswersTest, TheRowThatAnswersIsFoundAmongOthers) {
  ZGC_ASSERT_OK(store_->Apply(Asked("a"), [](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Put(kPlain, "k", "row");
    txn.Put(kRows, "k", "what it was at first");
    txn.Put(kRows, "l", "another");
    txn.Put(kRows, "k", "row");
    txn.Delete(kRows, "m");
    return "row";
  }));
  EXPECT_EQ(RecordOf(1).answer().change(), 1);
  EXPECT_EQ(AnswerTo("a", 1), "row");
  ZGC_ASSERT_OK(store_->Apply(Asked("b"), [](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Delete(kRows, "k");
    txn.Put(kRows, "l", "row");
    return "row";
  }));
  EXPECT_EQ(RecordOf(2).answer().change(), 2);
  EXPECT_EQ(AnswerTo("b", 2), "row");
}

TEST_F(FirstAnswersTest, WhatIsNoRowIsKeptWhole) {
  ZGC_ASSERT_OK(store_->Apply(Asked("said"), [](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Put(kRows, "k", "row");
    return "row and more";
  }));
  // Its versions are not kept.
  ZGC_ASSERT_OK(store_->Apply(Asked("plain"), [](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Put(kPlain, "k", "row");
    return "row";
  }));
  ZGC_ASSERT_OK(store_->Apply(Asked("nothing"), [](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Delete(kRows, "k");
    return "";
  }));
  ZGC_ASSERT_OK(store_->Apply({}, [](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Put(kPlain, "k", "another");
    return "";
  }));
  EXPECT_EQ(AnswerTo("said", 1), "row and more");
  EXPECT_EQ(AnswerTo("plain", 2), "row");
  EXPECT_EQ(AnswerTo("nothing", 3), "");
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(FirstAnswersTest, ARefusalIsKeptInTheCommitThatItIs) {
  EXPECT_FALSE(store_
                   ->Apply(Asked("a"),
                           [](Txn& txn) -> absl::StatusOr<std::string> {
                             txn.Put(kRows, "k", "row");
                             return absl::NotFoundError("no park");
                           })
                   .ok());
  EXPECT_NE(RecordOf(1).answer().refusal(), "");
  EXPECT_EQ(RecordOf(1).changes_size(), 0);
  Open("store");
  EXPECT_EQ(AnswerTo("a", 1), "NOT_FOUND: no park");
  EXPECT_THAT(Problems(), IsEmpty());
}

// The one who asks again may stand in the same group, whose rows are not on disk yet.
TEST_F(FirstAnswersTest, ARequestThatIsSentTwiceAtOnceIsRunOnce) {
  absl::Notification go;
  absl::BlockingCounter left(3);
  store_->Submit(
      {},
      [&](Txn&) -> absl::StatusOr<std::string> {
        go.WaitForNotification();
        return "";
      },
      [&](const absl::StatusOr<Committed>&) { left.DecrementCount(); });
  std::vector<absl::StatusOr<Committed>> answers;
  for (int i = 0; i < 2; ++i) {
    store_->Submit(Asked("a"), PutAndAnswer("k", absl::StrCat("row of try ", i)),
                   [&](absl::StatusOr<Committed> done) {
                     answers.push_back(std::move(done));
                     left.DecrementCount();
                   });
  }
  go.Notify();
  left.Wait();
  for (const auto& answer : answers) {
    ZGC_ASSERT_OK(answer);
    EXPECT_EQ(answer->response, "row of try 0");
    EXPECT_EQ(answer->revision, 1);
  }
  EXPECT_TRUE(answers[1]->replayed);
  EXPECT_EQ(store_->head(), 1);
}

TEST_F(FirstAnswersTest, ARestoredStoreGivesTheSameAnswers) {
  ZGC_ASSERT_OK(store_->Apply(Asked("row"), PutAndAnswer("k", "first")));
  ZGC_ASSERT_OK(store_->Apply({}, PutAndAnswer("k", "second")));
  const auto backup = store_->CreateBackup(dir_.path() + "/backup", absl::Now());
  ZGC_ASSERT_OK(backup);
  ZGC_ASSERT_OK(store_->Apply(Asked("lost"), PutAndAnswer("k", "third")));
  ZGC_ASSERT_OK(RestoreBackup("test", *BackupFolder(dir_.path() + "/backup", backup->id),
                              dir_.StoreUrl("restored"), {"the disk burnt", "operator"}));
  Open("restored");
  EXPECT_EQ(AnswerTo("row", 1), "first");
  const auto anew = store_->Apply(Asked("lost"), PutAndAnswer("k", "fourth"));
  ZGC_ASSERT_OK(anew);
  EXPECT_FALSE(anew->replayed);
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(FirstAnswersTest, ADamagedAnswerIsSaidToBeDamagedAndTheRequestIsNotRunAgain) {
  ZGC_ASSERT_OK(store_->Apply(Asked("a"), PutAndAnswer("k", "row")));
  const std::string version = HistoryKey("k", 1);
  Spoil(kRows.id + kHistoryOffset, version, HistoryValue("another row"));
  EXPECT_THAT(AnswerTo("a", 1), HasSubstr("damaged answer to request id a"));
  Spoil(kRows.id + kHistoryOffset, version, absl::nullopt);
  EXPECT_THAT(AnswerTo("a", 1), HasSubstr("damaged answer to request id a"));
  Spoil(kRows.id + kHistoryOffset, version, HistoryValue("row"));
  EXPECT_EQ(AnswerTo("a", 1), "row");
  // To a commit that answers nobody, to none, and to no number.
  for (const std::string& value : {RequestValue(2), RequestValue(99), std::string("r1")}) {
    Spoil(kRequestColumn.id, RequestKey("spiffe://zgc/test", "a"), value);
    EXPECT_THAT(AnswerTo("a", 1), HasSubstr("damaged answer to request id a"));
  }
}

TEST_F(FirstAnswersTest, VerifyFindsAnAnswerThatIsNotLedToAndOneOfNoCommit) {
  ZGC_ASSERT_OK(store_->Apply(Asked("a"), PutAndAnswer("k", "row")));
  const std::string key = RequestKey("spiffe://zgc/test", "a");
  Spoil(kRequestColumn.id, key, absl::nullopt);
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("does not lead to its first answer")));
  Spoil(kRequestColumn.id, key, RequestValue(2));
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("does not lead to its first answer")));
  Spoil(kRequestColumn.id, key, RequestValue(1));
  EXPECT_THAT(Problems(), IsEmpty());
  Spoil(kRequestColumn.id, RequestKey("spiffe://zgc/test", "b"), RequestValue(1));
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("has rows of no commit")));
}

TEST_F(FirstAnswersTest, TheChainHoldsTheAnswer) {
  ZGC_ASSERT_OK(store_->Apply(Asked("a"), PutAndAnswer("k", "row")));
  v1::CommitRecord record = RecordOf(1);
  record.mutable_answer()->set_request_sha256("of another request");
  Spoil(kCommitColumn.id, CommitKey(1), record.SerializeAsString());
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("not the one that its chain value says")));
}

}  // namespace
}  // namespace zgc::storage
