#pragma once

#include <google/protobuf/message.h>

#include "absl/status/status.h"
#include "common/rpc/call/calls.h"

// What runs of a call whose caller is bound to scopes: see common/scope.
namespace zgc::rpc {

// Refuses a method that cannot be held to the bounds.
absl::Status CheckHeld(const Call& call);

// The same body, held to the bounds; the messages outlive it.
Calls::ReadBody HeldRead(const Call& call, const storage::Store& store,
                         const google::protobuf::Message& request,
                         google::protobuf::Message& response, Calls::ReadBody body);
Calls::WriteBody HeldWrite(const Call& call, const google::protobuf::Message& request,
                           Calls::WriteBody body);
// Of an answer that the commit of `revision` has given before, what that has taken away counting
// as it was; and of a refusal, which may be one as well.
absl::Status HoldReplayed(const Call& call, const storage::Store& store, int64_t revision,
                          const google::protobuf::Message& response);
absl::Status HeldRefusal(const Call& call, const storage::Reader& reader,
                         const absl::Status& refusal);
// Takes out of the answer to a write what its caller does not see.
void ConcealAnswer(const Call& call, google::protobuf::Message& response);

}  // namespace zgc::rpc
