#include "services/funding_ledger/domain/instruments/rule_versions.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/dates.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/spans.h"
#include "services/funding_ledger/domain/instruments/calculation.h"
#include "services/funding_ledger/domain/instruments/facts.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rule_service.pb.h"
#include "zgc/funding/v1/rules.pb.h"

namespace zgc::funding {
namespace {

constexpr int kShareScale = 2;
constexpr size_t kMaxRuleId = 70;
// Longest term of a loan that a rule can ask for: a hundred years.
constexpr int kMaxTermDays = 36'525;

void CheckTerm(int32_t min_days, int32_t max_days, const std::string& field, Checks& checks) {
  checks.Expect(min_days >= 0 && min_days <= kMaxTermDays, absl::StrCat(field, ".min_term_days"),
                absl::StrCat("must be 0 to ", kMaxTermDays));
  checks.Expect(max_days == 0 || (max_days >= min_days && max_days <= kMaxTermDays),
                absl::StrCat(field, ".max_term_days"),
                absl::StrCat("must be 0, or from min_term_days to ", kMaxTermDays));
}

void CheckOptionalPercent(const std::string& percent, int scale, const std::string& field,
                          Checks& checks) {
  if (!percent.empty()) CheckPercent(percent, scale, field, checks);
}

void CheckInterest(const v1::InterestTerms& terms, Checks& checks) {
  const std::string field = "rule_version.interest";
  CheckPercent(terms.share_percent(), kShareScale, field + ".share_percent", checks);
  CheckOptionalPercent(terms.base_rate_percent(), kRateScale, field + ".base_rate_percent", checks);
  checks.Expect(terms.day_count() == v1::DAY_COUNT_ACTUAL_365 ||
                    terms.day_count() == v1::DAY_COUNT_ACTUAL_360,
                field + ".day_count", "must be ACTUAL_365 or ACTUAL_360");
  CheckTerm(terms.min_term_days(), terms.max_term_days(), field, checks);
}

void CheckRiskSubsidy(const v1::RiskSubsidyTerms& terms, Checks& checks) {
  const std::string field = "rule_version.risk_subsidy";
  CheckOptionalPercent(terms.share_of_investment_percent(), kShareScale,
                       field + ".share_of_investment_percent", checks);
  CheckOptionalPercent(terms.share_of_loss_percent(), kShareScale, field + ".share_of_loss_percent",
                       checks);
  checks.Expect(
      !terms.share_of_investment_percent().empty() || !terms.share_of_loss_percent().empty(), field,
      "must support investments or losses");
  checks.Expect(terms.min_invested_fen() >= 0, field + ".min_invested_fen", "is negative");
}

void CheckTerms(const v1::RuleVersion& row, Checks& checks) {
  switch (row.terms_case()) {
    case v1::RuleVersion::kInterest:
      return CheckInterest(row.interest(), checks);
    case v1::RuleVersion::kRiskCompensation: {
      const std::string field = "rule_version.risk_compensation";
      const v1::RiskCompensationTerms& terms = row.risk_compensation();
      CheckPercent(terms.share_percent(), kShareScale, field + ".share_percent", checks);
      CheckOptionalPercent(terms.max_share_of_principal_percent(), kShareScale,
                           field + ".max_share_of_principal_percent", checks);
      return CheckTerm(terms.min_term_days(), terms.max_term_days(), field, checks);
    }
    case v1::RuleVersion::kInsurance:
      CheckPercent(row.insurance().share_percent(), kShareScale,
                   "rule_version.insurance.share_percent", checks);
      return CheckOptionalPercent(row.insurance().max_premium_rate_percent(), kRateScale,
                                  "rule_version.insurance.max_premium_rate_percent", checks);
    case v1::RuleVersion::kRiskSubsidy:
      return CheckRiskSubsidy(row.risk_subsidy(), checks);
    case v1::RuleVersion::kTalent:
      return CheckPositive(row.talent().amount_each_fen(), "rule_version.talent.amount_each_fen",
                           checks);
    case v1::RuleVersion::kCoDevelopment:
      return CheckPercent(row.co_development().max_share_percent(), kShareScale,
                          "rule_version.co_development.max_share_percent", checks);
    case v1::RuleVersion::TERMS_NOT_SET:
      checks.Add("rule_version", "must say what it grants");
  }
}

void CheckCaps(const v1::SupportCaps& caps, Checks& checks) {
  const auto check = [&](int64_t fen, absl::string_view field) {
    checks.Expect(fen >= 0 && fen <= kMaxAmountFen, absl::StrCat("rule_version.caps.", field),
                  "must be 0 (none) or an amount up to 10 trillion yuan");
  };
  check(caps.per_record_fen(), "per_record_fen");
  check(caps.per_recipient_year_fen(), "per_recipient_year_fen");
  check(caps.per_program_year_fen(), "per_program_year_fen");
}

absl::StatusOr<std::vector<v1::RuleVersion>> VersionsOf(const storage::Reader& reader,
                                                        const std::string& rule) {
  std::vector<v1::RuleVersion> versions;
  ZGC_RETURN_IF_ERROR(
      kRuleVersions.ForEach(reader, [&](const storage::NameKey&, const v1::RuleVersion& row) {
        if (row.rule() == rule) versions.push_back(row);
        return true;
      }));
  return versions;
}

absl::Status VersionNotOpen(const v1::RuleVersion& row, absl::string_view method) {
  std::vector<std::string> open;
  if (row.state() == v1::RULE_VERSION_STATE_DRAFT) {
    open = {"ApproveRuleVersion", "WithdrawRuleVersion"};
  } else if (row.state() == v1::RULE_VERSION_STATE_APPROVED) {
    open = {"EndRuleVersion"};
  }
  return IllegalTransition(row.name(), method,
                           {absl::StrCat("it is ", v1::RuleVersionState_Name(row.state()))}, open);
}

std::string SpanText(const v1::RuleVersion& row) {
  return absl::StrCat(row.effective_from(), " to ",
                      row.effective_to().empty() ? "no end" : row.effective_to());
}

// Makes room for a version: the one before it ends if it has no end. What stands
// in the way otherwise is added to `obstacles`.
void Succeed(storage::Txn& txn, const v1::RuleVersion& next, v1::RuleVersion earlier,
             std::vector<std::string>& obstacles) {
  const bool apart =
      (!earlier.effective_to().empty() && earlier.effective_to() < next.effective_from()) ||
      (!next.effective_to().empty() && next.effective_to() < earlier.effective_from());
  if (apart) return;
  if (!earlier.effective_to().empty() || earlier.effective_from() >= next.effective_from()) {
    obstacles.push_back(absl::StrCat(earlier.name(), " is in force from ", SpanText(earlier)));
  } else if (earlier.last_cited_date() >= next.effective_from()) {
    obstacles.push_back(
        absl::StrCat("a decision of ", earlier.last_cited_date(), " cites ", earlier.name()));
  } else {
    earlier.set_effective_to(base::FormatDate(*base::ParseDate(next.effective_from()) - 1));
    earlier.set_reason(absl::StrCat("succeeded by ", next.name()));
    Save(txn, kRuleVersions, std::move(earlier));
  }
}

}  // namespace

absl::StatusOr<v1::RuleVersion> CreateRuleVersion(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateRuleVersionRequest& request) {
  v1::RuleVersion row = request.rule_version();
  ZGC_ASSIGN_OR_RETURN(const auto earlier, VersionsOf(txn, request.rule_id()));
  row.set_name(absl::StrFormat("ruleVersions/%s-%03d", request.rule_id(), earlier.size() + 1));
  row.set_rule(request.rule_id());
  row.set_state(v1::RULE_VERSION_STATE_DRAFT);
  row.set_maker(actor.responsible());
  row.clear_checker();
  row.clear_last_cited_date();
  row.clear_cited_count();
  row.clear_reason();
  Checks checks;
  checks.Id(request.rule_id(), "rule_id");
  checks.Expect(request.rule_id().size() <= kMaxRuleId, "rule_id", "is longer than 70");
  checks.Required(row.display_name(), "rule_version.display_name");
  checks.Required(row.clause(), "rule_version.clause");
  checks.Required(row.document(), "rule_version.document");
  checks.Day(row.effective_from(), "rule_version.effective_from");
  if (checks.OptionalDay(row.effective_to(), "rule_version.effective_to")) {
    checks.Ordered(row.effective_from(), row.effective_to(), "rule_version.effective_to");
  }
  CheckTerms(row, checks);
  const bool one_recipient = !row.has_talent() && !row.has_co_development();
  checks.Expect(one_recipient || row.caps().per_recipient_year_fen() == 0,
                "rule_version.caps.per_recipient_year_fen",
                "has no one recipient to be held against");
  checks.Expect(earlier.empty() || earlier.back().terms_case() == row.terms_case(), "rule_version",
                "must be of the kind of the versions before it");
  CheckCaps(row.caps(), checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Insert(txn, kRuleVersions, std::move(row));
}

absl::StatusOr<v1::RuleVersion> ApproveRuleVersion(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::ApproveRuleVersionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::RuleVersion row, GetForUpdate(txn, kRuleVersions, request));
  if (row.state() != v1::RULE_VERSION_STATE_DRAFT) return VersionNotOpen(row, "ApproveRuleVersion");
  ZGC_RETURN_IF_ERROR(RequireOther(actor, row.name(), "ApproveRuleVersion", {row.maker()}));
  ZGC_ASSIGN_OR_RETURN(const auto versions, VersionsOf(txn, row.rule()));
  std::vector<std::string> obstacles;
  for (const v1::RuleVersion& other : versions) {
    if (other.state() == v1::RULE_VERSION_STATE_APPROVED) Succeed(txn, row, other, obstacles);
  }
  if (!obstacles.empty()) {
    return IllegalTransition(row.name(), "ApproveRuleVersion", obstacles, {"WithdrawRuleVersion"});
  }
  row.set_state(v1::RULE_VERSION_STATE_APPROVED);
  row.set_checker(actor.responsible());
  return Save(txn, kRuleVersions, std::move(row));
}

absl::StatusOr<v1::RuleVersion> WithdrawRuleVersion(storage::Txn& txn, const base::Actor&,
                                                    const v1::WithdrawRuleVersionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::RuleVersion row, GetForUpdate(txn, kRuleVersions, request));
  if (row.state() != v1::RULE_VERSION_STATE_DRAFT)
    return VersionNotOpen(row, "WithdrawRuleVersion");
  Checks checks;
  checks.Required(request.reason(), "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  row.set_state(v1::RULE_VERSION_STATE_WITHDRAWN);
  row.set_reason(request.reason());
  return Save(txn, kRuleVersions, std::move(row));
}

absl::StatusOr<v1::RuleVersion> EndRuleVersion(storage::Txn& txn, const base::Actor& actor,
                                               const v1::EndRuleVersionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::RuleVersion row, GetForUpdate(txn, kRuleVersions, request));
  if (row.state() != v1::RULE_VERSION_STATE_APPROVED) return VersionNotOpen(row, "EndRuleVersion");
  Checks checks;
  const std::string& day = request.effective_to();
  if (checks.Day(day, "effective_to")) {
    checks.Ordered(row.effective_from(), day, "effective_to");
    checks.Expect(row.last_cited_date() <= day, "effective_to",
                  absl::StrCat("a decision of ", row.last_cited_date(), " cites it"));
    checks.Expect(row.effective_to().empty() || day < row.effective_to(), "effective_to",
                  absl::StrCat("it ends on ", row.effective_to(), " already"));
  }
  checks.Required(request.reason(), "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(RequireOther(actor, row.name(), "EndRuleVersion", {row.maker()}));
  row.set_effective_to(day);
  row.set_reason(request.reason());
  return Save(txn, kRuleVersions, std::move(row));
}

absl::StatusOr<v1::RuleVersion> GetRuleVersion(const storage::Reader& reader,
                                               const v1::GetRuleVersionRequest& request) {
  return GetRow(reader, kRuleVersions, request.name());
}

absl::StatusOr<std::string> ListRuleVersions(const storage::Reader& reader,
                                             const v1::ListRuleVersionsRequest& request,
                                             const storage::Page& page,
                                             v1::ListRuleVersionsResponse& response) {
  const std::string& day = request.in_force_on();
  Checks checks;
  checks.OptionalDay(day, "in_force_on");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return ListRows(reader, kRuleVersions, page, response.mutable_rule_versions(),
                  [&](const v1::RuleVersion& row) {
                    return Takes(request.rule(), row.rule()) &&
                           (day.empty() || (row.state() == v1::RULE_VERSION_STATE_APPROVED &&
                                            InSpan(row.effective_from(), row.effective_to(), day)));
                  });
}

absl::StatusOr<absl::optional<v1::RuleVersion>> FindRule(const storage::Reader& reader,
                                                         const std::string& rule,
                                                         const std::string& day) {
  ZGC_ASSIGN_OR_RETURN(const auto versions, VersionsOf(reader, rule));
  for (const v1::RuleVersion& row : versions) {
    if (row.state() == v1::RULE_VERSION_STATE_APPROVED &&
        InSpan(row.effective_from(), row.effective_to(), day)) {
      return absl::optional<v1::RuleVersion>(row);
    }
  }
  return absl::optional<v1::RuleVersion>();
}

absl::StatusOr<v1::Calculation> ComputeSupport(const storage::Reader& reader,
                                               const v1::ComputeSupportRequest& request) {
  Checks checks;
  ZGC_ASSIGN_OR_RETURN(const auto rule, checks.Reference(reader, kRuleVersions,
                                                         request.rule_version(), "rule_version"));
  checks.Expect(request.recipient_year_fen() >= 0, "recipient_year_fen", "is negative");
  checks.Expect(request.program_year_fen() >= 0, "program_year_fen", "is negative");
  if (rule.has_value()) CheckFacts(*rule, request.facts(), "facts", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Compute(*rule, request.facts(),
                 {request.recipient_year_fen(), request.program_year_fen()});
}

}  // namespace zgc::funding
