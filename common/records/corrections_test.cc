#include "common/records/corrections.h"

#include "absl/strings/str_cat.h"
#include "common/records/citations.h"
#include "common/records/record_service.h"
#include "common/records/records_schema.h"
#include "common/testing/lifecycle_matrix.h"
#include "common/testing/records_matrix.h"
#include "common/testing/store_fixture.h"
#include "gmock/gmock.h"
#include "zgc/parks/v1/enterprises.pb.h"
#include "zgc/parks/v1/parks.pb.h"
#include "zgc/parks/v1/regions.pb.h"

namespace zgc::records {
namespace {

using parks::v1::Park;
using parks::v1::Region;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr resource::Rows<Region> kRegionRows{{.id = 10, .name = "regions", .in_feed = true}};
constexpr resource::Rows<Park> kParkRows{{.id = 11, .name = "parks", .in_feed = true}};
constexpr resource::Rows<parks::v1::Registration> kRegistrationRows{
    {.id = 12, .name = "registrations", .in_feed = true}};

bool WasOpened(const Park& park) { return !park.status().empty(); }

// Parks that have a status were confirmed by a second person.
const KindOf<Park>& ParksKind() {
  static const auto* const kind =
      new KindOf<Park>(kParkRows, {.created_by = "/zgc.parks.v1.ParkService/CreatePark",
                                   .field = "park",
                                   .confirmed = &WasOpened});
  return *kind;
}
const KindOf<Region>& RegionsKind() {
  static const auto* const kind = new KindOf<Region>(
      kRegionRows, {.created_by = "/zgc.parks.v1.RegionService/CreateRegion", .field = "region"});
  return *kind;
}
const Kinds& TestKinds() {
  static const auto* const kinds = new Kinds({&ParksKind(), &RegionsKind()});
  return *kinds;
}

storage::Schema PlainSchema() {
  storage::Schema schema;
  schema.name = "park_region";
  schema.columns = storage::Columns(kRegionRows, kParkRows, kRegistrationRows);
  return schema;
}

class CorrectionsTest : public testing::StoreFixture {
 protected:
  CorrectionsTest() : StoreFixture(WithRecords(PlainSchema())) {}

  template <typename Row>
  void Put(const resource::Rows<Row>& table, const std::string& fields) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      resource::Save(txn, table, testing::Parsed<Row>(fields));
      return "";
    }));
  }
  // A confirmed park.
  void PutPark(const std::string& id, const std::string& more = "") {
    Put(kParkRows, absl::StrCat("name: 'parks/", id, "' display_name: '", id,
                                "' kind: PARK_KIND_SUB_PARK status: '已揭牌' ", more));
  }
  std::vector<std::string> Citing(const std::string& name) {
    const auto found = CitingOf(store_->Read(), name, 100);
    ZGC_EXPECT_OK(found);
    return found.ok() ? found->names : std::vector<std::string>();
  }

  testing::Records records_{store_, TestKinds()};
};

