#include "services/park_region/domain/returns/enterprise_returns.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "common/query/list.h"
#include "common/records/citations.h"
#include "services/park_region/domain/enterprises/enterprises.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/domain/qualifications/qualifications.h"
#include "services/park_region/domain/returns/return_forms.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

using figures::Decimal;
using Values = google::protobuf::RepeatedPtrField<v1::ReturnValue>;
using ByCode = absl::flat_hash_map<std::string, Decimal>;

ByCode ByCodeOf(const Values& values) {
  ByCode found;
  for (const v1::ReturnValue& value : values) {
    const auto number = Decimal::Parse(value.value());
    if (number.ok()) found.emplace(value.item(), *number);
  }
  return found;
}

// 13 digits with those after the point.
bool IsTooLong(const Decimal& number, int decimals) {
  constexpr int64_t kMost = 9'999'999'999'999;
  const auto units = number.TimesPowerOfTen(decimals);
  return !units.ok() || *units > Decimal(kMost) || *units < Decimal(-kMost);
}

void CheckItem(const v1::ReturnItem& item, const ByCode& values, const std::string& field,
               Checks& checks) {
  const auto found = values.find(item.code());
  if (found == values.end()) {
    checks.Add(field, absl::StrCat(item.code(), " (", item.display_name(), ") is missing"));
    return;
  }
  const Decimal& number = found->second;
  checks.Expect(number.scale() <= item.decimals(), field,
                absl::StrCat(item.code(), " has ", item.decimals(), " decimals at most"));
  checks.Expect(item.may_be_negative() || !number.IsNegative(), field,
                absl::StrCat(item.code(), " is not below zero"));
  checks.Expect(!IsTooLong(number, item.decimals()), field,
                absl::StrCat(item.code(), " has more than 13 digits"));
}

void CheckValues(const v1::ReturnForm& form, const v1::EnterpriseReturn& row,
                 const std::string& prefix, Checks& checks) {
  const std::string field = prefix + "values";
  const ByCode values = ByCodeOf(row.values());
  absl::flat_hash_map<std::string, int> times;
  for (const v1::ReturnValue& value : row.values()) {
    const bool known = std::any_of(form.items().begin(), form.items().end(),
                                   [&](const auto& item) { return item.code() == value.item(); });
    checks.Expect(known, field, absl::StrCat("\"", value.item(), "\" is no item of ", form.name()));
    checks.Expect(++times[value.item()] == 1, field, absl::StrCat("repeats ", value.item()));
  }
  for (const v1::ReturnItem& item : form.items()) CheckItem(item, values, field, checks);
  for (const v1::ReturnCheck& check : form.checks()) {
    const auto part = values.find(check.part());
    const auto whole = values.find(check.whole());
    if (part == values.end() || whole == values.end()) continue;
    checks.Expect(part->second <= whole->second, field,
                  absl::StrCat(check.part(), " is more than ", check.whole()));
  }
  const auto& industries = form.industries();
  const bool listed =
      industries.empty()
          ? row.industry().empty()
          : std::any_of(industries.begin(), industries.end(),
                        [&](const auto& industry) { return industry.code() == row.industry(); });
  checks.Expect(listed, prefix + "industry",
                absl::StrCat("\"", row.industry(), "\" is no industry of ", form.name()));
}

// Who reports at all: no branch, at a park on the last day.
absl::Status CheckWho(const storage::Reader& reader, const v1::EnterpriseReturn& row,
                      const std::string& last, Checks& checks) {
  const std::string field = "enterprise_return.enterprise";
  ZGC_ASSIGN_OR_RETURN(const auto enterprise, kEnterprises.Get(reader, {row.enterprise()}));
  if (!enterprise.has_value()) return absl::OkStatus();
  checks.Expect(enterprise->head_enterprise().empty(), field,
                "is a branch, which is in the return of its head");
  ZGC_RETURN_IF_ERROR(CheckNotMerged(reader, row.enterprise(), field, checks));
  ZGC_ASSIGN_OR_RETURN(const std::string park, ParkOn(reader, row.enterprise(), last));
  checks.Expect(!park.empty(), field, absl::StrCat("is registered at no park on ", last));
  return absl::OkStatus();
}

// The return of an enterprise for a month; empty if there is none.
absl::StatusOr<std::string> ReturnOf(const storage::Reader& reader, const std::string& series,
                                     const std::string& month, const std::string& enterprise) {
  std::string name;
  ZGC_RETURN_IF_ERROR(kReturnsOfEnterprises.ForEach(reader, {series, month, enterprise},
                                                    [&](const std::string& found) {
                                                      name = found;
                                                      return false;
                                                    }));
  return name;
}

