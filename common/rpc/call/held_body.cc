#include "common/rpc/call/held_body.h"

#include <utility>

#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/contract/rules.h"
#include "common/scope/concealed.h"
#include "common/scope/hold.h"
#include "common/scope/marks.h"
#include "common/scope/methods.h"
#include "common/scope/sight.h"

namespace zgc::rpc {
namespace {

using google::protobuf::Message;

// Or null.
const google::protobuf::MethodDescriptor* MethodOf(const Call& call) {
  // "/pkg.Service/Method"
  const std::string name = absl::StrReplaceAll(absl::StripPrefix(call.method, "/"), {{"/", "."}});
  return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
}

scope::Holding HoldingOfCall(const Call& call) {
  const auto* method = MethodOf(call);
  return method == nullptr ? scope::Holding::kRefused : scope::HoldingOf(*method);
}

absl::Status HeldGet(const Call& call, const storage::Snapshot& snapshot, const Message& response,
                     const Calls::ReadBody& body) {
  const absl::Status answer = body(snapshot);
  // What a figure lacks, which has no row of its own, is not told apart either: that a part has no
  // such value, for one.
  const bool has_table = scope::Sight::TableOf(snapshot, call.resource) != nullptr;
  if (absl::IsNotFound(answer) || (absl::IsInvalidArgument(answer) && !has_table))
    return scope::OutOfScope(*call.bounds, call.resource);
  ZGC_RETURN_IF_ERROR(answer);
  return scope::HoldAnswer(snapshot, *call.bounds, response);
}

// The texts of each of the `filters` of a request.
std::vector<std::vector<std::string>> FiltersOf(const Message& request) {
  std::vector<std::vector<std::string>> filters;
  const auto* field = request.GetDescriptor()->FindFieldByName("filters");
  for (int i = 0; i < request.GetReflection()->FieldSize(request, field); ++i) {
    const Message& filter = request.GetReflection()->GetRepeatedMessage(request, field, i);
    const auto* values = filter.GetDescriptor()->FindFieldByName("values");
    auto& names = filters.emplace_back();
    for (int j = 0; j < filter.GetReflection()->FieldSize(filter, values); ++j) {
      names.push_back(filter.GetReflection()->GetRepeatedString(filter, values, j));
    }
  }
  return filters;
}

// Each figure is held besides, as of what it is in truth.
absl::Status HeldFigures(const Call& call, const storage::Snapshot& snapshot,
                         const Message& request, const Message& response,
                         const Calls::ReadBody& body) {
  ZGC_RETURN_IF_ERROR(scope::HoldFilters(snapshot, *call.bounds, FiltersOf(request), call.method));
  ZGC_RETURN_IF_ERROR(body(snapshot));
  const auto& reflection = *response.GetReflection();
  for (const char* name : {"cells", "totals"}) {
    const auto* field = response.GetDescriptor()->FindFieldByName(name);
    for (int i = 0; i < reflection.FieldSize(response, field); ++i) {
      ZGC_RETURN_IF_ERROR(scope::HoldAnswer(snapshot, *call.bounds,
                                            reflection.GetRepeatedMessage(response, field, i)));
    }
  }
  return absl::OkStatus();
}

// The text of a field of a request, or nothing if it has none of that name.
std::string TextIn(const Message& request, const char* name) {
  const auto* field = request.GetDescriptor()->FindFieldByName(name);
  const bool is_text = field != nullptr && !field->is_repeated() &&
                       field->type() == google::protobuf::FieldDescriptor::TYPE_STRING;
  return is_text ? request.GetReflection()->GetString(request, field) : "";
}

absl::Status HeldList(const Call& call, const storage::Snapshot& snapshot, const Message& request,
                      const Message& response, const Calls::ReadBody& body) {
  const auto* rows = response.GetDescriptor()->field(0)->message_type();
  for (const char* by : {"filter", "order_by"}) {
    if (rows != nullptr && scope::IsByConcealed(*rows, TextIn(request, by))) {
      return scope::OutOfScope(*call.bounds, by);
    }
  }
  const scope::ListScope list(*call.bounds);
  ZGC_RETURN_IF_ERROR(body(snapshot));
  const bool common = rows != nullptr && scope::MarksOf(*rows).common();
  // A list that is made without knowing of bounds has all rows.
  return common || list.asked() ? absl::OkStatus()
                                : scope::ClosedToScopes(*call.bounds, call.method);
}

absl::Status RunHeld(scope::Holding holding, const Call& call, const storage::Snapshot& snapshot,
                     const Message& request, const Message& response, const Calls::ReadBody& body) {
  switch (holding) {
    case scope::Holding::kGet:
      return HeldGet(call, snapshot, response, body);
    case scope::Holding::kNamed: {
      ZGC_RETURN_IF_ERROR(scope::HoldNamed(snapshot, *call.bounds, call.resource));
      const scope::ListScope list(*call.bounds);
      return body(snapshot);
    }
    case scope::Holding::kOwn:
      return body(snapshot);
    case scope::Holding::kFigures:
      return HeldFigures(call, snapshot, request, response, body);
    case scope::Holding::kList:
      return HeldList(call, snapshot, request, response, body);
    case scope::Holding::kWrite:
    case scope::Holding::kRefused:
      break;
  }
  return scope::ClosedToScopes(*call.bounds, call.method);
}

}  // namespace

absl::Status CheckHeld(const Call& call) {
  const bool held = call.bounds == nullptr || HoldingOfCall(call) != scope::Holding::kRefused;
  return held ? absl::OkStatus() : scope::ClosedToScopes(*call.bounds, call.method);
}

Calls::ReadBody HeldRead(const Call& call, const storage::Store& store, const Message& request,
                         Message& response, Calls::ReadBody body) {
  if (call.bounds == nullptr) return body;
  return [call, &store, &request, &response, holding = HoldingOfCall(call),
          body = std::move(body)](const storage::Snapshot& snapshot) -> absl::Status {
    const scope::HistoryScope history(store);
    ZGC_RETURN_IF_ERROR(
        scope::HoldRequest(snapshot, *call.bounds, request, common::v1::STAKE_UNSPECIFIED));
    const absl::Status done = RunHeld(holding, call, snapshot, request, response, body);
    if (!done.ok()) return scope::WithoutForeign(snapshot, *call.bounds, done);
    scope::Conceal(response);
    return absl::OkStatus();
  };
}

Calls::WriteBody HeldWrite(const Call& call, const Message& request, Calls::WriteBody body) {
  if (call.bounds == nullptr) return body;
  return [call, &request, holding = HoldingOfCall(call), body = std::move(body)](
             storage::Txn& txn, const base::Actor& actor) -> absl::Status {
    if (holding != scope::Holding::kWrite) return scope::ClosedToScopes(*call.bounds, call.method);
    const common::v1::Stake least = scope::LeastStakeOf(*MethodOf(call));
    ZGC_RETURN_IF_ERROR(scope::HoldRequest(txn, *call.bounds, request, least));
    const absl::Status done = body(txn, actor);
    // As of what the caller may know, which the transaction may have removed.
    if (!done.ok()) return scope::WithoutForeign(txn.Before(), *call.bounds, done);
    return scope::HoldChanges(txn, *call.bounds, least);
  };
}

absl::Status HoldReplayed(const Call& call, const storage::Store& store, int64_t revision,
                          const Message& response) {
  if (call.bounds == nullptr) return absl::OkStatus();
  if (revision <= 1) return scope::HoldAnswer(store.Read(), *call.bounds, response);
  ZGC_ASSIGN_OR_RETURN(const storage::Snapshot before, store.ReadAt(revision - 1));
  return scope::HoldAnswer(store.Read(), *call.bounds, response, &before);
}

void ConcealAnswer(const Call& call, Message& response) {
  if (call.bounds != nullptr) scope::Conceal(response);
}

absl::Status HeldRefusal(const Call& call, const storage::Reader& reader,
                         const absl::Status& refusal) {
  return call.bounds == nullptr ? refusal : scope::WithoutForeign(reader, *call.bounds, refusal);
}

}  // namespace zgc::rpc
