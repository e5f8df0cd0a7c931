#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "common/figures/book.h"
#include "common/figures/book_schema.h"
#include "common/figures/dimensions/query.h"
#include "common/figures/figures.h"
#include "common/figures/tally.h"
#include "common/testing/formulas_fixture.h"
#include "common/testing/store_fixture.h"
#include "google/protobuf/text_format.h"

// Records that are asked by dimension. Observations stand for them: `printed` is the day, `value`
// the amount, `unit` the place, `reporter` the sort, `verifier` the entity.
namespace zgc::figures {

// The code of the region that a place lies in.
inline std::string CodeOfPlace(const std::string& place) {
  if (place == "p1") return "110108";
  if (place == "p2") return "110105";
  if (place == "p3") return "120116";
  if (place == "p4") return "130600";
  return "";
}

inline DimensionValues Places() {
  DimensionValues values = TextValues();
  values.say = [](const storage::Reader&, const std::string& value) -> absl::StatusOr<v1::Scope> {
    v1::Scope scope;
    scope.set_label("地点" + value);
    scope.set_value("places/" + value);
    scope.set_resource("//test/places/" + value);
    return scope;
  };
  values.read = [](const storage::Reader&, const std::string& word) -> absl::StatusOr<std::string> {
    return word.rfind("places/p", 0) == 0 ? word.substr(7) : std::string();
  };
  values.region = [](const storage::Reader&,
                     const std::string& value) -> absl::StatusOr<std::string> {
    return CodeOfPlace(value);
  };
  values.region_label = [](const storage::Reader&,
                           const std::string& code) -> absl::StatusOr<std::string> {
    return "地区" + code;
  };
  values.all = [](const storage::Reader&, absl::FunctionRef<void(const std::string&)> visit) {
    for (const char* place : {"p1", "p2", "p3", "p4", "p5"}) visit(place);
    return absl::OkStatus();
  };
  return values;
}

inline absl::Status ContributePlace(const storage::Reader&, const v1::Observation& row,
                                    Measure::Visit visit) {
  Contribution one;
  ZGC_ASSIGN_OR_RETURN(one.days, base::ParseReducedDate(row.printed()));
  one.values = {"all", row.unit(), row.reporter()};
  one.amount = absl::nullopt;
  if (!row.value().empty()) one.amount = std::stoll(row.value());
  one.entity = row.verifier();
  one.record = row.name();
  one.revision = row.revision();
  visit(std::move(one));
  return absl::OkStatus();
}

// "amounts" add up, "few" keeps the cells of places alone, "heads" counts each entity once. Each
// takes the argument "place".
inline void RegisterPlaces(FormulaRegistry& registry) {
  const std::vector<Dimension> dimensions = {
      "quantity", {"place", Places()}, {"sort", TextValues()}};
  const auto add = [&](const char* name, bool distinct, std::vector<size_t> kept) {
    Measure measure =
        MeasureOf<v1::Observation>("test", name, kObservations, dimensions,
                                   [distinct](const storage::Reader& reader,
                                              const v1::Observation& row, Measure::Visit visit) {
                                     return ContributePlace(reader, row, [&](Contribution one) {
                                       if (distinct) one.amount = 1;
                                       visit(std::move(one));
                                     });
                                   });
    measure.distinct = distinct;
    measure.kept = std::move(kept);
    const auto keeps = registry.Keep(std::move(measure));
    registry.RegisterCounted(
        name, "统计。",
        [keeps](const storage::Reader&, const Arguments& arguments,
                const Period&) -> absl::StatusOr<Asked> {
          ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"place"}));
          return Asked{.slices = {{keeps, {"all", Argument(arguments, "place"), ""}}}};
        });
  };
  add("amounts", false, {1, 3, 5, 7});
  add("few", false, {1, 3});
  add("heads", true, {1, 3, 5, 7});
}

class PlacesTest : public testing::FormulasFixture<testing::StoreFixture> {
 protected:
  PlacesTest() : FormulasFixture(RegisterPlaces, testing::BookSchema()) {}

  void Put(int id, const std::string& day, const std::string& value, const std::string& place,
           const std::string& sort, const std::string& entity) {
    v1::Observation row;
    row.set_name(absl::StrCat("observations/", id));
    row.set_printed(day);
    row.set_value(value);
    row.set_unit(place);
    row.set_reporter(sort);
    row.set_verifier(entity);
    Write([&](storage::Txn& txn) {
      row.set_revision(txn.revision());
      kObservations.Put(txn, {row.name()}, row);
    });
  }
  void Write(const std::function<void(storage::Txn&)>& body) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      body(txn);
      return "";
    }));
  }
  // A flow with quarters and years, asked by places, regions and sorts.
  static std::string OfFormula(const std::string& formula, const std::string& more = "") {
    return absl::StrCat("computation { formula: '", formula,
                        "' since_date: '2019-01-01' period_families: PERIOD_FAMILY_QUARTER "
                        "period_families: PERIOD_FAMILY_YEAR dimensions: 'place' dimensions: "
                        "'region' dimensions: 'sort' ",
                        more, " }");
  }
  absl::StatusOr<v1::Indicator> Declare(const std::string& id, const std::string& computation,
                                        const std::string& measure = "FLOW") {
    v1::CreateIndicatorRequest request;
    request.set_indicator_id(id);
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat("display_name: '", id, "' unit: '", measure == "RATE" ? "%" : "家",
                     "' measure: MEASURE_KIND_", measure, " ", computation),
        request.mutable_indicator()));
    v1::Indicator made;
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(
          made, CreateIndicator(txn, {"", "clerk"}, request, "test", registry_, nullptr));
      return "";
    });
    if (!done.ok()) return done.status();
    return made;
  }
  // All pages.
  absl::StatusOr<v1::QueryFiguresResponse> Query(const std::string& text, int page_size = 1000,
                                                 int64_t revision = 0) {
    v1::QueryFiguresRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request)) << text;
    ZGC_ASSIGN_OR_RETURN(const auto reader, store_->ReadAt(revision));
    v1::QueryFiguresResponse all;
    storage::Page page{.size = page_size};
    do {
      ZGC_ASSIGN_OR_RETURN(page.start, QueryFigures(book_, reader, request, page, all));
    } while (!page.start.empty());
    return all;
  }
  absl::StatusOr<v1::Figure> Figure(const std::string& name) {
    v1::GetFigureRequest request;
    request.set_name(name);
    return book_.GetFigure(store_->Read(), request);
  }

  const FigureBook book_{"test", registry_};
};

// Those of 2019.
inline constexpr char kQuarters[] =
    " period_family: PERIOD_FAMILY_QUARTER from_date: '2019-01-01' to_date: '2019-12-31' ";

}  // namespace zgc::figures
