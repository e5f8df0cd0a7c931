#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/second_year/lives.h"
#include "zgc/records/v1/record_service.grpc.pb.h"
#include "zgc/supervision/v1/matter_handling_service.grpc.pb.h"
#include "zgc/supervision/v1/matter_part_service.grpc.pb.h"
#include "zgc/supervision/v1/matter_service.grpc.pb.h"
#include "zgc/supervision/v1/proposal_rule_service.grpc.pb.h"
#include "zgc/supervision/v1/proposal_service.grpc.pb.h"

namespace zgc::second_year {
namespace {

using records::v1::RecordService;
using supervision::v1::MatterHandlingService;
using supervision::v1::MatterPartService;
using supervision::v1::MatterService;
using supervision::v1::ProposalRuleService;
using supervision::v1::ProposalService;

class SupervisionLife final : public Life {
 public:
  explicit SupervisionLife(World& world) : world_(world) {}

  void Found() override {
    Call(&ProposalRuleService::Stub::CreateProposalRuleSet,
         "proposal_rule_set_id: 'r' proposal_rule_set { display_name: '办理规则' jurisdiction: "
         "'110000' from_date: '2000-01-01' document: '规则' outcomes { code: 'A' display_name: "
         "'解决' } }");
  }

  void Live(const Month& month) override {
    Mend(repairs_);
    // Each goes a step or two in a month, so that they are in all states at its end.
    for (const std::string& id : open_matters_) {
      for (int i = world_.random.Below(3); i > 0; --i) MoveMatter(id, month, i == 1 ? 20 : 10);
    }
    for (const std::string& id : open_proposals_) {
      for (int i = world_.random.Below(4); i > 0; --i) MoveProposal(id, month, 25 - 5 * i);
    }
    std::vector<std::string> received;
    for (const std::string& id : open_matters_) {
      if (world_.books.matters[id].IsOpen()) received.push_back(id);
    }
    for (int i = world_.HowMany(20); i > 0; --i) ReceiveMatter(month);
    if (!received.empty()) EndOther(received, month);
    for (int i = world_.HowMany(14); i > 0; --i) ReceiveProposal(month);
    if (month.month == 12) MendClosed();
  }

 private:
  template <typename Stub, typename Request, typename Response>
  Response Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                const std::string& fields, const char* person = kMaker) {
    return world_.call(world_.channels.supervision, method, fields, person);
  }

  void ReceiveMatter(const Month& month) {
    static const auto* const kinds = new std::vector<std::string>{
        "KEY_PROJECT", "PERFORMANCE_TASK", "SUPERVISED_FILE", "MINUTES_FOLLOW_UP"};
    const std::string id = world_.Id("x");
    Case row{world_.random.Of(*kinds),
             world_.random.Between(1, 3),
             {{"REGISTERED", world_.DayIn(month)}},
             "",
             world_.random.Chance(50) ? month.On(month.days()) : ""};
    Call(&MatterService::Stub::CreateMatter,
         absl::Substitute("matter_id: '$0' matter { title: '事项' kind: MATTER_KIND_$1 source: "
                          "'来文' item_count: $2 received_date: '$3' deadline: '$4' }",
                          id, row.kind, row.items, row.steps.front().second, row.deadline));
    world_.books.matters[id] = row;
    open_matters_.push_back(id);
    const int luck = world_.random.Below(100);
    if (luck < 10) MendReceipt(id);
    if (luck >= 10 && luck < 25) MendKind(id, world_.random.Of(*kinds));
  }
  // It came on the first of its month.
  void MendReceipt(const std::string& id) {
    repairs_.push_back([=, this] {
      std::string& day = world_.books.matters[id].steps.front().second;
      const std::string first = day.substr(0, 8) + "01";
      if (day == first) return;
      Correct(id, "received_date", absl::Substitute("received_date: '$0'", first));
      day = first;
    });
  }
  void MendKind(const std::string& id, const std::string& kind) {
    repairs_.push_back([=, this] {
      Case& row = world_.books.matters[id];
      if (row.kind == kind) return;
      Correct(id, "kind", "kind: MATTER_KIND_" + kind);
      row.kind = kind;
    });
  }
  // At the end of a year one is seen that is closed already.
  void MendClosed() {
    for (auto& [id, row] : world_.books.matters) {
      if (row.steps.back().first != "CLOSED") continue;
      row.kind = row.kind == "SUPERVISED_FILE" ? "KEY_PROJECT" : "SUPERVISED_FILE";
      Correct(id, "kind", "kind: MATTER_KIND_" + row.kind);
      return;
    }
  }
  // What was closed a second person has confirmed, and so does one what is corrected in it.
  void Correct(const std::string& id, const std::string& path, const std::string& value) {
    const auto correction =
        Call(&RecordService::Stub::CorrectRecord,
             absl::Substitute("name: 'matters/$0' reason: '登记有误' update_mask { paths: '$1' } "
                              "record { [type.googleapis.com/zgc.supervision.v1.Matter] { $2 } }",
                              id, path, value));
    if (world_.books.matters[id].steps.back().first != "CLOSED") return;
    Call(&RecordService::Stub::ApproveCorrection, absl::Substitute("name: '$0'", correction.name()),
         kChecker);
  }
  void MoveMatter(const std::string& id, const Month& month, int day) {
    Case& row = world_.books.matters[id];
    const std::string state = row.steps.back().first;
    const std::string on = absl::Substitute("name: 'matters/$0' date: '$1'", id, month.On(day));
    const auto moved = [&](const char* to) { row.steps.emplace_back(to, month.On(day)); };
    for (const std::string& part : parts_[id]) MovePart(part, month.On(day));
    if (state == "REGISTERED") {
      Call(&MatterService::Stub::AssignMatter, on + " lead_handler: '处室'");
      moved("ASSIGNED");
      world_.books.WithdrawSlips(id);
      HandOut(id, month.On(day));
    } else if (state == "ASSIGNED" || state == "REWORK") {
      Call(&MatterService::Stub::StartMatter, on);
      moved("IN_PROGRESS");
    } else if (state == "IN_PROGRESS") {
      Call(&MatterService::Stub::ReportMatter, on + " note: '已办' evidence: '报告'");
      moved("REPORTED");
    } else if (state == "REPORTED" && world_.random.Chance(20)) {
      Call(&MatterService::Stub::ReturnMatter, on + " reason: '补充材料'", kChecker);
      moved("REWORK");
    } else if (state == "REPORTED") {
      // Each of its parts has ended first.
      for (const std::string& part : parts_[id]) {
        while (!HasEnded(part)) MovePart(part, month.On(day));
      }
      Call(&MatterService::Stub::CloseMatter, on, kChecker);
      moved("CLOSED");
    }
  }

