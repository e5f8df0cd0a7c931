#include "services/park_region/domain/enterprises/enterprises.h"

#include "absl/strings/ascii.h"
#include "common/testing/reads.h"
#include "services/park_region/domain/enterprises/merges.h"
#include "services/park_region/domain/enterprises/registrations.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr char kBody[] = "91110108551385082";

class EnterprisesTest : public ParkRegionFixture {
 protected:
  absl::StatusOr<v1::Enterprise> Add(const std::string& id, const std::string& code,
                                     const std::string& rest = "") {
    return Do(CreateEnterprise,
              absl::StrCat("enterprise_id: '", id, "' enterprise { display_name: '", id,
                           "' uscc: '", code, "' ", rest, "}"));
  }
};

TEST_F(EnterprisesTest, TheCodeIsCheckedWaivedOrNotStated) {
  EXPECT_EQ(Find(kEnterprises, "enterprises/e1").uscc_state(), v1::USCC_STATE_NOT_STATED);
  const auto checked = Add("c", Uscc(kBody));
  ZGC_ASSERT_OK(checked);
  EXPECT_EQ(checked->uscc_state(), v1::USCC_STATE_CHECKED);

  const std::string wrong = WrongUscc("91110108551385083");
  EXPECT_THAT(Add("w", wrong), FailsWith(kInvalid, HasSubstr("enterprise.uscc")));
  const auto waived = Add("w", wrong, "uscc_waiver_document: 'licence' ");
  ZGC_ASSERT_OK(waived);
  EXPECT_EQ(waived->uscc_state(), v1::USCC_STATE_WAIVED);
  // A waiver is for the check character only, and only where it fails.
  EXPECT_THAT(Add("x", "123", "uscc_waiver_document: 'licence' "),
              FailsWith(kInvalid, HasSubstr("enterprise.uscc")));
  EXPECT_THAT(Add("x", Uscc("91110108551385084"), "uscc_waiver_document: 'licence' "),
              FailsWith(kInvalid, HasSubstr("nothing to waive")));
  EXPECT_THAT(Add("x", "", "uscc_waiver_document: 'licence' "),
              FailsWith(kInvalid, HasSubstr("no code to waive")));
}

TEST_F(EnterprisesTest, TheCodeSaysWhoRegisteredWhatAndWhere) {
  const auto added = Add("c", Uscc(kBody));
  ZGC_ASSERT_OK(added);
  EXPECT_EQ(added->uscc_parts().authority(), "工商");
  EXPECT_EQ(added->uscc_parts().category(), "企业");
  EXPECT_EQ(added->uscc_parts().region_code(), "110108");
  // A waiver is for the check character: a wrong authority is a wrong code.
  EXPECT_THAT(Add("w", WrongUscc("94110108551385082"), "uscc_waiver_document: 'licence' "),
              FailsWith(kInvalid, HasSubstr("no authority of registration")));
  ZGC_ASSERT_OK(
      Do(UpdateEnterprise, "enterprise { name: 'enterprises/c' } update_mask { paths: 'uscc' }"));
  EXPECT_FALSE(Find(kEnterprises, "enterprises/c").has_uscc_parts());
}

TEST_F(EnterprisesTest, ACodeTypedOtherwiseIsExplainedAndNotTaken) {
  const std::string code = Uscc("91110108MA01ABCD2");
  std::string typed = code;
  absl::AsciiStrToLower(&typed);
  EXPECT_THAT(Add("c", typed),
              FailsWith(kInvalid, HasSubstr(absl::StrCat("probably ", code, " is meant"))));
}

TEST_F(EnterprisesTest, WhatLooksLikeAPersonIsRefusedWithoutBeingShown) {
  // A number of nobody, by the rule alone.
  const std::string person = "11010519491231002X";
  const auto refused =
      FailsWith(kInvalid, AllOf(HasSubstr("identity number of a person"), Not(HasSubstr(person))));
  EXPECT_THAT(Add("c", person), refused);
  EXPECT_THAT(Add("c", person, "uscc_waiver_document: 'licence' "), refused);
  EXPECT_THAT(Add("c", "", "roles: '" + person + "' "), refused);
  EXPECT_THAT(
      Do(UpdateEnterprise, "enterprise { name: 'enterprises/e1' display_name: '" + person + "' }"),
      refused);
}

