#include "services/funding_ledger/reports/program_tree.h"

#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {

absl::StatusOr<ProgramTree> ProgramTree::Read(const storage::Reader& reader) {
  ProgramTree tree;
  ZGC_RETURN_IF_ERROR(
      kPrograms.ForEach(reader, [&](const storage::NameKey& key, const v1::Program& program) {
        tree.programs_[key.name] = program;
        tree.parts_[program.parent()].push_back(key.name);
        return true;
      }));
  return tree;
}

const v1::Program* ProgramTree::Find(const std::string& name) const {
  const auto found = programs_.find(name);
  return found == programs_.end() ? nullptr : &found->second;
}

std::vector<std::string> ProgramTree::WithParents(const std::string& name) const {
  std::vector<std::string> lineage;
  for (const v1::Program* program = Find(name); program != nullptr;
       program = Find(program->parent())) {
    lineage.push_back(program->name());
  }
  return lineage;
}

std::string ProgramTree::FundOf(const std::string& name) const {
  const v1::Program* const program = Find(name);
  return program == nullptr ? "" : program->fund();
}

std::string ProgramTree::DepartmentOf(const std::string& name) const {
  for (const v1::Program* program = Find(name); program != nullptr;
       program = Find(program->parent())) {
    if (!program->department().empty()) return program->department();
  }
  return "";
}

std::string ProgramTree::LabelOf(const std::string& name) const {
  const v1::Program* const program = Find(name);
  return program == nullptr || program->display_name().empty() ? name : program->display_name();
}

void ProgramTree::ForEach(const absl::btree_set<std::string>& taken,
                          absl::FunctionRef<void(const std::string& name, int depth)> visit) const {
  // By hand instead of by recursion: nothing bounds how deep programs go.
  std::vector<std::pair<std::string, int>> open;
  const auto add = [&](const std::string& parent, int depth) {
    const auto parts = parts_.find(parent);
    if (parts == parts_.end()) return;
    for (auto name = parts->second.rbegin(); name != parts->second.rend(); ++name) {
      if (taken.contains(*name)) open.emplace_back(*name, depth);
    }
  };
  add("", 0);
  while (!open.empty()) {
    const auto [name, depth] = open.back();
    open.pop_back();
    visit(name, depth);
    add(name, depth + 1);
  }
}

}  // namespace zgc::funding
