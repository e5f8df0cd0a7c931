#include "common/query/text_index.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/query/pinyin.h"
#include "common/query/words.h"
#include "common/storage/key_codec.h"
#include "google/api/resource.pb.h"
#include "zgc/common/v1/options.pb.h"
#include "zgc/common/v1/step.pb.h"

namespace zgc::query {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Grams of one record that are kept.
constexpr size_t kMostGrams = 5'000;

// Whether a field is found by its words.
bool IsText(const FieldDescriptor& field) {
  const auto format = field.options().GetExtension(common::v1::format);
  return field.type() == FieldDescriptor::TYPE_STRING && field.name() != "name" &&
         field.name() != "etag" &&
         (format == common::v1::FORMAT_UNSPECIFIED || format == common::v1::FORMAT_NUMBERED ||
          format == common::v1::FORMAT_LINK) &&
         field.options().GetExtension(google::api::resource_reference).type().empty();
}

void AppendTexts(const Message& message, std::string& rest) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    const bool nested = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
                        field->message_type() != common::v1::Step::descriptor();
    for (int i = 0; i < count && (nested || IsText(*field)); ++i) {
      if (nested) {
        AppendTexts(field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                         : reflection.GetMessage(message, field),
                    rest);
      } else {
        absl::StrAppend(&rest, "\n",
                        field->is_repeated() ? reflection.GetRepeatedString(message, field, i)
                                             : reflection.GetString(message, field));
      }
    }
  }
}

// Null if there is none.
const FieldDescriptor* TitleOf(const google::protobuf::Descriptor& row) {
  for (const char* title : {"display_name", "title"}) {
    const auto* field = row.FindFieldByName(title);
    if (field != nullptr && field->type() == FieldDescriptor::TYPE_STRING) return field;
  }
  return nullptr;
}

std::string NameOf(const Message* row) {
  if (row == nullptr) return "";
  return row->GetReflection()->GetString(*row, row->GetDescriptor()->FindFieldByName("name"));
}

}  // namespace

std::string GramKey(absl::string_view gram, int place) {
  return storage::KeyWriter().String(gram).Int(place).Take();
}

Texts TextsOf(const Message& row) {
  Texts texts;
  const FieldDescriptor* title = TitleOf(*row.GetDescriptor());
  if (title != nullptr) texts.title = row.GetReflection()->GetString(row, title);
  AppendTexts(row, texts.rest);
  return texts;
}

bool IsTitle(const FieldDescriptor& field) { return TitleOf(*field.containing_type()) == &field; }

void ForEachGram(const Texts& texts, absl::FunctionRef<void(absl::string_view by)> visit) {
  const std::string title = Folded(texts.title);
  const std::string rest = Folded(texts.rest);
  size_t left = kMostGrams;
  const auto each = [&](const auto& grams, int place) {
    for (const auto& gram : grams) {
      if (left == 0) return;
      --left;
      visit(GramKey(gram, place));
    }
  };
  // Not sets of strings, which cost most of what it takes to make an index anew.
  const auto in = [](const std::string& text) {
    std::vector<absl::string_view> grams;
    ForEachGramIn(text, [&](absl::string_view gram) { grams.push_back(gram); });
    std::sort(grams.begin(), grams.end());
    grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
    return grams;
  };
  const std::vector<absl::string_view> in_title = in(title);
  const std::vector<absl::string_view> anywhere = in(rest);
  std::vector<absl::string_view> elsewhere;
  std::set_difference(anywhere.begin(), anywhere.end(), in_title.begin(), in_title.end(),
                      std::back_inserter(elsewhere));
  each(in_title, kInTitle);
  each(InitialPairsOf(title), kInitials);
  each(elsewhere, kElsewhere);
}

absl::btree_set<std::string> TextKeys(const Texts& texts, const std::string& name) {
  absl::btree_set<std::string> keys;
  ForEachGram(texts, [&](absl::string_view by) {
    keys.insert(storage::KeyWriter().Raw(by).String(name).Take());
  });
  return keys;
}

void IndexTexts(storage::Txn& txn, const Message* was, const Message* is) {
  const Texts old = was == nullptr ? Texts() : TextsOf(*was);
  const Texts now = is == nullptr ? Texts() : TextsOf(*is);
  // Most changes are of something else.
  if (old.title == now.title && old.rest == now.rest) return;
  const auto old_keys = TextKeys(old, NameOf(was));
  const auto new_keys = TextKeys(now, NameOf(is));
  for (const std::string& key : old_keys) {
    if (!new_keys.contains(key)) txn.Delete(kTextIndex, key);
  }
  for (const std::string& key : new_keys) {
    if (!old_keys.contains(key)) txn.Put(kTextIndex, key, "");
  }
}

}  // namespace zgc::query
