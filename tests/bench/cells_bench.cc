// What cells cost a commit of park_region: beside a commit of the same row that changes none of
// them, in one store, in turn.
//
//   cells_bench [RECORDS, default 10000] [COMMITS PER ROUND, default 10000] [ROUNDS, default 5]
//
// What it takes of the processors counts for both sides the writers that ask for the commits, too.
// Half of the records are projects, half registrations of as many enterprises, at twenty parks.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/figures/book_schema.h"
#include "common/figures/cells/cells.h"
#include "common/storage/history/changed_keys.h"
#include "common/storage/store.h"
#include "common/testing/temp_dir.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/store/schema.h"
#include "tests/bench/load.h"
#include "tests/bench/park_rows.h"
#include "tests/bench/table.h"
#include "zgc/parks/v1/projects.pb.h"

namespace zgc::parks {
namespace {

using bench::Must;

constexpr int kInFlight = 64;
// Commits of each kind that go alone.
constexpr int kAlone = 300;

std::string ProjectName(int i) { return absl::StrCat("projects/j", i); }

// Of its signing the day is known, of what follows by when: an amount of it lies in a day, a month,
// a year and two spans, of its stage alone and of its stage and park.
void PutProject(storage::Txn& txn, int i) {
  v1::Project row;
  row.set_name(ProjectName(i));
  row.set_display_name(absl::StrCat("示例项目", i));
  row.set_park(ParkName(i));
  row.set_investment_state(common::v1::AMOUNT_STATE_KNOWN);
  row.set_investment_fen(100'000'000 + i);
  for (const auto stage :
       {v1::PROJECT_STATE_SIGNED, v1::PROJECT_STATE_FILED, v1::PROJECT_STATE_STARTED}) {
    v1::StageEvent& event = *row.add_stage_events();
    event.set_stage(stage);
    event.set_date_known(stage == v1::PROJECT_STATE_SIGNED);
    (event.date_known() ? *event.mutable_date() : *event.mutable_known_by()) = DayOf(i + stage);
  }
  row.set_state(v1::PROJECT_STATE_STARTED);
  row.set_revision(txn.revision());
  kProjects.Put(txn, {row.name()}, row);
}

// What is written of a row: the same again but for its revision, which changes no cell, or
// something else.
enum class Change { kProject, kInvestment, kRegistration, kCapital, kDay };
Change NoneBeside(Change change) {
  return change == Change::kInvestment ? Change::kProject : Change::kRegistration;
}

class Bench {
 public:
  Bench(int records, int commits, int rounds)
      : rows_(records / 2), commits_(commits), rounds_(rounds) {
    figures::FormulaRegistry formulas;
    RegisterFormulas(formulas);
    auto store = storage::Store::Open(figures::WithCells(ParkRegionSchema(), formulas),
                                      {.url = dir_.StoreUrl(), .create = true});
    Must(store.status());
    store_ = *std::move(store);
    constexpr int kPart = 500;
    for (int begin = 0; begin < rows_; begin += kPart) {
      Apply([&](storage::Txn& txn) {
        for (int i = begin; i < std::min(begin + kPart, rows_); ++i) {
          PutEnterprise(txn, i);
          PutRegistration(txn, i);
          PutProject(txn, i);
        }
      });
    }
  }

  void Run() {
    std::printf("%d records, %d rounds of %d commits, %d in flight\n%-52s %12s %12s %8s  %-6s %s\n",
                2 * rows_, rounds_, commits_, kInFlight, "path", "ours", "beside", "ratio", "unit",
                "goal");
    for (const Change change : {Change::kInvestment, Change::kCapital, Change::kDay}) {
      Compare(change);
    }
  }

 private:
  // Of one commit, in the middle of the rounds.
  struct Cost {
    std::vector<double> per_second;
    std::vector<double> cpu_us;
  };

  void Apply(const std::function<void(storage::Txn&)>& body) {
    Must(store_
             ->Apply({},
                     [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                       body(txn);
                       return "";
                     })
             .status());
  }

