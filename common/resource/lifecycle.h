#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "common/resource/steps.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"

// The life of a record as a table: which method leads from which state to which, who may not
// take it, and what else must hold. From it come what is open, the refusals, the steps on
// record, the documentation and the exhaustive tests.
namespace zgc::resource {

// A method as the table has it, without the guard that reads the store.
struct Move {
  // Such as "ApproveTask".
  std::string method;
  // States in which it is open; none of the method that creates the record.
  std::vector<int> from;
  // States that it leads to; none if it leaves the state as it is.
  std::vector<int> to;
  // Whoever took one of these methods may not take this one (maker and checker).
  std::vector<std::string> not_by;
  // What else must hold, in words.
  std::string when;
  // Whether it is taken of another record and this one follows, see Lifecycle::Follow: it is
  // open there and never here, where a move that is open may have the same name.
  bool follows = false;
  // Whether each who took it counts where others name it in not_by, as one adds to what those
  // before have written. Else the newest alone does, as that is what another one checks.
  bool each_counts = false;
};

// The part that knows no type of record. Immutable; thread-safe.
class LifecycleTable {
 public:
  LifecycleTable(const google::protobuf::Descriptor& record,
                 const google::protobuf::EnumDescriptor& states, std::vector<Move> moves);
  virtual ~LifecycleTable() = default;
  LifecycleTable(const LifecycleTable&) = delete;
  LifecycleTable& operator=(const LifecycleTable&) = delete;

  // The message of the record.
  const google::protobuf::Descriptor& record() const { return record_; }
  const google::protobuf::EnumDescriptor& states() const { return states_; }
  const std::vector<Move>& moves() const { return moves_; }

  // "TASK_STATE_ACTIVE".
  const std::string& NameOf(int state) const;
  // The state with that name; it exists.
  int StateOf(const std::string& name) const;
  // The method; it is in the table, among those that follow another record's or among the rest.
  const Move& Of(absl::string_view method, bool follows = false) const;
  bool IsOpen(absl::string_view method, int state) const;
  // Whether nothing leads on from a state, in which no method is open either.
  bool IsFinal(int state) const;
  // How a record stands: "tasks/2 is TASK_STATE_VOID, which is final".
  std::string Stands(const std::string& name, int state) const;

 protected:
  // PERMISSION_DENIED with SEPARATION_OF_DUTIES by `not_by`.
  absl::Status CheckDuties(const base::Actor& actor, const Move& move, const Steps& steps,
                           const std::string& name) const;
  // The state that a method leads to, if there is but one.
  int OnlyTo(const Move& move, int from) const;
  // A step that the table does not have would make it a lie: the process ends.
  void RequireMove(const Move& move, int from, int to) const;

 private:
  const google::protobuf::Descriptor& record_;
  const google::protobuf::EnumDescriptor& states_;
  const std::vector<Move> moves_;
};

// Of a message with name, state and steps.
template <typename Row>
class Lifecycle final : public LifecycleTable {
 public:
  using State = decltype(std::declval<Row>().state());
  // What stands in the way of a method though the state allows it, one sentence each: "its
  // part tasks/2 is TASK_STATE_ACTIVE".
  using Obstacles = absl::StatusOr<std::vector<std::string>> (*)(const storage::Reader&,
                                                                 const Row&);
  // Made by naming its fields: what is not named is empty. GCC 12 takes no defaults here.
  struct Entry {
    std::string method;
    std::vector<State> from;
    std::vector<State> to;
    std::vector<std::string> not_by;
    std::string when;
    Obstacles obstacles;
    bool follows;
    bool each_counts;
  };

  explicit Lifecycle(const std::vector<Entry>& entries)
      : LifecycleTable(*Row::descriptor(),
                       *Row::descriptor()->FindFieldByName("state")->enum_type(), Moves(entries)) {
    for (const Entry& entry : entries) obstacles_.push_back(entry.obstacles);
  }

  // Whether the actor may take the method now: ILLEGAL_TRANSITION with what stands in the way
  // and what is open, or SEPARATION_OF_DUTIES.
  absl::Status Check(const storage::Reader& reader, const base::Actor& actor,
                     absl::string_view method, const Row& row) const {
    const Move& move = Of(method);
    if (!LifecycleTable::IsOpen(method, row.state())) {
      return Hindered(reader, method, row, {Stands(row.name(), row.state())});
    }
    ZGC_RETURN_IF_ERROR(CheckDuties(actor, move, row.steps(), row.name()));
    ZGC_ASSIGN_OR_RETURN(const auto obstacles, ObstaclesOf(reader, move, row));
    return obstacles.empty() ? absl::OkStatus() : Hindered(reader, method, row, obstacles);
  }

