#include <string>

#include "absl/container/btree_map.h"
#include "absl/strings/str_join.h"
#include "common/scanner/figure_text.h"
#include "services/supervision_reporting/report/html_parts.h"
#include "services/supervision_reporting/report/labels.h"
#include "services/supervision_reporting/report/prose.h"

namespace zgc::supervision {
namespace {

const char* StateStyle(tasks::v1::TaskState state) {
  switch (state) {
    case tasks::v1::TASK_STATE_COMPLETED:
      return "pill done";
    case tasks::v1::TASK_STATE_ACTIVE:
    case tasks::v1::TASK_STATE_COMPLETION_SUBMITTED:
      return "pill open";
    default:
      return "pill halt";
  }
}

class ItemWriter {
 public:
  ItemWriter(HtmlWriter& out, const ReportModel& model) : out_(out), model_(model) {
    for (size_t i = 0; i < model.findings.size(); ++i) {
      // An unbound number names no figure.
      if (model.findings[i].severity() == v1::FINDING_SEVERITY_NOTE ||
          model.findings[i].severity() == v1::FINDING_SEVERITY_UNBOUND) {
        continue;
      }
      for (const std::string& name : model.findings[i].figures()) marks_.try_emplace(name, i);
    }
  }

  void Write(const ItemModel& item) {
    out_.Open("article", {{"id", ItemAnchor(*item.item)}});
    out_.Open("h3").Leaf("span", {{"class", "no"}}, ItemNumberLabel(item));
    out_.Leaf("span", {}, item.item->display_name()).CloseLine();
    for (const auto* task : item.tasks) Meta(*task);
    if (!item.item->statement().empty()) {
      out_.Open("div", {{"class", "statement"}}).Leaf("b", {}, "任务内容");
      Narrative(item.item->statement());
      out_.CloseLine();
    }
    for (const auto& paragraph : item.item->paragraphs()) {
      if (paragraph.heading().empty() && paragraph.text().empty()) continue;
      out_.Open("p");
      if (!paragraph.heading().empty()) out_.Leaf("b", {}, paragraph.heading());
      Narrative(paragraph.text());
      out_.CloseLine();
    }
    Others(item);
    Notes(item);
    out_.CloseLine();
  }

 private:
  void Meta(const tasks::v1::Task& task) {
    out_.Open("p", {{"class", "meta"}});
    out_.Leaf("span", {}, absl::StrCat("牵头单位 ", LeadLabel(*model_.input, task)));
    if (!task.deadline().empty()) {
      out_.Leaf("span", {}, absl::StrCat("完成时限 ", figures::FormatDay(task.deadline())));
    }
    out_.Leaf("span", {}, TaskStateLabel(task.state()));
    if (task.late_days() > 0) {
      out_.Leaf("span", {}, absl::StrCat("逾期 ", task.late_days(), " 天"));
    }
    out_.CloseLine();
  }

  void Narrative(const std::string& text) {
    for (const Run& run : Prose(model_, text)) {
      if (run.cited == nullptr) {
        out_.Text(run.text);
      } else {
        Figure(*run.cited, run.text);
      }
    }
  }

  void Figure(const CitedFigure& cited, const std::string& text) {
    out_.Leaf(
        "a",
        {{"class", cited.figure == nullptr ? "fig missing" : "fig"},
         {"href", absl::StrCat("#", FigureAnchor(cited))},
         {"title", cited.figure == nullptr ? cited.figure_name : cited.figure->display_name()}},
        text);
    const auto mark = marks_.find(cited.id);
    if (mark == marks_.end()) return;
    const v1::Finding& finding = model_.findings[mark->second];
    out_.Open("sup", {{"class", absl::StrCat("mark ", SeverityStyle(finding.severity()))}});
    out_.Leaf("a", {{"href", absl::StrCat("#", FindingAnchor(finding))}},
              absl::StrCat("[", mark->second + 1, "]"));
    out_.Close();
  }

