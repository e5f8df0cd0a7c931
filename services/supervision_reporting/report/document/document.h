#pragma once

#include <string>
#include <variant>
#include <vector>

// What a report says and in which order, in no formatting language: whoever prints it knows
// what a table is, and nothing of tasks, figures or findings. Every piece of text in it comes
// out in every format; `hint` and `style` need not.
namespace zgc::supervision::document {

// A stretch of words.
struct Span {
  enum class Kind {
    kText,
    kStrong,
    // A link to `target`.
    kLink,
    // The printing of a figure: a link to where its source is said. `binding` is its full name.
    kFigure,
    // A note on what stands before it: a small link to `target`.
    kMark,
    // A word in a frame of its own, such as a state.
    kLabel,
    // Small print on a line of its own.
    kDetail,
  };

  Kind kind = Kind::kText;
  std::string text;
  // Anchor in the same document, of A-Z, a-z, 0-9, '.' and '-'; or empty.
  std::string target = {};
  std::string binding = {};
  // Shown where there is room for it. What it says is said elsewhere in the document.
  std::string hint = {};
  // Names of its look, as style sheets have them; or empty.
  std::string style = {};
};
using Spans = std::vector<Span>;

struct Paragraph {
  enum class Kind {
    kPlain,
    // What its reader has to know first.
    kAlert,
    // What somebody else has said.
    kQuote,
    // One fact a span.
    kFacts,
    // The end of the document.
    kFooter,
  };

  Kind kind = Kind::kPlain;
  std::string style;
  Spans spans;
};

struct List {
  struct Entry {
    std::string style;
    Spans spans;
  };

  std::string style;
  std::vector<Entry> entries;
};

struct Table {
  struct Column {
    enum class Kind {
      kText,
      // A number of the document's own.
      kCount,
      // What was measured, with its unit.
      kValue,
      // Days. A line ends between two spans of it only.
      kPeriod,
    };

    std::string title;
    Kind kind = Kind::kText;
  };
  struct Row {
    std::string anchor;
    // One for each column.
    std::vector<Spans> cells;
  };
  // Rows under a heading, which may be empty.
  struct Group {
    Spans heading;
    std::vector<Row> rows;
  };

  std::string style;
  // Empty, or what stands above it.
  std::string caption;
  // Too wide for a small screen.
  bool wide = false;
  std::vector<Column> columns;
  std::vector<Group> groups;
};

// Groups of bars, each with a line of words.
struct Chart {
  struct Bar {
    std::string label;
    // A figure, mostly.
    Span value;
    // Share of the full width, in ten-thousandths.
    int share = 0;
    int colour = 0;
    // Why it does not compare with bars before it; or empty.
    std::string note = {};
    // Of a map, from north-west, and what it is shaded by, which a bar that is no figure has not.
    int row = 0;
    int column = 0;
    double number = 0;
  };
  struct Group {
    // May be empty.
    std::string title;
    std::vector<Bar> bars;
  };
  struct Key {
    std::string label;
    int colour = 0;
  };

  std::string anchor;
  std::string title;
  std::vector<Key> legend;
  std::vector<Group> groups;
  // Whether a drawing shows the bars as tiles in their places, shaded by their numbers, and the
  // groups as frames around them.
  bool map = false;
};

struct Block;

// Blocks under a heading.
struct Section {
  std::string anchor;
  std::string style;
  // 2 is a part of the document, 3 a part of that.
  int level = 2;
  // Whether a table of contents names it.
  bool listed = false;
  Spans heading;
  std::vector<Block> blocks;
};

struct Block {
  std::variant<Paragraph, List, Table, Chart, Section> content;
};

struct Document {
  std::string title;
  std::string issuer;
  // What stands below the title before the contents.
  std::vector<Block> cover;
  std::vector<Block> blocks;
};

// Makes a function of several, one for each kind of block: std::visit(Each{...}, block.content).
template <typename... Functions>
struct Each : Functions... {
  using Functions::operator()...;
};
template <typename... Functions>
Each(Functions...) -> Each<Functions...>;

}  // namespace zgc::supervision::document
