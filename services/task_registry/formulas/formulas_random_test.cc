#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/task_registry/formulas/test_formulas.h"

namespace zgc::tasks {
namespace {

// Creates records and changes them, whatever they are.
class RandomRecords : public FormulasTest {
 protected:
  using Choices = std::vector<std::string>;

  const std::string& Any(const Choices& choices) { return choices[random_() % choices.size()]; }
  std::string AnyCount() { return absl::StrCat(1 + random_() % 4); }

  std::string AnActivity() {
    return absl::StrCat(
        "display_name: 'd' evidence: 'e' kind: ACTIVITY_KIND_", Any({"FORUM", "LECTURE"}), " ",
        Any({"from_date: '2019-03-31'", "from_date: '2019-12-30' to_date: '2020-01-02'",
             "from_date: '2019-03' to_date: '2019-05-10'", "from_date: '2018'",
             "from_date: '2019'"}),
        Any({"", " series: 's'"}), Any({"", " parent: 'activities/whole'"}),
        " session_count: ", AnyCount(), " ",
        Any({"", kUnstated, Took(3), Took(7, "家"), Took(100, "家")}),
        Any({"", kUncounted, Category("采购单位", 100, "OVER"), Category("采购单位", 40),
             Category("采购单位", 30, "ABOVE") + Category("外宾", 5, "BELOW")}));
  }
  std::string AnOrganisation() {
    return absl::StrCat(
        "display_name: 'd' kind: ORGANISATION_KIND_", Any({"COURT", "MEDIA"}),
        Any({"", " country: '德国'"}), Any({"", " parent: 'organisations/a'"}),
        Any({"", " since_date: '2019'", " since_date: '2019-06-30'", " since_date: '2018-12'"}),
        " item_count: ", AnyCount());
  }
  std::string ADocument() {
    return absl::StrCat("title: 't' kind: POLICY_DOCUMENT_KIND_", Any({"PLAN", "RULES"}),
                        " status: POLICY_DOCUMENT_STATUS_", Any({"ISSUED", "TARGET"}),
                        Any({"", " parents: 'policyDocuments/whole'",
                             " parents: 'policyDocuments/whole' parents: 'policyDocuments/other'"}),
                        Any({"", " status_date: '2019'", " status_date: '2019-06-30'"}),
                        " item_count: ", AnyCount());
  }
  // Writes a record anew that is there already.
  template <typename Create, typename Update>
  void Put(Create create, Update update, const std::string& kind, const std::string& names,
           const std::string& fields) {
    const std::string id = absl::StrCat(random_() % 6);
    if (Do(create, absl::StrCat(kind, "_id: '", id, "' ", kind, " { ", fields, " }")).ok()) return;
    ZGC_ASSERT_OK(Do(update, absl::StrCat(kind, " { name: '", names, "/", id, "' ", fields,
                                          " } update_mask { paths: '*' }")));
  }
  // What the state does not allow is refused.
  void MoveATask() {
    const std::string id = absl::StrCat(random_() % 6);
    if (AddTask(id, id > "3" ? "parent: 'tasks/whole'" : "").ok()) return;
    switch (random_() % 4) {
      case 0:
        return (void)Do(SubmitTask, Named(id));
      case 1:
        approved_ = Do(ApproveTask, Named(id), "checker").ok() || approved_;
        return;
      case 2:
        return (void)Do(WithdrawTask, Named(id, "reason: 'r'"));
      default:
        return (void)Complete(id);
    }
  }
  void Change() {
    switch (random_() % 4) {
      case 0:
        return Put(CreateActivity, UpdateActivity, "activity", "activities", AnActivity());
      case 1:
        return Put(CreateOrganisation, UpdateOrganisation, "organisation", "organisations",
                   AnOrganisation());
      case 2:
        return Put(CreatePolicyDocument, UpdatePolicyDocument, "policy_document", "policyDocuments",
                   ADocument());
      default:
        return MoveATask();
    }
  }
  // Each asked compares what the cells say with what the rows do.
  void Ask() {
    const std::string end = Any({"2018-12-31", "2019-03-31", "2019-06-30", "2019-12-31"});
    const std::string start = Any({"", "2018-12-01", "2018-07-01"});
    const Given kind = {{"kind", Any({"forum", "lecture"})}, {"parent", "activities/whole"}};
    for (const Given& given : {Given(), Given(kind)}) {
      ZGC_EXPECT_OK(Run("count_activities", given, start, end));
      ZGC_EXPECT_OK(Run("sum_participants", given, start, end));
    }
    ZGC_EXPECT_OK(Run("sum_participants", {{"unit", "家"}, {"series", "s"}}, start, end));
    ZGC_EXPECT_OK(Run("count_organisations", {{"country", "德国"}}, start, end));
    ZGC_EXPECT_OK(Run("count_policy_documents", {{"status", "issued"}}, start, end));
    for (const char* dimension : {"kind", "series", "parent"}) {
      Parts("count_activities", dimension, {}, start, end);
    }
    for (const char* dimension : {"series", "parent"}) {
      Parts("sum_participants", dimension, {}, start, end);
    }
    for (const char* name : {"least_category_participants", "most_category_participants"}) {
      const Given buyers = {{"category", "采购单位"}, {"unit", "家"}};
      ZGC_EXPECT_OK(Run(name, buyers, start, end));
      Parts(name, "series", buyers, start, end);
      Parts(name, "parent", buyers, start, end);
    }
    for (const char* dimension : {"kind", "country", "parent"}) {
      Parts("count_organisations", dimension, {}, start, end);
    }
    for (const char* dimension : {"kind", "status", "parent"}) {
      Parts("count_policy_documents", dimension, {}, start, end);
    }
    Parts("count_tasks", "plan", {}, "", end);
    ZGC_EXPECT_OK(Run("count_tasks", {}, "", end));
    ZGC_EXPECT_OK(Run("count_tasks", {{"state", "completed"}}, "", end));
  }

  bool approved_ = false;

 private:
  std::mt19937 random_{1};
};

TEST_F(RandomRecords, WhateverChangesTheCellsSayWhatTheRowsSay) {
  Hold("whole", "FORUM", "from_date: '2019'");
  Draw("whole", "PLAN", "ISSUED", "status_date: '2019'");
  Draw("other", "PLAN", "ISSUED", "status_date: '2019'");
  ZGC_ASSERT_OK(AddTask("whole"));
  for (int step = 0; step < 120; ++step) {
    Change();
    ExpectCellsToAgree();
    Ask();
    if (HasFailure()) break;
  }
  EXPECT_NE(AtEnd("count_tasks", {{"state", "withdrawn"}}), "0");
  EXPECT_TRUE(approved_);
  // Those made anew from the rows are the same.
  ++schema_.derived.version;
  Open();
  ExpectCellsToAgree();
}

}  // namespace
}  // namespace zgc::tasks
