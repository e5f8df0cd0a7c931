#include "common/rpc/identity/denials.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::rpc {
namespace {

class SetClock final : public base::Clock {
 public:
  absl::Time Now() const override { return now; }
  absl::Time now = absl::FromUnixSeconds(1'546'300'800);
};

class DenialsTest : public ::testing::Test {
 protected:
  void Deny(const std::string& caller, const std::string& resource = "") {
    storage::Origin denial;
    denial.caller = caller;
    denial.resource = resource;
    denials_.Add(denial, [this] { ++answers_; });
  }
  int64_t Counted() const {
    int64_t sum = 0;
    for (const auto& record : records_) sum += record.denials;
    return sum;
  }

  SetClock clock_;
  std::vector<storage::Origin> records_;
  int answers_ = 0;
  std::vector<Denials::Answer> unwritten_;
  Denials denials_{[this](storage::Origin denial, Denials::Answer answer) {
                     records_.push_back(std::move(denial));
                     unwritten_.push_back(std::move(answer));
                   },
                   &clock_};
};

TEST_F(DenialsTest, AFloodOfOneCallerIsFewRecordsThatCountAll) {
  for (int i = 0; i < 10'000; ++i) Deny("a", absl::StrCat("parks/", i));
  EXPECT_EQ(records_.size(), Denials::kBurst);
  denials_.Flush(false);
  EXPECT_EQ(records_.size(), Denials::kBurst) << "the pause is not over";
  clock_.now += Denials::kPause;
  denials_.Flush(false);
  ASSERT_EQ(records_.size(), Denials::kBurst + 1);
  EXPECT_EQ(records_.back().resource, "parks/9999");
  EXPECT_EQ(Counted(), 10'000);
}

TEST_F(DenialsTest, IsAnsweredAfterItsRecordOrWhenItIsOnlyCounted) {
  for (int64_t i = 0; i < Denials::kBurst; ++i) Deny("a");
  EXPECT_EQ(answers_, 0) << "before the records are on disk";
  Deny("a");
  EXPECT_EQ(answers_, 1);
  for (const auto& answer : unwritten_) answer();
  EXPECT_EQ(answers_, Denials::kBurst + 1);
}

TEST_F(DenialsTest, AFloodDoesNotHideAnotherCaller) {
  for (int i = 0; i < 100; ++i) Deny("a");
  Deny("b");
  EXPECT_EQ(records_.back().caller, "b");
  EXPECT_EQ(records_.back().denials, 1);
}

TEST_F(DenialsTest, WhatWasOnlyCountedIsRecordedAtTheEnd) {
  for (int i = 0; i < 100; ++i) Deny("a");
  denials_.Flush(true);
  EXPECT_EQ(Counted(), 100);
  denials_.Flush(true);
  EXPECT_EQ(Counted(), 100) << "once";
}

TEST_F(DenialsTest, ManyCallersShareOneAccountInTheEnd) {
  for (size_t i = 0; i < 2 * Denials::kMaxCallers; ++i) Deny(absl::StrCat("caller-", i));
  EXPECT_EQ(records_.size(), Denials::kMaxCallers + Denials::kBurst);
}

TEST_F(DenialsTest, WhatAStrangerSentIsShortAndReadable) {
  Deny("a", std::string(4 << 20, 'x'));
  EXPECT_LT(records_.back().resource.size(), 300u);
  Deny("\xff\xfe", "园区");
  EXPECT_TRUE(base::IsValidUtf8(records_.back().caller));
  EXPECT_EQ(records_.back().resource, "园区");
}

TEST_F(DenialsTest, AClockThatIsSetBackSilencesNothing) {
  for (int i = 0; i < 100; ++i) Deny("a");
  clock_.now -= absl::Hours(24 * 365);
  denials_.Flush(false);
  clock_.now += Denials::kPause;
  denials_.Flush(false);
  EXPECT_EQ(Counted(), 100);
}

}  // namespace
}  // namespace zgc::rpc
