#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/actor.h"
#include "common/contract/rules.h"
#include "common/records/corrections.h"
#include "common/records/versions.h"
#include "common/resource/suspect_amount.h"
#include "common/storage/store.h"
#include "common/testing/any_call.h"
#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "google/api/resource.pb.h"
#include "gtest/gtest.h"

namespace zgc::testing {

// Corrections and voids of the records of a service, without gRPC.
class Records {
 public:
  // Both outlive it.
  Records(const std::unique_ptr<storage::Store>& store, const records::Kinds& kinds)
      : store_(store), kinds_(kinds) {}

  // `values` is the row in text format, with the fields of the paths.
  absl::StatusOr<records::v1::Correction> Correct(const std::string& name,
                                                  const std::vector<std::string>& paths,
                                                  const std::string& values,
                                                  const std::string& person = "clerk",
                                                  const std::string& etag = "") {
    records::v1::CorrectRecordRequest request;
    request.set_name(name);
    request.set_reason("录入有误");
    request.set_etag(etag);
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    const records::Kind* kind = kinds_.Of(name);
    if (kind != nullptr) request.mutable_record()->PackFrom(*ParsedAs(kind->row(), values));
    return InCommit(person, "CorrectRecord", [&](storage::Txn& txn, const base::Actor& actor) {
      return records::CorrectRecord(txn, actor, kinds_, resource::kSuspectAmountYuan, request);
    });
  }
  absl::StatusOr<records::v1::Correction> Void(const std::string& name,
                                               const std::string& person = "clerk") {
    records::v1::VoidRecordRequest request;
    request.set_name(name);
    request.set_reason("重复登记");
    return InCommit(person, "VoidRecord", [&](storage::Txn& txn, const base::Actor& actor) {
      return records::VoidRecord(txn, actor, kinds_, request);
    });
  }
  absl::StatusOr<records::v1::Correction> Approve(const std::string& name,
                                                  const std::string& person) {
    records::v1::ApproveCorrectionRequest request;
    request.set_name(name);
    return InCommit(person, "ApproveCorrection", [&](storage::Txn& txn, const base::Actor& actor) {
      return records::ApproveCorrection(txn, actor, kinds_, request);
    });
  }
  absl::StatusOr<records::v1::Correction> Reject(const std::string& name,
                                                 const std::string& person) {
    records::v1::RejectCorrectionRequest request;
    request.set_name(name);
    request.set_reason("依据不足");
    return InCommit(person, "RejectCorrection", [&](storage::Txn& txn, const base::Actor& actor) {
      return records::RejectCorrection(txn, actor, request);
    });
  }
  // All of them, from pages of `page_size`.
  absl::StatusOr<std::vector<records::v1::RecordVersion>> Versions(const std::string& name,
                                                                   int page_size = 2) {
    std::vector<records::v1::RecordVersion> versions;
    storage::Page page;
    page.size = page_size;
    records::v1::ListRecordVersionsRequest request;
    request.set_name(name);
    do {
      records::v1::ListRecordVersionsResponse response;
      ZGC_ASSIGN_OR_RETURN(page.start, records::ListRecordVersions(*store_, store_->Read(), request,
                                                                   page, response));
      versions.insert(versions.end(), response.versions().begin(), response.versions().end());
    } while (!page.start.empty());
    return versions;
  }

  // What is corrected in the test of each kind.
  struct Case {
    std::string name;
    // Empty of a kind whose rows never change.
    std::string path;
    // In text format, with that field.
    std::string values;
  };
  // Corrects and voids a record of every kind, in this order: nothing may cite one when it is its
  // turn.
  void CorrectAndVoidEveryKind(const std::vector<Case>& cases) {
    std::set<const records::Kind*> tried;
    for (const Case& one : cases) {
      SCOPED_TRACE(one.name);
      const records::Kind* kind = kinds_.Of(one.name);
      ASSERT_NE(kind, nullptr);
      tried.insert(kind);
      EXPECT_EQ(one.path.empty(), kind->correctable().empty());
      if (!one.path.empty()) CorrectOne(*kind, one);
      RefuseTheRest(*kind, one.name);
      VoidOne(*kind, one.name);
    }
    for (const records::Kind* kind : kinds_.all()) {
      EXPECT_TRUE(tried.contains(kind)) << kind->collection() << " is left out";
      EXPECT_NE(MethodOf(kind->created_by()), nullptr) << kind->created_by();
    }
  }

  // Every type of records in the store is a kind, or says which methods mend such a record.
  void ExpectEveryTypeToBeListed(const storage::Schema& schema) {
    for (const storage::Column& column : schema.columns) {
      const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          std::string(column.row_type.name()));
      if (type == nullptr || !column.history) continue;
      const std::string& resource = contract::ResourceTypeOf(*type);
      const std::string service = resource.substr(0, resource.find('/'));
      if (service != schema.name && service != "figures" && service != "records") continue;
      SCOPED_TRACE(resource);
      const std::string name = AnyNameOf(*type);
      const records::FixedType* fixed = kinds_.FixedOf(name);
      EXPECT_NE(kinds_.Of(name) == nullptr, fixed == nullptr);
      if (fixed != nullptr) ExpectRefusedWithItsWays(*fixed, name);
    }
  }

