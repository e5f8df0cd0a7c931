#include "services/funding_ledger/rpc/proof_service.h"

#include <memory>
#include <sstream>
#include <string>

#include "common/proof/bundle.h"
#include "common/proof/testing/new_key.h"
#include "common/rpc/server/server.h"
#include "common/rpc/server/test_options.h"
#include "common/rpc/wire/wire_status.h"
#include "common/testing/list_matrix.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/programs.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/budget_service.pb.h"
#include "zgc/funding/v1/fiscal_year_service.pb.h"
#include "zgc/funding/v1/proof.grpc.pb.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class ProofServiceTest : public ::testing::Test {
 protected:
  ProofServiceTest() : key_(proof::NewKey()) {
    auto server =
        rpc::Server::Create(rpc::TestOptions("funding_ledger", dir_), FundingLedgerSchema());
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    CheckpointOptions checkpoints;
    checkpoints.key = key_;
    keeper_ = std::make_unique<ProofKeeper>(server_->store(), checkpoints);
    ZGC_EXPECT_OK(server_->Start(rpc::ServicesOf(MakeProofService(server_->calls(), *keeper_))));
    channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()),
                                   grpc::InsecureChannelCredentials());
    stub_ = v1::ProofService::NewStub(channel_);
    Appropriate("a");
  }
  ~ProofServiceTest() override {
    server_->Stop();
    keeper_.reset();
  }

  // Posts one transfer.
  void Appropriate(const std::string& id) {
    ZGC_EXPECT_OK(server_->store().Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      const base::Actor actor{"", "clerk"};
      if (id == "a") {
        v1::CreateFiscalYearRequest year;
        year.set_fiscal_year_id("2019");
        ZGC_RETURN_IF_ERROR(CreateFiscalYear(txn, actor, year).status());
        v1::CreateProgramRequest program;
        program.set_program_id("f");
        program.mutable_program()->set_display_name("专项资金");
        ZGC_RETURN_IF_ERROR(CreateProgram(txn, actor, program).status());
      }
      v1::CreateAppropriationRequest request;
      request.set_appropriation_id(id);
      auto& appropriation = *request.mutable_appropriation();
      appropriation.set_fiscal_year("fiscalYears/2019");
      appropriation.set_program("programs/f");
      appropriation.set_amount_fen(500);
      appropriation.set_kind(v1::APPROPRIATION_KIND_ORIGINAL);
      appropriation.set_document("d");
      ZGC_RETURN_IF_ERROR(CreateAppropriation(txn, actor, request).status());
      return "";
    }));
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (v1::ProofService::Stub::*method)(grpc::ClientContext*,
                                                                               const Request&,
                                                                               Response*),
                                const Request& request) {
    grpc::ClientContext context;
    Response response;
    const auto status = ((*stub_).*method)(&context, request, &response);
    if (!status.ok()) return rpc::FromWire(status);
    return response;
  }

  // All messages of a stream.
  template <typename Response>
  absl::StatusOr<std::vector<Response>> All(grpc::ClientContext& context,
                                            std::unique_ptr<grpc::ClientReader<Response>> reader) {
    std::vector<Response> all;
    Response one;
    while (reader->Read(&one)) all.push_back(one);
    const auto status = reader->Finish();
    if (!status.ok()) return rpc::FromWire(status);
    return all;
  }
  absl::StatusOr<std::vector<v1::VerifyJournalResponse>> Verify(int64_t from = 0) {
    grpc::ClientContext context;
    v1::VerifyJournalRequest request;
    request.set_from_revision(from);
    return All(context, stub_->VerifyJournal(&context, request));
  }

  const proof::PrivateKey key_;
  testing::TempDir dir_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<ProofKeeper> keeper_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::ProofService::Stub> stub_;
};

using Stub = v1::ProofService::Stub;

