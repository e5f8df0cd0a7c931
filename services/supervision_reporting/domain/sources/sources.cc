#include "services/supervision_reporting/domain/sources/sources.h"

#include "common/resource/checks.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/report_service.pb.h"
#include "zgc/supervision/v1/sources.pb.h"

namespace zgc::supervision {

absl::StatusOr<v1::ListSourcesResponse> ListSources(const storage::Reader& reader,
                                                    const v1::ListSourcesRequest& request) {
  const Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::ListSourcesResponse response;
  ZGC_RETURN_IF_ERROR(
      kSources.ForEach(reader, [&](const storage::NameKey&, const v1::Source& source) {
        *response.add_sources() = source;
        return true;
      }));
  response.set_revision(reader.revision());
  return response;
}

}  // namespace zgc::supervision
