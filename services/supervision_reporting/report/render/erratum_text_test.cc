#include "services/supervision_reporting/report/render/erratum_text.h"

#include "gmock/gmock.h"
#include "services/supervision_reporting/testing/report_builder.h"

namespace zgc::supervision {
namespace {

v1::Publication Published() {
  return FromText<v1::Publication>(
      "name: 'publications/p' number: 1 sha256: 'abc' publish_time { seconds: 1577836800 }");
}

v1::Erratum Erratum() {
  return FromText<v1::Erratum>(R"pb(
    number: 2
    display_name: "年度报告"
    issuer: "管委会"
    reason: "年终核对\n# 台账"
    changes {
      published {
        published {
          display_name: "政策宣讲"
          period { start_date: "2019-01-01" end_date: "2019-12-31" }
          scopes { label: "海淀园" }
        }
        printed: "16次"
        item_label: "第3项"
        item_display_name: "政策宣传"
        field: "paragraphs[1].citations[0]"
        in_prose: true
      }
      printed: "18次"
      kind: FIGURE_CHANGE_KIND_VALUE
      erratum: "publications/p/errata/1"
      said: "17次"
      reason: "台账漏记"
    }
    changes {
      published {
        published {
          display_name: "企业"
          period { end_date: "2019-12-31" }
        }
        printed: "5家"
        item_label: "第4项"
        item_display_name: "事项"
        field: "statement_citations[0]"
      }
      printed: "不再有"
      kind: FIGURE_CHANGE_KIND_GONE
      said: "5家"
    }
    source_positions {
      key: "task_registry"
      value { revision: 5 }
    }
    source_positions {
      key: "park_region"
      value { revision: 9 }
    })pb");
}

// Errata name the version that made their text, and are made again by that one only: no byte of
// it changes under a version that was used.
TEST(ErratumTextTest, ItSaysWhatWasPublishedAndWhatIsSoNow) {
  EXPECT_STREQ(kErratumVersion, "3");
  EXPECT_EQ(ErratumText(Published(), Erratum()),
            "# 关于《年度报告》的更正说明（第2号）\n"
            "\n"
            "管委会2020年1月1日发布的《年度报告》（第1次发布）中，下列2个数与记录不符，现予更正。"
            "原发布件保持不变，与本说明一并使用。\n"
            "\n"
            "1. 第3项“政策宣传”，进展情况第2段：政策宣讲（2019年，海淀园），原公布16次，"
            "第1号更正说明为17次，现更正为18次。原因：台账漏记。\n"
            "2. 第4项“事项”，任务内容，仅列于数表：企业（截至2019年12月31日），原公布5家，"
            "现不再有此数。\n"
            "\n"
            "更正原因：年终核对 \\# 台账\n"
            "\n"
            "所据记录的修订号：园区台账9，任务登记5。\n"
            "\n"
            "所更正的发布件：publications/p，SHA-256 abc\n");
}

TEST(ErratumTextTest, ItSaysOfEachChangeWhyAsFarAsThatIsCertain) {
  v1::Erratum erratum = Erratum();
  *erratum.mutable_changes(0) = FromText<v1::FigureChange>(R"pb(
    kind: FIGURE_CHANGE_KIND_VALUE
    printed: "18次"
    reason: "台账漏记"
    reasons {
      kind: CHANGE_REASON_KIND_OBSERVATION_CORRECTED
      source: "//tasks/observations/b"
      record: "//tasks/observations/a"
      reason: "台账漏记"
      evidence: [ "台账", "evidence/e" ]
      approver: "checker"
    }
    reasons {
      kind: CHANGE_REASON_KIND_VOID
      source: "//tasks/corrections/7"
      record: "//tasks/activities/a"
      reason: "重复"
      author: "clerk"
    }
    reasons { reason: "也许" possible: true }
  )pb");
  v1::ChangeReason& retracted = *erratum.mutable_changes(1)->add_reasons();
  retracted.set_kind(v1::CHANGE_REASON_KIND_OBSERVATION_RETRACTED);
  retracted.set_source("//parks/observations/b");
  retracted.set_record("//parks/observations/b");
  retracted.set_reason("有误");
  const std::string text = ErratumText(Published(), erratum);
  EXPECT_THAT(text,
              ::testing::HasSubstr(
                  "现更正为18次。原因：台账漏记（更正填报//tasks/observations/a，见"
                  "//tasks/observations/b，依据：台账、evidence/e，核准：checker）。原因：重复"
                  "（作废//tasks/activities/a，见//tasks/corrections/7，经办：clerk）。\n"));
  EXPECT_THAT(
      text, ::testing::HasSubstr("现不再有此数。原因：有误（撤回填报//parks/observations/b）。\n"));
}

TEST(ErratumTextTest, ItSaysWhereTheReasonsExplainAChangeInPartOrNotAtAll) {
  v1::Erratum erratum = Erratum();
  erratum.mutable_changes(0)->set_explained(v1::EXPLAINED_IN_PART);
  erratum.mutable_changes(1)->set_explained(v1::EXPLAINED_NOT);
  std::string text = ErratumText(Published(), erratum);
  EXPECT_THAT(text, ::testing::HasSubstr("原因：台账漏记。以上原因只说明部分变动。\n"));
  EXPECT_THAT(text, ::testing::HasSubstr("现不再有此数。变动原因未见于记录。\n"));
  erratum.mutable_changes(1)->set_successor("//parks/figures/b@2019");
  EXPECT_THAT(
      ErratumText(Published(), erratum),
      ::testing::HasSubstr("现不再有此数，另见//parks/figures/b@2019。变动原因未见于记录。"));
  erratum.mutable_changes(1)->clear_successor();
  erratum.mutable_changes(0)->set_explained(v1::EXPLAINED_FULLY);
  erratum.mutable_changes(1)->set_explained(v1::EXPLAINED_FULLY);
  text = ErratumText(Published(), erratum);
  EXPECT_THAT(text, ::testing::HasSubstr("原因：台账漏记。\n"));
  EXPECT_THAT(text, ::testing::HasSubstr("现不再有此数。\n"));
}

}  // namespace
}  // namespace zgc::supervision
