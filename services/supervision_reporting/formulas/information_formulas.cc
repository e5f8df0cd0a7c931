#include "services/supervision_reporting/domain/information/information_events.h"
#include "services/supervision_reporting/formulas/counts.h"
#include "zgc/supervision/v1/information.pb.h"

namespace zgc::supervision {
namespace {

absl::StatusOr<v1::InformationBody> BodyArgument(const Arguments& arguments,
                                                 const std::string& key) {
  ZGC_ASSIGN_OR_RETURN(
      const int body,
      EnumArgument(arguments, key, *v1::InformationBody_descriptor(), "INFORMATION_BODY_"));
  return static_cast<v1::InformationBody>(body);
}

absl::StatusOr<std::string> TitleOf(const storage::Reader& reader, const std::string& item) {
  ZGC_ASSIGN_OR_RETURN(const auto row, kInformationItems.Get(reader, {item}));
  if (row.has_value()) return row->title();
  return absl::DataLossError(absl::StrCat(item, " is missing"));
}

absl::StatusOr<FormulaValue> CountEventsOf(const storage::Reader& reader,
                                           const Arguments& arguments, const Period& period,
                                           v1::InformationEventKind kind) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"by"}));
  ZGC_ASSIGN_OR_RETURN(const v1::InformationBody by, BodyArgument(arguments, "by"));
  Tally tally(kService);
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(kInformationEvents.ForEach(
      reader, [&](const storage::NameKey&, const v1::InformationEvent& event) {
        if (event.kind() != kind) return true;
        if (by != v1::INFORMATION_BODY_UNSPECIFIED && by != event.body()) return true;
        const auto title = TitleOf(reader, event.information_item());
        failed = title.ok() ? AddDated({event.name(), *title, event.revision(), event.item_count()},
                                       event.date(), period, tally)
                            : title.status();
        return failed.ok();
      }));
  ZGC_RETURN_IF_ERROR(failed);
  return tally.AsCount();
}

}  // namespace

absl::StatusOr<FormulaValue> CountInformation(const storage::Reader& reader,
                                              const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"adopted_by"}));
  ZGC_ASSIGN_OR_RETURN(const v1::InformationBody by, BodyArgument(arguments, "adopted_by"));
  Tally tally(kService);
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(kInformationItems.ForEach(
      reader, [&](const storage::NameKey&, const v1::InformationItem& item) {
        if (item.state() != v1::INFORMATION_STATE_SUBMITTED) return true;
        int32_t count = item.item_count();
        if (by != v1::INFORMATION_BODY_UNSPECIFIED) {
          const auto adopted =
              CountEvents(reader, item.name(), v1::INFORMATION_EVENT_KIND_ADOPTION, by);
          failed = adopted.status();
          if (!failed.ok()) return false;
          if (*adopted == 0) return true;
          count = *adopted;
        }
        failed = AddDated({item.name(), item.title(), item.revision(), count},
                          item.submitted_date(), period, tally);
        return failed.ok();
      }));
  ZGC_RETURN_IF_ERROR(failed);
  return tally.AsCount();
}

absl::StatusOr<FormulaValue> CountAdoptions(const storage::Reader& reader,
                                            const Arguments& arguments, const Period& period) {
  return CountEventsOf(reader, arguments, period, v1::INFORMATION_EVENT_KIND_ADOPTION);
}

absl::StatusOr<FormulaValue> CountInstructions(const storage::Reader& reader,
                                               const Arguments& arguments, const Period& period) {
  return CountEventsOf(reader, arguments, period, v1::INFORMATION_EVENT_KIND_INSTRUCTION);
}

}  // namespace zgc::supervision