 private:
  // "parks/x" of "parks/{park}".
  static std::string AnyNameOf(const google::protobuf::Descriptor& type) {
    std::vector<std::string> parts =
        absl::StrSplit(type.options().GetExtension(google::api::resource).pattern(0), '/');
    for (std::string& part : parts) {
      if (absl::StartsWith(part, "{")) part = "x";
    }
    return absl::StrJoin(parts, "/");
  }
  void ExpectRefusedWithItsWays(const records::FixedType& fixed, const std::string& name) {
    const auto corrected = Correct(name, {"display_name"}, "");
    EXPECT_THAT(corrected, HasReason(common::v1::ERROR_REASON_ILLEGAL_TRANSITION));
    EXPECT_THAT(corrected.status().message(), ::testing::HasSubstr(fixed.why));
    EXPECT_THAT(Void(name), HasReason(common::v1::ERROR_REASON_ILLEGAL_TRANSITION));
    EXPECT_FALSE(fixed.ways.empty());
    std::vector<std::string> open;
    for (const std::string& way : fixed.ways) {
      EXPECT_NE(MethodOf(way), nullptr) << way;
      open.push_back(way.substr(way.rfind('/') + 1));
    }
    EXPECT_THAT(corrected.status().message(),
                ::testing::HasSubstr("open: " + absl::StrJoin(open, ", ")));
  }

  template <typename Body>
  absl::StatusOr<records::v1::Correction> InCommit(const std::string& person,
                                                   const std::string& method, Body body) {
    records::v1::Correction correction;
    storage::Origin origin;
    origin.person = person;
    origin.method = method;
    const auto done = store_->Apply(origin, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(correction, body(txn, base::Actor{"", person}));
      return "";
    });
    if (!done.ok()) return done.status();
    return correction;
  }

  static const google::protobuf::MethodDescriptor* MethodOf(std::string path) {
    path = path.substr(1);
    path[path.rfind('/')] = '.';
    return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(path);
  }

  // Applied at once, or by a second person.
  void ExpectApplied(const absl::StatusOr<records::v1::Correction>& correction, bool confirmed) {
    ZGC_ASSERT_OK(correction);
    if (!confirmed) {
      EXPECT_EQ(correction->state(), records::v1::CORRECTION_STATE_APPLIED);
      return;
    }
    EXPECT_EQ(correction->state(), records::v1::CORRECTION_STATE_PROPOSED);
    EXPECT_THAT(Approve(correction->name(), "clerk"),
                HasReason(common::v1::ERROR_REASON_SEPARATION_OF_DUTIES));
    ZGC_EXPECT_OK(Approve(correction->name(), "second"));
  }
  bool Confirmed(const records::Kind& kind, const std::string& name) {
    const auto row = kind.Find(store_->Read(), name);
    EXPECT_TRUE(row.ok() && *row != nullptr) << name;
    return row.ok() && *row != nullptr && kind.Confirmed(**row);
  }

  void CorrectOne(const records::Kind& kind, const Case& one) {
    const bool confirmed = Confirmed(kind, one.name);
    const auto correction = Correct(one.name, {one.path}, one.values);
    ExpectApplied(correction, confirmed);
    ASSERT_TRUE(correction.ok());
    ASSERT_GT(correction->changes_size(), 0);
    const auto versions = Versions(one.name);
    ZGC_ASSERT_OK(versions);
    EXPECT_GT(versions->size(), 1u);
    EXPECT_EQ(versions->back().correction(), correction->name());
    ASSERT_EQ(versions->back().changes_size(), correction->changes_size());
    for (int i = 0; i < correction->changes_size(); ++i) {
      EXPECT_THAT(versions->back().changes(i).SerializeAsString(),
                  correction->changes(i).SerializeAsString());
    }
    EXPECT_THAT(Correct(one.name, {one.path}, one.values),
                FailsWith(absl::StatusCode::kInvalidArgument,
                          ::testing::HasSubstr("has these values already")));
  }

  void RefuseTheRest(const records::Kind& kind, const std::string& name) {
    const std::set<std::string> correctable(kind.correctable().begin(), kind.correctable().end());
    for (int i = 0; i < kind.row().field_count(); ++i) {
      const std::string& field = kind.row().field(i)->name();
      if (correctable.contains(field)) continue;
      EXPECT_THAT(Correct(name, {field}, ""),
                  FailsWith(absl::StatusCode::kInvalidArgument,
                            ::testing::HasSubstr(absl::StrCat("\"", field, "\""))));
    }
  }

  void VoidOne(const records::Kind& kind, const std::string& name) {
    const bool confirmed = Confirmed(kind, name);
    const auto voided = Void(name);
    ExpectApplied(voided, confirmed);
    ASSERT_TRUE(voided.ok());
    const auto row = kind.Find(store_->Read(), name);
    ASSERT_TRUE(row.ok());
    EXPECT_EQ(*row, nullptr);
    const auto again = Void(name);
    EXPECT_THAT(again, HasReason(common::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
    EXPECT_THAT(again.status().message(), ::testing::HasSubstr("voided by " + voided->name()));
    EXPECT_THAT(resource::CheckNotVoided(store_->Read(), name),
                HasReason(common::v1::ERROR_REASON_RESOURCE_EXISTS));
    const auto versions = Versions(name);
    ZGC_ASSERT_OK(versions);
    EXPECT_EQ(versions->back().correction(), voided->name());
    EXPECT_FALSE(versions->back().has_row());
  }

  const std::unique_ptr<storage::Store>& store_;
  const records::Kinds& kinds_;
};

}  // namespace zgc::testing
