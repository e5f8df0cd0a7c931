#include "services/funding_ledger/formulas/formulas.h"

#include "services/funding_ledger/formulas/counts.h"

namespace zgc::funding {

void RegisterFormulas(figures::FormulaRegistry& registry) {
  registry.SetVersion(3);
  RegisterAwardFormulas(registry);
  RegisterBalanceFormulas(registry);
  RegisterInstrumentFormulas(registry);
  RegisterInvestmentFormulas(registry);
  RegisterSpendingFormulas(registry);
  registry.Register("count_loan_enterprises",
                    "统计逐笔登记的贷款涉及的企业家数，同一企业只计一次；批次未列明企业，"
                    "有批次的结果为下限。",
                    CountLoanEnterprises);
  registry.Register(
      "weighted_loan_rate",
      "贷款加权平均利率，按逐笔登记的贷款和各批次的金额加权，保留两位小数；只有一个批次的取"
      "其所列利率，有多项而任一批次的金额或利率未知的结果为未知。",
      WeightedLoanRate);
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
