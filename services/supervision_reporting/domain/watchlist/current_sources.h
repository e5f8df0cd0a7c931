#pragma once

#include <string>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "common/resource/source_watch.h"
#include "common/storage/reader.h"
#include "zgc/supervision/v1/watch_service.pb.h"

namespace zgc::supervision {

// Which sources are current. What is here of another may have been done there since. For one reader
// and one thread; the arguments outlive it.
class CurrentSources {
 public:
  CurrentSources(const storage::Reader& reader, resource::SourceWatch& sources)
      : reader_(reader), sources_(sources) {}

  // The source of a thing, "//task_registry/tasks/{id}", if that is not current, else empty.
  absl::StatusOr<std::string> LeftOut(const std::string& thing);
  // Says of each line whether its source is not current.
  absl::Status Mark(v1::ListLightsResponse& response);
  absl::Status Mark(v1::ListQueueResponse& response);

 private:
  const storage::Reader& reader_;
  resource::SourceWatch& sources_;
  absl::btree_map<std::string, bool> current_;
};

}  // namespace zgc::supervision
