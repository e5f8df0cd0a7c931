#pragma once

#include <zip.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/temp_dir.h"
#include "gtest/gtest.h"

namespace zgc::ctl {

// Workbooks for tests, part by part, so that they can have what no honest program writes.
class MadeXlsx {
 public:
  MadeXlsx() {
    parts_["xl/workbook.xml"] =
        "<workbook xmlns:r='r'><workbookPr/><sheets><sheet name='表1' sheetId='1' "
        "r:id='rId1'/></sheets></workbook>";
    parts_["xl/_rels/workbook.xml.rels"] =
        "<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.xml'/></Relationships>";
    // Style 1 is a day.
    parts_["xl/styles.xml"] =
        "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>";
  }
  MadeXlsx& Part(const std::string& name, const std::string& text) {
    parts_[name] = text;
    return *this;
  }
  // What a sheet has: rows, and what follows them.
  MadeXlsx& Rows(const std::string& rows, const std::string& after = "") {
    return Part("xl/worksheets/sheet1.xml", absl::StrCat("<worksheet><sheetData>", rows,
                                                         "</sheetData>", after, "</worksheet>"));
  }
  std::string Bytes() const {
    const testing::TempDir dir;
    const std::string path = dir.path() + "/made.xlsx";
    zip_t* const zip = zip_open(path.c_str(), ZIP_CREATE, nullptr);
    EXPECT_NE(zip, nullptr);
    for (const auto& [name, text] : parts_) {
      zip_file_add(zip, name.c_str(), zip_source_buffer(zip, text.data(), text.size(), 0), 0);
    }
    EXPECT_EQ(zip_close(zip), 0);
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::map<std::string, std::string> parts_;
};

}  // namespace zgc::ctl