std::string MonthBefore(const std::string& month) {
  constexpr size_t kLength = 7;
  const auto first = base::ParseDate(month + "-01");
  return first.ok() ? base::FormatDate(*first - 1).substr(0, kLength) : "";
}

bool LooksOtherwise(const Decimal& now, const Decimal& before, int factor) {
  if (factor == 0 || now.IsZero() || before.IsZero()) return false;
  const auto size = [](const Decimal& number) {
    return number.IsNegative() ? number.Negated() : number;
  };
  const auto most_now = size(now).Times(Decimal(factor));
  const auto most_before = size(before).Times(Decimal(factor));
  return !most_now.ok() || !most_before.ok() || *most_before <= size(now) ||
         *most_now <= size(before);
}

// AMOUNT_SUSPECT with the items of which it is so, for values that are another unit beside those of
// the month before.
template <typename Confirmed>
absl::Status CheckPlausible(const storage::Reader& reader, const v1::ReturnForm& form,
                            const v1::EnterpriseReturn& row, const Confirmed& confirmed) {
  ZGC_ASSIGN_OR_RETURN(const std::string name,
                       ReturnOf(reader, row.series(), MonthBefore(row.month()), row.enterprise()));
  if (name.empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const v1::EnterpriseReturn before, GetRow(reader, kEnterpriseReturns, name));
  const ByCode values = ByCodeOf(row.values());
  const ByCode of_before = ByCodeOf(before.values());
  std::vector<std::string> suspect;
  for (const v1::ReturnItem& item : form.items()) {
    const auto then = of_before.find(item.code());
    if (then == of_before.end() ||
        std::find(confirmed.begin(), confirmed.end(), item.code()) != confirmed.end()) {
      continue;
    }
    if (LooksOtherwise(values.at(item.code()), then->second, item.suspect_factor())) {
      suspect.push_back(item.code());
    }
  }
  if (suspect.empty()) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, common::v1::ERROR_REASON_AMOUNT_SUSPECT,
      absl::StrCat(absl::StrJoin(suspect, ", "),
                   ": looks like another unit beside the month before; confirmed_items says that "
                   "it is right"));
}

// The last day for the return of a month.
absl::CivilDay DueDay(const v1::ReturnForm& form, const std::string& last) {
  return *base::ParseDate(last) + form.due_day();
}

void Link(storage::Txn& txn, const v1::EnterpriseReturn& row, bool linked) {
  const ReturnKey key{row.series(), row.month(), row.enterprise()};
  const SeriesMonth month{row.series(), row.month()};
  if (linked) {
    kReturnsOfEnterprises.Add(txn, key, row.name());
    kReturnsOfMonths.Add(txn, month, row.name());
    kMonthsOfForms.Add(txn, {row.form()}, row.month());
  } else {
    kReturnsOfEnterprises.Remove(txn, key, row.name());
    kReturnsOfMonths.Remove(txn, month, row.name());
  }
}

void TakeStep(const storage::Txn& txn, const base::Actor& actor, const std::string& method,
              const std::string& note, v1::EnterpriseReturn& row) {
  resource::AddStep(txn, actor, {method, "", ""}, {resource::DayOfCommit(txn), note, {}},
                    *row.mutable_steps());
}

// By its short name it would be cited, and could not be voided any more.
std::string FullName(const std::string& enterprise) {
  return absl::StrCat("//park_region/", enterprise);
}

absl::StatusOr<std::vector<v1::EnterpriseReturn>> CountedReturnsOf(const storage::Reader& reader,
                                                                   const std::string& enterprise) {
  ZGC_ASSIGN_OR_RETURN(const auto citing,
                       records::CitingOf(reader, enterprise, records::kMostCounted));
  std::vector<v1::EnterpriseReturn> rows;
  for (const std::string& name : citing.names) {
    ZGC_ASSIGN_OR_RETURN(auto row, kEnterpriseReturns.Get(reader, {name}));
    if (row.has_value() && row->enterprise() == enterprise && !row->withdrawn()) {
      rows.push_back(*std::move(row));
    }
  }
  return rows;
}

// Makes it the return of another enterprise, which must have none for the month.
absl::Status MoveTo(storage::Txn& txn, const base::Actor& actor, const std::string& method,
                    const std::string& enterprise, const std::string& reason,
                    v1::EnterpriseReturn row, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const std::string other,
                       ReturnOf(txn, row.series(), row.month(), enterprise));
  checks.Expect(other.empty(), "name",
                absl::StrCat("both have reported ", row.month(), " by ", row.form(),
                             ": the return of one is withdrawn first"));
  Link(txn, row, false);
  row.set_enterprise(enterprise);
  TakeStep(txn, actor, method, reason, row);
  Link(txn, Save(txn, kEnterpriseReturns, std::move(row)), true);
  return absl::OkStatus();
}

