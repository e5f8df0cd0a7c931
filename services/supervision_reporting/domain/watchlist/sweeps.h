#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/actor.h"
#include "common/resource/lifecycle.h"
#include "common/resource/source_watch.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/escalations.pb.h"
#include "zgc/supervision/v1/watch_service.pb.h"

// Sweeps and slips, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

const resource::Lifecycle<v1::Escalation>& EscalationLifecycle();
// What the names of the slips of a thing begin with; of its full name.
std::string EscalationPrefix(const std::string& thing);
// Withdraws all slips of a thing that stand, by the method that does that. Those that are withdrawn
// by "WithdrawEscalation" count for nothing.
absl::Status WithdrawSlips(storage::Txn& txn, const base::Actor& actor, const std::string& thing,
                           absl::string_view method, const std::string& reason);

// What is due as of a revision, of which one commit makes the slips: a sweep looks at all that is
// overdue, and nothing of that belongs into the committer.
struct SweepPlan {
  // For which it was looked.
  std::string day;
  // Full names, by deadline and name: as many as have a hundred slips.
  std::vector<std::string> things;
  // Where the next part begins; empty if there is none.
  std::string next;
  // The followed services that are not current.
  absl::btree_set<std::string> left_out;
  // How much that is overdue no rules take, by kind and place.
  absl::btree_map<std::pair<v1::WatchedKind, std::string>, int64_t> without_rules;
};
// `now` is that of the clock of commits; `begin` is the `next` of the part before.
absl::StatusOr<SweepPlan> PlanSweep(const storage::Reader& reader, resource::SourceWatch& sources,
                                    absl::Time now, const v1::SweepDeadlinesRequest& request,
                                    const std::string& begin = "");
// Makes what was planned and is still due.
absl::StatusOr<v1::SweepDeadlinesResponse> SweepDeadlines(storage::Txn& txn,
                                                          const base::Actor& actor,
                                                          resource::SourceWatch& sources,
                                                          const v1::SweepDeadlinesRequest& request,
                                                          const SweepPlan& plan);
absl::StatusOr<std::string> ListEscalations(const storage::Reader& reader,
                                            const v1::ListEscalationsRequest& request,
                                            const storage::Page& page,
                                            v1::ListEscalationsResponse& response);
absl::StatusOr<v1::Escalation> AcknowledgeEscalation(
    storage::Txn& txn, const base::Actor& actor, const v1::AcknowledgeEscalationRequest& request);
absl::StatusOr<v1::Escalation> AnswerEscalation(storage::Txn& txn, const base::Actor& actor,
                                                const v1::AnswerEscalationRequest& request);
absl::StatusOr<v1::Escalation> WithdrawEscalation(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::WithdrawEscalationRequest& request);

}  // namespace zgc::supervision
