#include "services/zgcctl/sheets/xlsx.h"

#include <cstring>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "services/zgcctl/sheets/archive.h"
#include "services/zgcctl/sheets/cell_values.h"

namespace zgc::ctl {
namespace {

// Names without their prefix: programs write <row> and <x:row>.
absl::string_view XmlName(absl::string_view name) {
  const size_t colon = name.find(':');
  return colon == absl::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node XmlChild(pugi::xml_node node, absl::string_view name) {
  for (const pugi::xml_node child : node.children()) {
    if (XmlName(child.name()) == name) return child;
  }
  return {};
}

// All characters of a text with its runs; readings (rPh) are none of it.
std::string XmlText(pugi::xml_node item) {
  std::string text;
  for (const pugi::xml_node child : item.children()) {
    const absl::string_view name = XmlName(child.name());
    if (name == "t") absl::StrAppend(&text, child.text().get());
    if (name == "r") absl::StrAppend(&text, XmlChild(child, "t").text().get());
  }
  return text;
}

struct MergedRange {
  int64_t first_row = 0;
  int64_t last_row = 0;
  int first_column = 0;
  int last_column = 0;
  std::string first_cell;
  bool Covers(int64_t row, int column) const {
    return row >= first_row && row <= last_row && column >= first_column && column <= last_column &&
           (row != first_row || column != first_column);
  }
};

class XlsxReader {
 public:
  XlsxReader(Archive& archive, const SheetBounds& bounds) : archive_(archive), bounds_(bounds) {}

  absl::StatusOr<Workbook> Read() {
    pugi::xml_document workbook;
    ZGC_RETURN_IF_ERROR(archive_.Read("xl/workbook.xml", workbook));
    ZGC_RETURN_IF_ERROR(ReadStyles());
    ZGC_RETURN_IF_ERROR(ReadStrings());
    pugi::xml_document links;
    ZGC_RETURN_IF_ERROR(archive_.Read("xl/_rels/workbook.xml.rels", links));
    std::map<std::string, std::string> targets;
    for (const pugi::xml_node link : links.document_element().children()) {
      const std::string target = link.attribute("Target").value();
      targets[link.attribute("Id").value()] =
          absl::StartsWith(target, "/") ? target.substr(1) : absl::StrCat("xl/", target);
    }
    const pugi::xml_node root = workbook.document_element();
    const absl::string_view base = XmlChild(root, "workbookPr").attribute("date1904").value();
    from_1904_ = base == "1" || base == "true";
    for (const pugi::xml_node sheet : XmlChild(root, "sheets").children()) {
      const std::string name = sheet.attribute("name").value();
      if (absl::string_view(sheet.attribute("state").as_string("visible")) != "visible") {
        AddRemark(book_, bounds_, {Severity::kWarning, name, 0, "", "is hidden and is not read"});
        continue;
      }
      const auto target = targets.find(sheet.attribute("r:id").value());
      if (target == targets.end()) {
        return absl::InvalidArgumentError(absl::StrCat("the sheet ", name, " is not in the file"));
      }
      ZGC_RETURN_IF_ERROR(ReadSheet(name, target->second));
    }
    return std::move(book_);
  }

 private:
  absl::Status ReadStrings() {
    pugi::xml_document document;
    const absl::Status read = archive_.Read("xl/sharedStrings.xml", document);
    if (absl::IsNotFound(read)) return absl::OkStatus();
    ZGC_RETURN_IF_ERROR(read);
    for (const pugi::xml_node item : document.document_element().children()) {
      strings_.push_back(XmlText(item));
    }
    return absl::OkStatus();
  }

  absl::Status ReadStyles() {
    pugi::xml_document document;
    const absl::Status read = archive_.Read("xl/styles.xml", document);
    if (absl::IsNotFound(read)) return absl::OkStatus();
    ZGC_RETURN_IF_ERROR(read);
    std::map<int, std::string> codes;
    const pugi::xml_node root = document.document_element();
    for (const pugi::xml_node format : XmlChild(root, "numFmts").children()) {
      codes[format.attribute("numFmtId").as_int()] = format.attribute("formatCode").value();
    }
    for (const pugi::xml_node style : XmlChild(root, "cellXfs").children()) {
      const int id = style.attribute("numFmtId").as_int();
      const auto code = codes.find(id);
      is_date_.push_back(code == codes.end() ? IsDateFormat(id) : IsDateFormat(code->second));
    }
    return absl::OkStatus();
  }

  absl::Status ReadSheet(const std::string& name, const std::string& part) {
    pugi::xml_document document;
    ZGC_RETURN_IF_ERROR(archive_.Read(part, document));
    const pugi::xml_node root = document.document_element();
    sheet_ = name;
    ranges_.clear();
    for (const pugi::xml_node merged : XmlChild(root, "mergeCells").children()) {
      ZGC_RETURN_IF_ERROR(AddRange(merged.attribute("ref").value()));
    }
    TableSheet sheet;
    sheet.name = name;
    int64_t number = 0;
    for (const pugi::xml_node row : XmlChild(root, "sheetData").children()) {
      number = row.attribute("r").as_llong(number + 1);
      if (!row.first_child()) continue;
      ZGC_RETURN_IF_ERROR(ReadRow(row, number, sheet));
    }
    book_.sheets.push_back(std::move(sheet));
    return absl::OkStatus();
  }

  absl::Status AddRange(absl::string_view ref) {
    if (static_cast<int>(ranges_.size()) >= bounds_.merged_ranges) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the sheet ", sheet_, " has more than ", bounds_.merged_ranges,
          " merged cells; a table that is read has a value in each cell: unmerge them"));
    }
    const size_t colon = ref.find(':');
    if (colon == absl::string_view::npos) return absl::OkStatus();
    MergedRange range;
    range.first_cell = std::string(ref.substr(0, colon));
    range.first_column = ColumnOf(range.first_cell, &range.first_row);
    range.last_column = ColumnOf(ref.substr(colon + 1), &range.last_row);
    if (range.first_column >= 0 && range.last_column >= 0) ranges_.push_back(std::move(range));
    return absl::OkStatus();
  }

