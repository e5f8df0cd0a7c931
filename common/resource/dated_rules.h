#pragma once

#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/base/time/dates.h"
#include "common/resource/checks.h"
#include "common/resource/lifecycle.h"
#include "common/resource/rows.h"
#include "common/resource/steps.h"
#include "common/storage/txn.h"

// Records that hold from a day on: rules of a practice, and what else begins and ends on days.
// Thread-safe as the transaction is.
namespace zgc::resource {

// Of what holds from `from_date` to `until_date`, of which either may be empty. `prefix` is that of
// the fields.
template <typename Row>
void CheckDays(const Row& row, absl::string_view prefix, Checks& checks) {
  if (base::ValidDate(row.from_date()) && base::ValidDate(row.until_date())) {
    checks.Ordered(row.from_date(), row.until_date(), absl::StrCat(prefix, "until_date"));
  }
}

template <typename Row>
bool IsInForce(const Row& row, absl::string_view day) {
  return row.from_date() <= day && (row.until_date().empty() || day <= row.until_date());
}

// The life of a rule that counts once another person has approved it: nothing of it changes then
// but its last day. Another practice is another rule. Its methods are called by the noun: the rules
// of a ScoreRule are CreateScoreRule, ApproveScoreRule, RejectScoreRule and EndScoreRule.
template <typename Row>
class DatedRules {
 public:
  using State = typename Lifecycle<Row>::State;
  using Look = absl::FunctionRef<absl::Status(const Row&, Checks&)>;

  // `table` outlives it.
  explicit DatedRules(const Rows<Row>& table)
      : table_(table),
        noun_(Row::descriptor()->name()),
        lifecycle_({{.method = "Create" + noun_, .to = {In("PROPOSED")}},
                    {.method = "Approve" + noun_,
                     .from = {In("PROPOSED")},
                     .to = {In("APPROVED")},
                     .not_by = {"Create" + noun_}},
                    {.method = "Reject" + noun_, .from = {In("PROPOSED")}, .to = {In("REJECTED")}},
                    {.method = "End" + noun_, .from = {In("APPROVED")}}}) {}

  const Lifecycle<Row>& lifecycle() const { return lifecycle_; }

  // A rule that has its name and was looked at.
  absl::StatusOr<Row> Create(storage::Txn& txn, const base::Actor& actor, const Checks& checks,
                             Row row) const {
    ZGC_RETURN_IF_ERROR(checks.ToStatus());
    Take(txn, actor, "Create", "", row);
    return Insert(txn, table_, std::move(row));
  }
  // `look` adds what a kind of rules asks besides.
  template <typename Request>
  absl::StatusOr<Row> Approve(storage::Txn& txn, const base::Actor& actor, const Request& request,
                              Look look = NothingBesides) const {
    return Decide(txn, actor, "Approve", "", request, look);
  }
  template <typename Request>
  absl::StatusOr<Row> Reject(storage::Txn& txn, const base::Actor& actor,
                             const Request& request) const {
    return Decide(txn, actor, "Reject", request.reason(), request, NothingBesides);
  }
  // On request.until_date().
  template <typename Request>
  absl::StatusOr<Row> End(storage::Txn& txn, const base::Actor& actor, const Request& request,
                          Look look = NothingBesides) const {
    ZGC_ASSIGN_OR_RETURN(Row row, Begin(txn, actor, table_, lifecycle_, "End" + noun_, request));
    Checks checks(txn, request);
    if (base::ValidDate(request.until_date())) {
      checks.Ordered(row.from_date(), request.until_date(), "until_date");
      // To go on takes a rule of its own, which another approves.
      checks.Expect(row.until_date().empty() || request.until_date() <= row.until_date(),
                    "until_date", absl::StrCat("it has ended on ", row.until_date()));
    }
    ZGC_RETURN_IF_ERROR(look(row, checks));
    ZGC_RETURN_IF_ERROR(checks.ToStatus());
    row.set_until_date(request.until_date());
    Take(txn, actor, "End", request.reason(), row);
    return Save(txn, table_, std::move(row));
  }

 private:
  static absl::Status NothingBesides(const Row& /*row*/, Checks& /*checks*/) {
    return absl::OkStatus();
  }

  // The state of that name, such as SCORE_RULE_STATE_PROPOSED.
  static State In(absl::string_view state) {
    const auto& states = *Row::descriptor()->FindFieldByName("state")->enum_type();
    const std::string none = states.FindValueByNumber(0)->name();
    const std::string prefix = none.substr(0, none.rfind('_') + 1);
    return static_cast<State>(states.FindValueByName(absl::StrCat(prefix, state))->number());
  }

  void Take(storage::Txn& txn, const base::Actor& actor, absl::string_view verb,
            const std::string& note, Row& row) const {
    lifecycle_.Take(txn, actor, absl::StrCat(verb, noun_), {DayOfCommit(txn), note, {}}, row);
  }

  template <typename Request>
  absl::StatusOr<Row> Decide(storage::Txn& txn, const base::Actor& actor, absl::string_view verb,
                             const std::string& note, const Request& request, Look look) const {
    ZGC_ASSIGN_OR_RETURN(
        Row row, GetToMove(txn, actor, table_, lifecycle_, absl::StrCat(verb, noun_), request));
    Checks checks(txn, request);
    ZGC_RETURN_IF_ERROR(look(row, checks));
    ZGC_RETURN_IF_ERROR(checks.ToStatus());
    Take(txn, actor, verb, note, row);
    return Save(txn, table_, std::move(row));
  }

  const Rows<Row>& table_;
  const std::string noun_;
  const Lifecycle<Row> lifecycle_;
};

}  // namespace zgc::resource
