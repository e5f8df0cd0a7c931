#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/formulas_fixture.h"
#include "services/supervision_reporting/domain/information/information.h"
#include "services/supervision_reporting/formulas/formulas.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {

// A store with the formulas of the service, and what several of their tests record.
class FormulasTest : public testing::FormulasFixture<SupervisionFixture> {
 protected:
  FormulasTest() : FormulasFixture(RegisterFormulas) {}

  void Information(const std::string& id, const std::string& date, int count) {
    ZGC_ASSERT_OK(Do(CreateInformationItem,
                     absl::StrCat("information_item_id: '", id, "' information_item { title: '", id,
                                  "' written_date: '", date, "' item_count: ", count, " }")));
    ZGC_ASSERT_OK(Do(SignOffInformationItem,
                     absl::StrCat("name: 'informationItems/", id, "' date: '2019-11-15'"),
                     "chief"));
    ZGC_ASSERT_OK(Do(SubmitInformationItem, absl::StrCat("name: 'informationItems/", id, "'")));
  }
  static std::string Event(const std::string& item, const std::string& body, int count,
                           const std::string& date) {
    return absl::StrCat("information_item: 'informationItems/", item,
                        "' event_id: 'e' body: 'informationBodies/", body, "' item_count: ", count,
                        " date: '", date, "' document: 'd'");
  }
};

}  // namespace zgc::supervision
