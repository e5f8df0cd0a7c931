#include "common/rpc/wire/wire_status.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/testing/matchers.h"

namespace zgc::rpc {
namespace {

// Trailing metadata that clients take by default.
constexpr size_t kClientLimit = 8192;

// Percent encoding makes three bytes of one, base64 four of three.
size_t SizeOnTheWire(const grpc::Status& status) {
  return 3 * status.error_message().size() + 4 * status.error_details().size() / 3;
}

TEST(WireStatus, AStatusWithoutAReasonGetsThatOfItsCode) {
  const absl::Status back = FromWire(ToWire(absl::PermissionDeniedError("no")));
  EXPECT_THAT(back, testing::HasReason(zgc::common::v1::ERROR_REASON_PERMISSION_DENIED));
  EXPECT_EQ(back.message(), "no");
}

TEST(WireStatus, ThousandsOfViolationsStillReachTheCaller) {
  base::FieldErrors errors;
  for (int i = 0; i < 50'000; ++i) {
    errors.Add(absl::StrCat("rows[", i, "]"), std::string(i % 7 == 0 ? 5000 : 10, 'x'));
  }
  const grpc::Status wire = ToWire(errors.ToStatus());
  EXPECT_LT(SizeOnTheWire(wire), kClientLimit);
  const absl::Status back = FromWire(wire);
  EXPECT_THAT(back, testing::HasReason(zgc::common::v1::ERROR_REASON_INVALID_FIELD));
  google::rpc::BadRequest bad;
  ASSERT_TRUE(bad.ParseFromString(
      std::string(*back.GetPayload("type.googleapis.com/google.rpc.BadRequest"))));
  EXPECT_EQ(bad.field_violations(0).field(), "rows[0]");
  const int shown = bad.field_violations_size() - 1;
  EXPECT_EQ(bad.field_violations(shown).description(),
            absl::StrCat("and ", 50'000 - shown, " more"));
}

// Fifty obstacles, the rest of a list that was cut before, and what is open all the same.
TEST(WireStatus, WhatIsLeftOutIsCountedAndHowToGoOnIsKept) {
  google::rpc::PreconditionFailure failure;
  const auto add = [&](const std::string& type, const std::string& description) {
    auto& violation = *failure.add_violations();
    violation.set_type(type);
    violation.set_description(description);
  };
  for (int i = 0; i < 50; ++i) add("OPEN_AWARD", absl::StrCat("awards/", i, std::string(100, 'x')));
  add("OPEN_AWARD", "and 1250 more");
  add("OPEN_TRANSITION", "CancelAward");
  absl::Status status = base::MakeError(absl::StatusCode::kFailedPrecondition,
                                        zgc::common::v1::ERROR_REASON_ILLEGAL_TRANSITION, "open");
  constexpr char kUrl[] = "type.googleapis.com/google.rpc.PreconditionFailure";
  status.SetPayload(kUrl, absl::Cord(failure.SerializeAsString()));
  const grpc::Status wire = ToWire(status);
  EXPECT_LT(SizeOnTheWire(wire), kClientLimit);
  google::rpc::PreconditionFailure got;
  ASSERT_TRUE(got.ParseFromString(std::string(*FromWire(wire).GetPayload(kUrl))));
  EXPECT_EQ(got.violations(0).description(), "CancelAward");
  const int awards = got.violations_size() - 2;
  EXPECT_EQ(got.violations(awards + 1).description(),
            absl::StrCat("and ", 50 - awards + 1250, " more"));
}

TEST(WireStatus, AnErrorDoesNotCarryAHugeValueBack) {
  const std::string huge = std::string(4 << 20, 'n');
  EXPECT_LT(SizeOnTheWire(ToWire(base::MakeError(
                absl::StatusCode::kNotFound, zgc::common::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                absl::StrCat(huge, " does not exist"), {{"name", huge}}))),
            kClientLimit);
}

}  // namespace
}  // namespace zgc::rpc
