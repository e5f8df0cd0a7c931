// One service alone is restored from what it was: nothing false is paid or published by
// what others had followed of it, and once they have read it afresh all is equal.
#include <map>
#include <string>

#include "common/base/error.h"
#include "services/supervision_reporting/store/schema.h"
#include "tests/integration/report_fixture.h"

namespace zgc::testing {
namespace {

using namespace ::zgc::common::v1;  // NOLINT: the reasons
using OperationsStub = ops::v1::OperationsService::Stub;

class RestoreTest : public SuiteTest {
 protected:
  using Set = std::map<std::string, std::string>;

  static void Declare(Node& node, const std::string& id) {
    ZGC_ASSERT_OK(Call(node.channel(), &FigureStub::CreateIndicator,
                       absl::Substitute("indicator_id: '$0' indicator { display_name: '$0' "
                                        "unit: '个' measure: MEASURE_KIND_STOCK }",
                                        id)));
  }
  // All figures and indicators of a service, as it has them and as supervision does.
  static Set Own(Node& node) {
    Set own;
    const auto figures = Call(node.channel(), &FigureStub::ListFigures, "");
    const auto indicators = Call(node.channel(), &FigureStub::ListIndicators, "");
    EXPECT_TRUE(figures.ok() && indicators.ok());
    for (const auto& row : figures->figures()) own[row.name()] = row.SerializeAsString();
    for (const auto& row : indicators->indicators()) own[row.name()] = row.SerializeAsString();
    return own;
  }
  Set Followed(const Node& source) {
    Set followed;
    const auto snapshot = suite_.supervision().server().store().Read();
    const auto add = [&](const supervision::SourceKey& key, const auto& row) {
      if (key.service == source.name()) followed[key.name] = row.SerializeAsString();
      return true;
    };
    ZGC_EXPECT_OK(supervision::kSourceFigures.ForEach(snapshot, add));
    ZGC_EXPECT_OK(supervision::kSourceIndicators.ForEach(snapshot, add));
    return followed;
  }
  static absl::Status Resync(Node& node, const Node& source) {
    return Call(node.channel(), &OperationsStub::ResyncSource,
                absl::Substitute("source: '$0' reason: '恢复'", source.name()), "role-operator")
        .status();
  }
  // `source` is kept, writes, is followed, goes back, and writes as much again.
  void RestoreAlone(Node& source, bool followers_down) {
    source.Stop();
    source.Keep();
    source.Start();
    const char* round = followers_down ? "down-" : "";
    for (const char* id : {"lost-1", "lost-2"}) Declare(source, absl::StrCat(round, id));
    AwaitSources();
    if (followers_down) suite_.supervision().Stop();
    source.Stop();
    source.GoBack();
    source.Start();
    for (const char* id : {"new-1", "new-2", "new-3"}) Declare(source, absl::StrCat(round, id));
    if (followers_down) suite_.supervision().Start();
  }
};

TEST_F(RestoreTest, NothingIsPublishedByASourceThatWentBackUntilItIsReadAfresh) {
  SetUpReport();
  AwaitSources();
  ZGC_ASSERT_OK(Publish());
  for (const bool followers_down : {false, true}) {
    for (Node* source : suite_.sources()) {
      SCOPED_TRACE(absl::StrCat(source->name(), followers_down ? ", followers down" : ""));
      RestoreAlone(*source, followers_down);
      suite_.AwaitState(*source, ops::v1::SOURCE_STATE_REFUSED);
      const auto refused = Publish();
      EXPECT_THAT(refused, HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
      // However much it writes.
      Declare(*source, followers_down ? "down-new-4" : "new-4");
      EXPECT_THAT(Publish(), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
      ZGC_ASSERT_OK(Resync(suite_.supervision(), *source));
      EXPECT_EQ(suite_.supervision().ReasonOf("/zgc.ops.v1.OperationsService/ResyncSource"),
                "恢复");
      AwaitSources();
      suite_.AwaitState(*source, ops::v1::SOURCE_STATE_CURRENT);
      EXPECT_EQ(Followed(*source), Own(*source));
      ZGC_EXPECT_OK(Publish());
    }
  }
}

TEST_F(RestoreTest, SupervisionThatWentBackFollowsOnFromWhereItWas) {
  SetUpReport();
  AwaitSources();
  auto& node = suite_.supervision();
  node.Stop();
  node.Keep();
  node.Start();
  for (Node* source : suite_.sources()) Declare(*source, "later");
  AwaitSources();
  node.Stop();
  node.GoBack();
  node.Start();
  AwaitSources();
  for (Node* source : suite_.sources()) EXPECT_EQ(Followed(*source), Own(*source));
  ZGC_EXPECT_OK(Publish());
}

}  // namespace
}  // namespace zgc::testing
