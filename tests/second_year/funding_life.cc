#include <iterator>
#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/second_year/lives.h"
#include "zgc/funding/v1/adjustment_service.grpc.pb.h"
#include "zgc/funding/v1/application_service.grpc.pb.h"
#include "zgc/funding/v1/award_service.grpc.pb.h"
#include "zgc/funding/v1/budget_service.grpc.pb.h"
#include "zgc/funding/v1/fiscal_year_service.grpc.pb.h"
#include "zgc/funding/v1/payment_service.grpc.pb.h"
#include "zgc/records/v1/record_service.grpc.pb.h"

namespace zgc::second_year {
namespace {

using funding::v1::ApplicationService;
using funding::v1::AwardService;
using funding::v1::BudgetService;
using funding::v1::FiscalYearService;
using funding::v1::PaymentService;
using records::v1::RecordService;

// More than a year can award: an award is at most 9.99 million yuan.
constexpr int64_t kBudgetOfOneFen = 1000000000;

class FundingLife final : public Life {
 public:
  explicit FundingLife(World& world) : world_(world) {}

  void Found() override {
    for (const std::string& program : Programs()) {
      Call(&BudgetService::Stub::CreateProgram,
           absl::Substitute("program_id: '$0' program { display_name: '专项资金' }",
                            program.substr(9)));
    }
  }

  void Live(const Month& month) override {
    if (month.month == 1) BeginYear(month);
    Mend(repairs_);
    if (month.month == 2) CallForApplications(month);
    if (month.month == 7) Supplement(month);
    Reverse(month);
    Recover(month);
    Pay(month);
    for (int i = world_.HowMany(25); i > 0; --i) Grant(month);
    if (month.month > 2 && !world_.enterprises.empty()) {
      for (int i = world_.HowMany(12); i > 0; --i) Apply(month);
    }
  }

 private:
  template <typename Stub, typename Request, typename Response>
  Response Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                const std::string& fields, const char* person = kMaker) {
    return world_.call(world_.channels.funding, method, fields, person);
  }

  void Appropriate(const Month& month, const std::string& program, const char* kind, int64_t fen) {
    const std::string id = world_.Id("b");
    Call(&BudgetService::Stub::CreateAppropriation,
         absl::Substitute("appropriation_id: '$0' appropriation { fiscal_year: 'fiscalYears/$1' "
                          "program: '$2' amount_fen: $3 kind: APPROPRIATION_KIND_$4 "
                          "effective_date: '$5' document: '批复' }",
                          id, month.year, program, fen, kind, month.On(1)));
    if (std::string(kind) != "ORIGINAL") {
      Call(&BudgetService::Stub::ApproveAppropriation,
           absl::Substitute("name: 'appropriations/$0'", id), kChecker);
    }
    world_.books.appropriations[id] = {program, month.On(1), fen};
  }
  void BeginYear(const Month& month) {
    Call(&FiscalYearService::Stub::CreateFiscalYear,
         absl::Substitute("fiscal_year_id: '$0'", month.year));
    for (const std::string& program : Programs()) {
      Appropriate(month, program, "ORIGINAL",
                  kBudgetOfOneFen * (world_.size + 20) + world_.Amount());
    }
    reversible_.clear();
    if (month.year != begun_ && begun_ != 0) Close(begun_, month);
    begun_ = month.year;
  }
  // What the year before has not paid is carried over or lapses, and it is closed.
  void Close(int year, const Month& month) {
    std::map<std::string, std::string> carried;
    std::string lapses;
    for (auto it = unpaid_.begin(); it != unpaid_.end();) {
      Award& award = world_.books.awards[it->first];
      const std::string name = absl::Substitute(" 'awards/$0'", it->first);
      if (world_.random.Chance(60)) {
        absl::StrAppend(&carried[award.program], " awards:", name);
        ++it;
        continue;
      }
      absl::StrAppend(&lapses, " lapses:", name);
      award.stands = it->second < *award.fen;
      if (award.stands) award.fen = *award.fen - it->second;
      it = unpaid_.erase(it);
    }
    for (const std::string& id : unstated_) {
      absl::StrAppend(&lapses, " lapses: 'awards/", id, "'");
      world_.books.awards[id].stands = false;
    }
    unstated_.clear();
    for (const auto& [program, awards] : carried) {
      const std::string id = world_.Id("j");
      Call(&FiscalYearService::Stub::CreateCarryOver,
           absl::Substitute("carry_over_id: '$0' carry_over { from_year: 'fiscalYears/$1' to_year: "
                            "'fiscalYears/$2' program: '$3' $4 effective_date: '$5' reason: "
                            "'结转' document: '批复' }",
                            id, year, month.year, program, awards, month.On(1)));
      Call(&FiscalYearService::Stub::ApproveCarryOver,
           absl::Substitute("name: 'carryOvers/$0'", id), kChecker);
    }
    for (auto& [id, owed] : owed_) {
      Call(&PaymentService::Stub::CarryOverClawback,
           absl::Substitute("name: 'clawbacks/$0' fiscal_year: 'fiscalYears/$1' reason: '结转' "
                            "document: '批复'",
                            id, month.year),
           kChecker);
    }
    Call(&FiscalYearService::Stub::CloseFiscalYear,
         absl::Substitute("name: 'fiscalYears/$0' reason: '年度结账' $1", year, lapses), kHead);
  }
  void Supplement(const Month& month) {
    Appropriate(month, world_.random.Of(Programs()), "SUPPLEMENTARY", world_.Amount());
  }

