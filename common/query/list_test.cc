#include "common/query/list.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/query/test_list.h"
#include "common/testing/counted_reader.h"
#include "common/testing/matchers.h"

namespace zgc::query {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::zgc::testing::FailsWith;
TEST_F(ListTest, RowsAreFilteredAndPutInOrder) {
  Put("a", "p", "3");
  Put("b", "p", "1");
  Put("c", "q", "2");
  Put("d", "p", "1");
  EXPECT_THAT(Listed(Asking("")), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(Listed(Asking("", "name desc"), 1), ElementsAre("d", "c", "b", "a"));
  EXPECT_THAT(Listed(Asking("registration_park = p"), 2), ElementsAre("a", "b", "d"));
  EXPECT_THAT(Listed(Asking("registration_park = p", "display_name")), ElementsAre("b", "d", "a"));
  EXPECT_THAT(Listed(Asking("registration_park = p", "display_name desc"), 1),
              ElementsAre("a", "d", "b"));
  EXPECT_THAT(Listed(Asking("display_name <= 2", "registration_park desc")),
              ElementsAre("c", "d", "b"));
  EXPECT_THAT(Listed(Asking("display_name > 1", "display_name")), ElementsAre("c", "a"));
  EXPECT_THAT(Listed(Asking("name = 'enterprises/c'")), ElementsAre("c"));
  EXPECT_THAT(Listed(Asking("name > 'enterprises/b' AND NOT display_name = 1")), ElementsAre("c"));
  EXPECT_THAT(Listed(Asking("display_name = 1 AND display_name > 1")), IsEmpty());
  auto request = Asking("display_name = 4");
  request.set_uscc("none");
  EXPECT_THAT(Listed(request), IsEmpty());
}

TEST_F(ListTest, WhatNoIndexHelpsIsRefusedAndSaysWhatWould) {
  for (const char* filter :
       {"display_name:'x'", "NOT registration_park = p", "registration_park = p OR etag = q",
        "etag = 1", "registration_park != p", "display_name:村", "etag:中关村"}) {
    EXPECT_THAT(Refused(Asking(filter)),
                FailsWith(absl::StatusCode::kInvalidArgument,
                          HasSubstr("name or one of the indexed fields display_name, uscc")))
        << filter;
  }
  // Any of them is fine beside one that an index helps.
  EXPECT_THAT(Listed(Asking("name > 'a' AND display_name:'x'")), IsEmpty());
  EXPECT_THAT(Refused(Asking("colour = 1")),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("no field colour")));
  for (const char* order :
       {"roles", "etag", "name down", "name uscc", "colour desc", "uscc,", "uscc, roles"}) {
    EXPECT_THAT(Refused(Asking("", order)),
                FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("order_by")))
        << order;
  }
}

TEST_F(ListTest, SeveralFieldsAreOneOrder) {
  Put("a", "p", "2");
  Put("b", "q", "1");
  Put("c", "p", "1");
  Put("d", "p", "1");
  for (const int size : {1, 2, 9}) {
    EXPECT_THAT(Listed(Asking("", "registration_park desc, display_name"), size),
                ElementsAre("b", "c", "d", "a"));
    EXPECT_THAT(Listed(Asking("", "registration_park, display_name desc"), size),
                ElementsAre("a", "d", "c", "b"));
    EXPECT_THAT(Listed(Asking("", "registration_park desc, name"), size),
                ElementsAre("b", "a", "c", "d"));
    EXPECT_THAT(Listed(Asking("name > 'enterprises/a'", "display_name, name desc, uscc"), size),
                ElementsAre("d", "c", "b"));
  }
}

TEST_F(ListTest, EachPartOfAnOrGoesThroughItsIndex) {
  Put("a", "p", "1");
  Put("b", "q", "2");
  Put("c", "r", "3");
  Put("d", "p", "2");
  EXPECT_THAT(Listed(Asking("registration_park = p OR display_name = 2"), 2),
              ElementsAre("a", "b", "d"));
  EXPECT_THAT(Listed(Asking("registration_park = p OR registration_park = r", "display_name desc")),
              ElementsAre("c", "d", "a"));
}

