#include "common/base/credit_code.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/codes.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/base/time/dates.h"

namespace zgc::base {
namespace {

constexpr absl::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr size_t kUsccBody = 17;
constexpr absl::string_view kNation = "100000";

struct UsccCategory {
  absl::string_view code;
  absl::string_view authority;
  absl::string_view category;
};
// Who registers and what: the table of GB 32100-2015 with its amendment.
constexpr UsccCategory kCategories[] = {
    {"11", "机构编制", "机关"},
    {"12", "机构编制", "事业单位"},
    {"13", "机构编制", "编办直接管理机构编制的群众团体"},
    {"19", "机构编制", "其他"},
    {"21", "外交", "外国常驻新闻机构"},
    {"29", "外交", "其他"},
    {"31", "司法行政", "律师执业机构"},
    {"32", "司法行政", "公证处"},
    {"33", "司法行政", "基层法律服务所"},
    {"34", "司法行政", "司法鉴定机构"},
    {"35", "司法行政", "仲裁委员会"},
    {"39", "司法行政", "其他"},
    {"41", "文化", "外国在华文化中心"},
    {"49", "文化", "其他"},
    {"51", "民政", "社会团体"},
    {"52", "民政", "民办非企业单位"},
    {"53", "民政", "基金会"},
    {"59", "民政", "其他"},
    {"61", "旅游", "外国旅游部门常驻代表机构"},
    {"62", "旅游", "港澳台地区旅游部门常驻内地（大陆）代表机构"},
    {"69", "旅游", "其他"},
    {"71", "宗教", "宗教活动场所"},
    {"72", "宗教", "宗教院校"},
    {"79", "宗教", "其他"},
    {"81", "工会", "基层工会"},
    {"89", "工会", "其他"},
    {"91", "工商", "企业"},
    {"92", "工商", "个体工商户"},
    {"93", "工商", "农民专业合作社"},
    {"A1", "中央军委改革和编制办公室", "军队事业单位"},
    {"A9", "中央军委改革和编制办公室", "其他"},
    {"N1", "农业", "组级集体经济组织"},
    {"N2", "农业", "村级集体经济组织"},
    {"N3", "农业", "乡镇级集体经济组织"},
    {"N9", "农业", "其他"},
    {"Y1", "其他", "其他"},
};

const UsccCategory* CategoryOf(absl::string_view code) {
  for (const UsccCategory& row : kCategories) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

absl::Status PersonNumber() {
  return absl::InvalidArgumentError(
      "this looks like the identity number of a person (公民身份号码, GB 11643), which is neither "
      "stored nor shown; an organisation has a unified social credit code (GB 32100-2015)");
}

// The character at `pos` as an error may print it: whole, even if it is not ASCII.
std::string CharacterAt(absl::string_view text, size_t pos) {
  const CodePoint point = CodePointAt(text, pos);
  return point.valid ? std::string(text.substr(pos, point.length)) : EncodeUtf8(kReplacement);
}

// ASCII in the place of what looks like it: full width, and capitals of Greek and Cyrillic.
char32_t Plain(char32_t point) {
  struct LookAlikes {
    absl::string_view ascii;
    std::u32string_view others;
  };
  constexpr LookAlikes kScripts[] = {{"ABEHKMNPTXYO", U"ΑΒΕΗΚΜΝΡΤΧΥΟ"},
                                     {"ABCEHKMPTXYO", U"АВСЕНКМРТХУО"}};
  if (point >= U'！' && point <= U'～') point -= U'！' - U'!';
  for (const LookAlikes& script : kScripts) {
    const size_t at = script.others.find(point);
    if (at != std::u32string_view::npos) return script.ascii[at];
  }
  if (point >= U'a' && point <= U'z') point -= U'a' - U'A';
  return point;
}

bool Separates(char32_t point) {
  constexpr std::u32string_view kSeparators =
      U" \t\r\n\u00A0\u2002\u2003\u2009\u200B\u3000\uFEFF-\u2010\u2011\u2013\u2014\u2212._";
  return kSeparators.find(point) != std::u32string_view::npos;
}

// Letters that no code has, as what they are mistaken for.
char32_t ReadAs(char32_t point) {
  switch (point) {
    case U'I':
      return U'1';
    case U'O':
      return U'0';
    case U'S':
      return U'5';
    case U'V':
      return U'U';
    case U'Z':
      return U'2';
    default:
      return point;
  }
}

// In plain characters, with a space for each that separates them, or without.
std::u32string PlainText(absl::string_view text, bool spaced) {
  std::u32string plain;
  for (const char32_t point : Decode(text).points) {
    if (!Separates(point)) {
      plain.push_back(Plain(point));
    } else if (spaced) {
      plain.push_back(U' ');
    }
  }
  return plain;
}

absl::string_view PersonCheck(absl::string_view digits) {
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr absl::string_view kChecks = "10X98765432";
  int sum = 0;
  for (size_t i = 0; i < kUsccBody; ++i) sum += (digits[i] - '0') * kWeights[i];
  return kChecks.substr(sum % 11, 1);
}

// Of a region and a day of birth, YYYYMMDD, that can be a person's.
bool CanBePersons(absl::string_view region, absl::string_view birth) {
  return CheckRegionCode(region).ok() && (birth.substr(0, 2) == "19" || birth[0] == '2') &&
         ValidDate(
             absl::StrCat(birth.substr(0, 4), "-", birth.substr(4, 2), "-", birth.substr(6, 2)));
}

// Of a run of letters and digits. A number whose check character fails may be a person's all the
// same, mistyped.
bool IsPersonNumber(absl::string_view run, bool checked) {
  const absl::string_view digits = run.substr(0, run.size() == 18 ? 17 : run.size());
  for (const char c : digits) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
  }
  if (run.size() == 15) {
    return CanBePersons(run.substr(0, 6), absl::StrCat("19", run.substr(6, 6)));
  }
  return run.size() == 18 && CanBePersons(run.substr(0, 6), run.substr(6, 8)) &&
         (!checked || run.substr(kUsccBody) == PersonCheck(run));
}

bool HoldsPerson(const std::u32string& text, bool checked) {
  std::string run;
  bool found = false;
  // A letter or a digit more behind it, and it is some other number.
  for (const char32_t point : text + U' ') {
    if (point < 0x80 && absl::ascii_isalnum(static_cast<unsigned char>(point))) {
      const char c = static_cast<char>(point);
      if (!run.empty() || absl::ascii_isdigit(static_cast<unsigned char>(c))) run.push_back(c);
    } else {
      found = found || IsPersonNumber(run, checked);
      run.clear();
    }
  }
  return found;
}

absl::Status CheckAlphabet(absl::string_view code) {
  for (size_t i = 0; i < code.size(); ++i) {
    if (kAlphabet.find(code[i]) == absl::string_view::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat("character ", i + 1, " of the unified social credit code is \"",
                       CharacterAt(code, i), "\"; allowed are 0-9 and A-Z without I, O, S, V, Z"));
    }
  }
  return absl::OkStatus();
}

// All of the form; says no more than what is wrong.
absl::StatusOr<UsccParts> Parse(absl::string_view code) {
  if (HoldsPersonNumber(code)) return PersonNumber();
  if (CountCodePoints(code) != kUsccBody + 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a unified social credit code has 18 characters, not ", CountCodePoints(code)));
  }
  ZGC_RETURN_IF_ERROR(CheckAlphabet(code));
  const UsccCategory* const found = CategoryOf(code.substr(0, 2));
  if (found == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("the unified social credit code begins with ", code.substr(0, 2),
                     ", which is no authority of registration with a category of its own"));
  }
  const absl::string_view region = code.substr(2, 6);
  if (region != kNation) {
    const absl::Status known = CheckRegionCode(region);
    if (!known.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("characters 3 to 8 of the unified social credit code: ", known.message()));
    }
  }
  return UsccParts{found->authority, found->category, std::string(region),
                   std::string(code.substr(8, 9))};
}

