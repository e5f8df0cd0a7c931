#pragma once

#include <string>
#include <vector>

#include "services/funding_ledger/testing/fixture/test_ledger.h"
#include "services/funding_ledger/testing/run/operations.h"

// A process that posts to a ledger until it is killed: what a power cut or kill -9
// leaves behind is what a test finds afterwards.
namespace zgc::funding {

struct Killing {
  // How many requests may be under way.
  int window = 1;
  // From the first answer to the kill.
  absl::Duration after;
};

// Starts the process for the ledger, which must be closed; returns the answers that
// it gave, in the order of the requests, and has killed it.
std::vector<v1::PostTransfersResponse> PostAndKill(
    const TestLedger& ledger, const std::vector<v1::PostTransfersRequest>& requests,
    const Killing& killing);
std::vector<Answer> CallAndKill(const TestLedger& ledger, const std::vector<Operation>& operations,
                                const Killing& killing);

// Whether these are the arguments of such a process. Then `main` runs it; it does
// not return unless it cannot work.
bool IsVictim(int argc, char** argv);
int RunVictim(char** argv);

}  // namespace zgc::funding
