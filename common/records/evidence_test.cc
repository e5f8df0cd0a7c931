#include "common/records/evidence.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/digest.h"
#include "common/records/citations.h"
#include "common/records/records_schema.h"
#include "common/testing/reads.h"
#include "common/testing/records_matrix.h"
#include "common/testing/store_fixture.h"
#include "gmock/gmock.h"
#include "zgc/figures/v1/observations.pb.h"
#include "zgc/tasks/v1/milestones.pb.h"
#include "zgc/tasks/v1/organisations.pb.h"
#include "zgc/tasks/v1/task_service.pb.h"

namespace zgc::records {
namespace {

using tasks::v1::Milestone;
using tasks::v1::Organisation;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr resource::Rows<Organisation> kOffices{
    {.id = 10, .name = "organisations", .in_feed = true}};
constexpr resource::Rows<Milestone> kSteps{{.id = 11, .name = "milestones", .in_feed = true}};
constexpr resource::Rows<figures::v1::Observation> kObserved{
    {.id = 12, .name = "observations", .in_feed = true}};

const Kinds& EvidenceKinds() {
  static const auto* const offices = new KindOf<Organisation>(
      kOffices, {.created_by = "/zgc.tasks.v1.OrganisationService/CreateOrganisation",
                 .field = "organisation"});
  static const auto* const kinds = new Kinds({&EvidenceKind(), offices});
  return *kinds;
}

storage::Schema OfficesSchema() {
  storage::Schema schema;
  schema.name = "task_registry";
  schema.columns = storage::Columns(kOffices, kSteps, kObserved);
  return schema;
}

class EvidenceTest : public testing::StoreFixture {
 protected:
  EvidenceTest() : StoreFixture(WithRecords(OfficesSchema())) {}

  absl::StatusOr<v1::Evidence> Add(const std::string& id, const std::string& fields = "") {
    return Do(CreateEvidence, absl::StrCat("evidence_id: '", id, "' evidence { title: '关于", id,
                                           "的通知' issuer: '市政府' ", fields, " }"));
  }
  std::vector<std::string> Check(const std::string& fields) {
    const auto found =
        CheckEvidenceFile(store_->Read(), testing::Parsed<v1::CheckEvidenceFileRequest>(fields));
    ZGC_EXPECT_OK(found);
    std::vector<std::string> names;
    if (!found.ok()) return names;
    for (const v1::Evidence& row : found->evidence()) names.push_back(row.name());
    return names;
  }
  template <typename Row>
  void Put(const resource::Rows<Row>& table, const std::string& fields) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      resource::Save(txn, table, testing::Parsed<Row>(fields));
      return "";
    }));
  }
  // What the contract says of a record with that evidence.
  absl::Status Citing(const std::string& text) {
    Organisation row =
        testing::Parsed<Organisation>("display_name: 'o' kind: ORGANISATION_KIND_DEPARTMENT");
    row.add_evidence(text);
    resource::Checks checks;
    checks.Contract(store_->Read(), row, "organisation.");
    return checks.ToStatus();
  }

  testing::Records records_{store_, EvidenceKinds()};
};

std::string Digest(base::DigestKind kind) {
  return absl::BytesToHexString(base::Hasher::View(base::Hasher(kind).Add("文件").Finish()));
}
std::string WithDigest(base::DigestKind kind) {
  return absl::StrCat("digest_algorithm: FILE_DIGEST_ALGORITHM_",
                      kind == base::DigestKind::kSm3 ? "SM3" : "SHA256", " digest: '", Digest(kind),
                      "' size_bytes: 6 ");
}

TEST_F(EvidenceTest, ADocumentIsRecordedAndFoundByItsNumberAndItsFile) {
  constexpr auto kSha256 = base::DigestKind::kSha256;
  constexpr auto kSm3 = base::DigestKind::kSm3;
  ZGC_ASSERT_OK(Add("a", absl::StrCat("number: '京政发〔2019〕1号' issue_date: '2019-03-01' "
                                      "as_of_date: '2018-12-31' source_agency: '统计局' link: "
                                      "'https://example.org' ",
                                      WithDigest(kSha256))));
  ZGC_ASSERT_OK(Add("b", absl::StrCat("number: '京政发〔2019〕1号' ", WithDigest(kSm3))));
  ZGC_ASSERT_OK(Add("c"));
  EXPECT_EQ(Got(store_->Read(), GetEvidence, "name: 'evidence/a'")->size_bytes(), 6);
  EXPECT_THAT(Listed(store_->Read(), ListEvidence, "number: '京政发〔2019〕1号'"),
              ElementsAre("evidence/a", "evidence/b"));
  EXPECT_THAT(Listed(store_->Read(), ListEvidence,
                     absl::StrCat("filter: 'digest = \"", Digest(kSm3), "\"'")),
              ElementsAre("evidence/b"));
  EXPECT_THAT(Check(absl::StrCat("sha256: '", Digest(kSha256), "' sm3: '", Digest(kSm3), "'")),
              ElementsAre("evidence/a", "evidence/b"));
  EXPECT_THAT(Check(absl::StrCat("sm3: '", Digest(kSm3), "'")), ElementsAre("evidence/b"));
  // A digest of one kind is none of the other.
  EXPECT_THAT(Check(absl::StrCat("sha256: '", Digest(kSm3), "'")), IsEmpty());
  EXPECT_THAT(Check(absl::StrCat("sm3: '", std::string(64, '0'), "'")), IsEmpty());
  ZGC_ASSERT_OK(records_.Void("evidence/b"));
  EXPECT_THAT(Check(absl::StrCat("sm3: '", Digest(kSm3), "'")), IsEmpty());
}

