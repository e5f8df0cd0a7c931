#include "common/figures/dimensions/query.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/interrupt.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "common/figures/book_schema.h"
#include "common/figures/dimensions/parts.h"
#include "common/figures/dimensions/question.h"
#include "common/figures/periods.h"
#include "common/figures/versions/version.h"

namespace zgc::figures {
namespace {

using common::v1::Period;

constexpr char kOnceNote[] = "按个体去重：同一个体在合计中只计一次，合计不必等于各行之和";
constexpr char kRateNote[] = "比率等不可相加：合计按全体另行计算";
constexpr char kSpanNote[] = "日期跨期的记录计入合计，不计入任何一期";

absl::Status TooMany() {
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, common::v1::ERROR_REASON_FIGURES_TOO_MANY,
      absl::StrCat("the query has more than ", kMostQueried,
                   " cells and totals; name fewer periods, indicators or dimensions, or filter"),
      {{"most", absl::StrCat(kMostQueried)}});
}

// A row of one indicator: all its periods, and of a flow what they are together.
struct Line {
  const v1::Indicator* indicator = nullptr;
  Scoping scoping;
  // Some dimension that is broken down is left whole.
  bool is_total = false;
};

// All lines of a query, in the order of the answer.
class Plan {
 public:
  Plan(const FigureBook& book, const storage::Reader& reader, const Question& question)
      : book_(book), reader_(reader), question_(question) {}

  absl::Status Make() {
    for (const v1::Indicator& indicator : question_.indicators) {
      PartRows rows;
      seen_.clear();
      if (!question_.group_by.empty()) {
        for (const Period& period : question_.periods) {
          const absl::Status added = AddRowsOf(indicator, period, rows);
          if (added.code() == absl::StatusCode::kResourceExhausted) return TooMany();
          ZGC_RETURN_IF_ERROR(added);
        }
      }
      ZGC_RETURN_IF_ERROR(AddLines(indicator, rows));
    }
    return absl::OkStatus();
  }

  const std::vector<Line>& lines() const { return lines_; }

 private:
  absl::Status AddRowsOf(const v1::Indicator& indicator, const Period& period, PartRows& rows) {
    const v1::Indicator& version = VersionFor(indicator, period);
    if (!version.computation().has_derivation()) return AddCounted(version, period, rows);
    for (const auto& operand : version.computation().derivation().operands()) {
      for (const std::string& name : {operand.indicator(), operand.weight()}) {
        if (name.empty()) continue;
        ZGC_ASSIGN_OR_RETURN(const auto row, kIndicators.Get(reader_, {name}));
        if (!row.has_value()) return absl::DataLossError(absl::StrCat(name, " is missing"));
        // As the derivation asks them.
        Period of = period;
        if (row->measure() == v1::MEASURE_KIND_STOCK) of.clear_start_date();
        if (row->measure() == v1::MEASURE_KIND_FLOW && of.start_date().empty()) {
          ZGC_ASSIGN_OR_RETURN(const absl::CivilDay day, base::ParseDate(of.end_date()));
          of.set_start_date(base::FormatDate(FirstDayOfYear(version, day)));
        }
        ZGC_RETURN_IF_ERROR(AddRowsOf(*row, of, rows));
      }
    }
    return absl::OkStatus();
  }

  absl::Status AddCounted(const v1::Indicator& indicator, const Period& period, PartRows& rows) {
    ZGC_ASSIGN_OR_RETURN(Asked asked, book_.AskedOf(reader_, indicator, period));
    for (const std::string& dimension : question_.group_by) {
      ZGC_RETURN_IF_ERROR(CheckTold(asked, dimension));
    }
    ZGC_RETURN_IF_ERROR(Narrow(reader_, question_.filters, asked));
    // Most periods ask the same of the same measures.
    std::erase_if(asked.slices, [&](const Slice& slice) {
      return !seen_.insert({slice.measure->name, slice.values}).second;
    });
    return AddRows(reader_, asked, question_.group_by, kMostQueried, rows);
  }

