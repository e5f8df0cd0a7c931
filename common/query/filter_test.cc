#include "common/query/filter.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/matchers.h"
#include "google/protobuf/text_format.h"
#include "zgc/parks/v1/enterprises.pb.h"
#include "zgc/parks/v1/parks.pb.h"
#include "zgc/parks/v1/spaces.pb.h"
#include "zgc/supervision/v1/publications.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::query {
namespace {

using ::testing::HasSubstr;

template <typename Row>
bool Takes(const std::string& filter, const std::string& row) {
  Row message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(row, &message)) << row;
  const auto parsed = Filter::Parse(filter, *Row::descriptor());
  EXPECT_TRUE(parsed.ok()) << filter << ": " << parsed.status();
  return parsed.ok() && parsed->Takes(message);
}
constexpr auto& TakesRegistration = Takes<parks::v1::Registration>;
constexpr auto& TakesTask = Takes<tasks::v1::Task>;

std::string Wrong(const std::string& filter) {
  return std::string(
      Filter::Parse(filter, *parks::v1::Enterprise::descriptor()).status().message());
}

TEST(FilterTest, EachKindOfFieldIsComparedAsWhatItIs) {
  const std::string row =
      "date: '2019-07-15' capital_fen: 900 event: REGISTRATION_EVENT_REGISTERED "
      "create_time { seconds: 1562000000 }";
  for (const char* taken : {"",
                            "  ",
                            "capital_fen = 900",
                            "capital_fen > 89",
                            "capital_fen <= 900",
                            "capital_fen != 899",
                            "date >= 2019-07-15",
                            "date < '2019-08-01'",
                            "date = \"2019-07-15\"",
                            "date >= 2019",
                            "date = 2019-07",
                            "date > 2018",
                            "date < 2019-08",
                            "date : '2019-07'",
                            "event = REGISTRATION_EVENT_REGISTERED",
                            "event != REGISTRATION_EVENT_DEREGISTERED",
                            "event:*",
                            "park = ''",
                            "NOT park:*",
                            "create_time > '2019-07-01T00:00:00+08:00'"}) {
    EXPECT_TRUE(TakesRegistration(taken, row)) << taken;
  }
  for (const char* refused : {"capital_fen > 900", "capital_fen < 900", "date > 2019-07-15",
                              "date > 2019", "date < 2019-07", "date != 2019", "date != 2019-07-15",
                              "event = REGISTRATION_EVENT_DEREGISTERED", "park:*",
                              "create_time > '2019-07-03T00:00:00+08:00'"}) {
    EXPECT_FALSE(TakesRegistration(refused, row)) << refused;
  }
  EXPECT_TRUE(TakesTask("mandatory = true AND NOT mandatory = false", "mandatory: true"));
  // 9 is less than 10, whatever the texts are.
  EXPECT_TRUE(Takes<parks::v1::Space>("area_m2 < 10.0", "area_m2: '9'"));
  EXPECT_TRUE(Takes<parks::v1::Space>("area_m2 = 9", "area_m2: '9.0'"));
  EXPECT_FALSE(Takes<parks::v1::Space>("area_m2 < 10", ""));
  EXPECT_TRUE(Takes<parks::v1::Space>("area_m2 = ''", ""));
  EXPECT_TRUE(TakesTask("score < 100", "score: '99.5'"));
  EXPECT_TRUE(TakesTask("targets.original_value:10", "targets { original_value: '10.0' }"));
  // 6-2 is before 6-10.
  EXPECT_TRUE(TakesTask("number < 6-10 AND number > 6 AND number != 6-02", "number: '6-2'"));
}

TEST(FilterTest, ATextIsEqualOrHasAPart) {
  const std::string row = "display_name: '滨海\"中\\'关村' roles: ['龙头企业', '高新技术企业']";
  for (const char* taken :
       {"display_name:中", "display_name:'滨海'", R"(display_name = "滨海\"中'关村")",
        "roles:龙头企业", "roles:\"高新技术企业\"", "roles:*"}) {
    EXPECT_TRUE(Takes<parks::v1::Enterprise>(taken, row)) << taken;
  }
  EXPECT_FALSE(Takes<parks::v1::Enterprise>("roles:龙头", row)) << "an element is equal";
  EXPECT_FALSE(Takes<parks::v1::Enterprise>("display_name = 滨海", row));
}

TEST(FilterTest, AnElementOfAListHasAField) {
  const std::string row = "memberships { zone: 'parks/a' } memberships { zone: 'parks/b' }";
  EXPECT_TRUE(Takes<parks::v1::Park>("memberships.zone:'parks/b'", row));
  EXPECT_TRUE(Takes<parks::v1::Park>("memberships.zone:*", row));
  EXPECT_FALSE(Takes<parks::v1::Park>("memberships.zone:parks", row)) << "the field is equal";
  EXPECT_FALSE(Takes<parks::v1::Park>("memberships.zone:*", ""));
  EXPECT_THAT(
      std::string(
          Filter::Parse("memberships.zone = x", *parks::v1::Park::descriptor()).status().message()),
      HasSubstr("memberships.zone is a list: write FIELD:VALUE"));
}

