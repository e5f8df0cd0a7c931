#include "services/funding_ledger/domain/instruments/ventures.h"

#include "absl/strings/strip.h"
#include "common/resource/foreign.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/domain/instruments/support.h"
#include "services/funding_ledger/ledger/shape.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/subsidies.pb.h"
#include "zgc/funding/v1/support_items.pb.h"
#include "zgc/funding/v1/support_service.pb.h"

// Subsidies of equipment insurance and of venture investment.
namespace zgc::funding {
namespace {

// A text by which something is found again.
void CheckKey(const std::string& text, absl::string_view field, Checks& checks) {
  checks.Expect(!Normalised(text).empty(), field, "is required");
}

}  // namespace

absl::StatusOr<v1::InsuranceSubsidy> CreateInsuranceSubsidy(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateInsuranceSubsidyRequest& request) {
  constexpr char kPurpose[] = "首台（套）保险补偿";
  v1::InsuranceSubsidy row = request.insurance_subsidy();
  row.set_name(absl::StrCat("insuranceSubsidies/", request.insurance_subsidy_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kInsuranceSubsidies.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks;
  checks.Id(request.insurance_subsidy_id(), "insurance_subsidy_id");
  resource::CheckForeign(row.enterprise(), resource::kEnterprisePrefix,
                         "insurance_subsidy.enterprise", checks);
  checks.Required(row.equipment(), "insurance_subsidy.equipment");
  CheckKey(row.equipment_serial(), "insurance_subsidy.equipment_serial", checks);
  CheckKey(row.manufacturer(), "insurance_subsidy.manufacturer", checks);
  CheckKey(row.insurer(), "insurance_subsidy.insurer", checks);
  CheckKey(row.policy_number(), "insurance_subsidy.policy_number", checks);
  SupportRecord record{row.name(), {}, row.enterprise(), {}};
  record.facts.mutable_insurance()->set_insured_fen(row.insured_fen());
  record.facts.mutable_insurance()->set_premium_fen(row.premium_fen());
  ZGC_ASSIGN_OR_RETURN(const auto rule, CheckDecision(txn, row.decision(), record.facts,
                                                      "insurance_subsidy", false, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  SetRecipient(row.enterprise(), kPurpose, record.award);
  AddItem(v1::SUPPORT_ITEM_KIND_EQUIPMENT, row.manufacturer(), row.equipment_serial(), kPurpose,
          record.award);
  AddItem(v1::SUPPORT_ITEM_KIND_CONTRACT, row.insurer(), row.policy_number(), kPurpose,
          record.award);
  ZGC_RETURN_IF_ERROR(Decide(txn, actor, rule, record, *row.mutable_decision()));
  return Insert(txn, kInsuranceSubsidies, std::move(row));
}

absl::StatusOr<v1::InsuranceSubsidy> GetInsuranceSubsidy(
    const storage::Reader& reader, const v1::GetInsuranceSubsidyRequest& request) {
  return GetRow(reader, kInsuranceSubsidies, request.name());
}

absl::StatusOr<std::string> ListInsuranceSubsidies(const storage::Reader& reader,
                                                   const v1::ListInsuranceSubsidiesRequest& request,
                                                   const storage::Page& page,
                                                   v1::ListInsuranceSubsidiesResponse& response) {
  return ListRows(reader, kInsuranceSubsidies, page, response.mutable_insurance_subsidies(),
                  [&](const v1::InsuranceSubsidy& row) {
                    return Takes(request.program(), row.decision().program()) &&
                           Takes(request.enterprise(), row.enterprise());
                  });
}

absl::StatusOr<v1::RiskSubsidy> CreateRiskSubsidy(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateRiskSubsidyRequest& request) {
  constexpr char kPurpose[] = "投资风险补贴";
  v1::RiskSubsidy row = request.risk_subsidy();
  row.set_name(absl::StrCat("riskSubsidies/", request.risk_subsidy_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kRiskSubsidies.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks;
  checks.Id(request.risk_subsidy_id(), "risk_subsidy_id");
  CheckKey(row.investor(), "risk_subsidy.investor", checks);
  resource::CheckForeign(row.investee(), resource::kEnterprisePrefix, "risk_subsidy.investee",
                         checks);
  checks.Expect(row.investee() != row.investor(), "risk_subsidy.investee", "is the investor");
  CheckKey(row.agreement_number(), "risk_subsidy.agreement_number", checks);
  if (checks.Day(row.invested_date(), "risk_subsidy.invested_date")) {
    checks.Expect(row.invested_date() <= row.decision().date(), "risk_subsidy.invested_date",
                  "is after the decision");
  }
  SupportRecord record{row.name(), {}, row.investor(), {}};
  record.facts.mutable_risk_subsidy()->set_basis(row.basis());
  record.facts.mutable_risk_subsidy()->set_invested_fen(row.invested_fen());
  record.facts.mutable_risk_subsidy()->set_loss_fen(row.loss_fen());
  ZGC_ASSIGN_OR_RETURN(const auto rule, CheckDecision(txn, row.decision(), record.facts,
                                                      "risk_subsidy", false, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  SetRecipient(row.investor(), kPurpose, record.award);
  AddItem(v1::SUPPORT_ITEM_KIND_CONTRACT, row.investor(), row.agreement_number(), kPurpose,
          record.award);
  ZGC_RETURN_IF_ERROR(Decide(txn, actor, rule, record, *row.mutable_decision()));
  return Insert(txn, kRiskSubsidies, std::move(row));
}

absl::StatusOr<v1::RiskSubsidy> GetRiskSubsidy(const storage::Reader& reader,
                                               const v1::GetRiskSubsidyRequest& request) {
  return GetRow(reader, kRiskSubsidies, request.name());
}

absl::StatusOr<std::string> ListRiskSubsidies(const storage::Reader& reader,
                                              const v1::ListRiskSubsidiesRequest& request,
                                              const storage::Page& page,
                                              v1::ListRiskSubsidiesResponse& response) {
  return ListRows(reader, kRiskSubsidies, page, response.mutable_risk_subsidies(),
                  [&](const v1::RiskSubsidy& row) {
                    return Takes(request.program(), row.decision().program());
                  });
}

}  // namespace zgc::funding
