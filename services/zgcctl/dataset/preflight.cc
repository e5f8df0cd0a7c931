#include "services/zgcctl/dataset/preflight.h"

#include <algorithm>
#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/digest.h"
#include "common/contract/contract.h"
#include "common/contract/rules.h"
#include "services/zgcctl/dataset/references.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/figures/v1/observations.pb.h"

namespace zgc::ctl {
namespace {

// Longest request id that services take.
constexpr size_t kMaxRequestId = 128;

std::string Shortened(const std::string& id) {
  if (id.size() <= kMaxRequestId) return id;
  const std::string digest = absl::BytesToHexString(base::Sha256(id)).substr(0, 32);
  return absl::StrCat(id.substr(0, kMaxRequestId - digest.size() - 1), "~", digest);
}

// Where a resource is created.
struct Origin {
  size_t step = 0;
  size_t request = 0;
};

// A computed figure, "figures/ic-grantees@2019", stands or falls with its
// indicator, an observed one with its observation.
ResourceName Basis(const ResourceName& name) {
  absl::string_view id = name.name;
  if (!absl::ConsumePrefix(&id, "figures/")) return name;
  ResourceName basis = name;
  const size_t at = id.find('@');
  basis.name = at == absl::string_view::npos ? absl::StrCat("observations/", id)
                                             : absl::StrCat("indicators/", id.substr(0, at));
  basis.collection =
      &CollectionOf(at == absl::string_view::npos ? zgc::figures::v1::Observation::descriptor()
                                                  : zgc::figures::v1::Indicator::descriptor())[0];
  return basis;
}

class Checker {
 public:
  Checker(Dataset& dataset, const Lookup& lookup, Problems& problems, Problems& warnings)
      : dataset_(dataset), lookup_(lookup), problems_(problems), warnings_(warnings) {}

  void Run() {
    for (size_t i = 0; i < dataset_.steps.size(); ++i) {
      for (size_t j = 0; j < dataset_.steps[i].requests.size(); ++j) NoteOrigin(i, j);
    }
    NameRequests();
    CheckContracts();
    for (size_t i = 0; i < dataset_.steps.size(); ++i) {
      Order(i, References(i));
    }
  }

 private:
  Request& At(const Origin& origin) { return dataset_.steps[origin.step].requests[origin.request]; }

  void NoteOrigin(size_t step, size_t index) {
    Request& request = dataset_.steps[step].requests[index];
    if (!request.creates) return;
    const auto [first, is_new] = origins_.insert({request.subject, {step, index}});
    if (!is_new) {
      problems_.Add(request.where(), absl::StrCat(request.subject, " is created already at ",
                                                  At(first->second).where()));
    }
    const size_t at = request.subject.find("/indicators/");
    if (at == std::string::npos) return;
    const auto [owner, first_owner] =
        indicators_.insert({request.subject.substr(at + 1), {step, index}});
    if (!first_owner &&
        dataset_.steps[owner->second.step].service != dataset_.steps[step].service) {
      problems_.Add(request.where(),
                    absl::StrCat("a figure with two owners: ", owner->first, " is created in ",
                                 dataset_.steps[owner->second.step].service, " at ",
                                 At(owner->second).where()));
    }
  }

  // "<data set>/<service>/<method>/<id>". The second request of a method to the
  // same resource has "#2" behind it, and so on; two that are alike are a
  // mistake.
  void NameRequests() {
    std::map<std::string, int> uses;
    std::map<std::string, std::string> bodies;
    for (Step& step : dataset_.steps) {
      for (Request& request : step.requests) {
        Message& message = *request.message;
        const auto* field = message.GetDescriptor()->FindFieldByName("request_id");
        if (field == nullptr) continue;
        const std::string place =
            absl::StrCat(dataset_.id, "/", step.service, "/", step.method.descriptor->name(), "/");
        const std::string body = place + ToJson(message).dump();
        const auto [first, is_new] = bodies.insert({body, request.where()});
        if (!is_new) {
          problems_.Add(request.where(), absl::StrCat("the same request as ", first->second));
        }
        std::string id = message.GetReflection()->GetString(message, field);
        if (id.empty()) id = place + IdOf(step, request);
        const int use = ++uses[id];
        if (use > 1) absl::StrAppend(&id, "#", use);
        message.GetReflection()->SetString(&message, field, Shortened(id));
      }
    }
  }

