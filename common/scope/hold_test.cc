#include "common/scope/hold.h"

#include "common/base/error.h"
#include "common/scope/sight.h"
#include "common/testing/matchers.h"
#include "common/testing/store_fixture.h"
#include "zgc/funding/v1/applications.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/parks/v1/demand_service.pb.h"
#include "zgc/parks/v1/enterprise_service.pb.h"
#include "zgc/parks/v1/park_service.pb.h"
#include "zgc/parks/v1/regions.pb.h"
#include "zgc/records/v1/corrections.pb.h"
#include "zgc/records/v1/record_service.pb.h"

namespace zgc::scope {
namespace {

using common::v1::ERROR_REASON_OUT_OF_SCOPE;
using ::zgc::testing::HasReason;

constexpr resource::Rows<parks::v1::Region> kTestRegions{
    {.id = 10, .name = "regions", .in_feed = true}};
constexpr resource::Rows<parks::v1::Park> kTestParks{{.id = 11, .name = "parks", .in_feed = true}};
constexpr resource::Rows<parks::v1::Enterprise> kTestEnterprises{
    {.id = 13, .name = "enterprises", .in_feed = true}};
constexpr resource::Rows<funding::v1::Program> kTestPrograms{
    {.id = 14, .name = "programs", .in_feed = true}};
constexpr resource::Rows<records::v1::Correction> kTestCorrections{
    {.id = 81, .name = "corrections", .in_feed = true}};

storage::Schema TestSchema() {
  storage::Schema schema;
  schema.name = "scope_test";
  schema.version = 1;
  schema.columns = {kTestRegions.column(), kTestParks.column(), kTestEnterprises.column(),
                    kTestPrograms.column(), kTestCorrections.column()};
  return schema;
}

template <typename Row>
Row RowOf(const std::string& fields) {
  Row row;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &row)) << fields;
  return row;
}

class HoldTest : public testing::StoreFixture {
 protected:
  HoldTest() : StoreFixture(TestSchema()) {
    Put(kTestRegions, "name: 'regions/city'");
    Put(kTestRegions, "name: 'regions/street' parent: 'regions/city'");
    Put(kTestParks, "name: 'parks/a' region: 'regions/street'");
    Put(kTestParks, "name: 'parks/b' region: 'regions/far'");
    Put(kTestEnterprises, "name: 'enterprises/a' registration_park: 'parks/a'");
    Put(kTestEnterprises, "name: 'enterprises/b' registration_park: 'parks/b'");
    Put(kTestEnterprises,
        "name: 'enterprises/works' registration_park: 'parks/b' operating_park: 'parks/a'");
    Put(kTestCorrections, "name: 'corrections/a' record: 'enterprises/a'");
    Put(kTestCorrections, "name: 'corrections/b' record: 'enterprises/b'");
    a_.parks = {"parks/a"};
  }

  template <typename Row>
  void Put(const resource::Rows<Row>& table, const std::string& fields) {
    ZGC_ASSERT_OK(Commit([&](storage::Txn& txn) {
      const Row row = RowOf<Row>(fields);
      table.Put(txn, {row.name()}, row);
    }));
  }
  absl::Status Commit(const std::function<void(storage::Txn&)>& change,
                      const Bounds* bounds = nullptr) {
    return store_
        ->Apply({},
                [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                  change(txn);
                  if (bounds != nullptr) ZGC_RETURN_IF_ERROR(HoldChanges(txn, *bounds, least_));
                  return "";
                })
        .status();
  }
  template <typename Row>
  bool Sees(const Bounds& bounds, const resource::Rows<Row>& table, const std::string& name) {
    const auto seen = Sight(store_->Read(), bounds).Sees(Find(table, name));
    ZGC_EXPECT_OK(seen);
    return seen.ok() && *seen;
  }
  template <typename Request>
  absl::Status Hold(const std::string& fields, bool writes) {
    return HoldRequest(store_->Read(), a_, RowOf<Request>(fields),
                       writes ? least_ : common::v1::STAKE_UNSPECIFIED);
  }

  Bounds a_;
  common::v1::Stake least_ = common::v1::STAKE_OWNER;
};

