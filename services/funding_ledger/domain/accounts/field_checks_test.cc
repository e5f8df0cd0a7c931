#include "services/funding_ledger/domain/accounts/field_checks.h"

#include "services/funding_ledger/testing/fixture/fixture.h"

namespace zgc::funding {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class FieldChecksTest : public FundingFixture {
 protected:
  static absl::Status Said(const std::function<void(Checks&)>& check) {
    Checks checks;
    check(checks);
    return checks.ToStatus();
  }
};

TEST_F(FieldChecksTest, AnAmountIsAboveZeroAndNotAboveTheLargest) {
  const auto positive = [](int64_t fen) {
    return Said([&](Checks& checks) { CheckPositive(fen, "f", checks); });
  };
  ZGC_EXPECT_OK(positive(1));
  ZGC_EXPECT_OK(positive(kMaxAmountFen));
  EXPECT_THAT(positive(0), FailsWith(kInvalid, HasSubstr("above zero")));
  EXPECT_THAT(positive(kMaxAmountFen + 1),
              FailsWith(kInvalid, HasSubstr(std::string(kAmountTooLarge))));
}

TEST_F(FieldChecksTest, ACountIsWithinItsBounds) {
  const auto count = [](int64_t number) {
    return Said([&](Checks& checks) { CheckCount(number, 2, "f", checks); });
  };
  ZGC_EXPECT_OK(count(2));
  ZGC_EXPECT_OK(count(kMaxCount));
  EXPECT_THAT(count(1), FailsWith(kInvalid, HasSubstr("must be 2 to 1000000000")));
  EXPECT_THAT(count(kMaxCount + 1), FailsWith(kInvalid, HasSubstr("must be 2 to")));
}

TEST_F(FieldChecksTest, AStatedAmountIsKnownOrUnknown) {
  const auto stated = [](int64_t fen, AmountState state) {
    return Said([&](Checks& checks) { CheckStatedAmount(fen, state, "f", checks); });
  };
  ZGC_EXPECT_OK(stated(5, AMOUNT_STATE_KNOWN));
  ZGC_EXPECT_OK(stated(0, AMOUNT_STATE_UNKNOWN));
  EXPECT_THAT(stated(0, AMOUNT_STATE_KNOWN), FailsWith(kInvalid, HasSubstr("above zero")));
  EXPECT_THAT(stated(5, AMOUNT_STATE_UNKNOWN), FailsWith(kInvalid, HasSubstr("must be 0")));
  EXPECT_THAT(stated(0, AMOUNT_STATE_UNSPECIFIED),
              FailsWith(kInvalid, HasSubstr("known or unknown")));
}

TEST_F(FieldChecksTest, AFundHasNoParent) {
  const auto fund = [&](const std::string& name) {
    return Said(
        [&](Checks& checks) { ZGC_EXPECT_OK(CheckFund(store_->Read(), name, "f", checks)); });
  };
  ZGC_EXPECT_OK(fund("programs/fund"));
  EXPECT_THAT(fund("programs/ic"),
              FailsWith(kInvalid, HasSubstr("that of programs/ic is programs/fund")));
  EXPECT_THAT(fund("programs/none"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(FieldChecksTest, NamesOfOtherServicesAreWellFormedAndDiffer) {
  google::protobuf::RepeatedPtrField<std::string> names;
  *names.Add() = "//park_region/parks/a";
  const auto foreign = [&] {
    return Said(
        [&](Checks& checks) { CheckForeignList(names, "//park_region/parks/", "f", checks); });
  };
  ZGC_EXPECT_OK(foreign());
  *names.Add() = "//park_region/parks/a";
  *names.Add() = "parks/b";
  *names.Add() = "//park_region/parks/C";
  EXPECT_THAT(foreign(), FailsWith(kInvalid, AllOf(HasSubstr("\"//park_region/parks/a\" twice"),
                                                   HasSubstr("\"parks/b\" is no"))));
}

TEST_F(FieldChecksTest, AStepIsByAnotherThanThoseOfTheEarlierSteps) {
  ZGC_EXPECT_OK(RequireOther({"", "checker"}, "awards/a", "ApproveAward", {"maker", ""}));
  EXPECT_THAT(RequireOther({"", "maker"}, "awards/a", "ApproveAward", {"clerk", "maker"}),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
}

TEST_F(FieldChecksTest, ARateHasOneDecimalAndNoneOfNothing) {
  EXPECT_EQ(kRateScale, 4);
  EXPECT_EQ(PercentOf(1, 3), "33.3");
  EXPECT_EQ(PercentOf(2, 3), "66.7");
  EXPECT_EQ(PercentOf(-1, 8), "-12.5");
  EXPECT_EQ(PercentOf(1, 0), "");
  EXPECT_EQ(PercentOf(1, -5), "");
}

}  // namespace
}  // namespace zgc::funding
