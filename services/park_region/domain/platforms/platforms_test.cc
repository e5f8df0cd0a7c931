#include "services/park_region/domain/platforms/platforms.h"

#include "common/testing/reads.h"
#include "services/park_region/testing/platforms_fixture.h"

namespace zgc::parks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class PlatformsTest : public PlatformsFixture {
 protected:
  absl::StatusOr<v1::Platform> Admit(const std::string& platform, const std::string& assessment,
                                     const std::string& person = "office") {
    return Do(AdmitPlatform,
              absl::StrCat("name: 'platforms/", platform, "' assessment: 'assessments/", assessment,
                           "' reason: '达标' date: '2020-03-01' document: '名单'"),
              person);
  }
};

TEST_F(PlatformsTest, OneIsListedByWhatItsAssessmentCameTo) {
  AssessWhole("low", "q", "5", "1");
  AssessWhole("good", "p", "8", "4");
  ZGC_ASSERT_OK(Assess("open", "p", 2020));
  EXPECT_THAT(Admit("q", "low"), FailsWith(kInvalid, HasSubstr("has 38 points, and")));
  EXPECT_THAT(Admit("q", "good"), FailsWith(kInvalid, HasSubstr("is of platforms/p")));
  EXPECT_THAT(Admit("p", "open"), FailsWith(kInvalid, HasSubstr("is ASSESSMENT_STATE_OPEN")));
  EXPECT_THAT(Admit("p", "none"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(Admit("p", "good", "head"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto listed = Admit("p", "good");
  ZGC_ASSERT_OK(listed);
  EXPECT_EQ(listed->state(), v1::PLATFORM_STATE_LISTED);
  EXPECT_EQ(listed->listed_by(), "assessments/good");
  EXPECT_EQ(listed->steps(1).date(), "2020-03-01");
  EXPECT_THAT(listed->steps(1).evidence(), ElementsAre("名单"));
  EXPECT_THAT(Admit("p", "good"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(PlatformsTest, WhoDelistsOrAppealsDoesNotDecideTheAppeal) {
  AssessWhole("good", "p", "8", "4");
  ZGC_ASSERT_OK(Admit("p", "good"));
  const std::string p = "name: 'platforms/p' reason: 'r' ";
  EXPECT_THAT(Do(DelistPlatform, p + "date: '2020-02-01'"), FailsWith(kInvalid, HasSubstr("date")))
      << "before it was listed";
  EXPECT_THAT(Do(DelistPlatform, p + "date: '2999-01-01'"), FailsWith(kInvalid, HasSubstr("date")));
  ZGC_ASSERT_OK(Do(DelistPlatform, p + "date: '2020-06-01'", "office"));
  ZGC_ASSERT_OK(Do(AppealDelisting, p, "operator"));
  for (const char* person : {"office", "operator"}) {
    EXPECT_THAT(Do(UpholdDelisting, p, person), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
    EXPECT_THAT(Do(ReverseDelisting, p, person), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  }
  const auto back = Do(ReverseDelisting, p, "chief");
  ZGC_ASSERT_OK(back);
  EXPECT_EQ(back->state(), v1::PLATFORM_STATE_LISTED);
  ZGC_ASSERT_OK(Do(DelistPlatform, p, "office"));
  ZGC_ASSERT_OK(Do(AppealDelisting, p, "operator"));
  ZGC_ASSERT_OK(Do(UpholdDelisting, p, "chief"));
  EXPECT_EQ(Got(store_->Read(), GetPlatform, "name: 'platforms/p'")->steps_size(), 8);
}

TEST_F(PlatformsTest, OneThatWasDelistedIsListedByALaterAssessmentAndAnotherPerson) {
  AssessWhole("good", "p", "8", "4");
  AssessWhole("earlier", "p", "8", "4", 2020);
  ZGC_ASSERT_OK(Admit("p", "good"));
  ZGC_ASSERT_OK(Do(DelistPlatform, "name: 'platforms/p' reason: 'r'", "office"));
  for (const char* assessment : {"good", "earlier"}) {
    EXPECT_THAT(Admit("p", assessment, "chief"),
                FailsWith(kInvalid, HasSubstr("was not concluded after platforms/p left")));
  }
  AssessWhole("later", "p", "8", "4", 2021);
  EXPECT_THAT(Admit("p", "later", "office"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_EXPECT_OK(Do(AdmitPlatform, "name: 'platforms/p' assessment: 'assessments/later' reason: 'r'",
                   "chief"));
}

TEST_F(PlatformsTest, PlatformsAreListedAndReadByName) {
  EXPECT_THAT(Listed(store_->Read(), ListPlatforms), ElementsAre("platforms/p", "platforms/q"));
  EXPECT_THAT(Do(CreatePlatform, "platform_id: 'x' platform { display_name: 'x' }"),
              FailsWith(kInvalid, HasSubstr("platform.region")));
  EXPECT_EQ(PlatformLifecycle().record().name(), "Platform");
  EXPECT_EQ(PlatformKind().field(), "platform");
}

}  // namespace
}  // namespace zgc::parks
