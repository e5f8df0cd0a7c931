#include "services/funding_ledger/domain/portfolio/fund_commitments.h"

#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/money_days.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/domain/guard/lookups.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/investment_service.pb.h"
#include "zgc/funding/v1/investments.pb.h"

// What investors committed to sub-funds (认缴), and paid in (实缴).
namespace zgc::funding {
namespace {

InstrumentKey CommitmentsKey(const std::string& sub_fund) {
  return {InstrumentBy::kCommitments, sub_fund};
}

// One commitment of each investor, and not more than the size of the sub-fund.
absl::Status CheckOthers(const storage::Reader& reader, const v1::FundCommitment& row,
                         const v1::SubFund& sub_fund, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto names, Found(reader, CommitmentsKey(row.sub_fund())));
  int64_t committed = 0;
  for (const std::string& name : names) {
    if (name == row.name()) continue;
    ZGC_ASSIGN_OR_RETURN(const v1::FundCommitment other, GetRow(reader, kFundCommitments, name));
    committed += other.committed_fen();
    checks.Expect(Normalised(other.investor()) != Normalised(row.investor()),
                  "fund_commitment.investor", absl::StrCat("has committed with ", name));
  }
  if (sub_fund.size_state() == common::v1::AMOUNT_STATE_KNOWN) {
    const int64_t left = sub_fund.size_fen() - committed;
    checks.Expect(row.committed_fen() <= left, "fund_commitment.committed_fen",
                  absl::StrCat(left, " fen are left of the size of the sub-fund"));
  }
  return absl::OkStatus();
}

absl::Status CheckAward(const storage::Reader& reader, const v1::FundCommitment& row,
                        const v1::SubFund& sub_fund, Checks& checks) {
  constexpr char kField[] = "fund_commitment.award";
  ZGC_ASSIGN_OR_RETURN(const auto award,
                       checks.OptionalReference(reader, kAwards, row.award(), kField));
  if (!award.has_value()) return absl::OkStatus();
  checks.Expect(award->program() == sub_fund.fund(), kField,
                absl::StrCat("is of ", award->program()));
  checks.Expect(award->state() != v1::AWARD_STATE_CANCELLED, kField, "was cancelled");
  checks.Expect(award->amount_state() == common::v1::AMOUNT_STATE_KNOWN &&
                    award->amount_fen() == row.committed_fen(),
                kField, "is not of the amount that is committed");
  return absl::OkStatus();
}

// What was paid in lies within it, and after it.
void CheckCalls(const v1::FundCommitment& row, Checks& checks) {
  checks.Expect(row.committed_fen() >= row.paid_in_fen(), "fund_commitment.committed_fen",
                absl::StrCat(row.paid_in_fen(), " fen are paid in"));
  for (const v1::CapitalCall& call : row.calls()) {
    checks.Expect(row.date() <= call.date(), "fund_commitment.date",
                  absl::StrCat("is after ", call.date(), ", when some was paid in"));
  }
}

absl::Status CheckCommitment(const storage::Reader& reader, const v1::FundCommitment*,
                             v1::FundCommitment& row, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto sub_fund, checks.Reference(reader, kSubFunds, row.sub_fund(),
                                                             "fund_commitment.sub_fund"));
  checks.Expect(!Normalised(row.investor()).empty(), "fund_commitment.investor", "is required");
  CheckPositive(row.committed_fen(), "fund_commitment.committed_fen", checks);
  CheckCalls(row, checks);
  if (!sub_fund.has_value()) return absl::OkStatus();
  ZGC_RETURN_IF_ERROR(CheckOthers(reader, row, *sub_fund, checks));
  return CheckAward(reader, row, *sub_fund, checks);
}

absl::Status AddToSubFund(storage::Txn& txn, const v1::FundCommitment& row) {
  kInstrumentLookups.Add(txn, CommitmentsKey(row.sub_fund()), row.name());
  return absl::OkStatus();
}

absl::Status RemoveFromSubFund(storage::Txn& txn, const v1::FundCommitment& row) {
  kInstrumentLookups.Remove(txn, CommitmentsKey(row.sub_fund()), row.name());
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> PaidIn(const storage::Reader&,
                                                const v1::FundCommitment& row) {
  std::vector<std::string> obstacles;
  if (row.paid_in_fen() > 0) {
    obstacles.push_back(absl::StrCat(row.paid_in_fen(), " fen are paid in"));
  }
  return obstacles;
}

bool HasPaidIn(const v1::FundCommitment& row) { return row.paid_in_fen() > 0; }

}  // namespace

const records::KindOf<v1::FundCommitment>& FundCommitmentKind() {
  static const auto* const kind = new records::KindOf<v1::FundCommitment>(
      kFundCommitments, {.created_by = "/zgc.funding.v1.InvestmentService/CreateFundCommitment",
                         .field = "fund_commitment",
                         .check = &CheckCommitment,
                         .add = &AddToSubFund,
                         .remove = &RemoveFromSubFund,
                         .kept_by = &PaidIn,
                         .confirmed = &HasPaidIn});
  return *kind;
}

absl::StatusOr<v1::FundCommitment> CreateFundCommitment(
    storage::Txn& txn, const base::Actor&, const v1::CreateFundCommitmentRequest& request) {
  v1::FundCommitment row = request.fund_commitment();
  row.set_name(absl::StrCat("fundCommitments/", request.fund_commitment_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kFundCommitments.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(FundCommitmentKind().Hold(txn, nullptr, row, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return FundCommitmentKind().Create(txn, std::move(row));
}

absl::StatusOr<v1::FundCommitment> PayInCommitment(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::PayInCommitmentRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::FundCommitment row, GetForUpdate(txn, kFundCommitments, request));
  Checks checks(txn, request);
  CheckPositive(request.amount_fen(), "amount_fen", checks);
  checks.Ordered(row.date(), request.date(), "date");
  CheckNotAfterToday(txn, request.date(), "date", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const int64_t left = row.committed_fen() - row.paid_in_fen();
  if (request.amount_fen() > left) {
    return InsufficientFunds({{row.name(), row.investor(), left, request.amount_fen()}});
  }
  auto* call = row.add_calls();
  call->set_amount_fen(request.amount_fen());
  call->set_date(request.date());
  call->set_document(request.document());
  call->set_maker(actor.responsible());
  row.set_paid_in_fen(row.paid_in_fen() + request.amount_fen());
  return Save(txn, kFundCommitments, std::move(row));
}

absl::StatusOr<v1::FundCommitment> GetFundCommitment(const storage::Reader& reader,
                                                     const v1::GetFundCommitmentRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kFundCommitments, request.name());
}

absl::StatusOr<std::string> ListFundCommitments(const storage::Reader& reader,
                                                const v1::ListFundCommitmentsRequest& request,
                                                const storage::Page& page,
                                                v1::ListFundCommitmentsResponse& response) {
  return query::List(reader, kFundCommitments.column(), request, page, response);
}

}  // namespace zgc::funding
