#include <algorithm>
#include <utility>

#include "common/resource/steps.h"
#include "services/supervision_reporting/formulas/counts.h"
#include "zgc/supervision/v1/matters.pb.h"
#include "zgc/supervision/v1/proposals.pb.h"

namespace zgc::supervision {
namespace {

// Matters or proposals, which are received, have a state, and are told apart by some values.
template <typename Row>
struct Cases {
  const Rows<Row>& table;
  std::string name;
  std::vector<Dimension> dimensions;
  std::vector<std::string> (*values_of)(const Row&);
  // Whether it was received itself, and not as part of another.
  bool (*is_received)(const Row&);
};

// Which of them are meant.
struct Question {
  // As Slice has them.
  std::vector<std::string> values;
  // Name of the state on the last day of the period; empty takes every state.
  std::string state;

  bool Takes(const std::vector<std::string>& other) const {
    return std::equal(values.begin(), values.end(), other.begin(),
                      [](const std::string& asked, const std::string& value) {
                        return asked.empty() || asked == value;
                      });
  }
};
using ReadQuestion = absl::StatusOr<Question> (*)(const Arguments&);

template <typename Row>
absl::StatusOr<Contribution> OfCase(const Cases<Row>& cases, const Row& row) {
  return Dated({row.name(), row.title(), row.revision(), row.item_count()}, row.received_date(),
               cases.values_of(row));
}

// A state, the day since when a record has it, and the first on which it has not; empty if it
// still has it.
struct Stay {
  std::string state;
  std::string since;
  std::string until;
};

// What StateOn says of every day. The days of steps do not go back, but for a receipt that is yet
// to come when the next step is taken: such a stay ends before it begins.
std::vector<Stay> StaysOf(const Steps& steps) {
  std::vector<Stay> stays;
  for (const common::v1::Step& step : steps) {
    if (step.from_state() == step.to_state()) continue;
    if (!stays.empty()) stays.back().until = step.date();
    stays.push_back({step.to_state(), step.date(), ""});
  }
  return stays;
}

// Value of the dimension of states for what was received in a year and then has the state.
std::string StateInYear(const std::string& state, const std::string& year) {
  return absl::StrCat(state, "/", year);
}

// A stock: the days on which a record has `state`. While the day of receipt may be yet to come, it
// may be part of it.
void ContributeStay(const Stay& stay, const Contribution& received, Measure::Visit visit) {
  const auto visit_between = [&](const std::string& first, const std::string& end,
                                 absl::optional<absl::int128> amount) {
    if (!end.empty() && end <= first) return;
    for (const bool ends : {false, true}) {
      const std::string& day = ends ? end : first;
      if (day.empty()) continue;
      for (const std::string& state :
           {stay.state, StateInYear(stay.state, received.days.first.substr(0, 4))}) {
        Contribution one = received;
        one.days = {day, day};
        one.values.insert(one.values.begin(), state);
        one.amount = amount;
        one.ends = ends;
        visit(std::move(one));
      }
    }
  };
  const auto& [first, certain] = received.days;
  const bool leaves_before = !stay.until.empty() && stay.until < certain;
  visit_between(std::max(stay.since, first), leaves_before ? stay.until : certain, absl::nullopt);
  visit_between(std::max(stay.since, certain), stay.until, received.amount);
}

template <typename Row>
Measure ReceivedMeasure(const Cases<Row>& cases) {
  return MeasureOf<Row>(
      kService, cases.name, cases.table, cases.dimensions,
      [cases](const storage::Reader&, const Row& row, Measure::Visit visit) -> absl::Status {
        if (!cases.is_received(row)) return absl::OkStatus();
        ZGC_ASSIGN_OR_RETURN(Contribution one, OfCase(cases, row));
        visit(std::move(one));
        return absl::OkStatus();
      });
}

template <typename Row>
Measure StatesMeasure(const Cases<Row>& cases) {
  std::vector<Dimension> dimensions = cases.dimensions;
  dimensions.insert(dimensions.begin(), "state");
  return MeasureOf<Row>(
      kService, absl::StrCat(cases.name, "_by_state"), cases.table, std::move(dimensions),
      [cases](const storage::Reader&, const Row& row, Measure::Visit visit) -> absl::Status {
        ZGC_ASSIGN_OR_RETURN(const Contribution received, OfCase(cases, row));
        for (const Stay& stay : StaysOf(row.steps())) ContributeStay(stay, received, visit);
        return absl::OkStatus();
      });
}

// The value of the dimension of states that a period asks for; empty if it is a flow that does not
// go on from the beginning of a year, before which nothing lies that came in it.
std::string StateValue(const std::string& state, const Period& period) {
  if (IsStock(period)) return state;
  const std::string year = period.end_date().substr(0, 4);
  if (period.start_date() != absl::StrCat(year, "-01-01")) return "";
  return StateInYear(state, year);
}

// Counts the rows.
template <typename Row>
absl::StatusOr<FormulaValue> CountReceived(const storage::Reader& reader, const Cases<Row>& cases,
                                           const Question& question, const Period& period) {
  Tally tally(kService);
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(cases.table.ForEach(reader, [&](const storage::NameKey&, const Row& row) {
    if (!question.Takes(cases.values_of(row))) return true;
    if (StateOn(row.steps(), period.end_date()) != question.state) return true;
    const auto one = OfCase(cases, row);
    failed = one.status();
    if (!failed.ok()) return false;
    tally.Add(Within(one->days, period), one->record, one->label, one->revision, one->amount);
    return true;
  }));
  ZGC_RETURN_IF_ERROR(failed);
  return tally.AsCount();
}

template <typename Row>
void RegisterCases(figures::FormulaRegistry& registry, const std::string& formula,
                   const std::string& description, const Cases<Row>& cases, ReadQuestion read) {
  const auto received = registry.Keep(ReceivedMeasure(cases));
  const auto by_state = registry.Keep(StatesMeasure(cases));
  registry.RegisterCounted(
      formula, description,
      [=](const storage::Reader& /*reader*/, const Arguments& arguments,
          const Period& period) -> absl::StatusOr<Asked> {
        ZGC_ASSIGN_OR_RETURN(Question question, read(arguments));
        if (question.state.empty()) {
          return Asked{.slices = {{received, std::move(question.values)}}};
        }
        const std::string state = StateValue(question.state, period);
        if (state.empty()) return Asked{};
        question.values.insert(question.values.begin(), state);
        return Asked{.slices = {{by_state, std::move(question.values)}}};
      },
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& period) -> absl::StatusOr<FormulaValue> {
        ZGC_ASSIGN_OR_RETURN(const Question question, read(arguments));
        return CountReceived(reader, cases, question, period);
      });
}

// Name of the state that an argument gives, or empty.
absl::StatusOr<std::string> StateArgument(const Arguments& arguments,
                                          const google::protobuf::EnumDescriptor& states,
                                          absl::string_view prefix) {
  ZGC_ASSIGN_OR_RETURN(const int state, EnumArgument(arguments, "state", states, prefix));
  return state == 0 ? std::string() : states.FindValueByNumber(state)->name();
}

absl::StatusOr<Question> MattersAsked(const Arguments& arguments) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind", "state"}));
  ZGC_ASSIGN_OR_RETURN(const int kind, EnumArgument(arguments, "kind", *v1::MatterKind_descriptor(),
                                                    "MATTER_KIND_"));
  ZGC_ASSIGN_OR_RETURN(std::string state,
                       StateArgument(arguments, *v1::MatterState_descriptor(), "MATTER_STATE_"));
  return Question{.values = {ValueOf(kind)}, .state = std::move(state)};
}

