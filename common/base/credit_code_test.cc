#include "common/base/credit_code.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::base {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// The example of GB 32100-2015.
constexpr char kExample[] = "91350100M000100Y43";
// Made by the rule of GB 11643 for nobody: of a region and a day.
constexpr char kPerson[] = "11010519491231002X";
constexpr char kOldPerson[] = "110105491231002";

std::string Whole(absl::string_view body) {
  const auto check = UsccCheckCharacter(body);
  EXPECT_TRUE(check.ok()) << check.status();
  return absl::StrCat(body, std::string(1, check.value_or('?')));
}

TEST(CreditCodeTest, AcceptsCodesWithTheRightCheckCharacter) {
  EXPECT_TRUE(CheckUscc(kExample).ok());
  for (absl::string_view body : {"91110108MA01ABCD2", "12110000400000000", "52110000500000000",
                                 "11110000000000000", "91100000100000000", "Y1110000000000000"}) {
    EXPECT_TRUE(CheckUscc(Whole(body)).ok()) << body;
  }
}

// The weights are powers of 3 modulo 31, all different from zero: any single wrong
// character is noticed.
TEST(CreditCodeTest, NoticesEverySingleError) {
  const std::string good = kExample;
  const std::string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  for (size_t i = 0; i < good.size(); ++i) {
    for (const char c : alphabet) {
      std::string bad = good;
      bad[i] = c;
      EXPECT_EQ(CheckUscc(bad).ok(), c == good[i]) << bad;
      // Of the body and of the check character the form demands nothing else.
      if (i >= 8) EXPECT_TRUE(CheckUsccForm(bad).ok()) << bad;
    }
  }
}

TEST(CreditCodeTest, SaysWhatIsWrong) {
  EXPECT_THAT(CheckUscc("91350100M000100Y44").message(), HasSubstr("should be 3, not 4"));
  EXPECT_THAT(CheckUscc("91350100M000100Y4").message(), HasSubstr("18 characters, not 17"));
  EXPECT_THAT(CheckUscc("").message(), HasSubstr("not 0"));
  EXPECT_THAT(CheckUscc("9135010OM000100Y43").message(), HasSubstr("character 8"));
  EXPECT_THAT(CheckUscc("91350100m000100Y43").message(), HasSubstr("\"m\""));
  EXPECT_THAT(CheckUscc("91350100M000100Y企").message(), HasSubstr("17"));
  EXPECT_THAT(CheckUscc("91350100M000100Y4企").message(), HasSubstr("\"企\""));
  EXPECT_FALSE(UsccCheckCharacter("123").ok());
  for (const char c : {'I', 'O', 'S', 'V', 'Z'}) {
    std::string code = kExample;
    code[3] = c;
    EXPECT_FALSE(CheckUsccForm(code).ok()) << code;
  }
}

TEST(CreditCodeTest, SaysWhoRegisteredWhatAndWhere) {
  const auto parts = PartsOfUscc(kExample);
  ASSERT_TRUE(parts.ok()) << parts.status();
  EXPECT_EQ(parts->authority, "工商");
  EXPECT_EQ(parts->category, "企业");
  EXPECT_EQ(parts->region_code, "350100");
  EXPECT_EQ(parts->body, "M000100Y4");
  EXPECT_EQ(PartsOfUscc(Whole("52110000500000000"))->category, "民办非企业单位");
  EXPECT_EQ(PartsOfUscc(Whole("92110108MA01ABCD2"))->category, "个体工商户");
}

TEST(CreditCodeTest, AnAuthorityHasCategoriesAndARegion) {
  for (absl::string_view body : {"94110108MA01ABCD2", "54110108MA01ABCD2", "Y2110108MA01ABCD2",
                                 "01110108MA01ABCD2", "B1110108MA01ABCD2"}) {
    EXPECT_THAT(CheckUscc(Whole(body)).message(), HasSubstr("no authority of registration"))
        << body;
  }
  EXPECT_THAT(CheckUscc(Whole("91990108MA01ABCD2")).message(),
              AllOf(HasSubstr("characters 3 to 8"), HasSubstr("no province")));
  EXPECT_FALSE(CheckUsccForm(Whole("9111A108MA01ABCD2")).ok());
}

