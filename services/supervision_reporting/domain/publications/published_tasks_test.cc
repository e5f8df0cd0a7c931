#include "services/supervision_reporting/domain/publications/published_tasks.h"

#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "services/supervision_reporting/report/compose/task_facts.h"
#include "services/supervision_reporting/testing/errata_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PublishedTasksTest : public ErrataFixture {
 protected:
  tasks::v1::Task& Task() { return report_.input().tasks.begin()->second; }
  // "name: label said -> now" of all facts of all tasks; "name: gone".
  std::vector<std::string> Lines(const std::string& start = "", size_t most = 100) {
    std::vector<std::string> lines;
    ZGC_EXPECT_OK(
        ForEachTaskChange(store_->Read(), "publications/p", start, [&](v1::TaskChange& change) {
          if (change.gone()) lines.push_back(change.published().name() + ": gone");
          for (const v1::FactChange& fact : change.facts()) {
            lines.push_back(absl::StrCat(change.published().name(), ": ", fact.label(), " ",
                                         fact.said(), " -> ", fact.printed()));
          }
          return lines.size() < most;
        }));
    return lines;
  }
};

TEST_F(PublishedTasksTest, WhatIsSaidOfEachTaskThatAReportCoversIsItsFacts) {
  PublishFive();
  const auto covered = CoveredBy(report_.Model());
  ASSERT_THAT(covered, SizeIs(1));
  EXPECT_EQ(covered[0].name(), "1.1");
  EXPECT_EQ(covered[0].task(), "//task_registry/tasks/1");
  EXPECT_EQ(covered[0].item_label(), "第1项");
  ASSERT_THAT(covered[0].facts(), SizeIs(TaskFacts().size()));
  for (const v1::PrintedFact& fact : covered[0].facts()) EXPECT_NE(fact.label(), "") << fact.fact();
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(PublishedTasksTest, ATaskThatIsRenamedCancelledOrVoidedIsListed) {
  PublishFive();
  Task().set_title("新名称");
  Apply(report_, ++revision_);
  ASSERT_THAT(Lines(), SizeIs(1));
  EXPECT_THAT(Lines()[0], ::testing::EndsWith(" -> 新名称"));
  EXPECT_THAT(Lines()[0], ::testing::StartsWith("publications/p/tasks/1.1: 任务名称 "));
  Task().set_state(tasks::v1::TASK_STATE_CANCELLED);
  Apply(report_, ++revision_);
  ASSERT_THAT(Lines(), SizeIs(2));
  EXPECT_THAT(Lines()[1], ::testing::StartsWith("publications/p/tasks/1.1: 状态 "));
  EXPECT_THAT(Lines()[1], ::testing::EndsWith(" -> 取消"));
  ZGC_ASSERT_OK(Commit([](storage::Txn& txn) {
    kSourceTasks.Delete(txn, {"task_registry", "tasks/1"});
    return absl::OkStatus();
  }));
  EXPECT_THAT(Lines(), ElementsAre("publications/p/tasks/1.1: gone"));
  EXPECT_THAT(Lines("publications/p/tasks/2"), IsEmpty());
}

TEST_F(PublishedTasksTest, TheyAreListedAfterTheFiguresOfAPublication) {
  report_.Figure("b", "a", "8", "家", "scopes { label: '海淀园' }");
  report_.Citing({"b"});
  PublishFive();
  for (auto& [name, task] : report_.input().tasks) task.set_deadline("2021-12-31");
  Change("6");
  v1::ListPublicationChangesRequest request;
  request.set_publication("publications/p");
  storage::Page page;
  page.size = 1;
  std::vector<std::string> names;
  do {
    v1::ListPublicationChangesResponse response;
    const auto next =
        ListPublicationChanges(store_->Read(), *store_, book_, request, page, response);
    ZGC_ASSERT_OK(next);
    for (const auto& change : response.changes()) names.push_back(change.published().name());
    for (const auto& change : response.task_changes()) {
      names.push_back(change.published().name() + " " + change.facts(0).printed());
    }
    page.start = *next;
  } while (!page.start.empty());
  EXPECT_THAT(names,
              ElementsAre("publications/p/figures/a", "publications/p/tasks/1.1 2021年12月31日",
                          "publications/p/tasks/2.2 2021年12月31日"));
  // Tasks go on every day: what a publication says of figures is not changed by it.
  Change("5");
  EXPECT_EQ(Standing("publications/p").state(), v1::PUBLICATION_STATE_CURRENT);
}

}  // namespace
}  // namespace zgc::supervision
