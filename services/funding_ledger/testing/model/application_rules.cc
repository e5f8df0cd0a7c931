#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/testing/fixture/faults.h"
#include "services/funding_ledger/testing/model/budget_model.h"

// What the model says of calls (申报通知), applications (申报) and their reviews (评审).
namespace zgc::funding {
namespace {

using common::v1::AMOUNT_STATE_KNOWN;
using common::v1::AMOUNT_STATE_UNSPECIFIED;

std::string DayOf(const std::string& date) { return date.empty() ? BudgetModel::kCommitDay : date; }

// Steps are taken in the order of their days.
template <typename Row>
void CheckStep(const std::string& date, const Row& row, Faults& faults) {
  const int steps = row.steps_size();
  faults.Expect(steps == 0 || row.steps(steps - 1).date() <= DayOf(date));
}

template <typename Row>
void AddStep(const std::string& method, const std::string& date, const std::string& person,
             Row& row) {
  common::v1::Step& step = *row.add_steps();
  step.set_method(method);
  step.set_date(DayOf(date));
  step.set_actor(person);
}

// What is created has no day of its own.
template <typename Row>
void AddFirstStep(const std::string& method, const std::string& person, Row& row) {
  common::v1::Step& step = *row.add_steps();
  step.set_method(method);
  step.set_actor(person);
}

bool HasTaken(const std::string& method, const v1::Application& row, const std::string& person) {
  return std::any_of(row.steps().begin(), row.steps().end(), [&](const common::v1::Step& step) {
    return step.method() == method && step.actor() == person;
  });
}

bool HasReviewed(const v1::Application& row, const std::string& person) {
  return std::any_of(row.reviews().begin(), row.reviews().end(),
                     [&](const v1::Review& review) { return review.reviewer() == person; });
}

bool IsConcluded(const v1::Application& row) {
  return row.state() == v1::APPLICATION_STATE_RECOMMENDED ||
         row.state() == v1::APPLICATION_STATE_NOT_RECOMMENDED;
}

// An offer that may be left out.
void CheckOffer(int64_t fen, common::v1::AmountState state, Faults& faults) {
  faults.Expect(state == AMOUNT_STATE_KNOWN ? fen >= 0 : fen == 0);
}

void CheckStated(int64_t fen, common::v1::AmountState state, Faults& faults) {
  if (state == AMOUNT_STATE_KNOWN) return faults.Amount(fen);
  faults.Expect(fen == 0 && state != AMOUNT_STATE_UNSPECIFIED);
}

}  // namespace

std::string BudgetModel::CreateCall(const v1::CreateCallRequest& request, Text person) {
  v1::Call row = request.call();
  row.set_name(absl::StrCat("calls/", request.call_id()));
  if (calls_.count(row.name()) > 0) return "resource_exists";
  Faults faults;
  faults.Refers(programs_, row.program());
  faults.Refers(years_, row.fiscal_year());
  faults.Expect(!row.opens_date().empty() && !row.closes_date().empty());
  faults.Expect(row.opens_date() <= row.closes_date());
  if (row.budget_state() != AMOUNT_STATE_UNSPECIFIED || row.budget_fen() != 0) {
    CheckStated(row.budget_fen(), row.budget_state(), faults);
  }
  if (faults.any()) return faults.Answer();
  row.set_state(v1::CALL_STATE_DRAFT);
  row.set_maker(person);
  AddFirstStep("CreateCall", person, row);
  calls_[row.name()] = row;
  return "ok";
}

std::string BudgetModel::PublishCall(const v1::PublishCallRequest& request, Text person) {
  const auto found = calls_.find(request.name());
  if (found == calls_.end()) return "resource_not_found";
  v1::Call& row = found->second;
  if (row.state() != v1::CALL_STATE_DRAFT) return "illegal_transition";
  if (row.maker() == person) return "separation_of_duties";
  AddStep("PublishCall", request.date(), person, row);
  row.set_state(v1::CALL_STATE_PUBLISHED);
  row.set_checker(person);
  return "ok";
}

std::string BudgetModel::WithdrawCall(const v1::WithdrawCallRequest& request, Text person) {
  const auto found = calls_.find(request.name());
  if (found == calls_.end()) return "resource_not_found";
  v1::Call& row = found->second;
  const bool published = row.state() == v1::CALL_STATE_PUBLISHED;
  if (!published && row.state() != v1::CALL_STATE_DRAFT) return "illegal_transition";
  Faults faults;
  CheckStep(request.date(), row, faults);
  faults.Expect(!request.reason().empty());
  if (faults.any()) return faults.Answer();
  if (published && row.maker() == person) return "separation_of_duties";
  AddStep("WithdrawCall", request.date(), person, row);
  row.set_state(v1::CALL_STATE_WITHDRAWN);
  return "ok";
}

std::string BudgetModel::CreateApplication(const v1::CreateApplicationRequest& request,
                                           Text person) {
  v1::Application row = request.application();
  row.set_name(absl::StrCat("applications/", request.application_id()));
  if (applications_.count(row.name()) > 0) return "resource_exists";
  Faults faults;
  const auto* call = faults.Refers(calls_, row.call());
  faults.Expect(!row.enterprise().empty());
  CheckStated(row.requested_fen(), row.requested_state(), faults);
  CheckOffer(row.matching_fen(), row.matching_state(), faults);
  if (faults.any()) return faults.Answer();
  if (call->state() != v1::CALL_STATE_PUBLISHED) return "call_not_open";
  row.set_state(v1::APPLICATION_STATE_DRAFT);
  row.set_maker(person);
  AddFirstStep("CreateApplication", person, row);
  row.set_program(call->program());
  row.set_fiscal_year(call->fiscal_year());
  applications_[row.name()] = row;
  return "ok";
}

std::string BudgetModel::SubmitApplication(const v1::SubmitApplicationRequest& request,
                                           Text person) {
  const auto found = applications_.find(request.name());
  if (found == applications_.end()) return "resource_not_found";
  v1::Application& row = found->second;
  if (row.state() != v1::APPLICATION_STATE_DRAFT) return "illegal_transition";
  const v1::Call& call = calls_.at(row.call());
  const std::string day = DayOf(request.date());
  const bool open = call.opens_date() <= day && day <= call.closes_date();
  if (call.state() != v1::CALL_STATE_PUBLISHED || !open) return "call_not_open";
  AddStep("SubmitApplication", request.date(), person, row);
  row.set_state(v1::APPLICATION_STATE_SUBMITTED);
  return "ok";
}

std::string BudgetModel::WithdrawApplication(const v1::WithdrawApplicationRequest& request,
                                             Text person) {
  const auto found = applications_.find(request.name());
  if (found == applications_.end()) return "resource_not_found";
  v1::Application& row = found->second;
  if (row.state() == v1::APPLICATION_STATE_DECIDED_GRANTED ||
      row.state() == v1::APPLICATION_STATE_DECIDED_REFUSED ||
      row.state() == v1::APPLICATION_STATE_WITHDRAWN) {
    return "illegal_transition";
  }
  Faults faults;
  CheckStep(request.date(), row, faults);
  faults.Expect(!request.reason().empty());
  if (faults.any()) return faults.Answer();
  AddStep("WithdrawApplication", request.date(), person, row);
  row.set_state(v1::APPLICATION_STATE_WITHDRAWN);
  return "ok";
}

std::string BudgetModel::StartReview(const v1::StartReviewRequest& request, Text person) {
  const auto found = applications_.find(request.name());
  if (found == applications_.end()) return "resource_not_found";
  v1::Application& row = found->second;
  if (row.state() != v1::APPLICATION_STATE_SUBMITTED) return "illegal_transition";
  if (row.maker() == person) return "separation_of_duties";
  Faults faults;
  CheckStep(request.date(), row, faults);
  if (faults.any()) return faults.Answer();
  AddStep("StartReview", request.date(), person, row);
  row.set_state(v1::APPLICATION_STATE_UNDER_REVIEW);
  return "ok";
}

std::string BudgetModel::RecordReview(const v1::RecordReviewRequest& request, Text person) {
  const auto found = applications_.find(request.name());
  if (found == applications_.end()) return "resource_not_found";
  v1::Application& row = found->second;
  if (row.state() != v1::APPLICATION_STATE_UNDER_REVIEW) return "illegal_transition";
  if (row.maker() == person) return "separation_of_duties";
  Faults faults;
  CheckStep(request.date(), row, faults);
  faults.Expect(!request.reviewer_role().empty() && !request.document().empty());
  faults.Expect(request.score_tenths() >= 0 && request.score_tenths() <= 1000);
  faults.Expect(request.recommendation() != v1::REVIEW_RECOMMENDATION_UNSPECIFIED);
  if (faults.any()) return faults.Answer();
  if (HasReviewed(row, person)) return "separation_of_duties";
  v1::Review& review = *row.add_reviews();
  review.set_reviewer(person);
  review.set_score_tenths(request.score_tenths());
  review.set_recommendation(request.recommendation());
  AddStep("RecordReview", request.date(), person, row);
  return "ok";
}

std::string BudgetModel::ConcludeReview(const v1::ConcludeReviewRequest& request, Text person) {
  const auto found = applications_.find(request.name());
  if (found == applications_.end()) return "resource_not_found";
  v1::Application& row = found->second;
  if (row.state() != v1::APPLICATION_STATE_UNDER_REVIEW) return "illegal_transition";
  if (row.maker() == person) return "separation_of_duties";
  if (row.reviews().empty()) return "illegal_transition";
  Faults faults;
  CheckStep(request.date(), row, faults);
  faults.Expect(!request.document().empty());
  int against = 0;
  for (const v1::Review& review : row.reviews()) {
    const bool supports = review.recommendation() == v1::REVIEW_RECOMMENDATION_SUPPORT;
    against += supports == request.recommended() ? -1 : 1;
  }
  faults.Expect(against <= 0 || !request.reason().empty());
  if (faults.any()) return faults.Answer();
  AddStep("ConcludeReview", request.date(), person, row);
  row.set_state(request.recommended() ? v1::APPLICATION_STATE_RECOMMENDED
                                      : v1::APPLICATION_STATE_NOT_RECOMMENDED);
  return "ok";
}

// The draft that an application is granted with: "ok" once it may be.
std::string BudgetModel::Grant(const v1::DecideApplicationRequest& request,
                               const v1::Application& row, Text person) {
  if (!request.award_id().empty()) {
    v1::CreateAwardRequest create;
    create.set_award_id(request.award_id());
    v1::Award& award = *create.mutable_award();
    award.set_program(row.program());
    award.set_fiscal_year(row.fiscal_year());
    award.add_enterprises(row.enterprise());
    award.set_amount_fen(request.amount_fen());
    award.set_amount_state(request.amount_state());
    *award.mutable_parks() = row.parks();
    award.set_effective_date(request.effective_date());
    award.set_matching_fen(row.matching_fen());
    award.set_matching_state(row.matching_state());
    award.set_document(request.document());
    return CreateAward(create, person);
  }
  Faults faults;
  const v1::Award* const award = faults.Refers(awards_, request.award());
  if (award == nullptr) return faults.Answer();
  const auto& enterprises = award->enterprises();
  faults.Expect(award->state() == v1::AWARD_STATE_DRAFT && award->application().empty() &&
                award->program() == row.program() && award->fiscal_year() == row.fiscal_year() &&
                std::find(enterprises.begin(), enterprises.end(), row.enterprise()) !=
                    enterprises.end());
  if (faults.any()) return faults.Answer();
  return award->maker() == person ? "separation_of_duties" : "ok";
}

std::string BudgetModel::DecideApplication(const v1::DecideApplicationRequest& request,
                                           Text person) {
  const auto found = applications_.find(request.name());
  if (found == applications_.end()) return "resource_not_found";
  v1::Application& row = found->second;
  if (!IsConcluded(row)) return "illegal_transition";
  if (row.maker() == person || HasTaken("ConcludeReview", row, person)) {
    return "separation_of_duties";
  }
  const bool recommended = row.state() == v1::APPLICATION_STATE_RECOMMENDED;
  const bool creates = !request.award_id().empty();
  const bool links = !request.award().empty();
  Faults faults;
  CheckStep(request.date(), row, faults);
  faults.Expect(!request.document().empty());
  faults.Expect((request.granted() && recommended) || !request.reason().empty());
  if (links) faults.Refers(awards_, request.award());
  faults.Expect(request.granted() ? creates != links : !creates && !links);
  const bool says = request.amount_fen() != 0 || !request.effective_date().empty() ||
                    request.amount_state() != AMOUNT_STATE_UNSPECIFIED;
  faults.Expect(creates || !says);
  if (faults.any()) return faults.Answer();
  if (HasReviewed(row, person)) return "separation_of_duties";
  if (request.granted()) {
    const std::string answer = Grant(request, row, person);
    if (answer != "ok") return answer;
    row.set_award(creates ? absl::StrCat("awards/", request.award_id()) : request.award());
    awards_.at(row.award()).set_application(row.name());
  }
  AddStep("DecideApplication", request.date(), person, row);
  row.set_decider(person);
  row.set_state(request.granted() ? v1::APPLICATION_STATE_DECIDED_GRANTED
                                  : v1::APPLICATION_STATE_DECIDED_REFUSED);
  return "ok";
}

// Who entered, reviewed, concluded or decided an application.
std::set<std::string> BudgetModel::PersonsBehind(const v1::Application& row) {
  std::set<std::string> persons = {row.maker(), row.decider()};
  for (const common::v1::Step& step : row.steps()) {
    if (step.method() == "RecordReview" || step.method() == "ConcludeReview") {
      persons.insert(step.actor());
    }
  }
  return persons;
}

// They do not approve or pay the award that it led to.
bool BudgetModel::IsBehind(Text person, const v1::Award& award) const {
  const auto found = applications_.find(award.application());
  return found != applications_.end() && PersonsBehind(found->second).count(person) > 0;
}

}  // namespace zgc::funding
