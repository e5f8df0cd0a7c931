#include "services/park_region/domain/qualifications/qualifications.h"

#include "common/testing/reads.h"
#include "common/testing/records_matrix.h"
#include "services/park_region/domain/kinds.h"
#include "services/park_region/domain/qualifications/qualification_kinds.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class QualificationsTest : public ParkRegionFixture {
 protected:
  QualificationsTest() {
    AddKind("hitech",
            "display_name: '高新技术企业' validity_months: 36 certified: true "
            "valid_from: '2008-01-01'");
    AddKind("listed", "display_name: '上市'");
    AddKind("old", "display_name: '旧资质' valid_to: '2018-12-31'");
  }

  void AddKind(const std::string& id, const std::string& fields) {
    ZGC_ASSERT_OK(
        Do(CreateQualificationKind,
           absl::StrCat("qualification_kind_id: '", id, "' qualification_kind { ", fields, " }")));
  }
  absl::StatusOr<v1::EnterpriseQualification> Add(const std::string& id, const std::string& kind,
                                                  const std::string& from,
                                                  const std::string& rest = "",
                                                  const std::string& enterprise = "e1") {
    return Do(CreateEnterpriseQualification,
              absl::StrCat("enterprise_qualification_id: '", id,
                           "' enterprise_qualification { enterprise: 'enterprises/", enterprise,
                           "' kind: 'qualificationKinds/", kind, "' valid_from: '", from,
                           "' document: 'd' ", rest, " }"));
  }
  absl::StatusOr<v1::EnterpriseQualification> Revoke(const std::string& id,
                                                     const std::string& date) {
    return Do(RevokeEnterpriseQualification,
              absl::StrCat("name: 'enterpriseQualifications/", id, "' revocation { date: '", date,
                           "' reason: '抽查不合格' }"));
  }
};

