#pragma once

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/figures/cells/measure.h"
#include "common/storage/reader.h"
#include "zgc/common/v1/period.pb.h"

namespace zgc::figures {

// What a period adds up to, from the rows, contribution by contribution: what cells are checked
// against, and where they do not reach. The slices are of one measure, and a contribution belongs
// to the first that takes it; there are totals of each. `visit` is called with each contribution of
// the period, its slice, and whether it counts: for certain and with a known amount. Of a distinct
// measure it is one of each subject; what has ended within a stock is left out with what it ends.
absl::StatusOr<std::vector<Totals>> CountRows(
    const storage::Reader& reader, const std::vector<Slice>& slices,
    const common::v1::Period& period,
    absl::FunctionRef<void(const Contribution&, const Slice&, bool counts)> visit);

}  // namespace zgc::figures
