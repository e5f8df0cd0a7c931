// A board that watches supervision sees what becomes of a task: the registry's figures are taken
// over by supervision, which derives its own from them and sends those.
#include <string>

#include "tests/integration/report_fixture.h"

namespace zgc::testing {
namespace {

using TasksStub = tasks::v1::TaskService::Stub;

class BoardTest : public SuiteTest {
 protected:
  BoardTest() {
    const auto count = [&](const char* id, const char* argument) {
      Declare(tasks(), id,
              absl::StrCat("formula: 'count_tasks' arguments { key: 'plan' value: 'plans/2021' } ",
                           argument));
    };
    count("all", "");
    count("drafts", "arguments { key: 'state' value: 'draft' }");
    suite_.AwaitCaughtUp(suite_.tasks());
    Declare(supervision(), "begun",
            "derivation { kind: DERIVATION_KIND_DIFFERENCE operands { indicator: 'indicators/all' "
            "service: 'task_registry' } operands { indicator: 'indicators/drafts' service: "
            "'task_registry' } }");
  }
  static void Declare(const Channel& channel, const std::string& id,
                      const std::string& computation) {
    ZGC_EXPECT_OK(
        Call(channel, &FigureStub::CreateIndicator,
             absl::StrCat("indicator_id: '", id, "' indicator { display_name: '", id,
                          "' unit: '项' measure: MEASURE_KIND_STOCK computation { ", computation,
                          " reporting_periods { end_date: '2021-12-31' } } }")));
  }
};

TEST_F(BoardTest, AChangeOfATaskReachesAWatchOfFiguresOfSupervision) {
  const auto stub = figures::v1::FigureService::NewStub(supervision());
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  figures::v1::WatchFiguresRequest request;
  request.add_indicators("indicators/begun");
  const auto watch = stub->WatchFigures(&context, request);
  // The next value that it sends.
  const auto next = [&] {
    figures::v1::WatchFiguresResponse part;
    while (watch->Read(&part)) {
      if (part.changed_size() > 0) return part.changed(0).value();
    }
    return std::string("the watch has ended");
  };
  EXPECT_EQ(next(), "0");
  ZGC_ASSERT_OK(Call(tasks(), &TasksStub::SubmitTask, "name: 'tasks/2021-01'", "maker"));
  EXPECT_EQ(next(), "1");
  ZGC_ASSERT_OK(Call(tasks(), &TasksStub::CreateTask,
                     "task_id: 'b' task { plan: 'plans/2021' number: '2' title: 't' statement: "
                     "'s' lead_department: 'organisations/office' deadline: '2021-12-31' }",
                     "maker"));
  ZGC_ASSERT_OK(Call(tasks(), &TasksStub::SubmitTask, "name: 'tasks/b'", "maker"));
  EXPECT_EQ(next(), "2") << "a draft alone changes nothing of it";
  context.TryCancel();
}

}  // namespace
}  // namespace zgc::testing