TEST_F(QualificationsTest, AKindSaysHowLongItHoldsAndWhenItIsConferred) {
  const std::string number = "certificate_number: 'GR1' ";
  EXPECT_THAT(Add("q", "hitech", "2019-10-15", "valid_to: '2022-10-15'"),
              FailsWith(kInvalid, HasSubstr("has a certificate")));
  EXPECT_THAT(Add("q", "hitech", "2019-10-15", number),
              FailsWith(kInvalid, HasSubstr("not after 2022-10-15")));
  EXPECT_THAT(Add("q", "hitech", "2019-10-15", number + "valid_to: '2022-10-16'"),
              FailsWith(kInvalid, HasSubstr("36 months at most")));
  EXPECT_THAT(Add("q", "hitech", "2019-10-15", number + "valid_to: '2019-10-14'"),
              FailsWith(kInvalid, HasSubstr("2019-10-14 is before 2019-10-15")));
  EXPECT_THAT(Add("q", "hitech", "2007-12-31", number + "valid_to: '2008-12-31'"),
              FailsWith(kInvalid, HasSubstr("is conferred from 2008-01-01")));
  EXPECT_THAT(Add("q", "old", "2019-01-01"), FailsWith(kInvalid, HasSubstr("to 2018-12-31")));
  EXPECT_THAT(Add("q", "listed", "2019-01-01", "valid_to: '2022-01-01'"),
              FailsWith(kInvalid, HasSubstr("ends when it is revoked")));
  const auto added = Add("q", "hitech", "2019-10-15", number + "valid_to: '2022-10-15'");
  ZGC_ASSERT_OK(added);
  EXPECT_EQ(added->last_day(), "2022-10-15");
  EXPECT_THAT(Add("q", "listed", "2019-01-01"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

TEST_F(QualificationsTest, WhatIsRecordedTwiceIsRefused) {
  const std::string rest = "certificate_number: 'GR1' valid_to: '2021-12-31'";
  ZGC_ASSERT_OK(Add("q", "hitech", "2019-10-15", rest));
  EXPECT_THAT(
      Add("r", "hitech", "2019-11-15", rest, "e2"),
      FailsWith(kInvalid, HasSubstr("enterpriseQualifications/q has this certificate already")));
  EXPECT_THAT(Add("r", "hitech", "2019-10-15", "certificate_number: 'G2' valid_to: '2021-12-31'"),
              FailsWith(kInvalid, HasSubstr("qualified from that day already")));
  // The number is free of another kind, and once the record that has it is gone.
  ZGC_ASSERT_OK(Add("r", "listed", "2019-10-15", "certificate_number: 'GR1'"));
  testing::Records records(store_, ParkRegionKinds());
  ZGC_ASSERT_OK(records.Correct("enterpriseQualifications/q", {"certificate_number"},
                                "certificate_number: 'GR3'"));
  ZGC_ASSERT_OK(Add("s", "hitech", "2019-11-15", rest, "e2"));
}

TEST_F(QualificationsTest, ARevocationEndsItOnceAndCanBeMended) {
  ZGC_ASSERT_OK(Add("q", "listed", "2019-10-15"));
  EXPECT_EQ(Find(kEnterpriseQualifications, "enterpriseQualifications/q").last_day(), "");
  EXPECT_THAT(Revoke("q", "2019-10-14"),
              FailsWith(kInvalid, HasSubstr("revocation.date: is not among the days")));
  const auto revoked = Revoke("q", "2020-03-01");
  ZGC_ASSERT_OK(revoked);
  EXPECT_EQ(revoked->last_day(), "2020-02-29");
  EXPECT_THAT(Revoke("q", "2020-04-01"),
              FailsWith(kInvalid, HasSubstr("was revoked from 2020-03-01 already")));
  testing::Records records(store_, ParkRegionKinds());
  ZGC_ASSERT_OK(records.Correct("enterpriseQualifications/q", {"revocation"}, ""));
  EXPECT_EQ(Find(kEnterpriseQualifications, "enterpriseQualifications/q").last_day(), "");
  // One that never was right ended before it began.
  const auto never = Revoke("q", "2019-10-15");
  ZGC_ASSERT_OK(never);
  EXPECT_EQ(never->last_day(), "2019-10-14");
}

TEST_F(QualificationsTest, TheyAreListedByEnterpriseKindAndDay) {
  ZGC_ASSERT_OK(Add("1", "listed", "2019-10-15"));
  ZGC_ASSERT_OK(Add("2", "hitech", "2018-10-15", "certificate_number: 'G' valid_to: '2019-12-30'"));
  ZGC_ASSERT_OK(Add("3", "listed", "2020-01-01", "", "e2"));
  const auto listed = [&](const std::string& fields) {
    return Listed(store_->Read(), ListEnterpriseQualifications, fields);
  };
  const std::string q = "enterpriseQualifications/";
  EXPECT_THAT(listed("enterprise: 'enterprises/e1'"), ElementsAre(q + "1", q + "2"));
  EXPECT_THAT(listed("kind: 'qualificationKinds/listed'"), ElementsAre(q + "1", q + "3"));
  EXPECT_THAT(listed("filter: 'valid_from <= 2019-12-31 AND (last_day >= 2019-12-31 OR "
                     "last_day = \"\")'"),
              ElementsAre(q + "1"));
  const auto of = QualificationsOf(store_->Read(), "enterprises/e1");
  ZGC_ASSERT_OK(of);
  ASSERT_EQ(of->size(), 2u);
  EXPECT_EQ(of->front().name(), q + "2");
  EXPECT_THAT(*QualificationsOf(store_->Read(), "enterprises/none"), IsEmpty());
  ZGC_EXPECT_OK(Got(store_->Read(), GetEnterpriseQualification, "name: '" + q + "1'"));
  EXPECT_EQ(ParkRegionKinds().Of(q + "1"), &EnterpriseQualificationKind());
}

}  // namespace
}  // namespace zgc::parks
