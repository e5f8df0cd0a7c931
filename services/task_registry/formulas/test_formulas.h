#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/formulas_fixture.h"
#include "services/task_registry/domain/activities/activities.h"
#include "services/task_registry/domain/documents/policy_documents.h"
#include "services/task_registry/formulas/formulas.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {

class FormulasTest : public testing::FormulasFixture<TaskRegistryFixture> {
 protected:
  FormulasTest() : FormulasFixture(RegisterFormulas) {}

  std::string AtEnd(const std::string& name, const Given& given) {
    return AsOf("2019-12-31", name, given);
  }
  void Hold(const std::string& id, const std::string& kind, const std::string& more) {
    ZGC_ASSERT_OK(Do(CreateActivity,
                     absl::StrCat("activity_id: '", id, "' activity { display_name: '", id,
                                  "' evidence: 'e' kind: ACTIVITY_KIND_", kind, " ", more, " }")));
  }
  void Found(const std::string& id, const std::string& kind, const std::string& more) {
    ZGC_ASSERT_OK(Do(CreateOrganisation,
                     absl::StrCat("organisation_id: '", id, "' organisation { display_name: '", id,
                                  "' kind: ORGANISATION_KIND_", kind, " ", more, " }")));
  }
  void Draw(const std::string& id, const std::string& kind, const std::string& status,
            const std::string& more) {
    ZGC_ASSERT_OK(Do(CreatePolicyDocument,
                     absl::StrCat("policy_document_id: '", id, "' policy_document { title: '", id,
                                  "' kind: POLICY_DOCUMENT_KIND_", kind,
                                  " status: POLICY_DOCUMENT_STATUS_", status, " ", more, " }")));
  }
};

inline std::string Took(int count, const std::string& unit = "") {
  return absl::StrCat("participant_state: AMOUNT_STATE_KNOWN participant_count: ", count,
                      unit.empty() ? "" : absl::StrCat(" participant_unit: '", unit, "'"));
}
inline constexpr char kUnstated[] = "participant_state: AMOUNT_STATE_UNKNOWN";

inline std::string Category(const std::string& category, int count,
                            const std::string& qualifier = "") {
  return absl::StrCat(" participants { category: '", category, "' unit: '家' count: ", count,
                      " state: AMOUNT_STATE_KNOWN ",
                      qualifier.empty() ? "" : "qualifier: QUALIFIER_" + qualifier, " }");
}
inline constexpr char kUncounted[] =
    " participants { category: '采购单位' unit: '家' state: AMOUNT_STATE_UNKNOWN }";

}  // namespace zgc::tasks