  void CallForApplications(const Month& month) {
    for (const std::string& program : Programs()) {
      const std::string id = absl::StrCat("c-", month.year, "-", program.substr(9));
      Call(&ApplicationService::Stub::CreateCall,
           absl::Substitute("call_id: '$0' call { display_name: '申报通知' program: '$1' "
                            "fiscal_year: 'fiscalYears/$2' opens_date: '$2-02-01' closes_date: "
                            "'$2-12-31' document: '通知' }",
                            id, program, month.year));
      Call(&ApplicationService::Stub::PublishCall,
           absl::Substitute("name: 'calls/$0' date: '$1'", id, month.On(1)), kChecker);
    }
  }
  // An application is reviewed and decided within its month.
  void Apply(const Month& month) {
    const std::string id = world_.Id("y");
    const std::string program = world_.random.Of(Programs());
    Call(&ApplicationService::Stub::CreateApplication,
         absl::Substitute("application_id: '$0' application { display_name: '申请' call: "
                          "'calls/c-$1-$2' enterprise: '//park_region/$3' requested_state: "
                          "AMOUNT_STATE_UNKNOWN document: '申请书' }",
                          id, month.year, program.substr(9), world_.random.Of(world_.enterprises)));
    const auto step = [&](int day) {
      return absl::Substitute("name: 'applications/$0' date: '$1'", id, month.On(day));
    };
    Call(&ApplicationService::Stub::SubmitApplication, step(3));
    Call(&ApplicationService::Stub::StartReview, step(5), kChecker);
    const bool grants = world_.random.Chance(70);
    Call(&ApplicationService::Stub::RecordReview,
         absl::StrCat(step(9),
                      " reviewer_role: '专家' document: '评审表' recommendation: "
                      "REVIEW_RECOMMENDATION_",
                      grants ? "SUPPORT" : "REJECT"),
         kReviewer);
    Call(&ApplicationService::Stub::ConcludeReview,
         absl::StrCat(step(11), " document: '评审意见' recommended: ", grants), kChecker);
    if (!grants) {
      Call(&ApplicationService::Stub::DecideApplication,
           step(13) + " document: '决定' reason: '不符合条件'", kDecider);
      return;
    }
    const Award award{program, month.year, month.On(15), world_.Amount(), 1, true};
    Call(&ApplicationService::Stub::DecideApplication,
         absl::Substitute("$0 document: '决定' granted: true award_id: '$1' amount_fen: $2 "
                          "amount_state: AMOUNT_STATE_KNOWN effective_date: '$3'",
                          step(13), id, *award.fen, award.day),
         kDecider);
    Approve(id, award, "approver");
  }
  // An award without an application; of some the amount or the day is not known.
  void Grant(const Month& month) {
    const std::string id = world_.Id("w");
    Award award{world_.random.Of(Programs()),
                month.year,
                month.On(world_.random.Between(1, 20)),
                world_.Amount(),
                world_.random.Between(1, 9),
                false};
    if (world_.random.Chance(10)) award.fen = std::nullopt;
    if (world_.random.Chance(15)) award.day.clear();
    Call(&AwardService::Stub::CreateAward,
         absl::Substitute("award_id: '$0' award { display_name: '资助' program: '$1' fiscal_year: "
                          "'fiscalYears/$2' recipient_count: $3 amount_state: AMOUNT_STATE_$4 "
                          "amount_fen: $5 effective_date: '$6' document: '决定' }",
                          id, award.program, award.year, award.recipients,
                          award.fen.has_value() ? "KNOWN" : "UNKNOWN", award.fen.value_or(0),
                          award.day));
    world_.books.awards[id] = award;
    if (world_.random.Chance(5)) {
      // A draft that nobody wanted, and that nothing rests on.
      if (world_.random.Chance(50)) repairs_.push_back([=, this] { Void(id); });
      return;
    }
    award.stands = true;
    Approve(id, award, kChecker);
    if (world_.random.Chance(10)) {
      repairs_.push_back([=, this] { Recount(id, award.recipients + 1); });
    }
    if (!award.fen.has_value()) State(id);
    if (!world_.random.Chance(6)) return;
    Call(&AwardService::Stub::CancelAward,
         absl::Substitute("name: 'awards/$0' reason: '企业放弃'", id), kChecker);
    world_.books.awards[id].stands = false;
    unpaid_.erase(id);
    unstated_.erase(id);
  }
  void Void(const std::string& id) {
    Call(&RecordService::Stub::VoidRecord,
         absl::Substitute("name: 'awards/$0' reason: '重复录入'", id));
    world_.books.awards.erase(id);
  }
  // What was approved is corrected by two.
  void Recount(const std::string& id, int recipients) {
    const auto proposed = Call(
        &RecordService::Stub::CorrectRecord,
        absl::Substitute("name: 'awards/$0' reason: '家数有误' update_mask { paths: "
                         "'recipient_count' } record { [type.googleapis.com/zgc.funding.v1.Award] "
                         "{ recipient_count: $1 } }",
                         id, recipients));
    Call(&RecordService::Stub::ApproveCorrection, absl::Substitute("name: '$0'", proposed.name()),
         kChecker);
    world_.books.awards[id].recipients = recipients;
  }
  // Somebody says how much it is, or it lapses with its year.
  void State(const std::string& id) {
    unstated_.insert(id);
    if (!world_.random.Chance(50)) return;
    repairs_.push_back([=, this] {
      if (unstated_.erase(id) == 0) return;
      const int64_t fen = world_.Amount();
      Call(&AwardService::Stub::StateAwardAmount,
           absl::Substitute("name: 'awards/$0' amount_fen: $1 document: '决定'", id, fen),
           kChecker);
      world_.books.awards[id].fen = fen;
      unpaid_[id] = fen;
    });
  }
  void Approve(const std::string& id, const Award& award, const char* person) {
    Call(&AwardService::Stub::ApproveAward,
         absl::Substitute("name: 'awards/$0' date: '$1'", id, award.day), person);
    world_.books.awards[id] = award;
    if (award.fen.has_value()) unpaid_[id] = *award.fen;
  }

