#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/park_region/domain/projects/investments.h"
#include "services/park_region/domain/projects/stages.h"
#include "services/park_region/formulas/counts.h"

namespace zgc::parks {
namespace {

using Amount = absl::optional<absl::int128>;
using Span = absl::optional<base::DaySpan>;

// Values of the first dimensions.
constexpr char kLeads[] = "leads";
constexpr char kSigned[] = "signed";
constexpr char kPlanned[] = "planned";

// Where projects come from: a region or a park.
Dimension ByOrigin() {
  const auto regions = figures::ResourceValues(kService, kRegions);
  const auto parks = figures::ResourceValues(kService, kParks);
  const auto of = [=](const std::string& name) {
    return absl::StartsWith(name, "parks/") ? parks : regions;
  };
  figures::DimensionValues values;
  values.say = [=](const storage::Reader& reader, const std::string& value) {
    return of(value).say(reader, value);
  };
  values.read = [=](const storage::Reader& reader, const std::string& word) {
    return of(word).read(reader, word);
  };
  return {"origin", std::move(values)};
}

Dimension ByStage() {
  return {"stage", EnumValues(*v1::ProjectState_descriptor(), "PROJECT_STATE_",
                              {"签约", "备案", "开工", "封顶", "投产", "线索", "洽谈", "意向",
                               "交付", "退出"})};
}

const std::string& OriginOf(const v1::Project& project) {
  return project.origin_park().empty() ? project.origin_region() : project.origin_park();
}

// What a project is on some days: a lead, a signed one, or in a stage.
class Standing {
 public:
  explicit Standing(const v1::Project& project) : project_(project) {}

  // It was `what` from one of the days of `enter` until one of those of `leave`, if ever. The days
  // on which that is not certain are open.
  void Add(const std::string& what, const base::DaySpan& enter, const Span& leave,
           const Amount& amount) {
    const std::string first = std::max(enter.first, std::string(figures::kBeginning));
    const std::string sure = enter.last.empty() ? kNoEnd : std::max(enter.last, first);
    const std::string left = leave.has_value() ? leave->first : kNoEnd;
    const std::string gone = leave.has_value() && !leave->last.empty() ? leave->last : kNoEnd;
    if (sure >= left) return Stay(what, first, gone, absl::nullopt);
    Stay(what, first, sure, absl::nullopt);
    Stay(what, sure, left, amount);
    Stay(what, left, gone, absl::nullopt);
  }

  // In the order of their days, what ends before what begins.
  void Visit(Measure::Visit visit) {
    std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) {
      return std::make_pair(a.days.first, !a.ends) < std::make_pair(b.days.first, !b.ends);
    });
    for (Contribution& one : found_) visit(std::move(one));
  }

 private:
  void Stay(const std::string& what, const std::string& from, const std::string& to,
            const Amount& amount) {
    if (from >= to) return;
    Contribution one;
    one.days = {from, from};
    one.values = {what, project_.park(), OriginOf(project_)};
    one.amount = amount;
    one.record = project_.name();
    one.label = project_.display_name();
    one.revision = project_.revision();
    found_.push_back(one);
    if (to == kNoEnd) return;
    one.days = {to, to};
    one.ends = true;
    found_.push_back(std::move(one));
  }

  const v1::Project& project_;
  std::vector<Contribution> found_;
};

Amount Fen(int64_t fen, common::v1::AmountState state) {
  return state == common::v1::AMOUNT_STATE_KNOWN ? Amount(fen) : absl::nullopt;
}

// When it became a lead and ceased to be one, and the same of a signed project.
void AddPhases(const v1::Project& project, const Amount& lead,
               const std::vector<std::pair<std::string, Amount>>& of_signed, Standing& standing) {
  if (project.stage_events().empty()) return;
  const Span begun = ReachedOn(project, project.stage_events(0).stage());
  const Span signature = ReachedOn(project, v1::PROJECT_STATE_SIGNED);
  const Span withdrawn = ReachedOn(project, v1::PROJECT_STATE_WITHDRAWN);
  if (StageBefore(project.stage_events(0).stage(), v1::PROJECT_STATE_SIGNED) && begun.has_value()) {
    standing.Add(kLeads, *begun, signature.has_value() ? signature : withdrawn, lead);
  }
  if (!signature.has_value()) return;
  for (const auto& [what, amount] : of_signed) standing.Add(what, *signature, withdrawn, amount);
}

