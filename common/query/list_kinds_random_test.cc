#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/query/indexes.h"
#include "common/query/list.h"
#include "common/resource/schema.h"
#include "common/storage/store.h"
#include "common/testing/matchers.h"
#include "common/testing/rounds.h"
#include "common/testing/temp_dir.h"
#include "zgc/parks/v1/space_service.pb.h"
#include "zgc/supervision/v1/matter_service.pb.h"

// Lists of fields that are no mere texts, beside a model that knows the order of their values by
// heart.
namespace zgc::query {
namespace {

using google::protobuf::Message;

constexpr resource::Rows<parks::v1::Space> kSpaceRows{
    {.id = 10, .name = "spaces", .in_feed = true}};
constexpr resource::Rows<supervision::v1::Matter> kMatterRows{
    {.id = 10, .name = "matters", .in_feed = true}};

// A text, its place in an order, and the days that it stands for if it is a date.
struct Worth {
  std::string text;
  int place = 0;
  int first = 0;
  int last = 0;
};
enum class Sort { kNumbers, kNumbered, kDates };
struct SortedField {
  std::string name;
  Sort sort;
  std::vector<Worth> worths;
};

const std::vector<Worth> kDecimals = {
    {"", 0},   {"0.07", 1}, {"0.5", 2},  {"2", 3},   {"9", 4},   {"9.50", 5}, {"9.5", 5},
    {"10", 6}, {"10.0", 6}, {"99.9", 7}, {"100", 8}, {"101", 9}, {"1000", 10}};
const std::vector<Worth> kNumbers = {{"", 0},
                                     {"2", 1},
                                     {"6-2", 2},
                                     {"6-10", 3},
                                     {"9", 4},
                                     {"14", 5},
                                     {"14.2", 6},
                                     {"14.10", 7},
                                     {"100", 8},
                                     {"京〔2019〕9号", 9},
                                     {"京〔2019〕11号", 10}};
const std::vector<Worth> kDates = {{"", 0, 0, 0},
                                   {"2018-12-31", 1, 20181231, 20181231},
                                   {"2019", 2, 20190101, 20191231},
                                   {"2019-01", 3, 20190101, 20190131},
                                   {"2019-01-01", 4, 20190101, 20190101},
                                   {"2019-01-31", 5, 20190131, 20190131},
                                   {"2019-02", 6, 20190201, 20190228},
                                   {"2019-02-01", 7, 20190201, 20190201},
                                   {"2019-12", 8, 20191201, 20191231},
                                   {"2019-12-31", 9, 20191231, 20191231},
                                   {"2020", 10, 20200101, 20201231},
                                   {"2020-02-29", 11, 20200229, 20200229},
                                   {"9999", 12, 99990101, 99991231}};

bool HoldsOf(const std::string& op, const SortedField& field, const Worth& a, const Worth& b) {
  const bool none = a.text.empty() || b.text.empty();
  bool equal = a.place == b.place;
  if (field.sort == Sort::kDates && !none) equal = a.first >= b.first && a.last <= b.last;
  if (op == "=") return equal;
  if (op == "!=") return !equal;
  if (field.sort != Sort::kNumbered && none) return false;
  if (field.sort != Sort::kDates) {
    if (op == "<") return a.place < b.place;
    if (op == "<=") return a.place <= b.place;
    return op == ">" ? a.place > b.place : a.place >= b.place;
  }
  if (op == "<") return a.last < b.first;
  if (op == "<=") return a.last <= b.last;
  return op == ">" ? a.first > b.last : a.first >= b.first;
}

class ListKindsTest : public ::testing::Test {
 protected:
  // By name: which worth each field has.
  using Model = std::map<std::string, std::vector<int>>;
  struct Ask {
    std::string filter;
    std::string order_by;
    // Whether the model takes a row, and which field is before which, descending or not.
    std::function<bool(const std::vector<int>&)> takes;
    std::vector<std::pair<size_t, bool>> order;
  };

  int Pick(size_t n) { return static_cast<int>(random_() % n); }

  template <typename Row>
  void Open(const char* service, const resource::Rows<Row>& rows, const std::string& collection,
            std::vector<SortedField> fields) {
    storage::Schema schema;
    schema.name = service;
    schema.columns = storage::Columns(rows);
    storage::StoreOptions options;
    options.url = dir_.StoreUrl(service);
    options.create = true;
    auto store = storage::Store::Open(WithIndexes(schema), options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    fields_ = std::move(fields);
    collection_ = collection;
    change_ = [this, &rows] {
      const std::string name = absl::StrCat(collection_, Pick(40));
      Row row;
      row.set_name(name);
      std::vector<int>& has = model_[name];
      has.clear();
      for (const SortedField& field : fields_) {
        has.push_back(Pick(field.worths.size()));
        row.GetReflection()->SetString(&row, Row::descriptor()->FindFieldByName(field.name),
                                       field.worths[static_cast<size_t>(has.back())].text);
      }
      ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
        rows.Put(txn, {name}, row);
        return "";
      }));
    };
  }

  const Worth& WorthOf(size_t field, int index) const {
    return fields_[field].worths[static_cast<size_t>(index)];
  }

