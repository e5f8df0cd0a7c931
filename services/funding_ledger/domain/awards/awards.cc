#include "services/funding_ledger/domain/awards/awards.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "common/base/error.h"
#include "common/base/stable_bytes.h"
#include "common/query/list.h"
#include "common/records/citations.h"
#include "common/resource/checks.h"
#include "common/resource/foreign.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/awards/award_lifecycle.h"
#include "services/funding_ledger/domain/awards/matching.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {
namespace {

// Of the records that cite an award so many are looked at.
constexpr size_t kMostLinked = 1'000;

void CheckCounts(const v1::Award& award, Checks& checks) {
  checks.Expect(award.recipient_count() >= award.enterprises_size(), "award.recipient_count",
                "is less than the number of enterprises named");
  CheckCount(award.recipient_count(), 0, "award.recipient_count", checks);
  CheckCount(award.recipient_times(), 0, "award.recipient_times", checks);
  CheckCount(award.project_count(), 0, "award.project_count", checks);
  checks.Expect(
      award.recipient_count() > 0 || award.recipient_times() > 0 || award.project_count() > 0,
      "award", "must say who or how many are supported, in enterprises, times or projects");
  // A map has no fixed order, an answer has.
  std::vector<std::string> labels;
  for (const auto& [label, count] : award.sub_counts()) labels.push_back(label);
  std::sort(labels.begin(), labels.end());
  for (const std::string& label : labels) {
    const int64_t count = award.sub_counts().at(label);
    checks.Expect(!label.empty() && count >= 0 && count <= award.recipient_count(),
                  "award.sub_counts", absl::StrCat("\"", label, "\" must be 0 to recipient_count"));
  }
}

void CheckMatching(const v1::Award& award, Checks& checks) {
  if (award.matching_state() == common::v1::AMOUNT_STATE_UNSPECIFIED) {
    checks.Expect(award.matching_fen() == 0, "award.matching_fen", "needs matching_state KNOWN");
  } else {
    checks.Amount(award.matching_fen(), award.matching_state(), "award.matching_fen");
    checks.Expect(award.matching_fen() <= kMaxAmountFen, "award.matching_fen", kAmountTooLarge);
  }
  CheckMatchingRule(award, checks);
}

// An award within a summary is of the same fund and year, and known.
absl::Status CheckSummary(const storage::Reader& reader, const v1::Award& award,
                          const absl::optional<v1::Program>& program, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto summary,
                       checks.OptionalReference(reader, kSummaryDisbursements,
                                                award.within_summary(), "award.within_summary"));
  if (!summary.has_value()) return absl::OkStatus();
  checks.Expect(summary->fiscal_year() == award.fiscal_year(), "award.within_summary",
                absl::StrCat("is of ", summary->fiscal_year()));
  checks.Expect(!program.has_value() || summary->program() == program->fund(),
                "award.within_summary", absl::StrCat("is of the fund ", summary->program()));
  checks.Expect(award.amount_state() == common::v1::AMOUNT_STATE_KNOWN, "award.within_summary",
                "needs a known amount");
  return absl::OkStatus();
}

// What a rule computed is of the facts of its record.
void CheckComputed(const v1::Award& before, const v1::Award& award, Checks& checks) {
  v1::Award computed = before;
  computed.set_display_name(award.display_name());
  computed.set_document(award.document());
  computed.set_note(award.note());
  checks.Expect(base::SameFields(computed, award), "award.support",
                absl::StrCat(before.support(), " computed it: cancel it (CancelAward) and record ",
                             "the facts anew"));
}

