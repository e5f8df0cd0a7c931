#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "nlohmann/json.hpp"
#include "services/supervision_reporting/report/document/document.h"

// What a document says, and what a reader sees of a print of it.
namespace zgc::supervision {

using TextVisitor = std::function<void(std::string&)>;

inline void VisitSpans(document::Spans& spans, const TextVisitor& visit) {
  for (document::Span& span : spans) visit(span.text);
}

inline void VisitTable(document::Table& table, const TextVisitor& visit) {
  visit(table.caption);
  for (document::Table::Column& column : table.columns) visit(column.title);
  for (document::Table::Group& group : table.groups) {
    VisitSpans(group.heading, visit);
    for (document::Table::Row& row : group.rows) {
      for (document::Spans& cell : row.cells) VisitSpans(cell, visit);
    }
  }
}

inline void VisitChart(document::Chart& chart, const TextVisitor& visit) {
  visit(chart.title);
  for (document::Chart::Key& key : chart.legend) visit(key.label);
  for (document::Chart::Group& group : chart.groups) {
    visit(group.title);
    for (document::Chart::Bar& bar : group.bars) {
      visit(bar.label);
      visit(bar.value.text);
      visit(bar.note);
    }
  }
}

inline void VisitBlocks(std::vector<document::Block>& blocks, const TextVisitor& visit) {
  for (document::Block& block : blocks) {
    std::visit(document::Each{[&](document::Paragraph& one) { VisitSpans(one.spans, visit); },
                              [&](document::List& one) {
                                for (auto& entry : one.entries) VisitSpans(entry.spans, visit);
                              },
                              [&](document::Table& one) { VisitTable(one, visit); },
                              [&](document::Chart& one) { VisitChart(one, visit); },
                              [&](document::Section& one) {
                                VisitSpans(one.heading, visit);
                                VisitBlocks(one.blocks, visit);
                              }},
               block.content);
  }
}

// Every text, in the order of the document.
inline void VisitTexts(document::Document& document, const TextVisitor& visit) {
  visit(document.title);
  visit(document.issuer);
  VisitBlocks(document.cover, visit);
  VisitBlocks(document.blocks, visit);
}

// A line ends nowhere in a print but where the printer ends it.
inline std::string OneLine(std::string text) {
  for (char& c : text) {
    if (absl::ascii_isspace(c)) c = ' ';
  }
  return text;
}

// What stands between two texts in what follows.
inline constexpr char kApart = '\1';

inline std::string ReadHtml(const std::string& html) {
  std::string text;
  bool tag = false;
  for (const char c : html) {
    if (c == '<') tag = true;
    if (!tag) text += c;
    if (c != '>' || !tag) continue;
    tag = false;
    text += kApart;
  }
  return OneLine(absl::StrReplaceAll(
      text, {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}}));
}

inline std::string ReadMarkdown(const std::string& markdown) {
  std::string text;
  for (size_t at = 0; at < markdown.size(); ++at) {
    const absl::string_view rest = absl::string_view(markdown).substr(at);
    if (rest[0] == '\\' && rest.size() > 1 && absl::ascii_ispunct(rest[1])) {
      text += rest[1];
      ++at;
    } else if (absl::StartsWith(rest, "&#32;")) {
      text += ' ';
      at += 4;
    } else if (rest[0] == '<' || absl::StartsWith(rest, "](")) {
      at = markdown.find(rest[0] == '<' ? '>' : ')', at);
      text += kApart;
    } else {
      text += rest[0] == '[' || rest[0] == '*' ? kApart : rest[0];
    }
  }
  return OneLine(text);
}

inline void AppendStrings(const nlohmann::ordered_json& json, std::string& text) {
  if (json.is_string()) text += json.get<std::string>() + kApart;
  if (!json.is_structured()) return;
  for (const auto& element : json) AppendStrings(element, text);
}

inline std::string ReadJson(const std::string& printed) {
  std::string text;
  AppendStrings(nlohmann::ordered_json::parse(printed), text);
  return OneLine(text);
}

// The first text that does not stand behind those before it in what a reader sees; empty if
// all do.
inline std::string MissingText(document::Document document, const std::string& seen) {
  size_t at = 0;
  std::string missing;
  VisitTexts(document, [&](std::string& text) {
    if (!missing.empty() || text.empty()) return;
    const size_t found = seen.find(OneLine(text), at);
    if (found == std::string::npos) {
      missing = text;
    } else {
      at = found + text.size();
    }
  });
  return missing;
}

}  // namespace zgc::supervision
