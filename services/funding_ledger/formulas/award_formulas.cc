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

Contribution OfAward(const v1::Award& award) {
  return {.days = SpanOf(YearOf(award.fiscal_year()), award.effective_date()),
          .record = award.name(),
          .label = LabelOf(award),
          .revision = award.revision()};
}

// As explanations list them.
absl::Status ForEachAward(const storage::Reader& reader,
                          absl::FunctionRef<bool(const std::string&)> visit) {
  return kAwardsByProgram.ForEachOfAll(
      reader, [&](const NameOf<v1::Program>&, const std::string& award) { return visit(award); });
}

// Awards that stand.
Measure AwardMeasure(const char* name, std::vector<Quantity> quantities, std::vector<size_t> kept) {
  Measure measure = MeasureOf<v1::Award>(
      kService, name, kAwards,
      {kOfQuantity, ByProgram(), {"round", figures::TextValues()}, ByPark()},
      [quantities = std::move(quantities)](const storage::Reader&, const v1::Award& award,
                                           Measure::Visit visit) {
        if (!Stands(award)) return absl::OkStatus();
        const Contribution of_award = OfAward(award);
        for (const Quantity& quantity : quantities) {
          VisitParks(award, [&](const std::string& park, bool again) {
            Contribution one = of_award;
            one.values = {quantity.name, award.program(), award.round(), park};
            one.amount = quantity.stated(award);
            one.again = again;
            visit(std::move(one));
          });
        }
        return absl::OkStatus();
      });
  measure.several = 3;
  measure.subjects = ForEachAward;
  measure.kept = std::move(kept);
  return measure;
}

// Who receives the awards that stand, each once.
Measure RecipientMeasure() {
  Measure measure = MeasureOf<v1::Award>(
      kService, "recipients", kAwards, {ByProgram(), {"round", figures::TextValues()}, ByPark()},
      [](const storage::Reader&, const v1::Award& award, Measure::Visit visit) {
        if (!Stands(award)) return absl::OkStatus();
        Contribution one = OfAward(award);
        VisitParks(award, [&](const std::string& park, bool) {
          one.values = {award.program(), award.round(), park};
          for (const std::string& enterprise : award.enterprises()) {
            one.entity = enterprise;
            one.amount = 1;
            visit(one);
          }
          // Whether they receive another award besides, nobody has stated.
          const int64_t named = award.enterprises_size();
          if (named > 0 && award.recipient_count() <= named) return;
          one.entity = award.name();
          one.amount = absl::nullopt;
          visit(one);
        });
        return absl::OkStatus();
      });
  measure.distinct = true;
  measure.subjects = ForEachAward;
  // Bits of program, round and park. Rounds are those of a program.
  measure.kept = {0, 1, 3, 4, 5};
  return measure;
}

}  // namespace

void RegisterAwardFormulas(figures::FormulaRegistry& registry) {
  // Bits of quantity, program, round and park. Rounds are those of a program.
  const auto all = registry.Keep(AwardMeasure("awards", Quantities(), {1, 3, 7, 9, 11}));
  const auto count = [=](const storage::Reader& reader, const Arguments& arguments,
                         const MeasurePtr& measure, const char* quantity) {
    return SlicesOf(reader, arguments, measure, quantity,
                    {Argument(arguments, "round"), Argument(arguments, "park")});
  };
  registry.RegisterCounted(
      "count_award_recipients",
      "汇总各项已批准资助的受支持单位家数，或其中带指定标签的家数；同一单位受几项资助的，"
      "每项各计一家；家数未说明的不计入，结果为下限。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {kOfProgram, "round", "park", "label"}));
        MeasurePtr measure = all;
        const char* quantity = "recipients";
        if (const std::string label = Argument(arguments, "label"); !label.empty()) {
          // Of any text: it has no cells.
          quantity = "labelled";
          measure = std::make_shared<const Measure>(
              AwardMeasure("awards_labelled", {Labelled(label)}, {}));
        }
        Asked asked;
        ZGC_ASSIGN_OR_RETURN(asked.slices, count(reader, arguments, measure, quantity));
        return asked;
      });
  const auto recipients = registry.Keep(RecipientMeasure());
  registry.RegisterCounted(
      "count_recipients",
      "统计已批准资助列明的受支持企业家数，同一企业受几项资助的只计一家；未列明企业的"
      "不计入，结果为下限，全部未列明的结果为未知。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {kOfProgram, "round", "park"}));
        Slice slice{recipients, {"", Argument(arguments, "round"), Argument(arguments, "park")}};
        if (!Argument(arguments, kOfProgram).empty()) {
          ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsArgument(reader, arguments));
          if (programs.size() == 1) slice.values[0] = *programs.begin();
          // What several have between them is counted together.
          if (programs.size() > 1) slice.among[0].insert(programs.begin(), programs.end());
        }
        return Asked{.slices = {std::move(slice)}, .open_is_unknown = true};
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
          ZGC_ASSIGN_OR_RETURN(asked.slices, count(reader, arguments, all, quantity));
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
