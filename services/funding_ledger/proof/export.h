#pragma once

#include <memory>
#include <string>

#include "common/proof/bundle.h"
#include "common/storage/store.h"
#include "zgc/funding/v1/proof.pb.h"

namespace zgc::funding {

// One run of ExportAuditBundle, in parts. Not thread-safe; later commits do not touch
// it.
class BundleExport {
 public:
  // NOT_FOUND if there is no such checkpoint.
  static absl::StatusOr<std::unique_ptr<BundleExport>> Begin(
      const storage::Store& store, const v1::ExportAuditBundleRequest& request);
  // Goes on; false if the response before was the last.
  absl::StatusOr<bool> Next(v1::ExportAuditBundleResponse& response);

 private:
  BundleExport(storage::Snapshot snapshot, v1::Checkpoint last, int64_t offset)
      : snapshot_(std::move(snapshot)), last_(std::move(last)), skip_(offset) {}
  absl::Status AddManifest(const std::string& store_id);
  absl::Status AddSegment();
  void AddCheckpoints(int64_t transfers);
  absl::Status AddBalances();
  // Makes the next part, without the bytes that the caller has.
  absl::Status Fill();

  // As of the checkpoint's own commit.
  const storage::Snapshot snapshot_;
  const v1::Checkpoint last_;
  proof::BundleWriter writer_;
  // Bytes that the caller has.
  int64_t skip_;
  std::vector<v1::Checkpoint> checkpoints_;
  size_t next_checkpoint_ = 0;
  std::unique_ptr<storage::Cursor> cursor_;
  v1::BundleEnd counts_;
  std::string part_;
  size_t sent_ = 0;
  bool done_ = false;
};

}  // namespace zgc::funding
