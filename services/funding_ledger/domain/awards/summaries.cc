#include "services/funding_ledger/domain/awards/summaries.h"

#include "absl/container/btree_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/money_days.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/awards.pb.h"

namespace zgc::funding {

absl::StatusOr<v1::SummaryDisbursement> CreateSummaryDisbursement(
    storage::Txn& txn, const base::Actor& actor,
    const v1::CreateSummaryDisbursementRequest& request) {
  v1::SummaryDisbursement row = request.summary_disbursement();
  row.set_name(absl::StrCat("summaryDisbursements/", request.summary_disbursement_id()));
  row.set_maker(actor.responsible());
  row.set_unitemised_fen(row.amount_fen());
  ZGC_ASSIGN_OR_RETURN(const auto existing, kSummaryDisbursements.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CheckFund(txn, row.program(), "summary_disbursement.program", checks));
  CheckPositive(row.amount_fen(), "summary_disbursement.amount_fen", checks);
  CheckMoneyDay(txn, row.effective_date(), row.fiscal_year(), "summary_disbursement.effective_date",
                checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  Posting posting({row.fiscal_year(), row.effective_date(), row.program(), "", row.name(), "", "",
                   row.document()});
  posting.Move(v1::TRANSFER_KIND_SUMMARY, Unitemised(row),
               OfProgram(v1::ACCOUNT_KIND_AVAILABLE, row.program()), row.amount_fen());
  ZGC_RETURN_IF_ERROR(posting.Post(txn));
  return Insert(txn, kSummaryDisbursements, std::move(row));
}

absl::StatusOr<v1::SummaryDisbursement> GetSummaryDisbursement(
    const storage::Reader& reader, const v1::GetSummaryDisbursementRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kSummaryDisbursements, request.name());
}

absl::StatusOr<std::string> ListSummaryDisbursements(
    const storage::Reader& reader, const v1::ListSummaryDisbursementsRequest& request,
    const storage::Page& page, v1::ListSummaryDisbursementsResponse& response) {
  return query::List(reader, kSummaryDisbursements.column(), request, page, response);
}

AccountRef Unitemised(const v1::SummaryDisbursement& summary) {
  return {v1::ACCOUNT_KIND_UNITEMISED, summary.name(), summary.program()};
}

absl::Status RefreshSummary(storage::Txn& txn, const std::string& name) {
  if (name.empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(v1::SummaryDisbursement row, GetRow(txn, kSummaryDisbursements, name));
  ZGC_ASSIGN_OR_RETURN(const int64_t left, Balance(txn, row.fiscal_year(), Unitemised(row)));
  if (left == row.unitemised_fen()) return absl::OkStatus();
  row.set_unitemised_fen(left);
  Save(txn, kSummaryDisbursements, std::move(row));
  return absl::OkStatus();
}

}  // namespace zgc::funding
