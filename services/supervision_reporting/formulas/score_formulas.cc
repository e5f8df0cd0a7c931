#include <algorithm>
#include <utility>

#include "services/supervision_reporting/domain/scorecards/scorecards.h"
#include "services/supervision_reporting/formulas/counts.h"

namespace zgc::supervision {
namespace {

// The score of an organisation in a period, by the entries that count.
absl::StatusOr<FormulaValue> Score(const storage::Reader& reader, const Arguments& arguments,
                                   const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"organisation"}));
  v1::ComputeScorecardRequest request;
  request.set_organisation(Argument(arguments, "organisation"));
  request.set_start_date(period.start_date());
  request.set_end_date(period.end_date());
  ZGC_ASSIGN_OR_RETURN(const v1::Scorecard card, ComputeScorecard(reader, request));
  FormulaValue value;
  value.value = card.total();
  for (const v1::ScoreEntry& entry : card.entries()) {
    if (entry.points() == "0") continue;
    value.newest_revision =
        std::max({value.newest_revision, entry.event_revision(), entry.rule_revision()});
    if (++value.input_count > figures::kMaxExplainedInputs) continue;
    figures::v1::FigureInput& input = value.inputs.emplace_back();
    input.set_resource(absl::StrCat("//", kService, "/", entry.event()));
    input.set_description(absl::StrCat(entry.date(), "，", entry.rule()));
    input.set_contribution(entry.points());
    input.set_revision(entry.event_revision());
  }
  return value;
}

}  // namespace

void RegisterScoreFormulas(figures::FormulaRegistry& registry) {
  registry.Register("score", "按已批准的计分规则合计单位在期内的得分，日期不能确定的不计分。",
                    Score);
}

}  // namespace zgc::supervision
