#include "services/supervision_reporting/domain/publications/figure_history.h"

#include <algorithm>
#include <utility>

#include "common/base/interrupt.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {

absl::StatusOr<FigureHistory> FigureHistory::Read(const storage::Reader& reader,
                                                  const storage::Store& store,
                                                  const figures::FigureBook& book,
                                                  const std::string& full_name, int64_t since) {
  FigureHistory history(book, full_name);
  ZGC_ASSIGN_OR_RETURN(const std::vector<SourceKey> keys, ReplacedBy(reader, book, full_name));
  history.own_ = keys.front().service == book.owner();
  if (history.own_) return history;
  for (const SourceKey& key : keys) {
    absl::Status wanted;
    ZGC_RETURN_IF_ERROR(store.ForEachVersion(
        kSourceFigures.column(), storage::EncodeKey(key), since + 1, reader.revision(),
        [&](int64_t revision, const absl::optional<std::string>&) {
          history.changed_at_.push_back(revision);
          wanted = base::StillWanted();
          return wanted.ok();
        }));
    ZGC_RETURN_IF_ERROR(wanted);
  }
  std::sort(history.changed_at_.begin(), history.changed_at_.end());
  return history;
}

bool FigureHistory::MayDiffer(int64_t from, int64_t to) const {
  if (own_) return true;
  const auto next = std::upper_bound(changed_at_.begin(), changed_at_.end(), from);
  return next != changed_at_.end() && *next <= to;
}

absl::StatusOr<MaybeFigure> FigureHistory::At(const storage::Reader& then) {
  if (then.revision() == revision_) return figure_;
  ZGC_ASSIGN_OR_RETURN(figure_, PresentFigure(then, book_, full_name_));
  revision_ = then.revision();
  computed_ += own_ ? 1 : 0;
  return figure_;
}

}  // namespace zgc::supervision
