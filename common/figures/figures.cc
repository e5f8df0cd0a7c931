#include "common/figures/figures.h"

#include <algorithm>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/interrupt.h"
#include "common/base/names.h"
#include "common/base/stable_bytes.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "common/base/undone.h"
#include "common/figures/book.h"
#include "common/figures/book_schema.h"
#include "common/figures/derived/derivation.h"
#include "common/figures/dimensions/parts.h"
#include "common/figures/figure_name.h"
#include "common/figures/periods.h"
#include "common/figures/versions/target.h"
#include "common/figures/versions/version.h"

namespace zgc::figures {
namespace {

v1::FigureStatus StatusOf(v1::ObservationState state) {
  switch (state) {
    case v1::OBSERVATION_STATE_VERIFIED:
      return v1::FIGURE_STATUS_VERIFIED;
    case v1::OBSERVATION_STATE_PUBLISHED:
      return v1::FIGURE_STATUS_PUBLISHED;
    default:
      return v1::FIGURE_STATUS_REPORTED;
  }
}

// The last day that the reader knows of.
absl::StatusOr<absl::CivilDay> DayOf(const storage::Reader& reader) {
  ZGC_ASSIGN_OR_RETURN(const absl::Time time, reader.CommitTime());
  return base::DayOf(time);
}

// `indicator` is the version that the period is of.
v1::Figure OfIndicator(const v1::Indicator& indicator, const common::v1::Period& period) {
  v1::Figure figure;
  figure.set_indicator(indicator.name());
  figure.set_display_name(indicator.display_name());
  figure.set_owner(indicator.owner());
  figure.set_measure(indicator.measure());
  *figure.mutable_period() = period;
  *figure.mutable_scopes() = indicator.scopes();
  figure.set_unit(indicator.unit());
  return figure;
}

// By a version of its indicator.
absl::Status AddTarget(const storage::Reader& reader, const v1::Indicator& version,
                       v1::Figure& figure) {
  if (version.targets().empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const absl::CivilDay today, DayOf(reader));
  StateTarget(version, figure.period().end_date() < base::FormatDate(today), figure);
  return absl::OkStatus();
}

absl::Status NoFormula(const v1::Indicator& indicator) {
  return absl::InternalError(absl::StrCat(indicator.name(), " names formula ",
                                          indicator.computation().formula(),
                                          ", which this program does not have"));
}

constexpr char kFailed[] = "计算失败：";

}  // namespace

absl::StatusOr<absl::optional<v1::Indicator>> FindDeclared(const storage::Reader& reader,
                                                           const OtherFigures* others,
                                                           const std::string& service,
                                                           const std::string& name) {
  if (service.empty()) return kIndicators.Get(reader, {name});
  if (others == nullptr) return absl::optional<v1::Indicator>();
  return others->FindIndicator(reader, service, name);
}

absl::StatusOr<v1::Figure> FigureBook::Observed(const storage::Reader& reader,
                                                const v1::Indicator& indicator,
                                                const v1::Observation& observation) const {
  const v1::Indicator& version = VersionFor(indicator, observation.period());
  v1::Figure figure = OfIndicator(version, observation.period());
  figure.set_name(absl::StrCat(kFigures, base::IdOf(observation.name())));
  if (!observation.scopes().empty()) *figure.mutable_scopes() = observation.scopes();
  figure.set_value(observation.value());
  figure.set_unit(observation.unit());
  figure.set_qualifier(observation.qualifier());
  figure.set_value_state(observation.value_state());
  figure.set_status(StatusOf(observation.state()));
  figure.set_source(absl::StrCat("//", owner_, "/", observation.name()));
  figure.set_source_revision(observation.revision());
  figure.set_basis(v1::BASIS_STATED);
  figure.set_printed(observation.printed());
  figure.set_rounding(observation.rounding());
  figure.set_step(observation.step());
  figure.set_note(observation.note());
  if (!observation.corrects().empty()) {
    const std::string former = absl::StrCat(kFigures, base::IdOf(observation.corrects()));
    if (observation.state() == v1::OBSERVATION_STATE_REPORTED) {
      figure.set_corrects(former);
    } else {
      figure.set_replaces(former);
      figure.set_correction_reason(observation.reason());
    }
  }
  if (!observation.corrected_by().empty()) {
    figure.set_pending_correction(absl::StrCat(kFigures, base::IdOf(observation.corrected_by())));
  }
  StateBreak(version, "", figure);
  // The target is that of the indicator's own scopes.
  if (observation.scopes().empty()) ZGC_RETURN_IF_ERROR(AddTarget(reader, version, figure));
  return figure;
}

absl::StatusOr<absl::optional<v1::Figure>> FigureBook::ObservedOf(
    const storage::Reader& reader, const v1::Indicator& indicator,
    const common::v1::Period& period) const {
  absl::optional<v1::Observation> found;
  int live = 0;
  ZGC_RETURN_IF_ERROR(
      ForEachObservation(reader, indicator.name(), [&](const v1::Observation& observation) {
        // A correction takes its place once it is verified.
        const bool waits = !observation.corrects().empty() &&
                           observation.state() == v1::OBSERVATION_STATE_REPORTED;
        if (!IsLive(observation.state()) || waits || !observation.scopes().empty() ||
            !base::SameFields(observation.period(), period)) {
          return;
        }
        found = observation;
        ++live;
      }));
  if (live != 1) return absl::optional<v1::Figure>();
  ZGC_ASSIGN_OR_RETURN(v1::Figure figure, Observed(reader, indicator, *found));
  return absl::optional<v1::Figure>(std::move(figure));
}

absl::StatusOr<absl::optional<v1::Figure>> FigureBook::FigureOf(
    const storage::Reader& reader, const std::string& service, const std::string& name,
    const common::v1::Period& period, const Scoping& scoping, Known& known) const {
  if (!service.empty()) {
    ZGC_ASSIGN_OR_RETURN(const std::string id,
                         base::PeriodId(period.start_date(), period.end_date()));
    if (others_ == nullptr) return absl::optional<v1::Figure>();
    return others_->FindFigure(reader, service, absl::StrCat(kFigures, base::IdOf(name), "@", id));
  }
  ZGC_ASSIGN_OR_RETURN(const auto indicator, kIndicators.Get(reader, {name}));
  if (!indicator.has_value()) return absl::optional<v1::Figure>();
  const v1::Indicator& version = VersionFor(*indicator, period);
  if (!version.has_computation() || version.basis() == v1::BASIS_STATED) {
    // What is stated is stated of the whole.
    if (!scoping.empty()) return absl::optional<v1::Figure>();
    return ObservedOf(reader, *indicator, period);
  }
  if (!RetiredBefore(*indicator, period).empty()) return absl::optional<v1::Figure>();
  ZGC_ASSIGN_OR_RETURN(v1::Figure figure, ComputedOf(reader, version, period, scoping, known));
  known[figure.name()] = figure;
  return absl::optional<v1::Figure>(std::move(figure));
}

absl::StatusOr<v1::Figure> FigureBook::ComputedOf(const storage::Reader& reader,
                                                  const v1::Indicator& indicator,
                                                  const common::v1::Period& period,
                                                  const Scoping& scoping, Known& known) const {
  ZGC_RETURN_IF_ERROR(base::StillWanted());
  ZGC_ASSIGN_OR_RETURN(const std::string name, NameOf(indicator, period, scoping));
  const auto found = known.find(name);
  if (found != known.end()) return found->second;
  return Computed(reader, indicator, period, scoping,
                  Compute(reader, indicator, period, scoping, false, known));
}

absl::StatusOr<Asked> FigureBook::AskedOf(const storage::Reader& reader,
                                          const v1::Indicator& indicator,
                                          const common::v1::Period& period) const {
  const v1::Computation& computation = indicator.computation();
  if (computation.has_derivation()) {
    const std::string& operand = computation.derivation().operands(0).indicator();
    ZGC_ASSIGN_OR_RETURN(const auto row, kIndicators.Get(reader, {operand}));
    if (!row.has_value()) return absl::DataLossError(absl::StrCat(operand, " is missing"));
    common::v1::Period of = period;
    if (row->measure() == v1::MEASURE_KIND_STOCK) of.clear_start_date();
    return AskedOf(reader, VersionFor(*row, of), of);
  }
  const auto* entry = formulas_.Find(computation.formula());
  if (entry == nullptr) return NoFormula(indicator);
  return entry->AskPart(reader, computation.arguments(), period, {});
}

absl::StatusOr<FormulaValue> FigureBook::Compute(const storage::Reader& reader,
                                                 const v1::Indicator& indicator,
                                                 const common::v1::Period& period,
                                                 const Scoping& scoping, bool explain,
                                                 Known& known) const {
  if (indicator.computation().has_derivation()) {
    return Derive(
        indicator, period,
        [&](const std::string& service, const std::string& name) {
          return FindDeclared(reader, others_, service, name);
        },
        [&](const std::string& service, const std::string& name, const common::v1::Period& of) {
          return FigureOf(reader, service, name, of, scoping, known);
        });
  }
  const auto* entry = formulas_.Find(indicator.computation().formula());
  if (entry == nullptr) return NoFormula(indicator);
  const auto& arguments = indicator.computation().arguments();
  if (explain) return entry->Explain(reader, arguments, period, scoping);
  return entry->Compute(reader, arguments, period, scoping);
}

absl::StatusOr<v1::Figure> FigureBook::Computed(
    const storage::Reader& reader, const v1::Indicator& indicator, const common::v1::Period& period,
    const Scoping& scoping, const absl::StatusOr<FormulaValue>& computed) const {
  if (!computed.ok()) {
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    if (base::IsUndone(computed.status())) return computed.status();
  }
  FormulaValue failed;
  failed.state = v1::VALUE_STATE_FAILED;
  const FormulaValue& value = computed.ok() ? *computed : failed;
  v1::Figure figure = OfIndicator(indicator, period);
  ZGC_ASSIGN_OR_RETURN(*figure.mutable_name(), NameOf(indicator, period, scoping));
  if (!scoping.empty()) {
    ZGC_ASSIGN_OR_RETURN(const Asked asked, AskedOf(reader, indicator, period));
    ZGC_RETURN_IF_ERROR(SayScopes(reader, asked, scoping, *figure.mutable_scopes()));
  }
  figure.set_value(value.value);
  figure.set_qualifier(value.qualifier);
  figure.set_value_state(value.state);
  figure.set_status(value.unverified ? v1::FIGURE_STATUS_REPORTED
                    : value.derived || indicator.computation().derived()
                        ? v1::FIGURE_STATUS_DERIVED
                        : v1::FIGURE_STATUS_COMPUTED);
  figure.set_basis(v1::BASIS_COUNTED);
  figure.set_rounding(value.rounding);
  figure.set_step(value.step);
  figure.set_note(value.note);
  figure.set_source(absl::StrCat("//", owner_, "/", figure.name()));
  figure.set_source_revision(value.newest_revision);
  if (!computed.ok()) figure.set_note(absl::StrCat(kFailed, computed.status().message()));
  StateBreak(indicator, value.series_break, figure);
  // As of an observation.
  if (scoping.empty()) ZGC_RETURN_IF_ERROR(AddTarget(reader, indicator, figure));
  return figure;
}

absl::Status FigureBook::AddFigures(const storage::Reader& reader, const v1::Indicator& indicator,
                                    absl::CivilDay today, Known& known,
                                    base::SharedMap<v1::Figure>::Changes& figures) const {
  const auto add = [&](v1::Figure figure) {
    auto row = std::make_shared<const v1::Figure>(std::move(figure));
    figures[row->name()] = std::move(row);
  };
  if (indicator.has_computation()) {
    for (const auto& period : PeriodsListed(indicator, today)) {
      ZGC_ASSIGN_OR_RETURN(v1::Figure figure,
                           ComputedOf(reader, VersionFor(indicator, period), period, {}, known));
      add(std::move(figure));
    }
  }
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(
      ForEachObservation(reader, indicator.name(), [&](const v1::Observation& observation) {
        if (!IsLive(observation.state()) || !failed.ok()) return;
        auto figure = Observed(reader, indicator, observation);
        failed = figure.status();
        if (!failed.ok()) return;
        add(*std::move(figure));
      }));
  return failed;
}

absl::StatusOr<FigureSet> FigureBook::ReadSet(const storage::Reader& reader) const {
  FigureSet set;
  set.revision = reader.revision();
  base::SharedMap<v1::Indicator>::Changes indicators;
  ZGC_RETURN_IF_ERROR(
      kIndicators.ForEach(reader, [&](const storage::NameKey& key, const v1::Indicator& indicator) {
        indicators[key.name] = std::make_shared<const v1::Indicator>(indicator);
        return true;
      }));
  ZGC_ASSIGN_OR_RETURN(const absl::CivilDay today, DayOf(reader));
  Known known;
  base::SharedMap<v1::Figure>::Changes figures;
  for (const auto& [name, indicator] : indicators) {
    ZGC_RETURN_IF_ERROR(AddFigures(reader, *indicator, today, known, figures));
  }
  set.indicators = base::SharedMap(indicators);
  set.figures = base::SharedMap(figures);
  set.bytes = EstimateBytes(indicators) + EstimateBytes(figures);
  set.chain_bytes = set.bytes;
  set.chain = set.revision;
  return set;
}

absl::StatusOr<std::vector<v1::Figure>> FigureBook::AllFigures(
    const storage::Reader& reader) const {
  ZGC_ASSIGN_OR_RETURN(const FigureSet set, ReadSet(reader));
  std::vector<v1::Figure> figures;
  figures.reserve(set.figures.size());
  for (const auto& [name, figure] : set.figures) figures.push_back(figure);
  return figures;
}

absl::StatusOr<v1::FigureExplanation> FigureBook::Resolve(const storage::Reader& reader,
                                                          const std::string& name,
                                                          bool explain) const {
  absl::string_view id = name;
  if (!absl::ConsumePrefix(&id, kFigures)) return NotFound(name);
  v1::FigureExplanation explanation;
  explanation.set_revision(reader.revision());
  const std::pair<std::string, std::string> parts = absl::StrSplit(id, absl::MaxSplits('@', 1));
  if (id.find('@') == absl::string_view::npos) {
    ZGC_ASSIGN_OR_RETURN(const auto observation,
                         kObservations.Get(reader, {absl::StrCat("observations/", id)}));
    if (!observation.has_value() || !IsLive(observation->state())) {
      return NotObserved(reader, name, observation);
    }
    ZGC_ASSIGN_OR_RETURN(const auto indicator, kIndicators.Get(reader, {observation->indicator()}));
    if (!indicator.has_value()) {
      return absl::DataLossError(absl::StrCat(observation->indicator(), " is missing"));
    }
    ZGC_ASSIGN_OR_RETURN(*explanation.mutable_figure(), Observed(reader, *indicator, *observation));
    *explanation.mutable_indicator() = VersionFor(*indicator, observation->period());
    explanation.mutable_indicator()->clear_earlier();
    *explanation.mutable_observation() = *observation;
    return explanation;
  }
  ZGC_ASSIGN_OR_RETURN(const auto indicator,
                       kIndicators.Get(reader, {absl::StrCat("indicators/", parts.first)}));
  if (!indicator.has_value()) return NotFound(name);
  const size_t cut = std::min(parts.second.find('+'), parts.second.size());
  ZGC_ASSIGN_OR_RETURN(const common::v1::Period period,
                       AnsweredPeriod(*indicator, name, parts.second.substr(0, cut)));
  const v1::Indicator& version = VersionFor(*indicator, period);
  ZGC_ASSIGN_OR_RETURN(const Scoping scoping,
                       AnsweredScoping(reader, version, name, parts.second.substr(cut),
                                       [&] { return AskedOf(reader, version, period); }));
  Known known;
  const absl::StatusOr<FormulaValue> computed =
      Compute(reader, version, period, scoping, explain, known);
  ZGC_ASSIGN_OR_RETURN(*explanation.mutable_figure(),
                       Computed(reader, version, period, scoping, computed));
  *explanation.mutable_indicator() = version;
  explanation.mutable_indicator()->clear_earlier();
  const auto* formula = formulas_.Find(version.computation().formula());
  if (formula != nullptr) explanation.set_method(formula->description);
  if (!computed.ok()) return explanation;
  const FormulaValue& value = *computed;
  if (!value.method.empty()) explanation.set_method(value.method);
  const size_t shown = std::min<size_t>(value.inputs.size(), kMaxExplainedInputs);
  for (size_t i = 0; i < shown; ++i) *explanation.add_inputs() = value.inputs[i];
  explanation.set_input_count(
      std::max(value.input_count, static_cast<int64_t>(value.inputs.size())));
  return explanation;
}

absl::StatusOr<v1::Figure> FigureBook::GetFigure(const storage::Reader& reader,
                                                 const v1::GetFigureRequest& request) const {
  ZGC_ASSIGN_OR_RETURN(const v1::FigureExplanation explanation,
                       Resolve(reader, request.name(), false));
  return explanation.figure();
}

absl::StatusOr<v1::FigureExplanation> FigureBook::ExplainFigure(
    const storage::Reader& reader, const v1::ExplainFigureRequest& request) const {
  ZGC_ASSIGN_OR_RETURN(v1::FigureExplanation explanation, Resolve(reader, request.name(), true));
  if (!explanation.has_observation()) return explanation;
  const v1::Observation& observation = explanation.observation();
  explanation.set_method("由填报人填报的观测值，所附依据见观测记录。");
  auto* input = explanation.add_inputs();
  input->set_resource(absl::StrCat("//", owner_, "/", observation.name()));
  input->set_description("观测记录");
  input->set_contribution(observation.value());
  input->set_revision(observation.revision());
  explanation.set_input_count(1);
  return explanation;
}

absl::StatusOr<base::SharedMap<v1::Figure>> FigureBook::FiguresOf(const storage::Reader& reader,
                                                                  const std::string& name) const {
  base::SharedMap<v1::Figure>::Changes figures;
  ZGC_ASSIGN_OR_RETURN(const auto indicator, kIndicators.Get(reader, {name}));
  ZGC_ASSIGN_OR_RETURN(const absl::CivilDay today, DayOf(reader));
  Known known;
  if (indicator.has_value()) {
    ZGC_RETURN_IF_ERROR(AddFigures(reader, *indicator, today, known, figures));
  }
  return base::SharedMap(figures);
}

}  // namespace zgc::figures
