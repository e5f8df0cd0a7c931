#include "services/funding_ledger/testing/run/budget_scenario.h"

#include "gtest/gtest.h"

// What a finance office does in a year, as tables; testing/budget_scenario.h has the
// notation. Sums are in yuan (元).
namespace zgc::funding {
namespace {

TEST(BudgetScenarioTest, FromTheBudgetToTheClawbackAndTheClose) {
  RunBudgetScenario(R"(
    program     fund                                          ok   # 专项资金
    program     ic       of fund                              ok   # 集成电路
    appropriate b1       fund  2019  1,000.00                 ok   # 年初预算批复
    allot       l1       ic    2019    400.00                 ok   # 下达指标到项目类别
    balance     available  fund  2019  600.00                      # 可用余额
    balance     available  ic    2019  400.00

    award       a1       ic    2019  150.00  to e1            ok   # 立项
    approve     award a1  by maker                            separation_of_duties  # 经办与审批分离
    approve     award a1                                      ok   # 审批, 形成承诺
    balance     available  ic    2019  250.00
    balance     committed  ic    2019  150.00                      # 承诺

    pay         p1       a1  90.00  by checker                separation_of_duties  # 审批与付款分离
    pay         p1       a1  90.00                            ok   # 拨付
    pay         p2       a1  60.01                            insufficient_funds    # 超过立项金额
    left        a1       60.00
    balance     committed  ic    2019   60.00
    balance     spent      ic    2019   90.00                      # 支出
    lots        a1       b1 60.00                                  # 每一分钱都有来源
    lots        p1       b1 90.00

    clawback    k1       p1  20.00                            ok   # 追回
    balance     receivable ic    2019   20.00                      # 应收
    balance     spent      ic    2019   70.00
    repay       k1       20.00                                ok   # 归还
    balance     available  ic    2019  270.00                      # 又可用

    close       2019                                          illegal_transition    # 尚有未付承诺
    close       2019     lapse a1                             ok   # 注销余额, 年结
    balance     committed  ic    2019    0.00
    balance     available  ic    2019  330.00
    award       a2       ic    2019   10.00                   period_closed
    restart
    pay         p3       a1   1.00                            illegal_transition
  )");
}

TEST(BudgetScenarioTest, TheBudgetIsAdjustedWithApproval) {
  RunBudgetScenario(R"(
    program     fund                                          ok
    program     ic       of fund                              ok
    program     talent   of fund                              ok
    appropriate b1       fund  2019  100.00                   ok   # 年初预算
    supplement  b2       fund  2019   50.00                   ok   # 追加, 待审批
    balance     available  fund  2019  100.00                      # 审批前不动
    approve     appropriation b2  by clerk                    separation_of_duties
    approve     appropriation b2                              ok
    balance     available  fund  2019  150.00
    cut         b3       b1  fund  2019  30.00                ok   # 追减, 指明减哪一笔
    approve     appropriation b3                              ok
    cut         b4       b1  fund  2019  70.01                ok
    approve     appropriation b4                              insufficient_funds    # b1 只剩 70.00
    left        b1       70.00
    reject      appropriation b4                              ok
    balance     available  fund  2019  120.00
    allot       l1       ic      2019   80.00                 ok
    vire        v1       ic to talent  2019  30.00            ok   # 调剂, 待审批
    approve     virement v1                                   ok
    balance     available  ic      2019   50.00
    balance     available  talent  2019   30.00
    vire        v2       ic to talent  2019  50.01            ok
    approve     virement v2                                   insufficient_funds
    reverse     r1       virement v1  by clerk                separation_of_duties
    reverse     r1       virement v1                          ok   # 冲销
    balance     available  ic      2019   80.00
  )");
}

TEST(BudgetScenarioTest, AllOfALotCutIsNothingLeftOfIt) {
  RunBudgetScenario(R"(
    program     fund                                          ok
    appropriate b1       fund  2019  100.00                   ok
    appropriate b2       fund  2019  100.00                   ok
    cut         b3       b1  fund  2019  100.00               ok
    approve     appropriation b3                              ok
    cut         b4       b1  fund  2019    1.00               ok
    approve     appropriation b4                              insufficient_funds    # 不得减到别的批次
    left        b1        0.00
    balance     available  fund  2019  100.00
  )");
}

TEST(BudgetScenarioTest, ACeilingThatBindsIsNamedWithWhoHoldsIt) {
  RunBudgetScenario(R"(
    program     fund                                          ok
    program     ic       of fund  ceiling 300.00              ok   # 类别限额
    appropriate b1       fund  2019  1,000.00                 ok
    ceiling     c1       year            2019  500.00         ok   # 年度限额
    ceiling     c2       park p1         2019  200.00         ok   # 园区限额
    ceiling     c3       enterprise e1   2019  120.00         ok   # 企业限额
    award       a1       ic    2019  100.00  to e1  park p1   ok
    approve     award a1                                      ok
    award       a2       ic    2019   30.00  to e1            ok
    approve     award a2                                      insufficient_funds
    left        c3        20.00  held a1 100.00                    # 企业限额所剩, 谁占用
    award       a3       ic    2019  100.01  to e2  park p1   ok
    approve     award a3                                      insufficient_funds
    left        c2       100.00  held a1 100.00
    award       a4       ic    2019  200.01  to e2            ok
    approve     award a4                                      insufficient_funds
    left        ic       200.00  held a1 100.00
    award       a5       fund  2019  400.01  to e2            ok
    approve     award a5                                      insufficient_funds
    left        c1       400.00  held a1 100.00
    cancel      a1                                            ok   # 撤销, 限额释放
    approve     award a2                                      ok
  )");
}

TEST(BudgetScenarioTest, AnUnknownAmountIsNoZero) {
  RunBudgetScenario(R"(
    program     fund                                          ok
    appropriate b1       fund  2019  100.00                   ok
    award       a1       fund  2019  unknown  to e1           ok   # 金额未定
    approve     award a1                                      ok
    balance     committed  fund  2019    0.00
    pay         p1       a1    1.00                           illegal_transition
    amount      a1       100.01                               insufficient_funds
    amount      a1        60.00                               ok   # 核定金额
    balance     committed  fund  2019   60.00
    pay         p1       a1   60.00                           ok
    accept      a1                                            ok   # 验收
  )");
}

TEST(BudgetScenarioTest, AClawbackIsSetOffAgainstALaterTranche) {
  RunBudgetScenario(R"(
    program     fund                                          ok
    appropriate b1       fund  2019  500.00                   ok
    award       a1       fund  2019  100.00  to e1            ok
    approve     award a1                                      ok
    pay         p1       a1  100.00                           ok
    clawback    k1       p1   30.00                           ok
    award       a2       fund  2019   90.00  to e1            ok
    approve     award a2                                      ok
    agreement   a2       2019-03-01  40.00 50.00              ok   # 协议, 分两期
    pay         p2       a2   40.01  tranche 1                insufficient_funds
    pay         p2       a2   40.00  tranche 1  set-off k1 30.01   invalid_field   # 多于所欠
    pay         p2       a2   40.00  tranche 1  set-off k1 25.00   ok              # 抵扣
    balance     receivable fund  2019    5.00
    write-off   k1        5.00                                ok   # 申请核销
    approve     write-off k1  by auditor                      separation_of_duties
    approve     write-off k1                                  ok   # 核销
    balance     receivable fund  2019    0.00
    balance     writeoff   fund  2019    5.00
    repay       k1        1.00                                illegal_transition    # 已结清
    reduce      a2       70.00                                ok   # 核减, 减末期
    pay         p3       a2   30.01  tranche 2                insufficient_funds
    pay         p3       a2   30.00  tranche 2                ok
    accept      a2                                            ok
  )");
}

TEST(BudgetScenarioTest, WhatIsOpenGoesToTheNextYearWithItsOrigin) {
  RunBudgetScenario(R"(
    program     fund                                          ok
    appropriate b1       fund  2019  100.00                   ok
    award       a1       fund  2019   60.00  to e1            ok
    approve     award a1                                      ok
    pay         p1       a1   20.00                           ok
    carry-over  o1       fund  2019   10.00  awards a1        ok   # 结转
    approve     carry-over o1                                 ok
    close       2019                                          ok   # 年结
    balance     available  fund  2020   10.00
    balance     committed  fund  2020   40.00
    lots        a1       b1 40.00                                  # 来源仍是 2019 年的批复
    pay         p2       a1   40.00                           ok   # 由 2020 年拨付
    balance     spent      fund  2020   40.00
    clawback    k1       p1    5.00                           period_closed
    clawback    k1       p1    5.00  in 2020                  ok   # 上年已结, 记入 2020 年
    balance     prior-year fund  2020    5.00
    reverse     r1       payment p2                           ok
    reverse     r2       payment p1                           illegal_transition    # 已追回一部分
    close-month 2020-06-30                                    ok   # 月结
    pay         p3       a1   40.00  on 2020-06-30            period_closed
    pay         p3       a1   40.00  on 2020-07-01            ok
  )");
}

}  // namespace
}  // namespace zgc::funding
