#pragma once

#include "services/supervision_reporting/domain/information/information.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {

class InformationFixture : public SupervisionFixture {
 protected:
  absl::StatusOr<v1::InformationItem> Write(const std::string& id, int count = 1) {
    return Do(CreateInformationItem,
              absl::StrCat("information_item_id: '", id, "' information_item { title: '", id,
                           "' written_date: '2019-03' item_count: ", count, " }"));
  }
  absl::StatusOr<v1::InformationItem> SignOff(const std::string& id,
                                              const std::string& person = "chief") {
    return Do(SignOffInformationItem,
              absl::StrCat("name: 'informationItems/", id, "' date: '2019-03-05'"), person);
  }
  absl::StatusOr<v1::InformationItem> Submit(const std::string& id,
                                             const std::string& date = "2019-04-01") {
    return Do(SubmitInformationItem,
              absl::StrCat("name: 'informationItems/", id, "' submitted_date: '", date, "'"));
  }
  absl::StatusOr<v1::InformationPeriodical> AddPeriodical(const std::string& id,
                                                          const std::string& body,
                                                          const std::string& more = "") {
    return Do(CreateInformationPeriodical,
              absl::StrCat("information_periodical_id: '", id,
                           "' information_periodical { display_name: '", id,
                           "' body: 'informationBodies/", body, "' ", more, " }"));
  }
  static std::string Event(const std::string& item, const std::string& id, const std::string& body,
                           int count, const std::string& date = "2019-05") {
    return absl::StrCat("information_item: 'informationItems/", item, "' event_id: '", id,
                        "' body: 'informationBodies/", body, "' item_count: ", count, " date: '",
                        date, "' document: 'd'");
  }
};

}  // namespace zgc::supervision
