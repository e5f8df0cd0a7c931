#include <utility>

#include "absl/container/btree_set.h"
#include "common/base/names.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/lineage.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/reports/headrooms.h"
#include "services/funding_ledger/reports/legs.h"
#include "services/funding_ledger/reports/program_tree.h"
#include "services/funding_ledger/reports/reports.h"
#include "services/funding_ledger/reports/table.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/reports.pb.h"

namespace zgc::funding {
namespace {

// What one row holds.
struct LineSums {
  absl::int128 budget = 0;
  absl::int128 original = 0;
  absl::int128 adjustment = 0;
  absl::int128 carried_in = 0;
  absl::int128 committed = 0;
  absl::int128 spent = 0;
  absl::int128 unitemised = 0;
  absl::int128 receivable = 0;
  absl::int128 prior_year = 0;
  absl::int128 carried_out = 0;
  int64_t unknown_awards = 0;

  absl::int128 disbursed() const { return spent + unitemised; }
  void Add(const LineSums& other) {
    budget += other.budget;
    original += other.original;
    adjustment += other.adjustment;
    carried_in += other.carried_in;
    committed += other.committed;
    spent += other.spent;
    unitemised += other.unitemised;
    receivable += other.receivable;
    prior_year += other.prior_year;
    carried_out += other.carried_out;
    unknown_awards += other.unknown_awards;
  }
  void Add(const Leg& leg) {
    switch (leg.stage) {
      case Stage::kBudget:
        budget += leg.amount_fen;
        break;
      case Stage::kCommitted:
        committed += leg.amount_fen;
        break;
      case Stage::kSpent:
        spent += leg.amount_fen;
        break;
      case Stage::kUnitemised:
        unitemised += leg.amount_fen;
        break;
      case Stage::kReceivable:
        receivable += leg.amount_fen;
        break;
      case Stage::kPriorYear:
        prior_year += leg.amount_fen;
        break;
      case Stage::kCarriedOut:
        carried_out += leg.amount_fen;
        break;
      case Stage::kHeadroom:
        break;
    }
  }
};

// Rows by what they are of.
using Rows = absl::btree_map<Party, LineSums>;

Party Of(const std::string& name) { return name.empty() ? Party() : Party{Recipients::kOne, name}; }

class Execution {
 public:
  Execution(const storage::Reader& reader, const v1::GetExecutionReportRequest& request)
      : reader_(reader), year_(request.fiscal_year()), dimension_(request.group_by()) {}

  absl::StatusOr<v1::ReportTable> Report() {
    ZGC_RETURN_IF_ERROR(Read());
    v1::ReportTable table;
    table.set_revision(reader_.revision());
    AddHeadings(table);
    if (dimension_ == v1::EXECUTION_DIMENSION_PROGRAM) {
      AddPrograms(table);
    } else {
      for (const auto& [party, sums] : rows_) AddParty(party, sums, table);
    }
    AddTotal(table, CellsOf("合计", "", total_, HeadroomOf("")));
    AddNotes(table);
    return table;
  }

 private:
  bool HasBudget() const {
    return dimension_ != v1::EXECUTION_DIMENSION_PARK &&
           dimension_ != v1::EXECUTION_DIMENSION_ENTERPRISE;
  }

  absl::Status Read() {
    ZGC_ASSIGN_OR_RETURN(tree_, ProgramTree::Read(reader_));
    ZGC_ASSIGN_OR_RETURN(parties_, Parties::Read(reader_));
    ZGC_ASSIGN_OR_RETURN(const AccountBook accounts, AccountBook::Read(reader_));
    ZGC_ASSIGN_OR_RETURN(headrooms_, Headrooms::Read(reader_, year_));
    ZGC_RETURN_IF_ERROR(ReadAppropriations());
    absl::Status failed;
    ZGC_RETURN_IF_ERROR(ForEachLeg(reader_, accounts, [&](const Leg& leg) {
      if (leg.account.fiscal_year() != year_ || leg.stage == Stage::kHeadroom) return;
      const bool budget = leg.stage == Stage::kBudget || leg.stage == Stage::kCarriedOut;
      if (budget && !HasBudget()) return;
      LineSums sums;
      sums.Add(leg);
      if (leg.stage == Stage::kBudget) failed.Update(SplitBudget(leg, sums));
      rows_[PartyOf(leg)].Add(sums);
      total_.Add(sums);
    }));
    ZGC_RETURN_IF_ERROR(failed);
    return ReadUnknownAwards();
  }

