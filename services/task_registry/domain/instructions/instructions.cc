#include "services/task_registry/domain/instructions/instructions.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/tasks/field_checks.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

absl::StatusOr<std::vector<std::string>> NothingDone(const storage::Reader&,
                                                     const v1::Instruction& instruction) {
  std::vector<std::string> unmet;
  if (!instruction.demand().empty() && instruction.actions().empty()) {
    unmet.push_back("it demands something and nothing that was done is reported");
  }
  return unmet;
}

// Names of this service are of records that are there; those of others are not looked up.
absl::Status CheckAbout(const storage::Reader& reader, const v1::Instruction& instruction,
                        Checks& checks) {
  CheckNoneTwice(instruction.about(), "instruction.about", checks);
  for (int i = 0; i < instruction.about_size(); ++i) {
    const std::string& name = instruction.about(i);
    if (absl::StartsWith(name, "//")) continue;
    const storage::Column* column = reader.FindColumn(name.substr(0, name.find('/')));
    bool found = false;
    if (column != nullptr && !column->feed_type.empty() && name != instruction.name()) {
      ZGC_ASSIGN_OR_RETURN(const auto row,
                           reader.Get(*column, storage::EncodeKey(storage::NameKey{name})));
      found = row.has_value();
    }
    checks.Expect(found, absl::StrCat("instruction.about[", i, "]"),
                  absl::StrCat("\"", name, "\" is no other record of this service"));
  }
  return absl::OkStatus();
}

absl::Status CheckInstruction(const storage::Reader& reader, const v1::Instruction*,
                              v1::Instruction& instruction, Checks& checks) {
  ZGC_RETURN_IF_ERROR(checks.NotAfterToday(reader, instruction.date(), "instruction.date"));
  CheckNoneTwice(instruction.organisations(), "instruction.organisations", checks);
  const auto given = base::ParseReducedDate(instruction.date());
  checks.Expect(
      !given.ok() || instruction.deadline().empty() || instruction.deadline() >= given->first,
      "instruction.deadline",
      absl::StrCat(instruction.deadline(), " is before the instruction of ", instruction.date()));
  return CheckAbout(reader, instruction, checks);
}

absl::Status CheckAction(const storage::Reader& reader, const v1::Instruction& instruction,
                         const v1::InstructionAction& action, Checks& checks) {
  ZGC_RETURN_IF_ERROR(checks.NotAfterToday(reader, action.date(), "action.date"));
  const auto given = base::ParseReducedDate(instruction.date());
  const auto done = base::ParseReducedDate(action.date());
  checks.Expect(!given.ok() || !done.ok() || done->last >= given->first, "action.date",
                absl::StrCat(action.date(), " is before the instruction of ", instruction.date()));
  return absl::OkStatus();
}

bool IsClosed(const v1::Instruction& instruction) {
  return instruction.state() == v1::INSTRUCTION_STATE_CLOSED;
}

}  // namespace

const records::KindOf<v1::Instruction>& InstructionKind() {
  static const auto* const kind = new records::KindOf<v1::Instruction>(
      kInstructions, {.created_by = "/zgc.tasks.v1.InstructionService/CreateInstruction",
                      .field = "instruction",
                      .check = &CheckInstruction,
                      .confirmed = &IsClosed});
  return *kind;
}

const Lifecycle<v1::Instruction>& InstructionLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Instruction>({
      {.method = "CreateInstruction", .to = {v1::INSTRUCTION_STATE_OPEN}},
      {.method = "UpdateInstruction", .from = {v1::INSTRUCTION_STATE_OPEN}},
      {.method = "ReportInstructionAction",
       .from = {v1::INSTRUCTION_STATE_OPEN},
       .each_counts = true},
      {.method = "CloseInstruction",
       .from = {v1::INSTRUCTION_STATE_OPEN},
       .to = {v1::INSTRUCTION_STATE_CLOSED},
       .not_by = {"ReportInstructionAction"},
       .when = "something was done, if it demands something",
       .obstacles = &NothingDone},
      {.method = "ReopenInstruction",
       .from = {v1::INSTRUCTION_STATE_CLOSED},
       .to = {v1::INSTRUCTION_STATE_OPEN}},
  });
  return *lifecycle;
}

absl::StatusOr<v1::Instruction> CreateInstruction(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateInstructionRequest& request) {
  v1::Instruction instruction = request.instruction();
  instruction.set_name(absl::StrCat("instructions/", request.instruction_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(InstructionKind().Hold(txn, nullptr, instruction, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  InstructionLifecycle().Take(txn, actor, "CreateInstruction", {}, instruction);
  return InstructionKind().Create(txn, std::move(instruction));
}

absl::StatusOr<v1::Instruction> UpdateInstruction(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::UpdateInstructionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Instruction old,
                       GetForUpdate(txn, kInstructions, request.instruction()));
  ZGC_RETURN_IF_ERROR(InstructionLifecycle().Check(txn, actor, "UpdateInstruction", old));
  v1::Instruction instruction = old;
  Checks checks(txn, request);
  ApplyUpdate(txn, request, checks, instruction);
  ZGC_RETURN_IF_ERROR(InstructionKind().Hold(txn, &old, instruction, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  InstructionLifecycle().Take(txn, actor, "UpdateInstruction", {}, instruction);
  return InstructionKind().Update(txn, old, std::move(instruction));
}

absl::StatusOr<v1::Instruction> ReportInstructionAction(
    storage::Txn& txn, const base::Actor& actor,
    const v1::ReportInstructionActionRequest& request) {
  constexpr char kMethod[] = "ReportInstructionAction";
  ZGC_ASSIGN_OR_RETURN(
      v1::Instruction instruction,
      resource::Begin(txn, actor, kInstructions, InstructionLifecycle(), kMethod, request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CheckAction(txn, instruction, request.action(), checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  *instruction.add_actions() = request.action();
  InstructionLifecycle().Take(txn, actor, kMethod, {.note = request.action().text()}, instruction);
  return Save(txn, kInstructions, std::move(instruction));
}

absl::StatusOr<v1::Instruction> CloseInstruction(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::CloseInstructionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Instruction instruction,
                       resource::GetToMove(txn, actor, kInstructions, InstructionLifecycle(),
                                           "CloseInstruction", request));
  InstructionLifecycle().Take(txn, actor, "CloseInstruction", {.note = request.reason()},
                              instruction);
  return Save(txn, kInstructions, std::move(instruction));
}

absl::StatusOr<v1::Instruction> ReopenInstruction(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::ReopenInstructionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Instruction instruction,
                       resource::GetToMove(txn, actor, kInstructions, InstructionLifecycle(),
                                           "ReopenInstruction", request));
  InstructionLifecycle().Take(txn, actor, "ReopenInstruction", {.note = request.reason()},
                              instruction);
  return Save(txn, kInstructions, std::move(instruction));
}

absl::StatusOr<v1::Instruction> GetInstruction(const storage::Reader& reader,
                                               const v1::GetInstructionRequest& request) {
  return GetRow(reader, kInstructions, request.name());
}

absl::StatusOr<std::string> ListInstructions(const storage::Reader& reader,
                                             const v1::ListInstructionsRequest& request,
                                             const storage::Page& page,
                                             v1::ListInstructionsResponse& response) {
  return query::List(reader, kInstructions.column(), request, page, response);
}

}  // namespace zgc::tasks
