#include "common/figures/dimensions/dimension.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "common/base/check.h"
#include "common/base/codes.h"

namespace zgc::figures {

DimensionValues TextValues() {
  DimensionValues values;
  values.say = [](const storage::Reader&, const std::string& value) -> absl::StatusOr<v1::Scope> {
    v1::Scope scope;
    scope.set_label(value);
    scope.set_value(value);
    return scope;
  };
  values.read = [](const storage::Reader&, const std::string& word) -> absl::StatusOr<std::string> {
    return word;
  };
  return values;
}

absl::optional<v1::Scope> SayForeign(const std::string& prefix, const std::string& name) {
  if (!absl::StartsWith(name, prefix)) return absl::nullopt;
  v1::Scope scope;
  scope.set_label(name);
  scope.set_value(name);
  scope.set_resource(name);
  return scope;
}

DimensionValues ForeignValues(std::string prefix) {
  DimensionValues values;
  values.say = [prefix](const storage::Reader&,
                        const std::string& value) -> absl::StatusOr<v1::Scope> {
    const auto scope = SayForeign(prefix, value);
    if (!scope.has_value()) return absl::InternalError(value + " is no name of another service");
    return *scope;
  };
  values.read = [prefix](const storage::Reader&,
                         const std::string& word) -> absl::StatusOr<std::string> {
    return SayForeign(prefix, word).has_value() ? word : std::string();
  };
  return values;
}

DimensionValues EnumValues(const google::protobuf::EnumDescriptor& type, std::string prefix,
                           std::vector<std::string> labels) {
  ZGC_CHECK(static_cast<int>(labels.size()) + 1 == type.value_count(),
            absl::StrCat("a value of ", type.full_name(), " would have no label"));
  DimensionValues values;
  values.say = [&type, prefix, labels = std::move(labels)](
                   const storage::Reader&, const std::string& value) -> absl::StatusOr<v1::Scope> {
    int number = 0;
    const auto* found = absl::SimpleAtoi(value, &number) ? type.FindValueByNumber(number) : nullptr;
    v1::Scope scope;
    if (found == nullptr) {
      scope.set_value(value);
    } else {
      scope.set_value(absl::AsciiStrToLower(absl::StripPrefix(found->name(), prefix)));
    }
    const size_t place = static_cast<size_t>(number) - 1;
    scope.set_label(place < labels.size() ? labels[place] : scope.value());
    return scope;
  };
  values.read = [&type, prefix = std::move(prefix)](
                    const storage::Reader&,
                    const std::string& word) -> absl::StatusOr<std::string> {
    const auto* found = type.FindValueByName(absl::StrCat(prefix, absl::AsciiStrToUpper(word)));
    const bool is_word = found != nullptr && word == absl::AsciiStrToLower(word);
    return is_word ? absl::StrCat(found->number()) : std::string();
  };
  return values;
}

bool IsRegionLevel(const std::string& dimension) {
  return dimension == kProvince || dimension == kPrefecture || dimension == kCounty;
}

std::string RollUp(const std::string& code, const std::string& level) {
  if (!base::CheckRegionCode(code).ok()) return kNone;
  if (level == kProvince) return absl::StrCat(code.substr(0, 2), "0000");
  if (level == kPrefecture) {
    return code.substr(2, 2) == "00" ? kNone : absl::StrCat(code.substr(0, 4), "00");
  }
  return code.substr(4, 2) == "00" ? kNone : code;
}

}  // namespace zgc::figures
