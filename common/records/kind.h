#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/contract/rules.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"

// The kinds of records that can be corrected and voided. A kind says each of its rules once: the
// use case that creates a record and its correction hold a row to the same.
namespace zgc::records {

// A field that a caller gives when a record is created and that only a method changes since.
struct Moved {
  std::string field;
  // The method, such as "CreateChangeRequest".
  std::string by;
};

// Made by naming its fields: what is not named is empty.
template <typename Row>
struct KindRules {
  // Full name of the method that creates one: who may call it may correct and void one.
  std::string created_by;
  // The field of its request that has the row: violations are named below it.
  std::string field;
  // What a row is held to besides its contract; it sets what follows from other fields. `before`
  // is the row that it corrects, null of a new one.
  absl::Status (*check)(const storage::Reader&, const Row* before, Row& row, resource::Checks&);
  // Adds a row to what is kept beside it, and takes it out again.
  absl::Status (*add)(storage::Txn&, const Row&);
  absl::Status (*remove)(storage::Txn&, const Row&);
  // What stands in the way of voiding it though nothing cites it, one sentence each.
  absl::StatusOr<std::vector<std::string>> (*kept_by)(const storage::Reader&, const Row&);
  std::vector<Moved> moved;
  // Whether a second person has confirmed the record, so that its correction takes one too.
  bool (*confirmed)(const Row&);
  // Whether its correction takes a second person as well while others cite the record, as money
  // may rest on it.
  bool rested_on;
  // Numbers in fen that are refused while they look like another unit; see amounts.h.
  std::vector<std::string> amounts;
};

// The part that knows no type of record. Immutable; thread-safe.
class Kind {
 public:
  using Message = google::protobuf::Message;

  Kind(const google::protobuf::Descriptor& row, std::string created_by, std::string field,
       std::vector<Moved> moved, std::vector<std::string> amounts, bool rested_on);
  virtual ~Kind() = default;
  Kind(const Kind&) = delete;
  Kind& operator=(const Kind&) = delete;

  const google::protobuf::Descriptor& row() const { return row_; }
  // "parks/"
  const std::string& collection() const {
    return contract::CollectionOf(contract::ResourceTypeOf(row_));
  }
  const std::string& created_by() const { return created_by_; }
  const std::string& field() const { return field_; }
  // Top-level fields that can be corrected.
  const std::vector<std::string>& correctable() const { return correctable_; }
  const std::vector<Moved>& moved() const { return moved_; }
  bool rested_on() const { return rested_on_; }
  const std::vector<std::string>& amounts() const { return amounts_; }

  virtual const storage::Column& column() const = 0;
  // Null if there is none.
  virtual absl::StatusOr<std::unique_ptr<Message>> Find(const storage::Reader& reader,
                                                        const std::string& name) const = 0;
  // Holds a corrected row to the contract and to its rules.
  virtual absl::Status Check(const storage::Reader& reader, const Message& before, Message& row,
                             resource::Checks& checks) const = 0;
  virtual absl::Status Replace(storage::Txn& txn, const Message& before,
                               const Message& row) const = 0;
  virtual absl::Status Remove(storage::Txn& txn, const Message& row) const = 0;
  virtual absl::StatusOr<std::vector<std::string>> KeptBy(const storage::Reader& reader,
                                                          const Message& row) const = 0;
  virtual bool Confirmed(const Message& row) const = 0;

 private:
  const google::protobuf::Descriptor& row_;
  const std::string created_by_;
  const std::string field_;
  const std::vector<Moved> moved_;
  std::vector<std::string> correctable_;
  const std::vector<std::string> amounts_;
  const bool rested_on_;
};

// Of a message with name, etag and revision.
template <typename Row>
class KindOf final : public Kind {
 public:
  // `table` outlives it.
  KindOf(const resource::Rows<Row>& table, KindRules<Row> rules)
      : Kind(*Row::descriptor(), rules.created_by, rules.field, rules.moved, rules.amounts,
             rules.rested_on),
        table_(table),
        rules_(std::move(rules)) {}