absl::Status ContributePhases(const storage::Reader&, const v1::Project& project,
                              Measure::Visit visit) {
  Standing standing(project);
  AddPhases(project, 1, {{kSigned, 1}}, standing);
  standing.Visit(visit);
  return absl::OkStatus();
}

absl::Status ContributePhaseInvestment(const storage::Reader&, const v1::Project& project,
                                       Measure::Visit visit) {
  Standing standing(project);
  const Amount planned = Fen(project.investment_fen(), project.investment_state());
  AddPhases(project, planned,
            {{kPlanned, planned},
             {kSigned, Fen(project.signed_investment_fen(), project.signed_investment_state())}},
            standing);
  standing.Visit(visit);
  return absl::OkStatus();
}

// A project is in a stage from the day on which it reached it until the next that it reached.
void ContributeStages(const v1::Project& project, const Amount& amount, Measure::Visit visit) {
  Standing standing(project);
  for (int i = 0; i < project.stage_events_size(); ++i) {
    const v1::ProjectState stage = project.stage_events(i).stage();
    if (stage == v1::PROJECT_STATE_WITHDRAWN) break;
    const Span enter = ReachedOn(project, stage);
    if (!enter.has_value()) continue;
    const bool last = i + 1 == project.stage_events_size();
    const Span leave =
        last ? absl::nullopt : ReachedOn(project, project.stage_events(i + 1).stage());
    standing.Add(absl::StrCat(stage), *enter, leave, amount);
  }
  standing.Visit(visit);
}

// What came in for each project, at its park and from where it comes.
absl::Status ContributeInPlace(const storage::Reader& reader, const std::string& name,
                               Measure::Visit visit) {
  ZGC_ASSIGN_OR_RETURN(const auto project, kProjects.Get(reader, {name}));
  if (!project.has_value()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const auto entries, InvestmentsOf(reader, name));
  for (const v1::InvestmentEntry& entry : entries) {
    Contribution one;
    ZGC_ASSIGN_OR_RETURN(one.days, base::ParseReducedDate(entry.date()));
    one.values = {project->park(), OriginOf(*project)};
    one.amount = Fen(entry.amount_fen(), entry.amount_state());
    one.record = entry.name();
    one.label = absl::StrCat(project->display_name(), " ", entry.date());
    one.revision = std::max(entry.revision(), project->revision());
    visit(std::move(one));
  }
  return absl::OkStatus();
}

Measure InPlaceMeasure() {
  Measure measure;
  measure.name = "investment_in_place";
  measure.service = kService;
  measure.dimensions = {ByPark(), ByOrigin()};
  measure.sources = {{kInvestmentEntries.column(),
                      [](absl::string_view bytes) {
                        return figures::FieldOf<v1::InvestmentEntry>(
                            bytes, [](const auto& row) { return row.project(); });
                      }},
                     {kProjects.column(), [](absl::string_view bytes) {
                        return figures::FieldOf<v1::Project>(
                            bytes, [](const auto& row) { return row.name(); });
                      }}};
  measure.subjects = [](const storage::Reader& reader,
                        absl::FunctionRef<bool(const std::string&)> visit) {
    return kProjects.ForEach(
        reader, [&](const storage::NameKey& key, const v1::Project&) { return visit(key.name); });
  };
  measure.contribute = ContributeInPlace;
  return measure;
}

// The region or the park that an argument names, which exists, or empty.
absl::StatusOr<std::string> OriginArgument(const storage::Reader& reader,
                                           const Arguments& arguments) {
  if (absl::StartsWith(Argument(arguments, "origin"), "parks/")) {
    return ResourceArgument(reader, kParks, arguments, "origin");
  }
  return ResourceArgument(reader, kRegions, arguments, "origin");
}

// One of `words`, the first of which is meant where it is left out.
absl::StatusOr<std::string> WordArgument(const Arguments& arguments, const std::string& key,
                                         const std::vector<std::string>& words) {
  const std::string word = Argument(arguments, key);
  if (word.empty()) return words[0];
  if (std::find(words.begin(), words.end(), word) != words.end()) return word;
  return absl::InvalidArgumentError(absl::StrCat("\"", word, "\" is no ", key));
}

using MeasurePtr = std::shared_ptr<const Measure>;

