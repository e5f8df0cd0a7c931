#include "services/supervision_reporting/domain/information/information_bodies.h"

#include <utility>

#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/dated_rules.h"
#include "common/resource/rows.h"
#include "common/resource/steps.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

absl::Status CheckBody(const storage::Reader&, const v1::InformationBody*,
                       v1::InformationBody& body, Checks& checks) {
  CheckDays(body, "information_body.", checks);
  return absl::OkStatus();
}

absl::Status CheckPeriodical(const storage::Reader&, const v1::InformationPeriodical*,
                             v1::InformationPeriodical& periodical, Checks& checks) {
  CheckDays(periodical, "information_periodical.", checks);
  return absl::OkStatus();
}

template <typename Row, typename Request>
absl::StatusOr<Row> EndOn(storage::Txn& txn, const base::Actor& actor, absl::string_view method,
                          const Rows<Row>& table, const records::KindOf<Row>& kind,
                          const Request& request) {
  Checks checks(txn, request);
  if (request.name().empty()) return checks.ToStatus();
  ZGC_ASSIGN_OR_RETURN(const Row before, GetForUpdate(txn, table, request));
  Row row = before;
  row.set_until_date(request.until_date());
  CheckDays(row, "", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  resource::AddStep(txn, actor, {.method = std::string(method)},
                    {.date = request.until_date(), .note = request.reason()}, *row.mutable_steps());
  return kind.Update(txn, before, std::move(row));
}

}  // namespace

const records::KindOf<v1::InformationBody>& InformationBodyKind() {
  static const auto* const kind = new records::KindOf<v1::InformationBody>(
      kInformationBodies,
      {.created_by = "/zgc.supervision.v1.InformationBodyService/CreateInformationBody",
       .field = "information_body",
       .check = &CheckBody});
  return *kind;
}

const records::KindOf<v1::InformationPeriodical>& InformationPeriodicalKind() {
  static const auto* const kind = new records::KindOf<v1::InformationPeriodical>(
      kInformationPeriodicals,
      {.created_by = "/zgc.supervision.v1.InformationBodyService/CreateInformationPeriodical",
       .field = "information_periodical",
       .check = &CheckPeriodical});
  return *kind;
}

absl::StatusOr<v1::InformationBody> CreateInformationBody(
    storage::Txn& txn, const base::Actor&, const v1::CreateInformationBodyRequest& request) {
  Checks checks(txn, request);
  v1::InformationBody body = request.information_body();
  body.set_name(absl::StrCat("informationBodies/", request.information_body_id()));
  ZGC_RETURN_IF_ERROR(InformationBodyKind().Hold(txn, nullptr, body, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return InformationBodyKind().Create(txn, std::move(body));
}

absl::StatusOr<v1::InformationBody> GetInformationBody(
    const storage::Reader& reader, const v1::GetInformationBodyRequest& request) {
  return GetRow(reader, kInformationBodies, request.name());
}

absl::StatusOr<std::string> ListInformationBodies(const storage::Reader& reader,
                                                  const v1::ListInformationBodiesRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListInformationBodiesResponse& response) {
  return query::List(reader, kInformationBodies.column(), request, page, response);
}

absl::StatusOr<v1::InformationBody> EndInformationBody(
    storage::Txn& txn, const base::Actor& actor, const v1::EndInformationBodyRequest& request) {
  return EndOn(txn, actor, "EndInformationBody", kInformationBodies, InformationBodyKind(),
               request);
}

absl::StatusOr<v1::InformationPeriodical> CreateInformationPeriodical(
    storage::Txn& txn, const base::Actor&, const v1::CreateInformationPeriodicalRequest& request) {
  Checks checks(txn, request);
  v1::InformationPeriodical periodical = request.information_periodical();
  periodical.set_name(absl::StrCat("informationPeriodicals/", request.information_periodical_id()));
  ZGC_RETURN_IF_ERROR(InformationPeriodicalKind().Hold(txn, nullptr, periodical, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return InformationPeriodicalKind().Create(txn, std::move(periodical));
}

absl::StatusOr<v1::InformationPeriodical> GetInformationPeriodical(
    const storage::Reader& reader, const v1::GetInformationPeriodicalRequest& request) {
  return GetRow(reader, kInformationPeriodicals, request.name());
}

absl::StatusOr<std::string> ListInformationPeriodicals(
    const storage::Reader& reader, const v1::ListInformationPeriodicalsRequest& request,
    const storage::Page& page, v1::ListInformationPeriodicalsResponse& response) {
  return query::List(reader, kInformationPeriodicals.column(), request, page, response);
}

absl::StatusOr<v1::InformationPeriodical> EndInformationPeriodical(
    storage::Txn& txn, const base::Actor& actor,
    const v1::EndInformationPeriodicalRequest& request) {
  return EndOn(txn, actor, "EndInformationPeriodical", kInformationPeriodicals,
               InformationPeriodicalKind(), request);
}

}  // namespace zgc::supervision