absl::Status CheckCounts(const v1::EnterpriseReturn& row, absl::string_view method) {
  if (!row.withdrawn()) return absl::OkStatus();
  return IllegalTransition(row.name(), method, {absl::StrCat(row.name(), " was withdrawn")}, {});
}

// Whether an enterprise is in the frame of a form on a day.
absl::StatusOr<bool> IsInFrame(const storage::Reader& reader, const v1::ReturnForm& form,
                               const std::string& enterprise, const std::string& day) {
  if (form.frame().empty()) return true;
  ZGC_ASSIGN_OR_RETURN(const auto held, QualificationsOf(reader, enterprise));
  return std::any_of(held.begin(), held.end(), [&](const v1::EnterpriseQualification& row) {
    return row.kind() == form.frame() && row.valid_from() <= day &&
           (row.last_day().empty() || day <= row.last_day());
  });
}

// What an enterprise owes; unset if it owes nothing.
absl::StatusOr<absl::optional<v1::MissingReturn>> Owed(const storage::Reader& reader,
                                                       const v1::ReturnForm& form,
                                                       const v1::Enterprise& enterprise,
                                                       const std::string& month) {
  absl::optional<v1::MissingReturn> owed;
  if (enterprise.has_merge() || !enterprise.head_enterprise().empty()) return owed;
  const std::string last = LastDayOfMonth(month);
  ZGC_ASSIGN_OR_RETURN(const bool asked, IsInFrame(reader, form, enterprise.name(), last));
  if (!asked) return owed;
  ZGC_ASSIGN_OR_RETURN(const std::string park, ParkOn(reader, enterprise.name(), last));
  if (park.empty()) return owed;
  ZGC_ASSIGN_OR_RETURN(const std::string found,
                       ReturnOf(reader, form.series(), month, enterprise.name()));
  if (!found.empty()) return owed;
  owed.emplace();
  owed->set_enterprise(enterprise.name());
  owed->set_display_name(enterprise.display_name());
  owed->set_park(park);
  owed->set_due_date(base::FormatDate(DueDay(form, last)));
  return owed;
}

}  // namespace

absl::StatusOr<std::string> ParkOn(const storage::Reader& reader, const std::string& enterprise,
                                   const std::string& day) {
  ZGC_ASSIGN_OR_RETURN(const auto events, RegistrationsOf(reader, enterprise));
  std::string park;
  for (const v1::Registration& event : events) {
    if (event.date() > day) break;
    park = Leaves(event) ? "" : event.park();
  }
  return park;
}

absl::StatusOr<v1::EnterpriseReturn> CreateEnterpriseReturn(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateEnterpriseReturnRequest& request) {
  v1::EnterpriseReturn row = request.enterprise_return();
  row.set_name(absl::StrCat("enterpriseReturns/", request.enterprise_return_id()));
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(const auto form,
                       FormOfMonth(txn, row.form(), row.month(), "enterprise_return.", checks));
  if (!form.has_value()) return checks.ToStatus();
  const std::string last = LastDayOfMonth(row.month());
  row.set_series(form->series());
  ZGC_RETURN_IF_ERROR(checks.NotAfterToday(txn, last, "enterprise_return.month"));
  ZGC_RETURN_IF_ERROR(CheckWho(txn, row, last, checks));
  CheckValues(*form, row, "enterprise_return.", checks);
  ZGC_ASSIGN_OR_RETURN(const std::string other,
                       ReturnOf(txn, row.series(), row.month(), row.enterprise()));
  checks.Expect(other.empty(), "enterprise_return.month",
                absl::StrCat(other, " is of this enterprise and month already"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CheckPlausible(txn, *form, row, request.confirmed_items()));
  ZGC_ASSIGN_OR_RETURN(const absl::CivilDay today, base::ParseDate(resource::DayOfCommit(txn)));
  row.set_days_late(
      static_cast<int32_t>(std::max<absl::civil_diff_t>(0, today - DueDay(*form, last))));
  TakeStep(txn, actor, "CreateEnterpriseReturn", "", row);
  ZGC_ASSIGN_OR_RETURN(row, Insert(txn, kEnterpriseReturns, std::move(row)));
  Link(txn, row, true);
  return row;
}

absl::StatusOr<v1::EnterpriseReturn> CorrectEnterpriseReturn(
    storage::Txn& txn, const base::Actor& actor,
    const v1::CorrectEnterpriseReturnRequest& request) {
  if (request.name().empty()) ZGC_RETURN_IF_ERROR(Checks(txn, request).ToStatus());
  ZGC_ASSIGN_OR_RETURN(v1::EnterpriseReturn row, GetForUpdate(txn, kEnterpriseReturns, request));
  ZGC_RETURN_IF_ERROR(CheckCounts(row, "CorrectEnterpriseReturn"));
  Checks checks(txn, request);
  row.set_industry(request.industry());
  *row.mutable_values() = request.values();
  ZGC_ASSIGN_OR_RETURN(const v1::ReturnForm form, GetRow(txn, kReturnForms, row.form()));
  CheckValues(form, row, "", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CheckPlausible(txn, form, row, request.confirmed_items()));
  TakeStep(txn, actor, "CorrectEnterpriseReturn", request.reason(), row);
  return Save(txn, kEnterpriseReturns, std::move(row));
}

absl::StatusOr<v1::EnterpriseReturn> WithdrawEnterpriseReturn(
    storage::Txn& txn, const base::Actor& actor,
    const v1::WithdrawEnterpriseReturnRequest& request) {
  if (request.name().empty()) ZGC_RETURN_IF_ERROR(Checks(txn, request).ToStatus());
  ZGC_ASSIGN_OR_RETURN(v1::EnterpriseReturn row, GetForUpdate(txn, kEnterpriseReturns, request));
  ZGC_RETURN_IF_ERROR(CheckCounts(row, "WithdrawEnterpriseReturn"));
  ZGC_RETURN_IF_ERROR(Checks(txn, request).ToStatus());
  row.set_withdrawn(true);
  Link(txn, row, false);
  TakeStep(txn, actor, "WithdrawEnterpriseReturn", request.reason(), row);
  return Save(txn, kEnterpriseReturns, std::move(row));
}

absl::Status MergeReturns(storage::Txn& txn, const base::Actor& actor, const std::string& from,
                          const std::string& to, const std::string& reason, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto rows, CountedReturnsOf(txn, from));
  for (v1::EnterpriseReturn row : rows) {
    row.add_former_enterprises(FullName(from));
    ZGC_RETURN_IF_ERROR(MoveTo(txn, actor, "MergeEnterprise", to, reason, std::move(row), checks));
  }
  return absl::OkStatus();
}