TEST_F(EnterprisesTest, ACodeBelongsToOneEnterprise) {
  ZGC_ASSERT_OK(Add("c", Uscc(kBody)));
  EXPECT_THAT(Add("d", Uscc(kBody)),
              FailsWith(kInvalid, HasSubstr("enterprises/c has this code already")));
}

TEST_F(EnterprisesTest, NamesBeforeAreKeptWithTheirLastDays) {
  const auto rename = [&](const std::string& to, const std::string& from) {
    return Do(RenameEnterprise, absl::StrCat("name: 'enterprises/e1' display_name: '", to,
                                             "' from_date: '", from, "' document: '变更登记'"));
  };
  EXPECT_THAT(rename("e1", "2019-05-01"), FailsWith(kInvalid, HasSubstr("is its name now")));
  ZGC_ASSERT_OK(rename("乙", "2019-05-01"));
  EXPECT_THAT(rename("丙", "2019-05-01"),
              FailsWith(kInvalid, HasSubstr("is not after 2019-04-30 of the name before")));
  const auto renamed = rename("丙", "2020-03-01");
  ZGC_ASSERT_OK(renamed);
  EXPECT_EQ(renamed->display_name(), "丙");
  ASSERT_EQ(renamed->former_names_size(), 2);
  EXPECT_EQ(renamed->former_names(0).display_name(), "e1");
  EXPECT_EQ(renamed->former_names(1).display_name(), "乙");
  EXPECT_EQ(renamed->former_names(1).last_day(), "2020-02-29");
  EXPECT_EQ(renamed->former_names(1).document(), "变更登记");
  EXPECT_THAT(Listed(store_->Read(), ListEnterprises, "filter: 'former_names.display_name:乙'"),
              ElementsAre("enterprises/e1"));
}

TEST_F(EnterprisesTest, AnAliasFindsItAndStandsOnce) {
  ZGC_ASSERT_OK(Add("c", "", "aliases: ['甲公司', '甲'] "));
  EXPECT_THAT(Listed(store_->Read(), ListEnterprises, "filter: 'aliases:\"甲公司\"'"),
              ElementsAre("enterprises/c"));
  EXPECT_THAT(Add("d", "", "aliases: ['甲', '甲'] "),
              FailsWith(kInvalid, HasSubstr("aliases[1]: repeats")));
}

TEST_F(EnterprisesTest, ABranchHasAHeadThatIsNone) {
  EXPECT_THAT(Add("b", "", "head_enterprise: 'enterprises/none' "),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("enterprises/none")));
  ZGC_ASSERT_OK(Add("b", "", "head_enterprise: 'enterprises/e1' "));
  EXPECT_THAT(Add("c", "", "head_enterprise: 'enterprises/b' "),
              FailsWith(kInvalid, HasSubstr("enterprises/b is a branch itself")));
  const auto set_head = [&](const std::string& id, const std::string& head) {
    return Do(UpdateEnterprise,
              absl::StrCat("enterprise { name: 'enterprises/", id, "' head_enterprise: '", head,
                           "' } update_mask { paths: 'head_enterprise' }"));
  };
  EXPECT_THAT(set_head("e1", "enterprises/e2"),
              FailsWith(kInvalid, HasSubstr("it has branches itself")));
  EXPECT_THAT(set_head("b", "enterprises/b"), FailsWith(kInvalid, HasSubstr("itself")));
  ZGC_ASSERT_OK(Do(CreateRegistration,
                   "registration_id: 'r' registration { enterprise: 'enterprises/b' park: "
                   "'parks/a' date: '2019-01-01' event: REGISTRATION_EVENT_REGISTERED }"));
  EXPECT_THAT(set_head("b", ""), FailsWith(kInvalid, HasSubstr("there are registrations")));
}

