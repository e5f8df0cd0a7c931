#include "services/task_registry/domain/documents/document_numbers.h"

#include <string>
#include <utility>
#include <vector>

#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::tasks {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

TEST(DocumentNumbersTest, TheFormOfTheStandardIsTaken) {
  for (const char* number : {"中科园发〔2019〕11号", "国发〔2016〕1号", "京政办发〔2020〕105号",
                             "工信部联企业〔2019〕8号"}) {
    ZGC_EXPECT_OK(CheckDocumentNumber(number));
  }
}

TEST(DocumentNumbersTest, WhatIsWrongIsSaid) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"中科园发[2019]11号", "\"〔\" (U+3014) and not \"[\""},
      {"中科园发［2019］11号", "\"〔\" (U+3014) and not \"［\""},
      {"中科园发（2019）11号", "\"〔\" (U+3014) and not \"（\""},
      {"中科园发(2019)11号", "\"〔\" (U+3014) and not \"(\""},
      {"中科园发【2019】11号", "\"〔\" (U+3014) and not \"【\""},
      {"中科园发〔2019]11号", "\"〕\" (U+3015) and not \"]\""},
      {"中科园发〔2019 〕11号", "\"〕\" (U+3015) is missing"},
      {"中科园发2019年11号", "\"〔\" (U+3014) is missing"},
      {"京政发11号", "\"〔\" (U+3014) is missing"},
      {"中科园发", "\"〔\" (U+3014) is missing"},
      {"〔2019〕11号", "no 发文机关代字"},
      {"", "no 发文机关代字"},
      {"中科园发 〔2019〕11号", "white space"},
      {"中科园发〔19〕11号", "the year has four digits"},
      {"中科园发〔〕11号", "the year has four digits"},
      {"中科园发〔２０１９〕11号", "digits are 0 to 9 and not \"２\""},
      {"中科园发〔2019〕１１号", "digits are 0 to 9 and not \"１\""},
      {"中科园发〔2019〕第11号", "there is no 第"},
      {"中科园发〔2019〕011号", "no zeros in front"},
      {"中科园发〔2019〕号", "the number is missing"},
      {"中科园发〔2019〕11", "号 follows the number"},
      {"中科园发〔2019〕11号文", "nothing follows 号"},
  };
  for (const auto& [number, why] : cases) {
    EXPECT_THAT(CheckDocumentNumber(number), FailsWith(kInvalid, HasSubstr(why))) << number;
  }
}

}  // namespace
}  // namespace zgc::tasks
