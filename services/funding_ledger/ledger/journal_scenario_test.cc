#include "gtest/gtest.h"
#include "services/funding_ledger/testing/run/scenario.h"

// What may be posted to sub-ledger accounts, as tables; testing/scenario.h has the
// notation. Each result code of journal.proto is the last word of a line here.
namespace zgc::funding {
namespace {

TEST(JournalScenarioTest, MoneyGoesTheWayOfTheArrow) {
  RunScenario(R"(
    account  cash   debit
    account  grant  credit  max 1,000
    transfer t1  cash <- grant  100                       ok
    pending  t2  cash <- grant   30  10s                  ok
    balance  cash   debits 100  credits 0    pending 30/0
    balance  grant  debits 0    credits 100  pending 0/30
    post     t3  of t2   20                               ok
    state    t2  open 10
    void     t4  of t2                                    ok
    state    t2  voided
    transfer t5  grant <- cash  121                       insufficient_funds
    transfer t6  grant <- cash  120                       ok
    balance  cash   debits 120  credits 120  pending 0/0
    posted   5
  )");
}

TEST(JournalScenarioTest, AnIdIsPostedOnce) {
  RunScenario(R"(
    account  cash   debit
    account  grant  credit
    transfer t1  cash <- grant  100                       ok
    transfer t1  cash <- grant  100                       exists
    transfer t1  cash <- grant  101                       id_conflict
    transfer t1  grant <- cash  100                       id_conflict
    transfer t1  cash <- grant  100  linked               chain_open
    transfer t1  cash <- grant  100  { document: 'too' }  id_conflict
    transfer t1  cash <- nobody 100                       id_conflict  # the id is looked at first
    transfer t1  cash <- grant  0                         invalid_amount  # but after the shape
    request                                               # within one request
      transfer t2  cash <- grant  1                       ok
      transfer t2  cash <- grant  1                       exists
      transfer t2  cash <- grant  2                       id_conflict
    end
    posted   2
    restart                                               # before they are indexed
    transfer t1  cash <- grant  100                       exists
    transfer t2  cash <- grant  2                         id_conflict
    transfer t3  cash <- grant  3                         ok
    index
    transfer t1  cash <- grant  100                       exists
    transfer t3  cash <- grant  3                         exists
    restart                                               # after it
    transfer t3  cash <- grant  3                         exists
    transfer t3  cash <- grant  1                         id_conflict
    posted   3
  )");
}

TEST(JournalScenarioTest, EveryFaultOfTheShapeHasACode) {
  RunScenario(R"(
    account  cash   debit
    account  grant  credit
    transfer t1  cash <- grant  -1                                 invalid_amount
    transfer t1  cash <- grant  0                                  invalid_amount
    transfer t1  cash <- grant  1,000,000,000,000,001              invalid_amount
    transfer t1  cash <- grant  9,223,372,036,854,775,807          invalid_amount
    transfer t1  cash <- grant  -9,223,372,036,854,775,808         invalid_amount
    pending  t1  cash <- grant  0                                  invalid_amount
    transfer t1  cash <- cash   1                                  same_account
    pending  t1  cash <- cash   1                                  same_account
    post     t1  cash <- cash   of t0  1                           same_account
    void     t1  cash <- cash   of t0                              same_account
    transfer t1  cash <- grant  1  { id: 'short' }                 invalid_id
    transfer t1  cash <- grant  1  { id: 'of seventeen bytes' }    invalid_id
    transfer t1  cash <- grant  1  { id: '\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000' } invalid_id
    transfer t1  cash <- grant  1  of t0                           invalid_mode
    transfer t1  cash <- grant  1  5s                              invalid_mode
    pending  t1  cash <- grant  1  31622401s                       invalid_mode  # 366 days and a second
    pending  t1  cash <- grant  1  { timeout_seconds: -1 }         invalid_mode
    post     t1  cash <- grant  1                                  invalid_mode
    void     t1                                                    invalid_mode
    transfer t1  1  of t0  { mode: TRANSFER_MODE_EXPIRE_PENDING }  invalid_mode
    void     t1  of t0  1                                          invalid_amount
    post     t1  of t0  -1                                         invalid_amount
    transfer t1  cash <- grant  1  { name: 'transfers/1' }         invalid_reference
    transfer t1  cash <- grant  1  { sequence: 1 }                 invalid_reference
    transfer t1  cash <- grant  1  { revision: 1 }                 invalid_reference
    transfer t1  cash <- grant  1  { fiscal_year: 'fiscalYears/2019' }  invalid_reference
    transfer t1  cash <- grant  1  { kind: TRANSFER_KIND_SUBLEDGER }    invalid_reference
    transfer t1  cash <- grant  1  { lot: 'appropriations/a' }     invalid_reference
    transfer t1  cash <- grant  1  { program: 'p' }                invalid_reference
    transfer t1  cash <- grant  1  { award: 'awards/' }            invalid_reference
    transfer t1  cash <- grant  1  { enterprise: 'enterprises/e' } invalid_reference
    transfer t1  cash <- grant  1  { park: 'parks/p' }             invalid_reference
    transfer t1  cash <- grant  1  { task: 'tasks/t' }             invalid_reference
    transfer t1  cash <- grant  1  on 2019-02-29                   invalid_date
    transfer t1  cash <- grant  1  on 2019-1-1                     invalid_date
    transfer t1  cash <- grant  1  on 2020-01-01                   invalid_date
    posted   0
    transfer t1  cash <- grant  max  on 2019-12-31                 ok
    pending  t2  cash <- grant  1  31622400s                       ok
  )");
}

TEST(JournalScenarioTest, YuanMeantAndFenSentIsCaughtByTheCap) {
  RunScenario(R"(
    account  cash   debit
    account  grant  credit
    request cap 5,000
      transfer t1  cash <- grant  5,000                   ok
      transfer t2  cash <- grant  500,000                 amount_above_cap
      pending  t3  cash <- grant  5,001                   amount_above_cap
    end
    posted 1
  )");
}

TEST(JournalScenarioTest, AccountsMustBeThereAndOfOneYear) {
  RunScenario(R"(
    account  cash   debit
    account  grant  credit
    account  next   credit  year 2020
    transfer t1  nobody <- grant  1                       debit_not_found
    transfer t1  cash <- nobody   1                       credit_not_found
    transfer t1  nobody <- noone  1                       debit_not_found
    transfer t1  nothing <- grant 1                       debit_not_found
    transfer t1  budget-debit <- grant   1                reserved_account
    transfer t1  cash <- budget-credit   1                reserved_account
    transfer t1  cash <- next     1                       years_differ
    close 2019
    transfer t1  cash <- grant    1                       period_closed
    pending  t1  cash <- grant    1                       period_closed
    transfer t1  cash <- grant    1  on 2020-01-01        invalid_date   # whether it is closed or not
    transfer t1  cash <- grant    1  on 2019-12-31        period_closed
    posted 0
  )");
}

TEST(JournalScenarioTest, AClosedYearLetsGoOfWhatIsPendingAndPostsNothing) {
  RunScenario(R"(
    account  cash   debit
    account  grant  credit
    pending  p1  cash <- grant  10        ok
    pending  p2  cash <- grant  10  10s   ok
    close 2019
    post     t1  of p1                    period_closed
    post     t1  of p1  on 2020-01-01     invalid_date
    void     t2  of p1  on 2020-01-01     invalid_date
    void     t2  of p1                    ok
    wait 10s
    expire
    state    p2  expired
    balance  cash  debits 0  pending 0/0
  )");
}

TEST(JournalScenarioTest, LimitsHoldOnBothSides) {
  RunScenario(R"(
    account  cash   debit   min -50  max 100
    account  grant  credit  min -30  max 200
    transfer t1  cash <- grant  101                       max_balance_exceeded
    transfer t1  cash <- grant  100                       ok
    transfer t2  cash <- grant    1                       max_balance_exceeded
    transfer t3  grant <- cash  131                       insufficient_funds   # the debit side first
    transfer t3  grant <- cash  130                       ok
    balance  cash  -30
    balance  grant -30
    pending  p1  cash <- grant   60                       ok   # held: counts against the maximum
    transfer t4  cash <- grant   71                       max_balance_exceeded
    transfer t4  cash <- grant   70                       ok
    pending  p2  grant <- cash   71                       insufficient_funds   # and never for it
    pending  p2  grant <- cash   70                       ok
    transfer t5  grant <- cash    1                       insufficient_funds
    post     t6  of p1                                    ok
    post     t7  of p2                                    ok
    balance  cash  30
  )");
}

TEST(JournalScenarioTest, AChainIsPostedWholeOrNotAtAll) {
  RunScenario(R"(
    account  cash   debit
    account  grant  credit  max 1,000
    request
      transfer c1  cash <- grant  100  linked             ok
      transfer c2  grant <- cash   40  linked             ok
      transfer c3  cash <- grant   10                     ok
      transfer c4  cash <- grant    1                     ok   # not of the chain
    end
    request                                               # fails in the middle
      transfer d1  cash <- grant  100  linked             chain_failed
      transfer d2  grant <- cash  900  linked             insufficient_funds
      transfer d3  cash <- grant   10  linked             chain_failed
      transfer d4  cash <- grant    0                     chain_failed
      transfer d5  cash <- grant    5                     ok
    end
    request                                               # fails at its end
      transfer e1  cash <- grant  100  linked             chain_failed
      transfer e2  cash <- cash     1                     same_account
    end
    request                                               # fails at its beginning
      transfer e1  cash <- grant  -5   linked             invalid_amount
      transfer e2  cash <- grant   1                      chain_failed
    end
    balance  cash  76
    posted   5
    request                                               # sent again whole
      transfer c1  cash <- grant  100  linked             exists
      transfer c2  grant <- cash   40  linked             exists
      transfer c3  cash <- grant   10                     exists
    end
    request                                               # an id of before is no failure
      transfer c1  cash <- grant  100  linked             exists
      transfer f1  cash <- grant    1                     ok
    end
    request                                               # with another body it is
      transfer f2  cash <- grant    1  linked             chain_failed
      transfer c2  grant <- cash   41  linked             id_conflict
      transfer f3  cash <- grant    1                     chain_failed
    end
    transfer f2  cash <- grant    1                       ok   # a failed one may come again
    restart
    transfer f1  cash <- grant    1                       exists
    transfer f3  cash <- grant    1                       ok
  )");
}

TEST(JournalScenarioTest, AChainLeftOpenIsNotTried) {
  RunScenario(R"(
    account  cash   debit
    account  grant  credit
    request
      transfer a1  cash <- grant  1                       ok
      transfer a2  cash <- grant  1    linked             chain_failed
      transfer a3  cash <- cash   1    linked             chain_failed   # whatever else is wrong
      transfer a4  cash <- grant  1    linked             chain_open
    end
    transfer a5  cash <- nobody 0 linked                  chain_open
    posted 1
    transfer a2  cash <- grant  1                         ok
  )");
}

TEST(JournalScenarioTest, AChainTakesBackPendingTransfersAndWhatItDidToThem) {
  RunScenario(R"(
    account  cash   debit
    account  grant  credit
    pending  p1  cash <- grant  10  100s                  ok
    request
      post     t1  of p1  4           linked              chain_failed
      void     t2  of p1              linked              chain_failed
      pending  p2  cash <- grant  5  7s  linked           chain_failed
      post     t3  of p2  5           linked              chain_failed
      post     t4  of p2  1                               pending_already_posted
    end
    state    p1  open 10
    state    p2  none
    balance  cash  debits 0  pending 10/0
    request
      pending  p2  cash <- grant  5  7s  linked           ok
      post     t3  of p2  2           linked              ok
      void     t4  of p2                                  ok
    end
    state    p2  voided
    wait 99s
    expire
    state    p1  open 10
    wait 1s
    post     t5  of p1  1                                 pending_expired
    state    p1  expired
    balance  cash  debits 2  pending 0/0
  )");
}

TEST(JournalScenarioTest, APendingTransferIsPostedInPartsVoidedOrExpires) {
  RunScenario(R"(
    account  cash   debit
    account  grant  credit  max 100
    account  other  credit
    pending  p1  cash <- grant  60                        ok
    transfer t0  cash <- grant  41                        max_balance_exceeded
    post     t1  of p1  20                                ok
    post     t2  of p1  41                                exceeds_pending
    post     t2  cash <- other  of p1  1                  pending_accounts_differ
    post     t2  grant <- cash  of p1  1                  pending_accounts_differ
    post     t2  cash <- grant  of p1  30  on 2019-03-01  ok
    state    p1  open 10
    post     t3  of p1                                    ok
    state    p1  posted
    post     t3  of p1                                    exists
    post     t4  of p1                                    pending_already_posted
    void     t4  of p1                                    pending_already_posted
    pending  p2  cash <- grant  40                        ok
    void     t5  of p2                                    ok
    void     t5  of p2                                    exists
    post     t6  of p2                                    pending_already_voided
    void     t6  of p2                                    pending_already_voided
    post     t6  of p9                                    pending_not_found
    post     t6  of t1                                    pending_not_found   # no pending one
    pending  p3  cash <- grant  40  5s                    ok
    transfer t7  cash <- grant  1                         max_balance_exceeded
    wait 4s
    post     t8  of p3  1                                 ok
    wait 1s
    post     t9  of p3  1                                 pending_expired
    state    p3  expired
    transfer t7  cash <- grant  1                         ok   # what it held is free again
    restart
    void     t9  of p3                                    pending_expired
    balance  cash  debits 62  credits 0  pending 0/0
  )");
}

TEST(JournalScenarioTest, WhatIsPendingOutlivesARestartAndExpiresAfterIt) {
  RunScenario(R"(
    account  cash   debit
    account  grant  credit
    pending  p1  cash <- grant  10  5s                    ok
    pending  p2  cash <- grant  20  6s                    ok
    pending  p3  cash <- grant  40                        ok
    restart
    balance  cash  debits 0  pending 70/0
    wait 5s
    expire
    state    p1  expired
    state    p2  open 20
    index
    restart
    wait 1s
    restart
    transfer t1  cash <- grant  1                         ok
    balance  cash  debits 1  pending 40/0
    posted 6
  )");
}

TEST(JournalScenarioTest, ACheckAnswersTheSameAndPostsNothing) {
  RunScenario(R"(
    account  cash   debit
    account  grant  credit  max 10
    request check
      transfer t1  cash <- grant  10                      ok
      transfer t2  cash <- grant   1                      max_balance_exceeded
      pending  p1  grant <- cash   5  1s                  ok
      post     t3  of p1                                  ok
      transfer t1  cash <- grant  10                      exists
    end
    posted   0
    state    p1  none
    balance  cash  debits 0  credits 0  pending 0/0
    transfer t1  cash <- grant  10                        ok
  )");
}

}  // namespace
}  // namespace zgc::funding
