#pragma once

#include <memory>
#include <string>
#include <utility>

#include "common/base/codes.h"
#include "common/storage/store.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/park_region/domain/park_region.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {

// A real store with what most rules refer to: a zone, two sub-parks, two
// enterprises.
class ParkRegionFixture : public ::testing::Test {
 protected:
  ParkRegionFixture() {
    Open();
    AddPark("zone", v1::PARK_KIND_ZONE);
    AddPark("a", v1::PARK_KIND_SUB_PARK);
    AddPark("b", v1::PARK_KIND_COOPERATION);
    AddEnterprise("e1");
    AddEnterprise("e2");
  }

  void Open() {
    store_.reset();
    storage::StoreOptions options;
    options.url = dir_.StoreUrl();
    auto store = storage::Store::Open(ParkRegionSchema(), options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  // Runs one method as one commit. `fields` is the request in text format.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Do(absl::StatusOr<Response> (*method)(storage::Txn&, const base::Actor&,
                                                                 const Request&),
                              const std::string& fields) {
    Request request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
    Response response;
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(response, method(txn, {"", "clerk"}, request));
      return "";
    });
    if (!done.ok()) return done.status();
    return response;
  }

  template <typename Row>
  Row Find(const Rows<Row>& table, const std::string& name, int64_t revision = 0) {
    const auto snapshot = store_->ReadAt(revision);
    EXPECT_TRUE(snapshot.ok()) << snapshot.status();
    const auto row = table.Get(*snapshot, {name});
    EXPECT_TRUE(row.ok() && row->has_value()) << name;
    return row.ok() && row->has_value() ? **row : Row();
  }

  void AddPark(const std::string& id, v1::ParkKind kind) {
    ZGC_ASSERT_OK(Do(CreatePark, absl::StrCat("park_id: '", id, "' park { display_name: '", id,
                                              "' kind: ", v1::ParkKind_Name(kind), " }")));
  }
  void AddEnterprise(const std::string& id) {
    ZGC_ASSERT_OK(Do(CreateEnterprise, absl::StrCat("enterprise_id: '", id,
                                                    "' enterprise { display_name: '", id, "' }")));
  }

  // A code of 17 characters with its check character.
  static std::string Uscc(const std::string& body) {
    const auto check = base::UsccCheckCharacter(body);
    EXPECT_TRUE(check.ok()) << check.status();
    return check.ok() ? body + *check : "";
  }
  // The same with a wrong one.
  static std::string WrongUscc(const std::string& body) {
    std::string code = Uscc(body);
    code.back() = code.back() == '0' ? '1' : '0';
    return code;
  }

  testing::TempDir dir_;
  std::unique_ptr<storage::Store> store_;
};

}  // namespace zgc::parks
