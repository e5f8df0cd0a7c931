// Amounts that look like another unit, over real connections.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/records/records_schema.h"
#include "common/rpc/server/test_server.h"
#include "gmock/gmock.h"
#include "services/park_region/rpc/services.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/enterprise_service.grpc.pb.h"
#include "zgc/parks/v1/park_service.grpc.pb.h"
#include "zgc/parks/v1/project_service.grpc.pb.h"
#include "zgc/records/v1/record_service.grpc.pb.h"

namespace zgc::parks {
namespace {

using records::v1::RecordService;
using ::testing::HasSubstr;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class AmountsTest : public ::testing::Test {
 protected:
  AmountsTest() {
    ZGC_EXPECT_OK(server_.Call(&v1::ParkService::Stub::CreatePark,
                               "park_id: 'a' park { display_name: 'a' kind: PARK_KIND_SUB_PARK }",
                               "clerk"));
  }

  // The capital of an enterprise of its own.
  absl::StatusOr<v1::Registration> Register(const std::string& id, int64_t capital_fen,
                                            const std::string& more = "") {
    const auto enterprise =
        server_.Call(&v1::EnterpriseService::Stub::CreateEnterprise,
                     absl::StrCat("enterprise_id: '", id, "' request_id: 'e-", id,
                                  "' enterprise { display_name: '", id, "' }"),
                     "clerk");
    ZGC_EXPECT_OK(enterprise);
    return server_.Call(
        &v1::EnterpriseService::Stub::CreateRegistration,
        absl::StrCat("registration_id: '", id, "' registration { enterprise: 'enterprises/", id,
                     "' park: 'parks/a' date: '2019-03-01' event: "
                     "REGISTRATION_EVENT_REGISTERED capital_state: AMOUNT_STATE_KNOWN "
                     "capital_fen: ",
                     capital_fen, " } ", more),
        "clerk");
  }
  absl::StatusOr<records::v1::Correction> Correct(const std::string& id, int64_t capital_fen,
                                                  const std::string& more = "") {
    return server_.Call(
        &RecordService::Stub::CorrectRecord,
        absl::StrCat("name: 'registrations/", id, "' reason: 'r' update_mask { paths: ",
                     "'capital_fen' } record { [type.googleapis.com/zgc.parks.v1.Registration] { ",
                     "capital_fen: ", capital_fen, " } } ", more),
        "clerk");
  }

  int64_t suspect_yuan_ = 0;
  rpc::TestServer server_{"park_region", ParkRegionSchema(), [this](rpc::Server& server) {
                            if (suspect_yuan_ != 0) {
                              server.calls().SetSuspectAmount(suspect_yuan_);
                            }
                            return MakeServices(server.calls());
                          }};
};

constexpr int64_t kHuge = 50'000'000'000'000;

TEST_F(AmountsTest, AnAmountAboveTheBoundIsTakenIfTheRequestSaysThatItIsRight) {
  const auto refused = Register("e", kHuge);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(refused, HasReason(ERROR_REASON_AMOUNT_SUSPECT));
  EXPECT_THAT(refused.status().message(),
              HasSubstr("registration.capital_fen is 500000000000.00元, above 100000000000元; "
                        "did you mean 万元?"));
  EXPECT_THAT(Register("e", kHuge, "confirmed_amount: '50000000.00'"),
              HasReason(ERROR_REASON_AMOUNT_SUSPECT));
  ZGC_EXPECT_OK(Register("e", kHuge, "confirmed_amount: '500000000000.00'"));
  ZGC_EXPECT_OK(Register("f", 10'000'000'000'000));

  EXPECT_THAT(Correct("f", kHuge), HasReason(ERROR_REASON_AMOUNT_SUSPECT));
  ZGC_EXPECT_OK(Correct("f", kHuge, "confirmed_amount: '500000000000.00'"));
  // What it leaves as it is was confirmed before.
  ZGC_EXPECT_OK(server_.Call(&RecordService::Stub::CorrectRecord,
                             "name: 'registrations/f' reason: 'r' update_mask { paths: 'date' } "
                             "record { [type.googleapis.com/zgc.parks.v1.Registration] { date: "
                             "'2019-04-01' } }",
                             "clerk"));
}

TEST_F(AmountsTest, TheBoundIsThatOfTheServer) {
  suspect_yuan_ = 1'000'000'000'000;
  server_.Restart();
  ZGC_EXPECT_OK(Register("e", kHuge));
  EXPECT_THAT(Register("f", 3 * kHuge), HasReason(ERROR_REASON_AMOUNT_SUSPECT));
}

TEST_F(AmountsTest, AnInvestmentIsHeldAgainstTheBoundToo) {
  ZGC_ASSERT_OK(server_.Call(&v1::EnterpriseService::Stub::CreateEnterprise,
                             "enterprise_id: 'e' enterprise { display_name: 'e' }", "clerk"));
  const std::string project = absl::StrCat(
      "project_id: 'p' project { display_name: 'p' park: 'parks/a' enterprise: 'enterprises/e' "
      "investment_state: AMOUNT_STATE_KNOWN investment_fen: ",
      kHuge, " stage_events { stage: PROJECT_STATE_SIGNED document: 'd' } } ");
  EXPECT_THAT(server_.Call(&v1::ProjectService::Stub::CreateProject, project, "clerk"),
              HasReason(ERROR_REASON_AMOUNT_SUSPECT));
  ZGC_EXPECT_OK(server_.Call(&v1::ProjectService::Stub::CreateProject,
                             project + "confirmed_amount: '500000000000.00'", "clerk"));
  // So is what came in, of one that was typed in another unit.
  const std::string entry = absl::StrCat(
      "investment_entry_id: 'i' investment_entry { project: 'projects/p' date: '2019-03' document: "
      "'d' amount_state: AMOUNT_STATE_KNOWN amount_fen: ",
      kHuge, " } ");
  EXPECT_THAT(server_.Call(&v1::ProjectService::Stub::CreateInvestmentEntry, entry, "clerk"),
              HasReason(ERROR_REASON_AMOUNT_SUSPECT));
  ZGC_EXPECT_OK(server_.Call(&v1::ProjectService::Stub::CreateInvestmentEntry,
                             entry + "confirmed_amount: '500000000000.00'", "clerk"));
}

// Of 30 amounts and more ten thousand times the median is not usual, after a start as well.
TEST_F(AmountsTest, AnAmountFarFromTheUsualOneIsConfirmed) {
  constexpr int64_t kUsual = 500'000'000;
  for (int i = 10; i < 39; ++i) ZGC_ASSERT_OK(Register(absl::StrCat("e", i), kUsual));
  ZGC_ASSERT_OK(Register("few", 10'000 * kUsual));
  const auto refused = Register("far", 10'000 * kUsual);
  EXPECT_THAT(refused, HasReason(ERROR_REASON_AMOUNT_SUSPECT));
  EXPECT_THAT(refused.status().message(), HasSubstr("ten thousand times what is usual of 30"));
  ZGC_EXPECT_OK(Register("near", 1'000 * kUsual));
  server_.Restart();
  EXPECT_THAT(Correct("near", 10'000 * kUsual), HasReason(ERROR_REASON_AMOUNT_SUSPECT));
  ZGC_EXPECT_OK(Correct("near", kUsual));
  // What is voided counts no more.
  for (const char* id : {"near", "e10"}) {
    ZGC_ASSERT_OK(server_.Call(&RecordService::Stub::VoidRecord,
                               absl::StrCat("name: 'registrations/", id, "' reason: 'r'"),
                               "clerk"));
  }
  ZGC_EXPECT_OK(Register("after", 10'000 * kUsual));
}

}  // namespace
}  // namespace zgc::parks
