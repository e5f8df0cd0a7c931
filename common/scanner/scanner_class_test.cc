#include <string>
#include <vector>

#include "common/scanner/scanner.h"
#include "common/scanner/scanner_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

using ::testing::ElementsAreArray;

TEST(ScannerClassTest, Dates) {
  Check({
      {"2021年3月5日召开,2022年度,2023年底", {"date 2021年3月5日", "date 2022年度", "date 2023年"}},
      {"7月3日至9日,10月16、17日",
       {"date 7月3日", "date 9日", "date 10月", "date 16", "date 17日"}},
      {"截至9月份,1-11月,3、4月份", {"date 9月份", "date 1", "date 11月", "date 3", "date 4月份"}},
      {"二〇二一年六月一日,二十世纪九十年代,90年代",
       {"date 二〇二一年六月一日", "date 二十世纪九十年代", "date 90年代"}},
      {"2021-09-28,2021/9/28,2021.9.28,20210928",
       {"date 2021-09-28", "date 2021/9/28", "date 2021.9.28", "date 20210928"}},
      {"2021-09-28T09:30:00Z,9:30开始,下午3点半,8时15分",
       {"date 2021-09-28T09:30:00Z", "date 9:30", "date 3点半", "date 8时15分"}},
      {"前三季度,一季度,第四季度,前11个月",
       {"date 三季度", "date 一季度", "date 第四季度", "date 11个月"}},
      {"2022服务贸易大会,21年3月,星期五", {"date 2022", "date 21年3月", "date 五"}},
  });
}

TEST(ScannerClassTest, YearRangesInEveryForm) {
  Check({
      {"2016年—2030年", {"date 2016年", "date 2030年"}},
      {"2016年-2030年", {"date 2016年", "date 2030年"}},
      {"2016-2030年", {"date 2016", "date 2030年"}},
      {"2016—2030年", {"date 2016", "date 2030年"}},
      {"2016年至2030年", {"date 2016年", "date 2030年"}},
      {"2010-12年", {"date 2010", "date 12年"}},
      {"2018/2019学年", {"date 2018", "date 2019"}},
      {"《总体规划(2016年—2030年)》", {"date 2016年", "date 2030年"}},
      {"《总体规划(2016年-2030年》,征求意见", {"date 2016年", "date 2030年"}},
  });
}

TEST(ScannerClassTest, DurationsAreNoDates) {
  Check({
      {"为期3日,30日内办结,延长15日", {"3 日", "30 日 up_to", "15 日"}},
      {"保存5年,连续三年,24小时", {"5 年", "3 年", "24 小时"}},
      {"展期10天,培训一周,成立20周年", {"10 天", "1 周", "20 周年"}},
  });
}

TEST(ScannerClassTest, DocumentAndIdentityNumbers) {
  Check({
      {"(市发〔2020〕5号)", {"doc_number 〔2020〕5号"}},
      {"市办发[2021]33号、税发（2019）13号", {"doc_number [2021]33号", "doc_number （2019）13号"}},
      {"〔2019〕11号、12号", {"doc_number 〔2019〕11号", "doc_number 12号"}},
      {"第15号令,一号文件,8号文", {"doc_number 15 号", "doc_number 一号", "doc_number 8号"}},
      {"按GB/T 32100-2015和ISO9001执行", {"doc_number GB/T 32100-2015", "doc_number ISO9001"}},
      {"电话010-12345678,手机13800000000", {"doc_number 010-12345678", "doc_number 13800000000"}},
      {"合同2021-HT-0042", {"doc_number 2021-HT-0042"}},
      {"代码91350100M000100Y43,邮编100000", {"doc_number 91350100M000100Y43", "doc_number 100000"}},
  });
}

TEST(ScannerClassTest, Ordinals) {
  Check({
      {"第三批名单,第十五条,第2期,第四代芯片",
       {"ordinal 3 批", "ordinal 15 条", "ordinal 2 期", "ordinal 4 代"}},
      {"第3、4、5批,第一、二、三产业",
       {"ordinal 3 批", "ordinal 4 批", "ordinal 5 批", "ordinal 1 产业", "ordinal 2 产业",
        "ordinal 3 产业"}},
      {"首届大会,首批试点,首台(套)装备,首次发布",
       {"ordinal 1 届", "ordinal 1 批", "ordinal 1 台(套)", "ordinal 1 次"}},
      {"首都,首席,首购,首先,首钢,为首", {}},
      {"二期工程,三期项目,一等奖2名", {"ordinal 2 期", "ordinal 3 期", "ordinal 1", "2 名"}},
      {"附件3,表1,图2,前10名", {"ordinal 3", "ordinal 1", "ordinal 2", "ordinal 10 名"}},
      {"表2-3,第三章第二节", {"ordinal 2-3", "ordinal 3 章", "ordinal 2 节"}},
      {"第一,加强管理", {"ordinal 1"}},
  });
}

