#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/base/time/dates.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/information_bodies.pb.h"
#include "zgc/supervision/v1/information_body_service.pb.h"

// Who takes up information and in what, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

const records::KindOf<v1::InformationBody>& InformationBodyKind();
const records::KindOf<v1::InformationPeriodical>& InformationPeriodicalKind();

absl::StatusOr<v1::InformationBody> CreateInformationBody(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateInformationBodyRequest& request);
absl::StatusOr<v1::InformationBody> GetInformationBody(
    const storage::Reader& reader, const v1::GetInformationBodyRequest& request);
absl::StatusOr<std::string> ListInformationBodies(const storage::Reader& reader,
                                                  const v1::ListInformationBodiesRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListInformationBodiesResponse& response);
absl::StatusOr<v1::InformationBody> EndInformationBody(
    storage::Txn& txn, const base::Actor& actor, const v1::EndInformationBodyRequest& request);
absl::StatusOr<v1::InformationPeriodical> CreateInformationPeriodical(
    storage::Txn& txn, const base::Actor& actor,
    const v1::CreateInformationPeriodicalRequest& request);
absl::StatusOr<v1::InformationPeriodical> GetInformationPeriodical(
    const storage::Reader& reader, const v1::GetInformationPeriodicalRequest& request);
absl::StatusOr<std::string> ListInformationPeriodicals(
    const storage::Reader& reader, const v1::ListInformationPeriodicalsRequest& request,
    const storage::Page& page, v1::ListInformationPeriodicalsResponse& response);
absl::StatusOr<v1::InformationPeriodical> EndInformationPeriodical(
    storage::Txn& txn, const base::Actor& actor,
    const v1::EndInformationPeriodicalRequest& request);

// Whether a body or a periodical may be there at a time that is known as closely as `span`.
template <typename Row>
bool MayBeThere(const Row& row, const base::DaySpan& span) {
  return row.from_date() <= span.last &&
         (row.until_date().empty() || span.first <= row.until_date());
}

}  // namespace zgc::supervision