TEST(CreditCodeTest, SaysWhichCodeIsProbablyMeantAndDoesNotTakeIt) {
  for (absl::string_view typed :
       {"91350100m000100y43", "９１３５０１００Ｍ０００１００Ｙ４３", "9I35OIOOMOOOIOOY43",
        "91350100М000100У43", " 91350100-M000100Y4-3 ", "91350100\xE2\x80\x8BM000100Y43"}) {
    EXPECT_EQ(MeantUscc(typed), kExample) << typed;
    const absl::Status refused = CheckUscc(typed);
    EXPECT_THAT(refused.message(), HasSubstr(absl::StrCat("probably ", kExample, " is meant")));
    EXPECT_FALSE(CheckUsccForm(typed).ok()) << typed;
  }
  const std::string with_two = Whole("91110108MA01A2CD5");
  std::string mistaken = with_two;
  mistaken[13] = 'Z';
  mistaken[16] = 'S';
  EXPECT_EQ(MeantUscc(mistaken), with_two);
  // What passes as it is has no other meaning, and what fails then says only what is wrong.
  EXPECT_EQ(MeantUscc(kExample), absl::nullopt);
  EXPECT_EQ(MeantUscc("91350100m000100y44"), absl::nullopt);
  EXPECT_THAT(CheckUscc("91350100m000100y44").message(), Not(HasSubstr("probably")));
}

TEST(CreditCodeTest, ANumberOfAPersonIsNoCodeAndIsNotShown) {
  for (absl::string_view typed : {kPerson, kOldPerson, "11010519491231002x",
                                  "１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002X",
                                  // Mistyped in its check character.
                                  "110105194912310021"}) {
    for (const absl::Status& refused : {CheckUscc(typed), CheckUsccForm(typed)}) {
      EXPECT_THAT(refused.message(), HasSubstr("identity number of a person")) << typed;
      EXPECT_THAT(refused.message(), Not(HasSubstr("1949"))) << typed;
      EXPECT_THAT(refused.message(), Not(HasSubstr("002"))) << typed;
    }
    EXPECT_EQ(MeantUscc(typed), absl::nullopt) << typed;
  }
}

// One number in 31 of those that are a person's has the check character of a code as well.
TEST(CreditCodeTest, ANumberOfAPersonThatPassesAsACodeIsRefused) {
  int both = 0;
  for (int serial = 0; serial < 1'000; ++serial) {
    const std::string body = absl::StrCat("52010319850612", 1'000 + serial).erase(14, 1);
    const std::string code = Whole(body);
    if (!HoldsPersonNumber(code)) continue;
    ++both;
    EXPECT_FALSE(CheckUscc(code).ok()) << code;
  }
  EXPECT_GT(both, 0);
}

TEST(CreditCodeTest, NumbersOfPersonsAreFoundInText) {
  EXPECT_TRUE(HoldsPersonNumber(absl::StrCat("负责人", kPerson, "。")));
  EXPECT_TRUE(HoldsPersonNumber(absl::StrCat("2019 ", kPerson)));
  EXPECT_TRUE(HoldsPersonNumber(absl::StrCat("ID", kPerson)));
  EXPECT_TRUE(HoldsPersonNumber(kOldPerson));
  // No day, no region, a wrong check character, part of a longer number, a code.
  EXPECT_FALSE(HoldsPersonNumber("11010519491331002X"));
  EXPECT_FALSE(HoldsPersonNumber("99010519491231002X"));
  EXPECT_FALSE(HoldsPersonNumber("110105194912310021"));
  EXPECT_FALSE(HoldsPersonNumber(absl::StrCat(kPerson, "7")));
  EXPECT_FALSE(HoldsPersonNumber(kExample));
  EXPECT_FALSE(HoldsPersonNumber(""));
}

}  // namespace
}  // namespace zgc::base
