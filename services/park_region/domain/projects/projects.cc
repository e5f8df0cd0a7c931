#include "services/park_region/domain/projects/projects.h"

#include <algorithm>

#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/project_service.pb.h"
#include "zgc/parks/v1/projects.pb.h"

namespace zgc::parks {
namespace {

using Stages = google::protobuf::RepeatedPtrField<v1::StageEvent>;

// The newest known day among the first `count` events, or empty.
std::string LastKnownDay(const Stages& events, int count) {
  std::string day;
  for (int i = 0; i < count; ++i) day = std::max(day, events[i].date());
  return day;
}

void CheckDays(const v1::StageEvent& event, const std::string& earlier, const std::string& field,
               Checks& checks) {
  const std::string date = absl::StrCat(field, ".date");
  const std::string known_by = absl::StrCat(field, ".known_by");
  if (event.date_known()) {
    checks.Expect(!event.date().empty(), date, "is required");
    if (!event.date().empty()) checks.Ordered(earlier, event.date(), date);
    checks.Expect(event.known_by().empty(), known_by, "must be empty where the day is known");
    return;
  }
  checks.Expect(event.date().empty(), date, "must be empty unless date_known is set");
  checks.Ordered(earlier, event.known_by(), known_by);
}

// Checks events[index] against those before it.
void CheckEvent(const Stages& events, int index, const std::string& field, Checks& checks) {
  const v1::StageEvent& event = events[index];
  const int reached = index == 0 ? 0 : events[index - 1].stage();
  if (event.stage() == v1::PROJECT_STATE_UNSPECIFIED) return;
  if (event.stage() <= reached) {
    checks.Add(absl::StrCat(field, ".stage"), "does not go forward");
  } else if (event.stage() > reached + 1) {
    checks.Required(event.skip_reason(), absl::StrCat(field, ".skip_reason"));
  } else {
    checks.Expect(event.skip_reason().empty(), absl::StrCat(field, ".skip_reason"),
                  "no stage was left out");
  }
  CheckDays(event, LastKnownDay(events, index), field, checks);
}

std::vector<std::string> OpenStages(int reached) {
  std::vector<std::string> open;
  for (int stage = reached + 1; stage <= v1::ProjectState_MAX; ++stage) {
    open.push_back(absl::StrCat("AdvanceProject to ",
                                v1::ProjectState_Name(static_cast<v1::ProjectState>(stage))));
  }
  return open;
}

// What a step says of the stages that were reached with it.
StepDetails DetailsOf(const v1::StageEvent& event) {
  return {
      .date = event.date(), .note = event.skip_reason(), .evidence = Evidence(event.document())};
}

bool SameStages(const Stages& a, const Stages& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return x.stage() == y.stage(); });
}

absl::Status CheckProject(const storage::Reader&, const v1::Project* before, v1::Project& project,
                          Checks& checks) {
  checks.Amount(project.investment_fen(), project.investment_state(), "project.investment_fen");
  for (int i = 0; i < project.stage_events_size(); ++i) {
    CheckEvent(project.stage_events(), i, absl::StrCat("project.stage_events[", i, "]"), checks);
  }
  checks.Expect(before == nullptr || SameStages(before->stage_events(), project.stage_events()),
                "project.stage_events",
                "the stages that it has reached are changed by AdvanceProject");
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::Project>& ProjectKind() {
  static const auto* const kind = new records::KindOf<v1::Project>(
      kProjects, {.created_by = "/zgc.parks.v1.ProjectService/CreateProject",
                  .field = "project",
                  .check = &CheckProject,
                  .amounts = {"investment_fen"}});
  return *kind;
}

const Lifecycle<v1::Project>& ProjectLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Project>({
      {.method = "CreateProject",
       .to = {v1::PROJECT_STATE_SIGNED, v1::PROJECT_STATE_FILED, v1::PROJECT_STATE_STARTED,
              v1::PROJECT_STATE_CAPPED, v1::PROJECT_STATE_IN_PRODUCTION}},
      {.method = "AdvanceProject",
       .from = {v1::PROJECT_STATE_SIGNED, v1::PROJECT_STATE_FILED, v1::PROJECT_STATE_STARTED,
                v1::PROJECT_STATE_CAPPED},
       .to = {v1::PROJECT_STATE_FILED, v1::PROJECT_STATE_STARTED, v1::PROJECT_STATE_CAPPED,
              v1::PROJECT_STATE_IN_PRODUCTION},
       .when = "the stage is a later one"},
  });
  return *lifecycle;
}

absl::StatusOr<v1::Project> CreateProject(storage::Txn& txn, const base::Actor& actor,
                                          const v1::CreateProjectRequest& request) {
  v1::Project project = request.project();
  project.set_name(absl::StrCat("projects/", request.project_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(ProjectKind().Hold(txn, nullptr, project, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const v1::StageEvent latest = *project.stage_events().rbegin();
  ProjectLifecycle().TakeTo(txn, actor, "CreateProject", latest.stage(), DetailsOf(latest),
                            project);
  return ProjectKind().Create(txn, std::move(project));
}

absl::StatusOr<v1::Project> AdvanceProject(storage::Txn& txn, const base::Actor& actor,
                                           const v1::AdvanceProjectRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Project project, GetForUpdate(txn, kProjects, request));
  ZGC_RETURN_IF_ERROR(ProjectLifecycle().Check(txn, actor, "AdvanceProject", project));
  const v1::StageEvent& event = request.event();
  if (event.stage() != v1::PROJECT_STATE_UNSPECIFIED && event.stage() <= project.state()) {
    return IllegalTransition(
        project.name(), "AdvanceProject",
        {absl::StrCat("it has reached ", v1::ProjectState_Name(project.state()))},
        OpenStages(project.state()));
  }
  *project.add_stage_events() = event;
  Checks checks(txn, request);
  CheckEvent(project.stage_events(), project.stage_events_size() - 1, "event", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ProjectLifecycle().TakeTo(txn, actor, "AdvanceProject", event.stage(), DetailsOf(event), project);
  return Save(txn, kProjects, std::move(project));
}

absl::StatusOr<v1::Project> GetProject(const storage::Reader& reader,
                                       const v1::GetProjectRequest& request) {
  return GetRow(reader, kProjects, request.name());
}

absl::StatusOr<std::string> ListProjects(const storage::Reader& reader,
                                         const v1::ListProjectsRequest& request,
                                         const storage::Page& page,
                                         v1::ListProjectsResponse& response) {
  return query::List(reader, kProjects.column(), request, page, response);
}

}  // namespace zgc::parks
