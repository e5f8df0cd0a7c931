#pragma once

#include <string>

#include "services/supervision_reporting/testing/report_builder.h"

namespace zgc::supervision {

// A report with all that a report can have in it. Digests of what it is rendered to are pinned:
// it never changes.
inline ReportBuilder FullReport() {
  ReportBuilder report;
  report.input().report_template.add_preface("序言 *一*：| 与 <二>。");
  const std::string flow_of =
      "relations { kind: RELATION_KIND_FLOW_OF other: 'indicators/total' stated: true }";
  report.Indicator("new", "display_name: '新注册企业' computation { formula: 'count' } " + flow_of);
  report.Indicator("total", "measure: MEASURE_KIND_STOCK display_name: '累计企业'");
  report.Indicator("rate",
                   "measure: MEASURE_KIND_RATE display_name: '执行率' "
                   "relations { kind: RELATION_KIND_NUMERATOR other: 'indicators/spent' "
                   "stated: true } relations { kind: RELATION_KIND_DENOMINATOR "
                   "other: 'indicators/budget' stated: true }");
  report.Indicator("spent", "display_name: '支出'").Indicator("budget", "display_name: '预算数'");
  report.Indicator("talks", "display_name: '宣讲|场次'");
  const std::string park = "scopes { dimension: 'park' label: '滨海园' } ";
  report.Figure("new", "new", "400", "家", "qualifier: QUALIFIER_OVER " + park);
  report.Figure("total", "total", "1300", "家", "qualifier: QUALIFIER_OVER " + park);
  report.Figure("haidian", "new", "30", "家", "scopes { dimension: 'park' label: '海淀园' }");
  report.Figure("rate", "rate", "99.2", "%").Figure("spent", "spent", "2255000000", "元");
  report.Figure("budget", "budget", "2273185484", "元", "status: FIGURE_STATUS_DERIVED");
  report.Figure("t1", "talks", "16", "次").Figure("t2", "talks", "15", "次");
  report.Citing({"new", "total", "haidian"}).Citing({"rate", "t1", "t2"}).Citing({"gone"});
  report.Task("1", "state: TASK_STATE_COMPLETED deadline: '2019-09-30' late_days: 12");
  report.Task("2", "state: TASK_STATE_SUSPENDED deadline: '2019-12-31'");
  auto& first = report.input().items[0];
  first.set_statement("新增{{new}}，[附注](见后)。");
  first.mutable_paragraphs(0)->set_heading("# 进展");
  auto& second = report.input().items[1];
  second.set_display_name("会议<与>宣讲");
  second.add_paragraphs()->set_text("另有77人参加。");
  auto* quiet = second.mutable_paragraphs(0)->add_citations();
  quiet->set_id("spent");
  quiet->set_figure("//park_region/figures/spent");
  report.input().versions.cautions = {"草稿：数据来源“园区台账”没有及时更新。"};
  for (const v1::Finding& finding : report.Model().findings) {
    if (finding.rule() == "same-indicator") report.Sign(finding, "supervisor");
  }
  return report;
}

}  // namespace zgc::supervision
