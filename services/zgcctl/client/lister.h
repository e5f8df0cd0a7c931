#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/json_text.h"

namespace zgc::ctl {

// All rows of a List method, page by page at one revision, at most `limit` (0:
// no limit). `fields` are set in the request.
absl::StatusOr<std::vector<Json>> ListAll(Client& client, const std::string& service,
                                          const google::protobuf::MethodDescriptor* method,
                                          Json fields, size_t limit);

}  // namespace zgc::ctl
