#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/storage/txn.h"
#include "google/protobuf/descriptor.h"
#include "zgc/supervision/v1/steps.pb.h"

// Lifecycles as tables, and the steps that a record has taken.
namespace zgc::supervision {

using Steps = google::protobuf::RepeatedPtrField<v1::Step>;
using Texts = google::protobuf::RepeatedPtrField<std::string>;

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

// What is recorded with a step.
struct StepDetails {
  // Empty takes the day of the commit in Asia/Shanghai.
  std::string date;
  std::string note;
  Texts evidence;
};

// Appends a step; its day must not be before that of the one before it.
void AddStep(const storage::Txn& txn, const base::Actor& actor, const std::string& from,
             const std::string& to, const StepDetails& details, resource::Checks& checks,
             Steps& steps);

// Moves a row by an open method.
template <typename Row>
void Take(const storage::Txn& txn, const base::Actor& actor, const Lifecycle& lifecycle,
          absl::string_view method, const StepDetails& details, resource::Checks& checks,
          Row& row) {
  const int to = lifecycle.After(row.state(), method);
  AddStep(txn, actor, lifecycle.NameOf(row.state()), lifecycle.NameOf(to), details, checks,
          *row.mutable_steps());
  row.set_state(static_cast<decltype(row.state())>(to));
}

// The newest step into a state that was taken no later than `day` (empty: ever), or
// nullptr.
const v1::Step* LastStepTo(const Steps& steps, const std::string& state, const std::string& day);
// Name of the state on a day, or empty before the first step.
std::string StateOn(const Steps& steps, const std::string& day);

}  // namespace zgc::supervision
