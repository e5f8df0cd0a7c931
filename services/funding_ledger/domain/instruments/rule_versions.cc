#include "services/funding_ledger/domain/instruments/rule_versions.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/spans.h"
#include "services/funding_ledger/domain/instruments/calculation.h"
#include "services/funding_ledger/domain/instruments/facts.h"
#include "services/funding_ledger/domain/instruments/instrument_table.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rule_service.pb.h"
#include "zgc/funding/v1/rules.pb.h"

namespace zgc::funding {
namespace {

constexpr size_t kMaxRuleId = 70;

void CheckTerms(const v1::RuleVersion& row, Checks& checks) {
  const Instrument* instrument = InstrumentOf(row);
  if (instrument == nullptr) {
    checks.Add("rule_version", "must say what it grants");
    return;
  }
  const SetTerms set = TermsOf(row);
  instrument->check_terms(set.terms, absl::StrCat("rule_version.", set.field), checks);
  checks.Expect(
      instrument->recipient == RecipientKind::kOne || row.caps().per_recipient_year_fen() == 0,
      "rule_version.caps.per_recipient_year_fen", "has no one recipient to be held against");
}

void CheckCaps(const v1::SupportCaps& caps, Checks& checks) {
  const auto check = [&](int64_t fen, absl::string_view field) {
    checks.Expect(fen >= 0 && fen <= kMaxAmountFen, absl::StrCat("rule_version.caps.", field),
                  "must be 0 (none) or an amount up to 10 trillion yuan");
  };
  check(caps.per_record_fen(), "per_record_fen");
  check(caps.per_recipient_year_fen(), "per_recipient_year_fen");
  check(caps.per_program_year_fen(), "per_program_year_fen");
}

absl::StatusOr<std::vector<v1::RuleVersion>> VersionsOf(const storage::Reader& reader,
                                                        const std::string& rule) {
  std::vector<v1::RuleVersion> versions;
  ZGC_RETURN_IF_ERROR(
      kRuleVersions.ForEach(reader, [&](const storage::NameKey&, const v1::RuleVersion& row) {
        if (row.rule() == rule) versions.push_back(row);
        return true;
      }));
  return versions;
}

std::string SpanText(const v1::RuleVersion& row) {
  return absl::StrCat(row.effective_from(), " to ",
                      row.effective_to().empty() ? "no end" : row.effective_to());
}

// Whether they have no day in common.
bool AreApart(const v1::RuleVersion& next, const v1::RuleVersion& earlier) {
  return (!earlier.effective_to().empty() && earlier.effective_to() < next.effective_from()) ||
         (!next.effective_to().empty() && next.effective_to() < earlier.effective_from());
}

// What stands in the way of a version beside one that was approved before; that one may
// still end on the day before.
std::string OverlapOf(const v1::RuleVersion& next, const v1::RuleVersion& earlier) {
  if (AreApart(next, earlier)) return "";
  if (!earlier.effective_to().empty() || earlier.effective_from() >= next.effective_from()) {
    return absl::StrCat(earlier.name(), " is in force from ", SpanText(earlier));
  }
  if (earlier.last_cited_date() < next.effective_from()) return "";
  return absl::StrCat("a decision of ", earlier.last_cited_date(), " cites ", earlier.name());
}

absl::StatusOr<std::vector<std::string>> Overlaps(const storage::Reader& reader,
                                                  const v1::RuleVersion& row) {
  ZGC_ASSIGN_OR_RETURN(const auto versions, VersionsOf(reader, row.rule()));
  std::vector<std::string> obstacles;
  for (const v1::RuleVersion& other : versions) {
    if (other.state() != v1::RULE_VERSION_STATE_APPROVED) continue;
    std::string overlap = OverlapOf(row, other);
    if (!overlap.empty()) obstacles.push_back(std::move(overlap));
  }
  return obstacles;
}

// The version before one that is approved ends if it has no end.
absl::Status Succeed(storage::Txn& txn, const base::Actor& actor, const v1::RuleVersion& next) {
  ZGC_ASSIGN_OR_RETURN(const auto versions, VersionsOf(txn, next.rule()));
  for (v1::RuleVersion earlier : versions) {
    if (earlier.state() != v1::RULE_VERSION_STATE_APPROVED || AreApart(next, earlier)) continue;
    earlier.set_effective_to(base::FormatDate(*base::ParseDate(next.effective_from()) - 1));
    earlier.set_reason(absl::StrCat("succeeded by ", next.name()));
    RuleVersionLifecycle().Follow(
        txn, actor, "ApproveRuleVersion",
        {"", absl::StrCat("ends on ", earlier.effective_to(), ": ", earlier.reason()),
         Evidence(next.document())},
        earlier);
    Save(txn, kRuleVersions, std::move(earlier));
  }
  return absl::OkStatus();
}

}  // namespace

const resource::Lifecycle<v1::RuleVersion>& RuleVersionLifecycle() {
  static const auto* const lifecycle = new resource::Lifecycle<v1::RuleVersion>(
      {{.method = "CreateRuleVersion", .to = {v1::RULE_VERSION_STATE_DRAFT}},
       {.method = "ApproveRuleVersion",
        .from = {v1::RULE_VERSION_STATE_DRAFT},
        .to = {v1::RULE_VERSION_STATE_APPROVED},
        .not_by = {"CreateRuleVersion"},
        .when = "it overlaps no other, but for one without end that nothing cites since",
        .obstacles = &Overlaps},
       {.method = "WithdrawRuleVersion",
        .from = {v1::RULE_VERSION_STATE_DRAFT},
        .to = {v1::RULE_VERSION_STATE_WITHDRAWN}},
       {.method = "EndRuleVersion",
        .from = {v1::RULE_VERSION_STATE_APPROVED},
        .not_by = {"CreateRuleVersion"}},
       {.method = "ApproveRuleVersion",
        .from = {v1::RULE_VERSION_STATE_APPROVED},
        .when = "of the version after one that has no end",
        .follows = true}});
  return *lifecycle;
}

absl::StatusOr<v1::RuleVersion> CreateRuleVersion(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateRuleVersionRequest& request) {
  v1::RuleVersion row = request.rule_version();
  ZGC_ASSIGN_OR_RETURN(const auto earlier, VersionsOf(txn, request.rule_id()));
  row.set_name(absl::StrFormat("ruleVersions/%s-%03d", request.rule_id(), earlier.size() + 1));
  row.set_rule(request.rule_id());
  row.set_maker(actor.responsible());
  Checks checks(txn, request);
  checks.Expect(request.rule_id().size() <= kMaxRuleId, "rule_id", "is longer than 70");
  checks.Ordered(row.effective_from(), row.effective_to(), "rule_version.effective_to");
  CheckTerms(row, checks);
  checks.Expect(earlier.empty() || InstrumentOf(earlier.back()) == InstrumentOf(row),
                "rule_version", "must be of the kind of the versions before it");
  CheckCaps(row.caps(), checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  RuleVersionLifecycle().Take(txn, actor, "CreateRuleVersion", {}, row);
  return Insert(txn, kRuleVersions, std::move(row));
}

absl::StatusOr<v1::RuleVersion> ApproveRuleVersion(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::ApproveRuleVersionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::RuleVersion row, GetForUpdate(txn, kRuleVersions, request));
  ZGC_RETURN_IF_ERROR(RuleVersionLifecycle().Check(txn, actor, "ApproveRuleVersion", row));
  ZGC_RETURN_IF_ERROR(Checks(txn, request).ToStatus());
  ZGC_RETURN_IF_ERROR(Succeed(txn, actor, row));
  RuleVersionLifecycle().Take(txn, actor, "ApproveRuleVersion", {"", "", Evidence(row.document())},
                              row);
  row.set_checker(actor.responsible());
  return Save(txn, kRuleVersions, std::move(row));
}

absl::StatusOr<v1::RuleVersion> WithdrawRuleVersion(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::WithdrawRuleVersionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::RuleVersion row, GetForUpdate(txn, kRuleVersions, request));
  ZGC_RETURN_IF_ERROR(RuleVersionLifecycle().Check(txn, actor, "WithdrawRuleVersion", row));
  ZGC_RETURN_IF_ERROR(Checks(txn, request).ToStatus());
  RuleVersionLifecycle().Take(txn, actor, "WithdrawRuleVersion", {"", request.reason(), {}}, row);
  row.set_reason(request.reason());
  return Save(txn, kRuleVersions, std::move(row));
}

