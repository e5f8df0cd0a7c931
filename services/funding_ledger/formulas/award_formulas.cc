#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/types/optional.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/formulas/counts.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/awards.pb.h"

namespace zgc::funding {
namespace {

// What an award states of what is counted; nullopt if it states nothing.
struct Quantity {
  std::string name;
  std::function<absl::optional<absl::int128>(const v1::Award&)> stated;
};

absl::optional<absl::int128> IfStated(int64_t count) {
  return count > 0 ? absl::optional<absl::int128>(count) : absl::nullopt;
}

std::vector<Quantity> Quantities() {
  return {
      {"recipients", [](const v1::Award& award) { return IfStated(award.recipient_count()); }},
      {"times", [](const v1::Award& award) { return IfStated(award.recipient_times()); }},
      {"projects", [](const v1::Award& award) { return IfStated(award.project_count()); }},
      {"amount", [](const v1::Award& award) { return IfStated(award.amount_fen()); }},
      {"matching",
       [](const v1::Award& award) -> absl::optional<absl::int128> {
         // Where no matching is asked for there is none.
         if (award.matching_state() == common::v1::AMOUNT_STATE_UNKNOWN) return absl::nullopt;
         return award.matching_fen();
       }},
  };
}

Quantity Labelled(const std::string& label) {
  return {"labelled", [label](const v1::Award& award) -> absl::optional<absl::int128> {
            const auto found = award.sub_counts().find(label);
            if (found == award.sub_counts().end()) return absl::nullopt;
            return found->second;
          }};
}

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

// Awards that stand or, if `by_park`, those of each of their parks.
Measure AwardMeasure(const char* name, bool by_park, std::vector<Quantity> quantities,
                     std::vector<size_t> kept) {
  Measure measure = MeasureOf<v1::Award>(
      kService, name, kAwards, {kOfQuantity, ByProgram(), {"round", figures::TextValues()}, "park"},
      [by_park, quantities = std::move(quantities)](const storage::Reader&, const v1::Award& award,
                                                    Measure::Visit visit) {
        if (!Stands(award)) return absl::OkStatus();
        const Contribution of_award = {
            .days = SpanOf(YearOf(award.fiscal_year()), award.effective_date()),
            .record = award.name(),
            .label = LabelOf(award),
            .revision = award.revision()};
        const auto add = [&](const std::string& park) {
          for (const Quantity& quantity : quantities) {
            Contribution one = of_award;
            one.values = {quantity.name, award.program(), award.round(), park};
            one.amount = quantity.stated(award);
            visit(std::move(one));
          }
        };
        if (!by_park) add("");
        for (const std::string& park : award.parks()) {
          if (by_park) add(park);
        }
        return absl::OkStatus();
      });
  // As explanations list them.
  measure.subjects = [](const storage::Reader& reader,
                        absl::FunctionRef<bool(const std::string&)> visit) {
    return kAwardsByProgram.ForEachOfAll(
        reader, [&](const NameOf<v1::Program>&, const std::string& award) { return visit(award); });
  };
  measure.kept = std::move(kept);
  return measure;
}

}  // namespace

void RegisterAwardFormulas(figures::FormulaRegistry& registry) {
  // Bits of quantity, program, round and park. Rounds are those of a program.
  const auto all = registry.Keep(AwardMeasure("awards", false, Quantities(), {1, 3, 7}));
  const auto by_park = registry.Keep(AwardMeasure("awards_by_park", true, Quantities(), {9, 11}));
  const auto count = [=](const storage::Reader& reader, const Arguments& arguments,
                         const MeasurePtr& measure, const char* quantity) {
    return SlicesOf(reader, arguments, measure, quantity,
                    {Argument(arguments, "round"), Argument(arguments, "park")});
  };
  registry.RegisterCounted(
      "count_recipients",
      "汇总已批准资助的受支持单位家数，或其中带指定标签的家数；同一单位受几项资助的，"
      "每项各计一家；家数未说明的不计入，结果为下限。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {kOfProgram, "round", "park", "label"}));
        const bool at_park = !Argument(arguments, "park").empty();
        MeasurePtr measure = at_park ? by_park : all;
        const char* quantity = "recipients";
        if (const std::string label = Argument(arguments, "label"); !label.empty()) {
          // Of any text: it has no cells.
          quantity = "labelled";
          measure = std::make_shared<const Measure>(
              AwardMeasure("awards_labelled", at_park, {Labelled(label)}, {}));
        }
        Asked asked;
        ZGC_ASSIGN_OR_RETURN(asked.slices, count(reader, arguments, measure, quantity));
        return asked;
      });
  const auto add = [&](const char* name, const char* description, const char* quantity,
                       bool is_amount) {
    registry.RegisterCounted(
        name, description,
        [=](const storage::Reader& reader, const Arguments& arguments,
            const Period& /*period*/) -> absl::StatusOr<Asked> {
          ZGC_RETURN_IF_ERROR(is_amount
                                  ? CheckArguments(arguments, {kOfProgram, "round", "park", "unit"})
                                  : CheckArguments(arguments, {kOfProgram, "round", "park"}));
          Asked asked{.is_amount = is_amount, .unit = Argument(arguments, "unit")};
          ZGC_ASSIGN_OR_RETURN(
              asked.slices, count(reader, arguments,
                                  Argument(arguments, "park").empty() ? all : by_park, quantity));
          return asked;
        });
  };
  add("count_recipient_times", "汇总已批准资助的支持家次；家次未说明的不计入，结果为下限。",
      "times", false);
  add("count_award_projects", "汇总已批准资助的项目个数；个数未说明的不计入，结果为下限。",
      "projects", false);
  add("sum_awards", "汇总已批准资助的金额；金额未知的不计入，结果为下限，全部未知的结果为未知。",
      "amount", true);
  add("sum_matching", "汇总已批准资助中受支持单位自筹的资金；金额未知的不计入，结果为下限。",
      "matching", true);
}

}  // namespace zgc::funding
