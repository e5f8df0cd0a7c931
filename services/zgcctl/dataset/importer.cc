#include "services/zgcctl/dataset/importer.h"

#include <algorithm>
#include <atomic>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/dataset/duplicates.h"
#include "services/zgcctl/dataset/preflight.h"
#include "services/zgcctl/output/progress.h"
#include "zgc/ops/v1/operations.pb.h"
#include "zgc/parks/v1/enterprise_service.pb.h"

namespace zgc::ctl {
namespace {

using google::protobuf::Message;
using zgc::common::v1::ERROR_REASON_REQUEST_ID_CONFLICT;

// Requests of a step under way at a time.
constexpr size_t kInFlight = 32;

// Whether a service has a resource. One that does not answer is asked once.
Lookup LookupOn(Client& client) {
  auto silent = std::make_shared<std::set<std::string>>();
  return [&client, silent](const ResourceName& name) {
    if (name.collection->get == nullptr || silent->count(name.service) > 0) {
      return Existence::kUnknown;
    }
    const auto request = NewMessage(name.collection->get->input_type());
    if (!FillMessage({{"name", name.name}}, *request).ok()) return Existence::kUnknown;
    const auto answer = client.Call(name.service, name.collection->get, *request);
    if (answer.ok()) return Existence::kExists;
    if (answer.status().code() == absl::StatusCode::kNotFound) return Existence::kMissing;
    silent->insert(name.service);
    return Existence::kUnknown;
  };
}

// Who has which credit codes on the service.
CodesTaken CodesOn(Client& client) {
  return [&client](const std::vector<std::string>& codes)
             -> absl::StatusOr<std::map<std::string, std::string>> {
    parks::v1::ListEnterprisesRequest request;
    request.set_page_size(static_cast<int32_t>(codes.size()));
    request.set_filter(absl::StrJoin(codes, " OR ", [](std::string* out, const std::string& code) {
      absl::StrAppend(out, "uscc = ", nlohmann::json(code).dump());
    }));
    ZGC_ASSIGN_OR_RETURN(
        const auto found,
        client.Get<parks::v1::ListEnterprisesResponse>(
            "park_region", "zgc.parks.v1.EnterpriseService/ListEnterprises", request));
    std::map<std::string, std::string> names;
    for (const auto& one : found.enterprises()) names[one.uscc()] = one.name();
    return names;
  };
}

struct Counts {
  int64_t made = 0;
  int64_t there = 0;
};

class Importer {
 public:
  Importer(Client& client, const Dataset& dataset) : client_(client), dataset_(dataset) {}

  ExitCode Run() {
    if (const ExitCode code = ReadRevisions(); code != kExitOk) return code;
    size_t width = 0;
    for (const Step& step : dataset_.steps) width = std::max(width, step.label().size());
    for (const Step& step : dataset_.steps) {
      const Counts counts = Send(step);
      std::cout << "  " << step.label() << std::string(width - step.label().size(), ' ') << "  "
                << counts.made << " new, " << counts.there << " already there  (" << step.file
                << ")" << std::endl;
      total_.made += counts.made;
      total_.there += counts.there;
      if (worst_ != kExitOk) {
        std::cerr << "zgcctl: the import stopped after this step; mend what is named above and run "
                     "it again: what has been written is not written twice\n";
        return worst_;
      }
    }
    return Summarize();
  }

 private:
  // Also tells whether all services that the data set needs are there.
  ExitCode ReadRevisions() {
    for (const Step& step : dataset_.steps) {
      if (before_.count(step.service) > 0) continue;
      const auto status = Status(step.service);
      if (!status.ok()) return Fail(step.service, status.status());
      before_[step.service] = status->position().revision();
    }
    return kExitOk;
  }

  absl::StatusOr<zgc::ops::v1::ServiceStatus> Status(const std::string& service) {
    return client_.Get<zgc::ops::v1::ServiceStatus>(service, "GetServiceStatus",
                                                    zgc::ops::v1::GetServiceStatusRequest());
  }

  ExitCode Summarize() {
    std::cout << dataset_.title << " (" << dataset_.id << "): " << total_.made << " requests new, "
              << total_.there << " already there\n";
    for (const auto& [service, revision] : before_) {
      const auto status = Status(service);
      if (!status.ok()) return Fail(service, status.status());
      std::cout << "  " << service << ": " << status->position().revision() - revision
                << " new commits, revision " << status->position().revision() << "\n";
    }
    return kExitOk;
  }