  Ask Asking() {
    static constexpr const char* kOps[] = {"=", "!=", "<", "<=", ">", ">="};
    Ask ask;
    std::vector<std::string> terms;
    std::vector<std::function<bool(const std::vector<int>&)>> taking;
    for (int n = Pick(3); n > 0; --n) {
      const auto field = static_cast<size_t>(Pick(fields_.size()));
      std::string op = kOps[Pick(6)];
      const int other = Pick(fields_[field].worths.size());
      // Nothing has no order, but for texts.
      if (other == 0 && fields_[field].sort != Sort::kNumbered) op = "=";
      const bool negated = Pick(4) == 0;
      terms.push_back(absl::StrCat(negated ? "NOT " : "", fields_[field].name, " ", op, " '",
                                   WorthOf(field, other).text, "'"));
      taking.push_back([this, field, op, other, negated](const std::vector<int>& row) {
        return HoldsOf(op, fields_[field], WorthOf(field, row[field]), WorthOf(field, other)) !=
               negated;
      });
    }
    const bool any = Pick(4) == 0;
    ask.filter = absl::StrJoin(terms, any ? " OR " : " AND ");
    ask.takes = [any, taking](const std::vector<int>& row) {
      const auto takes = [&](const auto& one) { return one(row); };
      if (taking.empty() || !any) return std::all_of(taking.begin(), taking.end(), takes);
      return std::any_of(taking.begin(), taking.end(), takes);
    };
    std::vector<std::string> order;
    for (int n = Pick(3); n > 0; --n) {
      ask.order.emplace_back(Pick(fields_.size()), Pick(2) == 0);
      order.push_back(fields_[ask.order.back().first].name +
                      (ask.order.back().second ? " desc" : ""));
    }
    ask.order_by = absl::StrJoin(order, ",");
    return ask;
  }

  std::vector<std::string> Expected(const Model& model, const Ask& ask) const {
    std::vector<std::string> names;
    for (const auto& [name, row] : model) {
      if (ask.takes(row)) names.push_back(name);
    }
    std::sort(names.begin(), names.end(), [&](const auto& a, const auto& b) {
      for (const auto& [field, descending] : ask.order) {
        const int of_a = WorthOf(field, model.at(a)[field]).place;
        const int of_b = WorthOf(field, model.at(b)[field]).place;
        if (of_a != of_b) return descending ? of_b < of_a : of_a < of_b;
      }
      // The equal come by name, in the direction of the last.
      return !ask.order.empty() && ask.order.back().second ? b < a : a < b;
    });
    return names;
  }

  // Rows change between any two pages, and each page is of the revision of the first.
  template <typename Request, typename Response>
  void Run(const storage::Column& column) {
    for (int i = 0; i < 120; ++i) change_();
    int answered = 0;
    for (int i = 0; i < testing::Rounds(400); ++i) {
      const Ask ask = Asking();
      Request request;
      request.set_filter(ask.filter);
      request.set_order_by(ask.order_by);
      const int64_t revision = store_->Read().revision();
      const Model model = model_;
      std::vector<std::string> found;
      storage::Page page;
      page.size = 1 + Pick(10);
      bool refused = false;
      do {
        const auto at = store_->ReadAt(revision);
        Response response;
        const auto next = List(*at, column, request, page, response);
        refused = !next.ok();
        if (refused) break;
        page.start = *next;
        const auto* rows = Response::descriptor()->field(0);
        for (int j = 0; j < response.GetReflection()->FieldSize(response, rows); ++j) {
          const Message& row = response.GetReflection()->GetRepeatedMessage(response, rows, j);
          found.push_back(
              row.GetReflection()->GetString(row, row.GetDescriptor()->FindFieldByName("name")));
        }
        for (int n = Pick(4); n > 0; --n) change_();
      } while (!page.start.empty());
      if (refused) continue;
      ++answered;
      ASSERT_EQ(found, Expected(model, ask)) << request.ShortDebugString();
    }
    EXPECT_GT(answered, testing::Rounds(200));
    std::vector<std::string> problems;
    ZGC_EXPECT_OK(store_->Verify(problems).status());
    EXPECT_THAT(problems, ::testing::IsEmpty());
  }

  testing::TempDir dir_;
  std::unique_ptr<storage::Store> store_;
  std::vector<SortedField> fields_;
  std::string collection_;
  std::function<void()> change_;
  Model model_;
  std::mt19937 random_{12};
};

TEST_F(ListKindsTest, DecimalsAreNumbers) {
  Open("park_region", kSpaceRows, "spaces/",
       {{"area_m2", Sort::kNumbers, kDecimals}, {"vacant_from", Sort::kDates, kDates}});
  Run<parks::v1::ListSpacesRequest, parks::v1::ListSpacesResponse>(kSpaceRows.column());
}

TEST_F(ListKindsTest, NumbersInTextsCountAndDatesStandForTheirDays) {
  Open("supervision_reporting", kMatterRows, "matters/",
       {{"number", Sort::kNumbered, kNumbers}, {"received_date", Sort::kDates, kDates}});
  Run<supervision::v1::ListMattersRequest, supervision::v1::ListMattersResponse>(
      kMatterRows.column());
}

}  // namespace
}  // namespace zgc::query