  void Write(int i, Change change) {
    const auto id = static_cast<size_t>(i % rows_);
    Apply([&](storage::Txn& txn) {
      if (change == Change::kProject || change == Change::kInvestment) {
        auto row = **kProjects.Get(txn, {ProjectName(static_cast<int>(id))});
        if (change == Change::kInvestment) row.set_investment_fen(100'000'000 + txn.revision());
        row.set_revision(txn.revision());
        return kProjects.Put(txn, {row.name()}, row);
      }
      auto row = **kRegistrations.Get(txn, {absl::StrCat("registrations/r", id)});
      if (change == Change::kCapital) row.set_capital_fen(100'000'000 + txn.revision());
      if (change == Change::kDay) row.set_date(DayOf(static_cast<int>(txn.revision())));
      row.set_revision(txn.revision());
      kRegistrations.Put(txn, {row.name()}, row);
    });
  }

  size_t CellsOf(Change change) {
    const auto keys = store_->CollectKeys(1 << 20);
    Write(0, change);
    const auto taken = keys->Take(store_->head());
    size_t cells = 0;
    for (const auto& key : *taken) cells += key.column == figures::kCells.column().id ? 1 : 0;
    return cells;
  }

  double AloneMs(int i, Change change) {
    const absl::Time begin = absl::Now();
    Write(i, change);
    return absl::ToDoubleMilliseconds(absl::Now() - begin);
  }

  void InFlight(Change change, Cost& cost) {
    std::atomic<int> next{0};
    std::vector<std::thread> writers;
    const double cpu = bench::CpuSeconds();
    const absl::Time begin = absl::Now();
    for (int w = 0; w < kInFlight; ++w) {
      writers.emplace_back([&] {
        for (int i = next++; i < commits_; i = next++) Write(i, change);
      });
    }
    for (std::thread& writer : writers) writer.join();
    cost.per_second.push_back(commits_ / absl::ToDoubleSeconds(absl::Now() - begin));
    cost.cpu_us.push_back(1e6 * (bench::CpuSeconds() - cpu) / commits_);
  }

  void Compare(Change change) {
    const Change none = NoneBeside(change);
    const std::string what =
        absl::StrCat("a commit of ", CellsOf(change), " cells beside one of ", CellsOf(none));
    std::vector<double> alone[2];
    for (int i = 0; i < kAlone; ++i) {
      alone[0].push_back(AloneMs(i, change));
      alone[1].push_back(AloneMs(i, none));
    }
    Cost cost[2];
    for (int round = 0; round < rounds_; ++round) {
      InFlight(change, cost[0]);
      InFlight(none, cost[1]);
    }
    const auto print = [](const std::string& line, const std::vector<double>& ours,
                          const std::vector<double>& beside, const char* unit, const char* goal) {
      bench::Print(line.c_str(), bench::Median(ours), bench::Median(beside), unit, goal);
    };
    print(what + ", alone", alone[0], alone[1], "ms", "<= 1.5 of 10 cells");
    print(what + ", 64 in flight", cost[0].per_second, cost[1].per_second, "1/s",
          ">= 0.6 of 10 cells");
    print("what it takes of the processors then", cost[0].cpu_us, cost[1].cpu_us, "us", "");
  }

  const int rows_;
  const int commits_;
  const int rounds_;
  testing::TempDir dir_;
  std::unique_ptr<storage::Store> store_;
};

}  // namespace
}  // namespace zgc::parks

int main(int argc, char** argv) {
  // As in the processes that are measured here, see Server::Run.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const int records = argc > 1 ? std::atoi(argv[1]) : 10'000;
  const int commits = argc > 2 ? std::atoi(argv[2]) : 10'000;
  const int rounds = argc > 3 ? std::atoi(argv[3]) : 5;
  if (records < 2 || commits < 1 || rounds < 1) {
    std::fprintf(stderr, "usage: cells_bench [RECORDS] [COMMITS] [ROUNDS]\n");
    return 2;
  }
  zgc::parks::Bench(records, commits, rounds).Run();
  return 0;
}
