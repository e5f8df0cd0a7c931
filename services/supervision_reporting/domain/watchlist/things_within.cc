#include "services/supervision_reporting/domain/watchlist/things_within.h"

#include <string>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/time/dates.h"

namespace zgc::supervision {
namespace {

using tasks::v1::PolicyDocument;
using tasks::v1::PolicyDocumentStep;

// The day on which something was done, as far as it says whether that was in time: of a month or a
// year the last day if that was, the first if not even that was; empty if it stays open.
std::string DoneDate(const std::string& reduced, const std::string& deadline) {
  const auto span = base::ParseReducedDate(reduced);
  if (!span.ok()) return "";
  if (span->last <= deadline) return span->last;
  return span->first > deadline ? span->first : "";
}

// The step of that kind that comes after `number` others of it, or null.
const PolicyDocumentStep* StepAt(const PolicyDocument& document,
                                 tasks::v1::PolicyDocumentStepKind kind, int number) {
  for (const PolicyDocumentStep& step : document.steps()) {
    if (step.kind() == kind && number-- == 0) return &step;
  }
  return nullptr;
}

}  // namespace

std::vector<WatchedThing> ThingsWithin(const PolicyDocument& document) {
  std::vector<WatchedThing> things;
  absl::btree_map<int, int> planned;
  for (const tasks::v1::PlannedDocumentStep& it : document.planned_steps()) {
    WatchedThing& thing = things.emplace_back();
    thing.state.place.kind = v1::WATCHED_KIND_DOCUMENT_STEP;
    thing.state.deadline = it.due_date();
    thing.name =
        absl::StrCat("//task_registry/", document.name(), "/plannedSteps/", it.planned_step_id());
    thing.title = document.title();
    thing.organisation = it.organisation();
    if (thing.organisation.empty() && !document.issuers().empty()) {
      thing.organisation = document.issuers(0);
    }
    thing.standing = tasks::v1::PolicyDocumentStepKind_Name(it.kind());
    thing.revision = document.revision();
    const PolicyDocumentStep* step = StepAt(document, it.kind(), planned[it.kind()]++);
    thing.state.open = step == nullptr;
    if (step != nullptr) thing.state.done_date = DoneDate(step->date(), it.due_date());
    thing.binds = document.status() != tasks::v1::POLICY_DOCUMENT_STATUS_REPEALED &&
                  document.status() != tasks::v1::POLICY_DOCUMENT_STATUS_REFERENCE;
  }
  return things;
}

std::vector<WatchedThing> ThingsWithin(const parks::v1::Agreement& agreement) {
  absl::btree_map<std::string, std::string> organisations;
  for (const parks::v1::AgreementParty& party : agreement.parties()) {
    organisations[party.display_name()] =
        std::string(absl::StripPrefix(party.organisation(), "//task_registry/"));
  }
  std::vector<WatchedThing> things;
  for (const parks::v1::AgreementDuty& duty : agreement.duties()) {
    WatchedThing& thing = things.emplace_back();
    thing.state.place.kind = v1::WATCHED_KIND_AGREEMENT_DUTY;
    thing.state.deadline = duty.deadline();
    thing.name = absl::StrCat("//park_region/", agreement.name(), "/duties/", duty.duty_id());
    thing.title = duty.title();
    thing.organisation = organisations[duty.party()];
    thing.standing = parks::v1::AgreementState_Name(agreement.state());
    thing.revision = agreement.revision();
    thing.state.open = duty.done_date().empty();
    thing.state.done_date = duty.done_date();
    thing.binds = agreement.state() == parks::v1::AGREEMENT_STATE_SIGNED ||
                  agreement.state() == parks::v1::AGREEMENT_STATE_IN_FORCE ||
                  (agreement.state() == parks::v1::AGREEMENT_STATE_ENDED && !thing.state.open);
  }
  return things;
}

}  // namespace zgc::supervision
