#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "absl/container/btree_set.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "common/storage/column.h"
#include "common/storage/txn.h"

// The index of full-text search (检索) over the titles and texts of the records of a service and of
// its figure book; see indexes.h.
namespace zgc::query {

// One row for each GramKey and name, without a value.
inline constexpr storage::Column kTextIndex{
    .id = 87, .name = "text_index", .unversioned = true, .derived = true};

// Where a gram is; two initials of the readings of a title are of it as well, see pinyin.h.
inline constexpr int kInTitle = 0;
inline constexpr int kElsewhere = 1;
inline constexpr int kInitials = 2;
std::string GramKey(absl::string_view gram, int place);

// What a record is found by: its display_name or title, and all of its texts, which are the strings
// that have no form, name no resource and are neither its name nor its etag. Steps that it has
// taken do not count. Of one with more than 5,000 grams the others are not kept.
struct Texts {
  std::string title;
  std::string rest;
};
Texts TextsOf(const google::protobuf::Message& row);
// Whether a field is the title of the resource whose it is.
bool IsTitle(const google::protobuf::FieldDescriptor& field);

// The GramKeys that a record is found by, each once.
void ForEachGram(const Texts& texts, absl::FunctionRef<void(absl::string_view by)> visit);
// The keys of a record of that name.
absl::btree_set<std::string> TextKeys(const Texts& texts, const std::string& name);

// Follows a row that was and is so, null if there is none; on the committer's thread.
void IndexTexts(storage::Txn& txn, const google::protobuf::Message* was,
                const google::protobuf::Message* is);

}  // namespace zgc::query
