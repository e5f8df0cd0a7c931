#include "common/figures/dimensions/dimension.h"

#include "common/testing/formulas_fixture.h"
#include "common/testing/store_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

class DimensionTest : public testing::StoreFixture {
 protected:
  DimensionTest() : StoreFixture(testing::BookSchema()) {}
};

TEST_F(DimensionTest, EnumsAreSaidInSmallLettersWithTheirLabel) {
  const DimensionValues values =
      EnumValues(*v1::Basis_descriptor(), "BASIS_", {"统计数", "填报数"});
  const storage::Snapshot reader = store_->Read();
  EXPECT_EQ(values.say(reader, "2")->value(), "stated");
  EXPECT_EQ(values.say(reader, "2")->label(), "填报数");
  EXPECT_EQ(*values.read(reader, "counted"), "1");
  for (const char* word : {"COUNTED", "Counted", "none", "", "1"}) {
    EXPECT_EQ(*values.read(reader, word), "") << word;
  }
}

TEST(RollUp, ACodeLiesInEachLevelAboveIt) {
  EXPECT_EQ(RollUp("110108", kProvince), "110000");
  EXPECT_EQ(RollUp("110108", kPrefecture), "110100");
  EXPECT_EQ(RollUp("110108", kCounty), "110108");
  EXPECT_EQ(RollUp("110100", kCounty), kNone);
  EXPECT_EQ(RollUp("110000", kPrefecture), kNone);
  EXPECT_EQ(RollUp("", kProvince), kNone);
  EXPECT_EQ(RollUp("990000", kProvince), kNone);
}

}  // namespace
}  // namespace zgc::figures
