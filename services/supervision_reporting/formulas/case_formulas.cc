#include "common/resource/steps.h"
#include "services/supervision_reporting/formulas/counts.h"
#include "zgc/supervision/v1/matters.pb.h"
#include "zgc/supervision/v1/proposals.pb.h"

namespace zgc::supervision {
namespace {

// Counts the records of a table that `matches` takes by the day of receipt, and,
// if a state is asked for, by their state on the last day of the period.
template <typename Row, typename Matches>
absl::StatusOr<FormulaValue> CountReceived(const storage::Reader& reader, const Rows<Row>& table,
                                           const Period& period, const std::string& state,
                                           Matches matches) {
  Tally tally(kService);
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(table.ForEach(reader, [&](const storage::NameKey&, const Row& row) {
    if (!matches(row)) return true;
    if (!state.empty() && StateOn(row.steps(), period.end_date()) != state) return true;
    failed = AddDated({row.name(), row.title(), row.revision(), row.item_count()},
                      row.received_date(), period, tally);
    return failed.ok();
  }));
  ZGC_RETURN_IF_ERROR(failed);
  return tally.AsCount();
}

// Name of the state that an argument gives, or empty.
absl::StatusOr<std::string> StateArgument(const Arguments& arguments,
                                          const google::protobuf::EnumDescriptor& states,
                                          absl::string_view prefix) {
  ZGC_ASSIGN_OR_RETURN(const int state, EnumArgument(arguments, "state", states, prefix));
  return state == 0 ? std::string() : states.FindValueByNumber(state)->name();
}

}  // namespace

absl::StatusOr<FormulaValue> CountMatters(const storage::Reader& reader, const Arguments& arguments,
                                          const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind", "state"}));
  ZGC_ASSIGN_OR_RETURN(const int kind, EnumArgument(arguments, "kind", *v1::MatterKind_descriptor(),
                                                    "MATTER_KIND_"));
  ZGC_ASSIGN_OR_RETURN(const std::string state,
                       StateArgument(arguments, *v1::MatterState_descriptor(), "MATTER_STATE_"));
  return CountReceived(reader, kMatters, period, state,
                       [&](const v1::Matter& row) { return kind == 0 || kind == row.kind(); });
}

absl::StatusOr<FormulaValue> CountProposals(const storage::Reader& reader,
                                            const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"led_by", "kind", "state"}));
  ZGC_ASSIGN_OR_RETURN(
      const int led_by,
      EnumArgument(arguments, "led_by", *v1::ProposalLeader_descriptor(), "PROPOSAL_LEADER_"));
  ZGC_ASSIGN_OR_RETURN(
      const int kind,
      EnumArgument(arguments, "kind", *v1::ProposalKind_descriptor(), "PROPOSAL_KIND_"));
  ZGC_ASSIGN_OR_RETURN(
      const std::string state,
      StateArgument(arguments, *v1::ProposalState_descriptor(), "PROPOSAL_STATE_"));
  return CountReceived(reader, kProposals, period, state, [&](const v1::Proposal& row) {
    return (led_by == 0 || led_by == row.led_by()) && (kind == 0 || kind == row.kind());
  });
}

}  // namespace zgc::supervision