absl::Status UnmergeReturns(storage::Txn& txn, const base::Actor& actor, const std::string& from,
                            const std::string& to, const std::string& reason, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto rows, CountedReturnsOf(txn, from));
  for (v1::EnterpriseReturn row : rows) {
    const int former = row.former_enterprises_size();
    if (former == 0 || row.former_enterprises(former - 1) != FullName(to)) continue;
    row.mutable_former_enterprises()->RemoveLast();
    ZGC_RETURN_IF_ERROR(
        MoveTo(txn, actor, "UndoEnterpriseMerge", to, reason, std::move(row), checks));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::EnterpriseReturn> GetEnterpriseReturn(
    const storage::Reader& reader, const v1::GetEnterpriseReturnRequest& request) {
  return GetRow(reader, kEnterpriseReturns, request.name());
}

absl::StatusOr<std::string> ListEnterpriseReturns(const storage::Reader& reader,
                                                  const v1::ListEnterpriseReturnsRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListEnterpriseReturnsResponse& response) {
  return query::List(reader, kEnterpriseReturns.column(), request, page, response);
}

absl::StatusOr<std::string> ListMissingReturns(const storage::Reader& reader,
                                               const v1::ListMissingReturnsRequest& request,
                                               const storage::Page& page,
                                               v1::ListMissingReturnsResponse& response) {
  Checks checks(reader, request);
  ZGC_ASSIGN_OR_RETURN(const auto form,
                       FormOfMonth(reader, request.form(), request.month(), "", checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  absl::Status failed;
  const auto add = [&](const v1::Enterprise& enterprise) {
    if (!failed.ok()) return false;
    auto owed = Owed(reader, *form, enterprise, request.month());
    failed = owed.status();
    if (!owed.ok() || !owed->has_value()) return false;
    *response.add_missing_returns() = **std::move(owed);
    return true;
  };
  auto next = storage::ListPage<storage::NameKey, v1::Enterprise>(kEnterprises, reader, page, add);
  ZGC_RETURN_IF_ERROR(failed);
  return next;
}

absl::Status ForEachReturn(const storage::Reader& reader, const std::string& series,
                           const std::string& month,
                           absl::FunctionRef<absl::Status(const v1::EnterpriseReturn&)> visit) {
  absl::Status done;
  ZGC_RETURN_IF_ERROR(
      kReturnsOfMonths.ForEach(reader, {series, month}, [&](const std::string& name) {
        const auto row = GetRow(reader, kEnterpriseReturns, name);
        done = row.ok() ? visit(*row) : row.status();
        return done.ok();
      }));
  return done;
}

}  // namespace zgc::parks
