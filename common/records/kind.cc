#include "common/records/kind.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/contract/rules.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicator_versions.pb.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/figures/v1/observations.pb.h"
#include "zgc/records/v1/corrections.pb.h"

namespace zgc::records {

namespace {

// What every service keeps of its figures and corrections.
std::vector<FixedType> CommonTypes() {
  const std::string figures = "/zgc.figures.v1.FigureService/";
  return {
      {v1::Correction::descriptor(),
       "a correction is never corrected itself: its record is, once more",
       {"/zgc.records.v1.RecordService/CorrectRecord"}},
      {figures::v1::Figure::descriptor(),
       "a figure is made of records or of an observation: correct these",
       {figures + "ExplainFigure"}},
      {figures::v1::Observation::descriptor(),
       "an observation is corrected by another that says that it corrects it, or retracted",
       {figures + "ReportObservation", figures + "RetractObservation"}},
      {figures::v1::Indicator::descriptor(),
       "an indicator changes by versions, each from a day on",
       {figures + "UpdateIndicator"}},
      {figures::v1::IndicatorVersion::descriptor(),
       "a version that was approved holds until the next, and one that waits is withdrawn",
       {figures + "UpdateIndicator", figures + "WithdrawIndicatorVersion"}},
  };
}

std::string ShortName(const std::string& method) { return method.substr(method.rfind('/') + 1); }

}  // namespace

Kind::Kind(const google::protobuf::Descriptor& row, std::string created_by, std::string field,
           std::vector<Moved> moved, std::vector<std::string> amounts, bool rested_on)
    : row_(row),
      created_by_(std::move(created_by)),
      field_(std::move(field)),
      moved_(std::move(moved)),
      amounts_(std::move(amounts)),
      rested_on_(rested_on) {
  for (std::string& name : contract::ChangeableFields(row)) {
    const bool is_moved = std::any_of(moved_.begin(), moved_.end(),
                                      [&](const Moved& one) { return one.field == name; });
    if (!is_moved) correctable_.push_back(std::move(name));
  }
}

Kinds::Kinds(std::vector<const Kind*> all, std::vector<FixedType> fixed)
    : all_(std::move(all)), fixed_(std::move(fixed)) {
  std::vector<FixedType> common = CommonTypes();
  std::move(common.begin(), common.end(), std::back_inserter(fixed_));
}

const Kind* Kinds::Of(const std::string& name) const {
  for (const Kind* kind : all_) {
    if (contract::IsNameOf(kind->row(), name)) return kind;
  }
  return nullptr;
}

const FixedType* Kinds::FixedOf(const std::string& name) const {
  const auto found = std::find_if(fixed_.begin(), fixed_.end(), [&](const FixedType& type) {
    return contract::IsNameOf(*type.row, name);
  });
  return found == fixed_.end() ? nullptr : &*found;
}

absl::StatusOr<const Kind*> Kinds::Find(const std::string& name, absl::string_view method) const {
  const Kind* kind = Of(name);
  if (kind != nullptr) return kind;
  if (const FixedType* fixed = FixedOf(name); fixed != nullptr) {
    std::vector<std::string> open;
    for (const std::string& way : fixed->ways) open.push_back(ShortName(way));
    return resource::IllegalTransition(name, method, {fixed->why}, open);
  }
  std::string why = absl::StrCat("\"", name, "\" is of no kind of records that this service has");
  if (absl::StartsWith(name, "//")) {
    why = absl::StrCat(name, " is a record of another service: ask that one");
  }
  std::string known;
  for (const Kind* one : all_) {
    // Records below others have the collection of those.
    if (absl::StrContains(known, one->collection())) continue;
    absl::StrAppend(&known, known.empty() ? "; these can be corrected: " : ", ", one->collection());
  }
  base::FieldErrors errors;
  errors.Add("name", why + known);
  return errors.ToStatus();
}

}  // namespace zgc::records
