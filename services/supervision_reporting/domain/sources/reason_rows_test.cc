#include "services/supervision_reporting/domain/sources/reason_rows.h"

#include "absl/strings/str_cat.h"
#include "common/testing/any_call.h"
#include "gmock/gmock.h"
#include "zgc/tasks/v1/plans.pb.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;

// "kind source record reason author approver revision".
template <typename Row>
std::string Said(const std::string& fields) {
  const v1::ChangeReason reason = ReasonIn("park_region", testing::Parsed<Row>(fields));
  if (reason.kind() == v1::CHANGE_REASON_KIND_UNSPECIFIED) return "";
  return absl::StrCat(reason.kind(), " ", reason.source(), " ", reason.record(), " ",
                      reason.reason(), " ", reason.author(), " ", reason.approver(), " ",
                      reason.source_revision());
}

TEST(ReasonRowsTest, ACorrectionSaysWhyOnceItIsApplied) {
  using records::v1::Correction;
  const std::string row =
      "name: 'corrections/7' record: 'registrations/r' reason: '单位录错' evidence: '营业执照' "
      "revision: 8 steps { method: 'CorrectRecord' actor: 'clerk' } ";
  EXPECT_EQ(Said<Correction>(row + "state: CORRECTION_STATE_PROPOSED"), "");
  EXPECT_EQ(Said<Correction>(row + "state: CORRECTION_STATE_REJECTED"), "");
  EXPECT_EQ(Said<Correction>(row + "state: CORRECTION_STATE_APPLIED kind: CORRECTION_KIND_FIELDS"),
            "1 //park_region/corrections/7 //park_region/registrations/r 单位录错 clerk  8");
  EXPECT_EQ(Said<Correction>(row + "state: CORRECTION_STATE_APPLIED kind: CORRECTION_KIND_VOID "
                                   "steps { method: 'ApproveCorrection' actor: 'checker' }"),
            "2 //park_region/corrections/7 //park_region/registrations/r 单位录错 clerk checker 8");
  EXPECT_THAT(
      ReasonIn("park_region", testing::Parsed<Correction>(row + "state: CORRECTION_STATE_APPLIED"))
          .evidence(),
      ElementsAre("营业执照"));
}

TEST(ReasonRowsTest, AnObservationSaysWhyWhereItCorrectsOrWasRetracted) {
  using figures::v1::Observation;
  const std::string row =
      "name: 'observations/b' reason: '漏记' reporter: 'r' verifier: 'v' revision: 8 ";
  EXPECT_EQ(Said<Observation>(row + "state: OBSERVATION_STATE_VERIFIED"), "");
  EXPECT_EQ(Said<Observation>(row + "state: OBSERVATION_STATE_REPORTED corrects: 'observations/a'"),
            "");
  for (const char* state : {"VERIFIED", "PUBLISHED"}) {
    EXPECT_EQ(Said<Observation>(absl::StrCat(row, "state: OBSERVATION_STATE_", state,
                                             " corrects: 'observations/a'")),
              "3 //park_region/observations/b //park_region/observations/a 漏记 r v 8");
  }
  EXPECT_EQ(Said<Observation>(row + "state: OBSERVATION_STATE_RETRACTED"),
            "4 //park_region/observations/b //park_region/observations/b 漏记 r  8");
}

TEST(ReasonRowsTest, AVersionOfAnIndicatorSaysWhyOnceItIsApproved) {
  using figures::v1::IndicatorVersion;
  const std::string row =
      "name: 'indicatorVersions/7' indicator: 'indicators/i' reason: '口径' revision: 8 steps { "
      "method: 'UpdateIndicator' actor: 'author' } ";
  EXPECT_EQ(Said<IndicatorVersion>(row + "state: INDICATOR_VERSION_STATE_PROPOSED"), "");
  EXPECT_EQ(Said<IndicatorVersion>(row + "state: INDICATOR_VERSION_STATE_APPROVED steps { method: "
                                         "'ApproveIndicatorVersion' actor: 'head' }"),
            "5 //park_region/indicatorVersions/7 //park_region/indicators/i 口径 author head 8");
}

TEST(ReasonRowsTest, AnotherRowSaysNothing) {
  EXPECT_EQ(ReasonIn("task_registry", tasks::v1::Plan()).kind(),
            v1::CHANGE_REASON_KIND_UNSPECIFIED);
}

}  // namespace
}  // namespace zgc::supervision