TEST(ScannerClassTest, ItemNumbers) {
  Check({
      {"1.完善制度;2.加强监督", {"item_number 1", "item_number 2"}},
      {"概况:1.2018年启动", {"item_number 1", "date 2018年"}},
      {"1.2亿元到位", {"120000000 元"}},
      {"1、落实责任;2、强化保障", {"item_number 1", "item_number 2"}},
      {"（一）总体要求\n(2)目标\n③保障", {"item_number 1", "item_number 2", "item_number 3"}},
      {"一、总体要求\n二、目标", {"item_number 1", "item_number 2"}},
      {"一是夯实基础。二是补齐短板;三要压实责任",
       {"item_number 1", "item_number 2", "item_number 3"}},
      {"1.1 范围\n2.3.1 定义", {"item_number 1.1", "item_number 2.3.1"}},
  });
}

TEST(ScannerClassTest, NamesAndFormulas) {
  Check({
      {"《三年行动方案》《创新四十条》", {"name_part 3 年", "name_part 40 条"}},
      {"建设“一带一路”,落实“三张清单”", {"name_part 一带一路", "name_part 3 张"}},
      {"一园多区,三城一区,一企一策",
       {"name_part 一园多区", "name_part 三城一区", "name_part 一企一策"}},
      {"一区五园", {"name_part 一区", "5 园"}},
      {"十三五时期,“十四五”规划,党的二十大,十九届四中全会",
       {"name_part 十三五", "name_part 十四五", "name_part 二十大", "name_part 十九届四中全会"}},
      {"G20峰会,5G基站,PM2.5,V2.0,90后,500强",
       {"name_part G20", "name_part 5G", "name_part PM2.5", "name_part V2.0", "name_part 90后",
        "name_part 500强"}},
      {"按4:3:3分担,九年义务教育", {"name_part 4:3:3", "name_part 九年义务教育"}},
      {"“1+3”体系,7×24小时,3号楼,10号线",
       {"name_part 1+3", "name_part 7×24", "name_part 3号", "name_part 10号"}},
      {"走访了七天微影、天承万朗等12家", {"name_part 七天", "name_part 万", "12 家"}},
      {"二一学校,十大案例", {"name_part 二一", "name_part 十大"}},
      {"对话内容:“今年要投资100亿元,新增就业5万人”", {"10000000000 元", "50000 人"}},
      {"推出升级版2.0", {"name_part 2.0"}},
      {"依据《管理办法,已资助3家", {"3 家"}},
  });
}

TEST(ScannerClassTest, LexicalNumeralsAreNothing) {
  Check({
      {"一批项目,一系列政策,进一步提升,统一部署,一定程度,万一", {}},
      {"每一家单位,任何一项工作,另一个方案,唯一一个", {}},
      {"建立一个平台,形成一套体系,提供一站式服务,一体化", {}},
      {"十分重视,千方百计,一心一意,五湖四海,百姓,四川,成百上千,数以万计", {}},
      {"每千人拥有病床7.3张,百人会", {"7.3 张"}},
      {"两会期间百花齐放,千方百计稳就业,为两地搭台", {}},
      {"不忘初心,一手抓防控、一手抓发展", {}},
      {"三位一体,双方,两化融合,三方协议", {}},
      {"新增一家,一名专家,一周,举办一场", {"1 家", "1 名", "1 周", "1 场"}},
      {"十分钟,二十五分钟", {"10 分钟", "25 分钟"}},
  });
}

TEST(ScannerClassTest, ClassNames) {
  EXPECT_STREQ(ClassName(NumeralClass::kFigure), "figure");
  EXPECT_STREQ(ClassName(NumeralClass::kDate), "date");
  EXPECT_STREQ(ClassName(NumeralClass::kDocNumber), "doc_number");
  EXPECT_STREQ(ClassName(NumeralClass::kOrdinal), "ordinal");
  EXPECT_STREQ(ClassName(NumeralClass::kItemNumber), "item_number");
  EXPECT_STREQ(ClassName(NumeralClass::kNamePart), "name_part");
}

}  // namespace
}  // namespace zgc::figures