  // The rows of all dimensions, then those of fewer.
  absl::Status AddLines(const v1::Indicator& indicator, const PartRows& rows) {
    const size_t all = (size_t{1} << question_.group_by.size()) - 1;
    std::vector<size_t> subsets;
    for (size_t subset = 0; subset <= all; ++subset) subsets.push_back(subset);
    std::sort(subsets.begin(), subsets.end(), [](size_t a, size_t b) {
      return std::pair(-__builtin_popcountll(a), a) < std::pair(-__builtin_popcountll(b), b);
    });
    for (const size_t subset : subsets) {
      PartRows parts;
      for (const Row& row : rows) {
        Row part;
        for (size_t i = 0; i < row.size(); ++i) {
          if ((subset >> i) & 1U) part.push_back(row[i]);
        }
        parts.insert(std::move(part));
      }
      if (subset == 0) parts.insert(Row());
      for (const Row& part : parts) {
        Line line{&indicator, question_.filters, subset != all || all == 0};
        size_t place = 0;
        for (size_t i = 0; i < question_.group_by.size(); ++i) {
          if ((subset >> i) & 1U) line.scoping[question_.group_by[i]] = {part[place++]};
        }
        lines_.push_back(std::move(line));
      }
      if (lines_.size() * question_.periods.size() > kMostQueried) return TooMany();
    }
    return absl::OkStatus();
  }

  const FigureBook& book_;
  const storage::Reader& reader_;
  const Question& question_;
  std::set<std::pair<std::string, std::vector<std::string>>> seen_;
  std::vector<Line> lines_;
};

void AddNote(absl::string_view note, v1::Figure& figure) {
  if (figure.value_state() == v1::VALUE_STATE_FAILED) return;
  figure.set_note(absl::StrCat(figure.note(), figure.note().empty() ? "" : "；", note));
}

// Computes the figures of lines.
class Answer {
 public:
  Answer(const FigureBook& book, const storage::Reader& reader, const Question& question)
      : book_(book), reader_(reader), question_(question), whole_(Whole(question.periods)) {}

  // How many figures a line has.
  size_t Width(const Line& line) const {
    return question_.periods.size() + (AddsUpOverTime(*line.indicator) ? 1 : 0);
  }

  absl::StatusOr<v1::Figure> FigureAt(const Line& line, size_t place) {
    const bool over_time = place == question_.periods.size();
    ZGC_ASSIGN_OR_RETURN(v1::Figure figure,
                         Compute(line, over_time ? *whole_ : question_.periods[place]));
    if (over_time && !HasFigureOf(*line.indicator, figure.period())) {
      figure.clear_name();
    }
    const bool of_parts = line.is_total && !question_.group_by.empty();
    if (!of_parts && !over_time) return figure;
    const v1::MeasureKind kind = line.indicator->measure();
    if (kind != v1::MEASURE_KIND_FLOW && kind != v1::MEASURE_KIND_STOCK) {
      AddNote(kRateNote, figure);
      return figure;
    }
    ZGC_ASSIGN_OR_RETURN(const bool once, CountsOnce(line, *line.indicator, figure.period()));
    if (once) {
      AddNote(kOnceNote, figure);
    } else if (over_time) {
      ZGC_ASSIGN_OR_RETURN(const bool adds_up, AddsUp(line, figure));
      if (!adds_up) AddNote(kSpanNote, figure);
    }
    return figure;
  }

 private:
  // All the days of flows that adjoin one another; nullopt of others.
  static absl::optional<Period> Whole(const std::vector<Period>& periods) {
    if (periods.size() < 2) return absl::nullopt;
    for (size_t i = 0; i < periods.size(); ++i) {
      if (periods[i].start_date().empty()) return absl::nullopt;
      if (i == 0) continue;
      const auto before = base::ParseDate(periods[i - 1].end_date());
      if (!before.ok() || base::FormatDate(*before + 1) != periods[i].start_date()) {
        return absl::nullopt;
      }
    }
    Period whole = periods.front();
    whole.set_end_date(periods.back().end_date());
    return whole;
  }

  // What happens in a time, and is not measured against another time.
  bool AddsUpOverTime(const v1::Indicator& indicator) const {
    const v1::DerivationKind kind = indicator.computation().derivation().kind();
    return whole_.has_value() && indicator.measure() == v1::MEASURE_KIND_FLOW &&
           (kind == v1::DERIVATION_KIND_UNSPECIFIED || kind == v1::DERIVATION_KIND_SUM ||
            kind == v1::DERIVATION_KIND_DIFFERENCE);
  }

  absl::StatusOr<v1::Figure> Compute(const Line& line, const Period& period) {
    ZGC_ASSIGN_OR_RETURN(v1::Figure figure,
                         book_.ComputedOf(reader_, VersionFor(*line.indicator, period), period,
                                          line.scoping, known_));
    known_[figure.name()] = figure;
    return figure;
  }

