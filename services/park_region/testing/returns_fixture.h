#pragma once

#include <string>

#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/domain/returns/enterprise_returns.h"
#include "services/park_region/domain/returns/return_forms.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {

// A form of 2019 that another person has approved, and words to report by it.
class ReturnsFixture : public ParkRegionFixture {
 protected:
  static std::string Form(const std::string& id, const std::string& more = "") {
    return absl::StrCat(
        "return_form_id: '", id,
        "' return_form { display_name: '企业月报' series: 'monthly' from_date: '2019-01-01' "
        "due_day: "
        "15 document: 'd' items { code: 'income' display_name: '总收入' unit: '万元' decimals: 2 "
        "suspect_factor: 1000 } items { code: 'technical' display_name: '技术收入' unit: '万元' "
        "decimals: 2 } checks { part: 'technical' whole: 'income' } industries { code: 'C' "
        "display_name: '制造业' } industries { code: 'I' display_name: '信息业' } disclosure { "
        "threshold: 3 protection_percent: '10' } ",
        more, " }");
  }
  void AddForm(const std::string& id = "m", const std::string& more = "") {
    ZGC_ASSERT_OK(Do(CreateReturnForm, Form(id, more)));
    ZGC_ASSERT_OK(Do(ApproveReturnForm, absl::StrCat("name: 'returnForms/", id, "'"), "head"));
  }
  void Register(const std::string& enterprise, const std::string& park,
                const std::string& date = "2018-01-01") {
    ZGC_ASSERT_OK(
        Do(CreateRegistration, absl::StrCat("registration_id: '", enterprise, "-", date,
                                            "' registration { enterprise: 'enterprises/",
                                            enterprise, "' park: 'parks/", park, "' date: '", date,
                                            "' event: REGISTRATION_EVENT_REGISTERED capital_state: "
                                            "AMOUNT_STATE_UNKNOWN }")));
  }
  static std::string Values(const std::string& income, const std::string& technical) {
    return absl::StrCat("values { item: 'income' value: '", income,
                        "' } values { item: 'technical' value: '", technical, "' } ");
  }
  absl::StatusOr<v1::EnterpriseReturn> Report(const std::string& enterprise,
                                              const std::string& month, const std::string& values,
                                              const std::string& industry = "C",
                                              const std::string& more = "") {
    return Do(CreateEnterpriseReturn,
              absl::StrCat("enterprise_return_id: '", enterprise, "-", month,
                           "' enterprise_return { enterprise: 'enterprises/", enterprise,
                           "' form: 'returnForms/m' month: '", month, "' industry: '", industry,
                           "' ", values, " } ", more));
  }
  absl::StatusOr<v1::EnterpriseReturn> Correct(const std::string& enterprise,
                                               const std::string& month, const std::string& values,
                                               const std::string& industry = "C",
                                               const std::string& more = "") {
    return Do(CorrectEnterpriseReturn,
              absl::StrCat("name: 'enterpriseReturns/", enterprise, "-", month, "' industry: '",
                           industry, "' reason: 'r' ", values, more));
  }
};

}  // namespace zgc::parks
