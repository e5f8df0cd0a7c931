#include "services/park_region/domain/returns/enterprise_returns.h"

#include "common/testing/records_matrix.h"
#include "services/park_region/domain/enterprises/merges.h"
#include "services/park_region/domain/kinds.h"
#include "services/park_region/domain/qualifications/qualification_kinds.h"
#include "services/park_region/domain/qualifications/qualifications.h"
#include "services/park_region/testing/returns_fixture.h"

namespace zgc::parks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class EnterpriseReturnsTest : public ReturnsFixture {
 protected:
  std::vector<std::string> Missing(const std::string& month) {
    v1::ListMissingReturnsRequest request;
    request.set_form("returnForms/m");
    request.set_month(month);
    v1::ListMissingReturnsResponse response;
    ZGC_EXPECT_OK(ListMissingReturns(store_->Read(), request, {}, response));
    std::vector<std::string> found;
    for (const auto& one : response.missing_returns()) {
      found.push_back(absl::StrCat(one.enterprise(), " ", one.park(), " ", one.due_date()));
    }
    return found;
  }
};

TEST_F(EnterpriseReturnsTest, AReturnSaysEachItemOfTheForm) {
  AddForm();
  Register("e1", "a");
  const auto refused = [&](const std::string& values, const std::string& why,
                           const std::string& industry = "C") {
    EXPECT_THAT(Report("e1", "2019-03", values, industry), FailsWith(kInvalid, HasSubstr(why)));
  };
  refused("values { item: 'income' value: '10' }", "technical (技术收入) is missing");
  refused(Values("10", "5") + "values { item: 'profit' value: '1' }", "\"profit\" is no item");
  refused(Values("10", "5") + "values { item: 'income' value: '10' }", "repeats income");
  refused(Values("10.001", "5"), "income has 2 decimals");
  refused(Values("-1", "-2"), "income is not below zero");
  refused(Values("123456789012", "5"), "more than 13 digits");
  refused(Values("10", "10.01"), "technical is more than income");
  refused(Values("x", "5"), "enterprise_return.values");
  refused(Values("10", "5"), "\"Z\" is no industry", "Z");
  ZGC_EXPECT_OK(Report("e1", "2019-03", Values("10", "10")));
}

TEST_F(EnterpriseReturnsTest, WhoIsAtNoParkThatMonthReportsNothing) {
  AddForm();
  Register("e1", "a", "2019-03-10");
  const auto month = [&](const std::string& of, const std::string& why) {
    EXPECT_THAT(Report("e1", of, Values("10", "5")), FailsWith(kInvalid, HasSubstr(why)));
  };
  month("2019-02", "is registered at no park on 2019-02-28");
  month("2018-12", "is not approved for 2018-12-31");
  month("2019-03-01", "is no month");
  month("2999-01", "enterprise_return.month");
  ZGC_EXPECT_OK(Report("e1", "2019-03", Values("10", "5")));
  ZGC_ASSERT_OK(Do(CreateRegistration,
                   "registration_id: 'end' registration { enterprise: 'enterprises/e1' park: "
                   "'parks/a' date: '2019-05-02' event: REGISTRATION_EVENT_DEREGISTERED }"));
  ZGC_EXPECT_OK(Report("e1", "2019-04", Values("10", "5")));
  month("2019-05", "is registered at no park on 2019-05-31");
}