absl::Status CheckAll(absl::string_view code) {
  ZGC_RETURN_IF_ERROR(Parse(code).status());
  ZGC_ASSIGN_OR_RETURN(const char expected, UsccCheckCharacter(code.substr(0, kUsccBody)));
  if (code[kUsccBody] != expected) {
    return absl::InvalidArgumentError(
        absl::StrCat("the check character of the unified social credit code should be ",
                     absl::string_view(&expected, 1), ", not ", code.substr(kUsccBody),
                     ", unless another character is wrong"));
  }
  return absl::OkStatus();
}

// What is wrong with a code, without a number of a person, mistyped or not, and with the code that
// is probably meant, if there is one. It may be nothing: that of the form.
absl::Status Explained(absl::string_view code, const absl::Status& wrong) {
  if (CheckAll(code).ok()) return absl::OkStatus();
  if (HoldsPerson(PlainText(code, false), false)) return PersonNumber();
  if (wrong.ok()) return wrong;
  const absl::optional<std::string> meant = MeantUscc(code);
  if (!meant.has_value()) return wrong;
  return absl::InvalidArgumentError(absl::StrCat(
      wrong.message(), "; probably ", *meant,
      " is meant: full width, small letters, separators and look-alikes are not taken unasked"));
}

}  // namespace

absl::StatusOr<char> UsccCheckCharacter(absl::string_view body) {
  if (body.size() != kUsccBody) {
    return absl::InvalidArgumentError(absl::StrCat("the code without its check character has ",
                                                   kUsccBody, " characters, not ",
                                                   CountCodePoints(body)));
  }
  ZGC_RETURN_IF_ERROR(CheckAlphabet(body));
  int weight = 1;
  int sum = 0;
  for (const char c : body) {
    sum += static_cast<int>(kAlphabet.find(c)) * weight;
    weight = weight * 3 % 31;
  }
  return kAlphabet[(31 - sum % 31) % 31];
}

absl::Status CheckUsccForm(absl::string_view code) { return Explained(code, Parse(code).status()); }

absl::Status CheckUscc(absl::string_view code) { return Explained(code, CheckAll(code)); }

absl::StatusOr<UsccParts> PartsOfUscc(absl::string_view code) {
  ZGC_RETURN_IF_ERROR(CheckUsccForm(code));
  return Parse(code);
}

absl::optional<std::string> MeantUscc(absl::string_view typed) {
  std::string meant;
  for (const char32_t point : PlainText(typed, false))
    absl::StrAppend(&meant, EncodeUtf8(ReadAs(point)));
  if (meant == typed || !CheckAll(meant).ok()) return absl::nullopt;
  return meant;
}

bool HoldsPersonNumber(absl::string_view text) {
  return HoldsPerson(PlainText(text, true), true) || HoldsPerson(PlainText(text, false), true);
}

}  // namespace zgc::base
