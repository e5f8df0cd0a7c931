#include "services/supervision_reporting/domain/watchlist/queue.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/interrupt.h"
#include "common/base/status_macros.h"
#include "common/resource/checks.h"
#include "common/scope/hold.h"
#include "common/scope/sight.h"
#include "services/supervision_reporting/domain/key_page.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/watchlist/light_rules.h"
#include "services/supervision_reporting/domain/watchlist/watched.h"
#include "services/supervision_reporting/domain/watchlist/watched_index.h"
#include "services/supervision_reporting/domain/watchlist/watched_lights.h"

namespace zgc::supervision {
namespace {

constexpr char kAllDays[] = "9999-12-31";
constexpr char kHere[] = "supervision_reporting";
constexpr char kFollowed[] = "task_registry";

// A line about a record that waits for `method`, since its last step.
template <typename Row>
v1::QueueItem Waits(const char* service, const Row& row, const std::string& title,
                    const char* method) {
  v1::QueueItem item;
  item.set_reason(v1::QUEUE_REASON_REVIEW);
  item.set_resource(absl::StrCat("//", service, "/", row.name()));
  item.set_title(title);
  item.set_method(method);
  for (const common::v1::Step& step : row.steps()) {
    // A step that follows another record may have none.
    if (!step.date().empty()) item.set_date(step.date());
  }
  return item;
}

// The key of a table for a full name; none if it is of another collection.
template <typename Key, typename Row>
absl::optional<Key> KeyIn(const storage::Table<Key, Row>& table, const std::string& name) {
  const size_t service = name.find('/', 2);
  const size_t id = name.rfind('/');
  if (service == std::string::npos || id <= service) return absl::nullopt;
  const std::string collection =
      name.substr(name.rfind('/', id - 1) + 1, id - name.rfind('/', id - 1) - 1);
  if constexpr (std::is_same_v<Key, SourceKey>) {
    if (absl::StrCat("source_", collection) != table.column().name) return absl::nullopt;
    return SourceKey{name.substr(2, service - 2), name.substr(service + 1)};
  } else {
    if (name.substr(2, service - 2) != kHere || collection != table.column().name) {
      return absl::nullopt;
    }
    return Key{name.substr(service + 1)};
  }
}

// Nobody decides on more time for what was dropped, and what has ended is given none.
absl::Status HoldToMatter(const storage::Reader& reader, const std::string& name,
                          absl::optional<v1::QueueItem>& item) {
  ZGC_ASSIGN_OR_RETURN(const auto matter, kMatters.Get(reader, {name}));
  if (!item.has_value() || !matter.has_value() || !HasEnded(matter->state())) {
    return absl::OkStatus();
  }
  item->set_method("RejectExtension");
  if (IsDropped(matter->state())) item.reset();
  return absl::OkStatus();
}

absl::StatusOr<absl::optional<v1::QueueItem>> FindWait(const storage::Reader& reader,
                                                       const std::string& name) {
  absl::optional<v1::QueueItem> found;
  ZGC_RETURN_IF_ERROR(EachWaitingTable([&](const auto& table) -> absl::Status {
    const auto key = KeyIn(table, name);
    if (!key.has_value()) return absl::OkStatus();
    ZGC_ASSIGN_OR_RETURN(const auto row, table.Get(reader, *key));
    if (!row.has_value()) return absl::OkStatus();
    found = WaitOf(*row);
    if constexpr (std::is_same_v<decltype(*row), const v1::Extension&>) {
      return HoldToMatter(reader, row->matter(), found);
    }
    return absl::OkStatus();
  }));
  return found;
}

absl::StatusOr<absl::optional<v1::QueueItem>> FindOwed(const storage::Reader& reader,
                                                       const LightRules& rules,
                                                       const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(const auto thing, FindThing(reader, rules, name));
  if (!thing.has_value()) return absl::nullopt;
  ZGC_ASSIGN_OR_RETURN(const DerivedLight light, DeriveLight(rules, thing->state));
  v1::QueueItem item;
  item.set_reason(v1::QUEUE_REASON_OWED);
  item.set_resource(thing->name);
  item.set_title(thing->title);
  item.set_organisation(thing->organisation);
  item.set_date(thing->state.deadline);
  item.set_light(light.light);
  item.set_label(light.label);
  return item;
}

// One of the lists of the index.
class QueuePass {
 public:
  QueuePass(const storage::Reader& reader, const LightRules& rules,
            const v1::ListQueueRequest& request, const storage::Page& page,
            v1::ListQueueResponse& response)
      : reader_(reader),
        rules_(rules),
        request_(request),
        page_(page),
        response_(response),
        keys_(page) {}

  absl::Status Walk(int64_t list) {
    if (keys_.full()) return absl::OkStatus();
    absl::Status failed;
    ZGC_RETURN_IF_ERROR(ForEachWatched(reader_, {list, "", ""}, kAllDays, page_.start,
                                       [&](const std::string& encoded, const WatchedKey& key) {
                                         failed = Visit(encoded, key);
                                         return failed.ok() && !keys_.full();
                                       }));
    return failed;
  }
  const std::string& next() const { return keys_.next(); }

