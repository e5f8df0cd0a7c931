#include "gtest/gtest.h"
#include "services/funding_ledger/testing/scenario.h"

namespace zgc::funding {
namespace {

TEST(JournalScenarioTest, SmokeOfTheNotation) {
  RunScenario(R"(
    account  cash   debit
    account  grant  credit  max 1,000
    transfer t1  cash <- grant  100   ok
    pending  t2  cash <- grant   30   10s  ok
    post     t3  of t2   20           ok
    void     t4  of t2                ok
    transfer t5  grant <- cash  121   insufficient_funds
    balance  cash  debits 120  credits 0  pending 0/0
    state    t2  voided
    posted   4
    restart
    transfer t1  cash <- grant  100   exists
  )");
}

}  // namespace
}  // namespace zgc::funding
