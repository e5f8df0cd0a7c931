#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "services/funding_ledger/testing/model/budget_model.h"
#include "services/funding_ledger/testing/run/lockstep.h"
#include "services/funding_ledger/testing/run/operations.h"

namespace zgc::funding {

// The methods of the budget on the ledger and on its model side by side. After each
// commit every transfer that it posted is compared, lot and all, with the balances of
// the accounts that it touches; every now and then, everything.
class BudgetLockstep {
 public:
  // The years 2019 and 2020 are there.
  BudgetLockstep();

  // The answer of both.
  std::string Do(const Operation& operation);
  // Each on a thread of its own, at once; they must have happened in one order, that
  // of the revisions.
  void Race(const std::vector<Operation>& operations);
  // In another process that is killed meanwhile: what it answered must be there, and of
  // what was under way each whole or not at all.
  void DoUntilKilled(const std::vector<Operation>& operations, const Killing& killing);

  // Records, lots, balances, and that what is available is what was appropriated and
  // adjusted without what was committed and spent.
  void CompareAll();

  // For what callers post on accounts of their own at the same time.
  Lockstep& journal() { return both_; }
  const BudgetModel& model() const { return model_; }
  // How often each method came to each answer, without what follows it.
  using Reached = std::map<std::string, std::map<std::string, int64_t>>;
  const Reached& reached() const { return reached_; }

 private:
  // What the model says to an operation that got this answer, which comes next.
  void CompareAnswer(const Operation& operation, const Answer& answer);
  void CompareRecords(const storage::Snapshot& now);
  void CompareLots(const storage::Snapshot& now);
  void CompareTraces(const storage::Snapshot& now);
  // What a trace of something answers that these hold.
  void CompareTrace(const storage::Snapshot& now, const std::string& name,
                    const std::set<std::string>& owners);
  void CompareExecution(const storage::Snapshot& now, const std::string& year);

  Lockstep both_;
  BudgetModel model_;
  // What was asked under a request id, and the answer.
  struct Known {
    Operation operation;
    std::string text;
    std::string response;
  };
  std::map<std::string, Known> known_;
  Reached reached_;
  int64_t compared_ = 0;
};

}  // namespace zgc::funding
