#include "services/supervision_reporting/domain/scorecards/score_events.h"

#include <string>
#include <utility>

#include "absl/strings/strip.h"
#include "services/supervision_reporting/domain/counts.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/watchlist/watched.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

using VisitScore = absl::FunctionRef<void(const ScoreEvent&)>;

std::string DayAfter(const std::string& day) {
  const auto parsed = base::ParseDate(day);
  return parsed.ok() ? base::FormatDate(*parsed + 1) : std::string();
}

// Of a day.
ScoreEvent OnDay(v1::ScoreEventKind kind, const std::string& organisation, const std::string& day,
                 int64_t count) {
  ScoreEvent event;
  event.kind = kind;
  event.organisation = organisation;
  event.date = day;
  event.days = {day, day};
  event.count = count;
  return event;
}

template <typename Row>
void Show(const Row& row, const std::string& record, ScoreEvent& event) {
  event.event = row.name();
  event.revision = row.revision();
  event.record = record;
}

absl::Status VisitInformation(const storage::Reader& reader, const std::string& as_of,
                              VisitScore visit) {
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(kInformationEvents.ForEach(
      reader, [&](const storage::NameKey&, const v1::InformationEvent& row) {
        const auto days = base::ParseReducedDate(row.date());
        const auto item = kInformationItems.Get(reader, {row.information_item()});
        failed = !days.ok() ? days.status() : item.status();
        if (!failed.ok()) return false;
        if (!item->has_value() || days->first > as_of) return true;
        ScoreEvent event;
        event.kind = row.kind() == v1::INFORMATION_EVENT_KIND_ADOPTION
                         ? v1::SCORE_EVENT_KIND_ADOPTION
                         : v1::SCORE_EVENT_KIND_INSTRUCTION;
        event.organisation = (*item)->organisation();
        event.body = row.body();
        event.level = row.level();
        event.date = row.date();
        event.days = *days;
        event.count = CountOf(row.item_count());
        Show(row, row.information_item(), event);
        visit(event);
        return true;
      }));
  return failed;
}

absl::Status VisitMatters(const storage::Reader& reader, const std::string& as_of,
                          VisitScore visit) {
  return kMatters.ForEach(reader, [&](const storage::NameKey&, const v1::Matter& row) {
    const std::string overdue = DayAfter(row.deadline());
    if (overdue.empty() || overdue > as_of) return true;
    const std::string state = StateOn(row.steps(), row.deadline());
    // It was overdue as the one that it was split from.
    if (state.empty() && !row.split_from().empty()) return true;
    if (!state.empty() && !IsOpen(static_cast<v1::MatterState>(MatterLifecycle().StateOf(state)))) {
      return true;
    }
    ScoreEvent event = OnDay(v1::SCORE_EVENT_KIND_MATTER_OVERDUE, LeadOn(row, row.deadline()),
                             overdue, CountOf(row.item_count()));
    Show(row, row.name(), event);
    visit(event);
    return true;
  });
}

// By hand, or as its deadline has moved: not as what it is of has gone to another or has ended.
bool WasTakenBack(const v1::Escalation& slip) {
  return slip.state() == v1::ESCALATION_STATE_WITHDRAWN && !slip.steps().empty() &&
         slip.steps().rbegin()->method() == "WithdrawEscalation";
}

absl::Status VisitEscalations(const storage::Reader& reader, const std::string& as_of,
                              VisitScore visit) {
  ZGC_ASSIGN_OR_RETURN(const LightRules rules, LightRules::Read(reader, as_of));
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(
      kEscalations.ForEach(reader, [&](const storage::NameKey&, const v1::Escalation& row) {
        if (row.as_of_date() > as_of || WasTakenBack(row)) return true;
        const auto recorded = IsRecorded(reader, rules, row.thing());
        failed = recorded.status();
        if (!failed.ok()) return false;
        if (!*recorded) return true;
        ScoreEvent event =
            OnDay(v1::SCORE_EVENT_KIND_ESCALATION, row.organisation(), row.as_of_date(), 1);
        // As the events of the record itself name it.
        Show(row, std::string(absl::StripPrefix(row.thing(), "//supervision_reporting/")), event);
        visit(event);
        return true;
      }));
  return failed;
}

// Day of the first answer, or empty.
std::string FirstAnswer(const v1::Proposal& row) {
  for (const common::v1::Step& step : row.steps()) {
    if (step.method() == "SendProposalReply") return step.date();
  }
  return "";
}

absl::Status VisitProposals(const storage::Reader& reader, const std::string& as_of,
                            VisitScore visit) {
  return kProposals.ForEach(reader, [&](const storage::NameKey&, const v1::Proposal& row) {
    if (row.deadline().empty()) return true;
    const std::string answered = FirstAnswer(row);
    const bool in_time = !answered.empty() && answered <= row.deadline();
    const std::string day = in_time ? answered : DayAfter(row.deadline());
    if (day.empty() || day > as_of) return true;
    ScoreEvent event =
        OnDay(in_time ? v1::SCORE_EVENT_KIND_PROPOSAL_IN_TIME : v1::SCORE_EVENT_KIND_PROPOSAL_LATE,
              row.lead_handler(), day, CountOf(row.item_count()));
    Show(row, row.name(), event);
    visit(event);
    return true;
  });
}

}  // namespace

absl::Status ForEachScoreEvent(const storage::Reader& reader, const std::string& as_of,
                               VisitScore visit) {
  ZGC_RETURN_IF_ERROR(VisitInformation(reader, as_of, visit));
  ZGC_RETURN_IF_ERROR(VisitMatters(reader, as_of, visit));
  ZGC_RETURN_IF_ERROR(VisitEscalations(reader, as_of, visit));
  return VisitProposals(reader, as_of, visit);
}

}  // namespace zgc::supervision
