#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/base/status_macros.h"
#include "common/scope/bounds.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/watch_service.pb.h"
#include "zgc/tasks/v1/duties.pb.h"
#include "zgc/tasks/v1/milestones.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

// What there is to be done, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

absl::StatusOr<std::string> ListQueue(const storage::Reader& reader,
                                      const v1::ListQueueRequest& request,
                                      const storage::Page& page, v1::ListQueueResponse& response);

// How a record waits for an answer, as a line of the queue; none if it does not. The queue also
// looks at what it hangs on.
absl::optional<v1::QueueItem> WaitOf(const v1::Matter& matter);
absl::optional<v1::QueueItem> WaitOf(const v1::MatterPart& part);
absl::optional<v1::QueueItem> WaitOf(const v1::Extension& extension);
absl::optional<v1::QueueItem> WaitOf(const v1::Proposal& proposal);
absl::optional<v1::QueueItem> WaitOf(const v1::Escalation& slip);
absl::optional<v1::QueueItem> WaitOf(const v1::InformationItem& item);
absl::optional<v1::QueueItem> WaitOf(const v1::LightRuleSet& set);
absl::optional<v1::QueueItem> WaitOf(const v1::ScoreRule& rule);
absl::optional<v1::QueueItem> WaitOf(const tasks::v1::Task& task);
absl::optional<v1::QueueItem> WaitOf(const tasks::v1::Milestone& milestone);
absl::optional<v1::QueueItem> WaitOf(const tasks::v1::Duty& duty);

// Calls `each` with every table whose records may wait, until it returns an error.
template <typename Each>
absl::Status EachWaitingTable(Each each) {
  ZGC_RETURN_IF_ERROR(each(kMatters));
  ZGC_RETURN_IF_ERROR(each(kMatterParts));
  ZGC_RETURN_IF_ERROR(each(kExtensions));
  ZGC_RETURN_IF_ERROR(each(kProposals));
  ZGC_RETURN_IF_ERROR(each(kEscalations));
  ZGC_RETURN_IF_ERROR(each(kInformationItems));
  ZGC_RETURN_IF_ERROR(each(kLightRuleSets));
  ZGC_RETURN_IF_ERROR(each(kScoreRules));
  ZGC_RETURN_IF_ERROR(each(kSourceTasks));
  ZGC_RETURN_IF_ERROR(each(kSourceMilestones));
  return each(kSourceDuties);
}

// Whether a caller with these bounds, or null, sees a line, which says whose it is.
absl::StatusOr<bool> IsSeen(const storage::Reader& reader, const scope::Bounds* bounds,
                            const google::protobuf::Message& line);

}  // namespace zgc::supervision
