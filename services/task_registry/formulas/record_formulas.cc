#include "common/base/time/dates.h"
#include "services/task_registry/formulas/counts.h"

namespace zgc::tasks {
namespace {

// Whether a record of that date belongs to the period. What has no date is part
// of every stock, as the records stand, and possibly of a flow.
absl::StatusOr<Certainty> Belongs(const std::string& date, const Period& period) {
  if (date.empty()) return IsStock(period) ? Certainty::kYes : Certainty::kMaybe;
  ZGC_ASSIGN_OR_RETURN(const base::DaySpan span, base::ParseReducedDate(date));
  return Within(span, period);
}

// Adds up the records of a table that `takes` takes; `label` and `date` are
// fields of theirs.
template <typename Row, typename Takes, typename Label, typename Date>
absl::StatusOr<FormulaValue> CountItems(const storage::Reader& reader,
                                        const resource::Rows<Row>& table, const Period& period,
                                        Takes takes, Label label, Date date) {
  Tally tally("task_registry");
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(table.ForEach(reader, [&](const storage::NameKey&, const Row& row) {
    if (!takes(row)) return true;
    const absl::StatusOr<Certainty> certainty = Belongs((row.*date)(), period);
    if (!certainty.ok()) {
      failed = certainty.status();
      return false;
    }
    tally.Add(*certainty, row.name(), BulkLabel((row.*label)(), row.item_count()), row.revision(),
              row.item_count());
    return true;
  }));
  ZGC_RETURN_IF_ERROR(failed);
  return tally.AsCount();
}

}  // namespace

absl::StatusOr<FormulaValue> CountOrganisations(const storage::Reader& reader,
                                                const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind", "country", "parent"}));
  ZGC_ASSIGN_OR_RETURN(
      const int kind,
      EnumArgument(arguments, "kind", *v1::OrganisationKind_descriptor(), "ORGANISATION_KIND_"));
  const std::string country = Argument(arguments, "country");
  ZGC_ASSIGN_OR_RETURN(const std::string parent,
                       ResourceArgument(reader, kOrganisations, arguments, "parent"));
  return CountItems(
      reader, kOrganisations, period,
      [&](const v1::Organisation& row) {
        return (kind == 0 || kind == row.kind()) && (country.empty() || country == row.country()) &&
               (parent.empty() || parent == row.parent());
      },
      &v1::Organisation::display_name, &v1::Organisation::since_date);
}

absl::StatusOr<FormulaValue> CountPolicyDocuments(const storage::Reader& reader,
                                                  const Arguments& arguments,
                                                  const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind", "status", "parent"}));
  ZGC_ASSIGN_OR_RETURN(const int kind,
                       EnumArgument(arguments, "kind", *v1::PolicyDocumentKind_descriptor(),
                                    "POLICY_DOCUMENT_KIND_"));
  ZGC_ASSIGN_OR_RETURN(const int status,
                       EnumArgument(arguments, "status", *v1::PolicyDocumentStatus_descriptor(),
                                    "POLICY_DOCUMENT_STATUS_"));
  ZGC_ASSIGN_OR_RETURN(const std::string parent,
                       ResourceArgument(reader, kPolicyDocuments, arguments, "parent"));
  return CountItems(
      reader, kPolicyDocuments, period,
      [&](const v1::PolicyDocument& row) {
        return (kind == 0 || kind == row.kind()) && (status == 0 || status == row.status()) &&
               (parent.empty() || parent == row.parent());
      },
      &v1::PolicyDocument::title, &v1::PolicyDocument::status_date);
}

absl::StatusOr<FormulaValue> OrganisationMembers(const storage::Reader& reader,
                                                 const Arguments& arguments, const Period&) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"organisation"}));
  ZGC_ASSIGN_OR_RETURN(const v1::Organisation row,
                       RequiredRow(reader, kOrganisations, arguments, "organisation"));
  absl::optional<int64_t> members;
  if (row.member_state() == common::v1::AMOUNT_STATE_KNOWN) members = row.member_count();
  return OfOneRecord(row.name(), row.display_name(), row.revision(), members);
}

absl::StatusOr<FormulaValue> PolicyArticles(const storage::Reader& reader,
                                            const Arguments& arguments, const Period&) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"document"}));
  ZGC_ASSIGN_OR_RETURN(const v1::PolicyDocument row,
                       RequiredRow(reader, kPolicyDocuments, arguments, "document"));
  absl::optional<int64_t> articles;
  if (row.article_count() > 0) articles = row.article_count();
  return OfOneRecord(row.name(), row.title(), row.revision(), articles);
}

absl::StatusOr<FormulaValue> CountTasks(const storage::Reader& reader, const Arguments& arguments,
                                        const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"plan", "state"}));
  ZGC_RETURN_IF_ERROR(RequireStock(period));
  ZGC_ASSIGN_OR_RETURN(const std::string plan, ResourceArgument(reader, kPlans, arguments, "plan"));
  ZGC_ASSIGN_OR_RETURN(const int state, EnumArgument(arguments, "state",
                                                     *v1::TaskState_descriptor(), "TASK_STATE_"));
  Tally tally("task_registry");
  ZGC_RETURN_IF_ERROR(kTasks.ForEach(reader, [&](const storage::NameKey&, const v1::Task& row) {
    const bool stands = state == 0 ? row.state() != v1::TASK_STATE_WITHDRAWN : row.state() == state;
    // A part is counted in its whole.
    if (stands && row.parent().empty() && (plan.empty() || row.plan() == plan)) {
      tally.Count(row.name(), row.title(), row.revision());
    }
    return true;
  }));
  return tally.AsCount();
}

}  // namespace zgc::tasks
