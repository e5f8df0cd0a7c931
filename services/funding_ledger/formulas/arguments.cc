#include "services/funding_ledger/formulas/counts.h"

namespace zgc::funding {

absl::StatusOr<absl::btree_set<std::string>> ProgramsArgument(const storage::Reader& reader,
                                                              const Arguments& arguments) {
  ZGC_ASSIGN_OR_RETURN(const std::string given,
                       ResourceArgument(reader, kPrograms, arguments, "program"));
  absl::btree_map<std::string, std::string> parents;
  ZGC_RETURN_IF_ERROR(
      kPrograms.ForEach(reader, [&](const storage::NameKey& key, const v1::Program& program) {
        parents[key.name] = program.parent();
        return true;
      }));
  absl::btree_set<std::string> taken;
  for (const auto& [name, parent] : parents) {
    std::string above = name;
    while (!above.empty() && above != given) above = parents[above];
    if (above == given) taken.insert(name);
  }
  return taken;
}

base::DaySpan SpanOf(const std::string& year, const std::string& day) {
  if (!day.empty()) return {day, day};
  return {year + "-01-01", year + "-12-31"};
}

}  // namespace zgc::funding
