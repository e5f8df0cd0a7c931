#include "services/task_registry/domain/organisations/organisations.h"

#include "common/testing/reads.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using OrganisationsTest = TaskRegistryFixture;

TEST_F(OrganisationsTest, EveryViolationOfAnOrganisationIsListed) {
  EXPECT_THAT(
      Do(CreateOrganisation,
         "organisation_id: 'O' organisation { since_date: '2019-13' member_count: 5 item_count: -1 "
         "parent: 'organisations/none' evidence: '' jurisdiction: '1101' }"),
      FailsWith(kInvalid, AllOf(HasSubstr("organisation_id"), HasSubstr("display_name"),
                                HasSubstr("organisation.kind"), HasSubstr("2019-13"),
                                HasSubstr("known or unknown"), HasSubstr("item_count"),
                                HasSubstr("organisations/none"), HasSubstr("evidence[0]"),
                                HasSubstr("organisation.jurisdiction"))));
  const auto placed = Do(CreateOrganisation,
                         "organisation_id: 'district' organisation { display_name: '区' kind: "
                         "ORGANISATION_KIND_DEPARTMENT jurisdiction: '110108' }");
  ZGC_ASSERT_OK(placed);
  EXPECT_EQ(placed->jurisdiction(), "110108");
}

TEST_F(OrganisationsTest, AnOrganisationIsUpdatedAndNeverBelongsToItself) {
  EXPECT_EQ(Find(kOrganisations, "organisations/a").item_count(), 1);
  ZGC_ASSERT_OK(
      Do(UpdateOrganisation, "organisation { name: 'organisations/b' parent: 'organisations/a' }"));
  EXPECT_THAT(
      Do(UpdateOrganisation, "organisation { name: 'organisations/a' parent: 'organisations/b' }"),
      FailsWith(kInvalid, HasSubstr("organisations/a would be a part of itself")));
  const auto updated = Do(UpdateOrganisation,
                          "organisation { name: 'organisations/a' member_count: 34 member_state: "
                          "AMOUNT_STATE_KNOWN since_date: '2019-01' }");
  ZGC_ASSERT_OK(updated);
  EXPECT_EQ(updated->member_count(), 34);
  EXPECT_EQ(updated->display_name(), "a");
}

TEST_F(OrganisationsTest, OrganisationsAreListedByKindCountryAndWhole) {
  ZGC_ASSERT_OK(Do(CreateOrganisation,
                   "organisation_id: 'court' organisation { display_name: 'c' country: 'SG' "
                   "kind: ORGANISATION_KIND_COURT parent: 'organisations/a' }"));
  EXPECT_THAT(Listed(store_->Read(), ListOrganisations, "kind: ORGANISATION_KIND_COURT"),
              ElementsAre("organisations/court"));
  EXPECT_THAT(Listed(store_->Read(), ListOrganisations, "country: 'SG'"),
              ElementsAre("organisations/court"));
  EXPECT_THAT(Listed(store_->Read(), ListOrganisations, "parent: 'organisations/a'"),
              ElementsAre("organisations/court"));
  EXPECT_THAT(Listed(store_->Read(), ListOrganisations, "parent: 'organisations/court'"),
              IsEmpty());
}

TEST_F(OrganisationsTest, AnOrganisationIsReadByItsName) {
  const auto found = Got(store_->Read(), GetOrganisation, "name: 'organisations/issuer'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->display_name(), "issuer");
  EXPECT_THAT(Got(store_->Read(), GetOrganisation, "name: 'organisations/none'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(OrganisationsTest, MembershipsAndIntegrityReportsAreDated) {
  const auto update = [&](const std::string& fields) {
    return Do(UpdateOrganisation,
              absl::StrCat("organisation { name: 'organisations/a' ", fields, " }"));
  };
  ZGC_ASSERT_OK(update(
      "memberships { organisation: 'organisations/b' role: '会员' from_date: '2018' to_date: "
      "'2018-06' } memberships { organisation: 'organisations/b' from_date: '2019' } "
      "integrity_reports { date: '2019' published_by: 'organisations/b' channel: '官网' "
      "evidence: 'e' }"));
  EXPECT_THAT(update("memberships { organisation: 'organisations/a' from_date: '2019' to_date: "
                     "'2018' }"),
              FailsWith(kInvalid, AllOf(HasSubstr("memberships[0].organisation: it is no member"),
                                        HasSubstr("2018 is before 2019"))));
  EXPECT_THAT(update("memberships { }"), FailsWith(kInvalid, HasSubstr("memberships[0]")));
  EXPECT_THAT(update("integrity_reports { date: '9999' }"),
              FailsWith(kInvalid, AllOf(HasSubstr("9999 is after today"), HasSubstr("evidence"))));
}

}  // namespace
}  // namespace zgc::tasks
