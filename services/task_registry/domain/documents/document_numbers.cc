#include "services/task_registry/domain/documents/document_numbers.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"

namespace zgc::tasks {
namespace {

// Brackets that are typed instead: square, round and others, of half and full width.
constexpr std::u32string_view kOtherOpen = U"[［(（【﹝{｛<〈《";
constexpr std::u32string_view kOtherClose = U"]］)）】﹞}｝>〉》";

bool IsDigit(char32_t point) { return point >= U'0' && point <= U'9'; }
bool IsWideDigit(char32_t point) { return point >= U'０' && point <= U'９'; }
bool IsAny(char32_t point, std::u32string_view of) {
  return of.find(point) != std::u32string_view::npos;
}
bool Opens(char32_t point) { return point == U'〔' || IsAny(point, kOtherOpen); }

// Reads a number from left to right; every part says what is wrong with it.
class NumberReader {
 public:
  explicit NumberReader(absl::string_view text) : points_(base::Decode(text).points) {}

  absl::Status Code() {
    while (Next() != 0 && !Opens(Next()) && !IsDigit(Next()) && !IsWideDigit(Next())) {
      if (base::IsBlank(base::EncodeUtf8(Next()))) return Wrong("there is white space in it");
      ++at_;
    }
    return at_ == 0 ? Wrong("it begins with no 发文机关代字") : absl::OkStatus();
  }

  absl::Status Bracket(char32_t bracket, std::u32string_view others, absl::string_view name) {
    const std::string wanted = absl::StrCat("the year stands in 〔 and 〕: ", name);
    if (IsAny(Next(), others)) {
      return Wrong(absl::StrCat(wanted, " and not \"", base::EncodeUtf8(Next()), "\""));
    }
    if (Next() != bracket) return Wrong(absl::StrCat(wanted, " is missing"));
    ++at_;
    return absl::OkStatus();
  }

  absl::Status Year() {
    ZGC_ASSIGN_OR_RETURN(const std::string digits, Digits());
    if (digits.size() != 4 || digits[0] == '0') return Wrong("the year has four digits");
    return absl::OkStatus();
  }

  absl::Status Number() {
    if (Next() == U'第') return Wrong("there is no 第 before the number");
    ZGC_ASSIGN_OR_RETURN(const std::string digits, Digits());
    if (digits.empty()) return Wrong("the number is missing");
    if (digits[0] == '0') return Wrong("the number has no zeros in front");
    return absl::OkStatus();
  }

  absl::Status End() {
    if (Next() != U'号') return Wrong("号 follows the number");
    if (at_ + 1 != points_.size()) return Wrong("nothing follows 号");
    return absl::OkStatus();
  }

 private:
  static absl::Status Wrong(const std::string& what) {
    return absl::InvalidArgumentError(
        absl::StrCat(what, "; the form of GB/T 9704 is 代字〔2019〕11号"));
  }

  absl::StatusOr<std::string> Digits() {
    std::string digits;
    for (; IsDigit(Next()); ++at_) digits.push_back(static_cast<char>(Next()));
    if (IsWideDigit(Next())) {
      return Wrong(absl::StrCat("digits are 0 to 9 and not \"", base::EncodeUtf8(Next()), "\""));
    }
    return digits;
  }
  // 0 at the end.
  char32_t Next() const { return at_ < points_.size() ? points_[at_] : 0; }

  const std::u32string points_;
  size_t at_ = 0;
};

}  // namespace

absl::Status CheckDocumentNumber(absl::string_view number) {
  NumberReader reader(number);
  ZGC_RETURN_IF_ERROR(reader.Code());
  ZGC_RETURN_IF_ERROR(reader.Bracket(U'〔', kOtherOpen, "\"〔\" (U+3014)"));
  ZGC_RETURN_IF_ERROR(reader.Year());
  ZGC_RETURN_IF_ERROR(reader.Bracket(U'〕', kOtherClose, "\"〕\" (U+3015)"));
  ZGC_RETURN_IF_ERROR(reader.Number());
  return reader.End();
}

}  // namespace zgc::tasks
