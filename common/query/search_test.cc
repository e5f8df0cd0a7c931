#include "common/query/search.h"

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "common/query/field_index.h"
#include "common/query/indexes.h"
#include "common/query/text_index.h"
#include "common/query/words.h"
#include "common/resource/schema.h"
#include "common/testing/counted_reader.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "zgc/parks/v1/enterprises.pb.h"
#include "zgc/parks/v1/projects.pb.h"

namespace zgc::query {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;

inline constexpr resource::Rows<parks::v1::Enterprise> kFoundEnterprises{
    {.id = 10, .name = "enterprises", .in_feed = true}};
inline constexpr resource::Rows<parks::v1::Project> kFoundProjects{
    {.id = 11, .name = "projects", .in_feed = true}};

storage::Schema SearchedSchema(bool indexed = true) {
  storage::Schema schema;
  schema.name = "park_region";
  schema.columns = storage::Columns(kFoundEnterprises, kFoundProjects);
  if (indexed) return WithIndexes(schema);
  for (const storage::Column& column : {kFieldIndex, kFieldIndexPast, kTextIndex}) {
    schema.columns.push_back(column);
  }
  return schema;
}

class SearchTest : public ::testing::Test {
 protected:
  SearchTest() { Open(SearchedSchema()); }
  void Open(const storage::Schema& schema) {
    store_.reset();
    storage::StoreOptions options;
    options.url = dir_.StoreUrl("store");
    options.create = true;
    auto store = storage::Store::Open(schema, options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  void Put(const std::string& id, const std::string& title, const std::string& role = "",
           const std::string& park = "") {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      parks::v1::Enterprise row;
      row.set_name("enterprises/" + id);
      row.set_display_name(title);
      if (!role.empty()) row.add_roles(role);
      row.set_registration_park(park);
      kFoundEnterprises.Put(txn, {row.name()}, row);
      return "";
    }));
  }
  void PutProject(const std::string& id, const std::string& title) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      parks::v1::Project row;
      row.set_name("projects/" + id);
      row.set_display_name(title);
      kFoundProjects.Put(txn, {row.name()}, row);
      return "";
    }));
  }
  void Delete(const std::string& id) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      kFoundEnterprises.Delete(txn, {"enterprises/" + id});
      return "";
    }));
  }

  // The names on all pages of that size.
  std::vector<std::string> Found(const std::string& query, const std::string& type = "",
                                 int size = 100) {
    records::v1::SearchRecordsRequest request;
    request.set_query(query);
    request.set_type(type);
    std::vector<std::string> names;
    storage::Page page;
    page.size = size;
    do {
      records::v1::SearchRecordsResponse response;
      const auto next = Search(store_->schema(), store_->Read(), request, page, response);
      EXPECT_TRUE(next.ok()) << query << next.status();
      EXPECT_LE(response.records_size(), size);
      for (const auto& record : response.records()) names.push_back(record.name());
      page.start = next.value_or("");
    } while (!page.start.empty());
    return names;
  }
  absl::Status Refused(const std::string& query, const std::string& type = "") {
    records::v1::SearchRecordsRequest request;
    request.set_query(query);
    request.set_type(type);
    records::v1::SearchRecordsResponse response;
    return Search(store_->schema(), store_->Read(), request, {}, response).status();
  }

  testing::TempDir dir_;
  std::unique_ptr<storage::Store> store_;
};

TEST(WordsTest, NamesThatLookTheSameHaveOneNormalForm) {
  EXPECT_EQ(NormalForm("甲（北京）公司"), NormalForm("甲(北京)　公司 "));
  EXPECT_EQ(NormalForm("ＡＢｃ公司"), NormalForm("abC公司"));
  EXPECT_NE(NormalForm("甲公司"), NormalForm("乙公司"));
  EXPECT_EQ(NormalForm(" 　"), "");
}

TEST(WordsTest, GramsArePairsOfHanAndWordsOfTheRest) {
  EXPECT_THAT(GramsOf(Folded("滨海-中关村")), ElementsAre("中关", "关村", "滨海"));
  EXPECT_THAT(GramsOf(Folded("ＺＧＣ２０１９年 Über-Tech")),
              ElementsAre("tech", "zgc2019", "über"));
  EXPECT_THAT(GramsOf(Folded("区 a b")), ElementsAre("a", "b"));
  EXPECT_THAT(GramsOf("\xff中"), IsEmpty());
}

