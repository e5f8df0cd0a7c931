#include "services/park_region/domain/projects/investments.h"

#include <algorithm>
#include <utility>

#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/park_region/domain/projects/stages.h"
#include "services/park_region/domain/stated.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

absl::Status CheckEntry(const storage::Reader& reader, const v1::InvestmentEntry*,
                        v1::InvestmentEntry& entry, Checks& checks) {
  checks.Amount(entry.amount_fen(), entry.amount_state(), "investment_entry.amount_fen");
  if (entry.has_stated_amount()) {
    CheckStated(entry.stated_amount(),
                {.fen = entry.amount_fen(),
                 .state = entry.amount_state(),
                 .fen_field = "investment_entry.amount_fen",
                 .state_field = "investment_entry.amount_state",
                 .stated_field = "investment_entry.stated_amount"},
                checks);
  }
  ZGC_ASSIGN_OR_RETURN(const auto project, kProjects.Get(reader, {entry.project()}));
  checks.Expect(!project.has_value() || WasSigned(*project), "investment_entry.project",
                "has not been signed");
  return checks.NotAfterToday(reader, entry.date(), "investment_entry.date");
}

absl::Status AddToProject(storage::Txn& txn, const v1::InvestmentEntry& entry) {
  kInvestmentsByProject.Add(txn, {entry.project()}, entry.name());
  return absl::OkStatus();
}

absl::Status RemoveFromProject(storage::Txn& txn, const v1::InvestmentEntry& entry) {
  kInvestmentsByProject.Remove(txn, {entry.project()}, entry.name());
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::InvestmentEntry>& InvestmentEntryKind() {
  static const auto* const kind = new records::KindOf<v1::InvestmentEntry>(
      kInvestmentEntries, {.created_by = "/zgc.parks.v1.ProjectService/CreateInvestmentEntry",
                           .field = "investment_entry",
                           .check = &CheckEntry,
                           .add = &AddToProject,
                           .remove = &RemoveFromProject,
                           .amounts = {"amount_fen"}});
  return *kind;
}

absl::StatusOr<v1::InvestmentEntry> CreateInvestmentEntry(
    storage::Txn& txn, const base::Actor&, const v1::CreateInvestmentEntryRequest& request) {
  v1::InvestmentEntry entry = request.investment_entry();
  entry.set_name(absl::StrCat("investmentEntries/", request.investment_entry_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(InvestmentEntryKind().Hold(txn, nullptr, entry, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return InvestmentEntryKind().Create(txn, std::move(entry));
}

absl::StatusOr<v1::InvestmentEntry> GetInvestmentEntry(
    const storage::Reader& reader, const v1::GetInvestmentEntryRequest& request) {
  return GetRow(reader, kInvestmentEntries, request.name());
}

absl::StatusOr<std::string> ListInvestmentEntries(const storage::Reader& reader,
                                                  const v1::ListInvestmentEntriesRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListInvestmentEntriesResponse& response) {
  return query::List(reader, kInvestmentEntries.column(), request, page, response);
}

absl::StatusOr<std::vector<v1::InvestmentEntry>> InvestmentsOf(const storage::Reader& reader,
                                                               const std::string& project) {
  std::vector<v1::InvestmentEntry> found;
  absl::Status read;
  ZGC_RETURN_IF_ERROR(
      kInvestmentsByProject.ForEach(reader, {project}, [&](const std::string& name) {
        auto row = GetRow(reader, kInvestmentEntries, name);
        read = row.status();
        if (row.ok()) found.push_back(*std::move(row));
        return read.ok();
      }));
  ZGC_RETURN_IF_ERROR(read);
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.date() < b.date(); });
  return found;
}

}  // namespace zgc::parks
