#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/figures/dimensions/scoping.h"
#include "common/figures/formula.h"
#include "common/storage/reader.h"
#include "zgc/common/v1/period.pb.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/figures/v1/observations.pb.h"

// Names of figures: see zgc.figures.v1.Figure.
namespace zgc::figures {

inline constexpr char kFigures[] = "figures/";

// Of what is counted of an indicator, or of a part of it.
absl::StatusOr<std::string> NameOf(const v1::Indicator& indicator, const common::v1::Period& period,
                                   const Scoping& scoping);

// What the figure `name` says after its '@', and after the period. NOT_FOUND that says what the
// indicator has where it has none such. `ask` is what its formula asks of the period.
absl::StatusOr<common::v1::Period> AnsweredPeriod(const v1::Indicator& indicator,
                                                  const std::string& name,
                                                  const std::string& period_id);
absl::StatusOr<Scoping> AnsweredScoping(const storage::Reader& reader,
                                        const v1::Indicator& indicator, const std::string& name,
                                        const std::string& suffix,
                                        absl::FunctionRef<absl::StatusOr<Asked>()> ask);

// NOT_FOUND of the figure of an observation, which is `row` if it was there: with the one that
// corrections have put in its place.
absl::Status NotObserved(const storage::Reader& reader, const std::string& name,
                         absl::optional<v1::Observation> row);

}  // namespace zgc::figures
