#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {

// What a ceiling leaves (限额余量), in fen.
struct Headroom {
  int64_t left_fen = 0;
  // The account that holds it; empty of a program whose ceiling no award of the year
  // has opened yet.
  std::string account;
};

// The closest ceiling of a year over each subject, as recorded at a revision. Reports and
// formulas both ask here, so they cannot differ. Thread-safe.
class Headrooms {
 public:
  // Of "fiscalYears/{year}".
  static absl::StatusOr<Headrooms> Read(const storage::Reader& reader,
                                        const std::string& fiscal_year);
  // nullptr if no ceiling limits the subject, which is empty for the year as a whole.
  const Headroom* Find(v1::CeilingScope scope, const std::string& subject) const;

 private:
  void Add(v1::CeilingScope scope, const std::string& subject, Headroom headroom);

  absl::btree_map<std::pair<v1::CeilingScope, std::string>, Headroom> closest_;
};

}  // namespace zgc::funding
