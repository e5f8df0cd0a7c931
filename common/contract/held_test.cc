#include "common/contract/held.h"

#include <string>

#include "common/contract/contract.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "zgc/parks/v1/park_service.pb.h"
#include "zgc/tasks/v1/plan_service.pb.h"

namespace zgc::contract {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kGood[] = "name: 'parks/p' zone: 'zones/z' from_date: '2019-01-01'";
constexpr char kBad[] = "name: 'parks/p' zone: 'zones/z' from_date: 'soon'";

parks::v1::JoinZoneRequest Joining(const std::string& fields) {
  parks::v1::JoinZoneRequest request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
  return request;
}

// What a use case does that asks what is wrong with a message.
int Look(const google::protobuf::Message& message, const std::string& prefix = "") {
  int wrong = 0;
  Walk(
      message, prefix, [&](const std::string&, const std::string&) { ++wrong; },
      [](const std::string&, const std::string&, const std::string&) {});
  return wrong;
}

TEST(HeldTest, WhatTheUseCaseLookedAtIsNotWalkedAgain) {
  const auto request = Joining(kGood);
  Held held(request);
  EXPECT_TRUE(held.Begin().ok());
  EXPECT_EQ(held.walks(), 0);
  EXPECT_EQ(Look(request), 0);
  EXPECT_TRUE(held.End(absl::OkStatus()).ok());
  EXPECT_EQ(held.walks(), 1);
}

TEST(HeldTest, WhatTheUseCaseForgotIsWalkedInTheEnd) {
  const auto request = Joining(kBad);
  Held held(request);
  EXPECT_TRUE(held.Begin().ok());
  EXPECT_THAT(held.End(absl::OkStatus()).message(), HasSubstr("from_date"));
  EXPECT_EQ(held.walks(), 1);
  const auto good = Joining(kGood);
  Held sound(good);
  EXPECT_TRUE(sound.End(absl::OkStatus()).ok());
  EXPECT_EQ(sound.walks(), 1);
}

TEST(HeldTest, WhatTheUseCaseFoundAndPassedOverIsSaid) {
  const auto request = Joining(kBad);
  Held held(request);
  EXPECT_EQ(Look(request), 1);
  EXPECT_THAT(held.End(absl::OkStatus()).message(), HasSubstr("from_date"));
}

// Its refusal says all that is wrong already.
TEST(HeldTest, ARefusalIsLeftAsItIs) {
  const auto request = Joining(kBad);
  Held held(request);
  EXPECT_EQ(Look(request), 1);
  EXPECT_EQ(held.End(absl::NotFoundError("none")), absl::NotFoundError("none"));
  EXPECT_EQ(held.walks(), 1);
}

// Another message, or the same one as a part of another, is not the request.
TEST(HeldTest, OnlyTheWholeRequestCounts) {
  const auto request = Joining(kBad);
  Held held(request);
  EXPECT_EQ(Look(Joining(kGood)), 0);
  const auto copy = request;
  Look(copy);
  Look(request, "part.");
  EXPECT_EQ(held.walks(), 0);
  EXPECT_THAT(held.End(absl::OkStatus()).message(), HasSubstr("from_date"));
}

TEST(HeldTest, OneRequestIsHeldWithinAnother) {
  const auto outer_request = Joining(kGood);
  const auto inner_request = Joining(kBad);
  Held outer(outer_request);
  {
    Held inner(inner_request);
    Look(outer_request);
    EXPECT_EQ(outer.walks(), 1);
    EXPECT_EQ(inner.walks(), 0);
    EXPECT_FALSE(inner.End(absl::OkStatus()).ok());
  }
  Look(outer_request);
  EXPECT_EQ(outer.walks(), 2);
}

TEST(HeldTest, ARequestThatNamesNoRowIsToldAllThatItLacks) {
  const auto request = Joining("from_date: 'soon'");
  Held held(request);
  const std::string said(held.Begin().message());
  for (const char* field : {"name", "zone", "from_date"}) EXPECT_THAT(said, HasSubstr(field));
  parks::v1::UpdateParkRequest update;
  Held updating(update);
  EXPECT_THAT(updating.Begin().message(), HasSubstr("park.name"));
  update.mutable_park()->set_name("parks/p");
  EXPECT_TRUE(updating.Begin().ok());
  // One that makes a row names none.
  const parks::v1::CreateParkRequest create;
  Held creating(create);
  EXPECT_TRUE(creating.Begin().ok());
  EXPECT_EQ(creating.walks(), 0);
}

}  // namespace
}  // namespace zgc::contract
