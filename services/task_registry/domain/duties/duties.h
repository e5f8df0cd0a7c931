#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/duties.pb.h"
#include "zgc/tasks/v1/duty_service.pb.h"

// Duties, without gRPC: what is refused and how is said in task_registry/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::tasks {

const resource::Lifecycle<v1::Duty>& DutyLifecycle();
const records::KindOf<v1::Duty>& DutyKind();

// What a duty is held to besides its contract, the deadline among it.
absl::Status CheckDuty(const storage::Reader& reader, const v1::Duty* before, v1::Duty& duty,
                       resource::Checks& checks);
// SEPARATION_OF_DUTIES if the actor has written of the draft, which another opens.
absl::Status CheckOpener(const base::Actor& actor, const v1::Duty& duty);
// Those of a task that are drafts are open from its approval on, which the actor took.
absl::Status OpenDutiesOf(storage::Txn& txn, const base::Actor& actor, const std::string& task);

// What is not settled of a task is dropped with it, by the method that ends the task.
absl::Status DropDutiesOf(storage::Txn& txn, const base::Actor& actor, absl::string_view method,
                          const resource::StepDetails& details, const std::string& task);

absl::StatusOr<v1::Duty> CreateDuty(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreateDutyRequest& request);
absl::StatusOr<v1::Duty> UpdateDuty(storage::Txn& txn, const base::Actor& actor,
                                    const v1::UpdateDutyRequest& request);
absl::StatusOr<v1::Duty> ReportDuty(storage::Txn& txn, const base::Actor& actor,
                                    const v1::ReportDutyRequest& request);
absl::StatusOr<v1::Duty> AcceptDuty(storage::Txn& txn, const base::Actor& actor,
                                    const v1::AcceptDutyRequest& request);
absl::StatusOr<v1::Duty> ReturnDuty(storage::Txn& txn, const base::Actor& actor,
                                    const v1::ReturnDutyRequest& request);
absl::StatusOr<v1::Duty> GetDuty(const storage::Reader& reader, const v1::GetDutyRequest& request);
absl::StatusOr<std::string> ListDuties(const storage::Reader& reader,
                                       const v1::ListDutiesRequest& request,
                                       const storage::Page& page, v1::ListDutiesResponse& response);

}  // namespace zgc::tasks
