#include "common/base/stable_bytes.h"

#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace zgc::base {
namespace {

google::rpc::ErrorInfo Info(bool backwards) {
  google::rpc::ErrorInfo info;
  for (int i = 0; i < 20; ++i) {
    (*info.mutable_metadata())[std::to_string(backwards ? 19 - i : i)] = "v";
  }
  return info;
}

TEST(StableBytesTest, AreThoseOfTheFieldsInWhateverOrderAMapWasFilled) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(StableBytes(Info(true)), StableBytes(Info(false)));
    EXPECT_TRUE(SameFields(Info(i % 2 == 0), Info(false)));
  }
  google::rpc::ErrorInfo other = Info(false);
  (*other.mutable_metadata())["7"] = "w";
  EXPECT_FALSE(SameFields(other, Info(false)));
  google::rpc::ErrorInfo read;
  EXPECT_TRUE(read.ParseFromString(StableBytes(other)));
  EXPECT_TRUE(SameFields(read, other));
}

}  // namespace
}  // namespace zgc::base
