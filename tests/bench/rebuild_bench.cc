// What is derived in a store of park_region, made anew at its start and then verified: how many
// rows a second, and what the process holds of memory at most meanwhile.
//
//   rebuild_bench [RECORDS, default 100000] [ROUNDS, default 3]
//
// Half of the records are enterprises and half their registrations, at twenty parks over 2,000
// days. Cells alone are made in the thread that opens the store, indexes beside them in one more.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/figures/book_schema.h"
#include "common/figures/cells/cells.h"
#include "common/storage/store.h"
#include "common/testing/temp_dir.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/store/schema.h"
#include "tests/bench/load.h"
#include "tests/bench/park_rows.h"
#include "tests/bench/table.h"

namespace zgc::parks {
namespace {

using bench::Must;

double PeakMiB() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

class Bench {
 public:
  explicit Bench(int records) : enterprises_(records / 2) {
    RegisterFormulas(formulas_);
    const auto store = Open(Bare());
    constexpr int kPart = 5'000;
    for (int begin = 0; begin < enterprises_; begin += kPart) {
      Must(store
               ->Apply({},
                       [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                         for (int i = begin; i < std::min(begin + kPart, enterprises_); ++i) {
                           PutEnterprise(txn, i);
                           PutRegistration(txn, i);
                         }
                         return "";
                       })
               .status());
    }
  }

  void Run(int rounds) {
    const double filled = PeakMiB();
    std::vector<double> cells;
    std::vector<double> cells_us;
    std::vector<double> verified;
    std::vector<double> both;
    std::vector<double> both_us;
    for (int round = 0; round < rounds; ++round) {
      Measure(OnlyCells(), cells, cells_us, &verified);
      Measure(All(), both, both_us, nullptr);
    }
    std::printf("%d records, median of %d rounds\n", 2 * enterprises_, rounds);
    bench::Print("cells made anew", bench::Median(cells), "rows/s", ">= 200,000");
    bench::Print("what a row takes of the processors then", bench::Median(cells_us), "us", "");
    bench::Print("cells verified", bench::Median(verified), "rows/s", "");
    bench::Print("cells and indexes made anew", bench::Median(both), "rows/s", ">= 200,000");
    bench::Print("what a row takes of the processors then", bench::Median(both_us), "us", "");
    bench::Print("most memory when filled", filled, "MiB", "");
    bench::Print("most memory at the end", PeakMiB(), "MiB", "");
  }

 private:
  static storage::Schema Bare() {
    storage::Schema schema = ParkRegionSchema();
    schema.derived = {};
    return schema;
  }
  // A version that no store has yet.
  storage::Schema OnlyCells() {
    return figures::KeepingCells(Bare(), formulas_.measures(), ++version_);
  }
  storage::Schema All() {
    storage::Schema schema = figures::WithCells(ParkRegionSchema(), formulas_);
    schema.derived.version += ++version_;
    return schema;
  }

  std::unique_ptr<storage::Store> Open(storage::Schema schema) {
    auto store = storage::Store::Open(std::move(schema), {.url = dir_.StoreUrl(), .create = true});
    Must(store.status());
    return *std::move(store);
  }

  void Measure(storage::Schema schema, std::vector<double>& rates, std::vector<double>& cpu_us,
               std::vector<double>* verified) {
    const int rows = 2 * enterprises_;
    const double cpu = bench::CpuSeconds();
    absl::Time begin = absl::Now();
    const auto store = Open(std::move(schema));
    rates.push_back(rows / absl::ToDoubleSeconds(absl::Now() - begin));
    cpu_us.push_back(1e6 * (bench::CpuSeconds() - cpu) / rows);
    if (verified == nullptr) return;
    begin = absl::Now();
    std::vector<std::string> problems;
    Must(figures::VerifyCells(store->Read(), formulas_.measures(), [&](std::string problem) {
           problems.push_back(std::move(problem));
         }).status());
    if (!problems.empty()) bench::Fail(problems.front());
    verified->push_back(rows / absl::ToDoubleSeconds(absl::Now() - begin));
  }

  const int enterprises_;
  int version_ = 1;
  testing::TempDir dir_;
  figures::FormulaRegistry formulas_;
};

}  // namespace
}  // namespace zgc::parks

int main(int argc, char** argv) {
  // As in the processes that are measured here, see Server::Run.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const int records = argc > 1 ? std::atoi(argv[1]) : 100'000;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 3;
  if (records < 2 || rounds < 1) {
    std::fprintf(stderr, "usage: rebuild_bench [RECORDS] [ROUNDS]\n");
    return 2;
  }
  zgc::parks::Bench(records).Run(rounds);
  return 0;
}
