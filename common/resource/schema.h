#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "common/storage/table.h"
#include "zgc/records/v1/corrections.pb.h"

// What every schema of named resources is made of.
namespace zgc::resource {

template <typename Row>
using Rows = storage::Table<storage::NameKey, Row>;

// By the name of a `Row`, which the rows that are found name.
template <typename Row>
struct NameOf {
  std::string name;
  void Encode(storage::KeyWriter& out) const { out.String(name); }
  bool Decode(storage::KeyReader& in) { return in.String(&name); }
};

// Records that were voided (作废). In the schema of every service whose records can be; see
// common/records.
inline constexpr Rows<records::v1::VoidedRecord> kVoidedRecords{
    {.id = 80, .name = "voided_records", .history = true}};

// A commit that put into effect what says why figures changed: a correction, an observation that
// corrects another or was retracted, a version of an indicator. The newest come first.
struct ReasonAt {
  int64_t revision = 0;
  std::string name;
  void Encode(storage::KeyWriter& out) const { out.IntDescending(revision).String(name); }
  bool Decode(storage::KeyReader& in) { return in.IntDescending(&revision) && in.String(&name); }
};
inline constexpr storage::Index<ReasonAt> kReasons{{.id = 93, .name = "reasons", .history = true}};
// Notes what this commit puts into effect, in stores that keep it.
inline void NoteReason(storage::Txn& txn, const std::string& name) {
  if (txn.FindColumn(kReasons.column().name) != nullptr) kReasons.Add(txn, {txn.revision(), name});
}

// Leads from `By`, which is a key, to the names of rows.
template <typename By>
class Lookup {
 public:
  constexpr explicit Lookup(const storage::Declared& declared) : index_(declared) {}
  const storage::Column& column() const { return index_.column(); }

  void Add(storage::Txn& txn, const By& by, const std::string& name) const {
    index_.Add(txn, {by, name});
  }
  void Remove(storage::Txn& txn, const By& by, const std::string& name) const {
    index_.Remove(txn, {by, name});
  }

  // Visits the names found under `by`, in order, until `visit` returns false.
  absl::Status ForEach(const storage::Reader& reader, const By& by,
                       absl::FunctionRef<bool(const std::string& name)> visit) const {
    return index_.ForEach(reader, storage::EncodeKey(by),
                          [&](const Key& key) { return visit(key.name); });
  }
  // The same of those after a name.
  absl::Status ForEachAfter(const storage::Reader& reader, const By& by, const std::string& after,
                            absl::FunctionRef<bool(const std::string& name)> visit) const {
    const std::string begin = storage::PrefixEnd(storage::EncodeKey(Key{by, after}));
    return index_.ForEach(
        reader, storage::EncodeKey(by), [&](const Key& key) { return visit(key.name); }, begin);
  }
  // Visits all, in order of what they are found by.
  absl::Status ForEachOfAll(
      const storage::Reader& reader,
      absl::FunctionRef<bool(const By& by, const std::string& name)> visit) const {
    return index_.ForEach(reader, "", [&](const Key& key) { return visit(key.by, key.name); });
  }

 private:
  struct Key {
    By by;
    std::string name;
    void Encode(storage::KeyWriter& out) const {
      by.Encode(out);
      out.String(name);
    }
    bool Decode(storage::KeyReader& in) { return by.Decode(in) && in.String(&name); }
  };
  storage::Index<Key> index_;
};

}  // namespace zgc::resource