  // What services say of a request by itself: what must be there, how it is written.
  void CheckContracts() {
    for (const Step& step : dataset_.steps) {
      for (const Request& request : step.requests) {
        const auto add = [&](const std::string& field, const std::string& what) {
          problems_.Add(request.where(), absl::StrCat(field, ": ", what));
        };
        contract::Walk(
            *request.message, "", add,
            [&](const std::string& field, const std::string& type, const std::string& name) {
              const std::string& collection = contract::CollectionOf(type);
              // "parks/a", or "//park_region/parks/a" where another service holds it.
              const size_t owner = absl::StartsWith(name, "//") ? name.find('/', 2) + 1 : 0;
              if (!absl::StartsWith(name.substr(owner), collection)) {
                add(field, absl::StrCat("\"", name, "\" is not ", collection, "{id}"));
              }
            });
      }
    }
  }

  static std::string IdOf(const Step& step, const Request& request) {
    if (request.subject.empty()) return request.where();
    return std::string(absl::StripPrefix(request.subject, absl::StrCat("//", step.service, "/")));
  }

  // For each request of a step the others of the step that it needs.
  std::vector<std::vector<size_t>> References(size_t index) {
    Step& step = dataset_.steps[index];
    std::vector<std::vector<size_t>> needs(step.requests.size());
    std::map<std::string, size_t> last;
    for (size_t i = 0; i < step.requests.size(); ++i) {
      Request& request = step.requests[i];
      if (!request.subject.empty()) {
        const auto [before, is_new] = last.insert({request.subject, i});
        if (!is_new) needs[i].push_back(before->second);
        before->second = i;
      }
      FindReferences(*request.message, step.service, [&](const Reference& reference) {
        Check({index, i}, reference, needs[i]);
      });
    }
    return needs;
  }

  void Check(const Origin& from, const Reference& reference, std::vector<size_t>& needs) {
    const Request& request = At(from);
    const ResourceName basis = Basis(reference.name);
    if (request.creates && basis.full() == request.subject) return;
    const auto origin = origins_.find(basis.full());
    if (origin == origins_.end()) {
      LookUp(request, reference, basis);
      return;
    }
    if (reference.across) return;
    if (origin->second.step > from.step) {
      problems_.Add(request.where(),
                    absl::StrCat(reference.field, ": ", reference.name.name,
                                 " is created only later, at ", At(origin->second).where()));
    } else if (origin->second.step == from.step) {
      needs.push_back(origin->second.request);
    }
  }

  void LookUp(const Request& request, const Reference& reference, const ResourceName& basis) {
    const auto [known, is_new] = looked_up_.insert({basis.full(), Existence::kUnknown});
    if (is_new) known->second = lookup_(basis);
    if (known->second == Existence::kExists) return;
    const bool missing = known->second == Existence::kMissing;
    (missing ? problems_ : warnings_)
        .Add(request.where(),
             absl::StrCat(reference.field, ": ", reference.name.full(),
                          " is not created in this data set",
                          missing ? absl::StrCat(" and not on ", basis.service)
                                  : "; whether it is on the service is not known"));
  }

  // Waves: a request comes after what it needs. Requests that need each other
  // in a circle are a problem.
  void Order(size_t index, const std::vector<std::vector<size_t>>& needs) {
    auto& requests = dataset_.steps[index].requests;
    std::vector<bool> placed(requests.size(), false);
    size_t left = requests.size();
    for (int wave = 0; left > 0; ++wave) {
      std::vector<size_t> now;
      for (size_t i = 0; i < requests.size(); ++i) {
        if (!placed[i] && std::all_of(needs[i].begin(), needs[i].end(),
                                      [&](size_t need) { return placed[need]; })) {
          now.push_back(i);
        }
      }
      if (now.empty()) break;
      for (const size_t i : now) {
        placed[i] = true;
        requests[i].wave = wave;
      }
      left -= now.size();
    }
    for (size_t i = 0; i < requests.size(); ++i) {
      if (!placed[i]) {
        problems_.Add(requests[i].where(), "refers to itself through others of the file");
      }
    }
  }

  using Message = google::protobuf::Message;

  Dataset& dataset_;
  const Lookup& lookup_;
  Problems& problems_;
  Problems& warnings_;
  std::map<std::string, Origin> origins_;
  // By name without the service.
  std::map<std::string, Origin> indicators_;
  std::map<std::string, Existence> looked_up_;
};

}  // namespace

void Preflight(Dataset& dataset, const Lookup& lookup, Problems& problems, Problems& warnings) {
  Checker(dataset, lookup, problems, warnings).Run();
}

std::string AttemptId(const std::string& id, int attempt) {
  return Shortened(absl::StrCat(id, "!", attempt));
}

}  // namespace zgc::ctl
