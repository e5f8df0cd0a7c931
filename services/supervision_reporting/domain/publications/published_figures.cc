#include "services/supervision_reporting/domain/publications/published_figures.h"

#include <utility>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/names.h"
#include "common/figures/book_schema.h"
#include "services/supervision_reporting/report/compose/labels.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

// "//park_region/figures/a" taken apart; the service is empty of what is no full name.
SourceKey SplitName(absl::string_view full_name) {
  if (!absl::ConsumePrefix(&full_name, "//")) return {};
  const size_t slash = full_name.find('/');
  if (slash == absl::string_view::npos) return {};
  return {std::string(full_name.substr(0, slash)), std::string(full_name.substr(slash + 1))};
}

absl::StatusOr<MaybeFigure> FigureAt(const storage::Reader& reader, const figures::FigureBook& book,
                                     const SourceKey& key) {
  if (key.service != book.owner()) return kSourceFigures.Get(reader, key);
  figures::v1::GetFigureRequest request;
  request.set_name(key.name);
  auto figure = book.GetFigure(reader, request);
  if (absl::IsNotFound(figure.status())) return MaybeFigure();
  ZGC_RETURN_IF_ERROR(figure.status());
  return MaybeFigure(*std::move(figure));
}

// What corrections have put in the place of a figure.
absl::StatusOr<std::vector<SourceKey>> ReplacementsOf(const storage::Reader& reader,
                                                      const figures::FigureBook& book,
                                                      const SourceKey& key) {
  std::vector<SourceKey> keys;
  if (key.service != book.owner()) {
    ZGC_RETURN_IF_ERROR(kReplacedSourceFigures.ForEach(reader, key, [&](const std::string& name) {
      keys.push_back({key.service, name});
      return true;
    }));
    return keys;
  }
  const std::string observation = absl::StrCat("observations/", base::IdOf(key.name));
  ZGC_ASSIGN_OR_RETURN(const auto row, figures::kObservations.Get(reader, {observation}));
  if (row.has_value() && !row->corrected_by().empty()) {
    keys.push_back({key.service, absl::StrCat("figures/", base::IdOf(row->corrected_by()))});
  }
  return keys;
}

// Adds the figure of the same period of the indicator that continues that of a figure.
absl::Status AddContinuation(const storage::Reader& reader, const figures::FigureBook& book,
                             const SourceKey& key, std::vector<SourceKey>& keys) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(base::IdOf(key.name), absl::MaxSplits('@', 1));
  if (parts.second.empty()) return absl::OkStatus();
  const std::string name = absl::StrCat("indicators/", parts.first);
  ZGC_ASSIGN_OR_RETURN(const auto indicator,
                       key.service == book.owner()
                           ? figures::kIndicators.Get(reader, {name})
                           : kSourceIndicators.Get(reader, {key.service, name}));
  if (!indicator.has_value() || indicator->replaced_by().empty()) return absl::OkStatus();
  const std::string& by = indicator->replaced_by();
  const std::string figure = absl::StrCat("figures/", base::IdOf(by), "@", parts.second);
  const std::string service = SplitName(by).service;
  keys.push_back({service.empty() ? key.service : service, figure});
  return absl::OkStatus();
}

// Visits the keys on the way that `next` leads from a name on, each once, until `visit` returns
// false.
template <typename Next, typename Visit>
absl::Status Walk(const std::string& full_name, Next next, Visit visit) {
  std::vector<SourceKey> open = {SplitName(full_name)};
  absl::btree_set<std::string> seen;
  while (!open.empty()) {
    const SourceKey key = open.back();
    open.pop_back();
    if (!seen.insert(FullName(key.service, key.name)).second) continue;
    ZGC_ASSIGN_OR_RETURN(const bool goes_on, visit(key));
    if (!goes_on) return absl::OkStatus();
    ZGC_ASSIGN_OR_RETURN(const std::vector<SourceKey> more, next(key));
    open.insert(open.end(), more.begin(), more.end());
  }
  return absl::OkStatus();
}

// The figure of that full name, or the first that there is on the way that `next` leads.
template <typename Next>
absl::StatusOr<MaybeFigure> FirstOf(const storage::Reader& reader, const figures::FigureBook& book,
                                    const std::string& full_name, Next next) {
  MaybeFigure figure;
  ZGC_RETURN_IF_ERROR(Walk(full_name, next, [&](const SourceKey& key) -> absl::StatusOr<bool> {
    ZGC_ASSIGN_OR_RETURN(figure, FigureAt(reader, book, key));
    return !figure.has_value();
  }));
  return figure;
}

}  // namespace

std::string PublishedFigurePrefix(const std::string& publication) {
  return absl::StrCat(publication, "/figures/");
}

std::vector<v1::PublishedFigure> CitedIn(const ReportModel& model) {
  std::vector<v1::PublishedFigure> cited;
  for (const auto& [id, index] : model.by_id) {
    const CitedFigure& figure = model.cited[index];
    if (figure.figure == nullptr) continue;
    const ItemModel& item = model.items[figure.item];
    v1::PublishedFigure& row = cited.emplace_back();
    row.set_name(id);
    row.set_figure(figure.figure_name);
    *row.mutable_published() = *figure.figure;
    row.set_printed(figure.text);
    row.set_item_label(ItemNumberLabel(item));
    row.set_item_display_name(item.item->display_name());
    row.set_field(figure.field);
    row.set_in_prose(figure.in_prose);
  }
  return cited;
}

void KeepFigures(storage::Txn& txn, const std::string& publication,
                 const std::vector<v1::PublishedFigure>& cited) {
  for (v1::PublishedFigure row : cited) {
    row.set_name(absl::StrCat(PublishedFigurePrefix(publication), row.name()));
    kPublishedFigures.Put(txn, {row.name()}, row);
    kPublishedByFigure.Add(txn, {row.figure()}, row.name());
  }
}

absl::StatusOr<MaybeFigure> FigureNamed(const storage::Reader& reader,
                                        const figures::FigureBook& book,
                                        const std::string& full_name) {
  return FigureAt(reader, book, SplitName(full_name));
}

absl::StatusOr<MaybeFigure> PresentFigure(const storage::Reader& reader,
                                          const figures::FigureBook& book,
                                          const std::string& full_name) {
  return FirstOf(reader, book, full_name,
                 [&](const SourceKey& key) { return ReplacementsOf(reader, book, key); });
}

absl::StatusOr<std::vector<SourceKey>> ReplacedBy(const storage::Reader& reader,
                                                  const figures::FigureBook& book,
                                                  const std::string& full_name) {
  std::vector<SourceKey> keys;
  ZGC_RETURN_IF_ERROR(Walk(
      full_name, [&](const SourceKey& key) { return ReplacementsOf(reader, book, key); },
      [&](const SourceKey& key) -> absl::StatusOr<bool> {
        keys.push_back(key);
        return true;
      }));
  return keys;
}

absl::StatusOr<std::string> SuccessorOf(const storage::Reader& reader,
                                        const figures::FigureBook& book,
                                        const std::string& full_name) {
  const auto next = [&](const SourceKey& key) -> absl::StatusOr<std::vector<SourceKey>> {
    ZGC_ASSIGN_OR_RETURN(std::vector<SourceKey> keys, ReplacementsOf(reader, book, key));
    ZGC_RETURN_IF_ERROR(AddContinuation(reader, book, key, keys));
    return keys;
  };
  ZGC_ASSIGN_OR_RETURN(const MaybeFigure figure, FirstOf(reader, book, full_name, next));
  return figure.has_value() ? FullName(figure->owner(), figure->name()) : "";
}

}  // namespace zgc::supervision
