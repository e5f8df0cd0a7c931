#include "services/park_region/domain/imports/imports.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/credit_code.h"
#include "common/base/names.h"
#include "common/query/list.h"
#include "common/resource/checks.h"

namespace zgc::parks {
namespace {

constexpr size_t kMaxIdBytes = 70;
constexpr int64_t kMaxRows = 1'000'000;

absl::StatusOr<std::vector<std::string>> RowsMissing(const storage::Reader&,
                                                     const v1::Import& import) {
  std::vector<std::string> missing;
  if (import.checked_rows() != import.row_count()) {
    missing.push_back(
        absl::StrCat(import.checked_rows(), " of its ", import.row_count(), " rows were checked"));
  }
  return missing;
}

bool IsDigest(const std::string& text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

const Lifecycle<v1::Import>& ImportLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Import>({
      {.method = "CreateImport", .to = {v1::IMPORT_STATE_OPEN}},
      {.method = "CheckImportRows", .from = {v1::IMPORT_STATE_OPEN}},
      {.method = "FinishImportCheck",
       .from = {v1::IMPORT_STATE_OPEN},
       .to = {v1::IMPORT_STATE_CHECKED},
       .when = "as many rows were checked as it has",
       .obstacles = &RowsMissing},
      {.method = "ApplyImportRows",
       .from = {v1::IMPORT_STATE_CHECKED},
       .to = {v1::IMPORT_STATE_CHECKED, v1::IMPORT_STATE_APPLIED},
       .when = "the last batch makes it APPLIED"},
      {.method = "TakeBackImport",
       .from = {v1::IMPORT_STATE_OPEN, v1::IMPORT_STATE_CHECKED, v1::IMPORT_STATE_APPLIED},
       .to = {v1::IMPORT_STATE_TAKEN_BACK}},
      {.method = "TakeBackImportRows", .from = {v1::IMPORT_STATE_TAKEN_BACK}},
  });
  return *lifecycle;
}

std::string BatchName(const std::string& import, int64_t number) {
  return absl::StrFormat("importBatches/%s-%06d", std::string(base::IdOf(import)), number);
}

absl::StatusOr<v1::Import> CreateImport(storage::Txn& txn, const base::Actor& actor,
                                        const v1::CreateImportRequest& request) {
  v1::Import import = request.import();
  import.set_name(absl::StrCat("imports/", request.import_id()));
  Checks checks(txn, request);
  checks.Expect(request.import_id().size() <= kMaxIdBytes, "import_id",
                absl::StrCat("is longer than ", kMaxIdBytes, " characters"));
  checks.Expect(import.file_sha256().empty() || IsDigest(import.file_sha256()),
                "import.file_sha256", "must be 64 hexadecimal digits in small letters");
  checks.Expect(!base::HoldsPersonNumber(import.display_name()), "import.display_name",
                "holds what looks like the identity number of a person, which is not stored");
  checks.Expect(import.row_count() <= kMaxRows, "import.row_count",
                absl::StrCat("is more than ", kMaxRows, "; split the file"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ImportLifecycle().Take(txn, actor, "CreateImport", {}, import);
  return Insert(txn, kImports, std::move(import));
}

absl::StatusOr<v1::Import> FinishImportCheck(storage::Txn& txn, const base::Actor& actor,
                                             const v1::FinishImportCheckRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Import import,
      resource::GetToMove(txn, actor, kImports, ImportLifecycle(), "FinishImportCheck", request));
  ImportLifecycle().Take(txn, actor, "FinishImportCheck", {}, import);
  return Save(txn, kImports, std::move(import));
}

absl::StatusOr<v1::Import> TakeBackImport(storage::Txn& txn, const base::Actor& actor,
                                          const v1::TakeBackImportRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Import import,
      resource::GetToMove(txn, actor, kImports, ImportLifecycle(), "TakeBackImport", request));
  ImportLifecycle().Take(txn, actor, "TakeBackImport", {.note = request.reason()}, import);
  return Save(txn, kImports, std::move(import));
}

absl::StatusOr<v1::Import> GetImport(const storage::Reader& reader,
                                     const v1::GetImportRequest& request) {
  return GetRow(reader, kImports, request.name());
}

absl::StatusOr<std::string> ListImports(const storage::Reader& reader,
                                        const v1::ListImportsRequest& request,
                                        const storage::Page& page,
                                        v1::ListImportsResponse& response) {
  return query::List(reader, kImports.column(), request, page, response);
}

absl::StatusOr<std::string> ListImportRows(const storage::Reader& reader,
                                           const v1::ListImportRowsRequest& request,
                                           const storage::Page& page,
                                           v1::ListImportRowsResponse& response) {
  ZGC_ASSIGN_OR_RETURN(const v1::Import import, GetRow(reader, kImports, request.name()));
  int64_t number = 1;
  if (!page.start.empty() && !absl::SimpleAtoi(page.start, &number)) {
    return absl::DataLossError("damaged page token");
  }
  size_t bytes = 0;
  for (int64_t read = 0; number <= import.batch_count(); ++number, ++read) {
    const bool late = read > 0 && absl::Now() > page.until;
    if (response.rows_size() >= page.size || late) return absl::StrCat(number);
    ZGC_ASSIGN_OR_RETURN(const v1::ImportBatch batch,
                         GetRow(reader, kImportBatches, BatchName(import.name(), number)));
    // A batch is never as large as a page may be.
    bytes += batch.ByteSizeLong();
    if (read > 0 && bytes > page.bytes) return absl::StrCat(number);
    for (const v1::ImportRow& row : batch.rows()) {
      if (request.outcome() == v1::IMPORT_OUTCOME_UNSPECIFIED ||
          request.outcome() == row.outcome()) {
        *response.add_rows() = row;
      }
    }
  }
  return "";
}

}  // namespace zgc::parks
