#include "services/funding_ledger/testing/run/operations.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/notification.h"
#include "common/base/actor.h"
#include "common/base/digest.h"
#include "common/base/error.h"
#include "google/protobuf/text_format.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/domain/awards/agreements.h"
#include "services/funding_ledger/domain/awards/applications.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/domain/awards/calls.h"
#include "services/funding_ledger/domain/awards/matching.h"
#include "services/funding_ledger/domain/awards/reviews.h"
#include "services/funding_ledger/domain/awards/summaries.h"
#include "services/funding_ledger/domain/budget/allotments.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/ceiling_amendments.h"
#include "services/funding_ledger/domain/budget/ceilings.h"
#include "services/funding_ledger/domain/budget/programs.h"
#include "services/funding_ledger/domain/budget/virements.h"
#include "services/funding_ledger/domain/guard/guard.h"
#include "services/funding_ledger/domain/guard/guard_rules.h"
#include "services/funding_ledger/domain/guard/stacking_flags.h"
#include "services/funding_ledger/domain/instruments/loan_subsidies.h"
#include "services/funding_ledger/domain/instruments/rule_versions.h"
#include "services/funding_ledger/domain/payments/clawbacks.h"
#include "services/funding_ledger/domain/payments/payments.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/domain/portfolio/loans.h"
#include "services/funding_ledger/domain/years/carry_overs.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/domain/years/periods.h"
#include "services/funding_ledger/domain/years/reversals.h"
#include "zgc/common/v1/error_reason.pb.h"

