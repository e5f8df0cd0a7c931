#pragma once

#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <string>

#include "common/testing/store_fixture.h"
#include "services/supervision_reporting/domain/calendars/calendars.h"
#include "services/supervision_reporting/domain/information/information_bodies.h"
#include "services/supervision_reporting/domain/matters/matters.h"
#include "services/supervision_reporting/domain/proposals/proposal_rules.h"
#include "services/supervision_reporting/domain/watchlist/light_rules.h"
#include "services/supervision_reporting/domain/watchlist/sweeps.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/matters.pb.h"

namespace zgc::supervision {

// A real store with the working days of 2019, rules of proposals, two bodies and short ways to what
// most rules are about.
class SupervisionFixture : public testing::StoreFixture {
 protected:
  SupervisionFixture() : StoreFixture(SupervisionSchema()) {
    ZGC_EXPECT_OK(Do(CreateCalendar,
                     "calendar_id: '2019' calendar { display_name: '2019年' year: 2019 "
                     "document: '放假通知' holidays: '2019-10-01' holidays: '2019-10-02' "
                     "holidays: '2019-10-03' holidays: '2019-10-04' holidays: '2019-10-07' "
                     "working_weekends: '2019-09-29' working_weekends: '2019-10-12' }"));
    AddBody("state", "NATIONAL");
    AddBody("city", "PROVINCIAL");
    ZGC_EXPECT_OK(AddRules("rules", "110000", "2019-01-01"));
  }

  void AddBody(const std::string& id, const std::string& level, const std::string& more = "") {
    ZGC_EXPECT_OK(
        Do(CreateInformationBody,
           absl::StrCat("information_body_id: '", id, "' information_body { display_name: '", id,
                        "' level: INFORMATION_LEVEL_", level, " ", more, " }")));
  }
  // With outcomes A to C unless `more` adds others.
  absl::StatusOr<v1::ProposalRuleSet> AddRules(const std::string& id,
                                               const std::string& jurisdiction,
                                               const std::string& from,
                                               const std::string& more = "return_days: 10") {
    return Do(
        CreateProposalRuleSet,
        absl::StrCat("proposal_rule_set_id: '", id, "' proposal_rule_set { display_name: '", id,
                     "' document: 'd' jurisdiction: '", jurisdiction, "' from_date: '", from,
                     "' outcomes { code: 'A' display_name: '解决或者采纳' } "
                     "outcomes { code: 'B' display_name: '列入计划' } "
                     "outcomes { code: 'C' display_name: '留作参考' } "
                     "satisfactions { code: '满意' } "
                     "satisfactions { code: '不满意' second_reply_due: true } ",
                     more, " }"));
  }

  // Adds and approves the rules of lights that are shipped.
  void AddLightRules() {
    std::ifstream in(ZGC_SOURCE_DIR "/deploy/samples/light_rules/light_rule_sets.jsonl");
    for (std::string line; std::getline(in, line);) {
      v1::CreateLightRuleSetRequest request;
      EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &request).ok()) << line;
      ZGC_EXPECT_OK(Do(CreateLightRuleSet, request.ShortDebugString()));
      ZGC_EXPECT_OK(Do(ApproveLightRuleSet,
                       absl::StrCat("name: 'lightRuleSets/", request.light_rule_set_id(), "'"),
                       "chief"));
    }
  }

  // Has them end on a day, as one that was made so would.
  void EndLightRules(const std::string& day) {
    v1::LightRuleSet set = Find(kLightRuleSets, "lightRuleSets/cn-2019");
    set.set_until_date(day);
    ZGC_EXPECT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      Save(txn, kLightRuleSets, set);
      return "";
    }));
  }

  absl::StatusOr<SweepPlan> Plan(const std::string& day) {
    v1::SweepDeadlinesRequest request;
    request.set_as_of_date(day);
    return PlanSweep(store_->Read(), sources_, absl::Now(), request);
  }
  absl::StatusOr<v1::SweepDeadlinesResponse> Sweep(const std::string& day) {
    ZGC_ASSIGN_OR_RETURN(const SweepPlan plan, Plan(day));
    return SweepPlanned(day, plan);
  }
  absl::StatusOr<v1::SweepDeadlinesResponse> SweepPlanned(const std::string& day,
                                                          const SweepPlan& plan) {
    v1::SweepDeadlinesRequest request;
    request.set_as_of_date(day);
    v1::SweepDeadlinesResponse response;
    const auto swept = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(response, SweepDeadlines(txn, {"", "clerk"}, sources_, request, plan));
      return "";
    });
    if (!swept.ok()) return swept.status();
    return response;
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Look(absl::StatusOr<Response> (*method)(const storage::Reader&,
                                                                   const Request&),
                                const std::string& fields, int64_t revision = 0) {
    Request request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
    ZGC_ASSIGN_OR_RETURN(const storage::Snapshot snapshot, store_->ReadAt(revision));
    return method(snapshot, request);
  }

  absl::StatusOr<v1::Matter> AddMatter(const std::string& id, const std::string& more) {
    return Do(CreateMatter,
              absl::StrCat("matter_id: '", id, "' matter { title: '", id,
                           "' kind: MATTER_KIND_SUPERVISED_FILE source: '市政府' ", more, " }"));
  }
  // One step with all that it asks for.
  absl::StatusOr<v1::Matter> Step(const std::string& method, const std::string& id,
                                  const std::string& date, const std::string& person = "clerk") {
    const std::string request = absl::StrCat("name: 'matters/", id, "' date: '", date, "' ");
    if (method == "AssignMatter") return Do(AssignMatter, request + "lead_handler: 'h'", person);
    if (method == "StartMatter") return Do(StartMatter, request, person);
    if (method == "ReportMatter") {
      return Do(ReportMatter, request + "note: '已办' evidence: 'e'", person);
    }
    if (method == "CloseMatter") return Do(CloseMatter, request, person);
    if (method == "ReturnMatter") return Do(ReturnMatter, request + "reason: 'r'", person);
    return absl::NotFoundError(method);
  }

  resource::SourceWatch sources_;
};

}  // namespace zgc::supervision
