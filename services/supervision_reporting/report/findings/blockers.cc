#include "services/supervision_reporting/report/findings/blockers.h"

#include <algorithm>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "common/base/text.h"
#include "services/supervision_reporting/report/findings/findings.h"
#include "services/supervision_reporting/report/model/markers.h"

namespace zgc::supervision {
namespace {

class BlockerFinder {
 public:
  explicit BlockerFinder(const ReportModel& model) : model_(model), input_(*model.input) {}

  std::vector<v1::Blocker> Find() {
    if (!input_.plan.has_value()) {
      Add(v1::BLOCKER_KIND_PLAN_NOT_FOUND, input_.report_template.name(), "plan",
          input_.report_template.plan(), "the plan has not been received from its service");
    }
    CheckTemplate();
    for (const ItemModel& item : model_.items) CheckItem(item);
    CheckNumerals();
    CheckCoverage();
    CheckFindings();
    return std::move(found_);
  }

 private:
  v1::Blocker& Add(v1::BlockerKind kind, const std::string& item, const std::string& field,
                   const std::string& subject, const std::string& description) {
    v1::Blocker blocker;
    blocker.set_kind(kind);
    blocker.set_item(item);
    blocker.set_field(field);
    blocker.set_subject(subject);
    blocker.set_description(description);
    found_.push_back(std::move(blocker));
    return found_.back();
  }

  void CheckTemplate() {
    const v1::ReportTemplate& source = input_.report_template;
    for (int i = 0; i < source.preface_size(); ++i) {
      const std::string field = absl::StrCat("preface[", i, "]");
      CheckMarkers(source.name(), field, source.preface(i), {});
    }
    for (int i = 0; i < source.charts_size(); ++i) {
      for (const std::string& id : source.charts(i).citations()) {
        if (model_.by_id.contains(id)) continue;
        Add(v1::BLOCKER_KIND_MARKER_WITHOUT_CITATION, source.name(),
            absl::StrCat("charts[", i, "].citations"), id, "the chart names no citation");
      }
    }
  }

  void CheckItem(const ItemModel& model) {
    const v1::ReportItem& item = *model.item;
    absl::btree_set<std::string> ids;
    for (const size_t index : model.cited) ids.insert(model_.cited[index].id);
    for (int i = 0; i < item.tasks_size(); ++i) {
      if (input_.tasks.contains(item.tasks(i))) continue;
      Add(v1::BLOCKER_KIND_TASK_NOT_FOUND, item.name(), absl::StrCat("tasks[", i, "]"),
          item.tasks(i), "the item covers a task that does not exist");
    }
    CheckMarkers(item.name(), "statement", item.statement(), ids);
    for (int i = 0; i < item.paragraphs_size(); ++i) {
      const std::string field = absl::StrCat("paragraphs[", i, "].");
      CheckMarkers(item.name(), field + "text", item.paragraphs(i).text(), ids);
    }
    for (const size_t index : model.cited) CheckCitation(item, model_.cited[index], index);
  }

  // Those whose explanation a person has signed stop nothing.
  void CheckNumerals() {
    absl::btree_map<std::string, std::string> open;
    for (const v1::Finding& finding : model_.findings) {
      if (finding.rule() == kUnboundNumeral && !finding.has_signed_explanation()) {
        open[finding.figures(0)] = finding.id();
      }
    }
    if (open.empty()) return;
    for (const UnboundNumeral& one : model_.unbound) {
      const auto finding = open.find(one.printed);
      if (finding == open.end()) continue;
      v1::Blocker& blocker =
          Add(v1::BLOCKER_KIND_UNBOUND_NUMERAL, one.item, one.field, finding->second,
              "the number is bound to no figure; put a marker of a citation in its place, or "
              "sign the finding if it is none");
      blocker.set_offset(static_cast<int32_t>(one.offset));
      blocker.set_printed(one.printed);
    }
  }

  void CheckMarkers(const std::string& item, const std::string& field, const std::string& text,
                    const absl::btree_set<std::string>& ids) {
    for (const TextPart& part : SplitMarkers(text)) {
      const size_t open = part.marker ? 0 : part.text.find("{{");
      if (part.marker ? ids.contains(part.text) : open == std::string::npos) continue;
      v1::Blocker& blocker =
          Add(v1::BLOCKER_KIND_MARKER_WITHOUT_CITATION, item, field, part.marker ? part.text : "",
              part.marker ? "the item has no citation of this id" : "the marker does not close");
      const size_t before =
          part.marker ? 0 : base::CountCodePoints(absl::string_view(part.text).substr(0, open));
      blocker.set_offset(static_cast<int32_t>(part.offset + before));
      blocker.set_printed(part.marker ? absl::StrCat("{{", part.text, "}}") : "{{");
    }
  }

