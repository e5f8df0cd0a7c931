#include "common/query/search.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/contract/rules.h"
#include "common/query/indexes.h"
#include "common/query/names.h"
#include "common/query/pinyin.h"
#include "common/query/text_index.h"
#include "common/query/words.h"
#include "common/scope/hold.h"
#include "common/scope/sight.h"
#include "common/storage/table.h"

namespace zgc::query {
namespace {

struct QueryWord {
  std::string text;
  absl::btree_set<std::string> grams;
  // If it may be how Chinese is read.
  std::vector<absl::btree_set<std::string>> initials;

  bool IsIn(const std::string& folded) const {
    if (!absl::StrContains(folded, text)) return false;
    const absl::btree_set<std::string> all = GramsOf(folded);
    return std::includes(all.begin(), all.end(), grams.begin(), grams.end());
  }
  bool IsRead(const Readings& title) const { return !initials.empty() && HasReading(title, text); }
};

absl::StatusOr<std::vector<QueryWord>> WordsOf(const std::string& query) {
  base::FieldErrors errors;
  std::vector<QueryWord> words;
  if (query.size() > kMaxQueryBytes) {
    errors.Add("query", absl::StrCat("is over ", kMaxQueryBytes, " bytes"));
    return errors.ToStatus();
  }
  for (const absl::string_view text :
       absl::StrSplit(Folded(query), absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty())) {
    QueryWord word{std::string(text), GramsOf(text), InitialPairsIn(text)};
    if (word.grams.empty()) {
      errors.Add("query", absl::StrCat("\"", text,
                                       "\": nothing is found by a sign, or one Chinese "
                                       "character alone; write two or more"));
    }
    words.push_back(std::move(word));
  }
  if (words.empty()) errors.Add("query", "has no word");
  if (!errors.empty()) return errors.ToStatus();
  return words;
}

// One search.
class Searcher {
 public:
  Searcher(const storage::Reader& reader, std::vector<RowTable> tables, std::string collection,
           std::vector<QueryWord> words, const storage::Page& page,
           records::v1::SearchRecordsResponse& response)
      : reader_(reader),
        tables_(std::move(tables)),
        collection_(std::move(collection)),
        words_(std::move(words)),
        page_(page),
        response_(response) {}

  // First what has all words in the title, then the rest.
  absl::StatusOr<std::string> Run() {
    int64_t pass = kInTitle;
    std::string name;
    if (!page_.start.empty()) {
      storage::KeyReader start(page_.start);
      start.Int(&pass);
      start.String(&name);
      if (!start.Done()) return absl::DataLossError("damaged page key");
    }
    for (; pass <= kElsewhere; ++pass, name.clear()) {
      ZGC_ASSIGN_OR_RETURN(const std::string next, Pass(static_cast<int>(pass), name));
      if (!next.empty()) return storage::KeyWriter().Int(pass).String(next).Take();
    }
    return "";
  }

 private:
  // The name at which the page ends, empty after the last.
  absl::StatusOr<std::string> Pass(int pass, const std::string& start) {
    NamesOfAll names(reader_, page_.until);
    for (const QueryWord& word : words_) AddGrams(word, pass, names);
    for (std::string at = std::max(start, collection_);; at += '\0') {
      ZGC_ASSIGN_OR_RETURN(at, names.Next(at));
      if (at.empty() || !absl::StartsWith(at, collection_)) return "";
      if (names.late()) return at;
      ZGC_ASSIGN_OR_RETURN(const bool room, Add(pass, at));
      if (!room) return at;
    }
  }

  static void AddGrams(const QueryWord& word, int pass, NamesOfAll& names) {
    const auto of_gram = [pass](const std::string& gram) {
      std::vector<std::string> keys;
      for (int place = kInTitle; place <= pass; ++place) keys.push_back(GramKey(gram, place));
      return keys;
    };
    // The word of a text is one gram and has no part, so that each may stand for it.
    for (const auto& pairs : word.initials) {
      std::vector<std::string> keys = of_gram(word.text);
      for (const std::string& pair : pairs) keys.push_back(GramKey(pair, kInitials));
      names.AddOneOf(keys);
    }
    if (!word.initials.empty()) return;
    for (const std::string& gram : word.grams) names.AddOneOf(of_gram(gram));
  }

  // False, with nothing added, if the page is full.
  absl::StatusOr<bool> Add(int pass, const std::string& name) {
    for (const RowTable& table : tables_) {
      ZGC_ASSIGN_OR_RETURN(const auto bytes,
                           reader_.Get(table.column, EncodeKey(storage::NameKey{name})));
      if (!bytes.has_value()) continue;
      ZGC_ASSIGN_OR_RETURN(const auto row, table.Parse(*bytes));
      if (bounds_ != nullptr) {
        ZGC_ASSIGN_OR_RETURN(const bool seen, scope::Sight(reader_, *bounds_).Sees(*row));
        if (!seen) continue;
      }
      const Texts texts = TextsOf(*row);
      const std::string title = Folded(texts.title);
      const std::string rest = Folded(texts.rest);
      const Readings readings = ReadingsOf(title);
      const auto all = [&](auto in) { return std::all_of(words_.begin(), words_.end(), in); };
      const auto is_in_title = [&](const QueryWord& word) {
        return word.IsIn(title) || word.IsRead(readings);
      };
      const bool in_title = all(is_in_title);
      const bool found =
          all([&](const QueryWord& word) { return is_in_title(word) || word.IsIn(rest); });
      if (!found || in_title != (pass == kInTitle)) continue;
      if (response_.records_size() == page_.size) return false;
      auto& record = *response_.add_records();
      record.set_name(name);
      record.set_type(contract::ResourceTypeOf(*table.type));
      record.set_title(texts.title);
      record.set_in_title(in_title);
    }
    return true;
  }

  const storage::Reader& reader_;
  const std::vector<RowTable> tables_;
  const std::string collection_;
  const std::vector<QueryWord> words_;
  const storage::Page& page_;
  records::v1::SearchRecordsResponse& response_;
  const scope::Bounds* const bounds_ = scope::BoundsOfList();
};

}  // namespace

absl::StatusOr<std::string> Search(const storage::Schema& schema, const storage::Reader& reader,
                                   const records::v1::SearchRecordsRequest& request,
                                   const storage::Page& page,
                                   records::v1::SearchRecordsResponse& response) {
  ZGC_ASSIGN_OR_RETURN(std::vector<QueryWord> words, WordsOf(request.query()));
  std::vector<RowTable> tables = RowTablesOf(schema);
  const auto is_asked = [&](const RowTable& table) {
    return table.is_searched &&
           (request.type().empty() || contract::ResourceTypeOf(*table.type) == request.type());
  };
  tables.erase(std::remove_if(tables.begin(), tables.end(), std::not_fn(is_asked)), tables.end());
  const std::string collection =
      request.type().empty() ? "" : contract::CollectionOf(request.type());
  if (tables.empty()) {
    base::FieldErrors errors;
    errors.Add("type",
               absl::StrCat("\"", request.type(), "\" is no type of this service's records"));
    return errors.ToStatus();
  }
  return Searcher(reader, std::move(tables), collection, std::move(words), page, response).Run();
}

}  // namespace zgc::query
