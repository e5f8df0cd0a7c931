#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/second_year/lives.h"
#include "zgc/parks/v1/enterprise_service.grpc.pb.h"
#include "zgc/parks/v1/park_service.grpc.pb.h"
#include "zgc/parks/v1/project_service.grpc.pb.h"
#include "zgc/parks/v1/space_service.grpc.pb.h"
#include "zgc/records/v1/record_service.grpc.pb.h"

namespace zgc::second_year {
namespace {

using parks::v1::EnterpriseService;
using parks::v1::ParkService;
using parks::v1::ProjectService;
using parks::v1::SpaceService;
using records::v1::RecordService;

const char* const kEvents[] = {"", "REGISTERED", "MOVED_IN", "DEREGISTERED", "CAPITAL_CHANGED"};
const char* const kStages[] = {"", "SIGNED", "FILED", "STARTED", "CAPPED", "IN_PRODUCTION"};
constexpr int kLastStage = 5;

class ParksLife final : public Life {
 public:
  explicit ParksLife(World& world) : world_(world) {}

  void Found() override {
    Call(&ParkService::Stub::CreatePark,
         "park_id: 'zone' park { display_name: '示范区' kind: PARK_KIND_ZONE }");
    for (size_t i = 0; i < Parks().size(); ++i) {
      const bool sub = i < kSubParks;
      Call(&ParkService::Stub::CreatePark,
           absl::Substitute(
               "park_id: '$0' park { display_name: '$1' kind: PARK_KIND_$2 $3 }",
               Parks()[i].substr(6), sub ? "分园" : "合作园", sub ? "SUB_PARK" : "COOPERATION",
               sub ? "memberships { zone: 'parks/zone' from_date: '2020-01-01' }" : ""));
    }
  }

  void Live(const Month& month) override {
    Mend(repairs_);
    if (month - kFoundOut == 0) RecordLate();
    for (int i = world_.HowMany(100); i > 0; --i) Enter(month);
    MoveAndLeave(month);
    AdvanceProjects(month);
    for (int i = world_.HowMany(25); i > 0; --i) SignProject(month);
    for (int i = world_.HowMany(30); i > 0; --i) HoldEvent(month);
    LetSpaces(month);
  }

 private:
  template <typename Stub, typename Request, typename Response>
  Response Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                const std::string& fields) {
    return world_.call(world_.channels.parks, method, fields, kMaker);
  }
  void Correct(const std::string& name, const std::string& row, const std::string& path) {
    Call(&RecordService::Stub::CorrectRecord,
         absl::Substitute("name: '$0' reason: '录入有误' update_mask { paths: '$2' } record { $1 }",
                          name, row, path));
  }
  void Void(const std::string& name) {
    Call(&RecordService::Stub::VoidRecord, absl::Substitute("name: '$0' reason: '重复录入'", name));
  }

  std::string Register(const Registration& row) {
    const std::string id = world_.Id("r");
    const bool known = row.fen.has_value();
    Call(&EnterpriseService::Stub::CreateRegistration,
         absl::Substitute(
             "registration_id: '$0' registration { enterprise: '$1' park: '$2' "
             "date: '$3' event: REGISTRATION_EVENT_$4 $5 }",
             id, row.enterprise, row.park, row.day, kEvents[row.event],
             row.event == kLeft ? ""
             : known ? absl::StrCat("capital_fen: ", *row.fen, " capital_state: AMOUNT_STATE_KNOWN")
                     : "capital_state: AMOUNT_STATE_UNKNOWN"));
    world_.books.registrations[id] = row;
    return id;
  }
  std::optional<int64_t> CapitalOf() {
    if (world_.random.Chance(10)) return std::nullopt;
    return world_.Amount();
  }
  std::string CreateEnterprise() {
    const std::string id = world_.Id("e");
    Call(&EnterpriseService::Stub::CreateEnterprise,
         absl::Substitute("enterprise_id: '$0' enterprise { display_name: '企业$0' }", id));
    return "enterprises/" + id;
  }

