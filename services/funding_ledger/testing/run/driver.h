#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <random>

namespace zgc::funding {

// A random test (随机测试): operations drawn from a seed, each compared with a model.
// The same seed and number of operations draw the same, whatever compiler built it:
// each draw is a statement of its own, as arguments are evaluated in any order.
class RandomRun {
 public:
  explicit RandomRun(int64_t seed) : random_(static_cast<unsigned>(seed)) {}
  virtual ~RandomRun() = default;

  // Does and compares at least one operation.
  virtual void Step() = 0;
  // Compares everything.
  virtual void CompareAll() = 0;
  // Operations so far.
  int64_t done() const { return done_; }

 protected:
  int Draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  bool OneIn(int n) { return Draw(n) == 0; }

  int64_t done_ = 0;

 private:
  std::mt19937 random_;
};

struct RunOptions {
  int64_t first_seed = 1;
  int64_t last_seed = 1;
  int64_t operations = 0;
  // 0, or where to leave off and compare everything.
  int64_t stop_after = 0;
  // Nothing was asked for.
  bool is_default = true;
};

// The `main` of a random test, which is also that of its victims (see victim.h). Reads
// "--seeds 1-1000", "--seeds 7", "--ops 100000" and "--stop-after 4711" into `options`
// before the tests run; with others it prints the usage on stderr and runs none.
int RandomTestMain(int argc, char** argv, RunOptions& options);

// Runs each seed in order until one fails; prints a line for each and one for all.
// For the one that fails it looks for the fewest operations that fail too, each in a
// process of its own, and prints how to repeat it.
//
// What threads and kills come out as depends on time, so that no seed is sure to draw all that the
// test is for: by default `reached`, if given, is asked after the last seed, and up to 20 more
// follow until it says so.
void RunSeeds(const RunOptions& options,
              const std::function<std::unique_ptr<RandomRun>(int64_t seed)>& make,
              const std::function<bool()>& reached = nullptr);

}  // namespace zgc::funding