  // Of a matter without a last day, and so without slips, several handle a part each.
  void HandOut(const std::string& id, const std::string& day) {
    if (!world_.books.matters[id].deadline.empty()) return;
    for (int i = world_.random.Between(1, 3); i > 0; --i) {
      Call(&MatterPartService::Stub::CreateMatterPart,
           absl::Substitute("matter: 'matters/$0' matter_part_id: 'p$1' date: '$2' matter_part { "
                            "title: '子项' handler: '处室$1' }",
                            id, i, day));
      parts_[id].push_back(absl::Substitute("matters/$0/parts/p$1", id, i));
      world_.books.states[parts_[id].back()] = "ISSUED";
    }
  }
  bool HasEnded(const std::string& part) {
    const std::string& state = world_.books.states[part];
    return state == "STRUCK_OFF" || state == "NOT_APPLICABLE" || state == "WITHDRAWN";
  }
  void MovePart(const std::string& part, const std::string& day) {
    std::string& state = world_.books.states[part];
    const std::string on = absl::Substitute("name: '$0' date: '$1'", part, day);
    if (state == "ISSUED" && world_.random.Chance(30)) {
      Call(&MatterPartService::Stub::ReturnMatterPart, on + " reason: '不属本处职责'");
      state = "RETURNED";
    } else if (state == "ISSUED") {
      Call(&MatterPartService::Stub::SignForMatterPart, on);
      state = "IN_PROGRESS";
    } else if (state == "RETURNED") {
      const std::string to = world_.Id("处室");
      Call(&MatterPartService::Stub::TransferMatterPart,
           absl::Substitute("$0 handler: '$1' reason: '职责调整'", on, to));
      state = "ISSUED";
    } else if (state == "IN_PROGRESS" && world_.random.Chance(10)) {
      Call(&MatterPartService::Stub::WaiveMatterPart, on + " reason: '已由上级承担'");
      state = "NOT_APPLICABLE";
    } else if (state == "IN_PROGRESS" || state == "REWORK") {
      Call(&MatterPartService::Stub::ReportMatterPart, on + " note: '已办' evidence: '报告'");
      state = "REPORTED";
    } else if (state == "REPORTED" && world_.random.Chance(20)) {
      Call(&MatterPartService::Stub::ReworkMatterPart, on + " reason: '不符'", kChecker);
      state = "REWORK";
    } else if (state == "REPORTED") {
      Call(&MatterPartService::Stub::StrikeOffMatterPart, on + " note: '属实'", kChecker);
      state = "STRUCK_OFF";
    }
  }
  void WithdrawParts(const std::string& id) {
    for (const std::string& part : parts_[id]) {
      if (!HasEnded(part)) world_.books.states[part] = "WITHDRAWN";
    }
  }

