#include "services/park_region/domain/qualifications/qualification_kinds.h"

#include "common/testing/reads.h"
#include "services/park_region/domain/kinds.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;

class QualificationKindsTest : public ParkRegionFixture {
 protected:
  absl::StatusOr<v1::QualificationKind> Add(const std::string& id, const std::string& fields) {
    return Do(CreateQualificationKind, absl::StrCat("qualification_kind_id: '", id,
                                                    "' qualification_kind { ", fields, " }"));
  }
};

TEST_F(QualificationKindsTest, AKindIsConferredBetweenItsDays) {
  EXPECT_THAT(Add("k", "display_name: '瞪羚' valid_from: '2019-01-01' valid_to: '2018-12-31'"),
              FailsWith(kInvalid, HasSubstr("2018-12-31 is before 2019-01-01")));
  EXPECT_THAT(Add("k", "validity_months: -1"),
              FailsWith(kInvalid, HasSubstr("qualification_kind.validity_months")));
  ZGC_ASSERT_OK(Add("k", "display_name: '瞪羚' valid_to: '2018-12-31'"));
  EXPECT_THAT(Add("k", "display_name: '雏鹰'"),
              HasReason(common::v1::ERROR_REASON_RESOURCE_EXISTS));
}

TEST_F(QualificationKindsTest, TwoAreNotCalledAlikeOnOneDay) {
  ZGC_ASSERT_OK(Add("k", "display_name: '瞪羚' valid_to: '2018-12-31'"));
  EXPECT_THAT(Add("l", "display_name: '瞪羚' valid_from: '2018-12-31'"),
              FailsWith(kInvalid, HasSubstr("qualificationKinds/k is called so")));
  ZGC_ASSERT_OK(Add("l", "display_name: '瞪羚' valid_from: '2019-01-01'"));
  EXPECT_THAT(Add("m", "display_name: '瞪羚'"),
              FailsWith(kInvalid, HasSubstr("qualificationKinds/l is called so")));
  ZGC_ASSERT_OK(Add("m", "display_name: '雏鹰'"));
  EXPECT_THAT(Listed(store_->Read(), ListQualificationKinds, "filter: 'display_name = \"瞪羚\"'"),
              ElementsAre("qualificationKinds/k", "qualificationKinds/l"));
  const auto found = Got(store_->Read(), GetQualificationKind, "name: 'qualificationKinds/k'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->valid_to(), "2018-12-31");
  EXPECT_EQ(ParkRegionKinds().Of("qualificationKinds/k"), &QualificationKindKind());
}

}  // namespace
}  // namespace zgc::parks
