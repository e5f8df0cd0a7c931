#pragma once

#include <map>
#include <string>
#include <vector>

#include "services/funding_ledger/domain/years/periods.h"
#include "services/funding_ledger/testing/fixture/test_ledger.h"
#include "services/funding_ledger/testing/model/model.h"
#include "services/funding_ledger/testing/run/victim.h"
#include "zgc/funding/v1/account_service.pb.h"

namespace zgc::funding {

// The ledger and its model side by side: both are asked the same, and whatever they
// do not agree on fails the test. After each step the segments that are new are
// verified and compared, and so are balances and limits of the accounts that they
// touch; every now and then, those of all accounts.
class Lockstep {
 public:
  Lockstep();

  std::vector<v1::TransferResult> Post(const v1::PostTransfersRequest& request);
  // Each on a thread of its own, at once: the answers must be those of one order,
  // that of their revisions.
  void Race(const std::vector<v1::PostTransfersRequest>& requests);
  // In another process that is killed meanwhile (kill -9): what it answered must be
  // there, and of the requests that were under way each whole or not at all.
  void PostUntilKilled(const std::vector<v1::PostTransfersRequest>& requests,
                       const Killing& killing);
  void OpenAccount(const v1::Account& account);
  // "fiscalYears/{year}".
  void CloseYear(const std::string& year);
  void ClosePeriod(const std::string& year, const std::string& day);
  // Moves the clock; what falls due is let go with the next posting.
  void Advance(absl::Duration by) { ledger_.clock().Advance(by); }
  void ExpireNow();
  void Restart();

  // The segments that are new, and the accounts that they touch.
  void CompareNew();
  // All accounts, now.
  void CompareBalances();
  // Balances as of a revision and a day (or none) are those of the model's journal.
  void CompareAccounts(int64_t revision, const std::string& day);
  // So are the transfers that a filter finds.
  void CompareList(v1::ListTransfersRequest request);
  void CompareLookups(const std::vector<std::string>& ids);
  // Each index against every transfer.
  void CompareIndexes();

  TestLedger& ledger() { return ledger_; }
  // Whoever else posts to the ledger records it here.
  Model& model() { return model_; }
  // Of each transfer of the model's journal.
  const std::vector<int64_t>& revisions() const { return revisions_; }
  const std::map<v1::TransferResult, int64_t>& reached() const { return reached_; }

 private:
  // The answer to a request against what the model says to it now.
  std::vector<v1::TransferResult> CompareAnswer(const v1::PostTransfersRequest& request,
                                                const v1::PostTransfersResponse& response);
  void CompareBalance(const std::string& name, const Model::Account& account, const Sums& sums);

  TestLedger ledger_;
  Model model_;
  std::vector<int64_t> revisions_;
  std::vector<std::string> names_;
  // The newest segment that was compared.
  int64_t revision_ = 0;
  std::string hash_ = std::string(32, '\0');
  int64_t compared_ = 0;
  std::map<v1::TransferResult, int64_t> reached_;
};

// "insufficient_funds" for TRANSFER_RESULT_INSUFFICIENT_FUNDS.
std::string ShortName(v1::TransferResult result);

}  // namespace zgc::funding
