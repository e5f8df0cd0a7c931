#include "services/funding_ledger/domain/awards/award_lifecycle.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/resource/rows.h"
#include "common/storage/reader.h"
#include "google/rpc/error_details.pb.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/funding/v1/agreements.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

namespace zgc::funding {
namespace {

using Hindrances = absl::StatusOr<std::vector<std::string>>;

bool HasKnownAmount(const v1::Award& award) {
  return award.amount_state() == common::v1::AMOUNT_STATE_KNOWN;
}

Hindrances HindranceIf(bool hinders, const char* obstacle) {
  return hinders ? std::vector<std::string>{obstacle} : std::vector<std::string>();
}

Hindrances UnknownAmount(const storage::Reader&, const v1::Award& award) {
  return HindranceIf(!HasKnownAmount(award), "its amount is unknown");
}

Hindrances KnownAmount(const storage::Reader&, const v1::Award& award) {
  return HindranceIf(HasKnownAmount(award), "its amount is known");
}

// What is known is accepted once it is paid.
Hindrances Unpaid(const storage::Reader&, const v1::Award& award) {
  return HindranceIf(HasKnownAmount(award) && award.state() != v1::AWARD_STATE_PAID,
                     "it is not paid");
}

Hindrances Agreed(const storage::Reader&, const v1::Award& award) {
  return HindranceIf(award.has_agreement(), "it has an agreement");
}

Hindrances AsksForNone(const storage::Reader&, const v1::Award& award) {
  return HindranceIf(award.matching_state() == common::v1::AMOUNT_STATE_UNSPECIFIED,
                     "it asks for no matching funds");
}

Hindrances WithoutEvidence(const storage::Reader&, const v1::Award& award) {
  return HindranceIf(
      std::all_of(award.matching_evidence().begin(), award.matching_evidence().end(),
                  [](const v1::MatchingEvidence& evidence) { return evidence.revoked(); }),
      "it has no evidence that counts");
}

// What moves no money of the year.
bool IsOpenInClosedYear(absl::string_view method, const v1::Award& award) {
  return method == "AcceptAward" || method == "RecordMatchingEvidence" ||
         method == "RevokeMatchingEvidence" ||
         (method == "CancelAward" && award.state() == v1::AWARD_STATE_DRAFT);
}

// What stood in the way, as the refusal lists it.
std::vector<std::string> ObstaclesIn(const absl::Status& refused) {
  std::vector<std::string> obstacles;
  google::rpc::PreconditionFailure failure;
  const auto payload = refused.GetPayload("type.googleapis.com/google.rpc.PreconditionFailure");
  if (!payload.has_value() || !failure.ParseFromString(std::string(*payload))) return obstacles;
  for (const auto& violation : failure.violations()) {
    if (violation.type() == "STATE") obstacles.push_back(violation.description());
  }
  return obstacles;
}

using AwardEntry = resource::Lifecycle<v1::Award>::Entry;

std::vector<AwardEntry> OwnMoves() {
  constexpr auto kDraft = v1::AWARD_STATE_DRAFT;
  constexpr auto kApproved = v1::AWARD_STATE_APPROVED;
  constexpr auto kPartly = v1::AWARD_STATE_PARTIALLY_PAID;
  constexpr auto kPaid = v1::AWARD_STATE_PAID;
  constexpr auto kAccepted = v1::AWARD_STATE_ACCEPTED;
  constexpr auto kCancelled = v1::AWARD_STATE_CANCELLED;
  return {{.method = "CreateAward", .to = {kDraft}},
          {.method = "ApproveAward",
           .from = {kDraft},
           .to = {kApproved},
           .not_by = {"CreateAward"},
           .when = "the person did nothing to its application, and its year is open"},
          {.method = "StateAwardAmount",
           .from = {kApproved},
           .not_by = {"CreateAward"},
           .when = "its amount is unknown",
           .obstacles = &KnownAmount},
          {.method = "SignAgreement",
           .from = {kApproved},
           .not_by = {"CreateAward"},
           .when = "it has none",
           .obstacles = &Agreed},
          {.method = "RecordMatchingEvidence",
           .from = {kApproved, kPartly, kPaid},
           .not_by = {"CreateAward"},
           .when = "it asks for matching funds",
           .obstacles = &AsksForNone},
          {.method = "RevokeMatchingEvidence",
           .from = {kApproved, kPartly, kPaid, kAccepted, kCancelled},
           .when = "by another person than recorded the evidence",
           .obstacles = &WithoutEvidence},
          {.method = "ReduceAward",
           .from = {kApproved, kPartly},
           .to = {kApproved, kPartly, kPaid},
           .not_by = {"CreateAward"},
           .when = "its amount is known, and no rule computed it",
           .obstacles = &UnknownAmount},
          {.method = "CreatePayment",
           .from = {kApproved, kPartly},
           .to = {kPartly, kPaid},
           .not_by = {"CreateAward", "ApproveAward", "StateAwardAmount"},
           .when = "its amount is known, its year is open, and the person neither did anything to "
                   "its application nor recorded matching funds",
           .obstacles = &UnknownAmount},
          {.method = "CreateReversal",
           .from = {kPartly, kPaid},
           .to = {kApproved, kPartly},
           .when = "of a payment"},
          {.method = "AcceptAward",
           .from = {kApproved, kPaid},
           .to = {kAccepted},
           .not_by = {"CreateAward"},
           .when = "it is paid, or its amount is unknown",
           .obstacles = &Unpaid},
          {.method = "CloseFiscalYear",
           .from = {kApproved, kPartly},
           .to = {kPaid, kCancelled},
           .not_by = {"CreateAward"},
           .when = "the year would pay what is open"},
          {.method = "CancelAward",
           .from = {kDraft, kApproved},
           .to = {kCancelled},
           .when = "of an approved one: by another person than its maker, in an open year"}};
}

// What another record takes and an award follows.
std::vector<AwardEntry> FollowedMoves() {
  constexpr auto kApproved = v1::AWARD_STATE_APPROVED;
  constexpr auto kPartly = v1::AWARD_STATE_PARTIALLY_PAID;
  return {{.method = "ApproveCarryOver",
           .from = {kApproved, kPartly},
           .when = "which makes another year pay it",
           .follows = true},
          {.method = "CreateReversal",
           .from = {kApproved, kPartly},
           .when = "of its carry-over",
           .follows = true}};
}

}  // namespace

const resource::Lifecycle<v1::Award>& AwardLifecycle() {
  static const auto* const lifecycle = [] {
    std::vector<AwardEntry> moves = OwnMoves();
    for (AwardEntry& move : FollowedMoves()) moves.push_back(std::move(move));
    return new resource::Lifecycle<v1::Award>(moves);
  }();
  return *lifecycle;
}

absl::Status CheckAwardMove(const storage::Reader& reader, const base::Actor& actor,
                            absl::string_view method, const v1::Award& award) {
  absl::Status refused = AwardLifecycle().Check(reader, actor, method, award);
  if (base::ReasonOf(refused) != common::v1::ERROR_REASON_ILLEGAL_TRANSITION) return refused;
  ZGC_ASSIGN_OR_RETURN(const v1::FiscalYear year, GetRow(reader, kFiscalYears, PayingYear(award)));
  if (year.state() != v1::FISCAL_YEAR_STATE_CLOSED) return refused;
  std::vector<std::string> obstacles = ObstaclesIn(refused);
  obstacles.push_back(absl::StrCat(year.name(), " is closed"));
  ZGC_ASSIGN_OR_RETURN(std::vector<std::string> open, AwardLifecycle().Open(reader, award));
  std::erase_if(open, [&](const std::string& other) {
    return other == method || !IsOpenInClosedYear(other, award);
  });
  return IllegalTransition(award.name(), method, obstacles, open);
}

}  // namespace zgc::funding
