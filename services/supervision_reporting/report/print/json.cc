#include <string>
#include <variant>

#include "services/supervision_reporting/report/print/print.h"

namespace zgc::supervision {
namespace {

using Json = nlohmann::ordered_json;
using document::Block;
using document::Chart;
using document::Document;
using document::List;
using document::Paragraph;
using document::Section;
using document::Span;
using document::Spans;
using document::Table;

void AddText(Json& json, const char* field, const std::string& text) {
  if (!text.empty()) json[field] = text;
}

const char* NameOf(Span::Kind kind) {
  switch (kind) {
    case Span::Kind::kStrong:
      return "strong";
    case Span::Kind::kLink:
      return "link";
    case Span::Kind::kFigure:
      return "figure";
    case Span::Kind::kMark:
      return "mark";
    case Span::Kind::kLabel:
      return "label";
    case Span::Kind::kDetail:
      return "detail";
    default:
      return "text";
  }
}

const char* NameOf(Paragraph::Kind kind) {
  switch (kind) {
    case Paragraph::Kind::kAlert:
      return "alert";
    case Paragraph::Kind::kQuote:
      return "quote";
    case Paragraph::Kind::kFacts:
      return "facts";
    case Paragraph::Kind::kFooter:
      return "footer";
    default:
      return "paragraph";
  }
}

const char* NameOf(Table::Column::Kind kind) {
  switch (kind) {
    case Table::Column::Kind::kCount:
      return "count";
    case Table::Column::Kind::kValue:
      return "value";
    case Table::Column::Kind::kPeriod:
      return "period";
    default:
      return "text";
  }
}

// Plain words are a string.
Json ToJson(const Span& span) {
  if (span.kind == Span::Kind::kText) return span.text;
  Json json = {{"kind", NameOf(span.kind)}, {"text", span.text}};
  AddText(json, "target", span.target);
  AddText(json, "figure", span.binding);
  return json;
}

Json ToJson(const Spans& spans) {
  Json json = Json::array();
  for (const Span& span : spans) json.push_back(ToJson(span));
  return json;
}

Json ToJson(const std::vector<Block>& blocks);

Json ToJson(const Paragraph& paragraph) {
  return {{"kind", NameOf(paragraph.kind)}, {"spans", ToJson(paragraph.spans)}};
}

Json ToJson(const List& list) {
  Json entries = Json::array();
  for (const List::Entry& entry : list.entries) entries.push_back(ToJson(entry.spans));
  return {{"kind", "list"}, {"entries", entries}};
}

Json ToJson(const Table& table) {
  Json json = {{"kind", "table"}};
  AddText(json, "caption", table.caption);
  json["columns"] = Json::array();
  for (const Table::Column& column : table.columns) {
    json["columns"].push_back({{"title", column.title}, {"kind", NameOf(column.kind)}});
  }
  json["groups"] = Json::array();
  for (const Table::Group& group : table.groups) {
    Json made = Json::object();
    if (!group.heading.empty()) made["heading"] = ToJson(group.heading);
    made["rows"] = Json::array();
    for (const Table::Row& row : group.rows) {
      Json cells = Json::array();
      for (const Spans& cell : row.cells) cells.push_back(ToJson(cell));
      Json printed = Json::object();
      AddText(printed, "anchor", row.anchor);
      printed["cells"] = std::move(cells);
      made["rows"].push_back(std::move(printed));
    }
    json["groups"].push_back(std::move(made));
  }
  return json;
}

Json ToJson(const Chart& chart) {
  Json json = {{"kind", "chart"}, {"anchor", chart.anchor}, {"title", chart.title}};
  json["legend"] = Json::array();
  for (const Chart::Key& key : chart.legend) {
    json["legend"].push_back({{"label", key.label}, {"colour", key.colour}});
  }
  json["groups"] = Json::array();
  for (const Chart::Group& group : chart.groups) {
    Json bars = Json::array();
    for (const Chart::Bar& bar : group.bars) {
      bars.push_back({{"label", bar.label}, {"value", ToJson(bar.value)}, {"colour", bar.colour}});
      AddText(bars.back(), "note", bar.note);
    }
    json["groups"].push_back({{"title", group.title}, {"bars", std::move(bars)}});
  }
  return json;
}

Json ToJson(const Section& section) {
  Json json = {{"kind", "section"}, {"anchor", section.anchor}};
  json["heading"] = ToJson(section.heading);
  json["blocks"] = ToJson(section.blocks);
  return json;
}

Json ToJson(const std::vector<Block>& blocks) {
  Json json = Json::array();
  for (const Block& block : blocks) {
    json.push_back(std::visit([](const auto& one) { return ToJson(one); }, block.content));
  }
  return json;
}

}  // namespace

Json PrintJson(const Document& document) {
  return {{"title", document.title},
          {"issuer", document.issuer},
          {"cover", ToJson(document.cover)},
          {"blocks", ToJson(document.blocks)}};
}

}  // namespace zgc::supervision