TEST_F(SearchTest, TitlesComeBeforeOtherTextsAndNamesBreakTies) {
  Put("c", "滨海中关村科技园");
  Put("a", "某某公司", "滨海中关村入园企业");
  Put("b", "中关村发展");
  Put("d", "京津中关村科技城");
  PutProject("p", "中关村协同创新");
  EXPECT_THAT(Found("中关村", "", 2), ElementsAre("enterprises/b", "enterprises/c", "enterprises/d",
                                                  "projects/p", "enterprises/a"));
  EXPECT_THAT(Found("中关村", "park_region/Project"), ElementsAre("projects/p"));
  EXPECT_THAT(Found("科技 中关村", "park_region/Enterprise", 1),
              ElementsAre("enterprises/c", "enterprises/d"));
  EXPECT_THAT(Found("某某 入园"), ElementsAre("enterprises/a"));
  EXPECT_THAT(Found("园科"), IsEmpty());
}

TEST_F(SearchTest, AWordIsFoundAsItIsWritten) {
  Put("a", "关村中关 ZGC-2019 ３号楼");
  // Both pairs are there, and not in a row.
  EXPECT_THAT(Found("中关村"), IsEmpty());
  EXPECT_THAT(Found("zgc"), ElementsAre("enterprises/a"));
  EXPECT_THAT(Found("ｚｇｃ-２０１９　3号楼"), ElementsAre("enterprises/a"));
  EXPECT_THAT(Found("zgc-20"), IsEmpty());
}

TEST_F(SearchTest, TitlesAreFoundAsTheyAreRead) {
  Put("a", "滨海中关村科技园", "西安");
  Put("b", "中国关于村的规定");
  Put("c", "zgc公司");
  Put("d", "西安市");
  for (const char* word : {"zgc", "ZGC", "hzgckj"}) {
    EXPECT_THAT(Found(word, "", 1), ::testing::Contains("enterprises/a")) << word;
  }
  EXPECT_THAT(Found("zgc"), ElementsAre("enterprises/a", "enterprises/c"));
  for (const char* word : {"zhongguancun", "zhongguanc", "haizhongguan", "zgckjy"}) {
    EXPECT_THAT(Found(word), ElementsAre("enterprises/a")) << word;
  }
  // Of other texts than titles nothing is read.
  EXPECT_THAT(Found("xian"), ElementsAre("enterprises/d"));
  EXPECT_THAT(Found("zhongguancun 科技"), ElementsAre("enterprises/a"));
  EXPECT_THAT(Found("zhong"), IsEmpty());
  EXPECT_THAT(Found("hongguan"), IsEmpty());
}

TEST_F(SearchTest, WhatChangesIsFoundAsItIsNow) {
  Put("a", "旧的名称");
  Put("a", "新的名称");
  EXPECT_THAT(Found("旧的"), IsEmpty());
  EXPECT_THAT(Found("新的"), ElementsAre("enterprises/a"));
  Delete("a");
  EXPECT_THAT(Found("新的"), IsEmpty());
}

TEST_F(SearchTest, NamesOfOthersAreNoText) {
  Put("a", "甲乙", "", "parks/binhai");
  EXPECT_THAT(Found("binhai"), IsEmpty());
  EXPECT_THAT(Found("enterprises"), IsEmpty());
}

TEST_F(SearchTest, WhatFindsNothingIsRefused) {
  EXPECT_THAT(Refused("村"), FailsWith(absl::StatusCode::kInvalidArgument,
                                       HasSubstr("one Chinese character alone")));
  EXPECT_THAT(Refused("中关村 、"),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("query")));
  EXPECT_THAT(Refused("  "),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("has no word")));
  EXPECT_THAT(Refused(std::string(kMaxQueryBytes + 1, 'x')),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("is over 256 bytes")));
  EXPECT_THAT(Refused("中关村", "task_registry/Task"),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("type")));
}

TEST(RowTablesTest, WhatAServiceHasFromOthersIsNotItsOwn) {
  storage::Schema schema;
  schema.name = "supervision_reporting";
  schema.columns = storage::Columns(
      kFoundEnterprises,
      resource::Rows<parks::v1::Project>({.id = 12, .name = "source_projects", .history = true}));
  EXPECT_THAT(RowTablesOf(schema), IsEmpty());
  schema.name = "park_region";
  ASSERT_EQ(RowTablesOf(schema).size(), 2u);
  EXPECT_EQ(RowTablesOf(schema)[0].type, parks::v1::Enterprise::descriptor());
  EXPECT_TRUE(RowTablesOf(schema)[0].is_searched);
  // What the feed does not carry is for lists alone.
  EXPECT_FALSE(RowTablesOf(schema)[1].is_searched);
}

