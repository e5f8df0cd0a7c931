#pragma once

#include <google/protobuf/repeated_field.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/storage/txn.h"
#include "zgc/common/v1/step.pb.h"

// The steps that a record has taken: who, when and why. All functions are pure but for what
// they write to.
namespace zgc::resource {

using Steps = google::protobuf::RepeatedPtrField<common::v1::Step>;
using Texts = google::protobuf::RepeatedPtrField<std::string>;

// What is recorded with a step besides who and what.
struct StepDetails {
  // Day on which it was taken, or empty.
  std::string date;
  std::string note;
  Texts evidence;
};

// One document, as the evidence of a step; none if it is empty.
Texts Evidence(const std::string& document);

// A method, and the names of the states that it led from and to.
struct Taken {
  std::string method;
  std::string from;
  std::string to;
};

// Records a step in the commit of `txn`.
void AddStep(const storage::Txn& txn, const base::Actor& actor, const Taken& taken,
             const StepDetails& details, Steps& steps);

// The day of a commit in Asia/Shanghai.
std::string DayOfCommit(const storage::Txn& txn);
// `date`, or the day of the commit.
std::string DayOr(const storage::Txn& txn, const std::string& date);

// A day that is empty or neither after the commit nor before the newest step that has one.
void CheckStepDay(const storage::Txn& txn, const std::string& day, const Steps& steps,
                  Checks& checks);

// The newest step by a method, or null.
const common::v1::Step* LastStepBy(const Steps& steps, absl::string_view method);
// The newest step into a state, from another, that was taken no later than `day` (empty: ever), or
// null.
const common::v1::Step* LastStepTo(const Steps& steps, const std::string& state,
                                   const std::string& day);
// Name of the state on a day, or empty before the first step.
std::string StateOn(const Steps& steps, const std::string& day);
// Who took steps by these methods.
std::vector<std::string> ActorsOf(const Steps& steps,
                                  std::initializer_list<absl::string_view> methods);

}  // namespace zgc::resource
