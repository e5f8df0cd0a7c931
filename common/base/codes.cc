#include "common/base/codes.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace zgc::base {
namespace {

constexpr std::pair<absl::string_view, absl::string_view> kProvinces[] = {
    {"11", "北京市"},           {"12", "天津市"},         {"13", "河北省"},
    {"14", "山西省"},           {"15", "内蒙古自治区"},   {"21", "辽宁省"},
    {"22", "吉林省"},           {"23", "黑龙江省"},       {"31", "上海市"},
    {"32", "江苏省"},           {"33", "浙江省"},         {"34", "安徽省"},
    {"35", "福建省"},           {"36", "江西省"},         {"37", "山东省"},
    {"41", "河南省"},           {"42", "湖北省"},         {"43", "湖南省"},
    {"44", "广东省"},           {"45", "广西壮族自治区"}, {"46", "海南省"},
    {"50", "重庆市"},           {"51", "四川省"},         {"52", "贵州省"},
    {"53", "云南省"},           {"54", "西藏自治区"},     {"61", "陕西省"},
    {"62", "甘肃省"},           {"63", "青海省"},         {"64", "宁夏回族自治区"},
    {"65", "新疆维吾尔自治区"}, {"71", "台湾省"},         {"81", "香港特别行政区"},
    {"82", "澳门特别行政区"},
};

}  // namespace

absl::Status CheckRegionCode(absl::string_view code) {
  bool digits = code.size() == 6;
  for (const char c : code) {
    digits = digits && absl::ascii_isdigit(static_cast<unsigned char>(c));
  }
  if (!digits) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", code, "\" is not a region code of six digits (GB/T 2260)"));
  }
  if (ProvinceName(code).empty()) {
    return absl::InvalidArgumentError(absl::StrCat("region code ", code, " begins with ",
                                                   code.substr(0, 2),
                                                   ", which is the prefix of no province"));
  }
  if (code.substr(2, 2) == "00" && code.substr(4, 2) != "00") {
    return absl::InvalidArgumentError(
        absl::StrCat("region code ", code, " names a county without a prefecture"));
  }
  return absl::OkStatus();
}

absl::string_view ProvinceName(absl::string_view code) {
  for (const auto& [prefix, name] : kProvinces) {
    if (code.substr(0, 2) == prefix) {
      return name;
    }
  }
  return "";
}

}  // namespace zgc::base