absl::StatusOr<v1::RuleVersion> EndRuleVersion(storage::Txn& txn, const base::Actor& actor,
                                               const v1::EndRuleVersionRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::RuleVersion row, GetForUpdate(txn, kRuleVersions, request));
  ZGC_RETURN_IF_ERROR(RuleVersionLifecycle().Check(txn, actor, "EndRuleVersion", row));
  Checks checks(txn, request);
  const std::string& day = request.effective_to();
  checks.Ordered(row.effective_from(), day, "effective_to");
  checks.Expect(row.last_cited_date() <= day, "effective_to",
                absl::StrCat("a decision of ", row.last_cited_date(), " cites it"));
  checks.Expect(row.effective_to().empty() || day < row.effective_to(), "effective_to",
                absl::StrCat("it ends on ", row.effective_to(), " already"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  row.set_effective_to(day);
  row.set_reason(request.reason());
  RuleVersionLifecycle().Take(txn, actor, "EndRuleVersion",
                              {"", absl::StrCat("ends on ", day, ": ", request.reason()), {}}, row);
  return Save(txn, kRuleVersions, std::move(row));
}

absl::StatusOr<v1::RuleVersion> GetRuleVersion(const storage::Reader& reader,
                                               const v1::GetRuleVersionRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kRuleVersions, request.name());
}