  // A new enterprise; some of them with a mistake.
  void Enter(const Month& month) {
    const std::string enterprise = CreateEnterprise();
    Registration row{enterprise, world_.random.Of(Parks()), world_.DayIn(month),
                     world_.random.Chance(70) ? kRegistered : kMovedIn, CapitalOf()};
    const int luck = world_.random.Below(100);
    const std::string id = Register(row);
    if (luck < 4) {
      // It was never there.
      repairs_.push_back([=, this] {
        Void("registrations/" + id);
        world_.books.registrations.erase(id);
      });
      return;
    }
    if (luck < 8) MendCapital(id);
    if (luck >= 8 && luck < 12) MendPark(id);
    world_.enterprises.push_back(enterprise);
    present_[enterprise] = row;
  }
  void MendCapital(const std::string& id) {
    const int64_t fen = world_.Amount();
    repairs_.push_back([=, this] {
      std::optional<int64_t>& booked = world_.books.registrations[id].fen;
      if (booked == fen) return;
      const bool was_known = booked.has_value();
      Call(&RecordService::Stub::CorrectRecord,
           absl::Substitute("name: 'registrations/$0' reason: '录入有误' update_mask { "
                            "paths: 'capital_fen' $1 } record { "
                            "[type.googleapis.com/zgc.parks.v1.Registration] { capital_fen: $2 "
                            "capital_state: AMOUNT_STATE_KNOWN } }",
                            id, was_known ? "" : "paths: 'capital_state'", fen));
      booked = fen;
    });
  }
  // It was of another park all the time, unless it has moved since.
  void MendPark(const std::string& id) {
    const std::string park = world_.random.Of(Parks());
    repairs_.push_back([=, this] {
      Registration& row = world_.books.registrations[id];
      const auto now = present_.find(row.enterprise);
      if (row.park == park || now == present_.end() || now->second.day != row.day) return;
      Correct(
          "registrations/" + id,
          absl::Substitute("[type.googleapis.com/zgc.parks.v1.Registration] { park: '$0' }", park),
          "park");
      row.park = park;
      now->second.park = park;
    });
  }
  void RecordLate() {
    for (int i = 0; i < 3; ++i) {
      const std::string enterprise = CreateEnterprise();
      const Registration row{enterprise, world_.random.Of(Parks()), world_.DayIn(kRestated),
                             kRegistered, CapitalOf()};
      Register(row);
      world_.enterprises.push_back(enterprise);
      present_[enterprise] = row;
    }
  }
  void MoveAndLeave(const Month& month) {
    for (auto it = present_.begin(); it != present_.end();) {
      Registration& now = it->second;
      const int luck = world_.random.Below(1000);
      if (luck >= 50 || now.day >= month.On(1)) {
        ++it;
        continue;
      }
      if (luck >= 30) {
        now = {it->first, now.park, world_.DayIn(month), kCapitalChanged, CapitalOf()};
        Register(now);
        ++it;
        continue;
      }
      const bool leaves = luck < 12;
      std::string park = now.park;
      while (!leaves && park == now.park) park = world_.random.Of(Parks());
      now = {it->first, park, world_.DayIn(month), leaves ? kLeft : kMovedIn,
             leaves ? std::nullopt : CapitalOf()};
      Register(now);
      it = leaves ? present_.erase(it) : std::next(it);
    }
  }

  // Without a day nobody knows when.
  static std::string StageOf(int stage, const std::string& day, const std::string& skipped) {
    return absl::Substitute("stage: PROJECT_STATE_$0 date_known: $1 date: '$2' document: '公告' $3",
                            kStages[stage], day.empty() ? "false" : "true", day, skipped);
  }
  void SignProject(const Month& month) {
    if (world_.enterprises.empty()) return;
    const std::string id = world_.Id("p");
    const std::string day = world_.DayIn(month);
    Project row{world_.random.Of(Parks()), CapitalOf(), {{1, {day, day}}}};
    Call(&ProjectService::Stub::CreateProject,
         absl::Substitute("project_id: '$0' project { display_name: '项目' park: '$1' "
                          "enterprise: '$2' investment_state: AMOUNT_STATE_$3 investment_fen: $4 "
                          "stage_events { $5 } }",
                          id, row.park, world_.random.Of(world_.enterprises),
                          row.fen.has_value() ? "KNOWN" : "UNKNOWN", row.fen.value_or(0),
                          StageOf(1, day, "")));
    world_.books.projects[id] = row;
    if (world_.random.Chance(6)) {
      repairs_.push_back([=, this] {
        Void("projects/" + id);
        world_.books.projects.erase(id);
      });
      return;
    }
    open_projects_.push_back(id);
  }
  // One stage on, or two at once: then the one between was reached with the second.
  void AdvanceProjects(const Month& month) {
    for (const std::string& id : open_projects_) {
      Project& row = world_.books.projects[id];
      const int stage = row.reached.rbegin()->first;
      if (stage == kLastStage || !world_.random.Chance(20)) continue;
      const bool skips = stage + 2 <= kLastStage && world_.random.Chance(20);
      const std::string day = world_.random.Chance(25) ? "" : world_.DayIn(month);
      Reach(row, stage + (skips ? 2 : 1), day);
      Call(&ProjectService::Stub::AdvanceProject,
           absl::Substitute(
               "name: 'projects/$0' event { $1 }", id,
               StageOf(row.reached.rbegin()->first, day, skips ? "skip_reason: '未报送'" : "")));
    }
  }
  // What was reached on a day that nobody knows lies between the days that are known.
  static void Reach(Project& row, int to, const std::string& day) {
    std::string known;
    for (auto& [stage, days] : row.reached) {
      if (days.first == days.last) known = days.first;
      if (!day.empty()) days.last = std::min(days.last, day);
    }
    for (int stage = row.reached.rbegin()->first + 1; stage <= to; ++stage) {
      row.reached[stage] = day.empty() ? Span{known, "9999-12-31"} : Span{day, day};
    }
  }

