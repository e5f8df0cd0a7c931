#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/figure_server.h"

namespace zgc::figures {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

// A watch of what is named.
class NamedWatchTest : public testing::FigureServer {
 protected:
  NamedWatchTest() {
    formulas_.Register("counted", "", [](const auto&, const auto&, const auto&) {
      return FormulaValue{v1::VALUE_STATE_KNOWN, "1"};
    });
  }

  struct Named {
    Named(v1::FigureService::Stub& stub, const v1::WatchFiguresRequest& request) {
      context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
      reader = stub.WatchFigures(&context, request);
    }
    ~Named() { context.TryCancel(); }
    // What the next batch has.
    std::vector<std::string> Next() {
      std::vector<std::string> names;
      v1::WatchFiguresResponse part;
      if (!reader->Read(&part)) return {"ended"};
      position = part.position();
      for (const auto& row : part.changed_indicators()) names.push_back(row.name());
      for (const auto& figure : part.changed()) names.push_back(figure.name());
      for (const auto& name : part.removed()) names.push_back("-" + name);
      return names;
    }
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<v1::WatchFiguresResponse>> reader;
    common::v1::Position position;
  };
};

TEST_F(NamedWatchTest, OnlyTheChangesOfWhatIsNamedAreSent) {
  Declare("a");
  Declare("b", "counted");
  Report("o1");
  v1::WatchFiguresRequest request;
  request.add_indicators("indicators/a");
  Named watch(*stub_, request);
  EXPECT_THAT(watch.Next(), ElementsAre("indicators/a", "figures/o1"));
  Declare("c", "counted");
  EXPECT_THAT(watch.Next(), ElementsAre());
  Report("o2");
  EXPECT_THAT(watch.Next(), ElementsAre("figures/o2"));
  Report("o3");
  *request.mutable_after() = watch.position;
  Named again(*stub_, request);
  EXPECT_THAT(again.Next(), ElementsAre("figures/o3"));
}

TEST_F(NamedWatchTest, AFigureThatIsNamedComesOnceItExists) {
  Declare("a");
  Declare("b", "counted");
  v1::WatchFiguresRequest request;
  request.add_figures("figures/b@asof-20191231");
  request.add_figures("figures/c@asof-20191231");
  Named watch(*stub_, request);
  EXPECT_THAT(watch.Next(), ElementsAre("figures/b@asof-20191231"));
  Report("o1");
  EXPECT_THAT(watch.Next(), ElementsAre());
  Declare("c", "counted");
  EXPECT_THAT(watch.Next(), ElementsAre("figures/c@asof-20191231"));
}

TEST_F(NamedWatchTest, FiguresComeByNameBesideTheIndicatorsThatAreNamed) {
  Declare("a", "counted");
  Declare("b", "counted");
  v1::WatchFiguresRequest request;
  request.add_indicators("indicators/b");
  request.add_figures("figures/b@2018");
  request.add_figures("figures/a@asof-20191231");
  Named watch(*stub_, request);
  EXPECT_THAT(watch.Next(),
              ElementsAre("indicators/b", "figures/a@asof-20191231", "figures/b@asof-20191231"));
}

TEST_F(NamedWatchTest, TooManyNamesAndRowsAloneAreRefused) {
  v1::WatchFiguresRequest request;
  request.set_rows_only(true);
  request.add_indicators("indicators/a");
  const auto refused = [&] {
    Named watch(*stub_, request);
    watch.Next();
    return rpc::FromWire(watch.reader->Finish());
  };
  EXPECT_THAT(refused(), FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("rows_only")));
  request.set_rows_only(false);
  for (int i = 0; i < 201; ++i) request.add_figures(absl::StrCat("figures/", i));
  EXPECT_THAT(refused(), FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("figures")));
  // What is no name would be waited for in vain.
  request.Clear();
  request.add_indicators("a");
  EXPECT_THAT(refused(), FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("indicators[0]")));
  request.Clear();
  request.add_figures("indicators/a");
  EXPECT_THAT(refused(), FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("figures[0]")));
}

}  // namespace
}  // namespace zgc::figures
