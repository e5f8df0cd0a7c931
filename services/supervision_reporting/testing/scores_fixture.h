#pragma once

#include <string>

#include "services/supervision_reporting/domain/information/information_events.h"
#include "services/supervision_reporting/domain/scorecards/score_rules.h"
#include "services/supervision_reporting/testing/information_fixture.h"

namespace zgc::supervision {

class ScoresFixture : public InformationFixture {
 protected:
  absl::StatusOr<v1::ScoreRule> Propose(const std::string& id, const std::string& kind,
                                        const std::string& points, const std::string& more = "") {
    return Do(CreateScoreRule,
              absl::StrCat("score_rule_id: '", id, "' score_rule { display_name: '", id,
                           "' document: 'd' from_date: '2019-01-01' kind: SCORE_EVENT_KIND_", kind,
                           " points: '", points, "' ", more, " }"));
  }
  // One that is approved.
  absl::StatusOr<v1::ScoreRule> Rule(const std::string& id, const std::string& kind,
                                     const std::string& points, const std::string& more = "") {
    ZGC_EXPECT_OK(Propose(id, kind, points, more));
    return Do(ApproveScoreRule, "name: 'scoreRules/" + id + "'", "chief");
  }
  // A submitted item of an organisation.
  void Item(const std::string& id, const std::string& organisation, int count = 1) {
    ZGC_ASSERT_OK(Do(CreateInformationItem,
                     absl::StrCat("information_item_id: '", id, "' information_item { title: '", id,
                                  "' written_date: '2019-01' organisation: '", organisation,
                                  "' item_count: ", count, " }")));
    ZGC_ASSERT_OK(Do(SignOffInformationItem,
                     absl::StrCat("name: 'informationItems/", id, "' date: '2019-01-05'"),
                     "chief"));
    ZGC_ASSERT_OK(Do(SubmitInformationItem, absl::StrCat("name: 'informationItems/", id, "'")));
  }
};

}  // namespace zgc::supervision
