#include "services/zgcctl/dataset/duplicates.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/query/words.h"
#include "zgc/parks/v1/enterprise_service.pb.h"

namespace zgc::ctl {
namespace {

using zgc::parks::v1::CreateEnterpriseRequest;

constexpr char kLeaveOne[] = "; leave the right one, as chance would decide which is first";

// What a request creates.
struct CreatedEnterprise {
  const Request* request = nullptr;
  std::string name;
  std::string uscc;
  std::string normal_name;
};

std::vector<CreatedEnterprise> EnterprisesIn(const Dataset& dataset) {
  std::vector<CreatedEnterprise> all;
  for (const Step& step : dataset.steps) {
    if (step.method.descriptor->input_type() != CreateEnterpriseRequest::descriptor()) continue;
    for (const Request& request : step.requests) {
      // Messages of the generated pool.
      const auto& message = static_cast<const CreateEnterpriseRequest&>(*request.message);
      all.push_back({&request, absl::StrCat("enterprises/", message.enterprise_id()),
                     message.enterprise().uscc(),
                     query::NormalForm(message.enterprise().display_name())});
    }
  }
  return all;
}

}  // namespace

void FindDuplicates(const Dataset& dataset, const CodesTaken& taken, Problems& problems,
                    Problems& warnings) {
  const std::vector<CreatedEnterprise> all = EnterprisesIn(dataset);
  std::map<std::string, const CreatedEnterprise*> by_code;
  std::map<std::string, std::vector<const CreatedEnterprise*>> by_name;
  for (const CreatedEnterprise& one : all) {
    if (!one.uscc.empty()) {
      const auto [first, is_new] = by_code.insert({one.uscc, &one});
      if (!is_new) {
        problems.Add(one.request->where(),
                     absl::StrCat("enterprise.uscc: ", first->second->request->where(),
                                  " creates an enterprise with the same code", kLeaveOne));
        continue;
      }
    }
    if (one.normal_name.empty()) continue;
    auto& named = by_name[one.normal_name];
    const auto same = std::find_if(named.begin(), named.end(), [&](const CreatedEnterprise* other) {
      return other->uscc.empty() || one.uscc.empty();
    });
    if (same != named.end()) {
      problems.Add(one.request->where(),
                   absl::StrCat("enterprise.display_name: ", (*same)->request->where(),
                                " creates an enterprise of the same name, and one of the two has "
                                "no code",
                                kLeaveOne));
    }
    // Two tell all that later ones may be the same as.
    if (named.size() < 2) named.push_back(&one);
  }
  std::vector<std::string> codes;
  for (auto next = by_code.begin(); next != by_code.end();) {
    codes.clear();
    for (; next != by_code.end() && codes.size() < kCodesAsked; ++next) {
      codes.push_back(next->first);
    }
    const auto found = taken(codes);
    if (!found.ok()) {
      warnings.Add(dataset.id,
                   absl::StrCat("whether codes of enterprises are on the service is not "
                                "known: ",
                                found.status().message()));
      return;
    }
    for (const auto& [code, name] : *found) {
      const CreatedEnterprise& one = *by_code.at(code);
      if (one.name == name) continue;
      problems.Add(one.request->where(), absl::StrCat("enterprise.uscc: ", name,
                                                      " on the service has this code already"));
    }
  }
}

}  // namespace zgc::ctl
