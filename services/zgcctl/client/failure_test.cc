#include "services/zgcctl/client/failure.h"

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "zgc/common/v1/error_reason.pb.h"

namespace zgc::ctl {
namespace {

using ::testing::ElementsAre;
using namespace zgc::common::v1;  // NOLINT: the reasons

TEST(FailureTest, EveryWrongFieldHasALine) {
  base::FieldErrors errors;
  errors.Add("park.region", "is required");
  errors.Add("park.kind", "is required");
  EXPECT_THAT(Describe(errors.ToStatus()), ElementsAre("INVALID_FIELD: park.region: is required",
                                                       "INVALID_FIELD: park.kind: is required"));
}

TEST(FailureTest, EveryBlockerHasALineAfterTheMessage) {
  absl::Status status = base::MakeError(absl::StatusCode::kFailedPrecondition,
                                        ERROR_REASON_PUBLICATION_BLOCKED, "2 things in the way");
  google::rpc::PreconditionFailure failure;
  auto* first = failure.add_violations();
  first->set_subject("items/1");
  first->set_description("numeral 49家 is bound to nothing");
  failure.add_violations()->set_description("task 3 is in no item");
  base::AttachDetail(status, failure);
  EXPECT_THAT(Describe(status),
              ElementsAre("PUBLICATION_BLOCKED: 2 things in the way",
                          "PUBLICATION_BLOCKED: items/1: numeral 49家 is bound to nothing",
                          "PUBLICATION_BLOCKED: task 3 is in no item"));
}

TEST(FailureTest, WhatTheMessageSaysIsNotRepeated) {
  absl::Status status =
      base::MakeError(absl::StatusCode::kFailedPrecondition, ERROR_REASON_ILLEGAL_TRANSITION,
                      "tasks/1 cannot be closed: milestone 2 is open; no report");
  google::rpc::PreconditionFailure failure;
  for (const char* violation : {"milestone 2 is open", "no report"}) {
    failure.add_violations()->set_subject("tasks/1");
    failure.mutable_violations()->rbegin()->set_description(violation);
  }
  base::AttachDetail(status, failure);
  EXPECT_THAT(Describe(status),
              ElementsAre("ILLEGAL_TRANSITION: tasks/1 cannot be closed: milestone 2 is open; no "
                          "report"));
}

// As the ledger refuses what does not fit under two ceilings.
absl::Status ShortOfFunds() {
  absl::Status status = base::MakeError(
      absl::StatusCode::kFailedPrecondition, ERROR_REASON_INSUFFICIENT_FUNDS,
      "accounts/park of ceilings/park has 58 fen, not 70",
      {{"account", "accounts/park"}, {"headroom_fen", "58"}, {"requested_fen", "70"}, {"day", ""}});
  google::rpc::PreconditionFailure failure;
  const auto add = [&](const char* account, const char* description) {
    auto* violation = failure.add_violations();
    violation->set_type("FUNDS");
    violation->set_subject(account);
    violation->set_description(description);
  };
  add("accounts/park",
      "ceilings/park has 58 fen left, 70 were asked for; held by awards/a 30 fen, awards/b 4 fen");
  add("accounts/firm", "ceilings/firm has 5 fen left, 70 were asked for");
  base::AttachDetail(status, failure);
  return status;
}

TEST(FailureTest, AShortfallIsSaidOnce) {
  EXPECT_THAT(
      Describe(ShortOfFunds()),
      ElementsAre("INSUFFICIENT_FUNDS: accounts/park of ceilings/park has 58 fen, not 70",
                  "INSUFFICIENT_FUNDS: accounts/park: held by awards/a 30 fen, awards/b 4 fen",
                  "INSUFFICIENT_FUNDS: accounts/firm: ceilings/firm has 5 fen left, 70 were asked "
                  "for"));
  absl::Status status =
      base::MakeError(absl::StatusCode::kFailedPrecondition, ERROR_REASON_INSUFFICIENT_FUNDS,
                      "accounts/a of programs/p has 1 fen on 2019-05-01, not 2",
                      {{"account", "accounts/a"},
                       {"headroom_fen", "1"},
                       {"requested_fen", "2"},
                       {"day", "2019-05-01"}});
  google::rpc::PreconditionFailure failure;
  for (const char* day : {"2019-05-01", "2019-06-01"}) {
    auto* violation = failure.add_violations();
    violation->set_type("FUNDS");
    violation->set_subject("accounts/a");
    violation->set_description(
        absl::StrCat("programs/p has 1 fen left on ", day, ", 2 were asked for"));
  }
  base::AttachDetail(status, failure);
  EXPECT_THAT(
      Describe(status),
      ElementsAre("INSUFFICIENT_FUNDS: accounts/a of programs/p has 1 fen on 2019-05-01, not 2",
                  "INSUFFICIENT_FUNDS: accounts/a: programs/p has 1 fen left on 2019-06-01, 2 were "
                  "asked for"));
}

TEST(FailureTest, WhatTheMessageSaysInAnotherOrderIsNotRepeated) {
  absl::Status status = base::MakeError(
      absl::StatusCode::kFailedPrecondition, ERROR_REASON_DUPLICATE_PAYMENT,
      "awards/b would be paid twice: PATENT 1 is supported by supportClaims/a (3 fen paid); "
      "guardRules/g");
  google::rpc::PreconditionFailure failure;
  auto* violation = failure.add_violations();
  violation->set_subject("supportClaims/a");
  violation->set_description("PATENT 1: supportClaims/a (3 fen paid); guardRules/g");
  // Not all of it.
  violation = failure.add_violations();
  violation->set_subject("supportClaims/c");
  violation->set_description("PATENT 1: supportClaims/c (4 fen paid); guardRules/g");
  base::AttachDetail(status, failure);
  EXPECT_THAT(Describe(status),
              ElementsAre(absl::StrCat("DUPLICATE_PAYMENT: ", status.message()),
                          "DUPLICATE_PAYMENT: supportClaims/c: PATENT 1: supportClaims/c (4 fen "
                          "paid); guardRules/g"));
}

TEST(FailureTest, TheSameTwiceIsOneLine) {
  base::FieldErrors errors;
  errors.Add("date", "is no day");
  errors.Add("date", "is no day");
  EXPECT_THAT(Describe(errors.ToStatus()), ElementsAre("INVALID_FIELD: date: is no day"));
}

TEST(FailureTest, AnEarlierAnswerIsSaidToBeOne) {
  const absl::Status again = base::MakeError(
      absl::StatusCode::kFailedPrecondition, ERROR_REASON_PERIOD_CLOSED, "fiscalYears/1 is closed",
      {{"first_answer", "refused"}, {"first_revision", "7"}});
  EXPECT_EQ(FirstAnswer(again), "refused");
  EXPECT_THAT(Describe(again),
              ElementsAre("PERIOD_CLOSED: fiscalYears/1 is closed",
                          "PERIOD_CLOSED: first_answer: refused at revision 7: this request id has "
                          "that answer for good; take a new id to ask again"));
  const absl::Status other = base::MakeError(
      absl::StatusCode::kAlreadyExists, ERROR_REASON_REQUEST_ID_CONFLICT, "used before",
      {{"first_method", "/zgc.parks.v1.ParkService/CreatePark"}, {"first_answer", "OK"}});
  EXPECT_THAT(Describe(other), ElementsAre("REQUEST_ID_CONFLICT: used before",
                                           "REQUEST_ID_CONFLICT: first_answer: OK to "
                                           "/zgc.parks.v1.ParkService/CreatePark"));
  EXPECT_EQ(FirstAnswer(absl::NotFoundError("")), "");
}

TEST(FailureTest, ScriptsCanTellWhatHappened) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), kExitOk);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("Connection refused")), kExitUnreachable);
  EXPECT_EQ(ExitCodeOf(absl::DeadlineExceededError("")), kExitUnreachable);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("--tls-ca")), kExitUsage);
  // A service that answers is there, whatever it says.
  for (const auto code : {absl::StatusCode::kUnavailable, absl::StatusCode::kNotFound,
                          absl::StatusCode::kInvalidArgument}) {
    EXPECT_EQ(ExitCodeOf(base::MakeError(code, ERROR_REASON_OVERLOADED, "")), kExitFailed);
  }
}

}  // namespace
}  // namespace zgc::ctl
