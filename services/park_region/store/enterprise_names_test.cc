#include "services/park_region/store/enterprise_names.h"

#include <string>
#include <vector>

#include "common/query/words.h"
#include "gmock/gmock.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EnterpriseNamesTest : public ParkRegionFixture {
 protected:
  std::vector<std::string> Named(const std::string& name) {
    std::vector<std::string> found;
    ZGC_EXPECT_OK(kEnterprisesByNormalName.ForEach(store_->Read(), {query::NormalForm(name)},
                                                   [&](const std::string& one) {
                                                     found.push_back(one);
                                                     return true;
                                                   }));
    return found;
  }
};

TEST_F(EnterpriseNamesTest, TheIndexFollowsEveryChangeAndIsMadeAnew) {
  EXPECT_THAT(Named("E1"), ElementsAre("enterprises/e1"));
  ZGC_ASSERT_OK(Do(CreateEnterprise, "enterprise_id: 'x' enterprise { display_name: ' e1' }"));
  EXPECT_THAT(Named("e1"), ElementsAre("enterprises/e1", "enterprises/x"));
  ZGC_ASSERT_OK(
      Do(RenameEnterprise,
         "name: 'enterprises/e1' display_name: '甲（北京）公司' from_date: '2019-03-01'"));
  const auto expect = [&] {
    EXPECT_THAT(Named("e1"), ElementsAre("enterprises/x"));
    EXPECT_THAT(Named("甲(北京)公司"), ElementsAre("enterprises/e1"));
    EXPECT_THAT(Named("none"), IsEmpty());
  };
  expect();
  // Made by another version of the program.
  ++schema_.derived.version;
  Open();
  expect();
}

}  // namespace
}  // namespace zgc::parks