  void HoldEvent(const Month& month) {
    static const auto* const kinds =
        new std::vector<std::string>{"BRIEFING", "MEETING", "VISIT", "UNVEILED"};
    const std::string id = world_.Id("v");
    const ParkEvent row{world_.random.Of(Parks()), world_.random.Of(*kinds),
                        world_.random.Chance(20) ? month.Id() : world_.DayIn(month),
                        world_.random.Between(1, 3)};
    Call(&ParkService::Stub::CreateParkEvent,
         absl::Substitute("park_event_id: '$0' park_event { park: '$1' kind: PARK_EVENT_KIND_$2 "
                          "date: '$3' session_count: $4 document: '台账' }",
                          id, row.park, row.kind, row.date, row.sessions));
    world_.books.park_events[id] = row;
    if (!world_.random.Chance(10)) return;
    const std::string kind = world_.random.Of(*kinds);
    repairs_.push_back([=, this] {
      if (world_.books.park_events[id].kind == kind) return;
      Correct("parkEvents/" + id,
              absl::Substitute("[type.googleapis.com/zgc.parks.v1.ParkEvent] { kind: "
                               "PARK_EVENT_KIND_$0 }",
                               kind),
              "kind");
      world_.books.park_events[id].kind = kind;
    });
  }

  // Spaces come, are let and come back; no figure counts them.
  void LetSpaces(const Month& month) {
    for (int i = world_.HowMany(8); i > 0; --i) {
      const std::string id = world_.Id("s");
      const std::string& park = world_.random.Of(Parks());
      Call(&SpaceService::Stub::CreateSpace,
           absl::Substitute("space_id: '$0' space { display_name: '楼宇' park: '$1' kind: "
                            "SPACE_KIND_BUILDING area_m2: '$2' vacant_from: '$3' }",
                            id, park, world_.random.Between(100, 9000), month.On(1)));
      vacant_.push_back(id);
    }
    if (vacant_.empty() || world_.enterprises.empty()) return;
    const std::string id = vacant_.front();
    vacant_.erase(vacant_.begin());
    Call(&SpaceService::Stub::LetSpace,
         absl::Substitute("name: 'spaces/$0' enterprise: '$1' from_date: '$2'", id,
                          world_.random.Of(world_.enterprises), month.On(10)));
    if (!world_.random.Chance(30)) return;
    Call(&SpaceService::Stub::ReleaseSpace,
         absl::Substitute("name: 'spaces/$0' date: '$1' reason: '退租'", id,
                          month.On(month.days())));
  }

  World& world_;
  Repairs repairs_;
  // Where each enterprise is that has not left, with the event that brought it there.
  std::map<std::string, Registration> present_;
  std::vector<std::string> open_projects_;
  std::vector<std::string> vacant_;
};

}  // namespace

const std::vector<std::string>& Parks() {
  static const auto* const parks = [] {
    auto* all = new std::vector<std::string>;
    for (int i = 0; i < kSubParks; ++i) all->push_back(absl::StrCat("parks/sub-", i + 1));
    for (int i = 0; i < kCooperationParks; ++i) all->push_back(absl::StrCat("parks/coop-", i + 1));
    return all;
  }();
  return *parks;
}

std::unique_ptr<Life> LifeOfParks(World& world) { return std::make_unique<ParksLife>(world); }

}  // namespace zgc::second_year