 private:
  absl::Status Visit(const std::string& encoded, const WatchedKey& key) {
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    ZGC_ASSIGN_OR_RETURN(auto item, key.list == kWatchedWaiting
                                        ? FindWait(reader_, key.name)
                                        : FindOwed(reader_, rules_, key.name));
    if (!item.has_value() || !Takes(request_.organisation(), item->organisation())) {
      return absl::OkStatus();
    }
    const auto& reasons = request_.reasons();
    if (!reasons.empty() &&
        std::find(reasons.begin(), reasons.end(), item->reason()) == reasons.end()) {
      return absl::OkStatus();
    }
    ZGC_ASSIGN_OR_RETURN(const bool seen, IsSeen(reader_, bounds_, *item));
    if (seen && keys_.Takes(encoded, item->ByteSizeLong())) {
      *response_.add_items() = *std::move(item);
    }
    return absl::OkStatus();
  }

  const storage::Reader& reader_;
  const LightRules& rules_;
  const v1::ListQueueRequest& request_;
  const storage::Page& page_;
  v1::ListQueueResponse& response_;
  const scope::Bounds* const bounds_ = scope::BoundsOfList();
  KeyPage keys_;
};

}  // namespace

absl::optional<v1::QueueItem> WaitOf(const v1::Matter& matter) {
  const bool reported =
      matter.state() == v1::MATTER_STATE_REPORTED || matter.state() == v1::MATTER_STATE_VERIFIED;
  if (reported) return Waits(kHere, matter, matter.title(), "CloseMatter");
  if (matter.cancellation().empty() || !IsOpen(matter.state())) return absl::nullopt;
  return Waits(kHere, matter, matter.title(), "ApproveMatterCancellation");
}

absl::optional<v1::QueueItem> WaitOf(const v1::MatterPart& part) {
  switch (part.state()) {
    case v1::MATTER_PART_STATE_REPORTED:
      return Waits(kHere, part, part.title(), "StrikeOffMatterPart");
    case v1::MATTER_PART_STATE_RETURNED:
      return Waits(kHere, part, part.title(), "TransferMatterPart");
    default:
      return absl::nullopt;
  }
}

absl::optional<v1::QueueItem> WaitOf(const v1::Extension& extension) {
  if (extension.state() != v1::EXTENSION_STATE_REQUESTED) return absl::nullopt;
  return Waits(kHere, extension, extension.reason(), "ApproveExtension");
}

absl::optional<v1::QueueItem> WaitOf(const v1::Proposal& proposal) {
  switch (proposal.state()) {
    case v1::PROPOSAL_STATE_DRAFTED:
      return Waits(kHere, proposal, proposal.title(), "SignProposalReply");
    case v1::PROPOSAL_STATE_SIGNED:
      return Waits(kHere, proposal, proposal.title(), "SendProposalReply");
    default:
      return absl::nullopt;
  }
}

absl::optional<v1::QueueItem> WaitOf(const v1::Escalation& slip) {
  const bool issued = slip.state() == v1::ESCALATION_STATE_ISSUED;
  if (!issued && slip.state() != v1::ESCALATION_STATE_ACKNOWLEDGED) return absl::nullopt;
  v1::QueueItem item =
      Waits(kHere, slip, slip.title(), issued ? "AcknowledgeEscalation" : "AnswerEscalation");
  item.set_reason(v1::QUEUE_REASON_SLIP);
  item.set_organisation(slip.organisation());
  return item;
}

absl::optional<v1::QueueItem> WaitOf(const v1::InformationItem& item) {
  if (item.state() != v1::INFORMATION_STATE_DRAFT) return absl::nullopt;
  return Waits(kHere, item, item.title(), "SignOffInformationItem");
}

absl::optional<v1::QueueItem> WaitOf(const v1::LightRuleSet& set) {
  if (set.state() != v1::LIGHT_RULE_SET_STATE_PROPOSED) return absl::nullopt;
  return Waits(kHere, set, set.display_name(), "ApproveLightRuleSet");
}

absl::optional<v1::QueueItem> WaitOf(const v1::ScoreRule& rule) {
  if (rule.state() != v1::SCORE_RULE_STATE_PROPOSED) return absl::nullopt;
  return Waits(kHere, rule, rule.display_name(), "ApproveScoreRule");
}

absl::optional<v1::QueueItem> WaitOf(const tasks::v1::Task& task) {
  if (task.state() != tasks::v1::TASK_STATE_COMPLETION_SUBMITTED) return absl::nullopt;
  return Waits(kFollowed, task, task.title(), "AcceptCompletion");
}

absl::optional<v1::QueueItem> WaitOf(const tasks::v1::Milestone& milestone) {
  if (milestone.state() != tasks::v1::MILESTONE_STATE_REPORTED) return absl::nullopt;
  return Waits(kFollowed, milestone, milestone.title(), "AcceptMilestone");
}

absl::optional<v1::QueueItem> WaitOf(const tasks::v1::Duty& duty) {
  if (duty.state() != tasks::v1::DUTY_STATE_REPORTED) return absl::nullopt;
  return Waits(kFollowed, duty, duty.statement(), "AcceptDuty");
}

absl::StatusOr<bool> IsSeen(const storage::Reader& reader, const scope::Bounds* bounds,
                            const google::protobuf::Message& line) {
  if (bounds == nullptr) return true;
  return scope::Sight(reader, *bounds).Sees(line);
}

absl::StatusOr<std::string> ListQueue(const storage::Reader& reader,
                                      const v1::ListQueueRequest& request,
                                      const storage::Page& page, v1::ListQueueResponse& response) {
  const Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const LightRules rules, LightRules::Read(reader, request.as_of_date()));
  QueuePass pass(reader, rules, request, page, response);
  ZGC_RETURN_IF_ERROR(pass.Walk(kWatchedOpen));
  ZGC_RETURN_IF_ERROR(pass.Walk(kWatchedWaiting));
  return pass.next();
}

}  // namespace zgc::supervision