  // ILLEGAL_TRANSITION because of obstacles that the caller found, with what is open.
  absl::Status Hindered(const storage::Reader& reader, absl::string_view method, const Row& row,
                        const std::vector<std::string>& obstacles) const {
    ZGC_ASSIGN_OR_RETURN(std::vector<std::string> open, Open(reader, row));
    std::erase(open, method);
    return IllegalTransition(row.name(), method, obstacles, open);
  }

  // The methods that could be taken now, by a person who may, in the order of the table.
  absl::StatusOr<std::vector<std::string>> Open(const storage::Reader& reader,
                                                const Row& row) const {
    std::vector<std::string> open;
    for (const Move& move : moves()) {
      if (move.follows || !LifecycleTable::IsOpen(move.method, row.state())) continue;
      ZGC_ASSIGN_OR_RETURN(const auto obstacles, ObstaclesOf(reader, move, row));
      if (obstacles.empty()) open.push_back(move.method);
    }
    return open;
  }

  // Takes a method that is open: moves the state, and records who, when and why. A method
  // that leads to several states is told which.
  void Take(const storage::Txn& txn, const base::Actor& actor, absl::string_view method,
            const StepDetails& details, Row& row) const {
    TakeTo(txn, actor, method, static_cast<State>(OnlyTo(Of(method), row.state())), details, row);
  }
  void TakeTo(const storage::Txn& txn, const base::Actor& actor, absl::string_view method, State to,
              const StepDetails& details, Row& row) const {
    Record(txn, actor, Of(method), to, details, row);
  }

  // SEPARATION_OF_DUTIES if the actor is one of those who may not have this record follow the
  // method; all else is checked where it is taken.
  absl::Status CheckFollow(const base::Actor& actor, absl::string_view method,
                           const Row& row) const {
    return CheckDuties(actor, Of(method, /*follows=*/true), row.steps(), row.name());
  }

  // Records in this record what a method that another record took has changed of it. That
  // method is checked there.
  void Follow(const storage::Txn& txn, const base::Actor& actor, absl::string_view method,
              const StepDetails& details, Row& row) const {
    const int to = OnlyTo(Of(method, /*follows=*/true), row.state());
    FollowTo(txn, actor, method, static_cast<State>(to), details, row);
  }
  void FollowTo(const storage::Txn& txn, const base::Actor& actor, absl::string_view method,
                State to, const StepDetails& details, Row& row) const {
    Record(txn, actor, Of(method, /*follows=*/true), to, details, row);
  }

 private:
  void Record(const storage::Txn& txn, const base::Actor& actor, const Move& move, State to,
              const StepDetails& details, Row& row) const {
    RequireMove(move, row.state(), to);
    // A record that is new has no state to come from.
    const bool is_first = row.steps().empty() && move.from.empty();
    AddStep(txn, actor, {move.method, is_first ? "" : NameOf(row.state()), NameOf(to)}, details,
            *row.mutable_steps());
    row.set_state(to);
  }

  static std::vector<Move> Moves(const std::vector<Entry>& entries) {
    std::vector<Move> moves;
    for (const Entry& entry : entries) {
      moves.push_back({entry.method,
                       {entry.from.begin(), entry.from.end()},
                       {entry.to.begin(), entry.to.end()},
                       entry.not_by,
                       entry.when,
                       entry.follows,
                       entry.each_counts});
    }
    return moves;
  }

  absl::StatusOr<std::vector<std::string>> ObstaclesOf(const storage::Reader& reader,
                                                       const Move& move, const Row& row) const {
    const Obstacles find = obstacles_[&move - moves().data()];
    if (find == nullptr) return std::vector<std::string>();
    return find(reader, row);
  }

  // In the order of moves().
  std::vector<Obstacles> obstacles_;
};

// The record that a request names, if the actor may take the method now: that comes before the
// fields of the request, which are of no use to who may not.
template <typename Row, typename Request>
absl::StatusOr<Row> Begin(const storage::Txn& txn, const base::Actor& actor, const Rows<Row>& table,
                          const Lifecycle<Row>& lifecycle, absl::string_view method,
                          const Request& request) {
  // Of a request that names no record all is said that is missing.
  if (request.name().empty()) ZGC_RETURN_IF_ERROR(Checks(txn, request).ToStatus());
  ZGC_ASSIGN_OR_RETURN(Row row, GetForUpdate(txn, table, request));
  ZGC_RETURN_IF_ERROR(lifecycle.Check(txn, actor, method, row));
  return row;
}

// The same of a request that says nothing else that has to be looked at: it holds its contract.
template <typename Row, typename Request>
absl::StatusOr<Row> GetToMove(const storage::Txn& txn, const base::Actor& actor,
                              const Rows<Row>& table, const Lifecycle<Row>& lifecycle,
                              absl::string_view method, const Request& request) {
  ZGC_ASSIGN_OR_RETURN(Row row, Begin(txn, actor, table, lifecycle, method, request));
  ZGC_RETURN_IF_ERROR(Checks(txn, request).ToStatus());
  return row;
}

}  // namespace zgc::resource
