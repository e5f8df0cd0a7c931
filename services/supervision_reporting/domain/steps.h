#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/old_lifecycle.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/steps.pb.h"

// The steps that the records of supervision have taken.
namespace zgc::supervision {

using Steps = google::protobuf::RepeatedPtrField<v1::Step>;
using resource::old::Lifecycle;
using resource::old::Move;
using resource::StepDetails;
using resource::Texts;

// Appends a step; its day must not be before that of the one before it. Without a
// day it takes that of the commit.
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
