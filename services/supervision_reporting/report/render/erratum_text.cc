#include "services/supervision_reporting/report/render/erratum_text.h"

#include <algorithm>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "common/base/names.h"
#include "common/base/time/dates.h"
#include "common/scanner/figure_text.h"
#include "services/supervision_reporting/report/compose/labels.h"
#include "services/supervision_reporting/report/print/print.h"

namespace zgc::supervision {
namespace {

// "任务内容", "进展情况第2段", with what prints the figure there.
std::string PlaceLabel(const v1::PublishedFigure& published) {
  std::string place = "任务内容";
  if (absl::StartsWith(published.field(), "paragraphs[")) {
    const std::string from = published.field().substr(sizeof("paragraphs[") - 1);
    int paragraph = 0;
    if (absl::SimpleAtoi(from.substr(0, from.find(']')), &paragraph)) {
      place = absl::StrCat("进展情况第", paragraph + 1, "段");
    }
  }
  return absl::StrCat(place, published.in_prose() ? "" : "，仅列于数表");
}

// "政策宣讲（2021年，海淀园）".
std::string FigureLabel(const figures::v1::Figure& figure) {
  std::string label =
      absl::StrCat(figure.display_name(), "（", figures::FormatPeriod(figure.period()));
  const std::string scopes = ScopeLabel(figure);
  return absl::StrCat(label, scopes.empty() ? "" : "，", scopes, "）");
}

std::string KindLabel(v1::ChangeReasonKind kind) {
  switch (kind) {
    case v1::CHANGE_REASON_KIND_CORRECTION:
      return "更正";
    case v1::CHANGE_REASON_KIND_VOID:
      return "作废";
    case v1::CHANGE_REASON_KIND_OBSERVATION_CORRECTED:
      return "更正填报";
    case v1::CHANGE_REASON_KIND_OBSERVATION_RETRACTED:
      return "撤回填报";
    case v1::CHANGE_REASON_KIND_INDICATOR_VERSION:
      return "指标变更";
    default:
      return "变动";
  }
}

// "原因：单位录错（更正//park_region/registrations/r1，见//park_region/corrections/7，依据：营业执照，
// 核准：checker）。"
std::string ReasonLine(const v1::ChangeReason& reason) {
  std::string line =
      absl::StrCat("原因：", reason.reason(), "（", KindLabel(reason.kind()), reason.record());
  if (reason.source() != reason.record()) absl::StrAppend(&line, "，见", reason.source());
  if (!reason.evidence().empty()) {
    absl::StrAppend(&line, "，依据：", absl::StrJoin(reason.evidence(), "、"));
  }
  if (!reason.approver().empty()) {
    absl::StrAppend(&line, "，核准：", reason.approver());
  } else if (reason.kind() != v1::CHANGE_REASON_KIND_OBSERVATION_RETRACTED) {
    absl::StrAppend(&line, "，经办：", reason.author());
  }
  return absl::StrCat(line, "）。");
}

// What is certain; a correction of the figure itself says no more than its observation does.
std::string Reasons(const v1::FigureChange& change) {
  std::string lines;
  bool said = change.reason().empty();
  for (const v1::ChangeReason& reason : change.reasons()) {
    if (reason.possible()) continue;
    absl::StrAppend(&lines, ReasonLine(reason));
    said |= reason.reason() == change.reason();
  }
  if (!said) lines = absl::StrCat("原因：", change.reason(), "。", lines);
  if (change.explained() == v1::EXPLAINED_IN_PART) lines += "以上原因只说明部分变动。";
  if (change.explained() == v1::EXPLAINED_NOT) lines += "变动原因未见于记录。";
  return lines;
}

std::string ChangeLine(const v1::FigureChange& change) {
  const v1::PublishedFigure& published = change.published();
  std::string line = absl::StrCat(published.item_label(), "“", published.item_display_name(), "”，",
                                  PlaceLabel(published), "：", FigureLabel(published.published()),
                                  "，原公布", published.printed());
  if (!change.erratum().empty()) {
    absl::StrAppend(&line, "，第", base::IdOf(change.erratum()), "号更正说明为", change.said());
  }
  const bool gone = change.kind() == v1::FIGURE_CHANGE_KIND_GONE;
  absl::StrAppend(&line, gone ? "，现不再有此数" : "，现更正为", gone ? "" : change.printed());
  if (!change.successor().empty()) absl::StrAppend(&line, "，另见", change.successor());
  line += "。";
  return absl::StrCat(line, Reasons(change));
}

std::string DayOfPublishing(const v1::Publication& publication) {
  const absl::Time time = absl::FromUnixSeconds(publication.publish_time().seconds());
  return figures::FormatDay(base::FormatDate(base::DayOf(time)));
}

}  // namespace

std::string ErratumText(const v1::Publication& publication, const v1::Erratum& erratum) {
  std::string text;
  const auto paragraph = [&](const std::string& words) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", words, "\n");
  };
  const auto title = absl::StrCat("《", EscapeMarkdown(erratum.display_name()), "》");
  paragraph(absl::StrCat("# 关于", title, "的更正说明（第", erratum.number(), "号）"));
  paragraph(absl::StrCat(EscapeMarkdown(erratum.issuer()), DayOfPublishing(publication), "发布的",
                         title, "（第", publication.number(), "次发布）中，下列",
                         erratum.changes_size(),
                         "个数与记录不符，现予更正。原发布件保持不变，与本说明一并使用。"));
  std::string list;
  for (int i = 0; i < erratum.changes_size(); ++i) {
    absl::StrAppend(&list, i == 0 ? "" : "\n", i + 1, ". ",
                    EscapeMarkdown(ChangeLine(erratum.changes(i))));
  }
  paragraph(list);
  if (!erratum.reason().empty()) {
    paragraph(absl::StrCat("更正原因：", EscapeMarkdown(erratum.reason())));
  }
  std::vector<std::string> positions;
  const absl::btree_map<std::string, common::v1::Position> sources(
      erratum.source_positions().begin(), erratum.source_positions().end());
  for (const auto& [service, position] : sources) {
    positions.push_back(absl::StrCat(ServiceLabel(service), position.revision()));
  }
  paragraph(absl::StrCat("所据记录的修订号：", absl::StrJoin(positions, "，"), "。"));
  paragraph(
      absl::StrCat("所更正的发布件：", publication.name(), "，SHA-256 ", publication.sha256()));
  return text;
}

}  // namespace zgc::supervision