  absl::Status ReadAppropriations() {
    return kAppropriations.ForEach(
        reader_, [&](const storage::NameKey& key, const v1::Appropriation& row) {
          if (row.kind() != v1::APPROPRIATION_KIND_ORIGINAL) supplements_.insert(key.name);
          if (row.derived() && Stands(row) && row.fiscal_year() == year_) {
            derived_.push_back(key.name);
          }
          return true;
        });
  }

  // Which part of the budget a leg changes; what reverses something, the part of that.
  absl::Status SplitBudget(const Leg& leg, LineSums& sums) const {
    if (leg.account.kind() == v1::ACCOUNT_KIND_CARRIED_IN) {
      sums.carried_in = sums.budget;
      return absl::OkStatus();
    }
    v1::Transfer of = leg.transfer;
    if (!of.reverses().empty()) {
      ZGC_ASSIGN_OR_RETURN(const auto reversed, FindTransfer(reader_, of.reverses()));
      if (reversed.has_value()) of = *reversed;
    }
    const bool original =
        of.kind() == v1::TRANSFER_KIND_ALLOTMENT ||
        (of.kind() == v1::TRANSFER_KIND_APPROPRIATION && !supplements_.contains(of.source()));
    (original ? sums.original : sums.adjustment) = sums.budget;
    return absl::OkStatus();
  }

  Party PartyOf(const Leg& leg) const {
    const std::string& program = leg.account.program();
    switch (dimension_) {
      case v1::EXECUTION_DIMENSION_PROGRAM:
        return Of(leg.stage == Stage::kUnitemised ? tree_.FundOf(program) : program);
      case v1::EXECUTION_DIMENSION_DEPARTMENT:
        return Of(
            tree_.DepartmentOf(leg.stage == Stage::kUnitemised ? tree_.FundOf(program) : program));
      case v1::EXECUTION_DIMENSION_QUARTER:
        return QuarterOf(leg.transfer.effective_date());
      case v1::EXECUTION_DIMENSION_PARK:
        return parties_.ParkOf(leg);
      default:
        return parties_.EnterpriseOf(leg);
    }
  }

  Party PartyOf(const v1::Award& award) const {
    switch (dimension_) {
      case v1::EXECUTION_DIMENSION_PROGRAM:
        return Of(award.program());
      case v1::EXECUTION_DIMENSION_DEPARTMENT:
        return Of(tree_.DepartmentOf(award.program()));
      case v1::EXECUTION_DIMENSION_QUARTER:
        return QuarterOf(award.effective_date());
      case v1::EXECUTION_DIMENSION_PARK:
        return Parties::ParkOf(award);
      default:
        return Parties::EnterpriseOf(award);
    }
  }

  static Party QuarterOf(const std::string& day) {
    if (day.size() < 7) return {};
    const int month = (day[5] - '0') * 10 + (day[6] - '0');
    return Of(absl::StrCat(day.substr(0, 4), "-Q", (month + 2) / 3));
  }

  absl::Status ReadUnknownAwards() {
    return kAwards.ForEach(reader_, [&](const storage::NameKey&, const v1::Award& award) {
      const bool stands =
          award.state() != v1::AWARD_STATE_DRAFT && award.state() != v1::AWARD_STATE_CANCELLED;
      if (stands && award.fiscal_year() == year_ &&
          award.amount_state() == common::v1::AMOUNT_STATE_UNKNOWN) {
        ++rows_[PartyOf(award)].unknown_awards;
        ++total_.unknown_awards;
      }
      return true;
    });
  }

