#pragma once

#include <string>
#include <vector>

// What makes one row of each resource of the service.
namespace zgc::supervision {

struct Making {
  std::string method;
  // The request in text format.
  std::string fields;
  std::string person;
};

// A matter and what watches it.
inline std::vector<Making> WatchedOfEach() {
  return {
      {"CreateCalendar",
       "calendar_id: 'c' calendar { display_name: '2019年' year: 2019 document: 'd' }", "clerk"},
      {"CreateMatter",
       "matter_id: 'm' matter { title: '督办件' source: '市政府' kind: MATTER_KIND_SUPERVISED_FILE "
       "received_date: '2019-03-01' deadline: '2019-03-20' }",
       "clerk"},
      {"CreateMatterPart",
       "matter: 'matters/m' matter_part_id: 'p' matter_part { title: '分项' handler: 'x' }",
       "clerk"},
      {"RequestExtension",
       "matter: 'matters/m' extension_id: 'e' new_deadline: '2019-03-25' reason: '协调'", "clerk"},
      {"CreateLightRuleSet",
       "light_rule_set_id: 'l' light_rule_set { display_name: '亮灯' document: 'd' jurisdiction: "
       "'CN' "
       "from_date: '2019-01-01' levels { light: LIGHT_GREEN label: '绿灯' } late_level: '绿灯' "
       "returned_level: '绿灯' undated_level: '绿灯' slip_levels { level: 1 recipient: '承办人' "
       "days_overdue: 1 } }",
       "clerk"},
      {"ApproveLightRuleSet", "name: 'lightRuleSets/l'", "chief"},
      {"SweepDeadlines", "as_of_date: '2019-03-21'", "clerk"},
      {"SignLightOverride",
       "thing: '//supervision_reporting/matters/m' light_override_id: 'l' light_override { light: "
       "LIGHT_GREEN reason: "
       "'r' from_date: '2019-03-22' to_date: '2019-03-31' }",
       "chief"},
  };
}

// In order. "$finding" is the id of a finding of reportTemplates/r. There are
// //task_registry/tasks/t and //park_region/figures/f, which is another before DraftErratum.
inline std::vector<Making> OneOfEach() {
  std::vector<Making> all = WatchedOfEach();
  const std::string period = "period { start_date: '2019-01-01' end_date: '2019-12-31' }";
  const std::string report =
      "report_template { display_name: '年度报告' issuer: '管委会' plan: "
      "'//task_registry/plans/2019' " +
      period + " }";
  const std::vector<Making> others = {
      {"CreateProposalRuleSet",
       "proposal_rule_set_id: 'r' proposal_rule_set { display_name: '办理规则' document: 'd' "
       "jurisdiction: '110000' from_date: '2019-01-01' outcomes { code: 'A' display_name: 'a' } }",
       "clerk"},
      {"CreateMatterRuleSet",
       "matter_rule_set_id: 'r' matter_rule_set { display_name: '时限' document: 'd' jurisdiction: "
       "'CN' from_date: '2019-01-01' terms { days: 30 } }",
       "clerk"},
      {"CreateInformationBody",
       "information_body_id: 'b' information_body { display_name: 'b' level: 1 }", "clerk"},
      {"CreateInformationPeriodical",
       "information_periodical_id: 'p' information_periodical { display_name: '信息专报' body: "
       "'informationBodies/b' }",
       "clerk"},
      {"CreateProposal",
       "proposal_id: 'p' proposal { title: '提案' received_date: '2019-03-01' led_by: "
       "PROPOSAL_LEADER_DEPARTMENT }",
       "clerk"},
      {"CreateInformationItem",
       "information_item_id: 'i' information_item { title: '信息' written_date: '2019-03' }",
       "clerk"},
      {"SignOffInformationItem", "name: 'informationItems/i' date: '2019-03-05'", "chief"},
      {"SubmitInformationItem", "name: 'informationItems/i'", "clerk"},
      {"AdoptInformation",
       "information_item: 'informationItems/i' event_id: 'e' body: 'informationBodies/b' date: "
       "'2019-05' document: 'd'",
       "clerk"},
      {"CreateScoreRule",
       "score_rule_id: 's' score_rule { display_name: '采用' document: 'd' from_date: '2019-01-01' "
       "kind: SCORE_EVENT_KIND_ADOPTION points: '1' }",
       "clerk"},
      {"CreateWorkActivity",
       "work_activity_id: 'w' work_activity { title: '简报' kind: WORK_ACTIVITY_KIND_BULLETIN "
       "held_date: '2019' evidence: 'e' }",
       "clerk"},
      {"CreateReportTemplate", "report_template_id: 'r' " + report, "clerk"},
      {"CreateReportItem",
       "parent: 'reportTemplates/r' report_item_id: '1' report_item { number: 1 display_name: "
       "'事项' tasks: '//task_registry/tasks/none' paragraphs { citations { id: 'a' figure: "
       "'//park_region/figures/none' } } }",
       "clerk"},
      {"SignFinding", "report_template: 'reportTemplates/r' finding: '$finding' text: '已知'",
       "chief"},
      {"CreateReportTemplate", "report_template_id: 'published' " + report, "clerk"},
      {"CreateReportItem",
       "parent: 'reportTemplates/published' report_item_id: '1' report_item { number: 1 "
       "display_name: '事项' tasks: '//task_registry/tasks/t' paragraphs { citations { id: 'b' "
       "figure: '//park_region/figures/f' } } }",
       "clerk"},
      {"PublishReport", "report_template: 'reportTemplates/published'", "publisher"},
      {"DraftErratum", "publication: 'publications/published'", "clerk"},
  };
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

}  // namespace zgc::supervision
