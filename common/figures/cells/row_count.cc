#include "common/figures/cells/row_count.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/interrupt.h"
#include "common/base/status_macros.h"
#include "common/figures/cells/cell_key.h"
#include "common/figures/tally.h"

namespace zgc::figures {
namespace {

using common::v1::Period;

// The first slice that takes it; as many as there are if none does.
size_t SliceOf(const std::vector<Slice>& slices, const Contribution& one) {
  const auto takes = [&](const Slice& slice) { return Takes(slice, one.values); };
  return static_cast<size_t>(std::find_if(slices.begin(), slices.end(), takes) - slices.begin());
}

// What one subject adds to a period, or what is contributed for one entity.
class SubjectCount {
 public:
  SubjectCount(const Period& period, const Measure& measure)
      : period_(period), timeless_(measure.timeless), distinct_(measure.distinct) {}

  void Take(Contribution one) {
    const Certainty certainty = timeless_ ? Certainty::kYes : Within(one.days, period_);
    if (certainty == Certainty::kNo) return;
    totals_.revision = std::max(totals_.revision, one.revision);
    const bool counts = certainty == Certainty::kYes && one.amount.has_value();
    if (distinct_) {
      sure_ = sure_ || counts;
      if (listed_.empty() || (counts && !listed_.back().second)) {
        listed_.assign(1, {std::move(one), counts});
      }
      return;
    }
    const int sign = one.ends ? -1 : 1;
    if (counts) totals_.sum += sign * *one.amount;
    (counts ? totals_.known : totals_.open) += sign;
    if (!one.ends) return listed_.emplace_back(std::move(one), counts), void();
    const auto ended = std::find_if(listed_.rbegin(), listed_.rend(), [&](const auto& other) {
      return other.first.values == one.values && other.second == counts;
    });
    if (ended != listed_.rend()) listed_.erase(std::prev(ended.base()));
  }

  void AddTo(Totals& totals, absl::FunctionRef<void(const Contribution&, bool)> visit) {
    if (distinct_ && !listed_.empty()) {
      listed_.back().second = sure_;
      (sure_ ? totals_.known : totals_.open) = 1;
      totals_.sum = sure_ ? 1 : 0;
    }
    totals.sum += totals_.sum;
    totals.known += totals_.known;
    totals.open += totals_.open;
    totals.revision = std::max(totals.revision, totals_.revision);
    for (const auto& [one, counts] : listed_) visit(one, counts);
  }

 private:
  const Period& period_;
  const bool timeless_;
  const bool distinct_;
  bool sure_ = false;
  Totals totals_;
  std::vector<std::pair<Contribution, bool>> listed_;
};

}  // namespace

absl::StatusOr<std::vector<Totals>> CountRows(
    const storage::Reader& reader, const std::vector<Slice>& slices, const Period& period,
    absl::FunctionRef<void(const Contribution&, const Slice&, bool counts)> visit) {
  const Measure& measure = *slices.front().measure;
  std::vector<Totals> totals(slices.size());
  absl::Status failed;
  // Of one subject or, of a distinct measure, of all; in a fixed order, as explanations list them.
  std::map<std::pair<std::string, size_t>, SubjectCount> counts;
  const auto add_all = [&] {
    for (auto& [key, count] : counts) {
      const size_t slice = key.second;
      count.AddTo(totals[slice], [&](const Contribution& one, bool counted) {
        visit(one, slices[slice], counted);
      });
    }
    counts.clear();
  };
  ZGC_RETURN_IF_ERROR(measure.subjects(reader, [&](const std::string& subject) {
    failed = base::StillWanted();
    if (!failed.ok()) return false;
    absl::Status shape;
    // Those that have taken one of those that are the same.
    std::set<size_t> taken;
    failed = measure.contribute(reader, subject, [&](Contribution one) {
      if (shape.ok()) shape = Complete(measure, one);
      const size_t slice = shape.ok() ? SliceOf(slices, one) : slices.size();
      if (!one.again) taken.clear();
      if (slice == slices.size() || !taken.insert(slice).second) return;
      const std::string entity = measure.distinct ? one.entity : "";
      counts.try_emplace({entity, slice}, period, measure).first->second.Take(std::move(one));
    });
    if (failed.ok()) failed = shape;
    if (failed.ok() && !measure.distinct) add_all();
    return failed.ok();
  }));
  ZGC_RETURN_IF_ERROR(failed);
  add_all();
  return totals;
}

}  // namespace zgc::figures
