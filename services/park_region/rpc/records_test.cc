// Corrections, voids and versions over real connections.
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/policy_roles.h"
#include "gmock/gmock.h"
#include "services/park_region/rpc/services.h"
#include "services/park_region/store/schema.h"
#include "zgc/ops/v1/operations.grpc.pb.h"
#include "zgc/parks/v1/enterprise_service.grpc.pb.h"
#include "zgc/parks/v1/park_service.grpc.pb.h"
#include "zgc/records/v1/record_service.grpc.pb.h"

namespace zgc::parks {
namespace {

using records::v1::RecordService;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr char kRecord[] =
    "record { [type.googleapis.com/zgc.parks.v1.Enterprise] { $0 } } update_mask { paths: '$1' } ";

class RecordsTest : public ::testing::Test {
 protected:
  explicit RecordsTest(const std::string& policy = "")
      : server_(
            "park_region", ParkRegionSchema(),
            [](rpc::Server& server) { return MakeServices(server.calls()); }, policy) {}

  absl::StatusOr<v1::Enterprise> Create(const std::string& id) {
    return server_.Call(&v1::EnterpriseService::Stub::CreateEnterprise,
                        absl::StrCat("enterprise_id: '", id, "' enterprise { display_name: '", id,
                                     "' } request_id: 'create-", id, "'"),
                        "clerk");
  }
  absl::StatusOr<records::v1::Correction> Correct(const std::string& name,
                                                  const std::string& values,
                                                  const std::string& path,
                                                  const std::string& more = "") {
    return server_.Call(&RecordService::Stub::CorrectRecord,
                        absl::StrCat("name: '", name, "' reason: '录入有误' evidence: '营业执照' ",
                                     absl::Substitute(kRecord, values, path), more),
                        "clerk");
  }
  absl::StatusOr<records::v1::Correction> Void(const std::string& name,
                                               const std::string& more = "") {
    return server_.Call(&RecordService::Stub::VoidRecord,
                        absl::StrCat("name: '", name, "' reason: '重复登记' ", more), "clerk");
  }
  absl::StatusOr<v1::Enterprise> Get(const std::string& id, int64_t revision = 0) {
    return server_.Call(&v1::EnterpriseService::Stub::GetEnterprise,
                        absl::StrCat("name: 'enterprises/", id, "' revision: ", revision), "");
  }
  absl::StatusOr<records::v1::ListRecordVersionsResponse> Versions(const std::string& name,
                                                                   const std::string& more = "") {
    return server_.Call(&RecordService::Stub::ListRecordVersions,
                        absl::StrCat("name: '", name, "' ", more), "");
  }

