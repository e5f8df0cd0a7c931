// From a mistake that is corrected in one service to what readers of a published report are told.
#include <string>

#include "tests/integration/report_fixture.h"
#include "zgc/parks/v1/enterprise_service.grpc.pb.h"
#include "zgc/records/v1/record_service.grpc.pb.h"
#include "zgc/supervision/v1/publication_service.grpc.pb.h"

namespace zgc::testing {
namespace {

using parks::v1::EnterpriseService;
using records::v1::RecordService;
using supervision::v1::PublicationService;
using supervision::v1::ReportService;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::HasReason;

class ReasonsTest : public SuiteTest {
 protected:
  // Two registrations, a figure of their capital and a published report that cites it: 5001亿元.
  void PublishCapital() {
    SetUpReport();
    Register("r1", 50'000'000'000'000);
    Register("r2", 10'000'000'000);
    ZGC_ASSERT_OK(Call(parks(), &FigureStub::CreateIndicator,
                       absl::Substitute("indicator_id: 'capital' indicator { display_name: "
                                        "'新增注册资本' unit: '亿元' measure: MEASURE_KIND_FLOW "
                                        "computation { formula: 'sum_registered_capital' arguments "
                                        "{ key: 'unit' value: '亿元' } reporting_periods { $0 } } "
                                        "}",
                                        kYear)));
    ZGC_ASSERT_OK(Call(supervision(), &ReportService::Stub::UpdateReportItem,
                       absl::Substitute("report_item { name: 'reportTemplates/year/items/01' "
                                        "paragraphs { text: '新增注册资本{{capital}}。' $0 } } "
                                        "update_mask { paths: 'paragraphs' }",
                                        Citation("capital", kCapital))));
    AwaitSources();
    const auto published = Publish();
    ZGC_ASSERT_OK(published);
    publication_ = absl::Substitute("publication: '$0'", published->name());
  }
  void Register(const std::string& id, int64_t capital_fen) {
    ZGC_ASSERT_OK(
        Call(parks(), &EnterpriseService::Stub::CreateEnterprise,
             absl::Substitute("enterprise_id: '$0' enterprise { display_name: '$0' }", id)));
    ZGC_ASSERT_OK(Call(parks(), &EnterpriseService::Stub::CreateRegistration,
                       absl::Substitute("registration_id: '$0' registration { enterprise: "
                                        "'enterprises/$0' park: 'parks/a' date: '2021-03-01' "
                                        "event: REGISTRATION_EVENT_REGISTERED capital_state: "
                                        "AMOUNT_STATE_KNOWN capital_fen: $1 } confirmed_amount: "
                                        "'$2.00'",
                                        id, capital_fen, capital_fen / 100)));
  }
  std::string CorrectCapital(int64_t capital_fen) {
    const auto correction =
        Call(parks(), &RecordService::Stub::CorrectRecord,
             absl::Substitute("name: 'registrations/r1' reason: '万元误录为亿元' evidence: "
                              "'营业执照副本' update_mask { paths: 'capital_fen' } record { "
                              "[type.googleapis.com/zgc.parks.v1.Registration] { capital_fen: $0 } "
                              "}",
                              capital_fen),
             "role-administrator");
    ZGC_EXPECT_OK(correction);
    return correction.ok() ? correction->name() : "";
  }
  std::vector<supervision::v1::FigureChange> Changes() {
    AwaitSources();
    const auto changes =
        Call(supervision(), &PublicationService::Stub::ListPublicationChanges, publication_);
    ZGC_EXPECT_OK(changes);
    if (!changes.ok()) return {};
    return {changes->changes().begin(), changes->changes().end()};
  }

  static constexpr char kCapital[] = "//park_region/figures/capital@2021";
  std::string publication_;
};

TEST_F(ReasonsTest, ACapitalInTheWrongUnitIsCorrectedUpToTheErratum) {
  PublishCapital();
  const std::string correction = "//park_region/" + CorrectCapital(5'000'000'000);
  const auto changes = Changes();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].said(), "5001亿元");
  EXPECT_EQ(changes[0].printed(), "1.5亿元");
  ASSERT_EQ(changes[0].reasons_size(), 1) << changes[0].ShortDebugString();
  const auto& reason = changes[0].reasons(0);
  EXPECT_EQ(reason.source(), correction);
  EXPECT_EQ(reason.record(), "//park_region/registrations/r1");
  EXPECT_EQ(reason.reason(), "万元误录为亿元");
  EXPECT_THAT(reason.evidence(), ElementsAre("营业执照副本"));
  EXPECT_EQ(reason.author(), "role-administrator");
  EXPECT_FALSE(reason.possible());
  const auto draft =
      Call(supervision(), &PublicationService::Stub::DraftErratum, publication_, "role-supervisor");
  ZGC_ASSERT_OK(draft);
  for (const char* word : {"现更正为1.5亿元", "原因：万元误录为亿元", "依据：营业执照副本",
                           "经办：role-administrator", "registrations/r1"}) {
    EXPECT_THAT(draft->text(), HasSubstr(word));
  }
  ZGC_ASSERT_OK(Call(supervision(), &PublicationService::Stub::PublishErratum,
                     absl::Substitute("name: '$0'", draft->name()), "role-publisher"));
}

TEST_F(ReasonsTest, AVoidedRecordSaysWhyAndANewOneSaysNothing) {
  PublishCapital();
  Register("r3", 10'000'000'000);
  auto changes = Changes();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].printed(), "5002亿元");
  EXPECT_EQ(changes[0].reasons_size(), 0) << "the records went on";
  EXPECT_EQ(changes[0].explained(), supervision::v1::EXPLAINED_NOT);
  const auto draft =
      Call(supervision(), &PublicationService::Stub::DraftErratum, publication_, "role-supervisor");
  ZGC_ASSERT_OK(draft);
  EXPECT_THAT(Call(supervision(), &PublicationService::Stub::PublishErratum,
                   absl::Substitute("name: '$0'", draft->name()), "role-publisher"),
              HasReason(common::v1::ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Call(parks(), &RecordService::Stub::VoidRecord,
                     "name: 'registrations/r3' reason: '重复登记'"));
  ZGC_ASSERT_OK(
      Call(parks(), &RecordService::Stub::VoidRecord, "name: 'registrations/r2' reason: '未设立'"));
  changes = Changes();
  ASSERT_EQ(changes.size(), 1u);
  ASSERT_EQ(changes[0].reasons_size(), 2) << changes[0].ShortDebugString();
  EXPECT_EQ(changes[0].reasons(0).kind(), supervision::v1::CHANGE_REASON_KIND_VOID);
  EXPECT_EQ(changes[0].reasons(0).reason(), "未设立");
  EXPECT_EQ(changes[0].reasons(1).reason(), "重复登记");
  // With r3 the figure came back to what was published.
  EXPECT_EQ(changes[0].explained(), supervision::v1::EXPLAINED_FULLY);
  Register("r4", 20'000'000'000);
  changes = Changes();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].reasons_size(), 2) << changes[0].ShortDebugString();
  EXPECT_EQ(changes[0].explained(), supervision::v1::EXPLAINED_IN_PART);
}

}  // namespace
}  // namespace zgc::testing