  const storage::Column& column() const override { return table_.column(); }
  absl::StatusOr<std::unique_ptr<Message>> Find(const storage::Reader& reader,
                                                const std::string& name) const override {
    ZGC_ASSIGN_OR_RETURN(auto row, table_.Get(reader, {name}));
    return row.has_value() ? std::unique_ptr<Message>(new Row(*std::move(row))) : nullptr;
  }
  absl::Status Check(const storage::Reader& reader, const Message& before, Message& row,
                     resource::Checks& checks) const override {
    checks.Contract(reader, row, field() + ".");
    return Hold(reader, &static_cast<const Row&>(before), static_cast<Row&>(row), checks);
  }
  absl::Status Replace(storage::Txn& txn, const Message& before,
                       const Message& row) const override {
    ZGC_RETURN_IF_ERROR(Apply(rules_.remove, txn, static_cast<const Row&>(before)));
    return Put(txn, static_cast<const Row&>(row)).status();
  }
  absl::Status Remove(storage::Txn& txn, const Message& row) const override {
    const Row& gone = static_cast<const Row&>(row);
    table_.Delete(txn, {gone.name()});
    return Apply(rules_.remove, txn, gone);
  }
  absl::StatusOr<std::vector<std::string>> KeptBy(const storage::Reader& reader,
                                                  const Message& row) const override {
    if (rules_.kept_by == nullptr) return std::vector<std::string>();
    return rules_.kept_by(reader, static_cast<const Row&>(row));
  }
  bool Confirmed(const Message& row) const override {
    return rules_.confirmed != nullptr && rules_.confirmed(static_cast<const Row&>(row));
  }

  // For the use cases of the kind: the rules of a row that is new, or as an update leaves it.
  absl::Status Hold(const storage::Reader& reader, const Row* before, Row& row,
                    resource::Checks& checks) const {
    return rules_.check == nullptr ? absl::OkStatus() : rules_.check(reader, before, row, checks);
  }
  // Writes a row, and what is kept beside it; of one that was there that is taken out before.
  absl::StatusOr<Row> Create(storage::Txn& txn, Row row) const {
    ZGC_ASSIGN_OR_RETURN(row, resource::Insert(txn, table_, std::move(row)));
    ZGC_RETURN_IF_ERROR(Apply(rules_.add, txn, row));
    return row;
  }
  absl::StatusOr<Row> Update(storage::Txn& txn, const Row& before, Row row) const {
    ZGC_RETURN_IF_ERROR(Apply(rules_.remove, txn, before));
    return Put(txn, std::move(row));
  }

 private:
  static absl::Status Apply(absl::Status (*change)(storage::Txn&, const Row&), storage::Txn& txn,
                            const Row& row) {
    return change == nullptr ? absl::OkStatus() : change(txn, row);
  }
  absl::StatusOr<Row> Put(storage::Txn& txn, Row row) const {
    row = resource::Save(txn, table_, std::move(row));
    ZGC_RETURN_IF_ERROR(Apply(rules_.add, txn, row));
    return row;
  }

  const resource::Rows<Row>& table_;
  const KindRules<Row> rules_;
};

// A type of records that are not corrected here.
struct FixedType {
  const google::protobuf::Descriptor* row = nullptr;
  // Why, such as "it moves money".
  std::string why;
  // Full names of the methods that mend such a record.
  std::vector<std::string> ways;
  // Who may not see such records is not told their names, as by a refusal of what they cite.
  bool concealed = false;
};

// The kinds of one service. Immutable; thread-safe.
class Kinds {
 public:
  // Each kind outlives it. `fixed` has every other type of records that the service keeps but for
  // those of its figures and corrections, which are the same everywhere.
  explicit Kinds(std::vector<const Kind*> all, std::vector<FixedType> fixed = {});

  const std::vector<const Kind*>& all() const { return all_; }
  // The kind that a record of that name is of, or null.
  const Kind* Of(const std::string& name) const;
  // The fixed type that it is of, or null.
  const FixedType* FixedOf(const std::string& name) const;
  // The kind, for `method`. ILLEGAL_TRANSITION of a fixed type, which says why and opens its ways;
  // INVALID_ARGUMENT, with what can be corrected, of a name of no type that the service has.
  absl::StatusOr<const Kind*> Find(const std::string& name, absl::string_view method) const;

 private:
  const std::vector<const Kind*> all_;
  std::vector<FixedType> fixed_;
};

}  // namespace zgc::records
