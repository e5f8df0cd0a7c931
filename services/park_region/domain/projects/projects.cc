#include "services/park_region/domain/projects/projects.h"

#include <algorithm>

#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/park_region/domain/projects/facts.h"
#include "services/park_region/domain/projects/stages.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/project_service.pb.h"
#include "zgc/parks/v1/projects.pb.h"

namespace zgc::parks {
namespace {

using Stages = google::protobuf::RepeatedPtrField<v1::StageEvent>;

std::vector<std::string> OpenStages(v1::ProjectState reached) {
  std::vector<std::string> open;
  for (const v1::ProjectState stage : StagesInOrder()) {
    if (!StageBefore(reached, stage)) continue;
    open.push_back(absl::StrCat("AdvanceProject to ", v1::ProjectState_Name(stage)));
  }
  open.push_back("InsertProjectStage of one that was left out");
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

absl::Status CheckProject(const storage::Reader& reader, const v1::Project* before,
                          v1::Project& project, Checks& checks) {
  ZGC_RETURN_IF_ERROR(CheckFacts(reader, project, checks));
  ZGC_RETURN_IF_ERROR(CheckStages(reader, project, "project.stage_events", checks));
  checks.Expect(before == nullptr || SameStages(before->stage_events(), project.stage_events()),
                "project.stage_events",
                "the stages that it has reached are changed by AdvanceProject and "
                "InsertProjectStage");
  ArrangeFollowUps(project);
  return absl::OkStatus();
}

// What UpdateProject changes; of the rest it matters when and why it changed.
const std::vector<std::string>& Updated() {
  static const auto* const fields = new std::vector<std::string>{
      "display_name", "park",          "enterprise",       "parties", "origin_region",
      "origin_park",  "industry_code", "technology_field", "spaces"};
  return *fields;
}

}  // namespace

const records::KindOf<v1::Project>& ProjectKind() {
  static const auto* const kind = new records::KindOf<v1::Project>(
      kProjects, {.created_by = "/zgc.parks.v1.ProjectService/CreateProject",
                  .field = "project",
                  .check = &CheckProject,
                  .amounts = {"investment_fen", "signed_investment_fen", "self_raised_fen"}});
  return *kind;
}

const Lifecycle<v1::Project>& ProjectLifecycle() {
  static const auto* const lifecycle = [] {
    const std::vector<v1::ProjectState>& stages = StagesInOrder();
    std::vector<v1::ProjectState> all = stages;
    all.push_back(v1::PROJECT_STATE_WITHDRAWN);
    const std::vector<v1::ProjectState> later(all.begin() + 1, all.end());
    return new Lifecycle<v1::Project>({
        {.method = "CreateProject", .to = all},
        {.method = "AdvanceProject",
         .from = {stages.begin(), stages.end() - 1},
         .to = {stages.begin() + 1, stages.end()},
         .when = "the stage is a later one"},
        {.method = "InsertProjectStage", .from = later, .when = "the stage was left out"},
        {.method = "WithdrawProject", .from = stages, .to = {v1::PROJECT_STATE_WITHDRAWN}},
        {.method = "RecordProjectFollowUp", .from = stages},
    });
  }();
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
  if (event.stage() != v1::PROJECT_STATE_UNSPECIFIED &&
      !StageBefore(project.state(), event.stage())) {
    return IllegalTransition(
        project.name(), "AdvanceProject",
        {absl::StrCat("it has reached ", v1::ProjectState_Name(project.state()))},
        OpenStages(project.state()));
  }
  *project.add_stage_events() = event;
  Checks checks(txn, request);
  checks.Expect(event.stage() != v1::PROJECT_STATE_WITHDRAWN, "event.stage",
                "is recorded by WithdrawProject");
  checks.Expect(!WasSigned(project) || !project.enterprise().empty(), "event.stage",
                "needs the enterprise of the project, which UpdateProject sets");
  ZGC_RETURN_IF_ERROR(CheckLatestStage(txn, project, "event", checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ProjectLifecycle().TakeTo(txn, actor, "AdvanceProject", event.stage(), DetailsOf(event), project);
  return Save(txn, kProjects, std::move(project));
}

absl::StatusOr<v1::Project> InsertProjectStage(storage::Txn& txn, const base::Actor& actor,
                                               const v1::InsertProjectStageRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Project project, Begin(txn, actor, kProjects, ProjectLifecycle(),
                                                  "InsertProjectStage", request));
  const v1::StageEvent& event = request.event();
  Checks checks(txn, request);
  if (event.stage() == v1::PROJECT_STATE_UNSPECIFIED) return checks.ToStatus();
  const Stages& events = project.stage_events();
  const bool reached = std::any_of(events.begin(), events.end(), [&](const v1::StageEvent& one) {
    return one.stage() == event.stage();
  });
  if (reached || !StageBefore(event.stage(), project.state())) {
    return ProjectLifecycle().Hindered(
        txn, "InsertProjectStage", project,
        {absl::StrCat(v1::ProjectState_Name(event.stage()),
                      reached ? " is recorded already" : " is no stage that was left out")});
  }
  ZGC_RETURN_IF_ERROR(InsertStage(txn, event, "event", checks, project));
  checks.Expect(!WasSigned(project) || !project.enterprise().empty(), "event.stage",
                "needs the enterprise of the project, which UpdateProject sets");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ProjectLifecycle().Take(
      txn, actor, "InsertProjectStage",
      {.date = event.date(),
       .note = absl::StrCat(v1::ProjectState_Name(event.stage()),
                            event.skip_reason().empty() ? "" : ": ", event.skip_reason()),
       .evidence = Evidence(event.document())},
      project);
  return Save(txn, kProjects, std::move(project));
}

absl::StatusOr<v1::Project> WithdrawProject(storage::Txn& txn, const base::Actor& actor,
                                            const v1::WithdrawProjectRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Project project, Begin(txn, actor, kProjects, ProjectLifecycle(),
                                                  "WithdrawProject", request));
  v1::StageEvent& event = *project.add_stage_events();
  event.set_stage(v1::PROJECT_STATE_WITHDRAWN);
  event.set_date_known(!request.date().empty());
  event.set_date(request.date());
  event.set_known_by(request.known_by());
  event.set_reason(request.reason());
  event.set_document(request.document());
  Checks checks(txn, request);
  // The request says as its own fields what an event says.
  if (!request.reason().empty()) {
    ZGC_RETURN_IF_ERROR(CheckLatestStage(txn, project, "event", checks));
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ProjectLifecycle().Take(
      txn, actor, "WithdrawProject",
      {.date = request.date(), .note = request.reason(), .evidence = Evidence(request.document())},
      project);
  return Save(txn, kProjects, std::move(project));
}

absl::StatusOr<v1::Project> RecordProjectFollowUp(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::RecordProjectFollowUpRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Project project, Begin(txn, actor, kProjects, ProjectLifecycle(),
                                                  "RecordProjectFollowUp", request));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CheckFollowUp(txn, request.follow_up(), "follow_up", checks));
  checks.Expect(project.follow_ups_size() < kMostFollowUps, "follow_up",
                absl::StrCat("would be more than ", kMostFollowUps,
                             " of this project: those of a month can be corrected into one"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  *project.add_follow_ups() = request.follow_up();
  ArrangeFollowUps(project);
  ProjectLifecycle().Take(
      txn, actor, "RecordProjectFollowUp",
      {.date = request.follow_up().date(), .note = request.follow_up().content()}, project);
  return Save(txn, kProjects, std::move(project));
}

absl::StatusOr<v1::Project> UpdateProject(storage::Txn& txn, const base::Actor&,
                                          const v1::UpdateProjectRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::Project old, GetForUpdate(txn, kProjects, request.project()));
  v1::Project project = old;
  Checks checks(txn, request);
  resource::ApplyUpdateMask(request.update_mask(), request.project(), Updated(), checks, project);
  checks.Contract(txn, project, "project.");
  ZGC_RETURN_IF_ERROR(ProjectKind().Hold(txn, &old, project, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return ProjectKind().Update(txn, old, std::move(project));
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
