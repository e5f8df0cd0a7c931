#include "services/park_region/domain/platforms/assessments.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "common/decimal/decimal.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

using figures::Decimal;

constexpr int kFirstYear = 2000;
constexpr int kLastYear = 2100;
constexpr int kScoreDecimals = 2;
constexpr int kMeanDecimals = 4;
constexpr int kPointDecimals = 2;
// So that room is left for its end in what a record may have.
constexpr size_t kMostBytes = 768 << 10;
constexpr size_t kMostNoteBytes = 300;
constexpr size_t kMostEvidenceBytes = 600;

const v1::AssessmentCriterion* CriterionOf(const v1::AssessmentRuleSet& rules,
                                           const std::string& id) {
  for (const v1::AssessmentCriterion& criterion : rules.criteria()) {
    if (criterion.criterion_id() == id) return &criterion;
  }
  return nullptr;
}

Decimal PlainNumber(const std::string& text) { return Decimal::Parse(text).value_or(Decimal()); }

absl::Status CheckRules(const storage::Reader& reader, const v1::Assessment& assessment,
                        Checks& checks) {
  constexpr char kField[] = "assessment.rule_set";
  ZGC_ASSIGN_OR_RETURN(const auto rules, kAssessmentRuleSets.Get(reader, {assessment.rule_set()}));
  // That there is none the reference says.
  if (!rules.has_value()) return absl::OkStatus();
  checks.Expect(
      rules->state() == v1::ASSESSMENT_RULE_SET_STATE_APPROVED, kField,
      absl::StrCat(rules->name(), " is ", v1::AssessmentRuleSetState_Name(rules->state())));
  const std::string first = absl::StrCat(assessment.year(), "-01-01");
  const std::string last = absl::StrCat(assessment.year(), "-12-31");
  checks.Expect(
      rules->from_date() <= last && (rules->until_date().empty() || first <= rules->until_date()),
      kField, absl::StrCat(rules->name(), " holds on no day of ", assessment.year()));
  return absl::OkStatus();
}

// Visits the assessments of a year that were not withdrawn, by name.
absl::Status ForEachOfYear(const storage::Reader& reader, int year,
                           absl::FunctionRef<void(const v1::Assessment&)> visit) {
  std::vector<std::string> names;
  ZGC_RETURN_IF_ERROR(kAssessmentsByYear.ForEach(reader, {year}, [&](const std::string& name) {
    names.push_back(name);
    return true;
  }));
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(const auto assessment, GetRow(reader, kAssessments, name));
    if (assessment.state() != v1::ASSESSMENT_STATE_WITHDRAWN) visit(assessment);
  }
  return absl::OkStatus();
}

// Criteria that fewer have scored than the rules ask.
absl::StatusOr<std::vector<std::string>> AgainstConcluding(const storage::Reader& reader,
                                                           const v1::Assessment& assessment) {
  ZGC_ASSIGN_OR_RETURN(const auto rules,
                       GetRow(reader, kAssessmentRuleSets, assessment.rule_set()));
  absl::btree_map<std::string, int> counts;
  for (const v1::AssessmentScore& score : assessment.scores()) ++counts[score.criterion_id()];
  std::vector<std::string> obstacles;
  for (const v1::AssessmentCriterion& criterion : rules.criteria()) {
    const int count = counts[criterion.criterion_id()];
    if (count >= rules.least_assessors()) continue;
    obstacles.push_back(absl::StrCat(criterion.criterion_id(), " has scores of ", count,
                                     " assessors, not of ", rules.least_assessors()));
  }
  return obstacles;
}

// What the scores of a criterion came to.
absl::StatusOr<v1::CriterionResult> ResultOf(const v1::AssessmentCriterion& criterion,
                                             const v1::Assessment& assessment) {
  Decimal sum;
  int count = 0;
  for (const v1::AssessmentScore& score : assessment.scores()) {
    if (score.criterion_id() != criterion.criterion_id()) continue;
    ZGC_ASSIGN_OR_RETURN(sum, sum.Plus(PlainNumber(score.score())));
    ++count;
  }
  v1::CriterionResult result;
  result.set_criterion_id(criterion.criterion_id());
  result.set_assessor_count(count);
  ZGC_ASSIGN_OR_RETURN(const Decimal mean, sum.DividedBy(Decimal(count), kMeanDecimals));
  result.set_mean(mean.ToString());
  // From the sum and not from the mean, which is rounded.
  ZGC_ASSIGN_OR_RETURN(const Decimal weighted, sum.Times(PlainNumber(criterion.weight())));
  ZGC_ASSIGN_OR_RETURN(const Decimal most, PlainNumber(criterion.most()).Times(Decimal(count)));
  ZGC_ASSIGN_OR_RETURN(const Decimal points, weighted.DividedBy(most, kPointDecimals));
  result.set_points(points.ToString());
  return result;
}

using Ranked = std::vector<v1::RankedPlatform>;

