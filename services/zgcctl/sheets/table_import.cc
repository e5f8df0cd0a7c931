#include "services/zgcctl/sheets/table_import.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/digest.h"
#include "common/base/names.h"
#include "common/base/status_macros.h"
#include "services/zgcctl/client/failure.h"
#include "services/zgcctl/output/files.h"
#include "services/zgcctl/output/progress.h"
#include "services/zgcctl/output/table.h"
#include "services/zgcctl/sheets/csv.h"
#include "services/zgcctl/sheets/enterprise_rows.h"
#include "services/zgcctl/sheets/sheet.h"
#include "services/zgcctl/sheets/xlsx.h"
#include "zgc/parks/v1/enterprise_service.pb.h"
#include "zgc/parks/v1/import_service.pb.h"
#include "zgc/parks/v1/imports.pb.h"

namespace zgc::ctl {
namespace {

constexpr char kParks[] = "park_region";
constexpr size_t kBatchRows = 500;
// Far below what a server takes.
constexpr size_t kBatchBytes = size_t{1} << 20;
constexpr int kPageRows = 1000;

template <typename Response>
absl::StatusOr<Response> AskParks(Client& client, const char* method,
                                  const google::protobuf::Message& request) {
  return client.Get<Response>(kParks, absl::StrCat("zgc.parks.v1.", method), request,
                              /*patiently=*/true);
}

const char* OutcomeWord(parks::v1::ImportOutcome outcome) {
  switch (outcome) {
    case parks::v1::IMPORT_OUTCOME_GOOD:
      return "合格";
    case parks::v1::IMPORT_OUTCOME_REPEATED:
      return "重复行";
    case parks::v1::IMPORT_OUTCOME_REFUSED:
      return "不合格";
    case parks::v1::IMPORT_OUTCOME_APPLIED:
      return "已导入";
    case parks::v1::IMPORT_OUTCOME_TAKEN_BACK:
      return "已撤回";
    case parks::v1::IMPORT_OUTCOME_KEPT:
      return "保留";
    default:
      return "";
  }
}

// The rows with something to be said of.
class RowReport {
 public:
  void Add(const parks::v1::ImportRow& row) {
    for (const parks::v1::ImportFinding& finding : row.findings()) {
      table_.Add({row.sheet(), absl::StrCat(row.row()), finding.column(),
                  OutcomeWord(row.outcome()), finding.reason()});
    }
    if (row.findings().empty() && row.outcome() != parks::v1::IMPORT_OUTCOME_GOOD &&
        row.outcome() != parks::v1::IMPORT_OUTCOME_APPLIED) {
      table_.Add({row.sheet(), absl::StrCat(row.row()), "", OutcomeWord(row.outcome()), ""});
    }
  }
  void Print(Format format) const {
    if (table_.size() > 0) std::cout << table_.Render(format, /*max_width=*/120);
  }

