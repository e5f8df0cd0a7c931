#include <algorithm>

#include "absl/functional/function_ref.h"
#include "absl/types/optional.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/formulas/counts.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/awards.pb.h"

namespace zgc::funding {
namespace {

// What an award states of what is counted; nullopt if it states nothing.
using Stated = absl::FunctionRef<absl::optional<int64_t>(const v1::Award&)>;

std::string LabelOf(const v1::Award& award) {
  std::string label = award.display_name();
  if (!award.round().empty()) absl::StrAppend(&label, "（", award.round(), "）");
  const int64_t unnamed = award.recipient_count() - award.enterprises_size();
  if (unnamed > 1) absl::StrAppend(&label, "，批量补录", award.recipient_count(), "家");
  if (award.recipient_count() == 0 && award.project_count() > 1) {
    absl::StrAppend(&label, "，批量补录", award.project_count(), "个项目");
  }
  return label;
}

// Adds up what the awards state that the arguments program, round and park take.
absl::StatusOr<Tally> TallyAwards(const storage::Reader& reader, const Arguments& arguments,
                                  const Period& period, Stated stated) {
  ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsArgument(reader, arguments));
  const std::string round = Argument(arguments, "round");
  const std::string park = Argument(arguments, "park");
  Tally tally("funding_ledger");
  const auto add = [&](const v1::Award& award) {
    if (!Stands(award) || !Takes(round, award.round())) return;
    if (!park.empty() &&
        std::find(award.parks().begin(), award.parks().end(), park) == award.parks().end()) {
      return;
    }
    const Certainty certainty =
        Within(SpanOf(YearOf(award.fiscal_year()), award.effective_date()), period);
    if (certainty == Certainty::kNo) return;
    const absl::optional<int64_t> count = stated(award);
    if (certainty == Certainty::kYes && count.has_value()) {
      tally.Count(award.name(), LabelOf(award), award.revision(), *count);
    } else {
      tally.Open(award.name(), LabelOf(award), award.revision());
    }
  };
  for (const std::string& program : programs) {
    std::vector<std::string> names;
    ZGC_RETURN_IF_ERROR(kAwardsByProgram.ForEach(reader, {program}, [&](const std::string& found) {
      names.push_back(found);
      return true;
    }));
    for (const std::string& name : names) {
      ZGC_ASSIGN_OR_RETURN(const v1::Award award, GetRow(reader, kAwards, name));
      add(award);
    }
  }
  return tally;
}

absl::optional<int64_t> IfStated(int64_t count) {
  return count > 0 ? absl::optional<int64_t>(count) : absl::nullopt;
}

}  // namespace

absl::StatusOr<FormulaValue> CountRecipients(const storage::Reader& reader,
                                             const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "round", "park", "label"}));
  const std::string label = Argument(arguments, "label");
  ZGC_ASSIGN_OR_RETURN(const Tally tally,
                       TallyAwards(reader, arguments, period,
                                   [&](const v1::Award& award) -> absl::optional<int64_t> {
                                     if (label.empty()) return IfStated(award.recipient_count());
                                     const auto found = award.sub_counts().find(label);
                                     if (found == award.sub_counts().end()) return absl::nullopt;
                                     return found->second;
                                   }));
  return tally.AsCount();
}

absl::StatusOr<FormulaValue> CountRecipientTimes(const storage::Reader& reader,
                                                 const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "round", "park"}));
  ZGC_ASSIGN_OR_RETURN(const Tally tally,
                       TallyAwards(reader, arguments, period, [](const v1::Award& award) {
                         return IfStated(award.recipient_times());
                       }));
  return tally.AsCount();
}

absl::StatusOr<FormulaValue> CountAwardProjects(const storage::Reader& reader,
                                                const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "round", "park"}));
  ZGC_ASSIGN_OR_RETURN(const Tally tally,
                       TallyAwards(reader, arguments, period, [](const v1::Award& award) {
                         return IfStated(award.project_count());
                       }));
  return tally.AsCount();
}

absl::StatusOr<FormulaValue> SumAwards(const storage::Reader& reader, const Arguments& arguments,
                                       const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "round", "park", "unit"}));
  ZGC_ASSIGN_OR_RETURN(const Tally tally,
                       TallyAwards(reader, arguments, period, [](const v1::Award& award) {
                         return IfStated(award.amount_fen());
                       }));
  return tally.AsAmount(Argument(arguments, "unit"));
}

absl::StatusOr<FormulaValue> SumMatching(const storage::Reader& reader, const Arguments& arguments,
                                         const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "round", "park", "unit"}));
  ZGC_ASSIGN_OR_RETURN(
      const Tally tally,
      TallyAwards(reader, arguments, period, [](const v1::Award& award) -> absl::optional<int64_t> {
        // Where no matching is asked for there is none.
        if (award.matching_state() == common::v1::AMOUNT_STATE_UNKNOWN) return absl::nullopt;
        return award.matching_fen();
      }));
  return tally.AsAmount(Argument(arguments, "unit"));
}

}  // namespace zgc::funding
