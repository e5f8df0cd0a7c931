#include "services/park_region/domain/agreements/terms.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/decimal/decimal.h"
#include "common/records/citations.h"
#include "services/park_region/domain/days.h"

namespace zgc::parks {
namespace {

// Returns their labels.
std::set<std::string> CheckParties(const v1::Agreement& agreement, Checks& checks) {
  checks.Expect(agreement.parties_size() != 1, "agreement.parties", "needs two or more");
  std::set<std::string> labels;
  for (int i = 0; i < agreement.parties_size(); ++i) {
    const v1::AgreementParty& party = agreement.parties(i);
    const std::string field = absl::StrCat("agreement.parties[", i, "]");
    checks.Expect(labels.insert(party.display_name()).second, absl::StrCat(field, ".display_name"),
                  "repeats an earlier one");
    const int records = (party.organisation().empty() ? 0 : 1) + (party.region().empty() ? 0 : 1) +
                        (party.park().empty() ? 0 : 1);
    checks.Expect(records < 2, field, "is one of organisation, region and park");
  }
  return labels;
}

void CheckDuties(const v1::Agreement* before, const std::set<std::string>& parties,
                 v1::Agreement& agreement, Checks& checks) {
  std::set<std::string> ids;
  for (int i = 0; i < agreement.duties_size(); ++i) {
    v1::AgreementDuty& duty = *agreement.mutable_duties(i);
    const std::string field = absl::StrCat("agreement.duties[", i, "]");
    checks.Expect(ids.insert(duty.duty_id()).second, absl::StrCat(field, ".duty_id"),
                  "repeats an earlier one");
    checks.Expect(duty.party().empty() || parties.count(duty.party()) > 0,
                  absl::StrCat(field, ".party"), "is none of the parties");
    duty.clear_done_date();
  }
  if (before == nullptr) return;
  for (const v1::AgreementDuty& was : before->duties()) {
    if (was.done_date().empty()) continue;
    v1::AgreementDuty* const duty = FindDuty(agreement, was.duty_id());
    if (duty == nullptr) {
      checks.Add("agreement.duties",
                 absl::StrCat(was.duty_id(), " was done on ", was.done_date(), " and stays"));
    } else {
      duty->set_done_date(was.done_date());
    }
  }
}

void CheckParts(const v1::AgreementShare& share, const std::string& field, Checks& checks) {
  checks.Expect(share.parts_size() != 1, field, "needs two or more");
  std::set<std::string> regions;
  figures::Decimal sum;
  for (int i = 0; i < share.parts_size(); ++i) {
    const v1::AgreementSharePart& part = share.parts(i);
    checks.Expect(regions.insert(part.region()).second, absl::StrCat(field, "[", i, "].region"),
                  "repeats an earlier one");
    const auto percent = figures::Decimal::Parse(part.percent());
    // What is no number is said by the contract.
    if (!percent.ok()) return;
    const auto more = sum.Plus(*percent);
    if (!more.ok()) return checks.Add(field, more.status().message());
    sum = *more;
  }
  checks.Expect(share.parts().empty() || sum == figures::Decimal(100), field,
                absl::StrCat("are ", sum.ToString(), " percent together, not 100"));
}

void CheckShares(const v1::Agreement& agreement, Checks& checks) {
  for (int i = 0; i < agreement.shares_size(); ++i) {
    const v1::AgreementShare& share = agreement.shares(i);
    const std::string field = absl::StrCat("agreement.shares[", i, "]");
    checks.Ordered(share.from_date(), share.to_date(), absl::StrCat(field, ".to_date"));
    CheckParts(share, absl::StrCat(field, ".parts"), checks);
    for (int j = 0; j < i; ++j) {
      const v1::AgreementShare& other = agreement.shares(j);
      checks.Expect(share.base() != other.base() || !DaysMeet({share.from_date(), share.to_date()},
                                                              {other.from_date(), other.to_date()}),
                    field, absl::StrCat("has days of agreement.shares[", j, "] again"));
    }
  }
}

absl::Status CheckRenewal(const storage::Reader& reader, const v1::Agreement& agreement,
                          Checks& checks) {
  constexpr char kField[] = "agreement.renews";
  ZGC_ASSIGN_OR_RETURN(const auto former, kAgreements.Get(reader, {agreement.renews()}));
  if (!former.has_value()) return absl::OkStatus();
  checks.Expect(former->signed_date() <= agreement.signed_date(), kField,
                absl::StrCat(former->name(), " was signed on ", former->signed_date(), ", later"));
  for (auto it = former; it.has_value();) {
    if (it->name() == agreement.name()) {
      checks.Add(kField, "leads back to the agreement itself");
      break;
    }
    ZGC_ASSIGN_OR_RETURN(it, kAgreements.Get(reader, {it->renews()}));
  }
  ZGC_ASSIGN_OR_RETURN(const auto citing,
                       records::CitingOf(reader, former->name(), records::kMostCounted));
  for (const std::string& name : citing.names) {
    if (name == agreement.name()) continue;
    ZGC_ASSIGN_OR_RETURN(const auto other, kAgreements.Get(reader, {name}));
    checks.Expect(!other.has_value() || other->renews() != former->name(), kField,
                  absl::StrCat(name, " renews ", former->name(), " already"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckTerms(const storage::Reader& reader, const v1::Agreement* before,
                        v1::Agreement& agreement, Checks& checks) {
  checks.Ordered(agreement.from_date(), agreement.to_date(), "agreement.to_date");
  CheckDuties(before, CheckParties(agreement, checks), agreement, checks);
  CheckShares(agreement, checks);
  return CheckRenewal(reader, agreement, checks);
}

v1::AgreementDuty* FindDuty(v1::Agreement& agreement, absl::string_view duty_id) {
  for (v1::AgreementDuty& duty : *agreement.mutable_duties()) {
    if (duty.duty_id() == duty_id) return &duty;
  }
  return nullptr;
}

}  // namespace zgc::parks