  // The scope of ceilings that limit a row of the dimension.
  v1::CeilingScope Scope() const {
    switch (dimension_) {
      case v1::EXECUTION_DIMENSION_PROGRAM:
        return v1::CEILING_SCOPE_PROGRAM;
      case v1::EXECUTION_DIMENSION_PARK:
        return v1::CEILING_SCOPE_PARK;
      case v1::EXECUTION_DIMENSION_ENTERPRISE:
        return v1::CEILING_SCOPE_ENTERPRISE;
      default:
        return v1::CEILING_SCOPE_UNSPECIFIED;
    }
  }

  std::string HeadroomOf(const std::string& subject) const {
    const v1::CeilingScope scope = subject.empty() ? v1::CEILING_SCOPE_FISCAL_YEAR : Scope();
    const Headroom* const found = headrooms_.Find(scope, subject);
    return found == nullptr ? "" : NumberCell(found->left_fen);
  }

  std::vector<std::string> CellsOf(const std::string& label, const std::string& name,
                                   const LineSums& sums, const std::string& headroom) const {
    const absl::int128 whole =
        dimension_ == v1::EXECUTION_DIMENSION_QUARTER ? total_.budget : sums.budget;
    const auto budget = [&](absl::int128 fen) { return HasBudget() ? NumberCell(fen) : ""; };
    return {label,
            name,
            budget(sums.original),
            budget(sums.adjustment),
            budget(sums.carried_in),
            budget(sums.budget),
            NumberCell(sums.committed),
            NumberCell(sums.disbursed()),
            NumberCell(sums.unitemised),
            NumberCell(sums.receivable),
            NumberCell(sums.prior_year),
            budget(sums.carried_out),
            HasBudget() ? PercentOf(sums.disbursed(), whole) : "",
            PercentOf(sums.spent, sums.spent + sums.committed),
            headroom,
            NumberCell(sums.unknown_awards)};
  }

  void AddPrograms(v1::ReportTable& table) const {
    absl::btree_map<std::string, LineSums> whole;
    absl::btree_set<std::string> taken;
    for (const auto& [party, sums] : rows_) {
      for (const std::string& name : tree_.WithParents(party.name)) {
        whole[name].Add(sums);
        taken.insert(name);
      }
    }
    tree_.ForEach(taken, [&](const std::string& name, int depth) {
      AddRow(table, v1::REPORT_ROW_KIND_ITEM, name, depth,
             CellsOf(tree_.LabelOf(name), name, whole.at(name), HeadroomOf(name)));
    });
    // Money of no program that there is would be damage; it must not vanish.
    for (const auto& [party, sums] : rows_) {
      if (tree_.Find(party.name) == nullptr) AddParty(party, sums, table);
    }
  }

  // "2019年第2季度" of "2019-Q2"; else the id, which is all that the ledger knows.
  std::string LabelOf(const std::string& name) const {
    if (dimension_ != v1::EXECUTION_DIMENSION_QUARTER) return std::string(base::IdOf(name));
    return absl::StrCat(name.substr(0, 4), "年第", name.substr(6), "季度");
  }

  void AddParty(const Party& party, const LineSums& sums, v1::ReportTable& table) const {
    switch (party.recipients) {
      case Recipients::kOne:
        AddRow(table, v1::REPORT_ROW_KIND_ITEM, party.name, 0,
               CellsOf(LabelOf(party.name), party.name, sums, HeadroomOf(party.name)));
        return;
      case Recipients::kSeveral:
        AddRow(table, v1::REPORT_ROW_KIND_SEVERAL, "", 0, CellsOf("多个，未拆分", "", sums, ""));
        return;
      case Recipients::kUnstated:
        AddRow(table, v1::REPORT_ROW_KIND_UNSTATED, "", 0, CellsOf("未注明", "", sums, ""));
        return;
    }
  }

  void AddHeadings(v1::ReportTable& table) const;
  void AddNotes(v1::ReportTable& table) const;

