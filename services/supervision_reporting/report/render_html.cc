#include <string>

#include "services/supervision_reporting/report/charts.h"
#include "services/supervision_reporting/report/findings.h"
#include "services/supervision_reporting/report/html_parts.h"
#include "services/supervision_reporting/report/html_style.h"
#include "services/supervision_reporting/report/labels.h"
#include "services/supervision_reporting/report/prose.h"
#include "services/supervision_reporting/report/render.h"

namespace zgc::supervision {
namespace {

class HtmlReport {
 public:
  HtmlReport(const ReportModel& model, const ReportVersions& versions)
      : model_(model), versions_(versions), charts_(MakeCharts(model)) {}

  std::string Write() {
    const v1::ReportTemplate& source = model_.input->report_template;
    out_.Markup("<!DOCTYPE html>\n").Open("html", {{"lang", "zh-CN"}}).Open("head");
    out_.Empty("meta", {{"charset", "utf-8"}});
    out_.Empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    out_.Leaf("title", {}, source.display_name());
    out_.Open("style").Markup(ReportStyle(source.display_name(), source.issuer())).Close();
    out_.CloseLine().Open("body").Open("div", {{"class", "page"}}).Markup("\n");
    Cover(source);
    Contents();
    out_.Open("main").Markup("\n");
    WriteBoard(out_, model_);
    Charts();
    WriteItems(out_, model_);
    WriteSources(out_, model_);
    WriteFindings(out_, model_);
    Versions();
    out_.CloseLine().Close().Close().CloseLine();
    return out_.Take();
  }

 private:
  void Tile(size_t count, const std::string& label, const std::string& style) {
    out_.Open("li", {{"class", style}});
    out_.Leaf("b", {}, absl::StrCat(count)).Text(label).Close();
  }

  size_t CountFindings(v1::FindingSeverity severity) const {
    size_t count = 0;
    for (const v1::Finding& finding : model_.findings) count += finding.severity() == severity;
    return count;
  }

  void Cover(const v1::ReportTemplate& source) {
    out_.Open("header", {{"class", "cover"}});
    out_.Leaf("p", {{"class", "issuer"}}, source.issuer());
    out_.Leaf("h1", {}, source.display_name());
    for (const std::string& caution : versions_.cautions) {
      out_.Leaf("p", {{"role", "alert"}}, caution);
    }
    out_.Leaf("p", {{"class", "period"}},
              absl::StrCat("报告期间　", ReportPeriodLabel(*model_.input)));
    if (!source.preface().empty()) {
      out_.Open("div", {{"class", "preface"}});
      for (const std::string& paragraph : source.preface()) out_.Leaf("p", {}, paragraph);
      out_.Close();
    }
    out_.Open("ul", {{"class", "tiles"}});
    Tile(model_.plan_tasks.size(), "项任务", "is-count");
    Tile(model_.cited.size(), "处引用的数", "is-count");
    Tile(model_.ids_of.size(), "个不同的数", "is-count");
    Tile(CountFindings(v1::FINDING_SEVERITY_CONTRADICTION), "处矛盾", "is-contradiction");
    Tile(CountFindings(v1::FINDING_SEVERITY_WARNING), "处警示", "is-warning");
    Tile(CountFindings(v1::FINDING_SEVERITY_NOTE), "处提示", "is-note");
    out_.Close().CloseLine();
  }

  void Entry(const std::string& style, const std::string& number, const std::string& anchor,
             const std::string& title) {
    out_.Open("li", {{"class", style}});
    if (!number.empty()) out_.Leaf("span", {}, number);
    out_.Leaf("a", {{"href", absl::StrCat("#", anchor)}}, title).CloseLine();
  }

  void Contents() {
    out_.Open("nav", {{"aria-label", "目录"}}).Leaf("h2", {}, "目录").Open("ol").Markup("\n");
    Entry("part", "", "board", "任务看板");
    if (!charts_.empty()) Entry("part", "", "charts", "图表");
    Entry("part", "", "items", "各项任务进展");
    for (const ItemModel& item : model_.items) {
      Entry("item", ItemNumberLabel(item), ItemAnchor(*item.item), item.item->display_name());
    }
    Entry("part", "", "sources", "附录一　数据来源");
    Entry("part", "", "findings", "附录二　核查发现");
    Entry("part", "", "versions", "附录三　数据版本");
    out_.Close().CloseLine();
  }

  void Charts() {
    if (charts_.empty()) return;
    out_.Open("section", {{"id", "charts"}}).Leaf("h2", {}, "图表");
    for (size_t i = 0; i < charts_.size(); ++i) DrawChart(out_, charts_[i], i + 1);
    out_.CloseLine();
  }

  void Versions() {
    out_.Open("section", {{"id", "versions"}}).Leaf("h2", {}, "附录三　数据版本");
    out_.Open("table").Open("thead").Open("tr");
    out_.Leaf("th", {}, "服务").Leaf("th", {}, "名称").Leaf("th", {{"class", "num"}}, "修订号");
    out_.Leaf("th", {}, "存续代");
    out_.Close().Close().Open("tbody");
    for (const auto& [service, position] : versions_.source_positions) {
      out_.Open("tr").Leaf("td", {}, ServiceLabel(service)).Leaf("td", {}, service);
      out_.Leaf("td", {{"class", "num"}}, absl::StrCat(position.revision()));
      out_.Leaf("td", {}, position.incarnation()).CloseLine();
    }
    out_.Close().Close();
    out_.Leaf("footer", {},
              absl::StrCat("渲染版本 ", kRendererVersion, "，核查规则版本 ", kRulesVersion,
                           "。同一版本向量再次生成的报告逐字节相同。"));
    out_.CloseLine();
  }

  const ReportModel& model_;
  const ReportVersions& versions_;
  const std::vector<ChartDrawing> charts_;
  HtmlWriter out_;
};

}  // namespace

std::string RenderHtml(const ReportModel& model, const ReportVersions& versions) {
  return HtmlReport(model, versions).Write();
}

}  // namespace zgc::supervision
