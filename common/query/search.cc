#include "common/query/search.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/contract/rules.h"
#include "common/query/indexes.h"
#include "common/query/text_index.h"
#include "common/query/words.h"
#include "common/storage/table.h"

namespace zgc::query {
namespace {

// Rows that are stepped over before another cursor is cheaper.
constexpr int kNameSteps = 8;

// The names under one prefix, in order. Not thread-safe.
class NamesUnder {
 public:
  NamesUnder(const storage::Reader& reader, std::string prefix)
      : reader_(reader), prefix_(std::move(prefix)) {}

  // The first at or after `from`, empty if there is none. `from` never goes back.
  absl::StatusOr<std::string> Next(const std::string& from) {
    for (int steps = 0; cursor_ != nullptr && steps < kNameSteps; ++steps) {
      ZGC_ASSIGN_OR_RETURN(std::string at, At());
      if (at.empty() || at >= from) return at;
      cursor_->Next();
    }
    cursor_ = reader_.Scan(kTextIndex, {storage::KeyWriter().Raw(prefix_).String(from).Take(),
                                        storage::PrefixEnd(prefix_), false});
    return At();
  }

 private:
  absl::StatusOr<std::string> At() const {
    if (!cursor_->Valid()) {
      ZGC_RETURN_IF_ERROR(cursor_->status());
      return "";
    }
    storage::KeyReader key(cursor_->key().substr(prefix_.size()));
    std::string name;
    key.String(&name);
    if (!key.Done()) return absl::DataLossError("damaged key in the index of texts");
    return name;
  }

  const storage::Reader& reader_;
  const std::string prefix_;
  std::unique_ptr<storage::Cursor> cursor_;
};

struct QueryWord {
  std::string text;
  absl::btree_set<std::string> grams;

  bool IsIn(const std::string& folded) const {
    if (!absl::StrContains(folded, text)) return false;
    const absl::btree_set<std::string> all = GramsOf(folded);
    return std::includes(all.begin(), all.end(), grams.begin(), grams.end());
  }
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
    QueryWord word{std::string(text), GramsOf(text)};
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
  // Where a gram may be, in one pass.
  using Lists = std::vector<NamesUnder>;

  // The name at which the page ends, empty after the last.
  absl::StatusOr<std::string> Pass(int pass, const std::string& start) {
    std::vector<Lists> grams;
    for (const QueryWord& word : words_) {
      for (const std::string& gram : word.grams) {
        Lists& lists = grams.emplace_back();
        for (int place = kInTitle; place <= pass; ++place) {
          lists.emplace_back(reader_, GramKey(gram, place));
        }
      }
    }
    std::string at = std::max(start, collection_);
    bool first = true;
    for (size_t agreed = 0, i = 0;; i = (i + 1) % grams.size()) {
      ZGC_ASSIGN_OR_RETURN(const std::string next, NextOf(grams[i], at));
      if (next.empty() || !absl::StartsWith(next, collection_)) return "";
      agreed = next == at ? agreed + 1 : 1;
      at = next;
      if (!std::exchange(first, false) && absl::Now() > page_.until) return at;
      if (agreed < grams.size()) continue;
      ZGC_ASSIGN_OR_RETURN(const bool room, Add(pass, at));
      if (!room) return at;
      at += '\0';
      agreed = 0;
    }
  }

  static absl::StatusOr<std::string> NextOf(Lists& lists, const std::string& from) {
    std::string next;
    for (NamesUnder& list : lists) {
      ZGC_ASSIGN_OR_RETURN(const std::string found, list.Next(from));
      if (!found.empty() && (next.empty() || found < next)) next = found;
    }
    return next;
  }

  // False, with nothing added, if the page is full.
  absl::StatusOr<bool> Add(int pass, const std::string& name) {
    for (const RowTable& table : tables_) {
      ZGC_ASSIGN_OR_RETURN(const auto bytes,
                           reader_.Get(table.column, EncodeKey(storage::NameKey{name})));
      if (!bytes.has_value()) continue;
      ZGC_ASSIGN_OR_RETURN(const auto row, table.Parse(*bytes));
      const Texts texts = TextsOf(*row);
      const std::string title = Folded(texts.title);
      const std::string rest = Folded(texts.rest);
      const auto all = [&](auto in) { return std::all_of(words_.begin(), words_.end(), in); };
      const bool in_title = all([&](const QueryWord& word) { return word.IsIn(title); });
      const bool found =
          all([&](const QueryWord& word) { return word.IsIn(title) || word.IsIn(rest); });
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
};

}  // namespace

absl::StatusOr<std::string> Search(const storage::Schema& schema, const storage::Reader& reader,
                                   const records::v1::SearchRecordsRequest& request,
                                   const storage::Page& page,
                                   records::v1::SearchRecordsResponse& response) {
  ZGC_ASSIGN_OR_RETURN(std::vector<QueryWord> words, WordsOf(request.query()));
  std::vector<RowTable> tables = RowTablesOf(schema);
  std::string collection;
  if (!request.type().empty()) {
    tables.erase(std::remove_if(tables.begin(), tables.end(),
                                [&](const RowTable& table) {
                                  return contract::ResourceTypeOf(*table.type) != request.type();
                                }),
                 tables.end());
    collection = contract::CollectionOf(request.type());
  }
  if (tables.empty()) {
    base::FieldErrors errors;
    errors.Add("type",
               absl::StrCat("\"", request.type(), "\" is no type of this service's records"));
    return errors.ToStatus();
  }
  return Searcher(reader, std::move(tables), collection, std::move(words), page, response).Run();
}

}  // namespace zgc::query