  Counts Send(const Step& step) {
    std::map<int, std::vector<const Request*>> waves;
    for (const Request& request : step.requests) waves[request.wave].push_back(&request);
    Progress progress(step.label(), step.requests.size());
    std::atomic<int64_t> made = 0;
    std::atomic<int64_t> there = 0;
    for (const auto& [wave, requests] : waves) {
      // What waits for a refused request would only be refused as well.
      if (worst_ != kExitOk) break;
      std::atomic<size_t> next = 0;
      std::vector<std::thread> threads;
      for (size_t i = 0; i < std::min(kInFlight, requests.size()); ++i) {
        threads.emplace_back([&, &batch = requests] {
          // After a service was lost for all of --timeout there is no use in
          // waiting as long for each of the others.
          for (size_t at = next++; at < batch.size() && worst_ != kExitUnreachable; at = next++) {
            const absl::StatusOr<int64_t> revision = SendOne(step, *batch[at], progress);
            if (revision.ok()) {
              ++(*revision > before_.at(step.service) ? made : there);
            } else {
              Refused(step, *batch[at], revision.status(), progress);
            }
            progress.Step();
          }
        });
      }
      for (std::thread& thread : threads) thread.join();
    }
    return {made, there};
  }

  // What an earlier run was refused, by the state of that time, is asked again under a new
  // id: the answer to the old one stays as it is.
  absl::StatusOr<int64_t> SendOne(const Step& step, const Request& request, Progress& progress) {
    const std::unique_ptr<Message> message(request.message->New());
    message->CopyFrom(*request.message);
    const auto* id = message->GetDescriptor()->FindFieldByName("request_id");
    for (int attempt = 2;; ++attempt) {
      const absl::StatusOr<Answer> answer =
          client_.CallPatiently(step.service, step.method.descriptor, *message, step.as);
      if (answer.ok()) return answer->revision;
      if (id == nullptr || FirstAnswer(answer.status()) != "refused") return answer.status();
      const std::string old = message->GetReflection()->GetString(*message, id);
      const std::string next =
          AttemptId(request.message->GetReflection()->GetString(*request.message, id), attempt);
      message->GetReflection()->SetString(message.get(), id, next);
      absl::MutexLock lock(&mutex_);
      progress.Clear();
      std::cerr << "zgcctl: " << request.where() << ": " << step.label() << ": refused before as "
                << old << "; asked again as " << next << "\n";
    }
  }

  void Refused(const Step& step, const Request& request, const absl::Status& status,
               Progress& progress) {
    absl::MutexLock lock(&mutex_);
    progress.Clear();
    const std::string where = absl::StrCat(request.where(), ": ", step.label());
    PrintError(where, status);
    if (base::ReasonOf(status) == ERROR_REASON_REQUEST_ID_CONFLICT) {
      std::cerr << "zgcctl: " << where
                << ": this line was imported before with other content. What is written stays: "
                   "give the line a new id, or record a correction in a line of its own\n";
    }
    if (worst_ == kExitOk) worst_ = ExitCodeOf(status);
  }

  Client& client_;
  const Dataset& dataset_;
  // Revision of each service when the import began.
  std::map<std::string, int64_t> before_;
  Counts total_;
  absl::Mutex mutex_;
  std::atomic<ExitCode> worst_ = kExitOk;
};

}  // namespace

ExitCode ImportDataset(Client& client, const std::string& folder, bool check_only) {
  Problems problems;
  Problems warnings;
  Dataset dataset = LoadDataset(folder, problems);
  Preflight(dataset, LookupOn(client), problems, warnings);
  FindDuplicates(dataset, CodesOn(client), problems, warnings);
  for (const Problem& warning : warnings.list()) {
    std::cerr << "zgcctl: warning: " << warning.where << ": " << warning.message << "\n";
  }
  for (const Problem& problem : problems.list()) {
    std::cerr << "zgcctl: " << problem.where << ": " << problem.message << "\n";
  }
  if (!problems.empty()) {
    std::cerr << "zgcctl: " << folder << ": " << problems.list().size()
              << " problems; nothing was written\n";
    return kExitBadData;
  }
  size_t requests = 0;
  for (const Step& step : dataset.steps) requests += step.requests.size();
  std::cout << dataset.title << " (" << dataset.id << "): " << requests << " requests in "
            << dataset.steps.size() << " steps\n";
  if (check_only) return kExitOk;
  return Importer(client, dataset).Run();
}

}  // namespace zgc::ctl
