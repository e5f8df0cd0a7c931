#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/query/field_index.h"
#include "common/query/text_index.h"
#include "common/testing/any_call.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

// The lists of a service, held against its descriptors.
namespace zgc::testing {

// A filter that no index helps, and an order that is none, are refused; the answer can say how many
// there are in all.
inline void ListTakesFilterAndOrder(const std::shared_ptr<grpc::Channel>& channel,
                                    const google::protobuf::MethodDescriptor& method) {
  const auto refused = [&](const char* field, const char* text) {
    const auto asked = NewMessage(*method.input_type());
    const auto* of_request = method.input_type()->FindFieldByName(field);
    if (of_request == nullptr) return absl::StrCat("there is no ", field);
    // What is required is there, so that no more is wrong.
    const auto* parent = method.input_type()->FindFieldByName("parent");
    if (parent != nullptr) asked->GetReflection()->SetString(asked.get(), parent, "none/none");
    asked->GetReflection()->SetString(asked.get(), of_request, text);
    const auto response = NewMessage(*method.output_type());
    return CallAny(channel, method, *asked, *response, "someone").ToString();
  };
  const auto& row = *method.output_type()->field(0)->message_type();
  if (method.input_type()->FindFieldByName("parent") == nullptr) {
    EXPECT_THAT(refused("filter", "name != x"),
                ::testing::HasSubstr(absl::StrCat("would read every ", row.name())));
    EXPECT_THAT(refused("order_by", "nothing"),
                ::testing::HasSubstr("\"nothing\" is neither name nor"));
  }
  EXPECT_NE(method.input_type()->FindFieldByName("order_by"), nullptr);
  EXPECT_NE(method.output_type()->FindFieldByName("total_size"), nullptr);
}

// Every list takes a filter and an order and goes through an index, but for `no_rows`, each with
// the reason. Each field by which a request filters is an indexed field of what it lists, and so is
// the title by which searches find that, but for `others`, "ListParks.zone", which their use cases
// find otherwise or not. What is there allows all.
inline void ListsGoThroughIndexes(
    const std::shared_ptr<grpc::Channel>& channel,
    const std::vector<const google::protobuf::ServiceDescriptor*>& services,
    std::set<std::string> others, std::map<std::string, std::string> no_rows = {}) {
  const std::set<std::string> kReading = {"page_size", "page_token", "revision", "min_revision",
                                          "read_mask", "filter",     "order_by"};
  for (const auto* service : services) {
    if (service->file()->package() == "zgc.ops.v1") {
      no_rows.insert(
          {{"ListAuditRecords", "commits, by the indexes of the log"}, {"ListBackups", "folders"}});
    }
    if (service->full_name() == "zgc.records.v1.RecordService") {
      no_rows.insert({"ListRecordVersions", "of one record, from its history"});
    }
    for (int i = 0; i < service->method_count(); ++i) {
      const auto& method = *service->method(i);
      const auto& request = *method.input_type();
      if (!absl::StartsWith(method.name(), "List") || no_rows.erase(method.name()) > 0) continue;
      SCOPED_TRACE(method.full_name());
      const auto& row = *method.output_type()->field(0)->message_type();
      const std::vector<query::FieldPath>& indexed = query::IndexedFields(row);
      const auto is_indexed = [&](const std::string& field) {
        return std::any_of(indexed.begin(), indexed.end(), [&](const auto& path) {
          const std::string of_row = query::PathName(path);
          return of_row == field || of_row == field + "s";
        });
      };
      std::set<std::string> fields;
      for (int j = 0; j < request.field_count(); ++j) fields.insert(request.field(j)->name());
      for (int j = 0; j < row.field_count(); ++j) {
        if (query::IsTitle(*row.field(j))) fields.insert(row.field(j)->name());
      }
      for (const std::string& field : fields) {
        const bool is_other = others.erase(absl::StrCat(method.name(), ".", field)) > 0;
        EXPECT_TRUE(is_other || kReading.contains(field) || is_indexed(field))
            << field << " is no indexed field of " << row.name();
      }
      EXPECT_FALSE(indexed.empty());
      ListTakesFilterAndOrder(channel, method);
    }
  }
  EXPECT_THAT(others, ::testing::IsEmpty());
  EXPECT_THAT(no_rows, ::testing::IsEmpty());
}

}  // namespace zgc::testing
