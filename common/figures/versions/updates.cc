#include "common/figures/versions/updates.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/stable_bytes.h"
#include "common/base/time/dates.h"
#include "common/contract/rules.h"
#include "common/figures/book.h"
#include "common/figures/book_checks.h"
#include "common/figures/book_schema.h"
#include "common/query/list.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"

namespace zgc::figures {
namespace {

using resource::Checks;
using storage::Reader;
using storage::Txn;

// Each goes with every figure set and to every follower.
constexpr int kMostVersions = 100;
constexpr char kForEver[] =
    "of an indicator is for ever: retire it and let another take its place (停用、替代)";

// What says which things are counted; not of which periods.
v1::Indicator WhatIsCounted(const v1::Indicator& indicator) {
  v1::Indicator counted;
  counted.set_definition(indicator.definition());
  counted.set_basis(indicator.basis());
  *counted.mutable_scopes() = indicator.scopes();
  *counted.mutable_computation() = indicator.computation();
  counted.mutable_computation()->clear_period_families();
  counted.mutable_computation()->clear_reporting_periods();
  counted.mutable_computation()->clear_since_date();
  return counted;
}

std::vector<std::string> ChangedFields(const v1::Indicator& before, const v1::Indicator& after) {
  std::vector<std::string> changed;
  for (const std::string& name : contract::ChangeableFields(*v1::Indicator::descriptor())) {
    const auto* field = v1::Indicator::descriptor()->FindFieldByName(name);
    v1::Indicator left;
    v1::Indicator right;
    left.CopyFrom(before);
    right.CopyFrom(after);
    for (v1::Indicator* one : {&left, &right}) {
      std::vector<const google::protobuf::FieldDescriptor*> set;
      one->GetReflection()->ListFields(*one, &set);
      for (const auto* other : set) {
        if (other != field) one->GetReflection()->ClearField(one, other);
      }
    }
    if (!base::SameFields(left, right)) changed.push_back(name);
  }
  return changed;
}

// Whether a period ends from `from` to `today`, and its figure has been told.
bool EndsBetween(const common::v1::Period& period, const std::string& from,
                 const std::string& today) {
  return from <= period.end_date() && period.end_date() <= today;
}

bool IsDerivedFrom(const v1::Indicator& version, const std::string& name) {
  const auto& operands = version.computation().derivation().operands();
  return std::any_of(operands.begin(), operands.end(), [&](const auto& operand) {
    return operand.service().empty() && (operand.indicator() == name || operand.weight() == name);
  });
}

// Why a version cannot begin on its day, or empty.
absl::StatusOr<std::string> InTheWayOf(const Reader& reader, const v1::Indicator& now,
                                       const std::string& from) {
  if (from <= now.from_date()) {
    return absl::StrCat("must come after the day of the version before, ", now.from_date());
  }
  ZGC_ASSIGN_OR_RETURN(const absl::Time time, reader.CommitTime());
  const std::string today = base::FormatDate(base::DayOf(time));
  if (from > today) return "";
  const v1::Computation& computation = now.computation();
  bool told =
      !computation.period_families().empty() ||
      std::any_of(computation.reporting_periods().begin(), computation.reporting_periods().end(),
                  [&](const auto& period) { return EndsBetween(period, from, today); });
  ZGC_RETURN_IF_ERROR(
      ForEachObservation(reader, now.name(), [&](const v1::Observation& observation) {
        told |= IsLive(observation.state()) && EndsBetween(observation.period(), from, today);
      }));
  // Indicators that are derived from it ask it of any period.
  ZGC_RETURN_IF_ERROR(kIndicators.ForEach(reader, [&](const storage::NameKey&,
                                                      const v1::Indicator& other) {
    told |= IsDerivedFrom(other, now.name()) ||
            std::any_of(other.earlier().begin(), other.earlier().end(),
                        [&](const auto& version) { return IsDerivedFrom(version, now.name()); });
    return !told;
  }));
  return told ? absl::StrCat("must come after ", today,
                             ": the figures of what ended since are told (已有数的期间不变)")
              : "";
}

absl::Status CheckReplacement(const Reader& reader, const v1::Indicator& next, Checks& checks) {
  const std::string field = "indicator.replaced_by";
  const std::string& name = next.replaced_by();
  checks.Expect(name.empty() || next.retired(), field, "belongs to an indicator that is retired");
  if (name.empty()) return absl::OkStatus();
  if (absl::StartsWith(name, "//")) {
    const size_t slash = name.find('/', 2);
    const absl::string_view other = slash == std::string::npos
                                        ? absl::string_view()
                                        : absl::string_view(name).substr(slash + 1);
    checks.Expect(slash > 2 && IsIndicatorName(other), field,
                  "must be indicators/{id} or //{service}/indicators/{id}");
    return absl::OkStatus();
  }
  ZGC_ASSIGN_OR_RETURN(const auto found, kIndicators.Get(reader, {name}));
  checks.Expect(found.has_value(), field, absl::StrCat("\"", name, "\" does not exist"));
  checks.Expect(name != next.name(), field, "is the indicator itself");
  return absl::OkStatus();
}

// One change at a time: the next is made of what that one leaves.
absl::Status CheckNoneWaits(const Reader& reader, const std::string& indicator) {
  std::string waiting;
  ZGC_RETURN_IF_ERROR(kWaitingVersions.ForEach(reader, {indicator}, [&](const std::string& name) {
    waiting = name;
    return false;
  }));
  if (waiting.empty()) return absl::OkStatus();
  return resource::IllegalTransition(
      indicator, "UpdateIndicator", {absl::StrCat(waiting, " waits for another person")},
      {"ApproveIndicatorVersion", "RejectIndicatorVersion", "WithdrawIndicatorVersion"});
}

// What a version is held to when it is proposed and when it is approved.
absl::Status CheckVersion(const Reader& reader, const v1::Indicator& now, const v1::Indicator& next,
                          const FormulaRegistry& formulas, const OtherFigures* others,
                          Checks& checks) {
  checks.Expect(now.has_computation() == next.has_computation() &&
                    now.computation().has_derivation() == next.computation().has_derivation(),
                "indicator.computation", absl::StrCat("as a kind ", kForEver));
  const int first_month = now.financial_year_first_month();
  checks.Expect(first_month == 0 || first_month == next.financial_year_first_month(),
                "indicator.financial_year_first_month", kForEver);
  checks.Expect(next.version() <= kMostVersions, "indicator.name",
                absl::StrCat("has ", kMostVersions, " versions, the most"));
  ZGC_RETURN_IF_ERROR(CheckReplacement(reader, next, checks));
  return CheckDeclaration(reader, &now, next, formulas, others, checks);
}

}  // namespace

const resource::Lifecycle<v1::IndicatorVersion>& IndicatorVersionLifecycle() {
  static const auto* const lifecycle = new resource::Lifecycle<v1::IndicatorVersion>(
      {{.method = "UpdateIndicator", .to = {v1::INDICATOR_VERSION_STATE_PROPOSED}},
       {.method = "ApproveIndicatorVersion",
        .from = {v1::INDICATOR_VERSION_STATE_PROPOSED},
        .to = {v1::INDICATOR_VERSION_STATE_APPROVED},
        .not_by = {"UpdateIndicator"},
        .when = "the indicator is as it was, and no figure that has been told would change"},
       {.method = "RejectIndicatorVersion",
        .from = {v1::INDICATOR_VERSION_STATE_PROPOSED},
        .to = {v1::INDICATOR_VERSION_STATE_REJECTED},
        .not_by = {"UpdateIndicator"}},
       {.method = "WithdrawIndicatorVersion",
        .from = {v1::INDICATOR_VERSION_STATE_PROPOSED},
        .to = {v1::INDICATOR_VERSION_STATE_WITHDRAWN},
        .when = "the person has proposed it"}});
  return *lifecycle;
}

namespace {

// Ends the waiting of a version.
v1::IndicatorVersion Decide(Txn& txn, const base::Actor& actor, const char* method,
                            const std::string& note, v1::IndicatorVersion version) {
  kWaitingVersions.Remove(txn, {version.indicator()}, version.name());
  IndicatorVersionLifecycle().Take(txn, actor, method, {.note = note}, version);
  return resource::Save(txn, kIndicatorVersions, std::move(version));
}

}  // namespace

absl::StatusOr<v1::IndicatorVersion> UpdateIndicator(Txn& txn, const base::Actor& actor,
                                                     const v1::UpdateIndicatorRequest& request,
                                                     const FormulaRegistry& formulas,
                                                     const OtherFigures* others) {
  ZGC_ASSIGN_OR_RETURN(const v1::Indicator now,
                       resource::GetForUpdate(txn, kIndicators, request.indicator()));
  Checks checks(txn, request);
  const v1::Indicator& given = request.indicator();
  checks.Expect(given.unit().empty() || given.unit() == now.unit(), "indicator.unit", kForEver);
  checks.Expect(given.measure() == v1::MEASURE_KIND_UNSPECIFIED || given.measure() == now.measure(),
                "indicator.measure", kForEver);
  for (const std::string& path : request.update_mask().paths()) {
    checks.Expect(path != "unit" && path != "measure" && path != "owner", "update_mask",
                  absl::StrCat(path, " ", kForEver));
  }
  v1::Indicator next = now;
  next.clear_earlier();
  resource::ApplyUpdate(txn, request, checks, next);
  next.set_version(now.version() + 1);
  next.set_from_date(request.from_date());

  v1::IndicatorVersion version;
  for (std::string& field : ChangedFields(now, next)) {
    version.add_changed_fields(std::move(field));
  }
  const bool counts_else = !base::SameFields(WhatIsCounted(now), WhatIsCounted(next));
  checks.Expect(version.changed_fields_size() > 0, "update_mask",
                "the indicator has these values already");
  checks.Expect(counts_else || request.comparable_reason().empty(), "comparable_reason",
                "belongs to a change of what is counted");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const std::string in_the_way, InTheWayOf(txn, now, request.from_date()));
  checks.Expect(in_the_way.empty(), "from_date", in_the_way);
  ZGC_RETURN_IF_ERROR(CheckVersion(txn, now, next, formulas, others, checks));
  ZGC_RETURN_IF_ERROR(CheckNoneWaits(txn, now.name()));

