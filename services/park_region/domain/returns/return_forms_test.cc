#include "services/park_region/domain/returns/return_forms.h"

#include "absl/strings/str_replace.h"
#include "services/park_region/testing/returns_fixture.h"

namespace zgc::parks {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;

using ReturnFormsTest = ReturnsFixture;

TEST_F(ReturnFormsTest, AFormThatWouldGiveAwayOrContradictsItselfIsRefused) {
  const auto refused = [&](const std::string& from, const std::string& to, const std::string& why) {
    EXPECT_THAT(Do(CreateReturnForm, absl::StrReplaceAll(Form("m"), {{from, to}})),
                FailsWith(kInvalid, HasSubstr(why)));
  };
  refused("threshold: 3", "threshold: 0", "return_form.disclosure.threshold");
  refused("threshold: 3", "threshold: 1", "what one enterprise reported would be released");
  refused("percent: '10'", "percent: '0'", "must be above 0");
  refused("percent: '10'", "percent: '10.001'", "two decimals");
  refused("threshold: 3", "threshold: 3 dominance_count: 1", "dominance_percent");
  refused("threshold: 3", "threshold: 3 dominance_percent: '80'", "dominance_percent");
  refused("code: 'technical'", "code: 'income'", "repeats income");
  refused("whole: 'income'", "whole: 'profit'", "\"profit\" is no item");
  refused("code: 'I'", "code: 'C'", "repeats C");
  refused("decimals: 2 suspect", "decimals: 7 suspect", "6 decimals");
  refused("suspect_factor: 1000", "suspect_factor: 1", "every value");
  refused("due_day: 15", "due_day: 29", "return_form.due_day");
  refused("due_day: 15", "due_day: 15 until_date: '2018-12-31'", "return_form.until_date");
}

TEST_F(ReturnFormsTest, AnotherPersonApprovesAFormThatOverlapsNone) {
  ZGC_ASSERT_OK(Do(CreateReturnForm, Form("m")));
  EXPECT_THAT(Do(ApproveReturnForm, "name: 'returnForms/m'"),
              HasReason(common::v1::ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Do(ApproveReturnForm, "name: 'returnForms/m'", "head"));
  ZGC_ASSERT_OK(
      Do(CreateReturnForm, absl::StrReplaceAll(Form("n"), {{"2019-01-01", "2020-01-01"}})));
  EXPECT_THAT(Do(ApproveReturnForm, "name: 'returnForms/n'", "head"),
              FailsWith(kInvalid, HasSubstr("returnForms/m of the series monthly")));
  ZGC_ASSERT_OK(Do(EndReturnForm, "name: 'returnForms/m' until_date: '2019-12-31' reason: 'r'"));
  ZGC_EXPECT_OK(Do(ApproveReturnForm, "name: 'returnForms/n'", "head"));
}

TEST_F(ReturnFormsTest, AFormDoesNotEndBeforeWhatWasReportedByIt) {
  AddForm();
  Register("e1", "a");
  ZGC_ASSERT_OK(Report("e1", "2019-03", Values("10", "5")));
  EXPECT_THAT(Do(EndReturnForm, "name: 'returnForms/m' until_date: '2019-03-30' reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("returns of 2019-03")));
  ZGC_EXPECT_OK(Do(EndReturnForm, "name: 'returnForms/m' until_date: '2019-03-31' reason: 'r'"));
  EXPECT_THAT(Report("e1", "2019-04", Values("10", "5")),
              FailsWith(kInvalid, HasSubstr("is not approved for 2019-04-30")));
}

TEST_F(ReturnFormsTest, OnlyWhatIsApprovedIsOfAMonth) {
  ZGC_ASSERT_OK(Do(CreateReturnForm, Form("m")));
  const auto form_of = [&](const std::string& month) {
    Checks checks;
    const auto form = FormOfMonth(store_->Read(), "returnForms/m", month, "", checks);
    ZGC_EXPECT_OK(form);
    // There is none without a violation that says why.
    EXPECT_EQ(form->has_value(), checks.empty());
    return form->has_value();
  };
  EXPECT_FALSE(form_of("2019-03"));
  ZGC_ASSERT_OK(Do(ApproveReturnForm, "name: 'returnForms/m'", "head"));
  EXPECT_TRUE(form_of("2019-03"));
  EXPECT_FALSE(form_of("2018-12"));
  EXPECT_FALSE(form_of("2019"));
  EXPECT_FALSE(form_of("2019-13"));
  EXPECT_EQ(LastDayOfMonth("2020-02"), "2020-02-29");
  EXPECT_EQ(LastDayOfMonth("2020-02-01"), "");
}

TEST_F(ReturnFormsTest, ARejectedFormIsFoundAndStaysSo) {
  ZGC_ASSERT_OK(Do(CreateReturnForm, Form("m")));
  ZGC_ASSERT_OK(Do(RejectReturnForm, "name: 'returnForms/m' reason: 'r'", "head"));
  EXPECT_THAT(Do(ApproveReturnForm, "name: 'returnForms/m'", "head"),
              HasReason(common::v1::ERROR_REASON_ILLEGAL_TRANSITION));
  v1::GetReturnFormRequest one;
  one.set_name("returnForms/m");
  EXPECT_EQ(GetReturnForm(store_->Read(), one)->state(), v1::RETURN_FORM_STATE_REJECTED);
  v1::ListReturnFormsResponse all;
  ZGC_EXPECT_OK(ListReturnForms(store_->Read(), {}, {}, all));
  EXPECT_EQ(all.return_forms_size(), 1);
}

}  // namespace
}  // namespace zgc::parks
