#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "tests/second_year/lives.h"
#include "zgc/parks/v1/agreement_service.grpc.pb.h"
#include "zgc/parks/v1/enterprise_service.grpc.pb.h"
#include "zgc/parks/v1/qualification_service.grpc.pb.h"

namespace zgc::second_year {
namespace {

using parks::v1::AgreementService;
using parks::v1::EnterpriseService;
using parks::v1::QualificationService;

constexpr char kUntil[] = "2027-12-31";

// What is said of enterprises that are registered: their qualifications, which records are those of
// one, and the agreements of the parks.
class EnterprisesLife final : public Life {
 public:
  explicit EnterprisesLife(World& world) : world_(world) {}

  void Found() override {
    for (const std::string& kind : Kinds()) {
      Call(&QualificationService::Stub::CreateQualificationKind,
           absl::Substitute("qualification_kind_id: '$0' qualification_kind { display_name: '$0' "
                            "validity_months: 60 document: '认定办法' }",
                            kind.substr(kind.find('/') + 1)));
    }
  }

  void Live(const Month& month) override {
    Mend(repairs_);
    if (world_.enterprises.empty()) return;
    for (int i = world_.HowMany(60); i > 0; --i) {
      const std::string id = Qualify(world_.random.Of(world_.enterprises), month);
      if (world_.random.Chance(30)) {
        repairs_.push_back([=, this] { Revoke(id, month.On(month.days())); });
      }
    }
    for (int i = world_.HowMany(12); i > 0; --i) RecordTwice(month);
    for (int i = world_.HowMany(8); i > 0; --i) Agree(month);
  }

 private:
  static const std::vector<std::string>& Kinds() {
    static const auto* const kinds = new std::vector<std::string>{"qualificationKinds/high-tech",
                                                                  "qualificationKinds/specialised"};
    return *kinds;
  }

  template <typename Stub, typename Request, typename Response>
  Response Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                const std::string& fields) {
    return world_.call(world_.channels.parks, method, fields, kMaker);
  }

  // Until the end of a later month, or of all years.
  std::string Qualify(const std::string& enterprise, const Month& month) {
    const std::string id = world_.Id("q");
    const int later = month.month + world_.random.Between(2, 14);
    const std::string last =
        later > 12 ? kUntil : Day(month.year, later, DaysIn(month.year, later));
    Qualification row;
    do {
      row = {enterprise, world_.random.Of(Kinds()), {world_.DayIn(month), last}};
    } while (HasOneLike(enterprise, row));
    Call(&QualificationService::Stub::CreateEnterpriseQualification,
         absl::Substitute("enterprise_qualification_id: '$0' enterprise_qualification { "
                          "enterprise: '$1' kind: '$2' valid_from: '$3' valid_to: '$4' document: "
                          "'公告' }",
                          id, row.enterprise, row.kind, row.days.first, row.days.last));
    world_.books.qualifications[id] = row;
    return id;
  }
  // Nobody is qualified twice in one way from one day on.
  bool HasOneLike(const std::string& enterprise, const Qualification& row) const {
    return std::any_of(world_.books.qualifications.begin(), world_.books.qualifications.end(),
                       [&](const auto& one) {
                         return one.second.enterprise == enterprise &&
                                one.second.kind == row.kind &&
                                one.second.days.first == row.days.first;
                       });
  }
  // From a day on it does not hold any more; that of its beginning if it never was right.
  void Revoke(const std::string& id, const std::string& day) {
    Call(&QualificationService::Stub::RevokeEnterpriseQualification,
         absl::Substitute("name: 'enterpriseQualifications/$0' revocation { date: '$1' reason: "
                          "'复核不合格' }",
                          id, day));
    // The last day before it, which is a last day of a month.
    world_.books.qualifications[id].days.last =
        absl::StrCat(day.substr(0, 8), std::stoi(day.substr(8)) - 1);
  }

  // An enterprise gets another record, with a qualification, which then counts for the one; some of
  // them were two after all.
  void RecordTwice(const Month& month) {
    const std::string id = world_.Id("d");
    Call(&EnterpriseService::Stub::CreateEnterprise,
         absl::Substitute("enterprise_id: '$0' enterprise { display_name: '企业$0' }", id));
    const std::string qualification = Qualify("enterprises/" + id, month);
    const std::string survivor = world_.random.Of(world_.enterprises);
    const bool two = world_.random.Chance(40);
    repairs_.push_back([=, this] {
      // They contradict each other and stay two.
      if (HasOneLike(survivor, world_.books.qualifications[qualification])) return;
      Call(&EnterpriseService::Stub::MergeEnterprise,
           absl::Substitute("name: 'enterprises/$0' survivor: '$1' reason: '重复登记'", id,
                            survivor));
      world_.books.qualifications[qualification].enterprise = survivor;
      if (!two) return;
      repairs_.push_back([=, this] {
        Call(&EnterpriseService::Stub::UndoEnterpriseMerge,
             absl::Substitute("name: 'enterprises/$0' reason: '并非同一企业'", id));
        world_.books.qualifications[qualification].enterprise = "enterprises/" + id;
      });
    });
  }

  // Signed, carried out with what was undertaken, and ended, a step a month.
  void Agree(const Month& month) {
    const std::string id = world_.Id("g");
    const std::string name = absl::Substitute("name: 'agreements/$0'", id);
    Call(&AgreementService::Stub::CreateAgreement,
         absl::Substitute("agreement_id: '$0' agreement { display_name: '共建协议' parties { "
                          "display_name: '甲' } parties { display_name: '乙' } park: '$1' "
                          "signed_date: '$2' document: '协议' state: AGREEMENT_STATE_SIGNED mode: "
                          "AGREEMENT_MODE_CO_BUILT duties { duty_id: 'build' title: '建设' party: "
                          "'甲' deadline: '$3' } }",
                          id, world_.random.Of(Parks()), world_.DayIn(month), kUntil));
    const auto stands = [=, this](const char* state) {
      world_.books.states["agreements/" + id] = state;
    };
    stands("SIGNED");
    const std::string day = month.On(month.days());
    repairs_.push_back([=, this] {
      Call(&AgreementService::Stub::BeginAgreement, absl::Substitute("$0 date: '$1'", name, day));
      stands("IN_FORCE");
      repairs_.push_back([=, this] {
        Call(&AgreementService::Stub::FulfilDuty,
             absl::Substitute("$0 duty_id: 'build' date: '$1' document: '验收单'", name, day));
        Call(&AgreementService::Stub::EndAgreement,
             absl::Substitute("$0 end_date: '$1' reason: '履行完毕'", name, day));
        stands("ENDED");
      });
    });
  }

  World& world_;
  Repairs repairs_;
};

}  // namespace

std::unique_ptr<Life> LifeOfEnterprises(World& world) {
  return std::make_unique<EnterprisesLife>(world);
}

}  // namespace zgc::second_year
