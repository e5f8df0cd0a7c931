// Single data (单个调查对象的资料) over real connections: who may not see it is answered nothing of
// it by any method.
#include <memory>
#include <string>

#include "common/figures/figure_service.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/any_call.h"
#include "common/testing/policy_roles.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/park_region/rpc/services.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kValue[] = "31415926.5";
constexpr char kReturn[] = "enterpriseReturns/secret";
constexpr char kDraft[] = "releaseDrafts/secret";

absl::StatusOr<std::string> Put(storage::Txn& txn) {
  v1::EnterpriseReturn row;
  row.set_name(kReturn);
  row.set_enterprise("enterprises/e");
  row.set_form("returnForms/m");
  row.set_month("2019-03");
  row.add_values()->set_item("income");
  row.mutable_values(0)->set_value(kValue);
  Save(txn, kEnterpriseReturns, row);
  v1::ReleaseDraft draft;
  draft.set_name(kDraft);
  draft.set_form("returnForms/m");
  draft.set_month("2019-03");
  draft.set_state(v1::RELEASE_DRAFT_STATE_DRAFT);
  draft.add_cells()->add_values(kValue);
  draft.mutable_cells(0)->set_suppression(v1::SUPPRESSION_PRIMARY);
  Save(txn, kReleaseDrafts, draft);
  return "";
}

class SingleDataTest : public ::testing::Test {
 protected:
  void Start(const std::string& role) {
    const std::string policy = dir_.path() + "/" + role + ".json";
    roles_.Write(role, policy);
    server_ = std::make_unique<rpc::TestServer>(
        "park_region", ParkRegionSchema(),
        [this](rpc::Server& made) {
          rpc::Services services = MakeServices(made.calls());
          services.push_back(figures::MakeFigureService(made.calls(), book_));
          return services;
        },
        policy);
    ZGC_ASSERT_OK(server_->server().store().Apply({}, &Put));
  }

  // All that a method says when its request names a record wherever it names anything.
  std::string Answer(const google::protobuf::MethodDescriptor& method, const std::string& record) {
    const auto request = testing::NewMessage(*method.input_type());
    for (const char* field : {"name", "record", "resource", "query", "parent"}) {
      const auto* found = method.input_type()->FindFieldByName(field);
      if (found == nullptr || found->is_repeated() ||
          found->type() != google::protobuf::FieldDescriptor::TYPE_STRING) {
        continue;
      }
      request->GetReflection()->SetString(request.get(), found,
                                          std::string(field) == "query" ? "secret" : record);
    }
    const auto response = testing::NewMessage(*method.output_type());
    const absl::Status status =
        testing::CallAny(server_->channel(), method, *request, *response, "someone");
    ++tried_;
    return absl::StrCat(status.ToString(), " ", response->SerializeAsString());
  }
  static const google::protobuf::ServiceDescriptor& ServiceOf(const std::string& name) {
    return *google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
  }

  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_{"park_region", formulas_};
  testing::PolicyRoles roles_;
  testing::TempDir dir_;
  std::unique_ptr<rpc::TestServer> server_;
  int tried_ = 0;
};

TEST_F(SingleDataTest, NoMethodTellsItToOtherRoles) {
  for (const std::string& role : roles_.names()) {
    if (role == "statistician") continue;
    Start(role);
    for (const char* service : {"zgc.parks.v1.EnterpriseService", "zgc.parks.v1.ReturnService",
                                "zgc.parks.v1.ReleaseService", "zgc.records.v1.RecordService",
                                "zgc.records.v1.EvidenceService", "zgc.figures.v1.FigureService",
                                "zgc.ops.v1.OperationsService"}) {
      const auto& methods = ServiceOf(service);
      for (int i = 0; i < methods.method_count(); ++i) {
        const auto& method = *methods.method(i);
        if (method.client_streaming() || method.server_streaming()) continue;
        for (const char* record : {kReturn, kDraft}) {
          EXPECT_THAT(Answer(method, record), Not(HasSubstr(kValue)))
              << method.full_name() << " as " << role;
        }
      }
    }
  }
  EXPECT_GT(tried_, 500);
}

// By their methods alone: not even to them does a list of versions tell it.
TEST_F(SingleDataTest, AStatisticianSeesItByItsMethods) {
  Start("statistician");
  const auto& returns = ServiceOf("zgc.parks.v1.ReturnService");
  const auto& releases = ServiceOf("zgc.parks.v1.ReleaseService");
  EXPECT_THAT(Answer(*returns.FindMethodByName("GetEnterpriseReturn"), kReturn), HasSubstr(kValue));
  EXPECT_THAT(Answer(*returns.FindMethodByName("ListEnterpriseReturns"), ""), HasSubstr(kValue));
  EXPECT_THAT(Answer(*releases.FindMethodByName("GetReleaseDraft"), kDraft), HasSubstr(kValue));
}

// Streams carry the rows of the feed, and nothing else.
TEST_F(SingleDataTest, NoFeedCarriesIt) {
  for (const storage::Column& column : {kEnterpriseReturns.column(), kReleaseDrafts.column()}) {
    EXPECT_TRUE(column.feed_type.empty()) << column.name;
    EXPECT_TRUE(column.history) << column.name;
  }
}

}  // namespace
}  // namespace zgc::parks
