// The policy that is deployed must be one that a service accepts, and give each
// role what its work needs and no more.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/rpc/identity/policy.h"
#include "common/rpc/wire/request_shape.h"
#include "common/scope/methods.h"
#include "common/testing/matchers.h"

namespace zgc::rpc {
namespace {

class PolicyFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto source = PolicySource::FromFile(DEPLOYED_POLICY);
    ASSERT_TRUE(source.ok()) << source.status();
    policy_ = (*source)->Get();
  }
  bool May(const std::string& who, const std::string& method, const std::string& person = "") {
    return policy_->Authorize({"spiffe://zgc/" + std::string(who), person}, method).ok();
  }
  std::shared_ptr<const Policy> policy_;
};

constexpr char kVerify[] = "/zgc.figures.v1.FigureService/VerifyObservation";
constexpr char kReport[] = "/zgc.figures.v1.FigureService/ReportObservation";
constexpr char kPay[] = "/zgc.funding.v1.PaymentService/CreatePayment";
constexpr char kApprove[] = "/zgc.funding.v1.AwardService/ApproveAward";
constexpr char kSign[] = "/zgc.supervision.v1.ReportService/SignFinding";
constexpr char kPublish[] = "/zgc.supervision.v1.PublicationService/PublishReport";
constexpr char kListTasks[] = "/zgc.tasks.v1.TaskService/ListTasks";
constexpr char kAudit[] = "/zgc.ops.v1.OperationsService/ListAuditRecords";
constexpr char kBackup[] = "/zgc.ops.v1.OperationsService/CreateBackup";
constexpr char kReadBackup[] = "/zgc.ops.v1.OperationsService/ReadBackup";
constexpr char kChanges[] = "/zgc.ops.v1.OperationsService/WatchChanges";

TEST_F(PolicyFileTest, WhoMakesDoesNotCheck) {
  EXPECT_TRUE(May("role-reporter", kReport));
  EXPECT_FALSE(May("role-reporter", kVerify));
  EXPECT_TRUE(May("role-verifier", kVerify));
  EXPECT_FALSE(May("role-verifier", kReport));
  EXPECT_TRUE(May("role-finance-clerk", kPay));
  EXPECT_FALSE(May("role-finance-clerk", kApprove));
  EXPECT_TRUE(May("role-finance-approver", kApprove));
  EXPECT_FALSE(May("role-finance-approver", kPay));
  EXPECT_TRUE(May("role-supervisor", kSign));
  EXPECT_FALSE(May("role-supervisor", kPublish));
  EXPECT_TRUE(May("role-publisher", kPublish));
  EXPECT_FALSE(May("role-publisher", kSign));
}

TEST_F(PolicyFileTest, MoneyIsMovedByTheFinanceSystemOnly) {
  EXPECT_TRUE(May("finance", kPay, "role-finance-clerk"));
  EXPECT_FALSE(May("oa", kPay, "role-finance-clerk"));
  EXPECT_FALSE(May("finance", kSign, "role-supervisor"));
}

TEST_F(PolicyFileTest, TheAuditorReadsAllAndWritesNothing) {
  EXPECT_TRUE(May("auditor", kListTasks));
  EXPECT_TRUE(May("auditor", kAudit));
  for (const char* method : {kReport, kVerify, kPay, kSign, kPublish, kBackup}) {
    EXPECT_FALSE(May("auditor", method)) << method;
  }
}

TEST_F(PolicyFileTest, SupervisionFollowsTheOthersAndOperationsTouchesNoData) {
  EXPECT_TRUE(May("supervision-reporting", kChanges));
  EXPECT_TRUE(May("funding-ledger", kChanges));
  EXPECT_TRUE(May("funding-ledger", "/zgc.ops.v1.OperationsService/GetServiceStatus"));
  EXPECT_FALSE(May("funding-ledger", kAudit));
  EXPECT_TRUE(May("supervision-reporting", "/zgc.figures.v1.FigureService/WatchFigures"));
  EXPECT_TRUE(May("supervision-reporting", "/zgc.ops.v1.OperationsService/GetServiceStatus"));
  EXPECT_FALSE(May("supervision-reporting", kAudit));
  // Figures, and no rows.
  EXPECT_TRUE(May("task-registry", "/zgc.figures.v1.FigureService/WatchFigures"));
  EXPECT_TRUE(May("task-registry", "/zgc.ops.v1.OperationsService/GetServiceStatus"));
  EXPECT_FALSE(May("task-registry", kChanges));
  EXPECT_FALSE(May("task-registry", kListTasks));
  EXPECT_TRUE(May("operations", kBackup));
  EXPECT_TRUE(May("operations", "/zgc.ops.v1.OperationsService/ResyncSource"));
  EXPECT_FALSE(May("operations", kListTasks));
  // A backup is all of the data.
  EXPECT_FALSE(May("operations", kReadBackup));
  EXPECT_FALSE(May("operations", kChanges));
  EXPECT_TRUE(May("backup", kReadBackup));
  EXPECT_TRUE(May("backup", kBackup));
  EXPECT_FALSE(May("backup", kListTasks));
  EXPECT_FALSE(May("backup", kAudit));
}