TEST_F(SearchTest, AnIndexThatWasNotKeptIsMadeAtTheNextStart) {
  Put("a", "中关村");
  Open(SearchedSchema(/*indexed=*/false));
  Put("b", "中关村");
  Put("a", "别的");
  Open(SearchedSchema());
  EXPECT_THAT(Found("中关村"), ElementsAre("enterprises/b"));
  EXPECT_THAT(Found("别的"), ElementsAre("enterprises/a"));
}

TEST_F(SearchTest, AVerificationFindsRowsOfTheIndexesThatLackOrAreOfNoRecord) {
  Put("a", "滨海中关村", "", "parks/a");
  Put("b", "科技园");
  const auto problems = [&] {
    std::vector<std::string> found;
    ZGC_EXPECT_OK(store_->Verify(found).status());
    return found;
  };
  EXPECT_THAT(problems(), IsEmpty());
  for (const storage::Column& index : {kFieldIndex, kTextIndex}) {
    std::string first;
    const storage::Snapshot rows = store_->Read();
    first = std::string(rows.Scan(index, {})->key());
    const auto write = [&](bool there, const std::string& key) {
      ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
        if (there) txn.Put(index, key, "");
        if (!there) txn.Delete(index, key);
        return "";
      }));
    };
    write(false, first);
    EXPECT_THAT(problems(), ElementsAre(AllOf(HasSubstr(index.name), HasSubstr("enterprises/"))));
    write(true, first);
    EXPECT_THAT(problems(), IsEmpty());
    write(true, first + "x");
    EXPECT_THAT(problems(), ElementsAre(HasSubstr("has rows of no record")));
    write(false, first + "x");
  }
}

TEST_F(SearchTest, ASearchReadsNoMoreOfALargerTable) {
  const auto reads_of = [&](const std::string& query) {
    const storage::Snapshot snapshot = store_->Read();
    const testing::CountedReader reader(snapshot);
    records::v1::SearchRecordsRequest request;
    request.set_query(query);
    records::v1::SearchRecordsResponse response;
    ZGC_EXPECT_OK(Search(store_->schema(), reader, request, {}, response).status());
    EXPECT_EQ(response.records_size(), 1);
    return reader.count();
  };
  Put("m", "罕见的公司");
  for (int i = 0; i < 20; ++i) Put(absl::StrCat("n", i), "常见的公司");
  const int64_t one = reads_of("罕见");
  const int64_t two = reads_of("罕见 公司");
  for (int i = 20; i < 300; ++i) Put(absl::StrCat("n", i), "常见的公司");
  EXPECT_EQ(reads_of("罕见"), one);
  EXPECT_EQ(reads_of("罕见 公司"), two);
}

TEST_F(SearchTest, RandomSearchesFindWhatAScanFinds) {
  std::mt19937 random(5);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const std::vector<std::string> kParts = {"中", "关", "村", "园", "a", "B", "１", " ", "-"};
  const auto text = [&](int most) {
    std::string made;
    for (int n = pick(most + 1); n > 0; --n) made += kParts[static_cast<size_t>(pick(9))];
    return made;
  };
  absl::btree_map<std::string, std::pair<std::string, std::string>> rows;
  const auto has = [](const std::string& in, const std::string& word) {
    const auto all = GramsOf(Folded(in));
    const auto grams = GramsOf(Folded(word));
    return Folded(in).find(Folded(word)) != std::string::npos &&
           std::includes(all.begin(), all.end(), grams.begin(), grams.end());
  };
  for (int i = 0; i < 500; ++i) {
    const std::string id = absl::StrCat("e", pick(30));
    if (pick(8) == 0 && rows.erase("enterprises/" + id) > 0) {
      Delete(id);
    } else {
      const std::string title = text(5);
      const std::string role = text(6);
      Put(id, title, role);
      rows["enterprises/" + id] = {title, role};
    }
    const std::string word = text(3);
    if (word.find_first_of(" -") != std::string::npos || GramsOf(Folded(word)).empty()) continue;
    std::vector<std::string> expected;
    for (const bool in_title : {true, false}) {
      for (const auto& [name, texts] : rows) {
        const bool found = has(texts.first, word);
        if (in_title ? found : !found && has(texts.second, word)) expected.push_back(name);
      }
    }
    ASSERT_EQ(Found(word, "", 1 + pick(5)), expected) << word;
  }
}

}  // namespace
}  // namespace zgc::query
