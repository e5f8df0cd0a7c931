#include "services/zgcctl/client/lister.h"

#include <algorithm>

#include "common/base/status_macros.h"

namespace zgc::ctl {

absl::StatusOr<std::vector<Json>> ListAll(Client& client, const std::string& service,
                                          const google::protobuf::MethodDescriptor* method,
                                          Json fields, size_t limit) {
  // As many as services send at once.
  constexpr size_t kPage = 1000;
  std::vector<Json> rows;
  std::string token;
  do {
    const auto request = NewMessage(method->input_type());
    fields["page_size"] = limit == 0 ? kPage : std::min(kPage, limit - rows.size());
    fields["page_token"] = token;
    ZGC_RETURN_IF_ERROR(FillMessage(fields, *request));
    ZGC_ASSIGN_OR_RETURN(const Answer answer, client.CallPatiently(service, method, *request));
    const Json page = ToJson(*answer.message);
    token = page.value("next_page_token", "");
    for (const auto& [key, value] : page.items()) {
      if (value.is_array()) rows.insert(rows.end(), value.begin(), value.end());
    }
  } while (!token.empty() && (limit == 0 || rows.size() < limit));
  return rows;
}

}  // namespace zgc::ctl