  void CheckCitation(const v1::ReportItem& item, const CitedFigure& cited, size_t index) {
    if (model_.by_id.at(cited.id) != index) {
      Add(v1::BLOCKER_KIND_DUPLICATE_CITATION, item.name(), cited.field, cited.id,
          "another citation of the report has this id");
    }
    if (cited.task == nullptr) {
      Add(v1::BLOCKER_KIND_TASK_NOT_FOUND, item.name(), cited.field, cited.task_name,
          absl::StrCat("citation ", cited.id, " is for a task that does not exist"));
    }
    if (cited.figure == nullptr) {
      const auto successor = input_.successors.find(cited.figure_name);
      const bool replaced = successor != input_.successors.end();
      v1::Blocker& blocker =
          Add(v1::BLOCKER_KIND_FIGURE_NOT_FOUND, item.name(), cited.field, cited.figure_name,
              absl::StrCat("citation ", cited.id, " names a figure that does not exist",
                           replaced ? " any more: cite " : "", replaced ? successor->second : "",
                           replaced ? ", which has taken its place" : ""));
      if (replaced) blocker.set_successor(successor->second);
      return;
    }
    if (cited.figure->status() == figures::v1::FIGURE_STATUS_REPORTED) {
      Add(v1::BLOCKER_KIND_FIGURE_UNVERIFIED, item.name(), cited.field, cited.figure_name,
          absl::StrCat("citation ", cited.id, " rests on an observation that nobody has verified"));
    }
    if (!cited.mismatch.empty()) {
      Add(v1::BLOCKER_KIND_NUMERAL_MISMATCH, item.name(), cited.field, cited.figure_name,
          absl::StrCat("citation ", cited.id, ": ", cited.mismatch))
          .set_printed(cited.text);
    }
    if (cited.figure->value_state() == figures::v1::VALUE_STATE_FAILED) {
      Add(v1::BLOCKER_KIND_FIGURE_FAILED, item.name(), cited.field, cited.figure_name,
          absl::StrCat("citation ", cited.id, ": ", cited.figure->note()));
    }
  }

  // A part of a task is covered with the whole.
  bool Covered(const std::string& name, const absl::btree_set<std::string>& covered) const {
    std::string at = name;
    for (size_t depth = 0; depth <= input_.tasks.size(); ++depth) {
      if (covered.contains(at)) return true;
      const auto task = input_.tasks.find(at);
      if (task == input_.tasks.end() || task->second.parent().empty()) return false;
      at = FullName("task_registry", task->second.parent());
    }
    return false;
  }

  void CheckCoverage() {
    absl::btree_set<std::string> covered;
    for (const v1::ReportItem& item : input_.items) {
      covered.insert(item.tasks().begin(), item.tasks().end());
    }
    for (const auto& [name, task] : model_.plan_tasks) {
      if (Covered(name, covered)) continue;
      Add(v1::BLOCKER_KIND_TASK_NOT_COVERED, "", "", name,
          absl::StrCat("no item covers task ", task->number(), " of the plan"));
    }
  }

  void CheckFindings() {
    for (const v1::Finding& finding : model_.findings) {
      if (finding.rule() == kDuplicateOwner) {
        Add(v1::BLOCKER_KIND_DUPLICATE_OWNER, "", "", finding.figures(0),
            "two services own an indicator of this id; one of them has to give it up");
      }
      if (finding.severity() == v1::FINDING_SEVERITY_CONTRADICTION &&
          !finding.has_signed_explanation()) {
        Add(v1::BLOCKER_KIND_OPEN_CONTRADICTION, "", "", finding.id(),
            "the contradiction has no signed explanation; correct a figure or sign the finding")
            .set_printed(finding.explanation());
      }
    }
  }

  const ReportModel& model_;
  const ReportInput& input_;
  std::vector<v1::Blocker> found_;
};

}  // namespace

std::vector<v1::Blocker> FindBlockers(const ReportModel& model) {
  return BlockerFinder(model).Find();
}

}  // namespace zgc::supervision