namespace zgc::funding {
namespace {

struct Method {
  std::function<absl::StatusOr<std::string>(storage::Txn&, const Operation&)> ledger;
  std::function<std::string(BudgetModel&, const Operation&)> model;
};

template <typename Request>
Request Parse(const std::string& fields) {
  Request request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
  return request;
}

template <typename Response, typename Request>
Method Both(absl::StatusOr<Response> (*ledger)(storage::Txn&, const base::Actor&, const Request&),
            std::string (BudgetModel::*model)(const Request&, const std::string&)) {
  return {[ledger](storage::Txn& txn, const Operation& one) -> absl::StatusOr<std::string> {
            const base::Actor actor = {"", one.person};
            ZGC_ASSIGN_OR_RETURN(const Response response,
                                 ledger(txn, actor, Parse<Request>(one.fields)));
            return response.SerializeAsString();
          },
          [model](BudgetModel& of, const Operation& one) {
            return (of.*model)(Parse<Request>(one.fields), one.person);
          }};
}

const std::map<std::string, Method>& Methods() {
  using M = BudgetModel;
  static const auto* const all = new std::map<std::string, Method>{
      {"CreateFiscalYear", Both(&CreateFiscalYear, &M::CreateFiscalYear)},
      {"CreateProgram", Both(&CreateProgram, &M::CreateProgram)},
      {"CreateAppropriation", Both(&CreateAppropriation, &M::CreateAppropriation)},
      {"ApproveAppropriation", Both(&ApproveAppropriation, &M::ApproveAppropriation)},
      {"RejectAppropriation", Both(&RejectAppropriation, &M::RejectAppropriation)},
      {"CreateAllotment", Both(&CreateAllotment, &M::CreateAllotment)},
      {"CreateVirement", Both(&CreateVirement, &M::CreateVirement)},
      {"ApproveVirement", Both(&ApproveVirement, &M::ApproveVirement)},
      {"RejectVirement", Both(&RejectVirement, &M::RejectVirement)},
      {"CreateCarryOver", Both(&CreateCarryOver, &M::CreateCarryOver)},
      {"ApproveCarryOver", Both(&ApproveCarryOver, &M::ApproveCarryOver)},
      {"RejectCarryOver", Both(&RejectCarryOver, &M::RejectCarryOver)},
      {"ClosePeriod", Both(&ClosePeriod, &M::ClosePeriod)},
      {"CreatePeriodReopening", Both(&CreatePeriodReopening, &M::CreatePeriodReopening)},
      {"ApprovePeriodReopening", Both(&ApprovePeriodReopening, &M::ApprovePeriodReopening)},
      {"RejectPeriodReopening", Both(&RejectPeriodReopening, &M::RejectPeriodReopening)},
      {"CloseFiscalYear", Both(&CloseFiscalYear, &M::CloseFiscalYear)},
      {"CreateReversal", Both(&CreateReversal, &M::CreateReversal)},
      {"CreateCeiling", Both(&CreateCeiling, &M::CreateCeiling)},
      {"CreateCeilingAmendment", Both(&CreateCeilingAmendment, &M::CreateCeilingAmendment)},
      {"ApproveCeilingAmendment", Both(&ApproveCeilingAmendment, &M::ApproveCeilingAmendment)},
      {"RejectCeilingAmendment", Both(&RejectCeilingAmendment, &M::RejectCeilingAmendment)},
      {"CreateSummaryDisbursement",
       Both(&CreateSummaryDisbursement, &M::CreateSummaryDisbursement)},
      {"CreateCall", Both(&CreateCall, &M::CreateCall)},
      {"PublishCall", Both(&PublishCall, &M::PublishCall)},
      {"WithdrawCall", Both(&WithdrawCall, &M::WithdrawCall)},
      {"CreateApplication", Both(&CreateApplication, &M::CreateApplication)},
      {"SubmitApplication", Both(&SubmitApplication, &M::SubmitApplication)},
      {"WithdrawApplication", Both(&WithdrawApplication, &M::WithdrawApplication)},
      {"StartReview", Both(&StartReview, &M::StartReview)},
      {"RecordReview", Both(&RecordReview, &M::RecordReview)},
      {"ConcludeReview", Both(&ConcludeReview, &M::ConcludeReview)},
      {"DecideApplication", Both(&DecideApplication, &M::DecideApplication)},
      {"CreateAward", Both(&CreateAward, &M::CreateAward)},
      {"ApproveAward", Both(&ApproveAward, &M::ApproveAward)},
      {"StateAwardAmount", Both(&StateAwardAmount, &M::StateAwardAmount)},
      {"ReduceAward", Both(&ReduceAward, &M::ReduceAward)},
      {"AcceptAward", Both(&AcceptAward, &M::AcceptAward)},
      {"CancelAward", Both(&CancelAward, &M::CancelAward)},
      {"SignAgreement", Both(&SignAgreement, &M::SignAgreement)},
      {"RecordMatchingEvidence", Both(&RecordMatchingEvidence, &M::RecordMatchingEvidence)},
      {"RevokeMatchingEvidence", Both(&RevokeMatchingEvidence, &M::RevokeMatchingEvidence)},
      {"CreatePayment", Both(&CreatePayment, &M::CreatePayment)},
      {"CreateGuardRule", Both(&CreateGuardRule, &M::CreateGuardRule)},
      {"ApproveGuardRule", Both(&ApproveGuardRule, &M::ApproveGuardRule)},
      {"EndGuardRule", Both(&EndGuardRule, &M::EndGuardRule)},
      {"CheckStacking", Both(&CheckStacking, &M::CheckStacking)},
      {"ClearStackingFlag", Both(&ClearStackingFlag, &M::ClearStackingFlag)},
      {"CreateRuleVersion", Both(&CreateRuleVersion, &M::CreateRuleVersion)},
      {"ApproveRuleVersion", Both(&ApproveRuleVersion, &M::ApproveRuleVersion)},
      {"WithdrawRuleVersion", Both(&WithdrawRuleVersion, &M::WithdrawRuleVersion)},
      {"EndRuleVersion", Both(&EndRuleVersion, &M::EndRuleVersion)},
      {"CreateLoan", Both(&CreateLoan, &M::CreateLoan)},
      {"CreateLoanSubsidy", Both(&CreateLoanSubsidy, &M::CreateLoanSubsidy)},
      {"CreateClawback", Both(&CreateClawback, &M::CreateClawback)},
      {"RecordRepayment", Both(&RecordRepayment, &M::RecordRepayment)},
      {"ProposeWriteOff", Both(&ProposeWriteOff, &M::ProposeWriteOff)},
      {"ApproveWriteOff", Both(&ApproveWriteOff, &M::ApproveWriteOff)},
      {"RejectWriteOff", Both(&RejectWriteOff, &M::RejectWriteOff)},
      {"CarryOverClawback", Both(&CarryOverClawback, &M::CarryOverClawback)},
  };
  return *all;
}

const Method& MethodOf(const Operation& operation) {
  const auto found = Methods().find(operation.method);
  if (found != Methods().end()) return found->second;
  ADD_FAILURE() << "no method " << operation.method;
  return Methods().begin()->second;
}

}  // namespace

std::vector<std::string> MethodNames() {
  std::vector<std::string> names;
  for (const auto& [name, method] : Methods()) names.push_back(name);
  return names;
}

std::string AnswerText(const absl::Status& status) {
  if (status.ok()) return "ok";
  const std::string reason = common::v1::ErrorReason_Name(base::ReasonOf(status));
  std::string text = absl::AsciiStrToLower(absl::StripPrefix(reason, "ERROR_REASON_"));
  if (text == "unspecified") return status.ToString();
  google::rpc::PreconditionFailure failure;
  const auto detail = status.GetPayload("type.googleapis.com/google.rpc.PreconditionFailure");
  if (text != "insufficient_funds" || !detail.has_value() ||
      !failure.ParseFromString(std::string(*detail))) {
    return text;
  }
  for (const auto& one : failure.violations()) {
    absl::StrAppend(&text, "; ", one.subject(), ": ", one.description());
  }
  return text;
}

bool IsDecided(const std::string& text) {
  // Those of the form, the etag and the person, and what is no answer of the operation.
  static const auto* const open = new std::set<std::string>{"ok",
                                                            "invalid_field",
                                                            "etag_mismatch",
                                                            "separation_of_duties",
                                                            "unit_mismatch",
                                                            "request_id_conflict",
                                                            "batch_too_large"};
  return open->count(text.substr(0, text.find(';'))) == 0;
}

// The revision at which a request was refused for the first time, if it is given again.
static int64_t FirstRevision(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto detail = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  int64_t revision = 0;
  if (!detail.has_value() || !info.ParseFromString(std::string(*detail)) ||
      !absl::SimpleAtoi(
          info.metadata().count("first_revision") > 0 ? info.metadata().at("first_revision") : "0",
          &revision)) {
    return 0;
  }
  return revision;
}

void Submit(storage::Store& store, const Operation& operation, std::function<void(Answer)> done) {
  storage::Origin origin;
  origin.caller = "spiffe://zgc/test";
  origin.person = operation.person;
  origin.method = operation.method;
  origin.request_id = operation.request_id;
  origin.request_sha256 = base::Sha256(operation.fields);
  const auto seen = std::make_shared<int64_t>(0);
  store.Submit(
      origin,
      [operation, seen](storage::Txn& txn) {
        *seen = txn.revision() - 1;
        return MethodOf(operation).ledger(txn, operation);
      },
      [seen, done = std::move(done)](absl::StatusOr<storage::Committed> answer) {
        if (!answer.ok()) {
          const int64_t first = FirstRevision(answer.status());
          return done({AnswerText(answer.status()), std::max(*seen, first), first > 0, false, ""});
        }
        const bool idle = !answer->replayed && answer->revision == *seen;
        done({"ok", answer->revision, answer->replayed, idle, answer->response});
      });
}

Answer Call(storage::Store& store, const Operation& operation) {
  Answer answer;
  absl::Notification called;
  Submit(store, operation, [&](Answer one) {
    answer = std::move(one);
    called.Notify();
  });
  called.WaitForNotification();
  return answer;
}

std::string Ask(BudgetModel& model, const Operation& operation) {
  return MethodOf(operation).model(model, operation);
}

}  // namespace zgc::funding
