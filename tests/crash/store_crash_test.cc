// kill -9 under load, many times: every acknowledged write is there, nothing
// half is there, revisions are gapless.
//
// The writer is this program again (--writer URL): it commits pairs of rows
// from several threads and prints the number of each pair once the store has
// acknowledged it. ZGC_CRASH_ROUNDS sets the number of kills (default 20).
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/storage/store.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

namespace zgc::storage {
namespace {

using ::testing::IsEmpty;

constexpr Column kRows{.id = 10, .name = "rows", .history = true, .feed_type = "zgc.test.Row"};
constexpr int kThreads = 8;

Schema TestSchema() {
  Schema schema;
  schema.name = "crash";
  schema.columns = {kRows};
  return schema;
}

absl::StatusOr<std::unique_ptr<Store>> Open(const std::string& url) {
  StoreOptions options;
  options.create = true;
  options.url = url;
  return Store::Open(TestSchema(), options);
}

Origin AskedAs(const std::string& id) {
  Origin origin;
  origin.caller = "spiffe://zgc/crash";
  origin.request_id = id;
  return origin;
}

// Runs until it is killed.
int RunWriter(const std::string& url) {
  auto store = Open(url);
  if (!store.ok()) return 1;
  std::atomic<int64_t> next{(*store)->head() * kThreads};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      while (true) {
        const int64_t number = ++next;
        const auto done = (*store)->Apply(
            AskedAs(absl::StrCat(number)), [&](Txn& txn) -> absl::StatusOr<std::string> {
              txn.Put(kRows, absl::StrCat("left-", number), absl::StrCat(number));
              txn.Put(kRows, absl::StrCat("right-", number), absl::StrCat(number));
              return absl::StrCat(number);
            });
        if (!done.ok()) std::abort();
        const std::string line = absl::StrCat(number, "\n");
        if (write(STDOUT_FILENO, line.data(), line.size()) < 0) std::abort();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  return 0;
}

// Starts a writer, kills it after `delay_us`, returns what it acknowledged.
std::vector<std::string> WriteAndKill(const std::string& url, int delay_us) {
  int pipe_ends[2];
  EXPECT_EQ(pipe2(pipe_ends, O_CLOEXEC), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    execl("/proc/self/exe", "writer", "--writer", url.c_str(), nullptr);
    _exit(127);
  }
  close(pipe_ends[1]);
  std::string text;
  char buffer[65536];
  // The delay begins with the first acknowledgement.
  ssize_t size = read(pipe_ends[0], buffer, sizeof buffer);
  if (size > 0) text.append(buffer, static_cast<size_t>(size));
  std::thread killer([child, delay_us] {
    usleep(static_cast<useconds_t>(delay_us));
    kill(child, SIGKILL);
  });
  while ((size = read(pipe_ends[0], buffer, sizeof buffer)) > 0) {
    text.append(buffer, static_cast<size_t>(size));
  }
  killer.join();
  close(pipe_ends[0]);
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
  // A last line may be cut; it was printed after its commit, so leave it out.
  text.resize(text.find_last_of('\n') + 1);
  return absl::StrSplit(text, '\n', absl::SkipEmpty());
}

TEST(StoreCrashTest, KillsLoseNothingAcknowledged) {
  const char* rounds_text = std::getenv("ZGC_CRASH_ROUNDS");
  int rounds = 20;
  if (rounds_text != nullptr) {
    ASSERT_TRUE(absl::SimpleAtoi(rounds_text, &rounds));
  }
  const testing::TempDir dir;
  std::mt19937 random(20191231);
  size_t acknowledged = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto numbers = WriteAndKill(dir.StoreUrl(), static_cast<int>(random() % 150'000));
    ASSERT_FALSE(numbers.empty()) << "round " << round;
    acknowledged += numbers.size();
    auto store = Open(dir.StoreUrl());
    ZGC_ASSERT_OK(store);
    const Snapshot snapshot = (*store)->Read();
    for (const std::string& number : numbers) {
      for (const char* side : {"left-", "right-"}) {
        const auto row = snapshot.Get(kRows, absl::StrCat(side, number));
        ZGC_ASSERT_OK(row);
        ASSERT_TRUE(row->has_value()) << "round " << round << " lost " << side << number;
      }
      // It has no second answer.
      const auto again = (*store)->Apply(AskedAs(number), [](Txn&) -> absl::StatusOr<std::string> {
        return absl::InternalError("run again");
      });
      ZGC_ASSERT_OK(again);
      ASSERT_TRUE(again->replayed);
      ASSERT_EQ(again->response, number);
    }
    int64_t commits = 0;
    ZGC_ASSERT_OK((*store)->ForEachCommit(1, [&](int64_t, const v1::CommitRecord& record) {
      ++commits;
      EXPECT_EQ(record.changes_size(), 2) << "half a transaction";
      return true;
    }));
    EXPECT_EQ(commits, (*store)->head());
    std::vector<std::string> problems;
    ZGC_ASSERT_OK((*store)->Verify(problems));
    ASSERT_THAT(problems, IsEmpty()) << "round " << round;
  }
  std::printf("%d kills, %zu acknowledged writes, none lost\n", rounds, acknowledged);
}

}  // namespace
}  // namespace zgc::storage

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "--writer") return zgc::storage::RunWriter(argv[2]);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
