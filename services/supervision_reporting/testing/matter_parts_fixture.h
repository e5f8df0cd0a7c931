#pragma once

#include <string>

#include "services/supervision_reporting/domain/matters/matter_endings.h"
#include "services/supervision_reporting/domain/matters/matter_handlings.h"
#include "services/supervision_reporting/domain/matters/matter_parts.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {

// Matters "m" and "n", which "h" handles by 20 March, "x" with a part of the first.
class MatterPartsFixture : public SupervisionFixture {
 protected:
  MatterPartsFixture() {
    for (const char* id : {"m", "n"}) {
      ZGC_EXPECT_OK(
          AddMatter(id, "received_date: '2019-03-01' deadline: '2019-03-20' item_count: 3"));
      ZGC_EXPECT_OK(Step("AssignMatter", id, "2019-03-02"));
    }
    ZGC_EXPECT_OK(AddPart("m", "p", "handler: 'x' deadline: '2019-03-10'"));
  }

  absl::StatusOr<v1::MatterPart> AddPart(const std::string& matter, const std::string& id,
                                         const std::string& more) {
    return Do(CreateMatterPart,
              absl::StrCat("matter: 'matters/", matter, "' matter_part_id: '", id,
                           "' date: '2019-03-03' matter_part { title: '分项' ", more, " }"));
  }
  // A method of the matter or of its part, with what else it asks for.
  template <typename Method>
  auto Matter(Method method, const std::string& id, const std::string& more = "",
              const std::string& person = "clerk") {
    return Do(method, absl::StrCat("name: 'matters/", id, "' ", more), person);
  }
  template <typename Method>
  auto Part(Method method, const std::string& more = "", const std::string& person = "clerk") {
    return Do(method, absl::StrCat("name: 'matters/m/parts/p' ", more), person);
  }
  v1::Matter MatterNamed(const std::string& id) { return Find(kMatters, "matters/" + id); }
  v1::MatterPart PartNamed(const std::string& id = "p") {
    return Find(kMatterParts, "matters/m/parts/" + id);
  }
  // Goes on to what is reported by "clerk".
  void ReportPart() {
    ZGC_ASSERT_OK(Part(SignForMatterPart, "date: '2019-03-04'"));
    ZGC_ASSERT_OK(Part(ReportMatterPart, "date: '2019-03-05' note: '已办' evidence: 'e'"));
  }
  // Of "m", up to being closed by "checker".
  void CloseAll() {
    ReportPart();
    ZGC_ASSERT_OK(Part(StrikeOffMatterPart, "date: '2019-03-06' note: '属实'", "checker"));
    for (const char* method : {"StartMatter", "ReportMatter"}) {
      ZGC_ASSERT_OK(Step(method, "m", "2019-03-07"));
    }
    ZGC_ASSERT_OK(Step("CloseMatter", "m", "2019-03-08", "checker"));
  }
  // Slips of all that is overdue on 1 April.
  void SweepAll() {
    AddLightRules();
    ZGC_ASSERT_OK(Sweep("2019-04-01"));
  }
  int SlipsThatStand() {
    int count = 0;
    ZGC_EXPECT_OK(
        kEscalations.ForEach(store_->Read(), [&](const storage::NameKey&, const auto& row) {
          if (row.state() != v1::ESCALATION_STATE_WITHDRAWN) ++count;
          return true;
        }));
    return count;
  }
};

}  // namespace zgc::supervision