TEST(FilterTest, AValueOfAnySignsIsQuoted) {
  const std::string filter = AnyWith({"display_name =", "roles:"}, "a\\\"b'");
  EXPECT_TRUE(Takes<parks::v1::Enterprise>(filter, R"(display_name: "a\\\"b'")"));
  EXPECT_TRUE(Takes<parks::v1::Enterprise>(filter, R"(roles: "a\\\"b'")"));
  EXPECT_FALSE(Takes<parks::v1::Enterprise>(filter, "display_name: 'a'"));
  EXPECT_EQ(AnyWith({"display_name ="}, ""), "");
}

TEST(FilterTest, NamesBelowAnotherAreARange) {
  const std::string below = Below("matters/a/extensions/");
  for (const auto& [name, is_below] :
       {std::pair("matters/a/extensions/1", true), std::pair("matters/a/extensions0", false),
        std::pair("matters/a-1/extensions/1", false), std::pair("matters/a/extensions", false)}) {
    EXPECT_EQ(Takes<parks::v1::Space>(below, absl::StrCat("name: '", name, "'")), is_below) << name;
  }
}

TEST(FilterTest, ARowWithoutADayIsBeforeAndAfterNone) {
  for (const char* filter : {"deadline < 2019-07-01", "deadline > 2019-07-01",
                             "deadline <= 2019-07-01", "deadline = 2019-07-01"}) {
    EXPECT_FALSE(TakesTask(filter, "")) << filter;
  }
  EXPECT_TRUE(TakesTask("deadline = '' AND deadline != 2019-07-01", ""));
}

TEST(FilterTest, OrBindsCloserThanAndAsInAip160) {
  const auto takes = [](const std::string& filter, int a, int b, int c) {
    return TakesRegistration(
        filter, absl::StrCat("enterprise: '", a, "' park: '", b, "' capital_fen: ", c));
  };
  const std::string filter = "enterprise = 1 AND park = 1 OR capital_fen = 1";
  EXPECT_FALSE(takes(filter, 0, 0, 1));
  EXPECT_TRUE(takes(filter, 1, 0, 1));
  EXPECT_TRUE(takes("(enterprise = 1 AND park = 1) OR capital_fen = 1", 0, 0, 1));
  EXPECT_TRUE(takes("NOT enterprise = 1 AND park = 1", 0, 1, 0));
  EXPECT_FALSE(takes("NOT (enterprise = 0 AND park = 1)", 0, 1, 0));
  EXPECT_TRUE(takes("NOT NOT park = 1", 0, 1, 0));
}

TEST(FilterTest, AMistakeIsNamedWithItsFieldOrItsPlace) {
  const std::pair<const char*, const char*> kMistakes[] = {
      {"colour = 1", "at character 1: Enterprise has no field colour"},
      {"uscc = 1 AND name.x = 2", "at character 14: Enterprise has no field name.x"},
      {"uscc", "at character 5: one of = != < <= > >= : is missing"},
      {"uscc = ", "at character 8: a value is missing"},
      {"uscc = 1 uscc = 2", "at character 10: AND, OR or the end is missing"},
      {"(uscc = 1", "at character 10: a ) is missing"},
      {"uscc = 1)", "at character 9: AND, OR or the end is missing"},
      {"AND uscc = 1", "at character 1: the name of a field is missing"},
      {"uscc = 1 OR", "at character 12: the name of a field is missing"},
      {"display_name = \"滨海", "at character 16: a quote that does not end"},
      {"display_name = 滨海 ; ", "at character 19: a sign that no filter has"},
      {"uscc_state = OPEN", "\"OPEN\" is no UsccState, such as USCC_STATE_"},
      {"uscc_state < USCC_STATE_UNSPECIFIED", "uscc_state has no order"},
      {"roles = x", "at character 7: roles is a list: write FIELD:VALUE"},
      {"create_time > 2019", "is no time such as"},
      {"revision = many", "\"many\" is no integer"},
      {"create_time.seconds = 1", "no field create_time.seconds"},
  };
  for (const auto& [filter, message] : kMistakes) {
    EXPECT_THAT(Wrong(filter), HasSubstr(message)) << filter;
  }
  EXPECT_THAT(
      std::string(
          Filter::Parse("date < soon", *parks::v1::Registration::descriptor()).status().message()),
      HasSubstr("\"soon\" is no day"));
  EXPECT_THAT(
      std::string(
          Filter::Parse("area_m2 < wide", *parks::v1::Space::descriptor()).status().message()),
      HasSubstr("at character 11: area_m2: \"wide\" is no decimal"));
  EXPECT_THAT(std::string(Filter::Parse("state = PUBLICATION_STATE_CURRENT",
                                        *supervision::v1::Publication::descriptor())
                              .status()
                              .message()),
              HasSubstr("at character 1: state is computed as it is read: no filter compares it"));
  EXPECT_THAT(
      std::string(Filter::Parse("steps:*", *tasks::v1::Task::descriptor()).status().message()),
      HasSubstr("steps has no value that a filter compares"));
}

TEST(FilterTest, LengthAndDepthAreBounded) {
  EXPECT_THAT(Wrong(std::string(kMaxFilterBytes + 1, ' ')), HasSubstr("is over 4096 bytes"));
  std::string deep = "uscc = 1";
  for (int i = 0; i < kMaxFilterDepth; ++i) deep = "(" + deep + ")";
  EXPECT_EQ(Wrong(deep), "");
  EXPECT_THAT(Wrong("NOT (" + deep + ")"), HasSubstr("too many parentheses"));
}

}  // namespace
}  // namespace zgc::query
