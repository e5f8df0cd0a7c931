#include "services/supervision_reporting/domain/publications/published_figures.h"

#include <utility>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
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

// The names of what corrections have put in the place of a figure.
absl::StatusOr<std::vector<std::string>> ReplacementsOf(const storage::Reader& reader,
                                                        const figures::FigureBook& book,
                                                        const SourceKey& key) {
  std::vector<std::string> names;
  if (key.service != book.owner()) {
    ZGC_RETURN_IF_ERROR(kReplacedSourceFigures.ForEach(reader, key, [&](const std::string& name) {
      names.push_back(name);
      return true;
    }));
    return names;
  }
  const std::string observation = absl::StrCat("observations/", base::IdOf(key.name));
  ZGC_ASSIGN_OR_RETURN(const auto row, figures::kObservations.Get(reader, {observation}));
  if (row.has_value() && !row->corrected_by().empty()) {
    names.push_back(absl::StrCat("figures/", base::IdOf(row->corrected_by())));
  }
  return names;
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
  SourceKey key = SplitName(full_name);
  std::vector<std::string> open = {key.name};
  absl::btree_set<std::string> seen;
  while (!open.empty()) {
    key.name = open.back();
    open.pop_back();
    if (!seen.insert(key.name).second) continue;
    ZGC_ASSIGN_OR_RETURN(MaybeFigure figure, FigureAt(reader, book, key));
    if (figure.has_value()) return figure;
    ZGC_ASSIGN_OR_RETURN(const auto next, ReplacementsOf(reader, book, key));
    open.insert(open.end(), next.begin(), next.end());
  }
  return MaybeFigure();
}

}  // namespace zgc::supervision
