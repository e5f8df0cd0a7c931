#pragma once

#include "common/figures/tally.h"
#include "services/task_registry/store/schema.h"

// One function for each formula; see formulas.h.
namespace zgc::tasks {

// The words that formulas are written in.
using figures::Argument;
using figures::Arguments;
using figures::BulkLabel;
using figures::Certainty;
using figures::CheckArguments;
using figures::EnumArgument;
using figures::FormulaValue;
using figures::IsStock;
using figures::Period;
using figures::RequireStock;
using figures::ResourceArgument;
using figures::Tally;
using figures::Within;

absl::StatusOr<FormulaValue> CountActivities(const storage::Reader& reader,
                                             const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> SumParticipants(const storage::Reader& reader,
                                             const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> ActivityDays(const storage::Reader& reader, const Arguments& arguments,
                                          const Period& period);
absl::StatusOr<FormulaValue> CountOrganisations(const storage::Reader& reader,
                                                const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> OrganisationMembers(const storage::Reader& reader,
                                                 const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> CountPolicyDocuments(const storage::Reader& reader,
                                                  const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> PolicyArticles(const storage::Reader& reader,
                                            const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> CountTasks(const storage::Reader& reader, const Arguments& arguments,
                                        const Period& period);

// The row that an argument names; INVALID_ARGUMENT if there is none.
template <typename Row>
absl::StatusOr<Row> RequiredRow(const storage::Reader& reader, const resource::Rows<Row>& table,
                                const Arguments& arguments, const std::string& key) {
  ZGC_ASSIGN_OR_RETURN(const std::string name, ResourceArgument(reader, table, arguments, key));
  if (name.empty()) return absl::InvalidArgumentError(absl::StrCat("needs ", key));
  ZGC_ASSIGN_OR_RETURN(const auto row, table.Get(reader, {name}));
  return *row;
}

// A value that nobody has stated; its record stays an input.
FormulaValue Unknown(FormulaValue value);

// A number that one record holds, or Unknown.
absl::StatusOr<FormulaValue> OfOneRecord(const std::string& name, const std::string& label,
                                         int64_t revision, absl::optional<int64_t> number);

}  // namespace zgc::tasks
