#include "common/records/kind.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "google/api/resource.pb.h"

namespace zgc::records {

Kind::Kind(const google::protobuf::Descriptor& row, std::string created_by, std::string field,
           const std::vector<std::string>& moved, std::vector<std::string> amounts)
    : row_(row),
      created_by_(std::move(created_by)),
      field_(std::move(field)),
      amounts_(std::move(amounts)) {
  for (std::string& name : contract::ChangeableFields(row)) {
    if (std::find(moved.begin(), moved.end(), name) == moved.end()) {
      correctable_.push_back(std::move(name));
    }
  }
}

bool IsNameOf(const google::protobuf::Descriptor& resource, absl::string_view text) {
  const std::vector<absl::string_view> pattern =
      absl::StrSplit(resource.options().GetExtension(google::api::resource).pattern(0), '/');
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (pattern.size() != parts.size()) return false;
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool is_id = absl::StartsWith(pattern[i], "{");
    if (parts[i].empty() || (!is_id && parts[i] != pattern[i])) return false;
  }
  return true;
}

const Kind* Kinds::Of(const std::string& name) const {
  for (const Kind* kind : all_) {
    if (IsNameOf(kind->row(), name)) return kind;
  }
  return nullptr;
}

absl::StatusOr<const Kind*> Kinds::Find(const std::string& name) const {
  const Kind* kind = Of(name);
  if (kind != nullptr) return kind;
  std::string why = absl::StrCat("\"", name, "\" is of no kind of records that this service has");
  if (absl::StartsWith(name, "//")) {
    why = absl::StrCat(name, " is a record of another service: ask that one");
  } else if (absl::StartsWith(name, "corrections/")) {
    why = absl::StrCat(name,
                       " is a correction, which is never corrected itself: correct the record "
                       "once more");
  } else if (absl::StartsWith(name, "observations/")) {
    why = absl::StrCat(name, " is corrected by an observation that says that it corrects it");
  } else if (!others_.empty()) {
    absl::StrAppend(&why, ": ", others_);
  }
  std::string known;
  for (const Kind* one : all_) {
    // Records below others have the collection of those.
    if (absl::StrContains(known, one->collection())) continue;
    absl::StrAppend(&known, known.empty() ? "; these can be corrected: " : ", ", one->collection());
  }
  base::FieldErrors errors;
  errors.Add("name", why + known);
  return errors.ToStatus();
}

}  // namespace zgc::records