absl::StatusOr<Asked> Ask(const storage::Reader& reader, const Arguments& arguments,
                          const MeasurePtr& measure, std::vector<std::string> first,
                          bool is_amount) {
  ZGC_ASSIGN_OR_RETURN(const std::string park, ResourceArgument(reader, kParks, arguments, "park"));
  ZGC_ASSIGN_OR_RETURN(const std::string origin, OriginArgument(reader, arguments));
  first.push_back(park);
  first.push_back(origin);
  Asked asked{.slices = {{measure, std::move(first)}}};
  asked.is_amount = is_amount;
  if (is_amount) asked.unit = Argument(arguments, "unit");
  return asked;
}

void RegisterPhases(figures::FormulaRegistry& registry) {
  const auto phases = registry.Keep(AskedByFirst(MeasureOf<v1::Project>(
      kService, "portfolio", kProjects, {"phase", ByPark(), ByOrigin()}, ContributePhases)));
  registry.RegisterCounted(
      "count_portfolio",
      "统计期末当日在册的台账项目个数（默认为已签约项目，或线索）；当日之前退出的不计入；"
      "日期不能确定的不计入，结果为下限。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& period) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"phase", "park", "origin"}));
        ZGC_RETURN_IF_ERROR(RequireStock(period));
        ZGC_ASSIGN_OR_RETURN(const std::string phase,
                             WordArgument(arguments, "phase", {kSigned, kLeads}));
        return Ask(reader, arguments, phases, {phase}, false);
      });
  const auto investment = registry.Keep(AskedByFirst(
      MeasureOf<v1::Project>(kService, "portfolio_investment", kProjects,
                             {"basis", ByPark(), ByOrigin()}, ContributePhaseInvestment)));
  registry.RegisterCounted(
      "sum_portfolio_investment",
      "汇总期末当日在册的台账项目投资额：已签约项目的计划投资额（默认）或签约投资额，"
      "或线索的计划投资额；金额或日期未知的不计入，结果为下限。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& period) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"basis", "park", "origin", "unit"}));
        ZGC_RETURN_IF_ERROR(RequireStock(period));
        ZGC_ASSIGN_OR_RETURN(const std::string basis,
                             WordArgument(arguments, "basis", {kPlanned, kSigned, kLeads}));
        return Ask(reader, arguments, investment, {basis}, true);
      });
}

void RegisterStages(figures::FormulaRegistry& registry, const std::string& formula,
                    const std::string& method, bool is_amount) {
  const auto measure = registry.Keep(MeasureOf<v1::Project>(
      kService, is_amount ? "portfolio_stage_investment" : "portfolio_stages", kProjects,
      {ByStage(), ByPark(), ByOrigin()},
      [=](const storage::Reader&, const v1::Project& project, Measure::Visit visit) {
        ContributeStages(
            project,
            is_amount ? Fen(project.investment_fen(), project.investment_state()) : Amount(1),
            visit);
        return absl::OkStatus();
      }));
  registry.RegisterCounted(
      formula, method,
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& period) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(is_amount
                                ? CheckArguments(arguments, {"stage", "park", "origin", "unit"})
                                : CheckArguments(arguments, {"stage", "park", "origin"}));
        ZGC_RETURN_IF_ERROR(RequireStock(period));
        ZGC_ASSIGN_OR_RETURN(
            const int stage,
            EnumArgument(arguments, "stage", *v1::ProjectState_descriptor(), "PROJECT_STATE_"));
        return Ask(reader, arguments, measure, {ValueOf(stage)}, is_amount);
      });
}

}  // namespace

void RegisterPortfolioFormulas(figures::FormulaRegistry& registry) {
  RegisterPhases(registry);
  RegisterStages(registry, "count_portfolio_stages",
                 "按期末当日所处阶段统计台账项目个数，含线索；退出的不计入；"
                 "当日阶段不能确定的不计入，结果为下限。",
                 false);
  RegisterStages(registry, "sum_portfolio_stages",
                 "按期末当日所处阶段汇总台账项目计划投资额，含线索；退出的不计入；"
                 "金额或当日阶段未知的不计入，结果为下限。",
                 true);
  const auto in_place = registry.Keep(InPlaceMeasure());
  registry.RegisterCounted(
      "sum_investment_in_place", "汇总台账项目到位资金；金额或日期未知的不计入，结果为下限。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"park", "origin", "unit"}));
        return Ask(reader, arguments, in_place, {}, true);
      });
}

}  // namespace zgc::parks
