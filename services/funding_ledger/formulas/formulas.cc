#include "services/funding_ledger/formulas/formulas.h"

#include "services/funding_ledger/formulas/counts.h"

namespace zgc::funding {

void RegisterFormulas(figures::FormulaRegistry& registry) {
  registry.Register("sum_appropriations",
                    "汇总批复的预算金额，含追加，扣减追减；含推算金额的结果为推算。",
                    SumAppropriations);
  registry.Register("count_recipients",
                    "汇总已批准资助的受支持单位家数，或其中带指定标签的家数；家数未说明的不计入，"
                    "结果为下限。",
                    CountRecipients);
  registry.Register("count_recipient_times",
                    "汇总已批准资助的支持家次；家次未说明的不计入，结果为下限。",
                    CountRecipientTimes);
  registry.Register("count_award_projects",
                    "汇总已批准资助的项目个数；个数未说明的不计入，结果为下限。",
                    CountAwardProjects);
  registry.Register("sum_awards",
                    "汇总已批准资助的金额；金额未知的不计入，结果为下限，全部未知的结果为未知。",
                    SumAwards);
  registry.Register("sum_matching",
                    "汇总已批准资助中受支持单位自筹的资金；金额未知的不计入，结果为下限。",
                    SumMatching);
  registry.Register("sum_program_disbursements", "汇总拨付的金额，不扣减追回；当年冲销的不计入。",
                    SumProgramDisbursements);
  registry.Register("count_subfunds", "统计到达指定状态的子基金支数。", CountSubFunds);
  registry.Register("sum_subfund_size",
                    "汇总到达指定状态的子基金规模；规模未知的不计入，结果为下限。", SumSubFundSize);
  registry.Register("count_loan_times",
                    "汇总获得贷款的企业家次：逐笔登记的贷款，加各批次中未逐笔登记的部分。",
                    CountLoanTimes);
  registry.Register("count_loan_enterprises",
                    "统计逐笔登记的贷款涉及的企业家数，同一企业只计一次；批次未列明企业，"
                    "有批次的结果为下限。",
                    CountLoanEnterprises);
  registry.Register("sum_loan_principal",
                    "汇总贷款本金：逐笔登记的贷款，加各批次中未逐笔登记的部分；金额未知的不计入，"
                    "结果为下限。",
                    SumLoanPrincipal);
  registry.Register(
      "weighted_loan_rate",
      "贷款加权平均利率，按逐笔登记的贷款和各批次的金额加权，保留两位小数；只有一个批次的取"
      "其所列利率，有多项而任一批次的金额或利率未知的结果为未知。",
      WeightedLoanRate);
  registry.Register("sum_fund_committed", "汇总各出资人对子基金的认缴金额。", SumFundCommitted);
  registry.Register("sum_fund_paid_in", "汇总各出资人对子基金的实缴金额。", SumFundPaidIn);
  registry.Register("count_talent_selected",
                    "汇总人才项目各批次入选人数（家数），或其中带指定标签的人数；标签未说明的不"
                    "计入，结果为下限。",
                    CountTalentSelected);
  registry.Register("ledger_budget", "按分录汇总预算，含批复、追加和项目间下达的净额。",
                    LedgerBudget);
  registry.Register("ledger_committed", "按分录汇总已承诺未拨付的金额。", LedgerCommitted);
  registry.Register("sum_spending",
                    "按分录汇总支出，扣减追回；限定项目、园区或企业时不含未分项支出。",
                    LedgerDisbursed);
  registry.Register("ledger_receivable", "按分录汇总应收追回款的余额。", LedgerReceivable);
  registry.Register("execution_rate",
                    "按分录汇总的支出除以当年调整后的预算（批复、追加、追减、调剂和上年结转），以"
                    "百分数表示，保留一位小数；预算为推算的结果为推算。",
                    LedgerRate);
  registry.Register("ledger_headroom", "当年最紧的一个限额尚余的金额，按分录汇总。",
                    LedgerHeadroom);
  registry.Register("ledger_open_commitments",
                    "截至期末已承诺未拨付的金额，可限定账龄段；账龄不能确定的不计入账龄段，结果为"
                    "下限。",
                    LedgerOpenCommitments);
  registry.Register("ledger_decision_to_cash",
                    "当年资助从一个环节到下一环节的天数按最近秩法取分位；两端都有登记日期的按登记"
                    "日期，否则按录入时间。",
                    LedgerDecisionToCash);
}

}  // namespace zgc::funding
