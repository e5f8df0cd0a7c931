#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/figures/figures.h"
#include "common/resource/lifecycle.h"
#include "common/resource/source_watch.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/store.h"
#include "common/storage/txn.h"
#include "services/supervision_reporting/domain/reports/report_reader.h"
#include "services/supervision_reporting/domain/reports/sources_shown.h"
#include "zgc/supervision/v1/errata.pb.h"
#include "zgc/supervision/v1/publication_service.pb.h"
#include "zgc/supervision/v1/publications.pb.h"

// Errata (更正说明), without gRPC: what is refused and how is said in the contract. To draft and to
// publish one take two steps each, as publishing a report does: its figures are read from a
// snapshot, and the transaction checks that what people decided since changes nothing of it.
// Thread-safe as the reader is.
namespace zgc::supervision {

const resource::Lifecycle<v1::Erratum>& ErratumLifecycle();

// The figures of a publication as of one revision.
struct ErratumBasis {
  SourcesShown shown;
  ReportVersions versions;
  // What an erratum has to say.
  std::vector<v1::FigureChange> changes;
  // How many errata there were.
  size_t errata = 0;
};

// SOURCE_NOT_CURRENT while a service that is followed is not current. `reader` is a snapshot of
// `store`.
absl::StatusOr<ErratumBasis> ReadToDraft(const storage::Reader& reader, const storage::Store& store,
                                         const figures::FigureBook& book,
                                         resource::SourceWatch& sources,
                                         const v1::DraftErratumRequest& request);
absl::StatusOr<v1::Erratum> DraftErratum(storage::Txn& txn, const base::Actor& actor,
                                         resource::SourceWatch& sources,
                                         const v1::DraftErratumRequest& request,
                                         const ErratumBasis& basis);
absl::StatusOr<ErratumBasis> ReadToPublish(const storage::Reader& reader,
                                           const figures::FigureBook& book,
                                           resource::SourceWatch& sources,
                                           const v1::PublishErratumRequest& request);
absl::StatusOr<v1::Erratum> PublishErratum(storage::Txn& txn, const base::Actor& actor,
                                           resource::SourceWatch& sources,
                                           const v1::PublishErratumRequest& request,
                                           const ErratumBasis& basis);
absl::StatusOr<v1::Erratum> RejectErratum(storage::Txn& txn, const base::Actor& actor,
                                          const v1::RejectErratumRequest& request);
absl::StatusOr<v1::Erratum> GetErratum(const storage::Reader& reader,
                                       const v1::GetErratumRequest& request);
absl::StatusOr<std::string> ListErrata(const storage::Reader& reader,
                                       const v1::ListErrataRequest& request,
                                       const storage::Page& page, v1::ListErrataResponse& response);

// Proves the published errata of a publication: adds what is wrong, and how many were checked.
absl::Status VerifyErrata(const storage::Reader& reader, const storage::Store& store,
                          const figures::FigureBook& book, const v1::Publication& publication,
                          v1::VerifyPublicationResponse& response);

}  // namespace zgc::supervision