 private:
  Table table_{{"工作表", "行", "列", "结果", "原因"}};
};

void PrintCounts(const parks::v1::Import& import) {
  std::cout << import.name() << " (" << import.display_name() << "): " << import.row_count()
            << " 行: 合格 " << import.good_rows() << ", 重复 " << import.repeated_rows()
            << ", 不合格 " << import.refused_rows() << ", 已导入 " << import.applied_rows()
            << ", 已撤回 " << import.taken_back_rows() << ", 保留 " << import.kept_rows() << "\n";
}

// All rows of an import, page by page.
absl::StatusOr<parks::v1::Import> ReportImport(Client& client, const std::string& name) {
  parks::v1::GetImportRequest get;
  get.set_name(name);
  ZGC_ASSIGN_OR_RETURN(const auto import,
                       AskParks<parks::v1::Import>(client, "ImportService/GetImport", get));
  RowReport report;
  parks::v1::ListImportRowsRequest request;
  request.set_name(name);
  request.set_page_size(kPageRows);
  do {
    ZGC_ASSIGN_OR_RETURN(const auto page, AskParks<parks::v1::ListImportRowsResponse>(
                                              client, "ImportService/ListImportRows", request));
    for (const parks::v1::ImportRow& row : page.rows()) report.Add(row);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  report.Print(client.options().format);
  PrintCounts(import);
  return import;
}

// What is read of which column, and what is not, before any of it is used.
void PrintMap(const EnterpriseTable& table) {
  for (size_t i = 0; i < table.maps.size(); ++i) {
    for (const MappedColumn& column : table.maps[i].columns) {
      std::cout << table.sheets[i] << (table.sheets[i].empty() ? "" : " ") << column.Label()
                << " → " << (column.field == nullptr ? "不导入" : column.field->path) << "\n";
    }
  }
}

class TableImporter {
 public:
  TableImporter(Client& client, const EnterpriseTable& table, std::string id)
      : client_(client), table_(table), id_(std::move(id)) {
    size_t bytes = 0;
    for (const parks::v1::ImportRowContent& row : table.rows) {
      const size_t size = row.ByteSizeLong();
      if (batches_.empty() || batches_.back().rows_size() == static_cast<int>(kBatchRows) ||
          bytes + size > kBatchBytes) {
        parks::v1::CheckImportRowsRequest& batch = batches_.emplace_back();
        batch.set_name(name());
        batch.set_number(static_cast<int64_t>(batches_.size()));
        for (const auto& [path, label] : table.labels) (*batch.mutable_columns())[path] = label;
        bytes = 0;
      }
      bytes += size;
      *batches_.back().add_rows() = row;
    }
  }

  std::string name() const { return absl::StrCat("imports/", id_); }

  absl::Status Check(const std::string& file, const std::string& digest) {
    parks::v1::CreateImportRequest create;
    create.set_import_id(id_);
    create.mutable_import()->set_display_name(file);
    create.mutable_import()->set_file_sha256(digest);
    create.mutable_import()->set_row_count(static_cast<int64_t>(table_.rows.size()));
    create.set_request_id(absl::StrCat("import-", id_));
    ZGC_RETURN_IF_ERROR(
        AskParks<parks::v1::Import>(client_, "ImportService/CreateImport", create).status());
    Progress progress("核对", batches_.size());
    for (parks::v1::CheckImportRowsRequest& batch : batches_) {
      batch.set_request_id(absl::StrCat("import-", id_, "-check-", batch.number()));
      ZGC_RETURN_IF_ERROR(
          AskParks<parks::v1::ImportBatch>(client_, "ImportService/CheckImportRows", batch)
              .status());
      progress.Step();
    }
    parks::v1::FinishImportCheckRequest finish;
    finish.set_name(name());
    finish.set_request_id(absl::StrCat("import-", id_, "-checked"));
    return AskParks<parks::v1::Import>(client_, "ImportService/FinishImportCheck", finish).status();
  }

  absl::Status Apply() {
    Progress progress("导入", batches_.size());
    for (const parks::v1::CheckImportRowsRequest& batch : batches_) {
      parks::v1::ApplyImportRowsRequest request;
      request.set_name(batch.name());
      request.set_number(batch.number());
      *request.mutable_rows() = batch.rows();
      *request.mutable_columns() = batch.columns();
      request.set_request_id(absl::StrCat("import-", id_, "-apply-", batch.number()));
      ZGC_RETURN_IF_ERROR(
          AskParks<parks::v1::ImportBatch>(client_, "ImportService/ApplyImportRows", request)
              .status());
      progress.Step();
    }
    return absl::OkStatus();
  }

 private:
  Client& client_;
  const EnterpriseTable& table_;
  const std::string id_;
  std::vector<parks::v1::CheckImportRowsRequest> batches_;
};

ExitCode BadTable(const std::string& file, const absl::Status& status) {
  std::cerr << "zgcctl: " << file << ": " << status.message() << "\n";
  return kExitBadData;
}

}  // namespace

namespace {

// Another sheet of the file, or another map of its columns, is another import.
std::string IdOfImport(const std::string& digest, const TableImportArguments& arguments) {
  std::string what = absl::StrCat(digest, "\n", arguments.sheet);
  for (const auto& [column, field] : arguments.map) {
    absl::StrAppend(&what, "\n", column, "=", field);
  }
  return absl::StrCat("t", absl::BytesToHexString(base::Sha256(what)).substr(0, 16));
}

}  // namespace

ExitCode ImportTable(Client& client, const TableImportArguments& arguments) {
  const auto book = ReadWorkbook(arguments.file);
  if (!book.ok()) return BadTable(arguments.file, book.status());
  std::ifstream stream(arguments.file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
  const std::string digest = absl::BytesToHexString(base::Sha256(bytes));
  const std::string id = arguments.id.empty() ? IdOfImport(digest, arguments) : arguments.id;
  const auto table = ReadEnterprises(*book, arguments.sheet, arguments.map, id);
  if (!table.ok()) return BadTable(arguments.file, table.status());
  PrintMap(*table);
  for (const Remark& remark : book->remarks) {
    if (remark.severity == Severity::kWarning) {
      std::cerr << "zgcctl: warning: " << ToString(remark) << "\n";
    }
  }
  TableImporter importer(client, *table, id);
  const std::string file(base::IdOf(arguments.file));
  absl::Status done = importer.Check(file, digest);
  if (done.ok() && !arguments.check_only) done = importer.Apply();
  if (!done.ok()) return Fail(importer.name(), done);
  const auto import = ReportImport(client, importer.name());
  if (!import.ok()) return Fail(importer.name(), import.status());
  return import->refused_rows() > 0 ? kExitFailed : kExitOk;
}

ExitCode TakeBackTable(Client& client, const std::string& name, const std::string& reason) {
  parks::v1::GetImportRequest get;
  get.set_name(name);
  auto import = AskParks<parks::v1::Import>(client, "ImportService/GetImport", get);
  if (!import.ok()) return Fail(name, import.status());
  if (import->state() != parks::v1::IMPORT_STATE_TAKEN_BACK) {
    parks::v1::TakeBackImportRequest request;
    request.set_name(name);
    request.set_reason(reason);
    const auto taken = AskParks<parks::v1::Import>(client, "ImportService/TakeBackImport", request);
    if (!taken.ok()) return Fail(name, taken.status());
  }
  // The last batch first, as later rows may rest on earlier ones.
  for (int64_t number = import->batch_count(); number > 0; --number) {
    parks::v1::TakeBackImportRowsRequest request;
    request.set_name(name);
    request.set_number(number);
    const auto rows =
        AskParks<parks::v1::ImportBatch>(client, "ImportService/TakeBackImportRows", request);
    if (!rows.ok()) return Fail(name, rows.status());
  }
  import = ReportImport(client, name);
  if (!import.ok()) return Fail(name, import.status());
  return import->kept_rows() > 0 ? kExitFailed : kExitOk;
}

ExitCode ShowImport(Client& client, const std::string& name) {
  const auto import = ReportImport(client, name);
  return import.ok() ? kExitOk : Fail(name, import.status());
}

ExitCode ExportEnterprises(Client& client, const std::string& path, const std::string& filter) {
  std::vector<parks::v1::Enterprise> enterprises;
  parks::v1::ListEnterprisesRequest request;
  request.set_page_size(kPageRows);
  request.set_filter(filter);
  do {
    auto page = AskParks<parks::v1::ListEnterprisesResponse>(
        client, "EnterpriseService/ListEnterprises", request);
    if (!page.ok()) return Fail("enterprises", page.status());
    std::move(page->mutable_enterprises()->begin(), page->mutable_enterprises()->end(),
              std::back_inserter(enterprises));
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  const auto rows = WriteEnterprises(enterprises);
  const absl::Status written = absl::EndsWithIgnoreCase(path, ".xlsx")
                                   ? ReplaceFile(path,
                                                 [&](const std::string& beside) {
                                                   return WriteXlsxTexts("企业", rows, beside);
                                                 })
                                   : ReplaceFile(path, WriteCsv(rows));
  if (!written.ok()) return Fail(path, written);
  std::cout << path << ": " << enterprises.size() << " enterprises\n";
  return kExitOk;
}

}  // namespace zgc::ctl