TEST_F(EnterprisesTest, OneThatWasMergedTakesNoNewRecords) {
  Checks checks;
  ZGC_ASSERT_OK(CheckNotMerged(store_->Read(), "enterprises/e2", "f", checks));
  EXPECT_TRUE(checks.empty());
  ZGC_ASSERT_OK(
      Do(MergeEnterprise, "name: 'enterprises/e2' survivor: 'enterprises/e1' reason: '同一企业'"));
  ZGC_ASSERT_OK(CheckNotMerged(store_->Read(), "enterprises/e2", "f", checks));
  EXPECT_THAT(checks.ToStatus(),
              FailsWith(kInvalid, HasSubstr("f: was merged into enterprises/e1")));
}

TEST_F(EnterprisesTest, ACodeGivenUpIsFreeForAnother) {
  ZGC_ASSERT_OK(Add("c", Uscc(kBody)));
  ZGC_ASSERT_OK(
      Do(UpdateEnterprise, "enterprise { name: 'enterprises/c' } update_mask { paths: 'uscc' }"));
  ZGC_ASSERT_OK(Add("d", Uscc(kBody)));
  EXPECT_THAT(
      Do(UpdateEnterprise, "enterprise { name: 'enterprises/c' uscc: '" + Uscc(kBody) + "' }"),
      FailsWith(kInvalid, HasSubstr("enterprises/d has this code already")));
}

TEST_F(EnterprisesTest, PlacesExistAndRolesDoNotRepeat) {
  EXPECT_THAT(Add("c", "",
                  "registration_park: 'parks/none' operating_region: 'regions/none' "
                  "roles: ['r', 'r'] "),
              FailsWith(kInvalid, AllOf(HasSubstr("parks/none"), HasSubstr("regions/none"),
                                        HasSubstr("roles[1]"))));
}

TEST_F(EnterprisesTest, EnterprisesAreListedByCodeAndReadByName) {
  ZGC_ASSERT_OK(Add("c", Uscc(kBody), "registration_park: 'parks/a' "));
  EXPECT_THAT(Listed(store_->Read(), ListEnterprises, "uscc: '" + Uscc(kBody) + "'"),
              ElementsAre("enterprises/c"));
  EXPECT_THAT(Listed(store_->Read(), ListEnterprises),
              ElementsAre("enterprises/c", "enterprises/e1", "enterprises/e2"));
  EXPECT_THAT(Listed(store_->Read(), ListEnterprises,
                     "filter: \"registration_park = 'parks/a' OR name > 'enterprises/e1'\" "
                     "uscc: '" +
                         Uscc(kBody) + "'"),
              ElementsAre("enterprises/c"));
  EXPECT_THAT(Listed(store_->Read(), ListEnterprises, "order_by: 'uscc desc'"),
              ::testing::Contains("enterprises/c").Times(1));
  const auto found = Got(store_->Read(), GetEnterprise, "name: 'enterprises/c'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->registration_park(), "parks/a");
  EXPECT_THAT(Got(store_->Read(), GetEnterprise, "name: 'enterprises/d'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(EnterprisesTest, WhatWouldBeCreatedIsToldAndNotWritten) {
  v1::CreateEnterpriseRequest request;
  request.set_enterprise_id("new");
  request.mutable_enterprise()->set_display_name("甲公司");
  const auto told = NewEnterprise(store_->Read(), request);
  ZGC_ASSERT_OK(told);
  EXPECT_EQ(told->name(), "enterprises/new");
  EXPECT_EQ(told->uscc_state(), v1::USCC_STATE_NOT_STATED);
  const auto row = kEnterprises.Get(store_->Read(), {"enterprises/new"});
  ZGC_ASSERT_OK(row);
  EXPECT_FALSE(row->has_value());
  request.set_enterprise_id("e1");
  EXPECT_EQ(NewEnterprise(store_->Read(), request).status().code(),
            absl::StatusCode::kAlreadyExists);
}

}  // namespace
}  // namespace zgc::parks
