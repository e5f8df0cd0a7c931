#include "services/funding_ledger/testing/run/victim.h"

#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/testing/run/child.h"

// What is asked and answered goes through files and pipes as lines of fields; a line
// that was cut by the kill is left out.
namespace zgc::funding {
namespace {

constexpr char kPost[] = "--post-until-killed";
constexpr char kCall[] = "--call-until-killed";

std::vector<std::string> LinesOf(std::string text) {
  text.resize(text.find_last_of('\n') + 1);
  return absl::StrSplit(text, '\n', absl::SkipEmpty());
}

// Starts a process that works through the lines, and kills it.
std::vector<std::string> WorkAndKill(const TestLedger& ledger, const char* flag,
                                     const std::vector<std::string>& lines,
                                     const Killing& killing) {
  const std::string path = ledger.path() + "/work";
  std::ofstream(path, std::ios::trunc) << absl::StrJoin(lines, "\n") << "\n";
  Child child({flag, ledger.url(), absl::StrCat(ledger.clock().nanos()), path,
               absl::StrCat(killing.window)});
  // The time begins with the first answer.
  std::string answers = child.Read();
  usleep(static_cast<useconds_t>(absl::ToInt64Microseconds(killing.after)));
  child.Kill();
  for (std::string more = child.Read(); !more.empty(); more = child.Read()) answers += more;
  EXPECT_EQ(child.Wait(), -SIGKILL);
  return LinesOf(std::move(answers));
}

void Print(std::string line) {
  line += '\n';
  if (write(STDOUT_FILENO, line.data(), line.size()) < 0) std::abort();
}

Operation OperationOf(const std::string& line) {
  const std::vector<std::string> parts = absl::StrSplit(line, '\t');
  return {parts.at(0), parts.at(3), parts.at(1), parts.at(2)};
}

void PostLine(storage::Store& store, const std::string& line, std::function<void()> done) {
  v1::PostTransfersRequest request;
  if (!request.ParseFromString(absl::HexStringToBytes(line))) std::abort();
  SubmitPost(store, std::move(request),
             [done = std::move(done)](const absl::StatusOr<v1::PostTransfersResponse>& answer) {
               if (!answer.ok()) std::abort();
               Print(absl::BytesToHexString(answer->SerializeAsString()));
               done();
             });
}

void CallLine(storage::Store& store, const std::string& line, std::function<void()> done) {
  Submit(store, OperationOf(line), [done = std::move(done)](const Answer& answer) {
    Print(absl::StrCat(answer.revision, "\t", answer.replayed, "\t", answer.text, "\t",
                       absl::BytesToHexString(answer.response)));
    done();
  });
}

}  // namespace

std::vector<v1::PostTransfersResponse> PostAndKill(
    const TestLedger& ledger, const std::vector<v1::PostTransfersRequest>& requests,
    const Killing& killing) {
  std::vector<std::string> lines;
  for (const auto& request : requests) {
    lines.push_back(absl::BytesToHexString(request.SerializeAsString()));
  }
  std::vector<v1::PostTransfersResponse> answers;
  for (const std::string& line : WorkAndKill(ledger, kPost, lines, killing)) {
    EXPECT_TRUE(answers.emplace_back().ParseFromString(absl::HexStringToBytes(line)));
  }
  return answers;
}

std::vector<Answer> CallAndKill(const TestLedger& ledger, const std::vector<Operation>& operations,
                                const Killing& killing) {
  std::vector<std::string> lines;
  for (const Operation& one : operations) {
    lines.push_back(absl::StrJoin({one.method, one.person, one.request_id, one.fields}, "\t"));
  }
  std::vector<Answer> answers;
  for (const std::string& line : WorkAndKill(ledger, kCall, lines, killing)) {
    const std::vector<std::string> parts = absl::StrSplit(line, '\t');
    Answer& answer = answers.emplace_back();
    EXPECT_TRUE(absl::SimpleAtoi(parts.at(0), &answer.revision)) << line;
    answer.replayed = parts.at(1) == "1";
    answer.text = parts.at(2);
    answer.response = absl::HexStringToBytes(parts.at(3));
  }
  return answers;
}

bool IsVictim(int argc, char** argv) {
  return argc == 6 && (std::string(argv[1]) == kPost || std::string(argv[1]) == kCall);
}

int RunVictim(char** argv) {
  int64_t nanos = 0;
  int window = 0;
  if (!absl::SimpleAtoi(argv[3], &nanos) || !absl::SimpleAtoi(argv[5], &window)) return 1;
  const StandingClock clock(nanos);
  const auto store = OpenLedger(argv[2], clock);
  if (!store.ok()) return 1;
  std::ifstream file(argv[4]);
  absl::Mutex mutex;
  int under_way = 0;
  const auto may_send = [&] { return under_way < window; };
  const auto done = [&] {
    absl::MutexLock lock(&mutex);
    --under_way;
  };
  for (std::string line; std::getline(file, line);) {
    {
      absl::MutexLock lock(&mutex, absl::Condition(&may_send));
      ++under_way;
    }
    (std::string(argv[1]) == kPost ? PostLine : CallLine)(**store, line, done);
  }
  while (true) pause();
}

}  // namespace zgc::funding
