#include "services/task_registry/domain/documents/policy_documents.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/documents/document_numbers.h"
#include "services/task_registry/domain/documents/document_steps.h"
#include "services/task_registry/domain/tasks/field_checks.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/policy_document_service.pb.h"
#include "zgc/tasks/v1/policy_documents.pb.h"

namespace zgc::tasks {
namespace {

absl::Status CheckNumberIsFree(const storage::Reader& reader, const v1::PolicyDocument& document,
                               Checks& checks) {
  if (document.doc_number().empty()) return absl::OkStatus();
  return kPolicyDocumentsByNumber.ForEach(
      reader, {document.doc_number()}, [&](const std::string& found) {
        if (found != document.name()) {
          checks.Add("policy_document.doc_number", absl::StrCat(found, " has this number already"));
        }
        return true;
      });
}

// Another form than that of the standard takes a reason and what shows it.
void CheckNumberForm(const v1::PolicyDocument& document, Checks& checks) {
  const bool excepted = !document.doc_number_exception().empty();
  const absl::Status form = CheckDocumentNumber(document.doc_number());
  if (document.doc_number().empty() || form.ok()) {
    checks.Expect(!excepted, "policy_document.doc_number_exception",
                  "is of a number that has another form");
    return;
  }
  checks.Expect(excepted, "policy_document.doc_number",
                absl::StrCat(form.message(), "; a lawful one of another form needs ",
                             "doc_number_exception and evidence"));
  checks.Expect(!excepted || !document.evidence().empty(), "policy_document.evidence",
                "an exception of the number needs at least one");
}

// No parent leads back to the document.
absl::Status CheckDocumentParents(const storage::Reader& reader, const v1::PolicyDocument& document,
                                  Checks& checks) {
  CheckNoneTwice(document.parents(), "policy_document.parents", checks);
  for (int i = 0; i < document.parents_size(); ++i) {
    std::set<std::string> seen;
    std::vector<std::string> above = {document.parents(i)};
    while (!above.empty()) {
      const std::string name = above.back();
      above.pop_back();
      if (!seen.insert(name).second) continue;
      ZGC_ASSIGN_OR_RETURN(const auto row, kPolicyDocuments.Get(reader, {name}));
      if (row.has_value()) above.insert(above.end(), row->parents().begin(), row->parents().end());
    }
    checks.Expect(!seen.contains(document.name()), absl::StrCat("policy_document.parents[", i, "]"),
                  absl::StrCat(document.name(), " would be a part of itself"));
  }
  return absl::OkStatus();
}

void CheckBases(const v1::PolicyDocument& document, Checks& checks) {
  CheckNoneTwice(document.bases(), "policy_document.bases", checks);
  for (int i = 0; i < document.bases_size(); ++i) {
    checks.Expect(document.bases(i) != document.name(),
                  absl::StrCat("policy_document.bases[", i, "]"), "it does not rest on itself");
  }
}

// The last day of so many months that begin on `day`: the one before the same day of a later month,
// or the last of that month where it has no such day. After the year 9999 there is none.
absl::optional<std::string> LastDayOf(absl::CivilDay day, int64_t months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  if (month.year() > 9998) return absl::nullopt;
  const absl::CivilDay end(month.year(), month.month(), day.day());
  return base::FormatDate(absl::CivilMonth(end) == month ? end - 1 : absl::CivilDay(month + 1) - 1);
}

// How long it is tried, of which the service works out the end.
void SetTrialEnd(v1::PolicyDocument& document, Checks& checks) {
  constexpr int64_t kMostMonths = 1200;
  const bool stated = !document.trial_last_date().empty();
  document.set_trial_end_date(document.trial_last_date());
  checks.Expect(document.trial() || !stated, "policy_document.trial_last_date",
                "is of a document that is issued for trial");
  checks.Expect(document.trial() || document.trial_months() == 0, "policy_document.trial_months",
                "is of a document that is issued for trial");
  checks.Expect(!stated || document.trial_months() == 0, "policy_document.trial_months",
                "either the months of the trial or its last day");
  checks.Ordered(document.effective_date(), document.trial_last_date(),
                 "policy_document.trial_last_date");
  const auto first = base::ParseDate(document.effective_date());
  if (!first.ok() || stated || document.trial_months() <= 0) return;
  const auto last = document.trial_months() > kMostMonths
                        ? absl::nullopt
                        : LastDayOf(*first, document.trial_months());
  checks.Expect(last.has_value(), "policy_document.trial_months", "is too many");
  if (last.has_value()) document.set_trial_end_date(*last);
}

void CheckPlannedSteps(const v1::PolicyDocument& document, Checks& checks) {
  constexpr int kMost = 20;
  const std::string list = "policy_document.planned_steps";
  checks.Expect(document.planned_steps_size() <= kMost, list, "has more than 20");
  std::set<std::string> ids;
  std::map<int, std::string> last;
  for (int i = 0; i < document.planned_steps_size(); ++i) {
    const v1::PlannedDocumentStep& step = document.planned_steps(i);
    const std::string field = absl::StrCat(list, "[", i, "]");
    checks.Expect(ids.insert(step.planned_step_id()).second, field + ".planned_step_id",
                  "repeats an earlier one");
    std::string& before = last[step.kind()];
    checks.Expect(before < step.due_date(), field + ".due_date",
                  "is not after that of the one of its kind before it");
    before = step.due_date();
  }
}

absl::Status CheckDocument(const storage::Reader& reader, const v1::PolicyDocument* before,
                           v1::PolicyDocument& document, Checks& checks) {
  if (document.item_count() == 0) document.set_item_count(1);
  checks.Expect(document.item_count() == 1 || document.doc_number().empty(),
                "policy_document.item_count", "must be 1 for a document with a number");
  ZGC_RETURN_IF_ERROR(CheckDocumentSteps(reader, before, document, checks));
  ZGC_RETURN_IF_ERROR(
      checks.NotAfterToday(reader, document.status_date(), "policy_document.status_date"));
  CheckNoneTwice(document.issuers(), "policy_document.issuers", checks);
  CheckNoneTwice(document.applies_to(), "policy_document.applies_to", checks);
  ZGC_RETURN_IF_ERROR(CheckOrganisationsOrOthers(reader, document.applies_to(),
                                                 "policy_document.applies_to", checks));
  ZGC_RETURN_IF_ERROR(CheckDocumentParents(reader, document, checks));
  CheckBases(document, checks);
  CheckPlannedSteps(document, checks);
  SetTrialEnd(document, checks);
  CheckNumberForm(document, checks);
  return CheckNumberIsFree(reader, document, checks);
}

absl::Status AddNumber(storage::Txn& txn, const v1::PolicyDocument& document) {
  if (!document.doc_number().empty()) {
    kPolicyDocumentsByNumber.Add(txn, {document.doc_number()}, document.name());
  }
  return absl::OkStatus();
}

absl::Status RemoveNumber(storage::Txn& txn, const v1::PolicyDocument& document) {
  if (!document.doc_number().empty()) {
    kPolicyDocumentsByNumber.Remove(txn, {document.doc_number()}, document.name());
  }
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::PolicyDocument>& PolicyDocumentKind() {
  static const auto* const kind = new records::KindOf<v1::PolicyDocument>(
      kPolicyDocuments, {.created_by = "/zgc.tasks.v1.PolicyDocumentService/CreatePolicyDocument",
                         .field = "policy_document",
                         .check = &CheckDocument,
                         .add = &AddNumber,
                         .remove = &RemoveNumber});
  return *kind;
}

absl::StatusOr<v1::PolicyDocument> CreatePolicyDocument(
    storage::Txn& txn, const base::Actor&, const v1::CreatePolicyDocumentRequest& request) {
  v1::PolicyDocument document = request.policy_document();
  document.set_name(absl::StrCat("policyDocuments/", request.policy_document_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(PolicyDocumentKind().Hold(txn, nullptr, document, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return PolicyDocumentKind().Create(txn, std::move(document));
}

absl::StatusOr<v1::PolicyDocument> UpdatePolicyDocument(
    storage::Txn& txn, const base::Actor&, const v1::UpdatePolicyDocumentRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::PolicyDocument old,
                       GetForUpdate(txn, kPolicyDocuments, request.policy_document()));
  v1::PolicyDocument document = old;
  Checks checks(txn, request);
  ApplyUpdate(txn, request, checks, document);
  ZGC_RETURN_IF_ERROR(PolicyDocumentKind().Hold(txn, &old, document, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return PolicyDocumentKind().Update(txn, old, std::move(document));
}

absl::StatusOr<v1::PolicyDocument> GetPolicyDocument(const storage::Reader& reader,
                                                     const v1::GetPolicyDocumentRequest& request) {
  return GetRow(reader, kPolicyDocuments, request.name());
}

absl::StatusOr<std::string> ListPolicyDocuments(const storage::Reader& reader,
                                                const v1::ListPolicyDocumentsRequest& request,
                                                const storage::Page& page,
                                                v1::ListPolicyDocumentsResponse& response) {
  return query::List(reader, kPolicyDocuments.column(), request, page, response);
}

}  // namespace zgc::tasks