  // Pays half of what awards of earlier months have left, or all.
  void Pay(const Month& month) {
    for (auto it = unpaid_.begin(); it != unpaid_.end();) {
      if (!world_.random.Chance(40)) {
        ++it;
        continue;
      }
      const bool all = world_.random.Chance(60);
      const int64_t fen = all ? it->second : it->second / 2;
      const std::string id = world_.Id("m");
      const std::string day = world_.DayIn(month);
      Call(&PaymentService::Stub::CreatePayment,
           absl::Substitute("payment_id: '$0' payment { award: 'awards/$1' amount_fen: $2 "
                            "effective_date: '$3' document: '凭证' }",
                            id, it->first, fen, day),
           kPayer);
      world_.books.payments[id] = {world_.books.awards[it->first].program, day, fen};
      const int luck = world_.random.Below(100);
      if (luck < 8) reversible_[id] = it->first;
      if (luck >= 90) ClawBack(id, fen / 2, month);
      it->second -= fen;
      if (luck >= 8 && luck < 16 && it->second > 0) Terminate(it->first, it->second);
      it = it->second == 0 ? unpaid_.erase(it) : std::next(it);
    }
  }
  // What was not paid of it is not paid any more.
  void Terminate(const std::string& id, int64_t& unpaid) {
    Award& award = world_.books.awards[id];
    award.fen = *award.fen - unpaid;
    unpaid = 0;
    Call(&AwardService::Stub::ReduceAward,
         absl::Substitute("name: 'awards/$0' amount_fen: $1 reason: '项目终止'", id, *award.fen),
         kChecker);
  }
  // Half of what is claimed back comes in at once, and the rest in the next month.
  void ClawBack(const std::string& payment, int64_t fen, const Month& month) {
    const std::string id = world_.Id("z");
    const std::string day = month.On(month.days());
    Call(&PaymentService::Stub::CreateClawback,
         absl::Substitute("clawback_id: '$0' clawback { payment: 'payments/$1' amount_fen: $2 "
                          "effective_date: '$3' reason: '验收不合格' document: '决定' }",
                          id, payment, fen, day),
         kReviewer);
    world_.books.clawbacks[id] = {world_.books.payments[payment].program, day, fen};
    Repay(id, fen / 2, day);
    owed_[id] = fen - fen / 2;
  }
  void Repay(const std::string& id, int64_t fen, const std::string& day) {
    Call(&PaymentService::Stub::RecordRepayment,
         absl::Substitute("name: 'clawbacks/$0' date: '$1' amount_fen: $2 document: '回单'", id,
                          day, fen),
         kChecker);
  }
  void Recover(const Month& month) {
    for (const auto& [id, fen] : owed_) Repay(id, fen, month.On(2));
    owed_.clear();
  }
  // Money that went to the wrong account comes back and is owed again.
  void Reverse(const Month& month) {
    for (const auto& [id, award] : reversible_) {
      Call(&funding::v1::AdjustmentService::Stub::CreateReversal,
           absl::Substitute("reversal_id: '$0' reversal { source: 'payments/$0' fiscal_year: "
                            "'fiscalYears/$1' effective_date: '$2' reason: '账号有误' document: "
                            "'退汇单' }",
                            id, month.year, month.On(1)),
           kReviewer);
      unpaid_[award] += world_.books.payments[id].fen;
      world_.books.payments.erase(id);
    }
    reversible_.clear();
  }

  World& world_;
  Repairs repairs_;
  // The year that is open, or 0.
  int begun_ = 0;
  // Awards of unknown amounts.
  std::set<std::string> unstated_;
  // What is still owed of clawbacks, in fen.
  std::map<std::string, int64_t> owed_;
  // What awards have left, in fen.
  std::map<std::string, int64_t> unpaid_;
  // Payments of the month before that went wrong, with their awards.
  std::map<std::string, std::string> reversible_;
};

}  // namespace

const std::vector<std::string>& Programs() {
  static const auto* const programs =
      new std::vector<std::string>{"programs/chips", "programs/talent", "programs/finance"};
  return *programs;
}

std::unique_ptr<Life> LifeOfFunding(World& world) { return std::make_unique<FundingLife>(world); }

}  // namespace zgc::second_year
