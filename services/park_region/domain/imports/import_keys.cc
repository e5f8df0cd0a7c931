#include "services/park_region/domain/imports/import_keys.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/base/credit_code.h"
#include "common/query/words.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

struct Keys {
  std::vector<std::string> own;
  // Those with which an earlier row would be the same enterprise.
  std::vector<std::string> same;
};

Keys KeysOf(const v1::Enterprise& row) {
  Keys keys;
  if (!row.name().empty()) keys.own.push_back(absl::StrCat("id ", row.name()));
  // What looks like the number of a person has no such form.
  const bool coded = base::CheckUsccForm(row.uscc()).ok();
  if (coded) keys.own.push_back(absl::StrCat("code ", row.uscc()));
  keys.same = keys.own;
  const std::string name = query::NormalForm(row.display_name());
  if (name.empty() || base::HoldsPersonNumber(name)) return keys;
  keys.own.push_back(absl::StrCat(coded ? "coded name " : "name ", name));
  keys.same.push_back(absl::StrCat("name ", name));
  if (!coded) keys.same.push_back(absl::StrCat("coded name ", name));
  return keys;
}

absl::StatusOr<std::string> FirstWith(const storage::Reader& reader, const ImportKey& key) {
  std::string place;
  ZGC_RETURN_IF_ERROR(kImportKeys.ForEach(reader, key, [&](const std::string& found) {
    place = found;
    return false;
  }));
  return place;
}

}  // namespace

absl::Status NoteKeys(storage::Txn& txn, const std::string& import, const v1::Enterprise& row,
                      RowPlace place) {
  for (const std::string& key : KeysOf(row).own) {
    ZGC_ASSIGN_OR_RETURN(const std::string first, FirstWith(txn, {import, key}));
    if (!first.empty()) continue;
    kImportKeys.Add(txn, {import, key}, absl::StrFormat("%06d-%06d", place.batch, place.index));
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::optional<RowPlace>> EarlierWithKeys(const storage::Reader& reader,
                                                         const std::string& import,
                                                         const v1::Enterprise& row) {
  for (const std::string& key : KeysOf(row).same) {
    ZGC_ASSIGN_OR_RETURN(const std::string first, FirstWith(reader, {import, key}));
    if (first.empty()) continue;
    const std::vector<std::string> parts = absl::StrSplit(first, '-');
    RowPlace place;
    if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &place.batch) ||
        !absl::SimpleAtoi(parts[1], &place.index)) {
      return absl::DataLossError(absl::StrCat("damaged place in import_keys: ", first));
    }
    return absl::make_optional(place);
  }
  return absl::optional<RowPlace>();
}

absl::Status DropKeys(storage::Txn& txn, const std::string& import, const v1::Enterprise& row) {
  for (const std::string& key : KeysOf(row).own) {
    ZGC_ASSIGN_OR_RETURN(const std::string first, FirstWith(txn, {import, key}));
    if (!first.empty()) kImportKeys.Remove(txn, {import, key}, first);
  }
  return absl::OkStatus();
}

}  // namespace zgc::parks
