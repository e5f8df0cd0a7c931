#include <algorithm>

#include "common/decimal/decimal.h"
#include "services/funding_ledger/formulas/counts.h"

namespace zgc::funding {
namespace {

constexpr char kOrganisationPrefix[] = "//task_registry/organisations/";

}  // namespace

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

figures::Dimension ByProgram() {
  figures::DimensionValues values = figures::ResourceValues(kService, kPrograms);
  values.all = [](const storage::Reader& reader,
                  absl::FunctionRef<void(const std::string&)> visit) {
    return kPrograms.ForEach(reader, [&](const storage::NameKey& key, const v1::Program&) {
      visit(key.name);
      return true;
    });
  };
  figures::Above department;
  department.of = [](const storage::Reader& reader,
                     const std::string& program) -> absl::StatusOr<std::string> {
    // As reports have it: that of the nearest one, from this one up.
    for (std::string name = program; !name.empty();) {
      ZGC_ASSIGN_OR_RETURN(const auto row, kPrograms.Get(reader, {name}));
      if (!row.has_value()) return std::string();
      if (!row->department().empty()) return row->department();
      name = row->parent();
    }
    return std::string();
  };
  department.say = [](const std::string& word) {
    return figures::SayForeign(kOrganisationPrefix, word);
  };
  values.above["department"] = std::move(department);
  return {kOfProgram, std::move(values)};
}

absl::StatusOr<std::vector<Slice>> SlicesOf(const storage::Reader& reader,
                                            const Arguments& arguments, const MeasurePtr& measure,
                                            const std::string& quantity,
                                            const std::vector<std::string>& others) {
  std::vector<Slice> slices;
  const auto add = [&](const std::string& program) {
    Slice& slice = slices.emplace_back(Slice{measure, {quantity, program}});
    slice.values.insert(slice.values.end(), others.begin(), others.end());
  };
  if (Argument(arguments, kOfProgram).empty()) {
    add("");
    return slices;
  }
  ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsArgument(reader, arguments));
  for (const std::string& program : programs) add(program);
  return slices;
}

void VisitParks(const v1::Award& award,
                absl::FunctionRef<void(const std::string& park, bool again)> visit) {
  if (award.parks().empty()) visit("", false);
  for (int i = 0; i < award.parks_size(); ++i) visit(award.parks(i), i > 0);
}

base::DaySpan SpanOf(const std::string& year, const std::string& day) {
  if (!day.empty()) return {day, day};
  return {year + "-01-01", year + "-12-31"};
}

absl::StatusOr<Period> YearToDate(const Period& period) {
  const std::string year = period.end_date().substr(0, 4);
  if (!IsStock(period) && period.start_date() != year + "-01-01") {
    return absl::InvalidArgumentError("takes a period that begins on 1 January of its year");
  }
  Period span = period;
  span.set_start_date(year + "-01-01");
  return span;
}

absl::StatusOr<FormulaValue> AsPercent(FormulaValue part, const FormulaValue& whole) {
  part.newest_revision = std::max(part.newest_revision, whole.newest_revision);
  part.input_count += whole.input_count;
  part.inputs.insert(part.inputs.begin(), whole.inputs.begin(), whole.inputs.end());
  const bool known =
      part.state == figures::v1::VALUE_STATE_KNOWN && whole.state == figures::v1::VALUE_STATE_KNOWN;
  Decimal divisor;
  if (known) {
    ZGC_ASSIGN_OR_RETURN(divisor, Decimal::Parse(whole.value));
  }
  if (divisor.IsZero() || divisor.IsNegative()) {
    part.state = figures::v1::VALUE_STATE_UNKNOWN;
    part.value.clear();
    return part;
  }
  ZGC_ASSIGN_OR_RETURN(const Decimal number, Decimal::Parse(part.value));
  ZGC_ASSIGN_OR_RETURN(const Decimal hundredfold, number.TimesPowerOfTen(2));
  ZGC_ASSIGN_OR_RETURN(const Decimal percent, hundredfold.DividedBy(divisor, 1));
  part.value = percent.ToString();
  return part;
}

}  // namespace zgc::funding
