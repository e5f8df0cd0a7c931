#include "services/park_region/domain/imports/import_keys.h"

#include <string>

#include "gmock/gmock.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

class ImportKeysTest : public ParkRegionFixture {
 protected:
  static v1::Enterprise RowOf(const std::string& id, const std::string& name,
                              const std::string& uscc) {
    v1::Enterprise row;
    row.set_name(id);
    row.set_display_name(name);
    row.set_uscc(uscc);
    return row;
  }
  void Write(absl::Status (*change)(storage::Txn&, const v1::Enterprise&),
             const v1::Enterprise& row) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_RETURN_IF_ERROR(change(txn, row));
      return "";
    }));
  }
  // "1:0", or nothing.
  std::string Earlier(const v1::Enterprise& row, const std::string& import = "imports/i") {
    const auto found = EarlierWithKeys(store_->Read(), import, row);
    EXPECT_TRUE(found.ok()) << found.status();
    if (!found.ok() || !found->has_value()) return "";
    return absl::StrCat((*found)->batch, ":", (*found)->index);
  }
  int Count() {
    int keys = 0;
    EXPECT_TRUE(kImportKeys
                    .ForEachOfAll(store_->Read(),
                                  [&](const ImportKey&, const std::string&) { return ++keys > 0; })
                    .ok());
    return keys;
  }
};

TEST_F(ImportKeysTest, IdsCodesAndNamesWithoutACodeTellThatRowsAreOne) {
  const std::string code = Uscc("91110108MA0000001");
  const std::string other = Uscc("91110108MA0000002");
  const auto note = [](storage::Txn& txn, const v1::Enterprise& row) {
    return NoteKeys(txn, "imports/i", row, {12, 345});
  };
  Write(note, RowOf("a", "甲公司", code));
  EXPECT_EQ(Earlier(RowOf("a", "乙公司", "")), "12:345");
  EXPECT_EQ(Earlier(RowOf("b", "乙公司", code)), "12:345");
  EXPECT_EQ(Earlier(RowOf("b", "甲 公司", "")), "12:345");
  EXPECT_EQ(Earlier(RowOf("b", "甲公司", other)), "");
  EXPECT_EQ(Earlier(RowOf("b", "乙公司", "")), "");
  EXPECT_EQ(Earlier(RowOf("a", "甲公司", code), "imports/other"), "");
  Write(note, RowOf("c", "丙公司", ""));
  EXPECT_EQ(Earlier(RowOf("d", "丙公司", other)), "12:345");

  const auto drop = [](storage::Txn& txn, const v1::Enterprise& row) {
    return DropKeys(txn, "imports/i", row);
  };
  Write(drop, RowOf("a", "甲公司", code));
  Write(drop, RowOf("c", "丙公司", ""));
  EXPECT_EQ(Earlier(RowOf("a", "甲公司", code)), "");
  EXPECT_EQ(Count(), 0);
}

TEST_F(ImportKeysTest, WhatLooksLikeTheNumberOfAPersonIsNoKey) {
  // An example of GB 11643.
  const std::string person = "11010519491231002X";
  ASSERT_TRUE(base::HoldsPersonNumber(person));
  Write(
      [](storage::Txn& txn, const v1::Enterprise& row) {
        return NoteKeys(txn, "imports/i", row, {1, 0});
      },
      RowOf("", person, person));
  EXPECT_EQ(Count(), 0);
}

}  // namespace
}  // namespace zgc::parks
