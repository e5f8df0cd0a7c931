#include <utility>

#include "services/supervision_reporting/domain/information/information_events.h"
#include "services/supervision_reporting/formulas/counts.h"
#include "zgc/supervision/v1/information.pb.h"

namespace zgc::supervision {
namespace {

absl::StatusOr<std::string> BodyArgument(const storage::Reader& reader, const Arguments& arguments,
                                         const std::string& key) {
  return ResourceArgument(reader, kInformationBodies, arguments, key);
}

absl::StatusOr<std::string> TitleOf(const storage::Reader& reader, const std::string& item) {
  ZGC_ASSIGN_OR_RETURN(const auto row, kInformationItems.Get(reader, {item}));
  if (row.has_value()) return row->title();
  return absl::DataLossError(absl::StrCat(item, " is missing"));
}

// Value of the dimension of bodies that stands for all that was submitted, adopted or not.
constexpr char kSubmitted[] = "submitted";

// What was submitted, and of it what each body has adopted by now.
absl::Status ContributeItem(const storage::Reader& reader, const v1::InformationItem& item,
                            Measure::Visit visit) {
  if (item.state() != v1::INFORMATION_STATE_SUBMITTED) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(auto counts, AdoptedBy(reader, item));
  counts[kSubmitted] = item.item_count();
  for (const auto& [body, count] : counts) {
    ZGC_ASSIGN_OR_RETURN(
        Contribution one,
        Dated({item.name(), item.title(), item.revision(), count}, item.submitted_date(), {body}));
    visit(std::move(one));
  }
  return absl::OkStatus();
}

Measure InformationMeasure() {
  Measure measure = MeasureOf<v1::InformationItem>(kService, "information", kInformationItems,
                                                   {"adopted by"}, ContributeItem);
  measure.sources.push_back(
      {kInformationEvents.column(), [](absl::string_view bytes) {
         return figures::FieldOf<v1::InformationEvent>(
             bytes, [](const v1::InformationEvent& event) { return event.information_item(); });
       }});
  return measure;
}

absl::Status ContributeEvent(const storage::Reader& reader, const v1::InformationEvent& event,
                             Measure::Visit visit) {
  ZGC_ASSIGN_OR_RETURN(const std::string title, TitleOf(reader, event.information_item()));
  ZGC_ASSIGN_OR_RETURN(Contribution one,
                       Dated({event.name(), title, event.revision(), event.item_count()},
                             event.date(), {absl::StrCat(event.kind()), event.body()}));
  visit(std::move(one));
  return absl::OkStatus();
}

}  // namespace

void RegisterInformationFormulas(figures::FormulaRegistry& registry) {
  const auto information = registry.Keep(InformationMeasure());
  registry.RegisterCounted(
      "count_information",
      "按报送日期统计已报送政务信息的条数；限定采用单位时只计已被采用的条数，批量"
      "补录的按补录数计；报送日期跨期的不计入，结果为下限。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"adopted_by"}));
        ZGC_ASSIGN_OR_RETURN(std::string body, BodyArgument(reader, arguments, "adopted_by"));
        return Asked{.slices = {{information, {body.empty() ? kSubmitted : std::move(body)}}}};
      });

  const auto events = registry.Keep(MeasureOf<v1::InformationEvent>(
      kService, "information_events", kInformationEvents,
      {"kind", {"by", ResourceValues(kService, kInformationBodies)}}, ContributeEvent));
  const auto of_kind = [events](v1::InformationEventKind kind) {
    return [=](const storage::Reader& reader, const Arguments& arguments,
               const Period& /*period*/) -> absl::StatusOr<Asked> {
      ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"by"}));
      ZGC_ASSIGN_OR_RETURN(std::string body, BodyArgument(reader, arguments, "by"));
      return Asked{.slices = {{events, {ValueOf(kind), std::move(body)}}}};
    };
  };
  registry.RegisterCounted(
      "count_adoptions",
      "按采用日期统计政务信息被采用的条次，批量补录的按补录数计；采用日期跨期的不"
      "计入，结果为下限。",
      of_kind(v1::INFORMATION_EVENT_KIND_ADOPTION));
  registry.RegisterCounted(
      "count_instructions",
      "按批示日期统计政务信息获批示的条次，批量补录的按补录数计；批示日期跨期的不"
      "计入，结果为下限。",
      of_kind(v1::INFORMATION_EVENT_KIND_INSTRUCTION));
}

}  // namespace zgc::supervision
