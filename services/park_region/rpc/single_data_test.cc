// Single data (单个调查对象的资料) over real connections: who may not see it is answered nothing of
// it by any method.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "common/figures/figure_service.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/any_call.h"
#include "common/testing/policy_roles.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/rpc/services.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/enterprise_service.grpc.pb.h"
#include "zgc/parks/v1/park_service.grpc.pb.h"
#include "zgc/parks/v1/release_service.grpc.pb.h"
#include "zgc/parks/v1/return_service.grpc.pb.h"

namespace zgc::parks {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// What the one enterprise of the park reported, before and after a correction; nothing else is of
// these digits.
constexpr char kBefore[] = "27182818.2";
constexpr char kValue[] = "31415926.5";
constexpr char kReturn[] = "enterpriseReturns/secret";
constexpr char kDraft[] = "releaseDrafts/draft";
constexpr auto kPatience = std::chrono::milliseconds(300);

class SingleDataTest : public ::testing::Test {
 protected:
  SingleDataTest() {
    const auto call = [this](auto method, const std::string& fields,
                             const std::string& person = "clerk") {
      ZGC_ASSERT_OK(server_.Call(method, fields, person));
    };
    using Enterprises = v1::EnterpriseService::Stub;
    using Returns = v1::ReturnService::Stub;
    call(&v1::ParkService::Stub::CreatePark,
         "park_id: 'a' park { display_name: 'a' kind: PARK_KIND_SUB_PARK }");
    call(&Enterprises::CreateEnterprise, "enterprise_id: 'e' enterprise { display_name: '甲' }");
    call(&Enterprises::CreateRegistration,
         "registration_id: 'r' registration { enterprise: 'enterprises/e' park: 'parks/a' date: "
         "'2018-01-01' event: REGISTRATION_EVENT_REGISTERED capital_state: AMOUNT_STATE_UNKNOWN }");
    call(&Returns::CreateReturnForm,
         "return_form_id: 'm' return_form { display_name: '企业月报' series: 'monthly' from_date: "
         "'2019-01-01' due_day: 15 document: 'd' items { code: 'income' display_name: '总收入' "
         "unit: '万元' decimals: 2 } disclosure { threshold: 3 protection_percent: '10' } }");
    call(&Returns::ApproveReturnForm, "name: 'returnForms/m'", "head");
    call(&Returns::CreateEnterpriseReturn,
         absl::StrCat("enterprise_return_id: 'secret' enterprise_return { enterprise: "
                      "'enterprises/e' form: 'returnForms/m' month: '2019-03' values { item: "
                      "'income' value: '",
                      kBefore, "' } } request_id: 'first'"));
    call(&Returns::CorrectEnterpriseReturn,
         absl::StrCat("name: '", kReturn, "' reason: 'r' values { item: 'income' value: '", kValue,
                      "' }"));
    call(&v1::ReleaseService::Stub::CompileReleaseDraft,
         "release_draft_id: 'draft' form: 'returnForms/m' month: '2019-03'");
    call(&v1::ReleaseService::Stub::CheckReleaseDraft, absl::StrCat("name: '", kDraft, "'"),
         "checker");
    call(&v1::ReleaseService::Stub::PublishReleaseDraft, absl::StrCat("name: '", kDraft, "'"),
         "head");
  }

  // Callers have this role alone from now on.
  void Be(const std::string& role) {
    roles_.Write(role, policy_);
    server_.Restart();
  }

