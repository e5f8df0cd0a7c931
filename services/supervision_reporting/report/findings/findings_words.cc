#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/supervision_reporting/report/findings/finding_rules.h"

namespace zgc::supervision::internal {

// One finding for each number, with all that stands around it: whoever signs it has seen each
// use, and a new one opens it again.
void CheckWords(FindingRun& run) {
  absl::btree_map<std::string, absl::btree_set<std::string>> contexts;
  for (const UnboundNumeral& one : run.model().unbound) {
    contexts[one.printed].insert(absl::StrCat("“", one.context, "”"));
  }
  for (const auto& [printed, around] : contexts) {
    run.ReportAbout(
        kUnboundNumeral, v1::FINDING_SEVERITY_UNBOUND, {printed},
        absl::StrCat("文中“", printed, "”没有引用任何数，也不能证明不是数：",
                     absl::StrJoin(around, "、"), "。是数的应改为引用；不是的由专人签署说明。"));
  }
}

}  // namespace zgc::supervision::internal