  // Two of those that are open become one, or one of several items becomes two.
  void EndOther(const std::vector<std::string>& received, const Month& month) {
    const std::string id = world_.random.Of(received);
    const std::string other = world_.random.Of(received);
    if (world_.books.matters[id].items > 1) {
      Split(id, month.On(22));
    } else if (other != id) {
      Call(&MatterHandlingService::Stub::MergeMatters,
           absl::Substitute("name: 'matters/$0' merged: 'matters/$1' date: '$2' reason: '并案'", id,
                            other, month.On(22)));
      world_.books.matters[other].steps.emplace_back("MERGED", month.On(22));
      world_.books.WithdrawSlips(other);
      WithdrawParts(other);
    }
  }
  void Split(const std::string& id, const std::string& day) {
    Case share = world_.books.matters[id];
    share.steps.resize(1);
    share.split = day;
    const int items = share.items;
    const std::string first = world_.Id("x");
    const std::string second = world_.Id("x");
    Call(&MatterHandlingService::Stub::SplitMatter,
         absl::Substitute("name: 'matters/$0' date: '$1' reason: '分别办理' shares { matter_id: "
                          "'$2' title: '其一' item_count: 1 } shares { matter_id: '$3' title: "
                          "'其余' item_count: $4 }",
                          id, day, first, second, items - 1));
    world_.books.matters[id].steps.emplace_back("SPLIT", day);
    world_.books.WithdrawSlips(id);
    WithdrawParts(id);
    for (const std::string& one : {first, second}) {
      share.items = one == first ? 1 : items - 1;
      world_.books.matters[one] = share;
      open_matters_.push_back(one);
    }
  }

  void ReceiveProposal(const Month& month) {
    const std::string id = world_.Id("z");
    const Case row{"", world_.random.Between(1, 2), {{"RECEIVED", world_.DayIn(month)}}};
    Call(&ProposalService::Stub::CreateProposal,
         absl::Substitute("proposal_id: '$0' proposal { title: '建议' item_count: $1 kind: "
                          "PROPOSAL_KIND_DEPUTY_SUGGESTION received_date: '$2' led_by: "
                          "PROPOSAL_LEADER_DEPARTMENT }",
                          id, row.items, row.steps.front().second));
    world_.books.proposals[id] = row;
    if (world_.random.Chance(8)) {
      repairs_.push_back([=, this] {
        Call(&RecordService::Stub::VoidRecord,
             absl::Substitute("name: 'proposals/$0' reason: '重复登记'", id));
        world_.books.proposals.erase(id);
      });
      return;
    }
    open_proposals_.push_back(id);
  }
  void MoveProposal(const std::string& id, const Month& month, int day) {
    Case& row = world_.books.proposals[id];
    const std::string state = row.steps.back().first;
    const std::string on = absl::Substitute("name: 'proposals/$0' date: '$1'", id, month.On(day));
    const auto moved = [&](const char* to) { row.steps.emplace_back(to, month.On(day)); };
    if (state == "RECEIVED") {
      Call(&ProposalService::Stub::AssignProposal, on + " lead_handler: '处室'");
      moved("ASSIGNED");
    } else if (state == "ASSIGNED") {
      Call(&ProposalService::Stub::AcceptProposal, on);
      moved("ACCEPTED");
    } else if (state == "ACCEPTED" || state == "DISSATISFIED") {
      Call(&ProposalService::Stub::DraftProposalReply, on + " text: '答复' outcome: 'A'");
      moved("DRAFTED");
    } else if (state == "DRAFTED") {
      Call(&ProposalService::Stub::SignProposalReply, on, kChecker);
      moved("SIGNED");
    } else if (state == "SIGNED") {
      Call(&ProposalService::Stub::SendProposalReply, on + " document: '复函'");
      moved("REPLIED");
    } else if (state == "REPLIED" && world_.random.Chance(15)) {
      Call(&ProposalService::Stub::RecordDissatisfaction, on + " reason: '不够具体'");
      moved("DISSATISFIED");
    } else if (state == "REPLIED") {
      Call(&ProposalService::Stub::CloseProposal, on);
      moved("CLOSED");
    }
  }

  World& world_;
  Repairs repairs_;
  std::vector<std::string> open_matters_;
  std::vector<std::string> open_proposals_;
  // The parts of each matter, by name.
  std::map<std::string, std::vector<std::string>> parts_;
};

}  // namespace

std::unique_ptr<Life> LifeOfSupervision(World& world) {
  return std::make_unique<SupervisionLife>(world);
}

}  // namespace zgc::second_year
