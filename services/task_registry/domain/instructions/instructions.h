#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/tasks/v1/instruction_service.pb.h"
#include "zgc/tasks/v1/instructions.pb.h"

// Written instructions, without gRPC: what is refused and how is said in
// task_registry/rpc/services.h. Thread-safe as the reader is.
namespace zgc::tasks {

const resource::Lifecycle<v1::Instruction>& InstructionLifecycle();
const records::KindOf<v1::Instruction>& InstructionKind();

absl::StatusOr<v1::Instruction> CreateInstruction(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateInstructionRequest& request);
absl::StatusOr<v1::Instruction> UpdateInstruction(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::UpdateInstructionRequest& request);
absl::StatusOr<v1::Instruction> ReportInstructionAction(
    storage::Txn& txn, const base::Actor& actor, const v1::ReportInstructionActionRequest& request);
absl::StatusOr<v1::Instruction> CloseInstruction(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::CloseInstructionRequest& request);
absl::StatusOr<v1::Instruction> ReopenInstruction(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::ReopenInstructionRequest& request);
absl::StatusOr<v1::Instruction> GetInstruction(const storage::Reader& reader,
                                               const v1::GetInstructionRequest& request);
absl::StatusOr<std::string> ListInstructions(const storage::Reader& reader,
                                             const v1::ListInstructionsRequest& request,
                                             const storage::Page& page,
                                             v1::ListInstructionsResponse& response);

}  // namespace zgc::tasks