absl::StatusOr<Question> ProposalsAsked(const Arguments& arguments) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"led_by", "kind", "state"}));
  ZGC_ASSIGN_OR_RETURN(
      const int led_by,
      EnumArgument(arguments, "led_by", *v1::ProposalLeader_descriptor(), "PROPOSAL_LEADER_"));
  ZGC_ASSIGN_OR_RETURN(
      const int kind,
      EnumArgument(arguments, "kind", *v1::ProposalKind_descriptor(), "PROPOSAL_KIND_"));
  ZGC_ASSIGN_OR_RETURN(std::string state, StateArgument(arguments, *v1::ProposalState_descriptor(),
                                                        "PROPOSAL_STATE_"));
  return Question{.values = {ValueOf(led_by), ValueOf(kind)}, .state = std::move(state)};
}

std::vector<std::string> ValuesOfMatter(const v1::Matter& row) {
  return {absl::StrCat(row.kind())};
}

std::vector<std::string> ValuesOfProposal(const v1::Proposal& row) {
  return {absl::StrCat(row.led_by()), ValueOf(row.kind())};
}

}  // namespace

void RegisterCaseFormulas(figures::FormulaRegistry& registry) {
  RegisterCases<v1::Matter>(registry, "count_matters",
                            "按收到日期统计督办事项的件数，拆分所得的不重复计入；限定状态时按期末当"
                            "日的状态统计，批量补录的按"
                            "补录数计；收到日期跨期的不计入，结果为下限。",
                            {kMatters,
                             "matters",
                             {{"kind", EnumValues(*v1::MatterKind_descriptor(), "MATTER_KIND_",
                                                  {"折子工程", "绩效任务", "专项任务", "督办件",
                                                   "会议纪要督办", "领导批示"})}},
                             ValuesOfMatter,
                             [](const v1::Matter& row) { return row.split_from().empty(); }},
                            MattersAsked);
  RegisterCases<v1::Proposal>(
      registry, "count_proposals",
      "按收到日期统计建议提案的件数；限定状态时按期末当日的状态统计，批量补录的按"
      "补录数计；收到日期跨期的不计入，结果为下限。",
      {kProposals,
       "proposals",
       {{"led_by", EnumValues(*v1::ProposalLeader_descriptor(), "PROPOSAL_LEADER_",
                              {"主要领导", "分管领导", "部门"})},
        {"kind", EnumValues(*v1::ProposalKind_descriptor(), "PROPOSAL_KIND_",
                            {"人大代表建议", "政协委员提案"})}},
       ValuesOfProposal,
       [](const v1::Proposal&) { return true; }},
      ProposalsAsked);
}

}  // namespace zgc::supervision