  // Whether the periods of a line add up to what they are together. Those of one page are known.
  absl::StatusOr<bool> AddsUp(const Line& line, const v1::Figure& together) {
    Decimal sum;
    for (const Period& period : question_.periods) {
      ZGC_ASSIGN_OR_RETURN(const v1::Figure part, Compute(line, period));
      // What is unknown adds nothing that is known.
      const auto value = Decimal::Parse(part.value().empty() ? "0" : part.value());
      if (!value.ok()) return value.status();
      ZGC_ASSIGN_OR_RETURN(sum, sum.Plus(*value));
    }
    const auto all = Decimal::Parse(together.value().empty() ? "0" : together.value());
    return all.ok() && *all == sum;
  }

  // Whether any measure of it is a distinct count, or counts records once that are in several of
  // the rows.
  absl::StatusOr<bool> CountsOnce(const Line& line, const v1::Indicator& indicator,
                                  const Period& period) {
    const v1::Indicator& version = VersionFor(indicator, period);
    if (version.computation().has_derivation()) {
      for (const auto& operand : version.computation().derivation().operands()) {
        if (!operand.service().empty()) continue;
        ZGC_ASSIGN_OR_RETURN(const auto row, kIndicators.Get(reader_, {operand.indicator()}));
        if (!row.has_value() || !row->has_computation()) continue;
        Period of = period;
        if (row->measure() == v1::MEASURE_KIND_STOCK) of.clear_start_date();
        ZGC_ASSIGN_OR_RETURN(const bool once, CountsOnce(line, *row, of));
        if (once) return true;
      }
      return false;
    }
    ZGC_ASSIGN_OR_RETURN(const Asked asked, book_.AskedOf(reader_, version, period));
    return std::any_of(asked.slices.begin(), asked.slices.end(), [&](const Slice& slice) {
      return slice.measure->distinct || IsOpen(line, *slice.measure);
    });
  }

  // Whether a line is over several of the values that a record may have and that are broken down.
  bool IsOpen(const Line& line, const Measure& measure) const {
    const auto& by = question_.group_by;
    return measure.several.has_value() &&
           std::any_of(by.begin(), by.end(), [&](const std::string& dimension) {
             const auto limited = line.scoping.find(dimension);
             return PlaceOf(measure, dimension) == measure.several &&
                    (limited == line.scoping.end() || limited->second.size() > 1);
           });
  }

  const FigureBook& book_;
  const storage::Reader& reader_;
  const Question& question_;
  const absl::optional<Period> whole_;
  // What this page has computed, and what that is derived from.
  FigureBook::Known known_;
};

}  // namespace

absl::StatusOr<std::string> QueryFigures(const FigureBook& book, const storage::Reader& reader,
                                         const v1::QueryFiguresRequest& request,
                                         const storage::Page& page,
                                         v1::QueryFiguresResponse& response) {
  ZGC_ASSIGN_OR_RETURN(const Question question, ReadQuestion(book, reader, request));
  Plan plan(book, reader, question);
  ZGC_RETURN_IF_ERROR(plan.Make());
  Answer answer(book, reader, question);
  size_t all = 0;
  for (const Line& line : plan.lines()) all += answer.Width(line);
  if (all > kMostQueried) return TooMany();
  size_t begin = 0;
  if (!page.start.empty() && !absl::SimpleAtoi(page.start, &begin)) {
    return absl::InvalidArgumentError("page_token");
  }
  size_t at = 0;
  size_t bytes = 0;
  for (const Line& line : plan.lines()) {
    for (size_t place = 0; place < answer.Width(line); ++place, ++at) {
      if (at < begin) continue;
      ZGC_RETURN_IF_ERROR(base::StillWanted());
      const size_t taken = at - begin;
      const bool full = taken >= static_cast<size_t>(page.size) || absl::Now() > page.until;
      if (full && taken > 0) return absl::StrCat(at);
      ZGC_ASSIGN_OR_RETURN(v1::Figure figure, answer.FigureAt(line, place));
      bytes += figure.ByteSizeLong();
      if (taken > 0 && bytes > page.bytes) return absl::StrCat(at);
      const bool total = line.is_total || place == question.periods.size();
      *(total ? response.add_totals() : response.add_cells()) = std::move(figure);
    }
  }
  return std::string();
}

}  // namespace zgc::figures
