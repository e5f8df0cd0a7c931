#include "common/scanner/unit_lexicon.h"

#include <utility>

namespace zgc::figures::internal {
namespace {

// Measure words (量词).
constexpr std::u32string_view kMeasures =
    U"家 项 场 人 名 位 件 篇 期 条 份 支 届 批 类 处 套 台 辆 栋 幢 层 座 所 户 幅 册 门 款 种 组 "
    U"对 只 张 枚 颗 粒 根 棵 株 块 片 段 节 宗 起 例 笔 单 票 封 部 本 卷 页 架 艘 班 趟 轮 次 遍 "
    U"步 档 席 间 桌 道 堂 曲 幕 集 版 栏 则 句 盏 扇 顶 把 副 尊 匹 尾 束 串 筐 桶 箱 袋 瓶 包 盒 "
    U"剂 针 番 折 具 樘 个 股 手 声 首 师 队 团 口 头 羽 行 网 站 环 眼 "
    U"核 个位次 家次 项次 场次 人次 件次 篇次 条次 批次 户次 车次 架次 班次 轮次 辆次 台次 位次 "
    U"站次 剂次 "
    U"针次 频次 个次 课次 级次 亩次 处次 师次 村次 校次 册次 组次 份次 所次 宗次 笔次 起次 梯次 "
    U"名次 台套 台(套) 套(台) 台/套 件套 人份 人天 人日 人年 床 床位 张床位 个床位 机位 车位 工位 "
    U"学位 席位 泊位 岗位 标箱 标准箱 航班 课时 学时 学分 点位 站点 网点 节点 大类 小类 部分 步骤 "
    U"梯队 班组";

// Money and units of measure.
constexpr std::u32string_view kPhysical =
    U"元 美元 美金 欧元 英镑 日元 港元 港币 澳元 加元 新加坡元 新币 卢布 韩元 法郎 瑞士法郎 泰铢 "
    U"卢比 澳门元 元人民币 元整 分 % ‰ 百分点 个百分点 倍 成 度 摄氏度 ℃ ° 亩 公顷 顷 平方米 "
    U"平方公里 平方千米 立方米 立方 平米 方 ㎡ 公里 千米 米 厘米 毫米 微米 纳米 海里 里 英里 英寸 "
    U"吨 "
    U"吨标准煤 吨标煤 千克 公斤 克 毫克 微克 斤 公担 磅 升 毫升 千瓦 千瓦时 兆瓦 兆瓦时 吉瓦 瓦 "
    U"瓦时 "
    U"度电 伏 千伏 千伏安 安时 赫兹 兆赫 兆 千兆 千卡 焦 焦耳 千焦 帕 兆帕 千帕 比特 字节 像素 "
    U"分贝 "
    U"光年 标方 延米 车道 车道公里 人公里 吨公里 字 千字";

// Durations and ages.
constexpr std::u32string_view kTimes =
    U"年 天 周 周年 个月 月龄 小时 个小时 钟头 个钟头 分钟 秒 秒钟 毫秒 微秒 纳秒 个工作日 工作日 "
    U"个自然日 自然日 个交易日 交易日 个季度 个学期 学期 个星期 个年度 个年头 个周期 个世纪 周岁 "
    U"岁 "
    U"日龄 昼夜 日";

// Nouns that are counted without a measure word.
constexpr std::u32string_view kNouns =
    U"省 市 区 县 镇 乡 村 国 地 校 园 州 盟 旗 省市 区县 市县 县区 县市 省区 省区市 乡镇 街镇 "
    U"街乡 "
    U"街道 社区 园区 分园 片区 组团 部门 部委 委办 委办局 单位 企业 机构 项目 平台 基地 中心 团队 "
    U"高校 院校 学校 院所 医院 地区 城市 城区 省份 国家 领域 方面 环节 阶段 板块 产业 行业 专业 "
    U"学科 "
    U"指标 任务 工程 措施 政策 渠道 维度 层面 层次 要素 主体 集群 链条 体系 模块 系统 窗口 事项 "
    U"通道 "
    U"场景 产品 案例 课题 专题 主题 专区 试点 赛道 赛区 会场 分会场 展区 展馆 展台 公司 集团 协会 "
    U"商会 "
    U"联盟 实验室 服务站 工作站 示范区 开发区 高新区 自贸区 新区 校区 院区 厂区 库区 小区 街区 "
    U"党派 "
    U"社会组织 党支部 党组织 党委 类型 楼宇";

constexpr std::u32string_view kLatins =
    U"km m cm mm nm μm um kg g mg t kW MW GW kWh MWh GWh TWh KW W Wh KB MB GB TB PB EB Mbps Gbps "
    U"Tbps kbps Hz kHz MHz GHz THz V kV kVA MVA Ah mAh L ml mL ha m2 m3 m² m³ km² km2 h min dB ppm "
    U"USD RMB CNY EUR lm TEU PFLOPS EFLOPS TFLOPS";

// After a lone Chinese digit these are mostly part of a word: 三元, 四方, 二维.
constexpr std::u32string_view kShy =
    U"股 手 声 首 师 队 团 口 头 行 网 站 环 眼 具 折 羽 步 元 方 里 度 分 字 瓦 升 兆 焦 伏 顷 克";

constexpr std::pair<std::u32string_view, std::u32string_view> kUnitNames[] = {
    {U"个百分点", U"百分点"}, {U"元人民币", U"元"},     {U"元整", U"元"},     {U"㎡", U"平方米"},
    {U"摄氏度", U"℃"},        {U"个工作日", U"工作日"}, {U"个小时", U"小时"}, {U"个位次", U"位次"},
    {U"个自然日", U"自然日"}, {U"个交易日", U"交易日"},
};

// Words that a unit would wrongly be cut from: the unit, and the characters after it in them.
using NotBefore = std::pair<std::u32string_view, std::u32string_view>;
constexpr NotBefore kMeasuresNotBefore[] = {
    {U"核", U"心查实准对算定发减销"},
    {U"项", U"目"},
    {U"期", U"间货满末望"},
    {U"条", U"件例"},
    {U"份", U"额"},
    {U"支", U"持付撑出援"},
    {U"批", U"准评"},
    {U"类", U"似别型"},
    {U"处", U"理于罚长"},
    {U"台", U"湾北州账"},
    {U"层", U"面次级"},
    {U"座", U"谈"},
    {U"所", U"有以需谓得"},
    {U"门", U"户店诊槛"},
    {U"组", U"织成建合"},
    {U"对", U"接外于象口"},
    {U"只", U"有要需"},
    {U"张", U"江家贴"},
    {U"段", U"落"},
    {U"节", U"约能日水"},
    {U"起", U"步草来到诉始"},
    {U"例", U"如会"},
    {U"单", U"位独项一"},
    {U"票", U"据"},
    {U"封", U"闭顶"},
    {U"部", U"署门委属"},
    {U"本", U"市区地次级届年月土身科"},
    {U"班", U"子"},
    {U"轮", U"流"},
    {U"步", U"走入伐行"},
    {U"间", U"接隔"},
    {U"道", U"路德歉"},
    {U"集", U"成聚中群约"},
    {U"版", U"权本"},
    {U"股", U"份权东"},
    {U"行", U"业动政为程"},
    {U"位", U"于置列"},
    {U"名", U"为义单称"},
    {U"人", U"民均"},
    {U"个", U"性别"},
    {U"包", U"括含"},
    {U"具", U"有体备"},
    {U"首", U"都次批届创个席家先"},
    {U"网", U"络上"},
    {U"手", U"段"},
    {U"队", U"伍"},
    {U"档", U"案"},
    {U"把", U"握"},
    {U"针", U"对"},
    {U"户", U"外籍"},
    {U"副", U"市省局主总"},
    {U"顶", U"层"},
    {U"环", U"境保"},
    {U"折", U"合"},
};
constexpr NotBefore kPhysicalNotBefore[] = {
    {U"度", U"假过"},
    {U"成", U"员果立本为交长都效熟功绩"},
    {U"分", U"别园公部局会支院校店管享布为析解配工离歧批"},
    {U"元", U"宵旦素器"},
    {U"方", U"面案式向法便针"},
    {U"克", U"服"},
    {U"里", U"程面"},
    {U"字", U"样"},
    {U"升", U"级学值至"},
};
constexpr NotBefore kTimesNotBefore[] = {
    {U"年", U"级代报鉴会度终底初末货版轻"},
    {U"天", U"津然文"},
    {U"周", U"边末刊密一二三四五六日"},
    {U"日", U"元均龄游常报益"},
};
constexpr NotBefore kNounsNotBefore[] = {
    {U"国", U"际家内有外务企"},
    {U"地", U"方理点址铁标下上"},
    {U"市", U"场长民值级"},
    {U"区", U"域块别间长级"},
    {U"县", U"委级长域"},
    {U"省", U"级长"},
    {U"村", U"民委"},
    {U"校", U"园长"},
    {U"园", U"林"},
    {U"旗", U"下帜舰"},
    {U"国家", U"级"},
};

void AddWords(std::u32string_view words, UnitKind kind,
              std::unordered_map<std::u32string_view, UnitEntry>* units) {
  while (!words.empty()) {
    const size_t space = words.find(U' ');
    (*units)[words.substr(0, space)].kind = kind;
    words = space == words.npos ? std::u32string_view() : words.substr(space + 1);
  }
}

template <size_t size>
void AddNotBefore(const NotBefore (&table)[size],
                  std::unordered_map<std::u32string_view, UnitEntry>* units) {
  for (const auto& [word, characters] : table) units->at(word).not_before = characters;
}

}  // namespace

const std::unordered_map<std::u32string_view, UnitEntry>& Units() {
  static const auto* const all = [] {
    auto* units = new std::unordered_map<std::u32string_view, UnitEntry>;
    AddWords(kMeasures, UnitKind::kMeasure, units);
    AddWords(kPhysical, UnitKind::kMeasure, units);
    AddWords(kTimes, UnitKind::kTime, units);
    AddWords(kNouns, UnitKind::kNoun, units);
    AddWords(kLatins, UnitKind::kLatin, units);
    for (std::u32string_view rest = kShy; !rest.empty(); rest.remove_prefix(1)) {
      if (const auto found = units->find(rest.substr(0, 1)); found != units->end()) {
        found->second.shy = true;
      }
    }
    for (const auto& [word, name] : kUnitNames) units->at(word).name = name;
    AddNotBefore(kMeasuresNotBefore, units);
    AddNotBefore(kPhysicalNotBefore, units);
    AddNotBefore(kTimesNotBefore, units);
    AddNotBefore(kNounsNotBefore, units);
    return units;
  }();
  return *all;
}

}  // namespace zgc::figures::internal
