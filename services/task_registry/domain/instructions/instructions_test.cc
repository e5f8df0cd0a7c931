#include "services/task_registry/domain/instructions/instructions.h"

#include "common/testing/reads.h"
#include "services/task_registry/domain/documents/policy_documents.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class InstructionsTest : public TaskRegistryFixture {
 protected:
  absl::StatusOr<v1::Instruction> Instruct(const std::string& id, const std::string& more = "") {
    return Do(
        CreateInstruction,
        absl::StrCat("instruction_id: '", id, "' instruction { title: '", id,
                     "' level: '市领导' date: '2019-09' about: 'organisations/b' ", more, " }"));
  }
  absl::StatusOr<v1::Instruction> Act(const std::string& id, const std::string& action,
                                      const std::string& person = "clerk") {
    return Do(ReportInstructionAction,
              absl::StrCat("name: 'instructions/", id, "' action { ", action, " }"), person);
  }
  absl::StatusOr<v1::Instruction> Close(const std::string& id, const std::string& person) {
    return Do(CloseInstruction, absl::StrCat("name: 'instructions/", id, "'"), person);
  }
};

TEST_F(InstructionsTest, EveryViolationOfAnInstructionIsListed) {
  EXPECT_THAT(Do(CreateInstruction,
                 "instruction_id: 'x' instruction { deadline: '2019' organisations: "
                 "'organisations/none' given_by: 'organisations/none' }"),
              FailsWith(kInvalid,
                        AllOf(HasSubstr("title"), HasSubstr("level"), HasSubstr("instruction.date"),
                              HasSubstr("about"), HasSubstr("deadline"),
                              HasSubstr("organisations[0]"), HasSubstr("given_by"))));
  EXPECT_THAT(Instruct("x", "deadline: '2019-08-31'"),
              FailsWith(kInvalid, HasSubstr("2019-08-31 is before the instruction of 2019-09")));
  EXPECT_THAT(Instruct("x", "organisations: ['organisations/a', 'organisations/a']"),
              FailsWith(kInvalid, HasSubstr("instruction.organisations[1]")));
  EXPECT_THAT(Do(CreateInstruction,
                 "instruction_id: 'x' instruction { title: 't' level: 'l' date: '9999' about: "
                 "'organisations/a' }"),
              FailsWith(kInvalid, HasSubstr("9999 is after today")));
}

TEST_F(InstructionsTest, ItIsAboutRecordsOfAnyKind) {
  AddActive("1");
  ZGC_ASSERT_OK(Do(CreatePolicyDocument,
                   "policy_document_id: 'd' policy_document { title: 'd' kind: "
                   "POLICY_DOCUMENT_KIND_PLAN status: POLICY_DOCUMENT_STATUS_DRAFTING }"));
  ZGC_ASSERT_OK(Instruct("x",
                         "about: ['tasks/1', 'policyDocuments/d', 'plans/2019', "
                         "'//supervision_reporting/informationItems/i']"));
  EXPECT_THAT(Listed(store_->Read(), ListInstructions, "about: 'policyDocuments/d'"),
              ElementsAre("instructions/x"));
  for (const char* none :
       {"tasks/2", "nothing/1", "tasks", "tasks_by_number/1", "instructions/y"}) {
    EXPECT_THAT(Instruct("y", absl::StrCat("about: '", none, "'")),
                FailsWith(kInvalid, HasSubstr("is no other record of this service")))
        << none;
  }
  EXPECT_THAT(Instruct("y", "about: 'organisations/b'"),
              FailsWith(kInvalid, HasSubstr("instruction.about[1]: repeats")));
}

TEST_F(InstructionsTest, WhatWasDoneIsReportedAndAnotherCloses) {
  ZGC_ASSERT_OK(Instruct("x",
                         "demand: '逐个听取汇报' organisations: 'organisations/a' deadline: "
                         "'2019-12-31'"));
  EXPECT_THAT(Close("x", "checker"), FailsWith(kPrecondition, HasSubstr("it demands something")));
  EXPECT_THAT(Act("x", "date: '2019-08'"),
              FailsWith(kInvalid, AllOf(HasSubstr("action.text"),
                                        HasSubstr("2019-08 is before the instruction"))));
  EXPECT_THAT(Act("x", "text: 't' date: '9999'"), FailsWith(kInvalid, HasSubstr("after today")));
  ZGC_ASSERT_OK(Act("x", "text: '听取五个' date: '2019' organisation: 'organisations/a'"));
  ZGC_ASSERT_OK(Act("x", "text: '听取其余'", "second"));
  for (const char* reporter : {"clerk", "second"}) {
    EXPECT_THAT(Close("x", reporter), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  }
  const auto closed = Close("x", "checker");
  ZGC_ASSERT_OK(closed);
  EXPECT_EQ(closed->state(), v1::INSTRUCTION_STATE_CLOSED);
  EXPECT_EQ(closed->actions_size(), 2);
  EXPECT_THAT(Act("x", "text: 't'"), FailsWith(kPrecondition, HasSubstr("ReopenInstruction")));
  ZGC_ASSERT_OK(
      Do(ReopenInstruction, "name: 'instructions/x' reason: '尚有一园未听取'", "checker"));
  ZGC_EXPECT_OK(Act("x", "text: 't'"));
}

TEST_F(InstructionsTest, WhatDemandsNothingIsClosedAsItIs) {
  ZGC_ASSERT_OK(Instruct("x"));
  ZGC_EXPECT_OK(Close("x", "clerk"));
}

TEST_F(InstructionsTest, AnOpenOneIsChangedAndHeldToTheSame) {
  ZGC_ASSERT_OK(Instruct("x"));
  ZGC_ASSERT_OK(Do(UpdateInstruction, "instruction { name: 'instructions/x' level: '国家' }"));
  EXPECT_THAT(
      Do(UpdateInstruction, "instruction { name: 'instructions/x' about: 'instructions/x' }"),
      FailsWith(kInvalid, HasSubstr("is no other record")));
  ZGC_ASSERT_OK(Close("x", "checker"));
  EXPECT_THAT(Do(UpdateInstruction, "instruction { name: 'instructions/x' level: '市领导' }"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(InstructionsTest, InstructionsAreListedByLevelAndStateAndReadByName) {
  ZGC_ASSERT_OK(Instruct("x"));
  ZGC_ASSERT_OK(Instruct("y"));
  ZGC_ASSERT_OK(Close("y", "checker"));
  EXPECT_THAT(Listed(store_->Read(), ListInstructions, "state: INSTRUCTION_STATE_OPEN"),
              ElementsAre("instructions/x"));
  EXPECT_THAT(Listed(store_->Read(), ListInstructions, "level: '市领导'"),
              ElementsAre("instructions/x", "instructions/y"));
  const auto found = Got(store_->Read(), GetInstruction, "name: 'instructions/x'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->date(), "2019-09");
}

}  // namespace
}  // namespace zgc::tasks
