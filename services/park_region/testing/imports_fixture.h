#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/park_region/domain/imports/import_rows.h"
#include "services/park_region/domain/imports/imports.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {

// An import "i" that is sent in batches, which are remembered so that they are applied as they were
// checked.
class ImportsFixture : public ParkRegionFixture {
 protected:
  struct Row {
    int64_t row = 0;
    std::string id;
    std::string display_name;
    std::string uscc;
    // More of the enterprise, in text format.
    std::string more;
  };

  absl::StatusOr<v1::Import> Begin(int64_t rows) {
    return Do(CreateImport, absl::StrCat("import_id: 'i' import { display_name: '企业.csv' "
                                         "row_count: ",
                                         rows, " file_sha256: '", std::string(64, 'a'), "' }"));
  }
  absl::StatusOr<v1::ImportBatch> Check(int64_t number, const std::vector<Row>& rows) {
    sent_[number] = rows;
    return Do(CheckImportRows, Fields(number, rows));
  }
  absl::StatusOr<v1::ImportBatch> Apply(int64_t number, const std::vector<Row>& rows) {
    return Do(ApplyImportRows, Fields(number, rows));
  }
  absl::StatusOr<v1::ImportBatch> Apply(int64_t number) { return Apply(number, sent_[number]); }
  absl::Status ApplyAll() {
    for (const auto& [number, rows] : sent_) {
      if (const auto done = Apply(number, rows); !done.ok()) return done.status();
    }
    return absl::OkStatus();
  }
  // Checks rows as one batch of an import of their own, and ends the checking.
  absl::StatusOr<v1::ImportBatch> CheckOnly(const std::vector<Row>& rows) {
    if (const auto begun = Begin(static_cast<int64_t>(rows.size())); !begun.ok()) {
      return begun.status();
    }
    auto checked = Check(1, rows);
    if (!checked.ok()) return checked;
    if (const auto ended = Do(FinishImportCheck, "name: 'imports/i'"); !ended.ok()) {
      return ended.status();
    }
    return checked;
  }
  absl::StatusOr<v1::ImportBatch> TakeBack(int64_t number) {
    return Do(TakeBackImportRows, absl::StrCat("name: 'imports/i' number: ", number));
  }

  v1::Import Now() { return Find(kImports, "imports/i"); }
  bool Exists(const std::string& id) {
    const auto row = kEnterprises.Get(store_->Read(), {"enterprises/" + id});
    return row.ok() && row->has_value();
  }
  // "2 GOOD", "3 REFUSED enterprise.uscc: …", a line for each row.
  static std::vector<std::string> Told(const v1::ImportBatch& batch) {
    std::vector<std::string> told;
    for (const v1::ImportRow& row : batch.rows()) {
      told.push_back(absl::StrCat(
          row.row(), " ",
          v1::ImportOutcome_Name(row.outcome()).substr(std::string("IMPORT_OUTCOME_").size())));
      for (const v1::ImportFinding& finding : row.findings()) {
        absl::StrAppend(&told.back(), " ", finding.column(), "[", finding.field(), "] ",
                        finding.reason());
      }
    }
    return told;
  }

 private:
  static std::string Fields(int64_t number, const std::vector<Row>& rows) {
    std::string fields =
        absl::StrCat("name: 'imports/i' number: ", number,
                     " columns { key: 'enterprise.uscc' value: 'B 信用代码' } columns { key: "
                     "'enterprise.roles' value: 'C 标签' }");
    for (const Row& row : rows) {
      absl::StrAppend(&fields, " rows { sheet: '表1' row: ", row.row, " record_id: '", row.id,
                      "' enterprise { display_name: '", row.display_name, "' uscc: '", row.uscc,
                      "' ", row.more, " } }");
    }
    return fields;
  }

  std::map<int64_t, std::vector<Row>> sent_;
};

}  // namespace zgc::parks
