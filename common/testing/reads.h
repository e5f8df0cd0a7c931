#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/page.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace zgc::testing {

// What a method that reads answers; `fields` is the request in text format.
template <typename Response, typename Request>
absl::StatusOr<Response> Got(const storage::Reader& reader,
                             absl::StatusOr<Response> (*get)(const storage::Reader&,
                                                             const Request&),
                             const std::string& fields) {
  Request request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
  return get(reader, request);
}

// The names of the rows of a list that fits a page.
template <typename Response, typename Request>
std::vector<std::string> Listed(const storage::Reader& reader,
                                absl::StatusOr<std::string> (*list)(const storage::Reader&,
                                                                    const Request&,
                                                                    const storage::Page&,
                                                                    Response&),
                                const std::string& fields = "") {
  Request request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
  Response response;
  const auto next = list(reader, request, {}, response);
  EXPECT_TRUE(next.ok() && next->empty()) << next.status();
  const auto* rows = Response::descriptor()->field(0);
  const auto* name = rows->message_type()->FindFieldByName("name");
  const auto* reflection = response.GetReflection();
  std::vector<std::string> names;
  for (int i = 0; i < reflection->FieldSize(response, rows); ++i) {
    const auto& row = reflection->GetRepeatedMessage(response, rows, i);
    names.push_back(row.GetReflection()->GetString(row, name));
  }
  return names;
}

}  // namespace zgc::testing