  version.set_name(absl::StrFormat("indicatorVersions/%012d", txn.revision()));
  version.set_indicator(now.name());
  version.set_from_date(request.from_date());
  version.set_breaks_series(counts_else && request.comparable_reason().empty());
  if (version.breaks_series()) next.set_series_break_date(request.from_date());
  *version.mutable_terms() = std::move(next);
  version.set_comparable_reason(request.comparable_reason());
  version.set_reason(request.reason());
  *version.mutable_evidence() = request.evidence();
  version.set_indicator_etag(now.etag());
  IndicatorVersionLifecycle().Take(txn, actor, "UpdateIndicator",
                                   {.note = request.reason(), .evidence = version.evidence()},
                                   version);
  kWaitingVersions.Add(txn, {version.indicator()}, version.name());
  return resource::Insert(txn, kIndicatorVersions, std::move(version));
}

absl::StatusOr<v1::IndicatorVersion> ApproveIndicatorVersion(
    Txn& txn, const base::Actor& actor, const v1::ApproveIndicatorVersionRequest& request,
    const FormulaRegistry& formulas, const OtherFigures* others) {
  const auto& lifecycle = IndicatorVersionLifecycle();
  ZGC_ASSIGN_OR_RETURN(v1::IndicatorVersion version,
                       resource::GetToMove(txn, actor, kIndicatorVersions, lifecycle,
                                           "ApproveIndicatorVersion", request));
  ZGC_ASSIGN_OR_RETURN(v1::Indicator now, resource::GetRow(txn, kIndicators, version.indicator()));
  if (now.etag() != version.indicator_etag()) {
    return resource::EtagMismatch(now.name(), now.etag(), version.indicator_etag());
  }
  ZGC_ASSIGN_OR_RETURN(const std::string in_the_way, InTheWayOf(txn, now, version.from_date()));
  if (!in_the_way.empty()) {
    return lifecycle.Hindered(txn, "ApproveIndicatorVersion", version,
                              {absl::StrCat("its from_date ", in_the_way)});
  }
  // What it is derived from may have changed meanwhile.
  Checks checks;
  v1::Indicator next = version.terms();
  ZGC_RETURN_IF_ERROR(CheckVersion(txn, now, next, formulas, others, checks));
  next.mutable_earlier()->Swap(now.mutable_earlier());
  *next.add_earlier() = std::move(now);
  resource::Save(txn, kIndicators, std::move(next));
  resource::NoteReason(txn, version.name());
  return Decide(txn, actor, "ApproveIndicatorVersion", "", std::move(version));
}

