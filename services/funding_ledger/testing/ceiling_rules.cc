#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/funding_ledger/testing/budget_model.h"

// What the model says of ceilings (限额).
namespace zgc::funding {
namespace {

std::string Subject(const std::string& year, v1::CeilingScope scope, const std::string& subject) {
  return absl::StrCat(year, "|", scope, "|", subject);
}

}  // namespace

// What ceilings may be set for that the award lies under.
std::vector<std::string> BudgetModel::SubjectsOf(const v1::Award& award) const {
  const std::string& year = award.fiscal_year();
  std::vector<std::string> keys = {Subject(year, v1::CEILING_SCOPE_FISCAL_YEAR, "")};
  for (const std::string& program : Lineage(award.program())) {
    keys.push_back(Subject(year, v1::CEILING_SCOPE_PROGRAM, program));
  }
  for (const std::string& park : award.parks()) {
    keys.push_back(Subject(year, v1::CEILING_SCOPE_PARK, park));
  }
  for (const std::string& enterprise : award.enterprises()) {
    keys.push_back(Subject(year, v1::CEILING_SCOPE_ENTERPRISE, enterprise));
  }
  return keys;
}

std::vector<std::string> BudgetModel::AddCeilings(const v1::Award& award, int64_t fen, bool use,
                                                  std::vector<Line>& lines) const {
  // Those of its own year, whichever pays it.
  PostingContext context = lines.back().context;
  if (context.fiscal_year != award.fiscal_year()) context.effective_date.clear();
  context.fiscal_year = award.fiscal_year();
  std::vector<AccountRef> found;
  for (const std::string& program : Lineage(award.program())) {
    const v1::Program& row = programs_.at(program);
    if (row.ceiling_state() != common::v1::AMOUNT_STATE_KNOWN) continue;
    const AccountRef limit = {v1::ACCOUNT_KIND_LIMIT, program, program};
    // The first award of a year sets it.
    if (journal_.accounts().count(AccountName(award.fiscal_year(), limit)) == 0) {
      lines.push_back({context,
                       v1::TRANSFER_KIND_CEILING_SET,
                       {v1::ACCOUNT_KIND_HEADROOM, program, program},
                       limit,
                       row.ceiling_fen()});
    }
    found.push_back(limit);
  }
  for (const std::string& key : SubjectsOf(award)) {
    const auto names = by_subject_.find(key);
    if (names == by_subject_.end()) continue;
    for (const std::string& name : names->second) {
      const v1::Ceiling& row = ceilings_.at(name);
      const bool of_program = row.scope() == v1::CEILING_SCOPE_PROGRAM;
      found.push_back({v1::ACCOUNT_KIND_LIMIT, name, of_program ? row.subject() : ""});
    }
  }
  std::vector<std::string> headrooms;
  for (const AccountRef& limit : found) {
    const AccountRef headroom = {v1::ACCOUNT_KIND_HEADROOM, limit.holder, limit.program};
    const AccountRef used = {v1::ACCOUNT_KIND_USED, limit.holder, limit.program};
    lines.push_back({context,
                     use ? v1::TRANSFER_KIND_CEILING_USE : v1::TRANSFER_KIND_CEILING_RELEASE,
                     use ? used : headroom, use ? headroom : used, fen});
    headrooms.push_back(AccountName(award.fiscal_year(), headroom));
  }
  return headrooms;
}

// Once `fen` of what the award holds under ceilings was given back.
void BudgetModel::ForgetHolder(const v1::Award& award, int64_t fen) {
  if (!IsOpen(award.fiscal_year())) return;
  for (auto& [headroom, held] : holders_) {
    const auto found = held.find(award.name());
    if (found == held.end()) continue;
    found->second -= fen;
    if (found->second == 0) held.erase(found);
  }
}

std::string BudgetModel::CreateCeiling(const v1::CreateCeilingRequest& request, Text) {
  v1::Ceiling row = request.ceiling();
  row.set_name(absl::StrCat("ceilings/", request.ceiling_id()));
  if (ceilings_.count(row.name()) > 0) return "resource_exists";
  const bool of_program = row.scope() == v1::CEILING_SCOPE_PROGRAM;
  const bool known =
      years_.count(row.fiscal_year()) > 0 && (!of_program || programs_.count(row.subject()) > 0);
  if (row.limit_fen() <= 0) return "invalid_field";
  if (!known) return "reference_not_found";
  const std::string key = Subject(row.fiscal_year(), row.scope(), row.subject());
  const std::string program = of_program ? row.subject() : "";
  const AccountRef headroom = {v1::ACCOUNT_KIND_HEADROOM, row.name(), program};
  const std::string account = AccountName(row.fiscal_year(), headroom);
  // Awards that were approved before count.
  std::map<std::string, int64_t> held;
  int64_t sum = 0;
  for (const auto& [name, award] : awards_) {
    if (!Holds(award) || award.fiscal_year() != row.fiscal_year()) continue;
    const std::vector<std::string> keys = SubjectsOf(award);
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) continue;
    held[name] = award.amount_fen();
    sum += award.amount_fen();
  }
  if (sum > row.limit_fen()) return "invalid_field";
  PostingContext context;
  context.fiscal_year = row.fiscal_year();
  context.program = program;
  context.source = row.name();
  context.document = row.document();
  std::vector<Line> lines = {{context,
                              v1::TRANSFER_KIND_CEILING_SET,
                              headroom,
                              {v1::ACCOUNT_KIND_LIMIT, row.name(), program},
                              row.limit_fen()}};
  if (sum > 0) {
    lines.push_back({context,
                     v1::TRANSFER_KIND_CEILING_USE,
                     {v1::ACCOUNT_KIND_USED, row.name(), program},
                     headroom,
                     sum});
  }
  const std::string answer = Post(lines);
  if (answer != "ok") return answer;
  if (!held.empty()) holders_[account] = held;
  by_subject_[key].insert(row.name());
  ceilings_[row.name()] = row;
  return answer;
}

}  // namespace zgc::funding
