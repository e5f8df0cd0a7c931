#include "services/funding_ledger/domain/guard/conflicts.h"

#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/spans.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/domain/guard/guard.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/guards.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

std::string DayIn(const std::string& day, const std::string& fiscal_year) {
  return day.empty() ? absl::StrCat(YearOf(fiscal_year), "-12-31") : day;
}

bool InWindow(const v1::GuardRule& rule, const Subject& subject, const v1::SupportClaim& claim) {
  if (rule.window_years() == 0) return true;
  int year = 0;
  int other = 0;
  return absl::SimpleAtoi(YearOf(subject.fiscal_year), &year) &&
         absl::SimpleAtoi(YearOf(claim.fiscal_year()), &other) &&
         std::abs(year - other) < rule.window_years();
}

bool InScope(const v1::GuardRule& rule, const Subject& subject, const v1::SupportItem& item,
             const v1::SupportClaim& claim) {
  switch (rule.scope()) {
    case v1::GUARD_SCOPE_SAME_PURPOSE: {
      const std::string purpose = Normalised(item.purpose());
      return !purpose.empty() && purpose == Normalised(claim.purpose());
    }
    case v1::GUARD_SCOPE_OTHER_PROGRAM:
      return claim.program() != subject.program;
    default:
      return true;
  }
}

// Whether a claim is another support and not a part of the subject's own.
bool IsOther(const Subject& subject, const v1::SupportItem& item, const v1::SupportClaim& claim) {
  if (claim.award() != subject.award) return !subject.pays || claim.paid_fen() > 0;
  // Tranches share their contract and their loan; an invoice is paid once.
  return !subject.pays && claim.name() != claim.award() &&
         item.kind() == v1::SUPPORT_ITEM_KIND_INVOICE;
}

absl::StatusOr<std::vector<v1::GuardRule>> RulesOn(const storage::Reader& reader,
                                                   const std::string& day) {
  std::vector<v1::GuardRule> rules;
  ZGC_RETURN_IF_ERROR(
      kGuardRules.ForEach(reader, [&](const storage::NameKey&, const v1::GuardRule& row) {
        if (row.state() == v1::GUARD_RULE_STATE_APPROVED &&
            InSpan(row.effective_from(), row.effective_to(), day)) {
          rules.push_back(row);
        }
        return true;
      }));
  return rules;
}

std::string ClaimText(const v1::SupportClaim& claim) {
  return absl::StrCat(claim.name(), " (", claim.program(), ", ", claim.fiscal_year(), ", ",
                      claim.paid_fen(), " fen paid)");
}

}  // namespace

Subject ApprovalOf(const v1::Award& award) {
  return {award.name(), award.program(), award.fiscal_year(),
          DayIn(award.effective_date(), award.fiscal_year()), ItemsOf(award)};
}

std::vector<Subject> PaymentOf(const v1::Award& award, const std::string& day,
                               const SupportItems& items) {
  Subject again = ApprovalOf(award);
  again.day = DayIn(day, PayingYear(award));
  again.pays = true;
  // What is carried over is paid in another year than it was awarded in.
  const Subject own = {award.name(), award.program(), PayingYear(award), again.day, items};
  return {own, again};
}

absl::Status FindConflicts(const storage::Reader& reader, const Subject& subject,
                           std::vector<Conflict>& conflicts) {
  ZGC_ASSIGN_OR_RETURN(const auto rules, RulesOn(reader, subject.day));
  if (rules.empty()) return absl::OkStatus();
  for (const v1::SupportItem& item : subject.items) {
    ZGC_ASSIGN_OR_RETURN(const auto claims, ClaimsOf(reader, item));
    for (const v1::GuardRule& rule : rules) {
      if (rule.item_kind() != item.kind()) continue;
      Conflict conflict{rule, item, {}};
      for (const v1::SupportClaim& claim : claims) {
        if (IsOther(subject, item, claim) && InWindow(rule, subject, claim) &&
            InScope(rule, subject, item, claim)) {
          conflict.earlier.push_back(claim);
        }
      }
      if (!conflict.earlier.empty()) conflicts.push_back(std::move(conflict));
    }
  }
  return absl::OkStatus();
}

std::vector<Conflict> WithAction(const std::vector<Conflict>& conflicts, v1::GuardAction action) {
  std::vector<Conflict> found;
  for (const Conflict& conflict : conflicts) {
    if (conflict.rule.action() == action) found.push_back(conflict);
  }
  return found;
}

std::string ConflictText(const Conflict& conflict) {
  std::vector<std::string> earlier;
  for (const v1::SupportClaim& claim : conflict.earlier) earlier.push_back(ClaimText(claim));
  return absl::StrCat(ItemText(conflict.item), " is supported by ", absl::StrJoin(earlier, ", "),
                      "; ", conflict.rule.name());
}

absl::Status Refused(const std::string& award, const std::vector<Conflict>& conflicts,
                     absl::string_view advice) {
  std::vector<std::string> texts;
  google::rpc::PreconditionFailure failure;
  for (const Conflict& conflict : conflicts) {
    texts.push_back(ConflictText(conflict));
    for (const v1::SupportClaim& claim : conflict.earlier) {
      auto* violation = failure.add_violations();
      violation->set_type("DUPLICATE_PAYMENT");
      violation->set_subject(claim.name());
      violation->set_description(absl::StrCat(ItemText(conflict.item), ": ", ClaimText(claim), "; ",
                                              conflict.rule.name()));
    }
  }
  absl::Status status = base::MakeError(
      absl::StatusCode::kFailedPrecondition, common::v1::ERROR_REASON_DUPLICATE_PAYMENT,
      absl::StrCat(award, " would be paid twice: ", absl::StrJoin(texts, "; "), advice),
      {{"award", award},
       {"guard_rule", conflicts.front().rule.name()},
       {"earlier", conflicts.front().earlier.front().name()}});
  base::AttachDetail(status, failure);
  return status;
}

}  // namespace zgc::funding