// All methods of the contracts, by the request that the server sees.
std::vector<std::pair<std::string, const google::protobuf::Descriptor*>> ContractMethods() {
  std::vector<std::pair<std::string, const google::protobuf::Descriptor*>> methods;
  for (const auto& [method, request] : AllMethods()) {
    if (absl::StartsWith(method, "/zgc.")) methods.emplace_back(method, request);
  }
  EXPECT_GT(methods.size(), 100u);
  return methods;
}

// Their callers are bound to scopes: what is not held to these would be refused.
TEST_F(PolicyFileTest, RolesOfCallersWithScopesNameWhatIsHeld) {
  std::ifstream file(DEPLOYED_POLICY);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  v1::Policy policy;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(text, &policy).ok());
  int found = 0;
  for (const auto& role : policy.roles()) {
    if (role.name() != "park-operator" && role.name() != "department" && role.name() != "handler") {
      continue;
    }
    ++found;
    for (const std::string& path : role.methods()) {
      const auto* method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
          absl::StrReplaceAll(path.substr(1), {{"/", "."}}));
      ASSERT_NE(method, nullptr) << path;
      EXPECT_EQ(scope::HoldingOf(*method), scope::Holding::kWrite) << role.name() << ": " << path;
    }
  }
  EXPECT_EQ(found, 3);
}

// A wildcard grants what a later version adds: for reads only.
TEST_F(PolicyFileTest, WritesAreNamedOneByOne) {
  std::ifstream file(DEPLOYED_POLICY);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  v1::Policy policy;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(text, &policy).ok());
  for (const auto& role : policy.roles()) {
    for (const std::string& pattern : role.methods()) {
      if (!absl::EndsWith(pattern, "*")) continue;
      EXPECT_TRUE(absl::EndsWith(pattern, "/Get*") || absl::EndsWith(pattern, "/List*"))
          << role.name() << ": " << pattern;
    }
  }
  EXPECT_FALSE(May("role-reporter", "/zgc.parks.v1.RegionService/CreateRegion"));
  EXPECT_FALSE(May("role-reporter", "/zgc.tasks.v1.PlanService/CreatePlan"));
}

TEST_F(PolicyFileTest, TheServerKnowsEveryMethodByItsRequest) {
  for (const auto& [method, request] : ContractMethods()) {
    EXPECT_EQ(ShapeOf(*request).method, method);
  }
}

TEST_F(PolicyFileTest, EveryMethodIsSomebodysWork) {
  for (const auto& [method, request] : ContractMethods()) {
    EXPECT_TRUE(May("oa", method) || May("finance", method) || May("operations", method) ||
                May("auditor", method) || May("backup", method) || May("funding-ledger", method) ||
                May("statistics", method))
        << method;
  }
}

// What single enterprises report is for those who make statistics of it, and for no other system.
TEST_F(PolicyFileTest, SingleDataIsForStatisticiansAlone) {
  for (const char* method :
       {"ReturnService/GetEnterpriseReturn", "ReturnService/ListMissingReturns",
        "ReleaseService/GetReleaseDraft", "ReleaseService/CompareStatisticRelease"}) {
    const std::string path = absl::StrCat("/zgc.parks.v1.", method);
    EXPECT_TRUE(May("statistics", path) && May("role-statistician", path)) << path;
    for (const char* other : {"oa", "finance", "operations", "auditor", "backup", "funding-ledger",
                              "supervision-reporting", "role-administrator"}) {
      EXPECT_FALSE(May(other, path)) << other << " " << path;
    }
  }
  EXPECT_TRUE(May("auditor", "/zgc.parks.v1.ReleaseService/GetStatisticRelease"));
}

TEST_F(PolicyFileTest, OnlySystemsOfManyPeopleActForThem) {
  EXPECT_TRUE(May("oa", kVerify, "role-verifier"));
  EXPECT_FALSE(May("role-verifier", kVerify, "role-reporter"));
  EXPECT_FALSE(May("stranger", kListTasks));
}

}  // namespace
}  // namespace zgc::rpc