absl::StatusOr<v1::IndicatorVersion> RejectIndicatorVersion(
    Txn& txn, const base::Actor& actor, const v1::RejectIndicatorVersionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::IndicatorVersion version,
      resource::GetToMove(txn, actor, kIndicatorVersions, IndicatorVersionLifecycle(),
                          "RejectIndicatorVersion", request));
  return Decide(txn, actor, "RejectIndicatorVersion", request.reason(), std::move(version));
}

absl::StatusOr<v1::IndicatorVersion> WithdrawIndicatorVersion(
    Txn& txn, const base::Actor& actor, const v1::WithdrawIndicatorVersionRequest& request) {
  const auto& lifecycle = IndicatorVersionLifecycle();
  ZGC_ASSIGN_OR_RETURN(v1::IndicatorVersion version,
                       resource::GetToMove(txn, actor, kIndicatorVersions, lifecycle,
                                           "WithdrawIndicatorVersion", request));
  const common::v1::Step* proposed = resource::LastStepBy(version.steps(), "UpdateIndicator");
  if (proposed != nullptr && proposed->actor() != actor.responsible()) {
    return lifecycle.Hindered(txn, "WithdrawIndicatorVersion", version,
                              {absl::StrCat("another person, ", proposed->actor(),
                                            ", has proposed it: reject it instead")});
  }
  return Decide(txn, actor, "WithdrawIndicatorVersion", request.reason(), std::move(version));
}

absl::StatusOr<v1::IndicatorVersion> GetIndicatorVersion(
    const Reader& reader, const v1::GetIndicatorVersionRequest& request) {
  return resource::GetRow(reader, kIndicatorVersions, request.name());
}

absl::StatusOr<std::string> ListIndicatorVersions(const Reader& reader,
                                                  const v1::ListIndicatorVersionsRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListIndicatorVersionsResponse& response) {
  return query::List(reader, kIndicatorVersions.column(), request, page, response);
}

}  // namespace zgc::figures
