#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/client.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/commands/commands.h"
#include "services/zgcctl/output/rows.h"
#include "zgc/ops/v1/operations.pb.h"

namespace zgc::ctl {
namespace {

using zgc::ops::v1::ServiceStatus;
using zgc::ops::v1::WatchChangesResponse;

constexpr absl::Duration kFirstWait = absl::Milliseconds(200);
constexpr absl::Duration kLongestWait = absl::Seconds(5);

struct WatchArguments {
  std::string service;
  // Before any revision: from now on.
  int64_t from = -1;
  std::vector<std::string> types;
  size_t limit = 0;
};

// A service that stops says UNAVAILABLE. A connection that is cut, by a proxy or
// a crash, may end a stream with these others; then no reason comes with them.
bool IsLostConnection(const absl::Status& status) {
  if (status.code() == absl::StatusCode::kUnavailable) return true;
  const bool from_service = base::ReasonOf(status) != zgc::common::v1::ERROR_REASON_UNSPECIFIED;
  return !from_service && (status.code() == absl::StatusCode::kCancelled ||
                           status.code() == absl::StatusCode::kInternal ||
                           status.code() == absl::StatusCode::kUnknown);
}

void Print(const WatchChangesResponse& commit, Format format) {
  const Json json = ToJson(commit);
  if (format == Format::kJson) {
    std::cout << json.dump() << std::endl;
    return;
  }
  const char* gap = format == Format::kTsv ? "\t" : "  ";
  for (const auto& change : commit.changes()) {
    std::cout << commit.position().revision() << gap << Cell(json["commit_time"]) << gap
              << absl::StripPrefix(ChangeKind_Name(change.kind()), "CHANGE_KIND_") << gap
              << change.resource_type() << gap << change.name() << std::endl;
  }
}

// Follows one service for as long as it lasts, over restarts of it.
class Watcher {
 public:
  Watcher(Client& client, const WatchArguments& arguments)
      : client_(client), arguments_(arguments) {}

  ExitCode Run() {
    const auto status = Status();
    if (!status.ok()) return Fail(arguments_.service, status.status());
    position_ = status->position();
    if (arguments_.from >= 0) {
      // The history that the number was read in is not known: it is taken as this one.
      position_.set_revision(arguments_.from);
      for (const auto& incarnation : status->incarnations()) {
        if (incarnation.first_revision() <= arguments_.from) {
          position_.set_incarnation(incarnation.id());
        }
      }
    } else {
      chain_ = status->chain_sha256();
    }
    absl::Duration pause = kFirstWait;
    while (true) {
      const int64_t before = position_.revision();
      const absl::Status ended = Follow();
      if (ended.ok()) return kExitOk;
      if (!IsLostConnection(ended)) return Fail(arguments_.service, ended);
      if (position_.revision() > before) pause = kFirstWait;
      std::cerr << "zgcctl: " << arguments_.service << ": lost at revision " << position_.revision()
                << ", trying again\n";
      absl::SleepFor(pause);
      pause = std::min(pause * 2, kLongestWait);
    }
  }

 private:
  absl::StatusOr<ServiceStatus> Status() {
    return client_.Get<ServiceStatus>(arguments_.service, "GetServiceStatus",
                                      zgc::ops::v1::GetServiceStatusRequest());
  }

  absl::Status Follow() {
    zgc::ops::v1::WatchChangesRequest request;
    *request.mutable_after() = position_;
    request.set_after_chain_sha256(chain_);
    for (const std::string& type : arguments_.types) request.add_resource_types(type);
    const auto method = FindMethod("WatchChanges");
    return client_.Stream(arguments_.service, method->descriptor, request,
                          [this](const auto& message) {
                            const auto& commit = static_cast<const WatchChangesResponse&>(message);
                            // A commit of which not all has come is asked for again.
                            if (!commit.more()) {
                              position_ = commit.position();
                              chain_ = commit.chain_sha256();
                            }
                            if (commit.changes_size() == 0) return true;
                            Print(commit, client_.options().format);
                            return arguments_.limit == 0 || ++count_ < arguments_.limit;
                          });
  }

  Client& client_;
  const WatchArguments& arguments_;
  zgc::common::v1::Position position_;
  // Chain value there; empty if it is not known.
  std::string chain_;
  size_t count_ = 0;
};

}  // namespace

void AddWatch(CLI::App& app, const Options& options, int& code) {
  auto* command =
      app.add_subcommand("watch", "print the changes of a service as they are committed");
  auto arguments = std::make_shared<WatchArguments>();
  command->add_option("SERVICE", arguments->service)
      ->required()
      ->check(CLI::IsMember(ServiceNames()));
  command
      ->add_option("--from", arguments->from, "begin after this revision; by default with the next")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--type", arguments->types, "only changes of this message type; repeatable");
  command->add_option("--limit", arguments->limit, "end after so many commits");
  command->footer(
      R"(A line for each change: revision, time, PUT or DELETE, type, name. With --format
json a line for each commit, resources included. If the service restarts, the watch
goes on where it was.

Example:
  zgcctl watch task_registry --from 0 --type zgc.tasks.v1.Task)");
  command->callback([&options, &code, arguments] {
    Client client(options);
    code = Watcher(client, *arguments).Run();
  });
}

}  // namespace zgc::ctl