absl::StatusOr<Ranked> RankYear(const storage::Reader& reader, int year,
                                absl::btree_map<std::string, std::string>& rules_of) {
  Ranked ranked;
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(ForEachOfYear(reader, year, [&](const v1::Assessment& assessment) {
    if (assessment.state() != v1::ASSESSMENT_STATE_CONCLUDED || !failed.ok()) return;
    const auto rules = GetRow(reader, kAssessmentRuleSets, assessment.rule_set());
    const auto platform = kPlatforms.Get(reader, {assessment.platform()});
    failed.Update(rules.status());
    failed.Update(platform.status());
    if (!failed.ok()) return;
    v1::RankedPlatform& one = ranked.emplace_back();
    one.set_platform(assessment.platform());
    if (platform->has_value()) one.set_display_name((*platform)->display_name());
    one.set_assessment(assessment.name());
    one.set_points(assessment.points());
    one.set_passed(HasPassed(assessment, *rules));
    rules_of[assessment.platform()] = assessment.rule_set();
  }));
  ZGC_RETURN_IF_ERROR(failed);
  std::sort(ranked.begin(), ranked.end(),
            [](const v1::RankedPlatform& a, const v1::RankedPlatform& b) {
              const int order = PlainNumber(a.points()).Compare(PlainNumber(b.points()));
              return order != 0 ? order > 0 : a.platform() < b.platform();
            });
  for (size_t i = 0; i < ranked.size(); ++i) {
    const bool equal = i > 0 && ranked[i].points() == ranked[i - 1].points();
    ranked[i].set_rank(equal ? ranked[i - 1].rank() : static_cast<int32_t>(i) + 1);
  }
  return ranked;
}

}  // namespace

const Lifecycle<v1::Assessment>& AssessmentLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Assessment>({
      {.method = "CreateAssessment", .to = {v1::ASSESSMENT_STATE_OPEN}},
      {.method = "ScoreAssessment", .from = {v1::ASSESSMENT_STATE_OPEN}, .each_counts = true},
      {.method = "ConcludeAssessment",
       .from = {v1::ASSESSMENT_STATE_OPEN},
       .to = {v1::ASSESSMENT_STATE_CONCLUDED},
       .not_by = {"ScoreAssessment"},
       .when = "each criterion has as many scores as the rules ask",
       .obstacles = &AgainstConcluding},
      {.method = "WithdrawAssessment",
       .from = {v1::ASSESSMENT_STATE_OPEN},
       .to = {v1::ASSESSMENT_STATE_WITHDRAWN}},
  });
  return *lifecycle;
}

absl::StatusOr<v1::Assessment> CreateAssessment(storage::Txn& txn, const base::Actor& actor,
                                                const v1::CreateAssessmentRequest& request) {
  v1::Assessment assessment = request.assessment();
  assessment.set_name(absl::StrCat("assessments/", request.assessment_id()));
  Checks checks(txn, request);
  const int year = assessment.year();
  checks.Expect(year == 0 || (year >= kFirstYear && year <= kLastYear), "assessment.year",
                absl::StrCat("must lie between ", kFirstYear, " and ", kLastYear));
  ZGC_RETURN_IF_ERROR(CheckRules(txn, assessment, checks));
  ZGC_RETURN_IF_ERROR(ForEachOfYear(txn, year, [&](const v1::Assessment& other) {
    checks.Expect(other.platform() != assessment.platform(), "assessment.platform",
                  absl::StrCat(other.name(), " is of ", year, " already"));
  }));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  AssessmentLifecycle().Take(txn, actor, "CreateAssessment", {}, assessment);
  kAssessmentsByYear.Add(txn, {year}, assessment.name());
  return Insert(txn, kAssessments, std::move(assessment));
}

absl::StatusOr<v1::Assessment> GetAssessment(const storage::Reader& reader,
                                             const v1::GetAssessmentRequest& request) {
  return GetRow(reader, kAssessments, request.name());
}

absl::StatusOr<std::string> ListAssessments(const storage::Reader& reader,
                                            const v1::ListAssessmentsRequest& request,
                                            const storage::Page& page,
                                            v1::ListAssessmentsResponse& response) {
  return query::List(reader, kAssessments.column(), request, page, response);
}

