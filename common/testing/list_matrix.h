#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/query/field_index.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/any_call.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

// The lists of a service, held against its descriptors.
namespace zgc::testing {

// Each field by which a request of a list filters is an indexed field of what it lists, but for
// `others`, "ListParks.zone", which their use cases find otherwise; and a filter that no index
// helps is refused. `services` are full names; `server` allows all.
inline void ListsGoThroughIndexes(rpc::TestServer& server, const std::vector<std::string>& services,
                                  std::set<std::string> others) {
  const std::set<std::string> kReading = {"page_size", "page_token", "revision", "min_revision",
                                          "read_mask", "filter",     "order_by"};
  for (const std::string& name : services) {
    const auto* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    ASSERT_NE(service, nullptr) << name;
    for (int i = 0; i < service->method_count(); ++i) {
      const auto& method = *service->method(i);
      const auto& request = *method.input_type();
      if (!absl::StartsWith(method.name(), "List") ||
          request.FindFieldByName("page_token") == nullptr) {
        continue;
      }
      SCOPED_TRACE(method.full_name());
      const auto& row = *method.output_type()->field(0)->message_type();
      const std::vector<query::FieldPath> indexed = query::IndexedFields(row);
      for (int j = 0; j < request.field_count(); ++j) {
        const std::string& field = request.field(j)->name();
        if (kReading.contains(field) || others.erase(absl::StrCat(method.name(), ".", field)) > 0) {
          continue;
        }
        const bool found = std::any_of(indexed.begin(), indexed.end(), [&](const auto& path) {
          const std::string of_row = query::PathName(path);
          return of_row == field || of_row == field + "s";
        });
        EXPECT_TRUE(found) << field << " is no indexed field of " << row.name();
      }
      const auto* filter = request.FindFieldByName("filter");
      if (filter == nullptr) continue;
      EXPECT_FALSE(indexed.empty());
      const auto asked = NewMessage(request);
      asked->GetReflection()->SetString(asked.get(), filter, "name != x");
      const auto response = NewMessage(*method.output_type());
      EXPECT_THAT(
          std::string(CallAny(server.channel(), method, *asked, *response, "someone").ToString()),
          ::testing::HasSubstr(absl::StrCat("would read every ", row.name())));
    }
  }
  EXPECT_THAT(others, ::testing::IsEmpty());
}

}  // namespace zgc::testing