  // What is cited without being printed in the prose.
  void Others(const ItemModel& item) {
    bool open = false;
    for (const size_t index : item.cited) {
      const CitedFigure& cited = model_.cited[index];
      if (cited.in_prose) continue;
      if (!open) {
        out_.Open("table", {{"class", "others"}}).Leaf("caption", {}, "另有数据").Open("tbody");
      }
      open = true;
      out_.Open("tr").Leaf("td", {},
                           cited.figure == nullptr ? cited.id : cited.figure->display_name());
      out_.Open("td", {{"class", "value"}});
      Figure(cited, cited.text);
      out_.Close();
      out_.Leaf("td", {},
                cited.figure == nullptr ? "" : figures::FormatPeriod(cited.figure->period()));
      out_.CloseLine();
    }
    if (open) out_.Close().CloseLine();
  }

  void Notes(const ItemModel& item) {
    if (item.findings.empty()) return;
    out_.Open("ul", {{"class", "notes"}});
    for (const size_t index : item.findings) {
      const v1::Finding& finding = model_.findings[index];
      out_.Open("li", {{"class", SeverityStyle(finding.severity())}});
      out_.Leaf("span", {{"class", "pill"}}, SeverityLabel(finding.severity()));
      out_.Leaf("a", {{"href", absl::StrCat("#", FindingAnchor(finding))}},
                absl::StrCat("发现", index + 1, "　", RuleLabel(finding.rule())));
      out_.Close();
    }
    out_.CloseLine();
  }

  HtmlWriter& out_;
  const ReportModel& model_;
  // The gravest finding about a citation, if it is more than a note.
  absl::btree_map<std::string, size_t> marks_;
};

void WriteBoardRow(HtmlWriter& out, const ReportModel& model, const ItemModel& item) {
  out.Open("tr").Leaf("td", {}, ItemNumberLabel(item));
  out.Open("td").Leaf("a", {{"href", absl::StrCat("#", ItemAnchor(*item.item))}},
                      item.item->display_name());
  out.Close();
  std::vector<std::string> leads;
  for (const auto* task : item.tasks) {
    std::string lead = LeadLabel(*model.input, *task);
    if (leads.empty() || leads.back() != lead) leads.push_back(std::move(lead));
  }
  out.Leaf("td", {}, absl::StrJoin(leads, "、")).Open("td");
  for (const auto* task : item.tasks) {
    out.Leaf("span", {{"class", StateStyle(task->state())}}, TaskStateLabel(task->state()));
  }
  out.Close().Leaf("td", {{"class", "num"}}, absl::StrCat(item.cited.size())).Open("td");
  for (const v1::FindingSeverity severity :
       {v1::FINDING_SEVERITY_CONTRADICTION, v1::FINDING_SEVERITY_WARNING,
        v1::FINDING_SEVERITY_NOTE}) {
    size_t count = 0;
    for (const size_t index : item.findings) count += model.findings[index].severity() == severity;
    if (count == 0) continue;
    out.Leaf("span", {{"class", absl::StrCat("pill ", SeverityStyle(severity))}},
             absl::StrCat(SeverityLabel(severity), " ", count));
  }
  out.Close().CloseLine();
}

}  // namespace

const char* SeverityStyle(v1::FindingSeverity severity) {
  switch (severity) {
    case v1::FINDING_SEVERITY_CONTRADICTION:
    case v1::FINDING_SEVERITY_UNBOUND:
      return "is-contradiction";
    case v1::FINDING_SEVERITY_WARNING:
      return "is-warning";
    default:
      return "is-note";
  }
}

void WriteBoard(HtmlWriter& out, const ReportModel& model) {
  out.Open("section", {{"id", "board"}}).Leaf("h2", {}, "任务看板");
  out.Open("div", {{"class", "scroll"}}).Open("table");
  out.Markup("<colgroup><col><col><col><col><col><col></colgroup>").Open("thead").Open("tr");
  for (const char* title : {"序号", "任务", "牵头单位", "状态"}) out.Leaf("th", {}, title);
  out.Leaf("th", {{"class", "num"}}, "数").Leaf("th", {}, "核查发现");
  out.Close().Close().Open("tbody").Markup("\n");
  for (const ItemModel& item : model.items) WriteBoardRow(out, model, item);
  out.Close().Close().Close().CloseLine();
}

void WriteItems(HtmlWriter& out, const ReportModel& model) {
  out.Open("section", {{"id", "items"}}).Leaf("h2", {}, "各项任务进展").Markup("\n");
  ItemWriter writer(out, model);
  for (const ItemModel& item : model.items) writer.Write(item);
  out.CloseLine();
}

}  // namespace zgc::supervision