absl::StatusOr<v1::Assessment> ScoreAssessment(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ScoreAssessmentRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Assessment assessment,
      resource::Begin(txn, actor, kAssessments, AssessmentLifecycle(), "ScoreAssessment", request));
  ZGC_ASSIGN_OR_RETURN(const auto rules, GetRow(txn, kAssessmentRuleSets, assessment.rule_set()));
  Checks checks(txn, request);
  const v1::AssessmentCriterion* criterion = CriterionOf(rules, request.criterion_id());
  checks.Expect(request.criterion_id().empty() || criterion != nullptr, "criterion_id",
                absl::StrCat("is no criterion of ", rules.name()));
  const auto score = Decimal::Parse(request.score());
  if (criterion != nullptr && score.ok()) {
    checks.Expect(!score->IsNegative() && *score <= PlainNumber(criterion->most()) &&
                      score->scale() <= kScoreDecimals,
                  "score",
                  absl::StrCat("must be from 0 to ", criterion->most(), ", with ", kScoreDecimals,
                               " decimals at most"));
    checks.Expect(!criterion->needs_evidence() || !request.evidence().empty(), "evidence",
                  absl::StrCat("is required for ", criterion->criterion_id()));
  }
  auto& scores = *assessment.mutable_scores();
  auto given = std::find_if(scores.begin(), scores.end(), [&](const v1::AssessmentScore& one) {
    return one.criterion_id() == request.criterion_id() && one.assessor() == actor.responsible();
  });
  checks.Expect(assessment.ByteSizeLong() < kMostBytes, "name",
                "holds as many scores and steps as it may: conclude or withdraw it");
  checks.Expect(request.note().size() <= kMostNoteBytes, "note",
                absl::StrCat("has more than ", kMostNoteBytes, " bytes"));
  size_t evidence = 0;
  for (const std::string& one : request.evidence()) evidence += one.size();
  checks.Expect(evidence <= kMostEvidenceBytes, "evidence",
                absl::StrCat("has more than ", kMostEvidenceBytes, " bytes"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::AssessmentScore& one = given != scores.end() ? *given : *scores.Add();
  one.set_criterion_id(request.criterion_id());
  one.set_assessor(actor.responsible());
  one.set_score(score->ToString());
  *one.mutable_evidence() = request.evidence();
  one.set_note(request.note());
  std::stable_sort(scores.begin(), scores.end(), [](const auto& a, const auto& b) {
    return std::tie(a.criterion_id(), a.assessor()) < std::tie(b.criterion_id(), b.assessor());
  });
  AssessmentLifecycle().TakeTo(
      txn, actor, "ScoreAssessment", assessment.state(),
      {.date = DayOr(txn, ""),
       .note = absl::StrCat(request.criterion_id(), ": ", score->ToString())},
      assessment);
  return Save(txn, kAssessments, std::move(assessment));
}

absl::StatusOr<v1::Assessment> ConcludeAssessment(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::ConcludeAssessmentRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Assessment assessment,
                       resource::GetToMove(txn, actor, kAssessments, AssessmentLifecycle(),
                                           "ConcludeAssessment", request));
  ZGC_ASSIGN_OR_RETURN(const auto rules, GetRow(txn, kAssessmentRuleSets, assessment.rule_set()));
  Decimal sum;
  for (const v1::AssessmentCriterion& criterion : rules.criteria()) {
    ZGC_ASSIGN_OR_RETURN(*assessment.add_results(), ResultOf(criterion, assessment));
    ZGC_ASSIGN_OR_RETURN(sum, sum.Plus(PlainNumber(assessment.results().rbegin()->points())));
  }
  assessment.set_points(sum.ToString());
  AssessmentLifecycle().Take(
      txn, actor, "ConcludeAssessment",
      {.date = DayOr(txn, ""), .note = sum.ToString(), .evidence = Evidence(request.document())},
      assessment);
  return Save(txn, kAssessments, std::move(assessment));
}

absl::StatusOr<v1::Assessment> WithdrawAssessment(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::WithdrawAssessmentRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Assessment assessment,
                       resource::GetToMove(txn, actor, kAssessments, AssessmentLifecycle(),
                                           "WithdrawAssessment", request));
  AssessmentLifecycle().Take(txn, actor, "WithdrawAssessment",
                             {.date = DayOr(txn, ""), .note = request.reason()}, assessment);
  return Save(txn, kAssessments, std::move(assessment));
}

absl::StatusOr<v1::RankPlatformsResponse> RankPlatforms(const storage::Reader& reader,
                                                        const v1::RankPlatformsRequest& request) {
  Checks checks(reader, request);
  const int year = request.year();
  checks.Expect(year == 0 || (year >= kFirstYear && year <= kLastYear), "year",
                absl::StrCat("must lie between ", kFirstYear, " and ", kLastYear));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  absl::btree_map<std::string, std::string> rules;
  absl::btree_map<std::string, std::string> rules_before;
  ZGC_ASSIGN_OR_RETURN(Ranked ranked, RankYear(reader, year, rules));
  ZGC_ASSIGN_OR_RETURN(const Ranked earlier, RankYear(reader, year - 1, rules_before));
  absl::btree_map<std::string, const v1::RankedPlatform*> before;
  for (const v1::RankedPlatform& one : earlier) before[one.platform()] = &one;
  v1::RankPlatformsResponse response;
  for (v1::RankedPlatform& one : ranked) {
    const auto found = before.find(one.platform());
    if (found != before.end()) {
      one.set_points_before(found->second->points());
      one.set_rank_before(found->second->rank());
      if (rules[one.platform()] == rules_before[one.platform()]) {
        ZGC_ASSIGN_OR_RETURN(const Decimal change,
                             PlainNumber(one.points()).Minus(PlainNumber(one.points_before())));
        one.set_change(change.ToString());
      }
    }
    *response.add_platforms() = std::move(one);
  }
  response.set_revision(reader.revision());
  return response;
}

bool HasPassed(const v1::Assessment& assessment, const v1::AssessmentRuleSet& rules) {
  return assessment.state() == v1::ASSESSMENT_STATE_CONCLUDED &&
         PlainNumber(assessment.points()) >= PlainNumber(rules.pass_points());
}

}  // namespace zgc::parks