TEST_F(ProofServiceTest, CheckpointsAreMadeReadAndProvedAgainst) {
  v1::CreateCheckpointRequest create;
  create.set_request_id("once");
  const auto first = Call(&Stub::CreateCheckpoint, create);
  ZGC_ASSERT_OK(first);
  EXPECT_EQ(Call(&Stub::CreateCheckpoint, create)->name(), first->name());
  Appropriate("b");
  create.set_request_id("twice");
  const auto second = Call(&Stub::CreateCheckpoint, create);
  ZGC_ASSERT_OK(second);
  v1::GetCheckpointRequest get;
  get.set_name(first->name());
  EXPECT_EQ(Call(&Stub::GetCheckpoint, get)->text(), first->text());
  EXPECT_EQ(Call(&Stub::ListCheckpoints, v1::ListCheckpointsRequest())->checkpoints_size(), 2);
  v1::GetInclusionProofRequest inclusion;
  inclusion.set_transfer("transfers/000000000001-0000");
  EXPECT_EQ(Call(&Stub::GetInclusionProof, inclusion)->checkpoint().name(), second->name());
  v1::GetConsistencyProofRequest consistency;
  consistency.set_from(first->name());
  EXPECT_EQ(Call(&Stub::GetConsistencyProof, consistency)->to().name(), second->name());
}

TEST_F(ProofServiceTest, CheckpointsAreListedAsAllElse) {
  testing::ListsGoThroughIndexes(
      channel_,
      {google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
          "zgc.funding.v1.ProofService")},
      {});
}

TEST_F(ProofServiceTest, StreamsEnd) {
  ZGC_ASSERT_OK(Call(&Stub::CreateCheckpoint, v1::CreateCheckpointRequest()));
  const auto verified = Verify();
  ZGC_ASSERT_OK(verified);
  ASSERT_FALSE(verified->empty());
  EXPECT_TRUE(verified->back().done());
  EXPECT_FALSE(verified->back().has_damage());
  EXPECT_EQ(verified->back().checkpoints(), 1);
  EXPECT_THAT(Verify(-1), HasReason(ERROR_REASON_INVALID_FIELD));
  grpc::ClientContext context;
  const auto parts =
      All(context, stub_->ExportAuditBundle(&context, v1::ExportAuditBundleRequest()));
  ZGC_ASSERT_OK(parts);
  std::stringstream bundle;
  for (const auto& part : *parts) bundle << part.data();
  proof::KeyRing keys;
  keys.Add(key_.public_key());
  proof::BundleReport report;
  const auto damage = VerifyBundle(bundle, keys, report);
  EXPECT_FALSE(damage.has_value()) << Describe(*damage);
}

// A stream that nobody reads must not keep the server from stopping.
TEST_F(ProofServiceTest, AStreamThatIsNotReadEndsWithTheServer) {
  ZGC_ASSERT_OK(Call(&Stub::CreateCheckpoint, v1::CreateCheckpointRequest()));
  grpc::ClientContext context;
  auto reader = stub_->ExportAuditBundle(&context, v1::ExportAuditBundleRequest());
  reader->WaitForInitialMetadata();
  server_->Stop();
  v1::ExportAuditBundleResponse part;
  while (reader->Read(&part)) continue;
  reader->Finish();
}

TEST_F(ProofServiceTest, ACancelledStreamGivesItsPlaceBack) {
  ZGC_ASSERT_OK(Call(&Stub::CreateCheckpoint, v1::CreateCheckpointRequest()));
  for (int i = 0; i < 3 * kMaxProofStreams; ++i) {
    grpc::ClientContext context;
    auto reader = stub_->VerifyJournal(&context, v1::VerifyJournalRequest());
    context.TryCancel();
    reader->Finish();
  }
  // Those that were cancelled end on their own threads: their places come back soon.
  while (true) {
    const auto verified = Verify();
    if (verified.ok()) break;
    ASSERT_THAT(verified, HasReason(ERROR_REASON_OVERLOADED));
  }
}

}  // namespace
}  // namespace zgc::funding
