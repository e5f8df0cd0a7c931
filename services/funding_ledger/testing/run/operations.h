#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/storage/store.h"
#include "services/funding_ledger/testing/model/budget_model.h"

namespace zgc::funding {

// One call of a method of the ledger, as a test draws or writes it.
struct Operation {
  // "CreateAward".
  std::string method;
  // The request in text format.
  std::string fields;
  std::string person;
  // Empty: the call is not idempotent.
  std::string request_id = {};
};

struct Answer {
  // "ok", the reason in lower case, or what is short of money and who holds it.
  std::string text;
  // Of the commit; of the state that was seen if it was refused, and of the first answer if
  // that was a refusal.
  int64_t revision = 0;
  bool replayed = false;
  // It changed nothing, and so has the revision that it saw.
  bool idle = false;
  std::string response;
};

// Those of the ledger that the model has too.
std::vector<std::string> MethodNames();

// "ok", or "insufficient_funds; {account}: {holder} has …" with each account that is
// short, or the reason of a refusal in lower case.
std::string AnswerText(const absl::Status& status);
// Whether a refusal in those words is one that the state decided: under a request id it is
// the answer, and a commit.
bool IsDecided(const std::string& text);

// Calls the ledger, one commit; `done` runs on the committer's thread.
void Submit(storage::Store& store, const Operation& operation, std::function<void(Answer)> done);
// The same, and waits.
Answer Call(storage::Store& store, const Operation& operation);
// What the model says to it.
std::string Ask(BudgetModel& model, const Operation& operation);

}  // namespace zgc::funding
