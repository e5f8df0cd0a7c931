#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/resource/old_lifecycle.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/steps.pb.h"

// The steps that calls, applications, awards and clawbacks have taken.
namespace zgc::funding {

using Steps = google::protobuf::RepeatedPtrField<v1::Step>;

// `date`, or the day of the commit.
std::string DayOr(const storage::Txn& txn, const std::string& date);

// `day` is not after the commit. It may be empty.
void CheckNotAfterToday(const storage::Txn& txn, const std::string& day, absl::string_view field,
                        resource::Checks& checks);

// The year has begun on the day of the commit.
void CheckBegun(const storage::Txn& txn, const std::string& fiscal_year, absl::string_view field,
                resource::Checks& checks);

// `day` is one on which money moved: in the year and not after the commit; or empty, in a
// year that has begun.
void CheckMoneyDay(const storage::Txn& txn, const std::string& day, const std::string& fiscal_year,
                   absl::string_view field, resource::Checks& checks);

// `day` is empty or a day that is not after the commit, and not before the last
// one that `steps` state.
void CheckStepDay(const storage::Txn& txn, const std::string& day, const Steps& steps,
                  resource::Checks& checks);

// What a step is and what it leads to.
struct Taken {
  absl::string_view method;
  std::string from;
  std::string to;
  std::string date;
  std::string note;
  std::string document;
};

void RecordStep(const storage::Txn& txn, const base::Actor& actor, const Taken& taken,
                Steps& steps);

// Moves a row by an open method.
template <typename Row>
void Take(const storage::Txn& txn, const base::Actor& actor, const resource::old::Lifecycle& lifecycle,
          Taken taken, Row& row) {
  const int to = lifecycle.After(row.state(), taken.method);
  taken.from = lifecycle.NameOf(row.state());
  taken.to = lifecycle.NameOf(to);
  RecordStep(txn, actor, taken, *row.mutable_steps());
  row.set_state(static_cast<decltype(row.state())>(to));
}

// Who took steps by these methods.
std::vector<std::string> ActorsOf(const Steps& steps,
                                  std::initializer_list<absl::string_view> methods);

}  // namespace zgc::funding
