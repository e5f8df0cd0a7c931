// What watching costs over 100,000 matters, of which 1,000 are overdue: the lights that are not
// green and all of them, page by page; and a sweep, with what it leaves of the rate of writes
// beside it.
//
//   lights_bench [MATTERS, default 100000]
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/time/dates.h"
#include "common/resource/source_watch.h"
#include "common/testing/temp_dir.h"
#include "google/protobuf/text_format.h"
#include "services/supervision_reporting/domain/watchlist/queue.h"
#include "services/supervision_reporting/domain/watchlist/watch_list.h"
#include "services/supervision_reporting/rpc/sweeper.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

constexpr int kOverdue = 1'000;
constexpr int kAtOnce = 1'000;
constexpr int kWriters = 4;
constexpr absl::Duration kQuiet = absl::Seconds(2);
constexpr char kRules[] =
    "name: 'lightRuleSets/l' jurisdiction: 'CN' from_date: '2019-01-01' "
    "state: LIGHT_RULE_SET_STATE_APPROVED levels { light: LIGHT_GREEN label: '绿灯' } "
    "levels { light: LIGHT_YELLOW label: '黄灯' days_left: 5 } "
    "levels { light: LIGHT_RED label: '红灯' days_left: -1 } late_level: '红灯' "
    "returned_level: '黄灯' undated_level: '黄灯' "
    "slip_levels { level: 1 recipient: '承办人' days_overdue: 1 }";

[[noreturn]] void Fail(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::exit(1);
}

double Millis(absl::Duration took) { return absl::ToDoubleMilliseconds(took); }

class Bench {
 public:
  explicit Bench(int matters) : matters_(matters) {
    storage::StoreOptions options;
    options.create = true;
    options.url = dir_.StoreUrl();
    auto store = storage::Store::Open(SupervisionSchema(), options);
    if (!store.ok()) Fail(store.status());
    store_ = *std::move(store);
    Write([](storage::Txn& txn) {
      v1::LightRuleSet set;
      google::protobuf::TextFormat::ParseFromString(kRules, &set);
      resource::Save(txn, kLightRuleSets, set);
    });
    for (int i = 0; i < matters_; i += kAtOnce) {
      Write([&](storage::Txn& txn) {
        for (int j = i; j < std::min(i + kAtOnce, matters_); ++j) {
          // The overdue ones lie among the others in the order of names.
          Put(txn, absl::StrCat("matters/m", j),
              j % (matters_ / kOverdue) == 0 ? -10 : 60 + j % 300);
        }
      });
    }
  }

  void Run() {
    const std::string day = base::FormatDate(Today());
    std::printf("%-52s %10s\n", absl::StrCat(matters_, " matters, ", kOverdue, " overdue").c_str(),
                "ms");
    v1::ListLightsRequest warned;
    warned.set_as_of_date(day);
    warned.add_lights(v1::LIGHT_YELLOW);
    warned.add_lights(v1::LIGHT_RED);
    Lights("lights that are not green, all pages", warned, 1000);
    v1::ListLightsRequest all;
    all.set_as_of_date(day);
    Lights("all lights, first page of 1,000", all, 1);
    Lights("all lights, all pages", all, matters_);
    Queue(day);
    Sweep();
  }

 private:
  static absl::CivilDay Today() { return base::DayOf(absl::Now()); }

  template <typename Body>
  void Write(Body body) {
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      body(txn);
      return "";
    });
    if (!done.ok()) Fail(done.status());
  }
  static void Put(storage::Txn& txn, const std::string& name, int days_left) {
    v1::Matter matter;
    matter.set_name(name);
    matter.set_title("督办件");
    matter.set_state(v1::MATTER_STATE_IN_PROGRESS);
    matter.set_lead_handler("organisations/a");
    matter.set_deadline(base::FormatDate(Today() + days_left));
    resource::Save(txn, kMatters, std::move(matter));
  }

  // At most so many pages.
  void Lights(const char* what, const v1::ListLightsRequest& request, int pages) {
    const absl::Time start = absl::Now();
    storage::Page page;
    page.size = 1000;
    int64_t lights = 0;
    do {
      v1::ListLightsResponse response;
      const auto next = ListLights(store_->Read(), request, page, response);
      if (!next.ok()) Fail(next.status());
      lights += response.lights_size();
      page.start = *next;
    } while (!page.start.empty() && --pages > 0);
    std::printf("%-52s %10.1f\n", absl::StrCat(what, ": ", lights).c_str(),
                Millis(absl::Now() - start));
  }
  void Queue(const std::string& day) {
    v1::ListQueueRequest request;
    request.set_as_of_date(day);
    const absl::Time start = absl::Now();
    v1::ListQueueResponse response;
    storage::Page page;
    const auto next = ListQueue(store_->Read(), request, page, response);
    if (!next.ok()) Fail(next.status());
    std::printf("%-52s %10.1f\n", "queue, first page of 100", Millis(absl::Now() - start));
  }

  // Writes of all writers while `body` runs, per second.
  template <typename Body>
  double WritesBeside(Body body) {
    std::atomic<bool> stop{false};
    std::atomic<int64_t> writes{0};
    std::vector<std::thread> writers;
    for (int w = 0; w < kWriters; ++w) {
      writers.emplace_back([&, w] {
        while (!stop) {
          Write([&](storage::Txn& txn) { Put(txn, absl::StrCat("matters/w", w), 400); });
          ++writes;
        }
      });
    }
    const absl::Time start = absl::Now();
    body();
    const double rate = static_cast<double>(writes) / absl::ToDoubleSeconds(absl::Now() - start);
    stop = true;
    for (std::thread& writer : writers) writer.join();
    return rate;
  }
  static bool Rest(absl::Duration time) {
    absl::SleepFor(time);
    return true;
  }
  void Sweep() {
    const double quiet = WritesBeside([] { absl::SleepFor(kQuiet); });
    absl::Duration took;
    int64_t slips = 0;
    const double busy = WritesBeside([&] {
      const absl::Time start = absl::Now();
      const auto swept = SweepToday(*store_, sources_, &Rest);
      if (!swept.ok()) Fail(swept.status());
      took = absl::Now() - start;
      slips = swept->slips;
    });
    std::printf("%-52s %10.1f\n", absl::StrCat("a sweep beside writes, slips: ", slips).c_str(),
                Millis(took));
    std::printf("%-52s %10.2f\n", "writes beside it, as a share of those without (>= 0.8)",
                busy / quiet);
    const absl::Time start = absl::Now();
    if (const auto again = SweepToday(*store_, sources_, &Rest); !again.ok()) Fail(again.status());
    std::printf("%-52s %10.1f\n", "a sweep that has nothing to make", Millis(absl::Now() - start));
  }

  const int matters_;
  testing::TempDir dir_;
  resource::SourceWatch sources_;
  std::unique_ptr<storage::Store> store_;
};

}  // namespace
}  // namespace zgc::supervision

int main(int argc, char** argv) {
  const int matters = argc > 1 ? std::atoi(argv[1]) : 100'000;
  if (matters < zgc::supervision::kOverdue) return 2;
  zgc::supervision::Bench(matters).Run();
  return 0;
}