TEST_F(EvidenceTest, WhatIsNoDocumentIsRefusedByTheNameOfTheField) {
  EXPECT_THAT(Add("A"), FailsWith(kInvalid, HasSubstr("evidence_id")));
  EXPECT_THAT(Add("a", "issue_date: '2019'"), FailsWith(kInvalid, HasSubstr("issue_date")));
  EXPECT_THAT(Add("a", "issue_date: '9999-01-01'"),
              FailsWith(kInvalid, HasSubstr("9999-01-01 is after today, ")));
  for (const char* link : {"javascript:alert(1)", " https://example.org", "ftp://example.org",
                           "notice.pdf", "https://example.org/\\\"onclick"}) {
    EXPECT_THAT(Add("a", absl::StrCat("link: \"", link, "\"")),
                FailsWith(kInvalid, HasSubstr("evidence.link")))
        << link;
  }
  EXPECT_THAT(Add("a", "digest: 'abc' digest_algorithm: FILE_DIGEST_ALGORITHM_SM3"),
              FailsWith(kInvalid, HasSubstr("64 hexadecimal digits in lower case")));
  EXPECT_THAT(Add("a", absl::StrCat("digest: '", std::string(64, 'A'), "'")),
              FailsWith(kInvalid, HasSubstr("is required of a digest")));
  EXPECT_THAT(Add("a", "digest_algorithm: FILE_DIGEST_ALGORITHM_SM3"),
              FailsWith(kInvalid, HasSubstr("belongs to a digest")));
  EXPECT_THAT(Add("a", "size_bytes: 6"), FailsWith(kInvalid, HasSubstr("evidence.size_bytes")));
  EXPECT_THAT(Do(CreateEvidence, "evidence_id: 'a' evidence {}"),
              FailsWith(kInvalid, HasSubstr("evidence.title")));
  ZGC_ASSERT_OK(Add("a"));
  EXPECT_THAT(Add("a"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
  for (const char* wrong : {"", "sha256: 'abc'", "sm3: 'X'"}) {
    EXPECT_THAT(
        CheckEvidenceFile(store_->Read(), testing::Parsed<v1::CheckEvidenceFileRequest>(wrong)),
        HasReason(ERROR_REASON_INVALID_FIELD))
        << wrong;
  }
}

TEST_F(EvidenceTest, ANameThatIsCitedExistsAndAnyOtherTextRefersFreely) {
  EXPECT_THAT(Citing("evidence/a"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  ZGC_ASSERT_OK(Add("a"));
  ZGC_EXPECT_OK(Citing("evidence/a"));
  // One's own full name is that name.
  ZGC_EXPECT_OK(Citing("//task_registry/evidence/a"));
  EXPECT_THAT(Citing("//task_registry/evidence/b"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(Citing("evidence/A b"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  for (const char* free : {"《通知》第3页", "https://example.org/evidence/x", "//host/folder/file",
                           "//park_region/evidence/x", "//host"}) {
    ZGC_EXPECT_OK(Citing(free)) << free;
  }
  for (const char* wrong : {"//park_region/evidence/", "//park_region/evidence/X",
                            "//park_region/evidence", "///evidence/x", "//a/evidence/x/y"}) {
    EXPECT_THAT(Citing(wrong), FailsWith(kInvalid, HasSubstr("is not //{service}/evidence/{id}")))
        << wrong;
  }
}

TEST_F(EvidenceTest, WhatIsCitedIsNotVoided) {
  for (const char* id : {"a", "b", "c", "d"}) ZGC_ASSERT_OK(Add(id));
  Put(kOffices,
      "name: 'organisations/o' display_name: 'o' kind: ORGANISATION_KIND_DEPARTMENT evidence: "
      "'evidence/a' evidence: 'x'");
  // Steps cite what was handed in with them, and nothing else.
  Put(kSteps,
      "name: 'milestones/m' steps { evidence: 'evidence/b' evidence: 'organisations/o' note: "
      "'evidence/d' }");
  v1::CorrectRecordRequest request;
  request.set_name("organisations/o");
  request.set_reason("r");
  request.add_evidence("evidence/c");
  request.mutable_update_mask()->add_paths("display_name");
  request.mutable_record()->PackFrom(testing::Parsed<Organisation>("display_name: 'p'"));
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    ZGC_RETURN_IF_ERROR(
        CorrectRecord(txn, {"", "clerk"}, EvidenceKinds(), 1'000'000, request).status());
    return "";
  }));
  // Others rest on it: its correction takes two.
  const auto waits = records_.Correct("evidence/a", {"number"}, "number: '2号'");
  ZGC_ASSERT_OK(waits);
  EXPECT_EQ(waits->state(), v1::CORRECTION_STATE_PROPOSED);
  ZGC_ASSERT_OK(records_.Approve(waits->name(), "second"));
  for (const char* id : {"a", "b", "c"}) {
    EXPECT_THAT(records_.Void(absl::StrCat("evidence/", id)), HasReason(ERROR_REASON_RECORD_CITED))
        << id;
  }
  ZGC_EXPECT_OK(records_.Void("evidence/d"));
  EXPECT_THAT(Citing("evidence/d"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  // A correction is no citation of the record that it corrects.
  ZGC_EXPECT_OK(records_.Void("organisations/o"));
  ZGC_EXPECT_OK(records_.Void("evidence/a"));
  // Made anew, they are the same.
  Open();
  EXPECT_THAT(CitingOf(store_->Read(), "evidence/c", 10)->names,
              ElementsAre("corrections/000000000007"));
}

TEST_F(EvidenceTest, WhatIsCitedByItsFullNameIsNotVoided) {
  for (const char* id : {"a", "b", "c"}) ZGC_ASSERT_OK(Add(id));
  Put(kOffices,
      "name: 'organisations/o' display_name: 'o' kind: ORGANISATION_KIND_DEPARTMENT evidence: "
      "'//task_registry/evidence/a' evidence: '//park_region/evidence/c'");
  Put(kSteps, "name: 'milestones/m' steps { evidence: '//task_registry/evidence/b' }");
  for (const char* id : {"a", "b"}) {
    EXPECT_THAT(records_.Void(absl::StrCat("evidence/", id)), HasReason(ERROR_REASON_RECORD_CITED))
        << id;
  }
  ZGC_EXPECT_OK(records_.Void("evidence/c")) << "that of another service is cited";
}

TEST_F(EvidenceTest, ADocumentIsCitedAsEvidenceIs) {
  const auto reached = [&](const std::string& document) {
    auto request = testing::Parsed<tasks::v1::CancelTaskRequest>("name: 'tasks/t' reason: 'r'");
    request.set_document(document);
    return resource::Checks(store_->Read(), request).ToStatus();
  };
  ZGC_EXPECT_OK(reached("会议纪要"));
  EXPECT_THAT(reached("evidence/a"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(reached("//task_registry/evidence/a"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  ZGC_ASSERT_OK(Add("a"));
  ZGC_EXPECT_OK(reached("evidence/a"));
  ZGC_EXPECT_OK(reached("//task_registry/evidence/a"));
}

// An observation is never voided, so that its evidence would never be either.
TEST_F(EvidenceTest, WhatWasRejectedHoldsNoEvidence) {
  ZGC_ASSERT_OK(Add("a"));
  ZGC_ASSERT_OK(Add("b"));
  const auto put = [&](const char* id, const char* state) {
    Put(kObserved, absl::StrCat("name: 'observations/o' indicator: 'indicators/i' evidence: "
                                "'evidence/",
                                id, "' state: OBSERVATION_STATE_", state));
  };
  put("a", "REPORTED");
  EXPECT_THAT(records_.Void("evidence/a"), HasReason(ERROR_REASON_RECORD_CITED));
  put("a", "REJECTED");
  ZGC_EXPECT_OK(records_.Void("evidence/a"));
  put("b", "RETRACTED");
  EXPECT_THAT(records_.Void("evidence/b"), HasReason(ERROR_REASON_RECORD_CITED))
      << "it was said on that ground";
}

TEST_F(EvidenceTest, IsCorrectedLikeAnyRecord) {
  ZGC_ASSERT_OK(Add("a"));
  ZGC_ASSERT_OK(records_.Correct("evidence/a", {"number"}, "number: '1号'"));
  EXPECT_THAT(Listed(store_->Read(), ListEvidence, "number: '1号'"), ElementsAre("evidence/a"));
  EXPECT_THAT(records_.Correct("evidence/a", {"digest"}, "digest: 'x'"),
              FailsWith(kInvalid, HasSubstr("evidence.digest")));
}

}  // namespace
}  // namespace zgc::records