absl::Status CheckAward(const storage::Reader& reader, const v1::Award* before, v1::Award& award,
                        Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto program,
                       checks.Reference(reader, kPrograms, award.program(), "award.program"));
  CheckForeignList(award.enterprises(), resource::kEnterprisePrefix, "award.enterprises", checks);
  CheckForeignList(award.parks(), resource::kParkPrefix, "award.parks", checks);
  CheckCounts(award, checks);
  CheckStatedAmount(award.amount_fen(), award.amount_state(), "award.amount_fen", checks);
  CheckMatching(award, checks);
  CheckDayInYear(award.effective_date(), YearOf(award.fiscal_year()), "award.effective_date",
                 checks);
  CheckSupportItems(award.support_items(), "award.support_items", checks);
  ZGC_RETURN_IF_ERROR(CheckSummary(reader, award, program, checks));
  if (before == nullptr) return absl::OkStatus();
  if (!before->support().empty()) CheckComputed(*before, award, checks);
  if (before->recipient_count() == award.recipient_count()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const auto citing, records::CitingOf(reader, award.name(), kMostLinked));
  for (const std::string& name : citing.names) {
    checks.Expect(!absl::StartsWith(name, "talentRounds/"), "award.recipient_count",
                  absl::StrCat("is what ", name, " says"));
  }
  return absl::OkStatus();
}

absl::Status AddToProgram(storage::Txn& txn, const v1::Award& award) {
  kAwardsByProgram.Add(txn, {award.program()}, award.name());
  return absl::OkStatus();
}

absl::Status RemoveFromProgram(storage::Txn& txn, const v1::Award& award) {
  kAwardsByProgram.Remove(txn, {award.program()}, award.name());
  return absl::OkStatus();
}

bool WasApproved(const v1::Award& award) { return award.state() != v1::AWARD_STATE_DRAFT; }

absl::StatusOr<std::vector<std::string>> EndedOnly(const storage::Reader&, const v1::Award& award) {
  std::vector<std::string> obstacles;
  if (WasApproved(award)) {
    obstacles.push_back("it is no draft any more: CancelAward ends it, and its money stays told");
  }
  return obstacles;
}

std::vector<records::Moved> MovedOfAward() {
  constexpr char kAnew[] = "CancelAward and CreateAward";
  std::vector<records::Moved> moved = {
      {"amount_fen", "ReduceAward or StateAwardAmount"},
      {"amount_state", "StateAwardAmount"},
  };
  // By these its money is posted, held against ceilings and compared by the stacking guard.
  for (const char* field :
       {"program", "fiscal_year", "enterprises", "parks", "effective_date", "matching_fen",
        "matching_state", "matching_rule", "within_summary", "support_items"}) {
    moved.push_back({field, kAnew});
  }
  return moved;
}

}  // namespace

const records::KindOf<v1::Award>& AwardKind() {
  static const auto* const kind = new records::KindOf<v1::Award>(
      kAwards, {.created_by = "/zgc.funding.v1.AwardService/CreateAward",
                .field = "award",
                .check = &CheckAward,
                .add = &AddToProgram,
                .remove = &RemoveFromProgram,
                .kept_by = &EndedOnly,
                .moved = MovedOfAward(),
                .confirmed = &WasApproved});
  return *kind;
}

absl::StatusOr<v1::Award> CreateAward(storage::Txn& txn, const base::Actor& actor,
                                      const v1::CreateAwardRequest& request) {
  v1::Award award = request.award();
  award.set_name(absl::StrCat("awards/", request.award_id()));
  award.set_maker(actor.responsible());
  if (award.recipient_count() == 0) award.set_recipient_count(award.enterprises_size());
  ZGC_ASSIGN_OR_RETURN(const auto existing, kAwards.Get(txn, {award.name()}));
  if (existing.has_value()) return Exists(award.name());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(AwardKind().Hold(txn, nullptr, award, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(RequireOpen(txn, award.fiscal_year(), award.effective_date()));
  AwardLifecycle().Take(txn, actor, "CreateAward", {}, award);
  return AwardKind().Create(txn, std::move(award));
}

absl::StatusOr<v1::Award> GetAward(const storage::Reader& reader,
                                   const v1::GetAwardRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kAwards, request.name());
}

absl::StatusOr<std::string> ListAwards(const storage::Reader& reader,
                                       const v1::ListAwardsRequest& request,
                                       const storage::Page& page,
                                       v1::ListAwardsResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return query::List(reader, kAwards.column(), request, page, response);
}

}  // namespace zgc::funding
