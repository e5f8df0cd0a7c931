#include "services/supervision_reporting/report/findings/checked_report.h"

#include <algorithm>

#include "absl/container/btree_set.h"
#include "services/supervision_reporting/report/findings/findings.h"
#include "services/supervision_reporting/report/findings/unbound.h"

namespace zgc::supervision {
namespace {

// Which items a finding is about.
void AttachFindings(ReportModel& model) {
  for (size_t i = 0; i < model.findings.size(); ++i) {
    absl::btree_set<size_t> items;
    for (const std::string& name : model.findings[i].figures()) {
      if (const auto found = model.by_id.find(name); found != model.by_id.end()) {
        items.insert(model.cited[found->second].item);
      }
      for (size_t at = 0; at < model.items.size(); ++at) {
        const auto& tasks = model.items[at].item->tasks();
        if (std::find(tasks.begin(), tasks.end(), name) != tasks.end()) items.insert(at);
      }
    }
    for (const size_t at : items) model.items[at].findings.push_back(i);
  }
}

}  // namespace

ReportModel MakeReportModel(const ReportInput& input) {
  ReportModel model = LookUpReport(input);
  model.unbound = FindUnbound(input);
  model.findings = FindAll(model);
  AttachFindings(model);
  return model;
}

}  // namespace zgc::supervision
