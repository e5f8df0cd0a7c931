#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/resource/steps.h"
#include "common/storage/txn.h"
#include "google/protobuf/descriptor.h"

// Lifecycles as tables, and the steps that a record has taken. A step is a message
// Step of the service, with the fields that MakeStep sets.
namespace zgc::resource::old {

// A method that leads from one state to another.
struct Move {
  absl::string_view method;
  int from = 0;
  int to = 0;
};

// Immutable; thread-safe.
class Lifecycle {
 public:
  // `states` names the states in errors and steps.
  Lifecycle(const google::protobuf::EnumDescriptor* states, std::initializer_list<Move> moves)
      : states_(states), moves_(moves) {}

  // ILLEGAL_TRANSITION, with the methods that are open, unless `method` is.
  absl::Status Check(const std::string& name, int state, absl::string_view method) const;
  // The same because of `obstacles`, though the state allows the method.
  absl::Status Hindered(const std::string& name, int state, absl::string_view method,
                        const std::vector<std::string>& obstacles) const;
  // The state that the method leads to; it is open.
  int After(int state, absl::string_view method) const;
  const std::string& NameOf(int state) const;
  // The state with that name; it exists.
  int StateOf(const std::string& name) const;

 private:
  const Move* Find(int state, absl::string_view method) const;
  std::vector<std::string> OpenMethods(int state) const;

  const google::protobuf::EnumDescriptor* const states_;
  const std::vector<Move> moves_;
};

// The step from one state to another; its day is the one in the details.
template <typename Step>
Step MakeStep(const storage::Txn& txn, const base::Actor& actor, const std::string& from,
              const std::string& to, const StepDetails& details) {
  constexpr int64_t kNanosPerSecond = 1'000'000'000;
  Step step;
  step.set_from_state(from);
  step.set_to_state(to);
  step.set_date(details.date);
  step.set_actor(actor.responsible());
  step.set_note(details.note);
  *step.mutable_evidence() = details.evidence;
  step.mutable_record_time()->set_seconds(txn.time_unix_nanos() / kNanosPerSecond);
  step.mutable_record_time()->set_nanos(
      static_cast<int32_t>(txn.time_unix_nanos() % kNanosPerSecond));
  step.set_revision(txn.revision());
  return step;
}

}  // namespace zgc::resource::old
