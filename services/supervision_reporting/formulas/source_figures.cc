#include "services/supervision_reporting/formulas/source_figures.h"

#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {

absl::StatusOr<absl::optional<figures::v1::Indicator>> SourceFigures::FindIndicator(
    const storage::Reader& reader, const std::string& service, const std::string& name) const {
  return kSourceIndicators.Get(reader, {service, name});
}

absl::StatusOr<absl::optional<figures::v1::Figure>> SourceFigures::FindFigure(
    const storage::Reader& reader, const std::string& service, const std::string& name) const {
  return kSourceFigures.Get(reader, {service, name});
}

}  // namespace zgc::supervision