TEST_F(ListTest, APartOfATitleGoesThroughTheIndexOfTexts) {
  Put("a", "p", "滨海中关村科技园");
  Put("b", "p", "中关村发展");
  Put("c", "p", "关村中关");
  EXPECT_THAT(Listed(Asking("display_name:中关村"), 1), ElementsAre("a", "b"));
  const int64_t before = store_->head();
  Put("a", "p", "改名");
  Put("d", "p", "中关村银行");
  Delete("b");
  EXPECT_THAT(Listed(Asking("display_name:中关村"), 1), ElementsAre("d"));
  EXPECT_THAT(Listed(Asking("display_name:中关村"), 1, before), ElementsAre("a", "b"));
  EXPECT_THAT(Listed(Asking("display_name:'中关村银' OR display_name:改名")),
              ElementsAre("a", "d"));
}

TEST_F(ListTest, HowManyThereAreIsSaidWhereAllWereLookedAt) {
  for (const char* id : {"a", "b", "c"}) Put(id, "p", absl::StrCat("t", id));
  const auto total = [&](const std::string& filter, const std::string& order, int size) -> int {
    parks::v1::ListEnterprisesResponse response;
    storage::Page page;
    page.size = size;
    const auto snapshot = store_->Read();
    EXPECT_TRUE(List(snapshot, kTestRows.column(), Asking(filter, order), page, response).ok());
    return response.has_total_size() ? response.total_size() : -1;
  };
  // The only page.
  EXPECT_EQ(total("", "", 3), 3);
  EXPECT_EQ(total("registration_park = p", "", 5), 3);
  EXPECT_EQ(total("registration_park = x", "", 5), 0);
  // All were put in order.
  EXPECT_EQ(total("registration_park = p AND NOT display_name = tb", "display_name", 1), 2);
  // Nobody has looked at the others.
  EXPECT_EQ(total("", "", 2), -1);
  EXPECT_EQ(total("registration_park = p", "", 2), -1);
}

TEST_F(ListTest, MoreThanArePutInOrderAreRefusedIfTheyAreAlike) {
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    for (int i = 0; i <= static_cast<int>(kMostSorted); ++i) {
      Row row;
      row.set_name(absl::StrCat("enterprises/e", i));
      row.set_registration_park("p");
      row.set_display_name(absl::StrCat(100'000 + i));
      kTestRows.Put(txn, {row.name()}, row);
    }
    return "";
  }));
  EXPECT_THAT(Refused(Asking("", "registration_park, display_name")),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        HasSubstr("more than 10000 are alike in registration_park")));
  storage::Page page;
  page.size = 2;
  const auto names =
      PageOf(store_->Read(), Asking("", "display_name desc, registration_park"), page);
  ZGC_ASSERT_OK(names);
  EXPECT_THAT(*names, ElementsAre("e10000", "e9999"));
}

TEST_F(ListTest, APageReadsNoMoreOfALargerTable) {
  const auto reads_of = [&](const parks::v1::ListEnterprisesRequest& request) {
    const storage::Snapshot snapshot = store_->Read();
    const testing::CountedReader reader(snapshot);
    storage::Page page;
    page.size = 2;
    EXPECT_TRUE(PageOf(reader, request, page).ok());
    return reader.count();
  };
  const auto fill = [&](int from, int to) {
    for (int i = from; i < to; ++i) Put(absl::StrCat("m", i), "many", absl::StrCat("t", i));
  };
  Put("a", "few", "title");
  Put("z", "few", "title");
  fill(0, 20);
  auto by_field = Asking("");
  by_field.set_uscc("x");
  const std::vector<parks::v1::ListEnterprisesRequest> requests = {
      by_field,
      Asking("registration_park = few"),
      Asking("registration_park = few AND display_name >= a", "display_name desc"),
      Asking("registration_park < gone", "uscc"),
      Asking("name = 'enterprises/m7'"),
      Asking("registration_park = few OR uscc = x"),
      Asking("display_name:罕见", "uscc"),
      Asking("", "display_name desc, uscc"),
      Asking("", "display_name desc")};
  std::vector<int64_t> before;
  for (const auto& request : requests) before.push_back(reads_of(request));
  fill(20, 400);
  for (size_t i = 0; i < requests.size(); ++i) {
    EXPECT_LE(reads_of(requests[i]), before[i] + 40) << requests[i].ShortDebugString();
  }
}

