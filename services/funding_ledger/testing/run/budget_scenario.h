#pragma once

#include "absl/strings/string_view.h"

namespace zgc::funding {

// A table that tells what a finance office does in a year and what must come of it; the
// ledger and its model both run it. The last word of a line is the answer: "ok", or the
// reason of the refusal. Sums are in yuan (元) with two decimals.
//
//   program    fund                                          ok   专项资金: a fund
//   program    ic     of fund  [ceiling 100.00]              ok   其下的项目类别
//   appropriate b1    fund  2019  1,000.00  [on 2019-01-20]  ok   预算批复; its lot is b1
//   supplement b2     fund  2019  50.00                      ok   追加 (a draft)
//   cut        b3     b1  fund  2019  50.00                  ok   追减 (a draft)
//   allot      l1     ic  2019  400.00                       ok   指标下达
//   vire       v1     ic to talent  2019  30.00              ok   调剂 (a draft)
//   approve    virement v1                                   ok   审批: or reject; appropriation,
//                                                                 carry-over, award, write-off
//   ceiling    c1     park p1  2019  90.00                   ok   限额: or year, program ic,
//                                                                 enterprise e1
//   award      a1     ic  2019  150.00  [to e1]  [park p1]   ok   立项; "unknown" for the sum:
//                                                                 金额未定
//   amount     a1     150.00                                 ok   核定金额
//   reduce     a1     120.00   |  accept a1  |  cancel a1    ok   核减、验收、撤销
//   agreement  a1     2019-03-01  50.00 100.00               ok   协议, 分期
//   pay        p1     a1  90.00  [tranche 1]  [set-off k1 5.00]   ok   拨付, 抵扣
//   clawback   k1     p1  20.00  [in 2020]                   ok   追回
//   repay      k1     5.00    |  write-off k1 5.00           ok   归还、核销 (a proposal)
//   carry-over o1     fund  2019  30.00  [awards a1 a2]      ok   结转 (a draft)
//   reverse    r1     payment p1  [in 2020]                  ok   冲销
//   close-month 2019-06-30                                   ok   月结
//   close      2019   [lapse a1 a2]                          ok   年结, 注销余额
//   balance    available ic  2019  250.00                    余额, by the kind of account
//   lots       a1     b1 50.00  b2 100.00                    资金来源, of an award or payment
//   left       c1     10.00  [held a1 80.00]                 what bound the refusal before: how
//                                                            much it had, who holds how much
//   restart
//
// "by NAME" says who does it; else clerk drafts, head approves, maker proposes an award,
// checker approves it, payer pays, auditor reverses. "on DAY" dates it. An empty line and
// what follows "#" is a remark. Failures name the line.
void RunBudgetScenario(absl::string_view table);

}  // namespace zgc::funding