  const storage::Reader& reader_;
  const std::string year_;
  const v1::ExecutionDimension dimension_;
  ProgramTree tree_;
  Parties parties_;
  Rows rows_;
  LineSums total_;
  Headrooms headrooms_;
  // Appropriations that are not the first of the year.
  absl::btree_set<std::string> supplements_;
  std::vector<std::string> derived_;
};

const char* WordOf(v1::ExecutionDimension dimension) {
  switch (dimension) {
    case v1::EXECUTION_DIMENSION_PROGRAM:
      return "支持项目";
    case v1::EXECUTION_DIMENSION_QUARTER:
      return "季度";
    case v1::EXECUTION_DIMENSION_PARK:
      return "园区";
    case v1::EXECUTION_DIMENSION_DEPARTMENT:
      return "责任处室";
    default:
      return "企业";
  }
}

void Execution::AddHeadings(v1::ReportTable& table) const {
  const std::string word = WordOf(dimension_);
  table.set_title(absl::StrCat(YearOf(year_), "年度预算执行情况表（按", word, "）"));
  AddColumn(table, "label", word, v1::REPORT_COLUMN_TYPE_TEXT);
  AddColumn(table, "name", "名称", v1::REPORT_COLUMN_TYPE_RESOURCE);
  AddSummed(table, "original_fen", "年初", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddSummed(table, "adjustment_fen", "调整", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddSummed(table, "carried_in_fen", "上年结转", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddSummed(table, "budget_fen", "预算", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddSummed(table, "committed_fen", "已承诺未拨付", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddSummed(table, "disbursed_fen", "已支出", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddSummed(table, "unitemised_fen", "其中：未分项", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddSummed(table, "receivable_fen", "应收追回", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddSummed(table, "prior_year_fen", "上年收回", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddSummed(table, "carried_out_fen", "结转下年", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddColumn(table, "rate_percent", "执行率（%）", v1::REPORT_COLUMN_TYPE_PERCENT);
  AddColumn(table, "paid_percent", "拨付率（%）", v1::REPORT_COLUMN_TYPE_PERCENT);
  AddColumn(table, "headroom_fen", "限额余量", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  AddSummed(table, "unknown_award_count", "金额未知的资助（项）", v1::REPORT_COLUMN_TYPE_COUNT);
}

void Execution::AddNotes(v1::ReportTable& table) const {
  if (HasBudget()) {
    table.add_notes(
        "预算为年初、调整与上年结转之和：年初为年初批复和下达，调整为追加、追减和调剂。");
    table.add_notes("结转下年为转入下一年度的可用额度、已承诺未拨付和应收追回，仍计入本年预算。");
  }
  table.add_notes("执行率为已支出除以预算；拨付率为已分项支出除以已分项支出与已承诺未拨付之和。");
  AddStrangeRates(table);
  table.add_notes("金额未知的资助只计项数，不计入任何金额。");
  switch (dimension_) {
    case v1::EXECUTION_DIMENSION_PROGRAM:
      table.add_notes(
          "上级含下级。专项资金的预算为批复数，项目的预算为下达数；未分项支出只列入专项资金。");
      break;
    case v1::EXECUTION_DIMENSION_QUARTER:
      table.add_notes(
          "各栏为当季发生的净额：承诺为新增承诺减去释放和拨付；执行率为当季支出除以全年预算；"
          "没有日期的列入未注明。");
      break;
    case v1::EXECUTION_DIMENSION_DEPARTMENT:
      table.add_notes("预算为批复和下达给本处室的，扣除由此下达给其他处室的。");
      break;
    default:
      table.add_notes(absl::StrCat("预算不分解到", WordOf(dimension_),
                                   "；涉及多个而未说明如何拆分的资助单列，未分项支出列入未注明。"));
  }
  for (const std::string& name : derived_) {
    if (HasBudget()) table.add_notes(absl::StrCat("预算含推算金额：", name, "。"));
  }
}

}  // namespace

absl::StatusOr<v1::ReportTable> GetExecutionReport(const storage::Reader& reader,
                                                   const v1::GetExecutionReportRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  ZGC_RETURN_IF_ERROR(GetRow(reader, kFiscalYears, request.fiscal_year()).status());
  return Execution(reader, request).Report();
}

}  // namespace zgc::funding