  rpc::TestServer server_;
};

// A strict client would lose the whole page for one text that is none.
TEST_F(RecordsTest, TheAuditNamesEachResourceOnceAndNothingElse) {
  ZGC_ASSERT_OK(Create("e"));
  ZGC_ASSERT_OK(Correct("enterprises/e", "display_name: '甲公司'", "display_name", ""));
  ZGC_ASSERT_OK(Void("enterprises/e"));
  const auto audit = server_.Call(&ops::v1::OperationsService::Stub::ListAuditRecords, "", "clerk");
  ZGC_ASSERT_OK(audit);
  int voids = 0;
  for (const auto& record : audit->records()) {
    std::set<std::string> seen;
    for (const std::string& name : record.resources()) {
      EXPECT_THAT(name, ::testing::MatchesRegex("[a-zA-Z]+/[a-zA-Z0-9.-]+")) << record.method();
      EXPECT_TRUE(seen.insert(name).second) << record.method() << " names " << name << " twice";
    }
    if (!absl::EndsWith(record.method(), "VoidRecord")) continue;
    ++voids;
    EXPECT_TRUE(seen.contains("enterprises/e"));
  }
  EXPECT_EQ(voids, 1);
}

TEST_F(RecordsTest, WhatWasRefusedIsFoundByWhatItWasAbout) {
  ZGC_ASSERT_OK(Create("e"));
  ZGC_ASSERT_OK(server_.Call(&v1::EnterpriseService::Stub::CreateEnterprise,
                             "enterprise_id: 'b' enterprise { display_name: 'b' head_enterprise: "
                             "'enterprises/e' }",
                             "clerk"));
  EXPECT_THAT(Void("enterprises/e", "request_id: 'v'"), HasReason(ERROR_REASON_RECORD_CITED));
  EXPECT_THAT(server_.Call(&v1::EnterpriseService::Stub::UpdateEnterprise,
                           "enterprise { name: 'enterprises/none' display_name: 'n' } request_id: "
                           "'u'",
                           "clerk"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  const auto results = [this](const std::string& resource) {
    const auto audit = server_.Call(&ops::v1::OperationsService::Stub::ListAuditRecords,
                                    "resource: '" + resource + "'", "clerk");
    ZGC_EXPECT_OK(audit);
    std::vector<std::string> found;
    for (const auto& record : audit->records()) found.push_back(record.result());
    return found;
  };
  EXPECT_THAT(results("enterprises/e"), ::testing::UnorderedElementsAre("OK", "RECORD_CITED"));
  EXPECT_THAT(results("enterprises/none"), ::testing::ElementsAre("RESOURCE_NOT_FOUND"));
}

TEST_F(RecordsTest, ACorrectionSaysWhatChangedWhyAndByWhom) {
  const auto created = Create("e");
  ZGC_ASSERT_OK(created);
  const auto corrected = Correct("enterprises/e", "display_name: '甲公司'", "display_name",
                                 absl::StrCat("etag: '", created->etag(), "' request_id: 'c1'"));
  ZGC_ASSERT_OK(corrected);
  EXPECT_EQ(corrected->record(), "enterprises/e");
  EXPECT_EQ(corrected->kind(), records::v1::CORRECTION_KIND_FIELDS);
  EXPECT_EQ(corrected->state(), records::v1::CORRECTION_STATE_APPLIED);
  EXPECT_EQ(corrected->reason(), "录入有误");
  EXPECT_EQ(corrected->evidence(0), "营业执照");
  EXPECT_EQ(corrected->record_etag(), created->etag());
  ASSERT_EQ(corrected->changes_size(), 1);
  EXPECT_EQ(corrected->changes(0).before(), "\"e\"");
  EXPECT_EQ(corrected->changes(0).after(), "\"甲公司\"");
  ASSERT_EQ(corrected->steps_size(), 1);
  EXPECT_EQ(corrected->steps(0).actor(), "clerk");
  v1::Enterprise values;
  ASSERT_TRUE(corrected->values().UnpackTo(&values));
  EXPECT_EQ(values.DebugString(),
            "display_name: \"\\347\\224\\262\\345\\205\\254\\345\\217\\270\"\n");

  const auto now = Get("e");
  ZGC_ASSERT_OK(now);
  EXPECT_EQ(now->display_name(), "甲公司");
  EXPECT_EQ(now->revision(), corrected->applied_revision());
  EXPECT_EQ(Get("e", created->revision())->display_name(), "e");
  // The same request again is the same answer, also after a start.
  server_.Restart();
  const auto again = Correct("enterprises/e", "display_name: '甲公司'", "display_name",
                             absl::StrCat("etag: '", created->etag(), "' request_id: 'c1'"));
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->name(), corrected->name());
  EXPECT_THAT(
      Correct("enterprises/e", "display_name: '乙公司'", "display_name", "request_id: 'c1'"),
      HasReason(ERROR_REASON_REQUEST_ID_CONFLICT));
  // The etag of before is not that of now.
  EXPECT_THAT(Correct("enterprises/e", "display_name: '乙公司'", "display_name",
                      absl::StrCat("etag: '", created->etag(), "'")),
              HasReason(ERROR_REASON_ETAG_MISMATCH));
  EXPECT_THAT(Void("enterprises/e", absl::StrCat("etag: '", created->etag(), "'")),
              HasReason(ERROR_REASON_ETAG_MISMATCH));
  const auto got = server_.Call(&RecordService::Stub::GetCorrection,
                                absl::StrCat("name: '", corrected->name(), "'"), "");
  ZGC_ASSERT_OK(got);
  EXPECT_EQ(got->SerializeAsString(), corrected->SerializeAsString());
}

TEST_F(RecordsTest, WhatIsOnlyCheckedChangesNothing) {
  const auto created = Create("e");
  ZGC_ASSERT_OK(
      Correct("enterprises/e", "display_name: '甲'", "display_name", "validate_only: true"));
  ZGC_ASSERT_OK(Void("enterprises/e", "validate_only: true"));
  EXPECT_EQ(Get("e")->etag(), created->etag());
  EXPECT_EQ(Versions("enterprises/e")->versions_size(), 1);
}

TEST_F(RecordsTest, WhatCannotBeCorrectedIsSaid) {
  ZGC_ASSERT_OK(Create("e"));
  const auto first = Correct("enterprises/e", "display_name: '甲'", "display_name");
  ZGC_ASSERT_OK(first);
  const auto refused = [&](const std::string& name, const std::string& why) {
    EXPECT_THAT(Correct(name, "display_name: 'x'", "display_name"),
                FailsWith(kInvalid, HasSubstr(why)));
    EXPECT_THAT(Void(name), FailsWith(kInvalid, HasSubstr(why)));
    EXPECT_THAT(Versions(name),
                FailsWith(kInvalid, HasSubstr("is of no kind of records that this service has")));
  };
  const auto fixed = [&](const std::string& name, const std::string& why) {
    const auto correction = Correct(name, "display_name: 'x'", "display_name");
    EXPECT_THAT(correction, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
    EXPECT_THAT(std::string(correction.status().message()), HasSubstr(why));
    EXPECT_THAT(Void(name), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  };
  fixed(first->name(), "a correction is never corrected itself");
  fixed("observations/o", "open: ReportObservation, RetractObservation");
  refused("//task_registry/tasks/t", "is a record of another service");
  refused("nothing/e", "is of no kind of records that this service has");
  refused("enterprises/", "is of no kind of records that this service has");
  refused("nothing/e", "these can be corrected: regions/, parks/, ");
  EXPECT_THAT(Correct("enterprises/none", "display_name: 'x'", "display_name"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_THAT(Correct("enterprises/e", "display_name: 'x'", "colour"),
              FailsWith(kInvalid, HasSubstr("\"colour\"")));
  EXPECT_THAT(Correct("enterprises/e", "display_name: 'x'", "uscc_state"),
              FailsWith(kInvalid, HasSubstr("\"uscc_state\"")));
  EXPECT_THAT(Correct("enterprises/e", "display_name: '甲'", "display_name"),
              FailsWith(kInvalid, HasSubstr("has these values already")));
  EXPECT_THAT(Correct("enterprises/e", "display_name: ''", "display_name"),
              FailsWith(kInvalid, HasSubstr("enterprise.display_name")));
  const std::string rest = "name: 'enterprises/e' reason: 'r' update_mask { paths: 'uscc' } ";
  EXPECT_THAT(server_.Call(&RecordService::Stub::CorrectRecord,
                           rest + "record { [type.googleapis.com/zgc.parks.v1.Park] {} }", "clerk"),
              FailsWith(kInvalid, HasSubstr("and not a zgc.parks.v1.Enterprise")));
  EXPECT_THAT(server_.Call(&RecordService::Stub::CorrectRecord,
                           rest + "record { type_url: 'type.googleapis.com/zgc.parks.v1.Enterprise'"
                                  " value: '\\377' }",
                           "clerk"),
              FailsWith(kInvalid, HasSubstr("its bytes are no")));
  EXPECT_THAT(server_.Call(&RecordService::Stub::CorrectRecord, rest + "record {}", "clerk"),
              FailsWith(kInvalid, HasSubstr("record")));
}

TEST_F(RecordsTest, AVoidedRecordIsGoneForReadersAndFollowersAndItsVersionsStay) {
  const auto created = Create("e");
  ZGC_ASSERT_OK(created);
  const auto voided = Void("enterprises/e");
  ZGC_ASSERT_OK(voided);
  EXPECT_EQ(voided->kind(), records::v1::CORRECTION_KIND_VOID);
  const auto gone = Get("e");
  EXPECT_THAT(gone, HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_THAT(gone.status().message(), HasSubstr("voided by " + voided->name()));
  ZGC_EXPECT_OK(Get("e", created->revision()));
  EXPECT_THAT(server_.Call(&v1::EnterpriseService::Stub::CreateEnterprise,
                           "enterprise_id: 'e' enterprise { display_name: 'again' }", "clerk"),
              FailsWith(absl::StatusCode::kAlreadyExists, HasSubstr(voided->name())));
  EXPECT_THAT(Correct("enterprises/e", "display_name: 'x'", "display_name"),
              FailsWith(absl::StatusCode::kNotFound, HasSubstr(voided->name())));

  const auto versions = Versions("enterprises/e");
  ZGC_ASSERT_OK(versions);
  ASSERT_EQ(versions->versions_size(), 2);
  EXPECT_EQ(versions->versions(0).method(), "/zgc.parks.v1.EnterpriseService/CreateEnterprise");
  EXPECT_EQ(versions->versions(0).person(), "clerk");
  EXPECT_TRUE(versions->versions(0).has_row());
  EXPECT_EQ(versions->versions(1).method(), "/zgc.records.v1.RecordService/VoidRecord");
  EXPECT_EQ(versions->versions(1).correction(), voided->name());
  EXPECT_EQ(versions->versions(1).reason(), "重复登记");
  EXPECT_FALSE(versions->versions(1).has_row());
  EXPECT_GT(versions->versions(1).time().seconds(), 0);

  grpc::ClientContext context;
  ops::v1::WatchChangesRequest request;
  request.add_resource_types("zgc.parks.v1.Enterprise");
  *request.mutable_after() = server_.server().store().PositionAt(created->revision());
  const auto watch =
      ops::v1::OperationsService::NewStub(server_.channel())->WatchChanges(&context, request);
  ops::v1::WatchChangesResponse batch;
  ASSERT_TRUE(watch->Read(&batch));
  ASSERT_EQ(batch.changes_size(), 1);
  EXPECT_EQ(batch.changes(0).kind(), ops::v1::CHANGE_KIND_DELETE);
  EXPECT_EQ(batch.changes(0).name(), "enterprises/e");
  context.TryCancel();
}

TEST_F(RecordsTest, ListsGoByPages) {
  ZGC_ASSERT_OK(Create("e"));
  ZGC_ASSERT_OK(Create("f"));
  std::vector<std::string> made;
  for (const char* name : {"甲", "乙", "丙"}) {
    const auto one =
        Correct("enterprises/e", absl::StrCat("display_name: '", name, "'"), "display_name");
    ZGC_ASSERT_OK(one);
    made.push_back(one->name());
  }
  ZGC_ASSERT_OK(Correct("enterprises/f", "display_name: '丁'", "display_name"));
  const auto list = [&](const std::string& fields) {
    std::vector<std::string> names;
    std::string token;
    do {
      const auto page =
          server_.Call(&RecordService::Stub::ListCorrections,
                       absl::StrCat("page_size: 2 page_token: '", token, "' ", fields), "");
      ZGC_EXPECT_OK(page);
      if (!page.ok()) break;
      for (const auto& one : page->corrections()) names.push_back(one.name());
      token = page->next_page_token();
    } while (!token.empty());
    return names;
  };
  EXPECT_EQ(list("record: 'enterprises/e'"), made);
  EXPECT_EQ(list("").size(), 4u);
  EXPECT_EQ(list("record: 'enterprises/none'").size(), 0u);

  std::string token;
  std::vector<std::string> after;
  do {
    const auto page =
        Versions("enterprises/e", absl::StrCat("page_size: 3 page_token: '", token, "'"));
    ZGC_ASSERT_OK(page);
    for (const auto& version : page->versions()) {
      after.push_back(version.changes_size() == 1 ? version.changes(0).before() : "");
    }
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(after, (std::vector<std::string>{"", "\"e\"", "\"甲\"", "\"乙\""}));
  EXPECT_THAT(Versions("enterprises/none"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

// Whoever may not create a record of a kind may not correct or void one.
TEST(RecordsPolicyTest, AMethodOfAllKindsIsOpenWhereTheirCreationIs) {
  const testing::PolicyRoles roles;
  const testing::TempDir dir;
  const std::string policy = dir.path() + "/policy.json";
  roles.Write("reporter", policy);
  rpc::TestServer server(
      "park_region", ParkRegionSchema(),
      [](rpc::Server& made) { return MakeServices(made.calls()); }, policy);
  ZGC_ASSERT_OK(
      server.server().store().Apply({}, [](storage::Txn& txn) -> absl::StatusOr<std::string> {
        v1::Park park;
        park.set_name("parks/a");
        park.set_kind(v1::PARK_KIND_SUB_PARK);
        Save(txn, kParks, park);
        v1::Enterprise enterprise;
        enterprise.set_name("enterprises/e");
        Save(txn, kEnterprises, enterprise);
        return "";
      }));
  EXPECT_THAT(server.Call(&RecordService::Stub::VoidRecord, "name: 'parks/a' reason: 'r'", "clerk"),
              HasReason(ERROR_REASON_PERMISSION_DENIED));
  EXPECT_THAT(server.Call(&RecordService::Stub::CorrectRecord,
                          "name: 'parks/a' reason: 'r' record { "
                          "[type.googleapis.com/zgc.parks.v1.Park] { display_name: 'x' } } "
                          "update_mask { paths: 'display_name' }",
                          "clerk"),
              HasReason(ERROR_REASON_PERMISSION_DENIED));
  ZGC_EXPECT_OK(
      server.Call(&RecordService::Stub::VoidRecord, "name: 'enterprises/e' reason: 'r'", "clerk"));
  EXPECT_THAT(server.Call(&RecordService::Stub::ApproveCorrection,
                          "name: 'corrections/000000000001'", "clerk"),
              HasReason(ERROR_REASON_PERMISSION_DENIED));
}

}  // namespace
}  // namespace zgc::parks
