#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/figures/figures.h"
#include "common/storage/reader.h"

namespace zgc::supervision {

// What this service has read of the figures of others, for indicators that are derived from
// theirs. Thread-safe.
class SourceFigures final : public figures::OtherFigures {
 public:
  absl::StatusOr<absl::optional<figures::v1::Indicator>> FindIndicator(
      const storage::Reader& reader, const std::string& service,
      const std::string& name) const override;
  absl::StatusOr<absl::optional<figures::v1::Figure>> FindFigure(
      const storage::Reader& reader, const std::string& service,
      const std::string& name) const override;
};

}  // namespace zgc::supervision
