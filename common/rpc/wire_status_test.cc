#include "common/rpc/wire_status.h"

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

TEST(WireStatus, AnErrorDoesNotCarryAHugeValueBack) {
  const std::string huge = std::string(4 << 20, 'n');
  EXPECT_LT(SizeOnTheWire(ToWire(base::MakeError(
                absl::StatusCode::kNotFound, zgc::common::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                absl::StrCat(huge, " does not exist"), {{"name", huge}}))),
            kClientLimit);
}

}  // namespace
}  // namespace zgc::rpc
