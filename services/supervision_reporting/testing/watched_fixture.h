#pragma once

#include <map>
#include <string>

#include "services/supervision_reporting/domain/proposals/proposals.h"
#include "services/supervision_reporting/domain/sources/source_batches.h"
#include "services/supervision_reporting/testing/overdue_fixture.h"
#include "zgc/tasks/v1/duties.pb.h"
#include "zgc/tasks/v1/milestones.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::supervision {

// A store with a matter that is due on 2019-03-20, and what follows of others.
class WatchedFixture : public OverdueFixture {
 protected:
  // What a service streams next: that a row is there, or gone if `fields` is empty.
  template <typename Row>
  void Stream(const std::string& name, const std::string& fields,
              const std::string& service = "task_registry") {
    int64_t& streamed = streamed_[service];
    resource::FeedPart part;
    part.mutable_position()->set_revision(streamed + 1);
    ops::v1::Change& change = *part.add_changes();
    change.set_resource_type(Row::descriptor()->full_name());
    change.set_name(name);
    change.set_kind(fields.empty() ? ops::v1::CHANGE_KIND_DELETE : ops::v1::CHANGE_KIND_PUT);
    Row row;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &row)) << fields;
    row.set_name(name);
    change.mutable_resource()->PackFrom(row);
    ZGC_EXPECT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      resource::Standing known;
      known.service = service;
      known.store_id = "s";
      if (streamed == 0) SaveStanding(txn, known);
      ZGC_RETURN_IF_ERROR(ApplyPart(txn, {service, "s", streamed, streamed}, part));
      return "";
    }));
    ++streamed;
  }
  void StreamTask(const std::string& id, const std::string& state, const std::string& deadline,
                  const std::string& more = "") {
    Stream<tasks::v1::Task>(
        "tasks/" + id,
        absl::StrCat("title: '任务", id, "' lead_department: 'organisations/a' ",
                     "state: TASK_STATE_", state, " deadline: '", deadline, "' ", more));
  }

 private:
  std::map<std::string, int64_t> streamed_;
};

}  // namespace zgc::supervision