  absl::Status ReadRow(pugi::xml_node node, int64_t number, TableSheet& sheet) {
    SheetRow row;
    row.row = number;
    int column = -1;
    bool any = false;
    const int64_t errors = book_.errors;
    for (const pugi::xml_node cell : node.children()) {
      const char* const ref = cell.attribute("r").value();
      column = *ref == '\0' ? column + 1 : ColumnOf(ref, nullptr);
      if (column < 0 || !cell.first_child()) continue;
      if (column >= bounds_.columns) {
        return absl::InvalidArgumentError(absl::StrCat("the sheet ", sheet_, " has text in column ",
                                                       ColumnName(column), "; at most ",
                                                       bounds_.columns, " columns are read"));
      }
      ZGC_ASSIGN_OR_RETURN(SheetCell value, ReadCell(cell, number, column));
      if (base::IsBlank(value.text)) continue;
      any = true;
      if (static_cast<int>(row.cells.size()) <= column) row.cells.resize(column + 1);
      row.cells[column] = std::move(value);
    }
    // A row of which nothing could be read is reported as much as one that has something else.
    if (!any && book_.errors == errors) return absl::OkStatus();
    RemarkMerged(row);
    if (++rows_ > bounds_.rows) {
      return absl::InvalidArgumentError(
          absl::StrCat("has more than ", bounds_.rows, " rows with text; split it"));
    }
    sheet.rows.push_back(std::move(row));
    return absl::OkStatus();
  }

  // The cells of a row that show the value of another.
  void RemarkMerged(const SheetRow& row) {
    for (const MergedRange& range : ranges_) {
      if (row.row < range.first_row || row.row > range.last_row) continue;
      // Titles stand in merged cells: what lies beside the first in its own row is left alone.
      if (row.row == range.first_row) continue;
      for (int column = range.first_column; column <= range.last_column; ++column) {
        if (column >= bounds_.columns) break;
        Say(Severity::kError, row.row, column,
            absl::StrCat("is merged with ", range.first_cell,
                         ", where the value stands; unmerge and fill each cell"));
      }
    }
  }

