#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/scope/bounds.h"
#include "common/scope/marks.h"
#include "common/storage/reader.h"
#include "common/storage/store.h"

namespace zgc::scope {

// Says that what this thread sees, from here to the end of the scope, is seen of a store whose
// history says whose a record was that was voided. Never alive across threads.
class HistoryScope {
 public:
  explicit HistoryScope(const storage::Store& store);
  ~HistoryScope();
  HistoryScope(const HistoryScope&) = delete;
  HistoryScope& operator=(const HistoryScope&) = delete;

 private:
  const storage::Store* const outer_;
};

// How a caller with bounds stands to a row.
struct Standing {
  bool seen = false;
  bool owned = false;
  bool partnered = false;
  // What is said of its owners says somebody else, and not the caller.
  bool foreign = false;
  // Not only the caller's, and not to be seen by a part.
  bool joint = false;
  // Others, of kinds that the caller is bound by, who own it and who have a part in it.
  std::set<std::string> owners;
  std::set<std::string> partners;

  bool Sees() const { return seen && !joint; }
  bool Owns() const { return owned && !foreign; }
  // As owner, or as less if that is enough.
  bool May(common::v1::Stake least) const {
    if (least == common::v1::STAKE_COUNTERPART) return partnered;
    return Owns() || (least == common::v1::STAKE_PARTNER && partnered);
  }
};

// What a caller with bounds sees and changes of the rows of a reader. Cheap; not thread-safe. The
// arguments outlive it.
class Sight {
 public:
  // Where a row is named that is gone, the one in `before` counts, if that is given.
  Sight(const storage::Reader& reader, const Bounds& bounds,
        const storage::Reader* before = nullptr)
      : reader_(reader), bounds_(bounds), before_(before) {}

  absl::StatusOr<bool> Sees(const google::protobuf::Message& row) const;
  absl::StatusOr<Standing> StandingOf(const google::protobuf::Message& row) const;

  // Whether a name is of a park, a division or an organisation of the caller.
  absl::StatusOr<bool> HasNamed(const std::string& name) const;
  // The same of what a field says is an organisation, which may be a role.
  absl::StatusOr<bool> HasOrganisation(const std::string& name) const;

  // The table of a name, which is called as the last collection of that, or null if the store has
  // none of its type or the text has not the form of such a name.
  static const storage::Column* TableOf(const storage::Reader& reader, absl::string_view name);
  // The row of a name, or null if there is none.
  static absl::StatusOr<std::unique_ptr<google::protobuf::Message>> RowNamed(
      const storage::Reader& reader, absl::string_view name);
  // The field that names what a division or a unit is a part of, of its own type; or null.
  static const google::protobuf::FieldDescriptor* PartOf(const google::protobuf::Descriptor& type);

 private:
  // What one field says of the owners of a row: its values are owners together, of which one is
  // enough, but where the row is of all of them.
  struct Owners {
    bool own = false;
    // Among the bounds, if only to lie within them.
    bool within = false;
    bool others = false;
  };
  // A mark is how the row that is asked for comes to it; `depth` is how many rows may still lie
  // above.
  absl::Status Collect(const google::protobuf::Message& row, const Mark& above, int depth,
                       Standing& standing) const;
  absl::Status CollectNamed(const std::string& name, const Mark& mark, int depth,
                            Standing& standing, Owners& owners) const;
  absl::Status CollectValue(common::v1::Scope kind, const std::string& value, const Mark& mark,
                            Standing& standing, Owners& owners) const;
  // A park of which this service has the record is of the division that it lies in, for whoever is
  // bound by divisions alone.
  absl::Status CollectPark(const std::string& park, const Mark& mark, Standing& standing,
                           Owners& owners) const;
  // The row of a name that is gone, as it last was, or null.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> RowGone(const std::string& name) const;
  // Whether it, or what it is a part of, is among the bounds.
  absl::StatusOr<bool> Has(const std::set<std::string>& bound, absl::string_view value) const;

  const storage::Reader& reader_;
  const Bounds& bounds_;
  const storage::Reader* const before_;
};

}  // namespace zgc::scope