  // All that a method says when its request names a record wherever it names anything.
  std::string Answer(const google::protobuf::MethodDescriptor& method, const std::string& record) {
    const auto request = testing::NewMessage(*method.input_type());
    for (const char* field :
         {"name", "record", "resource", "query", "parent", "form", "month", "reason"}) {
      const auto* found = method.input_type()->FindFieldByName(field);
      if (found == nullptr || found->is_repeated() ||
          found->type() != google::protobuf::FieldDescriptor::TYPE_STRING) {
        continue;
      }
      std::string value = record;
      if (found->name() == "query") value = "secret";
      if (found->name() == "form") value = "returnForms/m";
      if (found->name() == "month") value = "2019-03";
      request->GetReflection()->SetString(request.get(), found, value);
    }
    ++tried_;
    std::string messages;
    if (method.server_streaming()) {
      const absl::Status status =
          testing::ReadAny(server_.channel(), method, *request, messages, "someone", kPatience);
      return absl::StrCat(status.ToString(), " ", messages);
    }
    const auto response = testing::NewMessage(*method.output_type());
    const absl::Status status =
        testing::CallAny(server_.channel(), method, *request, *response, "someone");
    return absl::StrCat(status.ToString(), " ", response->SerializeAsString());
  }
  static const google::protobuf::MethodDescriptor& MethodOf(const std::string& name) {
    return *google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
  }

  figures::FormulaRegistry formulas_ = [] {
    figures::FormulaRegistry formulas;
    RegisterFormulas(formulas);
    return formulas;
  }();
  const figures::FigureBook book_{"park_region", formulas_};
  const testing::PolicyRoles roles_;
  testing::TempDir dir_;
  const std::string policy_ = [this] {
    const std::string path = dir_.path() + "/policy.json";
    roles_.WriteAll(path);
    return path;
  }();
  rpc::TestServer server_{"park_region", figures::WithCells(ParkRegionSchema(), formulas_),
                          [this](rpc::Server& made) {
                            rpc::Services services = MakeServices(made.calls());
                            services.push_back(figures::MakeFigureService(made.calls(), book_));
                            return services;
                          },
                          policy_};
  int tried_ = 0;
};

TEST_F(SingleDataTest, NoMethodTellsItToOtherRoles) {
  for (const std::string& role : roles_.names()) {
    if (role == "statistician") continue;
    Be(role);
    for (const auto* service : server_.services()) {
      for (int i = 0; i < service->method_count(); ++i) {
        const auto& method = *service->method(i);
        if (method.client_streaming()) continue;
        SCOPED_TRACE(absl::StrCat(method.full_name(), " as ", role));
        for (const char* record : {kReturn, kDraft, "statisticReleases/draft", "enterprises/e"}) {
          // It waits, and asks for no record.
          if (method.server_streaming() && record != kReturn) continue;
          const std::string answer = Answer(method, record);
          EXPECT_THAT(answer, Not(HasSubstr(kValue)));
          EXPECT_THAT(answer, Not(HasSubstr(kBefore)));
          // The log of who did what names what it was done to, to those who may read it.
          if (record == kReturn || service->file()->package() == "zgc.ops.v1") continue;
          EXPECT_THAT(answer, Not(HasSubstr(kReturn)));
        }
      }
    }
  }
  EXPECT_GT(tried_, 3000);
}

// By their methods alone: not even to them does a list of versions tell it.
TEST_F(SingleDataTest, AStatisticianSeesItByItsMethods) {
  Be("statistician");
  const auto answer = [&](const std::string& method, const std::string& record) {
    return Answer(MethodOf(method), record);
  };
  EXPECT_THAT(answer("zgc.parks.v1.ReturnService.GetEnterpriseReturn", kReturn), HasSubstr(kValue));
  EXPECT_THAT(answer("zgc.parks.v1.ReturnService.ListEnterpriseReturns", ""), HasSubstr(kValue));
  EXPECT_THAT(answer("zgc.parks.v1.ReleaseService.GetReleaseDraft", kDraft), HasSubstr(kValue));
  EXPECT_THAT(answer("zgc.records.v1.RecordService.ListRecordVersions", kReturn),
              Not(HasSubstr(kValue)));
}

// The harness sees what streams say: the feed carries the release.
TEST_F(SingleDataTest, AFeedCarriesWhatIsReleased) {
  Be("follower");
  const std::string feed = Answer(MethodOf("zgc.ops.v1.OperationsService.WatchChanges"), "");
  EXPECT_THAT(feed, HasSubstr("statisticReleases/draft"));
  EXPECT_THAT(feed, Not(HasSubstr(kReturn)));
}

}  // namespace
}  // namespace zgc::parks
