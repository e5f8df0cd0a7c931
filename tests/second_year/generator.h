#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/second_year/books.h"
#include "tests/second_year/indicators.h"
#include "tests/second_year/world.h"

namespace zgc::second_year {

struct Options {
  uint64_t seed = 1;
  // About how many enterprises come in two years; all else grows with it.
  int size = 100;
};

class Life;

// Lives calendar years through the RPCs of the suite and keeps its own books of them. Single
// threaded: one call after the other.
class Generator {
 public:
  // `await_followers` returns once supervision has read what the others hold.
  Generator(Channels channels, const Options& options, std::function<void()> await_followers);
  ~Generator();

  // What is there before the first day: parks, programs, departments; and every indicator, once.
  absl::Status Found();
  // From January on, month by month. In June of the first year January is restated.
  absl::Status Live(int year, int month);
  // A report of the year with an item for each department; `growth` cites how much it has grown.
  // Its template is "reportTemplates/{year}".
  absl::Status WriteReport(int year, bool growth);

  const Books& books() const { return world_.books; }
  const std::vector<Indicator>& indicators() const { return indicators_; }
  // How many calls it made.
  int64_t calls() const { return world_.call.calls(); }

 private:
  World world_;
  const std::function<void()> await_followers_;
  const std::vector<Indicator> indicators_;
  std::vector<std::unique_ptr<Life>> lives_;
};

}  // namespace zgc::second_year
