#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/scanner/figure_text.h"
#include "services/supervision_reporting/report/findings.h"
#include "services/supervision_reporting/report/labels.h"
#include "services/supervision_reporting/report/prose.h"
#include "services/supervision_reporting/report/render.h"

namespace zgc::supervision {
namespace {

// Text that Markdown (CommonMark) shows as it is, also in a table.
std::string Escape(absl::string_view text) {
  constexpr absl::string_view kSpecial = "\\`*_[]<>|#~&{}";
  std::string out;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      out += ' ';
      continue;
    }
    if (kSpecial.find(c) != kSpecial.npos) out += '\\';
    out += c;
  }
  return out;
}

class MarkdownWriter {
 public:
  MarkdownWriter(const ReportModel& model, const ReportVersions& versions)
      : model_(model), versions_(versions) {}

  std::string Write() {
    Head();
    Board();
    for (const ItemModel& item : model_.items) Item(item);
    Sources();
    Findings();
    Versions();
    return std::move(out_);
  }

 private:
  template <typename... Parts>
  void Line(const Parts&... parts) {
    absl::StrAppend(&out_, parts..., "\n");
  }
  template <typename... Parts>
  void Block(const Parts&... parts) {
    Line(parts..., "\n");
  }
  void Row(const std::vector<std::string>& cells) { Line("| ", absl::StrJoin(cells, " | "), " |"); }
  void TableHead(const std::vector<std::string>& titles) {
    Row(titles);
    Row(std::vector<std::string>(titles.size(), "---"));
  }

  std::string Linked(const std::string& narrative) const {
    std::string text;
    for (const Run& run : Prose(model_, narrative)) {
      if (run.cited == nullptr) {
        absl::StrAppend(&text, Escape(run.text));
      } else {
        absl::StrAppend(&text, Link(*run.cited, run.text));
      }
    }
    return text;
  }
  static std::string Link(const CitedFigure& cited, const std::string& text) {
    return absl::StrCat("[", Escape(text), "](#", FigureAnchor(cited), ")");
  }
  static std::string Anchor(const std::string& id) {
    return absl::StrCat("<a id=\"", id, "\"></a>");
  }

  void Head() {
    const v1::ReportTemplate& source = model_.input->report_template;
    Block("# ", Escape(source.display_name()));
    for (const std::string& caution : versions_.cautions) Block("> **", Escape(caution), "**");
    Block(Escape(source.issuer()), "　", ReportPeriodLabel(*model_.input));
    for (const std::string& paragraph : source.preface()) Block(Escape(paragraph));
  }

  void Board() {
    Block("## 任务看板");
    TableHead({"序号", "任务", "牵头单位", "状态", "数", "核查发现"});
    for (const ItemModel& item : model_.items) {
      std::vector<std::string> leads;
      std::vector<std::string> states;
      for (const auto* task : item.tasks) {
        leads.push_back(Escape(LeadLabel(*model_.input, *task)));
        states.push_back(TaskStateLabel(task->state()));
      }
      Row({ItemNumberLabel(item),
           absl::StrCat("[", Escape(item.item->display_name()), "](#", ItemAnchor(*item.item), ")"),
           absl::StrJoin(leads, "、"), absl::StrJoin(states, "、"), absl::StrCat(item.cited.size()),
           absl::StrCat(item.findings.size())});
    }
    Line();
  }

  void Item(const ItemModel& item) {
    Block("## ", Anchor(ItemAnchor(*item.item)), ItemNumberLabel(item), "　",
          Escape(item.item->display_name()));
    if (!item.item->statement().empty()) {
      Block("> **任务内容**　", Linked(item.item->statement()));
    }
    for (const auto& paragraph : item.item->paragraphs()) {
      const std::string heading = paragraph.heading().empty()
                                      ? ""
                                      : absl::StrCat("**", Escape(paragraph.heading()), "**　");
      Block(heading, Linked(paragraph.text()));
    }
    OtherFigures(item);
    for (const size_t index : item.findings) {
      const v1::Finding& finding = model_.findings[index];
      Line("- ", SeverityLabel(finding.severity()), "：[", RuleLabel(finding.rule()), "](#",
           FindingAnchor(finding), ")");
    }
    if (!item.findings.empty()) Line();
  }

  void OtherFigures(const ItemModel& item) {
    bool head = false;
    for (const size_t index : item.cited) {
      const CitedFigure& cited = model_.cited[index];
      if (cited.in_prose) continue;
      if (!head) TableHead({"指标", "数值", "期间"});
      head = true;
      if (cited.figure == nullptr) {
        Row({Escape(cited.id), Link(cited, cited.text), ""});
      } else {
        Row({Escape(cited.figure->display_name()), Link(cited, cited.text),
             figures::FormatPeriod(cited.figure->period())});
      }
    }
    if (head) Line();
  }

  void Sources() {
    Block("## 数据来源");
    TableHead({"编号", "指标", "数值", "期间", "口径", "归口", "来源", "修订", "方式"});
    for (const CitedFigure& cited : model_.cited) {
      const std::string id = absl::StrCat(Anchor(FigureAnchor(cited)), Escape(cited.id));
      if (cited.figure == nullptr) {
        Row({id, "", Escape(cited.text), "", "", "", Escape(cited.figure_name), "", ""});
        continue;
      }
      const figures::v1::Figure& figure = *cited.figure;
      Row({id, Escape(figure.display_name()), Escape(cited.text),
           figures::FormatPeriod(figure.period()), Escape(ScopeLabel(figure)),
           ServiceLabel(figure.owner()), Escape(figure.source()),
           absl::StrCat(figure.source_revision()), StatusLabel(figure.status())});
    }
    Line();
  }

  void Findings() {
    Block("## 核查发现");
    if (model_.findings.empty()) Block("没有发现问题。");
    size_t number = 0;
    for (const v1::Finding& finding : model_.findings) {
      Block("### ", Anchor(FindingAnchor(finding)), ++number, ". ",
            SeverityLabel(finding.severity()), "：", RuleLabel(finding.rule()));
      Block(Escape(finding.explanation()));
      if (finding.has_signed_explanation()) {
        Block("> 已核实说明：", Escape(finding.signed_explanation().text()), "（签署人：",
              Escape(finding.signed_explanation().signer()), "）");
      }
    }
  }

  void Versions() {
    Block("## 数据版本");
    TableHead({"服务", "修订", "存续代"});
    for (const auto& [service, position] : versions_.source_positions) {
      Row({absl::StrCat(ServiceLabel(service), "（", Escape(service), "）"),
           absl::StrCat(position.revision()), position.incarnation()});
    }
    Line();
    Line("渲染版本 ", kRendererVersion, "，核查规则版本 ", kRulesVersion, "。");
  }

  const ReportModel& model_;
  const ReportVersions& versions_;
  std::string out_;
};

}  // namespace

std::string RenderMarkdown(const ReportModel& model, const ReportVersions& versions) {
  return MarkdownWriter(model, versions).Write();
}

}  // namespace zgc::supervision
