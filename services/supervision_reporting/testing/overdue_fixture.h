#pragma once

#include "services/supervision_reporting/domain/matters/extensions.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {

class OverdueFixture : public SupervisionFixture {
 protected:
  OverdueFixture() {
    AddLightRules();
    ZGC_EXPECT_OK(AddMatter("m", "received_date: '2019-03-01' deadline: '2019-03-20'"));
  }
  absl::StatusOr<v1::Extension> Ask(const std::string& id, const std::string& day,
                                    const std::string& matter = "m") {
    return Do(RequestExtension, absl::StrCat("matter: 'matters/", matter, "' extension_id: '", id,
                                             "' new_deadline: '", day, "' reason: '协调'"));
  }
  absl::StatusOr<v1::Extension> Approve(const std::string& id, const std::string& person) {
    return Do(ApproveExtension, absl::StrCat("name: 'matters/m/extensions/", id, "'"), person);
  }
  void Walk(const std::string& id, const std::string& reported) {
    ZGC_ASSERT_OK(Step("AssignMatter", id, "2019-03-02"));
    ZGC_ASSERT_OK(Step("StartMatter", id, "2019-03-02"));
    ZGC_ASSERT_OK(Step("ReportMatter", id, reported));
  }
};

}  // namespace zgc::supervision
