#include "services/funding_ledger/testing/run/driver.h"

#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/testing/run/child.h"
#include "services/funding_ledger/testing/run/victim.h"

namespace zgc::funding {
namespace {

void Run(RandomRun& run, int64_t operations) {
  while (run.done() < operations && !::testing::Test::HasFailure()) run.Step();
  if (!::testing::Test::HasFailure()) run.CompareAll();
}

std::vector<std::string> Arguments(int64_t seed, int64_t operations, int64_t stop_after) {
  return {"--seeds",      absl::StrCat(seed),      "--ops", absl::StrCat(operations),
          "--stop-after", absl::StrCat(stop_after)};
}

bool Fails(int64_t seed, int64_t operations, int64_t stop_after) {
  Child child(Arguments(seed, operations, stop_after));
  while (!child.Read().empty()) continue;
  return child.Wait() != 0;
}

void FindPrefix(int64_t seed, int64_t operations, int64_t failed_at) {
  std::printf("repeat with: --seeds %lld --ops %lld\n", static_cast<long long>(seed),
              static_cast<long long>(operations));
  std::fflush(stdout);
  if (!Fails(seed, operations, failed_at)) {
    std::printf("it did not fail again: its outcome depends on time\n");
    return;
  }
  int64_t good = 0;
  int64_t bad = failed_at;
  while (bad - good > 1) {
    const int64_t middle = good + (bad - good) / 2;
    (Fails(seed, operations, middle) ? bad : good) = middle;
  }
  std::printf("the fewest operations that fail: --stop-after %lld\n", static_cast<long long>(bad));
}

// False, with the usage on stderr, if the arguments are others.
bool ReadOptions(int argc, char** argv, RunOptions& options) {
  bool good = argc % 2 == 1;
  for (int i = 1; i + 1 < argc && good; i += 2) {
    const std::string flag = argv[i];
    options.is_default = false;
    if (flag == "--seeds") {
      const std::vector<std::string> ends = absl::StrSplit(argv[i + 1], '-');
      good = ends.size() <= 2 && absl::SimpleAtoi(ends.front(), &options.first_seed) &&
             absl::SimpleAtoi(ends.back(), &options.last_seed);
    } else if (flag == "--ops") {
      good = absl::SimpleAtoi(argv[i + 1], &options.operations) && options.operations > 0;
    } else if (flag == "--stop-after") {
      good = absl::SimpleAtoi(argv[i + 1], &options.stop_after);
    } else {
      good = false;
    }
  }
  if (good) return true;
  std::fprintf(stderr, "usage: %s [--seeds FIRST[-LAST]] [--ops N] [--stop-after N]\n", argv[0]);
  return false;
}

}  // namespace

int RandomTestMain(int argc, char** argv, RunOptions& options) {
  if (IsVictim(argc, argv)) return RunVictim(argv);
  ::testing::InitGoogleTest(&argc, argv);
  return ReadOptions(argc, argv, options) ? RUN_ALL_TESTS() : 2;
}

void RunSeeds(const RunOptions& options,
              const std::function<std::unique_ptr<RandomRun>(int64_t seed)>& make,
              const std::function<bool()>& reached) {
  const absl::Time begin = absl::Now();
  int64_t seeds = 0;
  int64_t operations = 0;
  constexpr int64_t kMore = 20;
  const auto goes_on = [&](int64_t seed) {
    if (seed <= options.last_seed) return true;
    if (!options.is_default || reached == nullptr) return false;
    return seed <= options.last_seed + kMore && !reached();
  };
  for (int64_t seed = options.first_seed; !::testing::Test::HasFailure() && goes_on(seed); ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const absl::Time begun = absl::Now();
    int64_t done = 0;
    {
      const std::unique_ptr<RandomRun> run = make(seed);
      Run(*run, options.stop_after > 0 ? options.stop_after : options.operations);
      done = run->done();
    }
    const bool failed = ::testing::Test::HasFailure();
    ++seeds;
    operations += done;
    std::printf("seed %lld: %lld operations, %.2f s, %s\n", static_cast<long long>(seed),
                static_cast<long long>(done), absl::ToDoubleSeconds(absl::Now() - begun),
                failed ? "FAILED" : "ok");
    std::fflush(stdout);
    if (failed && options.stop_after == 0) FindPrefix(seed, options.operations, done);
  }
  const double seconds = absl::ToDoubleSeconds(absl::Now() - begin);
  std::printf("%lld seeds, %lld operations, %.1f s, %.0f operations/s, %s\n",
              static_cast<long long>(seeds), static_cast<long long>(operations), seconds,
              static_cast<double>(operations) / seconds,
              ::testing::Test::HasFailure() ? "FAILED" : "all ok");
  std::fflush(stdout);
}

}  // namespace zgc::funding
