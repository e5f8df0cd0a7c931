#include "common/scope/methods.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "common/contract/rules.h"
#include "common/scope/marks.h"

namespace zgc::scope {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// The message of the rows of a list, or null.
const Descriptor* RowsOf(const Descriptor& response) {
  if (response.FindFieldByName("next_page_token") == nullptr) return nullptr;
  const FieldDescriptor* rows = response.field(0);
  return rows->is_repeated() ? rows->message_type() : nullptr;
}

// Whether one of its fields names an organisation of the caller.
bool NamesOwn(const Descriptor& request) {
  for (int i = 0; i < request.field_count(); ++i) {
    if (request.field(i)->options().GetExtension(common::v1::own)) return true;
  }
  return false;
}

// What a caller with bounds may see: of no other type anything is answered.
bool IsShown(const Descriptor* type) {
  if (type == nullptr || contract::ResourceTypeOf(*type).empty()) return false;
  return MarksOf(*type).bounded() || MarksOf(*type).common();
}

}  // namespace

Holding HoldingOf(const google::protobuf::MethodDescriptor& method) {
  // What the types do not say.
  static const auto* const told = new absl::flat_hash_map<std::string, Holding>{
      {"zgc.records.v1.RecordService.SearchRecords", Holding::kList},
      {"zgc.records.v1.RecordService.ListRecordVersions", Holding::kNamed},
      {"zgc.supervision.v1.MatterService.GetMatterLight", Holding::kNamed},
      // Lines that say whose they are.
      {"zgc.supervision.v1.WatchService.ListLights", Holding::kList},
      {"zgc.supervision.v1.WatchService.ListQueue", Holding::kList},
      // Lines made of tasks, which they list.
      {"zgc.tasks.v1.ProgressService.ListMissingProgressReports", Holding::kList},
      {"zgc.tasks.v1.ProgressService.CompileProgress", Holding::kList},
      {"zgc.figures.v1.FigureService.QueryFigures", Holding::kFigures},
      // Figures are rows of no table, and most are of more than one caller's scope.
      {"zgc.figures.v1.FigureService.ListFigures", Holding::kRefused},
  };
  if (const auto found = told->find(method.full_name()); found != told->end()) {
    return found->second;
  }
  if (method.options().GetExtension(common::v1::office)) return Holding::kRefused;
  const Descriptor& request = *method.input_type();
  const Descriptor& response = *method.output_type();
  if (method.client_streaming() || method.server_streaming()) return Holding::kRefused;
  if (request.FindFieldByName("validate_only") != nullptr) {
    return IsShown(&response) && MarksOf(response).bounded() ? Holding::kWrite : Holding::kRefused;
  }
  if (absl::StartsWith(method.name(), "Get")) {
    const bool named = IsShown(&response) && request.FindFieldByName("name") != nullptr;
    return named ? Holding::kGet : Holding::kRefused;
  }
  const bool lists = absl::StartsWith(method.name(), "List") && IsShown(RowsOf(response));
  if (lists) return Holding::kList;
  return NamesOwn(request) ? Holding::kOwn : Holding::kRefused;
}

common::v1::Stake LeastStakeOf(const google::protobuf::MethodDescriptor& method) {
  return std::max(common::v1::STAKE_OWNER, method.options().GetExtension(common::v1::least_stake));
}

}  // namespace zgc::scope