TEST_F(CorrectionsTest, WhatASecondPersonConfirmedIsCorrectedByTwo) {
  PutPark("a");
  const auto proposed = records_.Correct("parks/a", {"province"}, "province: '天津'");
  ZGC_ASSERT_OK(proposed);
  EXPECT_EQ(proposed->state(), v1::CORRECTION_STATE_PROPOSED);
  EXPECT_EQ(proposed->applied_revision(), 0);
  EXPECT_EQ(Find(kParkRows, "parks/a").province(), "");
  EXPECT_EQ(records_.Versions("parks/a")->size(), 1u);
  EXPECT_THAT(records_.Approve(proposed->name(), "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(records_.Reject(proposed->name(), "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto applied = records_.Approve(proposed->name(), "checker");
  ZGC_ASSERT_OK(applied);
  EXPECT_EQ(applied->state(), v1::CORRECTION_STATE_APPLIED);
  EXPECT_EQ(applied->applied_revision(), Find(kParkRows, "parks/a").revision());
  EXPECT_EQ(Find(kParkRows, "parks/a").province(), "天津");
  EXPECT_EQ(records_.Versions("parks/a")->back().correction(), proposed->name());
  EXPECT_THAT(records_.Approve(proposed->name(), "checker"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(CorrectionsTest, ARejectedCorrectionLeavesTheRecord) {
  PutPark("a");
  const auto proposed = records_.Void("parks/a");
  ZGC_ASSERT_OK(proposed);
  const auto rejected = records_.Reject(proposed->name(), "checker");
  ZGC_ASSERT_OK(rejected);
  EXPECT_EQ(rejected->state(), v1::CORRECTION_STATE_REJECTED);
  EXPECT_EQ(rejected->steps(1).note(), "依据不足");
  EXPECT_EQ(Find(kParkRows, "parks/a").province(), "");
  EXPECT_THAT(records_.Approve(proposed->name(), "checker"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(CorrectionsTest, AProposalIsAppliedToTheVersionThatItWasMadeForAndNoOther) {
  PutPark("a");
  const auto first = records_.Correct("parks/a", {"province"}, "province: '天津'");
  const auto second = records_.Correct("parks/a", {"province"}, "province: '河北'");
  const auto third = records_.Void("parks/a");
  ZGC_ASSERT_OK(records_.Approve(first->name(), "checker"));
  EXPECT_THAT(records_.Approve(second->name(), "checker"),
              AllOf(HasReason(ERROR_REASON_ETAG_MISMATCH),
                    FailsWith(absl::StatusCode::kAborted, HasSubstr("was proposed: reject that"))));
  EXPECT_THAT(records_.Approve(third->name(), "checker"), HasReason(ERROR_REASON_ETAG_MISMATCH));
  ZGC_EXPECT_OK(records_.Reject(second->name(), "checker"));
}

TEST_F(CorrectionsTest, AVoidThatWaitsIsCheckedAgainWhenItIsApproved) {
  Put(kRegionRows, "name: 'regions/r' display_name: 'r'");
  PutPark("a");
  const auto proposed = records_.Void("parks/a");
  ZGC_ASSERT_OK(proposed);
  PutPark("b", "memberships { zone: 'parks/a' from_date: '2019-01-01' }");
  EXPECT_THAT(records_.Approve(proposed->name(), "checker"), HasReason(ERROR_REASON_RECORD_CITED));
  PutPark("b");
  ZGC_EXPECT_OK(records_.Approve(proposed->name(), "checker"));
  EXPECT_THAT(records_.Approve(records_.Void("parks/b")->name(), "checker")->state(),
              v1::CORRECTION_STATE_APPLIED);
}

TEST_F(CorrectionsTest, AMaskLeadsToWhatCallersMayChange) {
  Put(kRegionRows, "name: 'regions/r' display_name: 'r'");
  EXPECT_THAT(records_.Correct("regions/r", {}, ""),
              FailsWith(kInvalid, HasSubstr("names nothing to correct")));
  EXPECT_THAT(records_.Correct("regions/r", {"display_name.x"}, ""),
              FailsWith(kInvalid, HasSubstr("\"display_name.x\"")));
  const auto all = records_.Correct("regions/r", {"*"},
                                    "display_name: 's' level: "
                                    "REGION_LEVEL_COUNTY gb2260_code: '110108'");
  ZGC_ASSERT_OK(all);
  EXPECT_EQ(all->changes_size(), 3);
  EXPECT_GT(all->update_mask().paths_size(), 3);
}

TEST_F(CorrectionsTest, CitationsFollowTheRows) {
  Put(kRegionRows, "name: 'regions/r' display_name: 'parks/b is no citation'");
  PutPark("b", "region: 'regions/r'");
  PutPark("c", "region: 'regions/r' memberships { zone: 'parks/b' }");
  EXPECT_THAT(Citing("regions/r"), ElementsAre("parks/b", "parks/c"));
  EXPECT_THAT(Citing("parks/b"), ElementsAre("parks/c"));
  PutPark("c", "region: 'regions/other'");
  EXPECT_THAT(Citing("regions/r"), ElementsAre("parks/b"));
  EXPECT_THAT(Citing("parks/b"), IsEmpty());
  ZGC_ASSERT_OK(store_->Apply({}, [](storage::Txn& txn) -> absl::StatusOr<std::string> {
    kParkRows.Delete(txn, {"parks/b"});
    return "";
  }));
  EXPECT_THAT(Citing("regions/r"), IsEmpty());
}

TEST_F(CorrectionsTest, CitationsOfAnEarlierProgramAreMadeWhenItStarts) {
  PutPark("b", "region: 'regions/r'");
  const storage::Derived derived = std::exchange(schema_.derived, storage::Derived());
  Open();
  PutPark("c", "region: 'regions/r'");
  PutPark("b");
  EXPECT_THAT(Citing("regions/r"), ElementsAre("parks/b"));
  schema_.derived = derived;
  Open();
  EXPECT_THAT(Citing("regions/r"), ElementsAre("parks/c"));
}

TEST_F(CorrectionsTest, WhatIsMadeAnewIsWhatCommitsKept) {
  Put(kRegionRows, "name: 'regions/r'");
  PutPark("b", "region: 'regions/r'");
  PutPark("c",
          "region: 'regions/r' memberships { zone: 'parks/b' } memberships { zone: 'parks/b' }");
  for (int i = 1; i < 4; ++i) {
    Put(kRegistrationRows,
        absl::StrCat("name: 'registrations/", i, "' park: 'parks/b' capital_fen: ", i / 2 * 1'000));
  }
  const auto rows = [this] {
    std::vector<std::string> all;
    const storage::Snapshot read = store_->Read();
    for (const storage::Column& column : {kCitations.column(), kAmountCounts.column()}) {
      for (auto cursor = read.Scan(column, {}); cursor->Valid(); cursor->Next()) {
        all.push_back(absl::StrCat(cursor->key(), "=", cursor->value()));
      }
    }
    return all;
  };
  const auto kept = rows();
  EXPECT_GT(kept.size(), 6U);
  ++schema_.derived.version;
  Open();
  EXPECT_EQ(rows(), kept);
}

// By the roles that may: of a record that a second person confirmed.
TEST(CorrectionLifecycleTest, EveryMethodIsOpenToItsRolesInItsStatesAndToNobodyElse) {
  testing::LifecycleMatrix matrix(
      [](const std::string& policy) {
        return std::make_unique<rpc::TestServer>(
            "park_region", WithRecords(PlainSchema()),
            [](rpc::Server& server) {
              return rpc::ServicesOf(MakeRecordService(server.calls(), TestKinds()));
            },
            policy);
      },
      [](storage::Txn& txn) {
        Park park;
        park.set_name("parks/a");
        park.set_display_name("a");
        park.set_kind(parks::v1::PARK_KIND_SUB_PARK);
        park.set_status("已揭牌");
        resource::Save(txn, kParkRows, park);
      });
  matrix.Add<v1::Correction>(CorrectionLifecycle(), kCorrections,
                             [](v1::CorrectionState) {
                               v1::Correction correction;
                               correction.set_name("corrections/c$");
                               correction.set_record("parks/a");
                               correction.set_kind(v1::CORRECTION_KIND_FIELDS);
                               correction.mutable_update_mask()->add_paths("province");
                               Park values;
                               values.set_province("天津");
                               correction.mutable_values()->PackFrom(values);
                               return correction;
                             },
                             {{"ApproveCorrection", ""}, {"RejectCorrection", "reason: 'r'"}});
  matrix.Run({&CorrectionLifecycle()});
}

}  // namespace
}  // namespace zgc::records
