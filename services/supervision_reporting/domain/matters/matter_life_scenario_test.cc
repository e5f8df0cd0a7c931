// A matter as an office lives it:
// 立项、分办、签收、转办、催办、反馈、核查不符、重办、销号、办结、归档.
#include "services/supervision_reporting/domain/matters/matter_terms.h"
#include "services/supervision_reporting/domain/watchlist/watch_list.h"
#include "services/supervision_reporting/testing/matter_parts_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kPrecondition;

class MatterLifeScenarioTest : public MatterPartsFixture {
 protected:
  template <typename Method>
  auto Part(const std::string& id, Method method, const std::string& more,
            const std::string& person = "clerk") {
    return Do(method, absl::StrCat("name: 'matters/jy/parts/", id, "' ", more), person);
  }
  // "organisation light", by deadline, of what is open, or done, of the matter and its parts.
  std::vector<std::string> Lights(const std::string& day, bool done) {
    v1::ListLightsRequest request;
    request.set_as_of_date(day);
    request.set_done(done);
    for (const v1::Light light : {v1::LIGHT_YELLOW, v1::LIGHT_RED}) request.add_lights(light);
    v1::ListLightsResponse response;
    ZGC_EXPECT_OK(ListLights(store_->Read(), request, {.size = 100}, response));
    std::vector<std::string> found;
    for (const v1::ThingLight& light : response.lights()) {
      if (light.thing().find("matters/jy") == std::string::npos) continue;
      found.push_back(absl::StrCat(light.organisation(), " ", v1::Light_Name(light.light())));
    }
    return found;
  }
};

TEST_F(MatterLifeScenarioTest, FromRegistrationToTheArchive) {
  AddLightRules();
  ZGC_ASSERT_OK(
      Do(CreateMatterRuleSet,
         "matter_rule_set_id: 'cn' matter_rule_set { display_name: '督办时限' document: "
         "'办法' jurisdiction: 'CN' from_date: '2019-01-01' verified_before_closing: true "
         "terms { days: 30 } terms { urgencies: URGENCY_URGENT days: 15 } }"));
  ZGC_ASSERT_OK(AddMatter("jy", "received_date: '2019-05-01' urgency: URGENCY_URGENT"));
  EXPECT_EQ(MatterNamed("jy").deadline(), "2019-05-16");
  ZGC_ASSERT_OK(Matter(AssignMatter, "jy", "date: '2019-05-02' lead_handler: '发展改革委'"));
  for (const char* part : {"1' matter_part { handler: '科委' deadline: '2019-05-08'",
                           "2' matter_part { handler: '财政局' deadline: '2019-05-10'"}) {
    ZGC_ASSERT_OK(Do(CreateMatterPart,
                     absl::StrCat("matter: 'matters/jy' date: '2019-05-02' matter_part_id: '", part,
                                  " title: '分项' }")));
  }
  EXPECT_THAT(MatterNamed("jy").part_handlers(), ElementsAre("科委", "财政局"));
  // One is wrong and goes to another, one signs and is late.
  ZGC_ASSERT_OK(Part("1", ReturnMatterPart, "date: '2019-05-03' reason: '不属职责'"));
  ZGC_ASSERT_OK(
      Part("1", TransferMatterPart, "date: '2019-05-04' handler: '教委' reason: '按职责'"));
  for (const char* id : {"1", "2"}) {
    ZGC_ASSERT_OK(Part(id, SignForMatterPart, "date: '2019-05-05'"));
  }
  ZGC_ASSERT_OK(Part("1", RecordMatterPartProgress, "date: '2019-05-06' text: '已过半'"));
  ZGC_ASSERT_OK(Part("1", ReportMatterPart, "date: '2019-05-08' note: '已办' evidence: 'e'"));
  const auto swept = Sweep("2019-05-11");
  ZGC_ASSERT_OK(swept);
  std::vector<std::string> reminded;
  for (const v1::Escalation& slip : swept->escalations()) {
    if (slip.as_of_date() > slip.deadline() && slip.deadline() > "2019-05") {
      reminded.push_back(absl::StrCat(slip.name(), " ", slip.organisation()));
    }
  }
  EXPECT_THAT(reminded, ElementsAre("escalations/parts.jy.2.1 财政局"));
  EXPECT_THAT(Lights("2019-05-11", false),
              ElementsAre("财政局 LIGHT_RED", "发展改革委 LIGHT_YELLOW"));
  ZGC_ASSERT_OK(Part("2", ReportMatterPart, "date: '2019-05-12' note: '已办' evidence: 'e'"));
  // The office finds that one does not conform.
  ZGC_ASSERT_OK(Part("1", ReworkMatterPart, "date: '2019-05-12' reason: '不符'", "office"));
  ZGC_ASSERT_OK(Part("1", ReportMatterPart, "date: '2019-05-13' note: '已改' evidence: 'e'"));
  for (const char* method : {"StartMatter", "ReportMatter"}) {
    ZGC_ASSERT_OK(Step(method, "jy", "2019-05-14"));
  }
  EXPECT_THAT(Step("CloseMatter", "jy", "2019-05-15", "office"),
              FailsWith(kPrecondition, HasSubstr("its part matters/jy/parts/1")));
  for (const char* id : {"1", "2"}) {
    ZGC_ASSERT_OK(Part(id, StrikeOffMatterPart, "date: '2019-05-15' note: '属实'", "office"));
  }
  EXPECT_THAT(Step("CloseMatter", "jy", "2019-05-15", "office"),
              FailsWith(kPrecondition, HasSubstr("it is not verified")));
  ZGC_ASSERT_OK(Matter(VerifyMatter, "jy", "date: '2019-05-15' note: '属实'", "office"));
  ZGC_ASSERT_OK(Step("CloseMatter", "jy", "2019-05-15", "office"));
  ZGC_ASSERT_OK(Matter(ArchiveMatter, "jy", "date: '2019-05-16' document: '档2019-1'", "office"));
  // Lateness stays visible.
  EXPECT_THAT(Lights("2019-06-01", true), ElementsAre("教委 LIGHT_RED", "财政局 LIGHT_RED"));
  std::vector<std::string> way;
  const v1::Matter matter = MatterNamed("jy");
  for (const common::v1::Step& step : matter.steps()) way.push_back(step.method());
  EXPECT_THAT(way, ElementsAre("CreateMatter", "AssignMatter", "CreateMatterPart",
                               "CreateMatterPart", "TransferMatterPart", "StartMatter",
                               "ReportMatter", "VerifyMatter", "CloseMatter", "ArchiveMatter"));
}

}  // namespace
}  // namespace zgc::supervision
