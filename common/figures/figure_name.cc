#include "common/figures/figure_name.h"

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/names.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "common/figures/book.h"
#include "common/figures/book_schema.h"
#include "common/figures/dimensions/parts.h"
#include "common/figures/periods.h"
#include "common/figures/versions/version.h"

namespace zgc::figures {
namespace {

absl::Status DoesNotExist(const std::string& name, absl::string_view why) {
  return base::MakeError(absl::StatusCode::kNotFound, common::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                         absl::StrCat(name, " does not exist: ", why), {{"name", name}});
}

}  // namespace

absl::StatusOr<std::string> NameOf(const v1::Indicator& indicator, const common::v1::Period& period,
                                   const Scoping& scoping) {
  ZGC_ASSIGN_OR_RETURN(const std::string id,
                       base::PeriodId(period.start_date(), period.end_date()));
  return absl::StrCat(kFigures, base::IdOf(indicator.name()), "@", id, ScopingSuffix(scoping));
}

absl::StatusOr<common::v1::Period> AnsweredPeriod(const v1::Indicator& indicator,
                                                  const std::string& name,
                                                  const std::string& period_id) {
  if (!indicator.has_computation()) return DoesNotExist(name, "it is not computed");
  const auto span = base::ParsePeriodId(period_id);
  common::v1::Period period;
  std::string retired;
  if (span.ok()) {
    period.set_start_date(span->first);
    period.set_end_date(span->last);
    if (HasFigureOf(indicator, period)) return period;
    retired = RetiredBefore(indicator, period);
  }
  if (!retired.empty()) {
    return base::MakeError(
        absl::StatusCode::kNotFound, common::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
        absl::StrCat(name, " does not exist: ", indicator.name(), " is retired from ", retired,
                     " on (停用)", indicator.replaced_by().empty() ? "" : "; see ",
                     indicator.replaced_by()),
        {{"name", name}, {"replaced_by", indicator.replaced_by()}});
  }
  const v1::Indicator& described = span.ok() ? VersionFor(indicator, period) : indicator;
  return DoesNotExist(name,
                      absl::StrCat(indicator.name(), " has figures of ", DescribePeriods(described),
                                   span.ok() ? "" : absl::StrCat("; ", span.status().message())));
}

absl::StatusOr<Scoping> AnsweredScoping(const storage::Reader& reader,
                                        const v1::Indicator& indicator, const std::string& name,
                                        const std::string& suffix,
                                        absl::FunctionRef<absl::StatusOr<Asked>()> ask) {
  if (suffix.empty()) return Scoping();
  const auto scoping = ParseScopingSuffix(suffix);
  if (!scoping.has_value()) {
    return DoesNotExist(name, "its dimensions are not written as names have them");
  }
  absl::Status said = CheckDeclared(indicator, *scoping);
  if (said.ok()) {
    ZGC_ASSIGN_OR_RETURN(const Asked asked, ask());
    google::protobuf::RepeatedPtrField<v1::Scope> scopes;
    said = SayScopes(reader, asked, *scoping, scopes);
  }
  if (said.ok()) return *scoping;
  return said.code() == absl::StatusCode::kInvalidArgument ? DoesNotExist(name, said.message())
                                                           : said;
}

absl::Status NotObserved(const storage::Reader& reader, const std::string& name,
                         absl::optional<v1::Observation> row) {
  std::string successor;
  // Each correction is newer than what it corrects.
  while (successor.empty() && row.has_value() && !row->corrected_by().empty()) {
    ZGC_ASSIGN_OR_RETURN(row, kObservations.Get(reader, {row->corrected_by()}));
    const bool live = row.has_value() && IsLive(row->state());
    if (live) successor = absl::StrCat(kFigures, base::IdOf(row->name()));
  }
  if (successor.empty()) return NotFound(name);
  return base::MakeError(
      absl::StatusCode::kNotFound, common::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
      absl::StrCat(name, " does not exist any more: ", successor, " has taken its place"),
      {{"name", name}, {"replaced_by", successor}});
}

}  // namespace zgc::figures
