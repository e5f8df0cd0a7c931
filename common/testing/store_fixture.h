#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "common/base/actor.h"
#include "common/base/time/clock.h"
#include "common/contract/contract.h"
#include "common/resource/schema.h"
#include "common/storage/store.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace zgc::testing {

// A real store in a temporary folder, and methods of a service run on it
// without gRPC.
class StoreFixture : public ::testing::Test {
 protected:
  explicit StoreFixture(storage::Schema schema) : schema_(std::move(schema)) {
    std::filesystem::copy(EmptyStore(schema_), dir_.path() + "/store",
                          std::filesystem::copy_options::recursive);
    Open();
  }

  // Also closes and opens again: what a restart does.
  void Open() {
    store_.reset();
    store_ = OpenAt(schema_, dir_, clock_);
    ASSERT_NE(store_, nullptr);
  }

  // Runs one method as one commit. `fields` is the request in text format.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Do(absl::StatusOr<Response> (*method)(storage::Txn&, const base::Actor&,
                                                                 const Request&),
                              const std::string& fields, const std::string& person = "clerk") {
    Request request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
    contract::ClearOutputFields(request);
    Response response;
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(response, method(txn, {"", person}, request));
      return "";
    });
    if (!done.ok()) return done.status();
    return response;
  }

  template <typename Row>
  Row Find(const resource::Rows<Row>& table, const std::string& name, int64_t revision = 0) {
    const auto snapshot = store_->ReadAt(revision);
    EXPECT_TRUE(snapshot.ok()) << snapshot.status();
    const auto row = table.Get(*snapshot, {name});
    EXPECT_TRUE(row.ok() && row->has_value()) << name;
    return row.ok() && row->has_value() ? **row : Row();
  }

  storage::Schema schema_;
  // Of commits, from the next Open on.
  const base::Clock* clock_ = base::Clock::Real();
  TempDir dir_;
  std::unique_ptr<storage::Store> store_;

 private:
  static std::unique_ptr<storage::Store> OpenAt(const storage::Schema& schema, const TempDir& dir,
                                                const base::Clock* clock = base::Clock::Real()) {
    storage::StoreOptions options;
    options.clock = clock;
    options.create = true;
    options.url = dir.StoreUrl();
    auto store = storage::Store::Open(schema, options);
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }

  // Making a store syncs once for each column, which adds up over hundreds of
  // tests: each begins with a copy of one that was made once.
  static std::string EmptyStore(const storage::Schema& schema) {
    static std::map<std::string, TempDir> made;
    const auto [entry, is_new] = made.try_emplace(schema.name);
    if (is_new) OpenAt(schema, entry->second);
    return entry->second.path() + "/store";
  }
};

}  // namespace zgc::testing
