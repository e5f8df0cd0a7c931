#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/figures/figures.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/supervision_reporting/report/model/report_model.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/published_figures.pb.h"

// The figures that publications cite, each found by its publication and by its figure, and the
// figures as they are now. Thread-safe as the reader is.
namespace zgc::supervision {

using MaybeFigure = absl::optional<figures::v1::Figure>;

// "publications/p/figures/".
std::string PublishedFigurePrefix(const std::string& publication);

// What a report cites, by the ids of the citations; without the name of a publication.
std::vector<v1::PublishedFigure> CitedIn(const ReportModel& model);
// Keeps them for a new publication.
void KeepFigures(storage::Txn& txn, const std::string& publication,
                 const std::vector<v1::PublishedFigure>& cited);

// The figure of that full name; nullopt if there is none, also of a name that is none.
absl::StatusOr<MaybeFigure> FigureNamed(const storage::Reader& reader,
                                        const figures::FigureBook& book,
                                        const std::string& full_name);
// The same; if there is none any more, the one that stands in its place: what its correction, or
// that one's, made of it.
absl::StatusOr<MaybeFigure> PresentFigure(const storage::Reader& reader,
                                          const figures::FigureBook& book,
                                          const std::string& full_name);
// The keys of that figure and of all that corrections have put in its place, the figure first.
absl::StatusOr<std::vector<SourceKey>> ReplacedBy(const storage::Reader& reader,
                                                  const figures::FigureBook& book,
                                                  const std::string& full_name);
// Full name of the figure in the place of one that there is no more: that of its correction, or, by
// `replaced_by`, that of the same period of the indicator that continues its own. Empty if there is
// none.
absl::StatusOr<std::string> SuccessorOf(const storage::Reader& reader,
                                        const figures::FigureBook& book,
                                        const std::string& full_name);

}  // namespace zgc::supervision