TEST_F(EnterpriseReturnsTest, AMonthIsReportedOnceAndWhatIsWithdrawnMakesRoom) {
  AddForm();
  Register("e1", "a");
  const auto first = Report("e1", "2019-03", Values("10", "5"));
  ZGC_ASSERT_OK(first);
  // Years after the fifteenth of April.
  EXPECT_GT(first->days_late(), 365);
  const auto again = [&](const std::string& id) {
    return Do(CreateEnterpriseReturn,
              absl::StrCat("enterprise_return_id: '", id,
                           "' enterprise_return { enterprise: 'enterprises/e1' form: "
                           "'returnForms/m' month: '2019-03' industry: 'C' ",
                           Values("11", "5"), " }"));
  };
  EXPECT_THAT(again("x"), FailsWith(kInvalid, HasSubstr("enterpriseReturns/e1-2019-03 is of")));
  ZGC_ASSERT_OK(Do(WithdrawEnterpriseReturn, "name: 'enterpriseReturns/e1-2019-03' reason: 'r'"));
  EXPECT_THAT(Correct("e1", "2019-03", Values("9", "5")),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_EXPECT_OK(again("x"));
}

// CorrectEnterpriseReturn says all of it anew.
TEST_F(EnterpriseReturnsTest, ACorrectionKeepsWhatWasSaid) {
  AddForm();
  Register("e1", "a");
  const auto first = Report("e1", "2019-03", Values("10", "5"));
  ZGC_ASSERT_OK(first);
  EXPECT_THAT(Correct("e1", "2019-03", Values("4", "5")),
              FailsWith(kInvalid, HasSubstr("technical is more than income")));
  const auto corrected = Correct("e1", "2019-03", Values("12", "5"), "I");
  ZGC_ASSERT_OK(corrected);
  EXPECT_EQ(corrected->values(0).value(), "12");
  EXPECT_EQ(corrected->steps_size(), 2);
  EXPECT_EQ(corrected->steps(1).note(), "r");
  EXPECT_EQ(Find(kEnterpriseReturns, first->name(), first->revision()).values(0).value(), "10");
}

TEST_F(EnterpriseReturnsTest, AValueInAnotherUnitIsConfirmedFirst) {
  AddForm();
  Register("e1", "a");
  ZGC_ASSERT_OK(Report("e1", "2019-03", Values("10", "5")));
  for (const char* income : {"10000", "100000"}) {
    EXPECT_THAT(Report("e1", "2019-04", Values(income, "5")),
                HasReason(ERROR_REASON_AMOUNT_SUSPECT));
  }
  ZGC_ASSERT_OK(Report("e1", "2019-04", Values("9999", "5")));
  EXPECT_THAT(Correct("e1", "2019-04", Values("0.01", "0")),
              HasReason(ERROR_REASON_AMOUNT_SUSPECT));
  ZGC_EXPECT_OK(Correct("e1", "2019-04", Values("10000", "5"), "C", "confirmed_items: 'income'"));
}

TEST_F(EnterpriseReturnsTest, WhoIsInTheFrameAndDidNotReportIsFound) {
  ZGC_ASSERT_OK(Do(CreateQualificationKind,
                   "qualification_kind_id: 'frame' qualification_kind { display_name: '名录' }"));
  AddForm("m", "frame: 'qualificationKinds/frame'");
  AddEnterprise("e3");
  for (const char* id : {"e1", "e2", "e3"}) Register(id, "a");
  for (const char* id : {"e1", "e2"}) {
    ZGC_ASSERT_OK(Do(CreateEnterpriseQualification,
                     absl::StrCat("enterprise_qualification_id: '", id,
                                  "' enterprise_qualification { enterprise: 'enterprises/", id,
                                  "' kind: 'qualificationKinds/frame' valid_from: '2019-02-01' "
                                  "document: 'd' }")));
  }
  EXPECT_THAT(Missing("2019-01"), IsEmpty());
  ZGC_ASSERT_OK(Report("e1", "2019-02", Values("10", "5")));
  EXPECT_THAT(Missing("2019-02"), ElementsAre("enterprises/e2 parks/a 2019-03-15"));
  ZGC_ASSERT_OK(Report("e2", "2019-02", Values("10", "5")));
  EXPECT_THAT(Missing("2019-02"), IsEmpty());
  ZGC_ASSERT_OK(Do(WithdrawEnterpriseReturn, "name: 'enterpriseReturns/e2-2019-02' reason: 'r'"));
  EXPECT_THAT(Missing("2019-02"), ElementsAre("enterprises/e2 parks/a 2019-03-15"));
}

TEST_F(EnterpriseReturnsTest, WhatCountsOfAMonthIsFound) {
  AddForm();
  for (const char* id : {"e1", "e2"}) {
    Register(id, "a");
    ZGC_ASSERT_OK(Report(id, "2019-03", Values("10", "5")));
  }
  ZGC_ASSERT_OK(Report("e1", "2019-04", Values("10", "5")));
  ZGC_ASSERT_OK(Do(WithdrawEnterpriseReturn, "name: 'enterpriseReturns/e2-2019-03' reason: 'r'"));
  std::vector<std::string> names;
  ZGC_EXPECT_OK(ForEachReturn(store_->Read(), "monthly", "2019-03", [&](const auto& row) {
    names.push_back(row.name());
    return absl::OkStatus();
  }));
  EXPECT_THAT(names, ElementsAre("enterpriseReturns/e1-2019-03"));
  v1::ListEnterpriseReturnsRequest request;
  request.set_month("2019-03");
  v1::ListEnterpriseReturnsResponse response;
  ZGC_EXPECT_OK(ListEnterpriseReturns(store_->Read(), request, {}, response));
  EXPECT_EQ(response.enterprise_returns_size(), 2);
  v1::GetEnterpriseReturnRequest one;
  one.set_name("enterpriseReturns/e2-2019-03");
  EXPECT_TRUE(GetEnterpriseReturn(store_->Read(), one)->withdrawn());
}

TEST_F(EnterpriseReturnsTest, OfAnEnterpriseThatIsMergedTheyGoWithItAndComeBack) {
  AddForm();
  Register("e1", "a");
  ZGC_ASSERT_OK(Do(CreateRegistration,
                   "registration_id: '2' registration { enterprise: 'enterprises/e2' park: "
                   "'parks/b' date: '2019-01-01' event: REGISTRATION_EVENT_MOVED_IN capital_state: "
                   "AMOUNT_STATE_UNKNOWN }"));
  ZGC_ASSERT_OK(Report("e1", "2019-03", Values("10", "5")));
  ZGC_ASSERT_OK(Report("e2", "2019-03", Values("27182818.25", "5")));
  ZGC_ASSERT_OK(Report("e2", "2019-04", Values("27182819", "5")));
  const char* const merge = "name: 'enterprises/e2' survivor: 'enterprises/e1' reason: '同一企业'";
  // Neither the value nor the name of a return.
  EXPECT_THAT(Do(MergeEnterprise, merge),
              FailsWith(kInvalid, AllOf(HasSubstr("both have reported 2019-03 by returnForms/m"),
                                        Not(HasSubstr("enterpriseReturns/")),
                                        Not(HasSubstr("27182818.25")))));
  ZGC_ASSERT_OK(Do(WithdrawEnterpriseReturn, "name: 'enterpriseReturns/e2-2019-03' reason: 'r'"));
  const auto merged = Do(MergeEnterprise, merge);
  ZGC_ASSERT_OK(merged);
  EXPECT_THAT(merged->merge().moved_records(), ElementsAre("//park_region/registrations/2"));
  EXPECT_EQ(Find(kEnterpriseReturns, "enterpriseReturns/e2-2019-04").enterprise(),
            "enterprises/e1");
  EXPECT_EQ(Find(kEnterpriseReturns, "enterpriseReturns/e2-2019-03").enterprise(),
            "enterprises/e2");
  // It is e1's return of the month.
  EXPECT_THAT(Do(CreateEnterpriseReturn,
                 "enterprise_return_id: 'again' enterprise_return { enterprise: 'enterprises/e1' "
                 "form: 'returnForms/m' month: '2019-04' industry: 'C' " +
                     Values("10", "5") + " }"),
              FailsWith(kInvalid, HasSubstr("is of this enterprise and month already")));
  EXPECT_THAT(Missing("2019-04"), IsEmpty());

  ZGC_ASSERT_OK(Do(UndoEnterpriseMerge, "name: 'enterprises/e2' reason: 'r'"));
  const auto back = Find(kEnterpriseReturns, "enterpriseReturns/e2-2019-04");
  EXPECT_EQ(back.enterprise(), "enterprises/e2");
  EXPECT_THAT(back.former_enterprises(), IsEmpty());
  EXPECT_EQ(Find(kEnterpriseReturns, "enterpriseReturns/e1-2019-03").enterprise(),
            "enterprises/e1");
  EXPECT_THAT(Missing("2019-04"), ElementsAre("enterprises/e1 parks/a 2019-05-15"));
}

TEST_F(EnterpriseReturnsTest, OfAnEnterpriseThatIsVoidedTheyAreWithdrawnFirst) {
  AddForm();
  Register("e1", "a");
  ZGC_ASSERT_OK(Report("e1", "2019-03", Values("10", "5")));
  testing::Records records(store_, ParkRegionKinds());
  ZGC_ASSERT_OK(records.Void("registrations/e1-2018-01-01"));
  EXPECT_THAT(records.Void("enterprises/e1"),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        AllOf(HasSubstr("records that few may see"),
                              Not(HasSubstr("enterpriseReturns/")))));
  ZGC_ASSERT_OK(Do(WithdrawEnterpriseReturn, "name: 'enterpriseReturns/e1-2019-03' reason: 'r'"));
  ZGC_EXPECT_OK(records.Void("enterprises/e1"));
}

TEST_F(EnterpriseReturnsTest, ThePlaceOfADayIsThatOfTheEventsUntilThen) {
  Register("e1", "a", "2019-03-10");
  ZGC_ASSERT_OK(Do(CreateRegistration,
                   "registration_id: 'move' registration { enterprise: 'enterprises/e1' park: "
                   "'parks/b' date: '2019-04-01' event: REGISTRATION_EVENT_MOVED_IN "
                   "capital_state: AMOUNT_STATE_UNKNOWN }"));
  const auto on = [&](const std::string& day) {
    return *ParkOn(store_->Read(), "enterprises/e1", day);
  };
  EXPECT_EQ(on("2019-03-09"), "");
  EXPECT_EQ(on("2019-03-10"), "parks/a");
  EXPECT_EQ(on("2019-03-31"), "parks/a");
  EXPECT_EQ(on("2019-04-01"), "parks/b");
}

}  // namespace
}  // namespace zgc::parks