  void Say(Severity severity, int64_t row, int column, std::string reason) {
    AddRemark(book_, bounds_, {severity, sheet_, row, ColumnName(column), std::move(reason)});
  }

  absl::StatusOr<SheetCell> ReadCell(pugi::xml_node node, int64_t row, int column) {
    const absl::string_view type = node.attribute("t").as_string("n");
    const pugi::xml_node formula = XmlChild(node, "f");
    const pugi::xml_node value = XmlChild(node, "v");
    SheetCell cell;
    if (type == "inlineStr") {
      cell.text = XmlText(XmlChild(node, "is"));
    } else {
      cell.text = value.text().get();
    }
    if (formula && cell.text.empty()) {
      Say(Severity::kError, row, column,
          absl::StrCat("is a formula (=", base::Truncate(formula.text().get(), 60),
                       ") whose value is not in the file; write the value"));
      return SheetCell();
    }
    if (formula) {
      Say(Severity::kWarning, row, column,
          absl::StrCat("is a formula (=", base::Truncate(formula.text().get(), 60),
                       "); the value that was saved with it is taken"));
    }
    if (type == "e") {
      Say(Severity::kError, row, column, absl::StrCat("has the error ", cell.text));
      return SheetCell();
    }
    if (type == "s") {
      uint64_t index = 0;
      if (!absl::SimpleAtoi(cell.text, &index) || index >= strings_.size()) {
        return absl::InvalidArgumentError(absl::StrCat(
            "the sheet ", sheet_, " refers to a text that is not there, in row ", row));
      }
      cell.text = strings_[index];
    } else if (type == "b") {
      cell.text = cell.text == "1" ? "是" : "否";
    } else if (type == "d" || (type == "n" && !cell.text.empty())) {
      cell = ReadNumber(node, type, cell.text, row, column);
    }
    text_bytes_ += static_cast<int64_t>(cell.text.size());
    if (static_cast<int64_t>(cell.text.size()) > bounds_.cell_bytes ||
        text_bytes_ > bounds_.text_bytes) {
      return absl::InvalidArgumentError(
          absl::StrCat("the sheet ", sheet_, " has more text than is read, in row ", row));
    }
    return cell;
  }

  SheetCell ReadNumber(pugi::xml_node node, absl::string_view type, const std::string& text,
                       int64_t row, int column) {
    const auto style = static_cast<size_t>(node.attribute("s").as_int());
    const bool date = type == "d" || (style < is_date_.size() && is_date_[style]);
    const auto read = type == "d" ? DayOfText(text)
                      : date      ? DayOfSerial(text, from_1904_)
                                  : PlainNumber(text);
    if (!read.ok()) {
      Say(Severity::kError, row, column, std::string(read.status().message()));
      return SheetCell();
    }
    return {*read, date ? CellKind::kDate : CellKind::kNumber};
  }

  Archive& archive_;
  const SheetBounds& bounds_;
  Workbook book_;
  std::vector<std::string> strings_;
  // By style.
  std::vector<bool> is_date_;
  bool from_1904_ = false;
  int64_t rows_ = 0;
  int64_t text_bytes_ = 0;
  // Of the sheet that is read.
  std::string sheet_;
  std::vector<MergedRange> ranges_;
};

}  // namespace

absl::StatusOr<Workbook> ReadXlsx(absl::string_view bytes, const SheetBounds& bounds) {
  ZGC_ASSIGN_OR_RETURN(Archive archive, Archive::Open(bytes, bounds.inflated_bytes));
  auto book = XlsxReader(archive, bounds).Read();
  if (absl::IsNotFound(book.status())) {
    return absl::InvalidArgumentError(
        absl::StrCat("is a ZIP archive, but no workbook: ", book.status().message()));
  }
  return book;
}

}  // namespace zgc::ctl
