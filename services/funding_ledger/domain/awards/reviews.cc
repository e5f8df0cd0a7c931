#include "services/funding_ledger/domain/awards/reviews.h"

#include <algorithm>

#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/money_days.h"
#include "services/funding_ledger/domain/awards/applications.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/application_service.pb.h"
#include "zgc/funding/v1/applications.pb.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/awards.pb.h"

namespace zgc::funding {
namespace {

constexpr int kMaxReviews = 50;
constexpr int kMaxScoreTenths = 1000;

// Most reviews say so; neither way if they are even.
bool MostSay(const v1::Application& row, v1::ReviewRecommendation recommendation) {
  const auto count = std::count_if(
      row.reviews().begin(), row.reviews().end(),
      [&](const v1::Review& review) { return review.recommendation() == recommendation; });
  return 2 * count > row.reviews_size();
}

// Creates the draft award of a grant.
absl::StatusOr<v1::Award> AwardFor(storage::Txn& txn, const base::Actor& actor,
                                   const v1::Application& row,
                                   const v1::DecideApplicationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Call call, GetRow(txn, kCalls, row.call()));
  v1::CreateAwardRequest create;
  create.set_award_id(request.award_id());
  v1::Award& award = *create.mutable_award();
  award.set_display_name(row.display_name());
  award.set_program(row.program());
  award.set_fiscal_year(row.fiscal_year());
  award.add_enterprises(row.enterprise());
  award.set_amount_fen(request.amount_fen());
  award.set_amount_state(request.amount_state());
  *award.mutable_parks() = row.parks();
  award.set_effective_date(request.effective_date());
  *award.mutable_rules() = call.rules();
  award.set_matching_fen(row.matching_fen());
  award.set_matching_state(row.matching_state());
  award.set_document(request.document());
  return CreateAward(txn, actor, create);
}

absl::Status CheckLinked(const v1::Application& row, const v1::Award& award) {
  Checks checks;
  checks.Expect(award.state() == v1::AWARD_STATE_DRAFT, "award", "is no draft");
  checks.Expect(award.application().empty(), "award",
                absl::StrCat("was granted on ", award.application()));
  checks.Expect(award.program() == row.program(), "award",
                absl::StrCat("is of ", award.program(), ", not ", row.program()));
  checks.Expect(award.fiscal_year() == row.fiscal_year(), "award",
                absl::StrCat("is of ", award.fiscal_year(), ", not ", row.fiscal_year()));
  checks.Expect(std::find(award.enterprises().begin(), award.enterprises().end(),
                          row.enterprise()) != award.enterprises().end(),
                "award", absl::StrCat("does not name ", row.enterprise()));
  return checks.ToStatus();
}

void CheckDecision(const v1::Application& row, const v1::DecideApplicationRequest& request,
                   Checks& checks) {
  const bool recommended = row.state() == v1::APPLICATION_STATE_RECOMMENDED;
  if (!request.granted() || !recommended) checks.Required(request.reason(), "reason");
  if (request.granted()) {
    checks.Expect(request.award_id().empty() != request.award().empty(), "award_id",
                  "either this or award must be given");
  } else {
    checks.Expect(request.award_id().empty(), "award_id", "must be empty for a refusal");
    checks.Expect(request.award().empty(), "award", "must be empty for a refusal");
  }
  if (request.award_id().empty()) {
    constexpr absl::string_view kOnlyNew = "goes with award_id only";
    checks.Expect(request.amount_fen() == 0, "amount_fen", kOnlyNew);
    checks.Expect(request.amount_state() == common::v1::AMOUNT_STATE_UNSPECIFIED, "amount_state",
                  kOnlyNew);
    checks.Expect(request.effective_date().empty(), "effective_date", kOnlyNew);
  }
}

// The award of a grant, created or linked.
absl::StatusOr<v1::Award> Grant(storage::Txn& txn, const base::Actor& actor,
                                const v1::Application& row,
                                const v1::DecideApplicationRequest& request) {
  v1::Award award;
  if (request.award().empty()) {
    ZGC_ASSIGN_OR_RETURN(award, AwardFor(txn, actor, row, request));
  } else {
    ZGC_ASSIGN_OR_RETURN(award, GetRow(txn, kAwards, request.award()));
    ZGC_RETURN_IF_ERROR(CheckLinked(row, award));
    ZGC_RETURN_IF_ERROR(RequireOther(actor, award.name(), "DecideApplication", {award.maker()}));
  }
  award.set_application(row.name());
  return Save(txn, kAwards, std::move(award));
}

}  // namespace

absl::StatusOr<v1::Application> StartReview(storage::Txn& txn, const base::Actor& actor,
                                            const v1::StartReviewRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Application row, GetForUpdate(txn, kApplications, request));
  ZGC_RETURN_IF_ERROR(ApplicationLifecycle().Check(txn, actor, "StartReview", row));
  const std::string day = DayOr(txn, request.date());
  Checks checks(txn, request);
  CheckStepDay(txn, day, row.steps(), checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ApplicationLifecycle().Take(txn, actor, "StartReview", {day, "", {}}, row);
  return Save(txn, kApplications, std::move(row));
}