TEST_F(ListTest, MoreThanArePutInOrderAreReadAlongIt) {
  constexpr int kRows = static_cast<int>(kMostSorted) + 100;
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    for (int i = 0; i < kRows; ++i) {
      Row row;
      row.set_name(absl::StrCat("enterprises/e", i));
      row.set_registration_park(i % 3 == 0 ? "other" : "park");
      row.set_operating_park("o");
      row.set_display_name(absl::StrCat(100'000 + i));
      kTestRows.Put(txn, {row.name()}, row);
    }
    return "";
  }));
  const auto first_page = [&](const std::string& filter, const std::string& order_by) {
    storage::Page page;
    page.size = 3;
    const auto names = PageOf(store_->Read(), Asking(filter, order_by), page);
    EXPECT_TRUE(names.ok()) << names.status();
    return *names;
  };
  EXPECT_THAT(first_page("operating_park = o AND registration_park:*", "display_name"),
              ElementsAre("e0", "e1", "e2"));
  EXPECT_THAT(first_page("operating_park = o AND registration_park < other2", "display_name desc"),
              ElementsAre("e10098", "e10095", "e10092"));
  EXPECT_THAT(first_page("operating_park > n", ""), ElementsAre("e0", "e1", "e10"));
}

TEST_F(ListTest, AnOldRevisionIsReadThoughMoreHasChangedThanIsHeld) {
  Put("a", "before");
  const int64_t before = store_->head();
  for (int half = 0; half < 2; ++half) {
    for (const char* park : {"p", "q"}) {
      ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
        for (int i = 0; i < 7'000; ++i) {
          Row row;
          row.set_name(absl::StrCat("enterprises/e", i));
          row.set_registration_park(park);
          kTestRows.Put(txn, {row.name()}, row);
        }
        return "";
      }));
    }
  }
  EXPECT_THAT(Listed(Asking("registration_park > a"), 100, before), ElementsAre("a"));
  const auto snapshot = store_->ReadAt(before);
  storage::Page page;
  EXPECT_THAT(
      PageOf(*snapshot, Asking("registration_park > a", "registration_park"), page).status(),
      FailsWith(absl::StatusCode::kFailedPrecondition,
                HasSubstr("read a newer one, or leave order_by empty")));
}

TEST_F(ListTest, WhatEndedLongAgoIsNotKept) {
  constexpr int kRows = 500;
  const std::string field =
      FieldKey(kTestRows.column(), {Row::descriptor()->FindFieldByName("registration_park")});
  const auto change = [&](const std::string& park) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      for (int i = 0; i < kRows; ++i) {
        Row row;
        row.set_name(absl::StrCat("enterprises/e", i));
        row.set_registration_park(park);
        kTestRows.Put(txn, {row.name()}, row);
      }
      return "";
    }));
  };
  std::vector<int64_t> revisions;
  for (int i = 0; i < 60; ++i) {
    change(absl::StrCat("p", i));
    revisions.push_back(store_->head());
  }
  size_t kept = 0;
  const auto now = store_->Read();
  for (auto past = now.Scan(kFieldIndexPast, {PastBegin(field), storage::PrefixEnd(field), false});
       past->Valid(); past->Next()) {
    ++kept;
  }
  EXPECT_GE(kept, kMostPast);
  EXPECT_LE(kept, kMostPast + 1'000);
  EXPECT_EQ(PastKeptOf(now, field)->count, static_cast<int64_t>(kept));
  // Each revision is read as it was, whether the index still knows it or not.
  int refused = 0;
  for (size_t i = 0; i < revisions.size(); i += 6) {
    const std::string park = absl::StrCat("registration_park = p", i);
    EXPECT_THAT(Listed(Asking(park), 1'000, revisions[i]), SizeIs(kRows)) << i;
    const auto snapshot = store_->ReadAt(revisions[i]);
    storage::Page page;
    const auto ordered = PageOf(*snapshot, Asking(park, "registration_park desc"), page);
    refused += !ordered.ok();
    if (ordered.ok()) {
      EXPECT_EQ(ordered->size(), 100u);
    }
  }
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, 5);
}

TEST_F(ListTest, AnIndexThatWasNotKeptIsMadeAtTheNextStart) {
  Put("a", "p");
  Open(PlainSchema());
  Put("b", "p");
  Put("a", "q");
  const int64_t before = store_->head();
  Open(IndexedSchema());
  EXPECT_THAT(Listed(Asking("registration_park = p")), ElementsAre("b"));
  EXPECT_THAT(Listed(Asking("registration_park = q")), ElementsAre("a"));
  // At a revision without an index all rows are read.
  EXPECT_THAT(Listed(Asking("registration_park = p"), 1, before), ElementsAre("b"));
  EXPECT_THAT(Listed(Asking("registration_park = p"), 1, before - 1), ElementsAre("a", "b"));
  const auto snapshot = store_->ReadAt(before);
  storage::Page page;
  EXPECT_THAT(PageOf(*snapshot, Asking("", "uscc"), page).status(),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        HasSubstr("read a newer one, or leave order_by empty")));
}

}  // namespace
}  // namespace zgc::query