TEST_F(HoldTest, AResourceIsSeenByOneOfItsScopes) {
  EXPECT_TRUE(Sees(a_, kTestParks, "parks/a"));
  EXPECT_FALSE(Sees(a_, kTestParks, "parks/b"));
  EXPECT_TRUE(Sees(a_, kTestEnterprises, "enterprises/a"));
  EXPECT_TRUE(Sees(a_, kTestEnterprises, "enterprises/works"));
  EXPECT_FALSE(Sees(a_, kTestEnterprises, "enterprises/b"));
  EXPECT_TRUE(Sees(a_, kTestRegions, "regions/city")) << "what is common is everybody's";
}

TEST_F(HoldTest, ADivisionHasThoseBelowIt) {
  Bounds city;
  city.regions = {"regions/city"};
  EXPECT_TRUE(Sees(city, kTestParks, "parks/a"));
  EXPECT_FALSE(Sees(city, kTestParks, "parks/b"));
  Bounds street;
  street.regions = {"regions/street"};
  EXPECT_TRUE(Sees(street, kTestParks, "parks/a"));
}

TEST_F(HoldTest, WhatRestsOnARecordHasItsScopes) {
  EXPECT_TRUE(Sees(a_, kTestCorrections, "corrections/a"));
  EXPECT_FALSE(Sees(a_, kTestCorrections, "corrections/b"));
}

