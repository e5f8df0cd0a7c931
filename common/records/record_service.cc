#include "common/records/record_service.h"

#include "common/query/search.h"
#include "common/records/corrections.h"
#include "common/records/evidence.h"
#include "common/records/versions.h"
#include "common/rpc/call/method.h"

namespace zgc::records {

rpc::Services::value_type MakeRecordService(rpc::Calls& calls, const Kinds& kinds) {
  // Whoever may not create a record may not change or remove it either.
  const auto created_by = [&kinds](const std::string& name) {
    const Kind* kind = kinds.Of(name);
    return kind == nullptr ? "" : kind->created_by();
  };
  return rpc::MakeService(
      calls, "zgc.records.v1.RecordService",
      {
          rpc::Write(
              [&kinds, suspect_yuan = calls.suspect_amount_yuan()](
                  storage::Txn& txn, const base::Actor& actor,
                  const v1::CorrectRecordRequest& request) {
                return CorrectRecord(txn, actor, kinds, suspect_yuan, request);
              },
              [created_by](const v1::CorrectRecordRequest& request) {
                return created_by(request.name());
              }),
          rpc::Write(
              [&kinds](storage::Txn& txn, const base::Actor& actor,
                       const v1::VoidRecordRequest& request) {
                return VoidRecord(txn, actor, kinds, request);
              },
              [created_by](const v1::VoidRecordRequest& request) {
                return created_by(request.name());
              }),
          rpc::Write([&kinds](storage::Txn& txn, const base::Actor& actor,
                              const v1::ApproveCorrectionRequest& request) {
            return ApproveCorrection(txn, actor, kinds, request);
          }),
          rpc::Write(RejectCorrection),
          rpc::Read(GetCorrection),
          rpc::List(ListCorrections),
          rpc::List([&calls](const storage::Reader& reader,
                             const v1::ListRecordVersionsRequest& request,
                             const storage::Page& page, v1::ListRecordVersionsResponse& response) {
            return ListRecordVersions(calls.store(), reader, request, page, response);
          }),
          rpc::List([&calls](const storage::Reader& reader, const v1::SearchRecordsRequest& request,
                             const storage::Page& page, v1::SearchRecordsResponse& response) {
            return query::Search(calls.store().schema(), reader, request, page, response);
          }),
      });
}

rpc::Services::value_type MakeEvidenceService(rpc::Calls& calls) {
  return rpc::MakeService(calls, "zgc.records.v1.EvidenceService",
                          {rpc::Write(CreateEvidence), rpc::Read(GetEvidence),
                           rpc::List(ListEvidence), rpc::Read(CheckEvidenceFile)});
}

}  // namespace zgc::records
