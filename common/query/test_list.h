#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/query/field_index.h"
#include "common/query/indexes.h"
#include "common/query/list.h"
#include "common/query/text_index.h"
#include "common/resource/schema.h"
#include "common/storage/store.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "zgc/parks/v1/enterprise_service.pb.h"

// A store of enterprises whose lists are read page by page.
namespace zgc::query {

using Row = parks::v1::Enterprise;
using Names = std::vector<std::string>;

inline constexpr resource::Rows<Row> kTestRows{{.id = 10, .name = "enterprises", .in_feed = true}};
inline constexpr resource::Rows<parks::v1::Registration> kTestRegistrations{
    {.id = 11, .name = "registrations", .in_feed = true}};

inline storage::Schema PlainSchema() {
  storage::Schema schema;
  schema.name = "park_region";
  schema.columns =
      storage::Columns(kTestRows, kTestRegistrations, kFieldIndex, kFieldIndexPast, kTextIndex);
  return schema;
}
inline storage::Schema IndexedSchema() {
  storage::Schema schema;
  schema.name = "park_region";
  schema.columns = storage::Columns(kTestRows, kTestRegistrations);
  return WithIndexes(schema);
}

class ListTest : public ::testing::Test {
 protected:
  ListTest() { Open(IndexedSchema()); }
  void Open(const storage::Schema& schema) {
    store_.reset();
    storage::StoreOptions options;
    options.url = dir_.StoreUrl("store");
    options.create = true;
    auto store = storage::Store::Open(schema, options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  void Put(const Row& row) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      kTestRows.Put(txn, {row.name()}, row);
      return "";
    }));
  }
  void Put(const std::string& id, const std::string& park, const std::string& title = "") {
    Row row;
    row.set_name("enterprises/" + id);
    row.set_registration_park(park);
    row.set_display_name(title);
    Put(row);
  }
  void Delete(const std::string& id) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      kTestRows.Delete(txn, {"enterprises/" + id});
      return "";
    }));
  }

  static parks::v1::ListEnterprisesRequest Asking(const std::string& filter,
                                                  const std::string& order_by = "") {
    parks::v1::ListEnterprisesRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    return request;
  }

  // The ids of one page, and its key of the next.
  static absl::StatusOr<Names> PageOf(const storage::Reader& reader,
                                      const parks::v1::ListEnterprisesRequest& request,
                                      storage::Page& page) {
    parks::v1::ListEnterprisesResponse response;
    ZGC_ASSIGN_OR_RETURN(page.start, List(reader, kTestRows.column(), request, page, response));
    Names names;
    for (const Row& row : response.enterprises()) names.push_back(row.name().substr(12));
    return names;
  }
  // Those of all pages of that size as of one revision, 0 for the newest.
  Names Listed(const parks::v1::ListEnterprisesRequest& request, int size = 100,
               int64_t revision = 0) {
    Names names;
    storage::Page page;
    page.size = size;
    do {
      const auto snapshot = store_->ReadAt(revision);
      EXPECT_TRUE(snapshot.ok());
      const auto found = PageOf(*snapshot, request, page);
      EXPECT_TRUE(found.ok()) << request.ShortDebugString() << found.status();
      if (!found.ok()) break;
      EXPECT_LE(found->size(), static_cast<size_t>(size));
      names.insert(names.end(), found->begin(), found->end());
    } while (!page.start.empty());
    return names;
  }
  absl::Status Refused(const parks::v1::ListEnterprisesRequest& request) {
    storage::Page page;
    return PageOf(store_->Read(), request, page).status();
  }

  testing::TempDir dir_;
  std::unique_ptr<storage::Store> store_;
};

}  // namespace zgc::query
