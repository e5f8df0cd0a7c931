#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "services/funding_ledger/domain/accounts/lineage.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {

// The programs at a revision: what is part of what.
class ProgramTree {
 public:
  static absl::StatusOr<ProgramTree> Read(const storage::Reader& reader);

  // nullptr for one that does not exist.
  const v1::Program* Find(const std::string& name) const;
  // The program, then what it is a part of, up to its fund; empty for one that
  // does not exist.
  std::vector<std::string> WithParents(const std::string& name) const;
  std::string FundOf(const std::string& name) const;
  // Of the nearest program, from this one up, that has one; else empty.
  std::string DepartmentOf(const std::string& name) const;
  // The Chinese label; the name if there is none.
  std::string LabelOf(const std::string& name) const;
  // Those of `taken`, each after the one that it is a part of and before the
  // parts of another; with its depth among them, from 0. The parent of each of
  // `taken` is taken or not there.
  void ForEach(const absl::btree_set<std::string>& taken,
               absl::FunctionRef<void(const std::string& name, int depth)> visit) const;

 private:
  absl::btree_map<std::string, v1::Program> programs_;
  absl::btree_map<std::string, std::vector<std::string>> parts_;
};

}  // namespace zgc::funding
