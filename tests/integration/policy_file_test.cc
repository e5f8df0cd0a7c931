// The policy that is deployed must be one that a service accepts, and give each
// role what its work needs and no more.
#include <google/protobuf/descriptor.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/policy.h"
#include "common/rpc/request_shape.h"
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
    return policy_->Authorize({absl::StrCat("spiffe://zgc/", who), person}, method).ok();
  }
  std::shared_ptr<const Policy> policy_;
};

constexpr char kVerify[] = "/zgc.figures.v1.FigureService/VerifyObservation";
constexpr char kReport[] = "/zgc.figures.v1.FigureService/ReportObservation";
constexpr char kPay[] = "/zgc.funding.v1.FundingLedgerService/CreatePayment";
constexpr char kApprove[] = "/zgc.funding.v1.FundingLedgerService/ApproveAward";
constexpr char kSign[] = "/zgc.supervision.v1.SupervisionReportingService/SignFinding";
constexpr char kPublish[] = "/zgc.supervision.v1.SupervisionReportingService/PublishReport";
constexpr char kListTasks[] = "/zgc.tasks.v1.TaskRegistryService/ListTasks";
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
  for (const char* name :
       {"zgc.tasks.v1.TaskRegistryService", "zgc.funding.v1.FundingLedgerService",
        "zgc.funding.v1.FundingReportService", "zgc.funding.v1.ProofService",
        "zgc.funding.v1.JournalService", "zgc.funding.v1.InstrumentService",
        "zgc.parks.v1.ParkRegionService", "zgc.supervision.v1.SupervisionReportingService",
        "zgc.figures.v1.FigureService", "zgc.ops.v1.OperationsService"}) {
    const auto* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    EXPECT_NE(service, nullptr) << name;
    for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
      methods.emplace_back(absl::StrCat("/", name, "/", service->method(i)->name()),
                           service->method(i)->input_type());
    }
  }
  return methods;
}

TEST_F(PolicyFileTest, TheServerKnowsEveryMethodByItsRequest) {
  for (const auto& [method, request] : ContractMethods()) {
    EXPECT_EQ(ShapeOf(*request).method, method);
  }
}

TEST_F(PolicyFileTest, EveryMethodIsSomebodysWork) {
  for (const auto& [method, request] : ContractMethods()) {
    EXPECT_TRUE(May("oa", method) || May("finance", method) || May("operations", method) ||
                May("auditor", method) || May("backup", method) || May("funding-ledger", method))
        << method;
  }
}

TEST_F(PolicyFileTest, OnlySystemsOfManyPeopleActForThem) {
  EXPECT_TRUE(May("oa", kVerify, "role-verifier"));
  EXPECT_FALSE(May("role-verifier", kVerify, "role-reporter"));
  EXPECT_FALSE(May("stranger", kListTasks));
}

}  // namespace
}  // namespace zgc::rpc
