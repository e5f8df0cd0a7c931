#include "services/park_region/domain/returns/return_forms.h"

#include "absl/container/flat_hash_set.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "common/query/list.h"
#include "common/resource/dated_rules.h"

namespace zgc::parks {
namespace {

constexpr int kMostItems = 40;

using Codes = absl::flat_hash_set<std::string>;

void CheckItems(const v1::ReturnForm& form, Codes& codes, Checks& checks) {
  constexpr int kMostDecimals = 6;
  checks.Expect(form.items_size() <= kMostItems, "return_form.items",
                absl::StrCat("are ", kMostItems, " at most"));
  for (const v1::ReturnItem& item : form.items()) {
    checks.Expect(codes.insert(item.code()).second, "return_form.items",
                  absl::StrCat("repeats ", item.code()));
    checks.Expect(item.decimals() <= kMostDecimals, "return_form.items",
                  absl::StrCat(item.code(), " has ", kMostDecimals, " decimals at most"));
    checks.Expect(item.suspect_factor() != 1, "return_form.items",
                  absl::StrCat("every value of ", item.code(), " would be suspect"));
  }
}

void CheckParts(const v1::ReturnForm& form, const Codes& codes, Checks& checks) {
  for (const v1::ReturnCheck& check : form.checks()) {
    for (const std::string& code : {check.part(), check.whole()}) {
      checks.Expect(codes.contains(code), "return_form.checks",
                    absl::StrCat("\"", code, "\" is no item of the form"));
    }
    checks.Expect(check.part() != check.whole(), "return_form.checks",
                  absl::StrCat(check.part(), " is no part of itself"));
  }
  Codes industries;
  for (const v1::ReturnIndustry& industry : form.industries()) {
    checks.Expect(industries.insert(industry.code()).second, "return_form.industries",
                  absl::StrCat("repeats ", industry.code()));
  }
}

// A percentage above zero with two decimals at most.
void CheckPercent(const std::string& text, const std::string& field, Checks& checks) {
  const auto percent = figures::Decimal::Parse(text);
  checks.Expect(!percent.ok() || (!percent->IsZero() && percent->scale() <= 2), field,
                "must be above 0, with two decimals at most");
}

void CheckDisclosure(const v1::DisclosureRule& rule, Checks& checks) {
  const std::string field = "return_form.disclosure";
  checks.Expect(rule.threshold() >= 2, field + ".threshold",
                "must be 2 or more: with 1 what one enterprise reported would be released");
  CheckPercent(rule.protection_percent(), field + ".protection_percent", checks);
  checks.Expect((rule.dominance_count() > 0) == !rule.dominance_percent().empty(),
                field + ".dominance_percent", "is given with dominance_count, and only then");
  if (rule.dominance_percent().empty()) return;
  CheckPercent(rule.dominance_percent(), field + ".dominance_percent", checks);
  const auto percent = figures::Decimal::Parse(rule.dominance_percent());
  checks.Expect(!percent.ok() || *percent < figures::Decimal(100), field + ".dominance_percent",
                "must be below 100");
}

void CheckForm(const v1::ReturnForm& form, Checks& checks) {
  constexpr int kLatestDue = 28;
  Codes codes;
  CheckItems(form, codes, checks);
  CheckParts(form, codes, checks);
  CheckDisclosure(form.disclosure(), checks);
  checks.Expect(form.due_day() >= 1 && form.due_day() <= kLatestDue, "return_form.due_day",
                absl::StrCat("must be 1 to ", kLatestDue));
  resource::CheckDays(form, "return_form.", checks);
}

// That no approved form of the series is of one of its days.
absl::Status CheckAlone(const storage::Reader& reader, const v1::ReturnForm& form, Checks& checks) {
  return kReturnForms.ForEach(reader, [&](const storage::NameKey&, const v1::ReturnForm& other) {
    if (other.series() != form.series() || other.state() != v1::RETURN_FORM_STATE_APPROVED) {
      return true;
    }
    const bool apart = (!form.until_date().empty() && form.until_date() < other.from_date()) ||
                       (!other.until_date().empty() && other.until_date() < form.from_date());
    checks.Expect(apart, "name",
                  absl::StrCat(other.name(), " of the series ", form.series(), " is approved from ",
                               other.from_date(), " to ", other.until_date()));
    return true;
  });
}

// The last month of which there is a return by the form.
absl::StatusOr<std::string> LastMonthOf(const storage::Reader& reader, const v1::ReturnForm& form) {
  std::string last;
  ZGC_RETURN_IF_ERROR(kMonthsOfForms.ForEach(reader, {form.name()}, [&](const std::string& month) {
    last = month;
    return true;
  }));
  return last;
}

const resource::DatedRules<v1::ReturnForm>& ReturnForms() {
  static const auto* const rules = new resource::DatedRules<v1::ReturnForm>(kReturnForms);
  return *rules;
}

}  // namespace

const Lifecycle<v1::ReturnForm>& ReturnFormLifecycle() { return ReturnForms().lifecycle(); }

absl::StatusOr<v1::ReturnForm> CreateReturnForm(storage::Txn& txn, const base::Actor& actor,
                                                const v1::CreateReturnFormRequest& request) {
  Checks checks(txn, request);
  v1::ReturnForm form = request.return_form();
  form.set_name(absl::StrCat("returnForms/", request.return_form_id()));
  CheckForm(form, checks);
  return ReturnForms().Create(txn, actor, checks, std::move(form));
}

absl::StatusOr<v1::ReturnForm> ApproveReturnForm(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::ApproveReturnFormRequest& request) {
  return ReturnForms().Approve(
      txn, actor, request,
      [&](const v1::ReturnForm& form, Checks& checks) { return CheckAlone(txn, form, checks); });
}

absl::StatusOr<v1::ReturnForm> RejectReturnForm(storage::Txn& txn, const base::Actor& actor,
                                                const v1::RejectReturnFormRequest& request) {
  return ReturnForms().Reject(txn, actor, request);
}

absl::StatusOr<v1::ReturnForm> EndReturnForm(storage::Txn& txn, const base::Actor& actor,
                                             const v1::EndReturnFormRequest& request) {
  return ReturnForms().End(
      txn, actor, request, [&](const v1::ReturnForm& form, Checks& checks) -> absl::Status {
        ZGC_ASSIGN_OR_RETURN(const std::string month, LastMonthOf(txn, form));
        const std::string last = LastDayOfMonth(month);
        checks.Expect(last.empty() || request.until_date() >= last, "until_date",
                      absl::StrCat("returns of ", month, " were submitted by it"));
        return absl::OkStatus();
      });
}

absl::StatusOr<v1::ReturnForm> GetReturnForm(const storage::Reader& reader,
                                             const v1::GetReturnFormRequest& request) {
  return GetRow(reader, kReturnForms, request.name());
}

absl::StatusOr<std::string> ListReturnForms(const storage::Reader& reader,
                                            const v1::ListReturnFormsRequest& request,
                                            const storage::Page& page,
                                            v1::ListReturnFormsResponse& response) {
  return query::List(reader, kReturnForms.column(), request, page, response);
}

std::string LastDayOfMonth(const std::string& month) {
  constexpr size_t kLength = 7;
  const auto days = base::ParseReducedDate(month);
  return month.size() == kLength && days.ok() ? days->last : "";
}

absl::StatusOr<absl::optional<v1::ReturnForm>> FormOfMonth(const storage::Reader& reader,
                                                           const std::string& form,
                                                           const std::string& month,
                                                           const std::string& prefix,
                                                           Checks& checks) {
  const std::string last = LastDayOfMonth(month);
  checks.Expect(month.empty() || !last.empty(), prefix + "month",
                absl::StrCat("\"", month, "\" is no month, YYYY-MM"));
  ZGC_ASSIGN_OR_RETURN(auto row, kReturnForms.Get(reader, {form}));
  if (last.empty() || !row.has_value()) return absl::optional<v1::ReturnForm>();
  const bool holds =
      row->state() == v1::RETURN_FORM_STATE_APPROVED && resource::IsInForce(*row, last);
  checks.Expect(holds, prefix + "form",
                absl::StrCat(form, " is not approved for ", last, ", the last day of the month"));
  return holds ? row : absl::optional<v1::ReturnForm>();
}

}  // namespace zgc::parks
