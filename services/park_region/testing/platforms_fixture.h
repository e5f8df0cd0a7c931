#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "services/park_region/domain/platforms/assessment_rules.h"
#include "services/park_region/domain/platforms/assessments.h"
#include "services/park_region/domain/platforms/platforms.h"
#include "services/park_region/domain/regions/regions.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {

// A store with the platforms p and q, and approved criteria: access (weight 60, 0 to 10) and staff
// (weight 40, 0 to 5, with evidence), each by two assessors, of which 60 points list.
class PlatformsFixture : public ParkRegionFixture {
 protected:
  PlatformsFixture() {
    ZGC_EXPECT_OK(Do(CreateRegion,
                     "region_id: 'r' region { display_name: '曹妃甸区' level: REGION_LEVEL_COUNTY "
                     "gb2260_code: '130209' }"));
    for (const char* id : {"p", "q"}) {
      ZGC_EXPECT_OK(
          Do(CreatePlatform, absl::StrCat("platform_id: '", id, "' platform { display_name: '平台",
                                          id, "' region: 'regions/r' }")));
    }
    ZGC_EXPECT_OK(Propose("set"));
    ZGC_EXPECT_OK(Do(ApproveAssessmentRuleSet, "name: 'assessmentRuleSets/set'", "chief"));
  }

  absl::StatusOr<v1::AssessmentRuleSet> Propose(const std::string& id,
                                                const std::string& more = "") {
    return Do(CreateAssessmentRuleSet,
              absl::StrCat("assessment_rule_set_id: '", id,
                           "' assessment_rule_set { display_name: '指标' from_date: '2019-01-01' "
                           "document: '办法' least_assessors: 2 pass_points: '60' "
                           "criteria { criterion_id: 'access' title: '区位' weight: '60' most: "
                           "'10' } criteria { criterion_id: 'staff' title: '人才' weight: '40' "
                           "most: '5' needs_evidence: true } ",
                           more, " }"));
  }
  absl::StatusOr<v1::Assessment> Assess(const std::string& id, const std::string& platform,
                                        int year = 2019, const std::string& rules = "set") {
    return Do(CreateAssessment,
              absl::StrCat("assessment_id: '", id, "' assessment { platform: 'platforms/", platform,
                           "' year: ", year, " rule_set: 'assessmentRuleSets/", rules, "' }"));
  }
  absl::StatusOr<v1::Assessment> Score(const std::string& id, const std::string& criterion,
                                       const std::string& score, const std::string& assessor,
                                       const std::string& evidence = "报告") {
    return Do(ScoreAssessment,
              absl::StrCat("name: 'assessments/", id, "' criterion_id: '", criterion, "' score: '",
                           score, "' ", evidence.empty() ? "" : "evidence: '" + evidence + "'"),
              assessor);
  }
  absl::StatusOr<v1::Assessment> Conclude(const std::string& id,
                                          const std::string& person = "head") {
    return Do(ConcludeAssessment, absl::StrCat("name: 'assessments/", id, "'"), person);
  }
  // Both assessors give the same.
  void AssessWhole(const std::string& id, const std::string& platform, const std::string& access,
                   const std::string& staff, int year = 2019, const std::string& rules = "set") {
    ZGC_ASSERT_OK(Assess(id, platform, year, rules));
    for (const char* assessor : {"one", "two"}) {
      ZGC_ASSERT_OK(Score(id, "access", access, assessor));
      ZGC_ASSERT_OK(Score(id, "staff", staff, assessor));
    }
    ZGC_ASSERT_OK(Conclude(id));
  }
};

}  // namespace zgc::parks
