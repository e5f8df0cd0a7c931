#pragma once

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/rpc/call/test_call.h"
#include "services/funding_ledger/clients/followers.h"
#include "services/funding_ledger/formulas/formulas.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/rpc/services.h"
#include "services/funding_ledger/store/schema.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/rpc/services.h"
#include "services/park_region/store/schema.h"
#include "services/supervision_reporting/clients/followers.h"
#include "services/supervision_reporting/formulas/formulas.h"
#include "services/supervision_reporting/formulas/source_figures.h"
#include "services/supervision_reporting/rpc/services.h"
#include "services/supervision_reporting/store/schema.h"
#include "services/task_registry/formulas/formulas.h"
#include "services/task_registry/rpc/services.h"
#include "services/task_registry/store/schema.h"
#include "tests/integration/node.h"
#include "zgc/ops/v1/operations.grpc.pb.h"

namespace zgc::testing {

// As a process that does not sweep by itself.
inline rpc::Services MakeSupervision(rpc::Calls& calls, const figures::FigureBook& book,
                                     resource::SourceWatch& sources) {
  return supervision::MakeServices(calls, book, sources);
}

// The four services of the suite, started.
class Suite {
 public:
  Suite()
      : tasks_("task_registry", tasks::TaskRegistrySchema(), tasks::RegisterFormulas,
               Made(tasks::MakeServices)),
        funding_("funding_ledger", funding::FundingLedgerSchema(), funding::RegisterFormulas,
                 Made(funding::MakeServices), funding::StartFollowers, {&tasks_}),
        parks_("park_region", parks::ParkRegionSchema(), parks::RegisterFormulas,
               Made(parks::MakeServices)),
        supervision_("supervision_reporting", supervision::SupervisionSchema(),
                     supervision::RegisterFormulas, MakeSupervision, supervision::StartFollowers,
                     {&tasks_, &funding_, &parks_}, &source_figures_) {
    for (Node* node : nodes()) node->Start();
  }

  ServiceNode& tasks() { return tasks_; }
  FollowingNode& funding() { return funding_; }
  ServiceNode& parks() { return parks_; }
  FollowingNode& supervision() { return supervision_; }
  // Sources first.
  std::vector<Node*> nodes() { return {&tasks_, &funding_, &parks_, &supervision_}; }

  // Stops all and starts all.
  void Restart() {
    for (Node* node : nodes()) node->Stop();
    for (Node* node : nodes()) node->Start();
  }

  // Those that supervision follows.
  std::vector<Node*> sources() { return {&tasks_, &funding_, &parks_}; }

  // Waits until supervision finds that `source` stands so.
  void AwaitState(Node& source, ops::v1::SourceState state) {
    while (true) {
      const auto status =
          Call(supervision_.channel(), &ops::v1::OperationsService::Stub::GetServiceStatus, "");
      ASSERT_TRUE(status.ok()) << status.status();
      for (const auto& followed : status->sources()) {
        if (followed.service() == source.name() && followed.state() == state) return;
      }
      std::this_thread::yield();
    }
  }

  // Waits until supervision has read all that `source` holds.
  void AwaitCaughtUp(Node& source) {
    const int64_t wanted = source.head();
    while (true) {
      const auto status =
          Call(supervision_.channel(), &ops::v1::OperationsService::Stub::GetServiceStatus, "");
      ASSERT_TRUE(status.ok()) << status.status();
      for (const auto& followed : status->sources()) {
        if (followed.service() == source.name() && !followed.reading() &&
            followed.applied().revision() >= wanted) {
          return;
        }
      }
      std::this_thread::yield();
    }
  }

 private:
  ServiceNode tasks_;
  FollowingNode funding_;
  ServiceNode parks_;
  // What supervision derives from the figures of the others.
  const supervision::SourceFigures source_figures_;
  FollowingNode supervision_;
};

}  // namespace zgc::testing
