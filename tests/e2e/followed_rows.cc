// Prints what supervision has read of other services, out of a copy of its store:
//   followed_rows URL
// A line each: service, full name of the message, the message as hexadecimal digits. How
// far each service has been read is among them.
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "common/base/status_macros.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

void PrintRow(const std::string& service, const std::string& type, absl::string_view bytes) {
  std::printf("%s\t%s\t%s\n", service.c_str(), type.c_str(), absl::BytesToHexString(bytes).c_str());
}

template <typename Row>
absl::Status Print(const storage::EngineSnapshot& rows, const SourceRows<Row>& table) {
  const auto cursor = rows.Scan(table.column().id, {});
  for (; cursor->Valid(); cursor->Next()) {
    SourceKey key;
    storage::KeyReader in(cursor->key());
    if (!key.Decode(in)) return absl::DataLossError(table.column().name);
    PrintRow(key.service, Row::descriptor()->full_name(), cursor->value());
  }
  return cursor->status();
}

absl::Status PrintAll(const std::string& url) {
  std::vector<storage::EngineColumn> columns;
  for (const storage::Column& column : SupervisionSchema().columns) {
    columns.push_back({column.id, column.name});
  }
  ZGC_ASSIGN_OR_RETURN(const auto rows, storage::ReadEngine(url, columns, storage::Look::kFiles));
  const auto cursor = rows->Scan(kSources.column().id, {});
  for (; cursor->Valid(); cursor->Next()) {
    v1::Source source;
    if (!source.ParseFromString(std::string(cursor->value()))) {
      return absl::DataLossError("sources");
    }
    PrintRow(source.service(), v1::Source::descriptor()->full_name(), cursor->value());
  }
  ZGC_RETURN_IF_ERROR(cursor->status());
  ZGC_RETURN_IF_ERROR(Print(*rows, kSourceFigures));
  ZGC_RETURN_IF_ERROR(Print(*rows, kSourceIndicators));
  ZGC_RETURN_IF_ERROR(Print(*rows, kSourcePlans));
  ZGC_RETURN_IF_ERROR(Print(*rows, kSourceTasks));
  ZGC_RETURN_IF_ERROR(Print(*rows, kSourceOrganisations));
  return Print(*rows, kSourcePolicyDocuments);
}

}  // namespace
}  // namespace zgc::supervision

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: followed_rows URL\n");
    return 2;
  }
  const absl::Status status = zgc::supervision::PrintAll(argv[1]);
  if (!status.ok()) std::fprintf(stderr, "followed_rows: %s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
