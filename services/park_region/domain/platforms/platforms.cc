#include "services/park_region/domain/platforms/platforms.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"
#include "services/park_region/domain/platforms/assessments.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

absl::Status CheckPlatform(const storage::Reader&, const v1::Platform*, v1::Platform&, Checks&) {
  return absl::OkStatus();
}

// Takes a method that is open on a day, with its reason and its document.
template <typename Request>
absl::StatusOr<v1::Platform> Move(storage::Txn& txn, const base::Actor& actor,
                                  absl::string_view method, const Request& request,
                                  v1::Platform platform, Checks& checks) {
  ZGC_RETURN_IF_ERROR(checks.NotAfterToday(txn, request.date(), "date"));
  CheckStepDay(txn, request.date(), platform.steps(), checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  PlatformLifecycle().Take(txn, actor, method,
                           {.date = DayOr(txn, request.date()),
                            .note = request.reason(),
                            .evidence = Evidence(request.document())},
                           platform);
  return Save(txn, kPlatforms, std::move(platform));
}

template <typename Request>
absl::StatusOr<v1::Platform> Move(storage::Txn& txn, const base::Actor& actor,
                                  absl::string_view method, const Request& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Platform platform,
      resource::Begin(txn, actor, kPlatforms, PlatformLifecycle(), method, request));
  Checks checks(txn, request);
  return Move(txn, actor, method, request, std::move(platform), checks);
}

// Whether an assessment was concluded after the platform was delisted last.
bool IsAfter(const v1::Assessment& assessment, const v1::Platform& platform) {
  const common::v1::Step* const concluded = LastStepBy(assessment.steps(), "ConcludeAssessment");
  const common::v1::Step* const delisted = LastStepBy(platform.steps(), "DelistPlatform");
  if (concluded == nullptr || delisted == nullptr) return false;
  return concluded->revision() > delisted->revision();
}

// That the assessment is of the platform, is concluded, and has reached what its rules ask.
absl::Status CheckPassed(const storage::Txn& txn, const v1::Platform& platform,
                         const v1::Assessment& assessment, Checks& checks) {
  constexpr char kField[] = "assessment";
  checks.Expect(assessment.platform() == platform.name(), kField,
                absl::StrCat(assessment.name(), " is of ", assessment.platform()));
  checks.Expect(platform.listed_by().empty() || IsAfter(assessment, platform), kField,
                absl::StrCat(assessment.name(), " was not concluded after ", platform.name(),
                             " left the list"));
  if (assessment.state() != v1::ASSESSMENT_STATE_CONCLUDED) {
    checks.Add(kField, absl::StrCat(assessment.name(), " is ",
                                    v1::AssessmentState_Name(assessment.state())));
    return absl::OkStatus();
  }
  ZGC_ASSIGN_OR_RETURN(const auto rules, GetRow(txn, kAssessmentRuleSets, assessment.rule_set()));
  checks.Expect(HasPassed(assessment, rules), kField,
                absl::StrCat(assessment.name(), " has ", assessment.points(), " points, and ",
                             rules.name(), " asks ", rules.pass_points()));
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::Platform>& PlatformKind() {
  static const auto* const kind = new records::KindOf<v1::Platform>(
      kPlatforms, {.created_by = "/zgc.parks.v1.PlatformService/CreatePlatform",
                   .field = "platform",
                   .check = &CheckPlatform});
  return *kind;
}

const Lifecycle<v1::Platform>& PlatformLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Platform>({
      {.method = "CreatePlatform", .to = {v1::PLATFORM_STATE_CANDIDATE}},
      {.method = "AdmitPlatform",
       .from = {v1::PLATFORM_STATE_CANDIDATE, v1::PLATFORM_STATE_DELISTED},
       .to = {v1::PLATFORM_STATE_LISTED},
       .not_by = {"DelistPlatform", "UpholdDelisting"},
       .when =
           "an assessment of it has reached what its rules ask, which another concluded, since it "
           "was delisted if it was"},
      {.method = "DelistPlatform",
       .from = {v1::PLATFORM_STATE_LISTED},
       .to = {v1::PLATFORM_STATE_DELISTED}},
      {.method = "AppealDelisting",
       .from = {v1::PLATFORM_STATE_DELISTED},
       .to = {v1::PLATFORM_STATE_APPEALED}},
      {.method = "UpholdDelisting",
       .from = {v1::PLATFORM_STATE_APPEALED},
       .to = {v1::PLATFORM_STATE_DELISTED},
       .not_by = {"DelistPlatform", "AppealDelisting"}},
      {.method = "ReverseDelisting",
       .from = {v1::PLATFORM_STATE_APPEALED},
       .to = {v1::PLATFORM_STATE_LISTED},
       .not_by = {"DelistPlatform", "AppealDelisting"}},
  });
  return *lifecycle;
}

absl::StatusOr<v1::Platform> CreatePlatform(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreatePlatformRequest& request) {
  v1::Platform platform = request.platform();
  platform.set_name(absl::StrCat("platforms/", request.platform_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(PlatformKind().Hold(txn, nullptr, platform, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  PlatformLifecycle().Take(txn, actor, "CreatePlatform", {}, platform);
  return PlatformKind().Create(txn, std::move(platform));
}

absl::StatusOr<v1::Platform> GetPlatform(const storage::Reader& reader,
                                         const v1::GetPlatformRequest& request) {
  return GetRow(reader, kPlatforms, request.name());
}

absl::StatusOr<std::string> ListPlatforms(const storage::Reader& reader,
                                          const v1::ListPlatformsRequest& request,
                                          const storage::Page& page,
                                          v1::ListPlatformsResponse& response) {
  return query::List(reader, kPlatforms.column(), request, page, response);
}

absl::StatusOr<v1::Platform> AdmitPlatform(storage::Txn& txn, const base::Actor& actor,
                                           const v1::AdmitPlatformRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Platform platform,
      resource::Begin(txn, actor, kPlatforms, PlatformLifecycle(), "AdmitPlatform", request));
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(const auto assessment, kAssessments.Get(txn, {request.assessment()}));
  if (assessment.has_value()) {
    ZGC_RETURN_IF_ERROR(CheckPassed(txn, platform, *assessment, checks));
    ZGC_RETURN_IF_ERROR(checks.ToStatus());
    const common::v1::Step* concluded = LastStepBy(assessment->steps(), "ConcludeAssessment");
    ZGC_RETURN_IF_ERROR(resource::RequireAnother(
        actor, concluded == nullptr ? "" : concluded->actor(), "concluded", assessment->name()));
  }
  platform.set_listed_by(request.assessment());
  return Move(txn, actor, "AdmitPlatform", request, std::move(platform), checks);
}

absl::StatusOr<v1::Platform> DelistPlatform(storage::Txn& txn, const base::Actor& actor,
                                            const v1::DelistPlatformRequest& request) {
  return Move(txn, actor, "DelistPlatform", request);
}

absl::StatusOr<v1::Platform> AppealDelisting(storage::Txn& txn, const base::Actor& actor,
                                             const v1::AppealDelistingRequest& request) {
  return Move(txn, actor, "AppealDelisting", request);
}

absl::StatusOr<v1::Platform> UpholdDelisting(storage::Txn& txn, const base::Actor& actor,
                                             const v1::UpholdDelistingRequest& request) {
  return Move(txn, actor, "UpholdDelisting", request);
}

absl::StatusOr<v1::Platform> ReverseDelisting(storage::Txn& txn, const base::Actor& actor,
                                              const v1::ReverseDelistingRequest& request) {
  return Move(txn, actor, "ReverseDelisting", request);
}

}  // namespace zgc::parks
