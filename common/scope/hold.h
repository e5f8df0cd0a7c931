#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/scope/bounds.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"

// Requests, rows and answers held to the bounds of a caller. What is refused is refused with
// OutOfScope, whether it is another's or does not exist.
namespace zgc::scope {

// Each resource that a request names must be seen and, if it writes, the one that it is of may be
// changed by whoever is at least `least` of it; that is UNSPECIFIED of what only reads. Before
// anything is done: what is wrong with a request for another's is nothing to tell.
absl::Status HoldRequest(const storage::Reader& reader, const Bounds& bounds,
                         const google::protobuf::Message& request, common::v1::Stake least);

// What HoldRequest lets pass of a resource that is not there, as it may be made, this does not.
absl::Status HoldNamed(const storage::Reader& reader, const Bounds& bounds,
                       const std::string& name);

// Of the names in `filters`, which are of several dimensions, one dimension's are all of the
// caller's.
absl::Status HoldFilters(const storage::Reader& reader, const Bounds& bounds,
                         const std::vector<std::vector<std::string>>& filters,
                         const std::string& what);

// A resource that is answered must be seen; where it names what is gone, that of `before` counts,
// if that is given.
absl::Status HoldAnswer(const storage::Reader& reader, const Bounds& bounds,
                        const google::protobuf::Message& resource,
                        const storage::Reader* before = nullptr);

// A refusal whose text or details name what is not seen becomes one that says only its reason.
absl::Status WithoutForeign(const storage::Reader& reader, const Bounds& bounds,
                            const absl::Status& refusal);

// All that a transaction has changed may be changed by whoever is at least `least` of it, as it was
// and as it is.
absl::Status HoldChanges(const storage::Txn& txn, const Bounds& bounds, common::v1::Stake least);

// Says that this thread makes a list for a caller with bounds, from here to the end of the scope.
// Never alive across threads.
class ListScope {
 public:
  explicit ListScope(const Bounds& bounds);
  ~ListScope();
  ListScope(const ListScope&) = delete;
  ListScope& operator=(const ListScope&) = delete;

  // Whether somebody has asked for the bounds, so as to leave out what is not seen.
  bool asked() const { return asked_; }

 private:
  friend const Bounds* BoundsOfList();
  friend std::string PinOfList();

  const Bounds& bounds_;
  ListScope* const outer_;
  bool asked_ = false;
};

// The bounds of the list that this thread makes, for whoever then leaves out what is not seen; null
// for the whole zone.
const Bounds* BoundsOfList();
// What a token of its pages belongs to besides.
std::string PinOfList();

}  // namespace zgc::scope
