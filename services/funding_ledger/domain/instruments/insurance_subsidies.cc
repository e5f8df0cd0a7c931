#include "services/funding_ledger/domain/instruments/insurance_subsidies.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/decimal/decimal.h"
#include "common/query/filter.h"
#include "common/query/list.h"
#include "common/resource/foreign.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/guard/lookups.h"
#include "services/funding_ledger/domain/instruments/support.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rules.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

void CheckInsuranceTerms(const v1::InsuranceTerms& terms, const std::string& field,
                         Checks& checks) {
  CheckPercent(terms.share_percent(), kShareScale, field + ".share_percent", checks);
  CheckOptionalPercent(terms.max_premium_rate_percent(), kRateScale,
                       field + ".max_premium_rate_percent", checks);
}

void CheckInsuranceFacts(const v1::InsuranceTerms&, const v1::InsuranceFacts& facts,
                         FactChecks& checks) {
  checks.Positive(facts.insured_fen(), "insured_fen");
  checks.Positive(facts.premium_fen(), "premium_fen");
}

absl::Status ComputeInsurance(const v1::InsuranceTerms& terms, const v1::InsuranceFacts& facts,
                              Work& work) {
  figures::Decimal premium(facts.premium_fen());
  if (!terms.max_premium_rate_percent().empty()) {
    ZGC_ASSIGN_OR_RETURN(
        const figures::Decimal most,
        Work::Part(figures::Decimal(facts.insured_fen()), terms.max_premium_rate_percent()));
    premium = std::min(premium, most);
    work.Step("计补保费",
              absl::StrCat("min(", facts.premium_fen(), ", ", facts.insured_fen(), " × ",
                           terms.max_premium_rate_percent(), "%)"),
              premium.ToString(), "分");
  }
  ZGC_ASSIGN_OR_RETURN(const figures::Decimal part, Work::Part(premium, terms.share_percent()));
  return work.Round("保费补贴", absl::StrCat(premium.ToString(), " × ", terms.share_percent(), "%"),
                    part);
}

}  // namespace

Instrument InsuranceSubsidyInstrument() {
  return MakeInstrument<v1::InsuranceTerms, v1::InsuranceFacts>(
      RecipientKind::kOne, &CheckInsuranceTerms, &CheckInsuranceFacts, &ComputeInsurance);
}

absl::StatusOr<v1::InsuranceSubsidy> CreateInsuranceSubsidy(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateInsuranceSubsidyRequest& request) {
  constexpr char kPurpose[] = "首台（套）保险补偿";
  v1::InsuranceSubsidy row = request.insurance_subsidy();
  row.set_name(absl::StrCat("insuranceSubsidies/", request.insurance_subsidy_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kInsuranceSubsidies.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  resource::CheckForeign(row.enterprise(), resource::kEnterprisePrefix,
                         "insurance_subsidy.enterprise", checks);
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
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kInsuranceSubsidies, request.name());
}

absl::StatusOr<std::string> ListInsuranceSubsidies(const storage::Reader& reader,
                                                   const v1::ListInsuranceSubsidiesRequest& request,
                                                   const storage::Page& page,
                                                   v1::ListInsuranceSubsidiesResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return query::List(reader, kInsuranceSubsidies.column(), request, page, response,
                     {query::AnyWith({"decision.program ="}, request.program())});
}

}  // namespace zgc::funding