absl::StatusOr<v1::Application> RecordReview(storage::Txn& txn, const base::Actor& actor,
                                             const v1::RecordReviewRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Application row, GetForUpdate(txn, kApplications, request));
  ZGC_RETURN_IF_ERROR(ApplicationLifecycle().Check(txn, actor, "RecordReview", row));
  const std::string day = DayOr(txn, request.date());
  Checks checks(txn, request);
  CheckStepDay(txn, day, row.steps(), checks);
  checks.Expect(request.score_tenths() >= 0 && request.score_tenths() <= kMaxScoreTenths,
                "score_tenths", absl::StrCat("must be 0 to ", kMaxScoreTenths));
  checks.Expect(row.reviews_size() < kMaxReviews, "name",
                absl::StrCat("has ", kMaxReviews, " reviews already"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(
      RequireOther(actor, row.name(), "RecordReview", ActorsOf(row.steps(), {"RecordReview"})));
  v1::Review& review = *row.add_reviews();
  review.set_number(row.reviews_size());
  review.set_reviewer(actor.responsible());
  review.set_reviewer_role(request.reviewer_role());
  review.set_score_tenths(request.score_tenths());
  review.set_recommendation(request.recommendation());
  review.set_date(day);
  review.set_document(request.document());
  review.set_comment(request.comment());
  review.set_revision(txn.revision());
  ApplicationLifecycle().Take(txn, actor, "RecordReview",
                              {day, request.comment(), Evidence(request.document())}, row);
  return Save(txn, kApplications, std::move(row));
}

absl::StatusOr<v1::Application> ConcludeReview(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ConcludeReviewRequest& request) {
  constexpr absl::string_view kMethod = "ConcludeReview";
  ZGC_ASSIGN_OR_RETURN(v1::Application row, GetForUpdate(txn, kApplications, request));
  ZGC_RETURN_IF_ERROR(ApplicationLifecycle().Check(txn, actor, kMethod, row));
  const std::string day = DayOr(txn, request.date());
  Checks checks(txn, request);
  CheckStepDay(txn, day, row.steps(), checks);
  if (MostSay(row, request.recommended() ? v1::REVIEW_RECOMMENDATION_REJECT
                                         : v1::REVIEW_RECOMMENDATION_SUPPORT)) {
    checks.Required(request.reason(), "reason");
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const v1::ApplicationState to = request.recommended() ? v1::APPLICATION_STATE_RECOMMENDED
                                                        : v1::APPLICATION_STATE_NOT_RECOMMENDED;
  ApplicationLifecycle().TakeTo(txn, actor, kMethod, to,
                                {day, request.reason(), Evidence(request.document())}, row);
  return Save(txn, kApplications, std::move(row));
}

absl::StatusOr<v1::Application> DecideApplication(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::DecideApplicationRequest& request) {
  constexpr absl::string_view kMethod = "DecideApplication";
  ZGC_ASSIGN_OR_RETURN(v1::Application row, GetForUpdate(txn, kApplications, request));
  ZGC_RETURN_IF_ERROR(ApplicationLifecycle().Check(txn, actor, kMethod, row));
  const std::string day = DayOr(txn, request.date());
  Checks checks(txn, request);
  CheckStepDay(txn, day, row.steps(), checks);
  CheckDecision(row, request, checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(
      RequireOther(actor, row.name(), kMethod, ActorsOf(row.steps(), {"RecordReview"})));
  v1::ApplicationState to = v1::APPLICATION_STATE_DECIDED_REFUSED;
  if (request.granted()) {
    ZGC_ASSIGN_OR_RETURN(const v1::Award award, Grant(txn, actor, row, request));
    row.set_award(award.name());
    to = v1::APPLICATION_STATE_DECIDED_GRANTED;
  }
  ApplicationLifecycle().TakeTo(txn, actor, kMethod, to,
                                {day, request.reason(), Evidence(request.document())}, row);
  row.set_decider(actor.responsible());
  return Save(txn, kApplications, std::move(row));
}

absl::StatusOr<std::vector<std::string>> PersonsBehind(const storage::Reader& reader,
                                                       const v1::Award& award) {
  if (award.application().empty()) return std::vector<std::string>();
  ZGC_ASSIGN_OR_RETURN(const v1::Application row,
                       GetRow(reader, kApplications, award.application()));
  return ActorsOf(row.steps(),
                  {"CreateApplication", "RecordReview", "ConcludeReview", "DecideApplication"});
}

absl::StatusOr<std::string> DecidedOn(const storage::Reader& reader, const v1::Award& award) {
  if (award.application().empty()) return std::string();
  ZGC_ASSIGN_OR_RETURN(const v1::Application row,
                       GetRow(reader, kApplications, award.application()));
  // No step follows the decision.
  return row.steps().empty() ? std::string() : row.steps().rbegin()->date();
}

}  // namespace zgc::funding