TEST_F(HoldTest, OneOfAnotherIsRefusedAsOneThatIsNotThere) {
  using parks::v1::GetEnterpriseRequest;
  ZGC_EXPECT_OK(Hold<GetEnterpriseRequest>("name: 'enterprises/a'", false));
  const absl::Status foreign = Hold<GetEnterpriseRequest>("name: 'enterprises/b'", false);
  const absl::Status missing = Hold<GetEnterpriseRequest>("name: 'enterprises/c'", false);
  EXPECT_THAT(foreign, HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(missing, HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(std::string(foreign.message()), ::testing::HasSubstr("parks/a"));
  EXPECT_EQ(std::string(foreign.message()).substr(13), std::string(missing.message()).substr(13));
}

TEST_F(HoldTest, WhatIsSharedIsSeenAndNotChanged) {
  using parks::v1::UpdateEnterpriseRequest;
  const std::string mask = " } update_mask { paths: 'display_name' }";
  ZGC_EXPECT_OK(Hold<UpdateEnterpriseRequest>("enterprise { name: 'enterprises/a'" + mask, true));
  EXPECT_THAT(Hold<UpdateEnterpriseRequest>("enterprise { name: 'enterprises/works'" + mask, true),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(HoldTest, WhatARequestRefersToIsSeen) {
  using parks::v1::CreateDemandRequest;
  ZGC_EXPECT_OK(Hold<CreateDemandRequest>(
      "demand { enterprise: 'enterprises/works' park: 'parks/a' }", true));
  EXPECT_THAT(
      Hold<CreateDemandRequest>("demand { enterprise: 'enterprises/b' park: 'parks/a' }", true),
      HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(
      Hold<CreateDemandRequest>("demand { enterprise: 'enterprises/a' park: 'parks/b' }", true),
      HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(
      Hold<parks::v1::CreateParkRequest>("park_id: 'c' park { region: 'regions/city' }", true),
      absl::OkStatus())
      << "divisions are common, and it is bound by parks";
}

TEST_F(HoldTest, WhatACorrectionRefersToIsSeen) {
  const auto correcting = [](const std::string& park) {
    return "name: 'enterprises/a' record { [type.googleapis.com/zgc.parks.v1.Enterprise] { "
           "registration_park: '" +
           park + "' } }";
  };
  ZGC_EXPECT_OK(Hold<records::v1::CorrectRecordRequest>(correcting("parks/a"), true));
  EXPECT_THAT(Hold<records::v1::CorrectRecordRequest>(correcting("parks/b"), true),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(HoldTest, NothingIsMovedInOrOut) {
  const auto put = [](const char* fields) {
    return [fields](storage::Txn& txn) {
      const auto row = RowOf<parks::v1::Enterprise>(fields);
      kTestEnterprises.Put(txn, {row.name()}, row);
    };
  };
  ZGC_EXPECT_OK(Commit(put("name: 'enterprises/n' registration_park: 'parks/a'"), &a_));
  ZGC_EXPECT_OK(
      Commit(put("name: 'enterprises/n' registration_park: 'parks/a' display_name: 'n'"), &a_));
  EXPECT_THAT(Commit(put("name: 'enterprises/n' registration_park: 'parks/b'"), &a_),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(Commit(put("name: 'enterprises/b' registration_park: 'parks/a'"), &a_),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(Commit(put("name: 'enterprises/o'"), &a_), HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "what is nobody's";
  EXPECT_THAT(Commit(
                  [](storage::Txn& txn) {
                    kTestRegions.Put(txn, {"regions/city"},
                                     RowOf<parks::v1::Region>("name: 'regions/city'"));
                  },
                  &a_),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "what is common";
}

TEST_F(HoldTest, WhatItGivesUpToNobodyItStillSees) {
  const auto put = [](const char* fields) {
    return [fields](storage::Txn& txn) {
      const auto row = RowOf<parks::v1::Enterprise>(fields);
      kTestEnterprises.Put(txn, {row.name()}, row);
    };
  };
  EXPECT_THAT(Commit(put("name: 'enterprises/a'"), &a_), HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(Commit(put("name: 'enterprises/n' operating_park: 'parks/a'"), &a_),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "was nobody's";
  ZGC_EXPECT_OK(Commit(put("name: 'enterprises/a' operating_park: 'parks/a'"), &a_));
  EXPECT_THAT(Commit(put("name: 'enterprises/a' operating_park: 'parks/a' display_name: 'a'"), &a_),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "it is its own no more";
}

TEST_F(HoldTest, WhoIsOfAnOrganisationIsHeldToTheOtherScopesAsWell) {
  Bounds bounds = a_;
  bounds.regions = {"regions/street"};
  bounds.organisations = {"organisations/o"};
  ASSERT_TRUE(Sees(bounds, kTestParks, "parks/a"));
  bounds.of_organisation = true;
  EXPECT_FALSE(Sees(bounds, kTestParks, "parks/a")) << "of no organisation";
  EXPECT_EQ(bounds.Text(), "organisations/o within parks/a, regions/street");
  Put(kTestPrograms, "name: 'programs/o' department: 'organisations/o'");
  const auto may_change = [&](const std::string& fields) {
    const auto now = store_->Read();
    return Sight(now, bounds).StandingOf(RowOf<funding::v1::Application>(fields))->Owns();
  };
  EXPECT_TRUE(may_change("program: 'programs/o'"));
  EXPECT_TRUE(may_change("program: 'programs/o' parks: '//park_region/parks/a'"));
  EXPECT_FALSE(may_change("program: 'programs/o' parks: '//park_region/parks/b'"));
  EXPECT_FALSE(may_change("parks: '//park_region/parks/a'"));
}

TEST_F(HoldTest, NothingIsPackedInWhatIsPacked) {
  records::v1::CorrectRecordRequest request;
  request.set_name("enterprises/a");
  request.mutable_record()->PackFrom(RowOf<parks::v1::Enterprise>("display_name: 'a'"));
  ZGC_EXPECT_OK(HoldRequest(store_->Read(), a_, request, least_));
  google::protobuf::Any packed = request.record();
  // As deep as fits into a request: none but the first is looked into.
  for (int i = 0; i < 8'000; ++i) {
    google::protobuf::Any outer;
    outer.set_type_url("type.googleapis.com/google.protobuf.Any");
    outer.set_value(packed.SerializeAsString());
    packed = std::move(outer);
  }
  *request.mutable_record() = packed;
  EXPECT_THAT(HoldRequest(store_->Read(), a_, request, least_),
              HasReason(common::v1::ERROR_REASON_INVALID_FIELD));
  records::v1::Correction inner;
  inner.mutable_values()->PackFrom(RowOf<parks::v1::Enterprise>("display_name: 'a'"));
  request.mutable_record()->PackFrom(inner);
  EXPECT_THAT(HoldRequest(store_->Read(), a_, request, least_),
              HasReason(common::v1::ERROR_REASON_INVALID_FIELD));
}

TEST_F(HoldTest, ARequestNamesNoMoreThanMayBeRead) {
  records::v1::CorrectRecordRequest request;
  request.set_name("enterprises/a");
  for (int i = 0; i < 999; ++i) request.add_evidence("enterprises/a");
  ZGC_EXPECT_OK(HoldRequest(store_->Read(), a_, request, least_));
  request.add_evidence("enterprises/a");
  EXPECT_THAT(HoldRequest(store_->Read(), a_, request, least_),
              HasReason(common::v1::ERROR_REASON_INVALID_FIELD));
}

TEST_F(HoldTest, ATextIsANameOnlyInItsForm) {
  const auto correcting = [](const std::string& fields) {
    return "name: 'enterprises/a' " + fields;
  };
  using records::v1::CorrectRecordRequest;
  for (const char* fields :
       {"request_id: 'enterprises/2019-07'", "request_id: 'parks/2019-07'",
        "evidence: 'https://intranet/enterprises/12'", "evidence: 'parks/of/2019'",
        "evidence: 'corrections/of/enterprises/12'", "evidence: 'enterprises/'"}) {
    ZGC_EXPECT_OK(Hold<CorrectRecordRequest>(correcting(fields), true)) << fields;
  }
  EXPECT_THAT(Hold<CorrectRecordRequest>(correcting("evidence: 'enterprises/b'"), true),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(HoldTest, ARecordIsTakenAwayWithItsCorrection) {
  const auto take = [](const char* id) {
    return [id](storage::Txn& txn) {
      const std::string name = absl::StrCat("enterprises/", id);
      kTestEnterprises.Delete(txn, {name});
      const std::string correction = absl::StrCat("corrections/of-", id);
      kTestCorrections.Put(
          txn, {correction},
          RowOf<records::v1::Correction>("name: '" + correction + "' record: '" + name + "'"));
    };
  };
  ZGC_EXPECT_OK(Commit(take("a"), &a_));
  EXPECT_THAT(Commit(take("b"), &a_), HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(HoldTest, ARefusalSaysNothingOfWhatIsNotSeen) {
  const auto kept = [&](const absl::Status& refusal) {
    return WithoutForeign(store_->Read(), a_, refusal);
  };
  const auto refusal = [](absl::string_view text, const std::string& subject) {
    return base::MakeError(absl::StatusCode::kAlreadyExists,
                           common::v1::ERROR_REASON_RESOURCE_EXISTS, text, {{"name", subject}});
  };
  EXPECT_EQ(kept(absl::OkStatus()), absl::OkStatus());
  const absl::Status own = refusal("enterprises/a has the code, as regions/city says", "parks/a");
  EXPECT_EQ(kept(own), own);
  for (const absl::Status& foreign :
       {refusal("enterprises/b has the code.", ""), refusal("同一编码属于enterprises/b。", ""),
        refusal("it is taken", "enterprises/b"), refusal("of //park_region/parks/b", ""),
        refusal("of parks/none", "")}) {
    const absl::Status said = kept(foreign);
    EXPECT_EQ(said.code(), absl::StatusCode::kAlreadyExists);
    EXPECT_THAT(said, HasReason(common::v1::ERROR_REASON_RESOURCE_EXISTS));
    EXPECT_THAT(said.ToString(), ::testing::Not(::testing::HasSubstr("enterprises/b")));
    EXPECT_THAT(said.ToString(), ::testing::Not(::testing::HasSubstr("parks/b")));
  }
  const absl::Status out = OutOfScope(a_, "enterprises/b");
  EXPECT_EQ(kept(out), out) << "the same as of one that is not there";
}

TEST_F(HoldTest, AListKnowsItsBounds) {
  EXPECT_EQ(BoundsOfList(), nullptr);
  EXPECT_EQ(PinOfList(), "");
  const ListScope list(a_);
  EXPECT_FALSE(list.asked());
  EXPECT_EQ(PinOfList(), "parks/a");
  EXPECT_EQ(BoundsOfList(), &a_);
  EXPECT_TRUE(list.asked());
}

}  // namespace
}  // namespace zgc::scope