absl::StatusOr<std::string> ListRuleVersions(const storage::Reader& reader,
                                             const v1::ListRuleVersionsRequest& request,
                                             const storage::Page& page,
                                             v1::ListRuleVersionsResponse& response) {
  const std::string& day = request.in_force_on();
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  query::Also also;
  if (!day.empty()) {
    also.takes = [&day](const google::protobuf::Message& message) {
      const auto& row = static_cast<const v1::RuleVersion&>(message);
      return row.state() == v1::RULE_VERSION_STATE_APPROVED &&
             InSpan(row.effective_from(), row.effective_to(), day);
    };
  }
  return query::List(reader, kRuleVersions.column(), request, page, response, also);
}

absl::StatusOr<absl::optional<v1::RuleVersion>> FindRule(const storage::Reader& reader,
                                                         const std::string& rule,
                                                         const std::string& day) {
  ZGC_ASSIGN_OR_RETURN(const auto versions, VersionsOf(reader, rule));
  for (const v1::RuleVersion& row : versions) {
    if (row.state() == v1::RULE_VERSION_STATE_APPROVED &&
        InSpan(row.effective_from(), row.effective_to(), day)) {
      return absl::optional<v1::RuleVersion>(row);
    }
  }
  return absl::optional<v1::RuleVersion>();
}

absl::StatusOr<v1::Calculation> ComputeSupport(const storage::Reader& reader,
                                               const v1::ComputeSupportRequest& request) {
  Checks checks(reader, request);
  ZGC_ASSIGN_OR_RETURN(const auto rule, checks.Reference(reader, kRuleVersions,
                                                         request.rule_version(), "rule_version"));
  if (rule.has_value()) CheckFacts(*rule, request.facts(), "facts", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Compute(*rule, request.facts(),
                 {request.recipient_year_fen(), request.program_year_fen()});
}

}  // namespace zgc::funding
