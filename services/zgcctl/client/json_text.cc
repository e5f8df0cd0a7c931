#include "services/zgcctl/client/json_text.h"

#include <google/protobuf/util/json_util.h>

#include <map>
#include <set>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"

namespace zgc::ctl {
namespace {

// nlohmann says "[json.exception.parse_error.101] parse error at line 1,
// column 7: syntax error while …".
std::string Reason(absl::string_view what) {
  const size_t at = what.find("] ");
  return std::string(at == absl::string_view::npos ? what : what.substr(at + 2));
}

// The value at "outer.inner", or nullptr.
const Json* Find(const Json& fields, absl::string_view path) {
  const Json* at = &fields;
  for (const absl::string_view part : absl::StrSplit(path, '.')) {
    if (!at->is_object()) return nullptr;
    const auto found = at->find(std::string(part));
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at;
}

bool IsPath(absl::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '.') return false;
  }
  return true;
}

absl::StatusOr<Json> FillText(const std::string& form, const Json& fields) {
  std::string result;
  for (size_t at = 0; at < form.size();) {
    if (absl::StartsWith(absl::string_view(form).substr(at), "{{")) {
      const size_t end = form.find("}}", at);
      const size_t length = end == std::string::npos ? form.size() - at : end + 2 - at;
      result += form.substr(at, length);
      at += length;
      continue;
    }
    const size_t end = form[at] == '{' ? form.find('}', at) : std::string::npos;
    const std::string path = end == std::string::npos ? "" : form.substr(at + 1, end - at - 1);
    if (!IsPath(path)) {
      result += form[at++];
      continue;
    }
    const Json* value = Find(fields, path);
    if (value == nullptr) {
      return absl::NotFoundError(absl::StrCat("has no field for the placeholder {", path, "}"));
    }
    if (at == 0 && end + 1 == form.size()) return *value;
    result += value->is_string() ? value->get<std::string>() : value->dump();
    at = end + 1;
  }
  return Json(result);
}

// Maps come in an order of their own from run to run: their keys are sorted.
void SortMaps(const google::protobuf::Descriptor* type, Json& json) {
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    const auto found = json.find(field->name());
    if (found == json.end() || field->message_type() == nullptr) continue;
    if (field->is_map()) {
      std::map<std::string, Json> sorted;
      for (const auto& [key, value] : found->items()) sorted[key] = value;
      *found = Json::object();
      for (const auto& [key, value] : sorted) (*found)[key] = value;
    } else if (field->is_repeated()) {
      for (Json& member : *found) SortMaps(field->message_type(), member);
    } else if (found->is_object()) {
      SortMaps(field->message_type(), *found);
    }
  }
}

}  // namespace

absl::StatusOr<Json> ParseJson(absl::string_view text) {
  std::vector<std::set<std::string>> keys;
  std::string doubled;
  const auto watch = [&](int /*depth*/, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key &&
        !keys.back().insert(parsed.get<std::string>()).second && doubled.empty()) {
      doubled = parsed.get<std::string>();
    }
    return true;
  };
  try {
    Json json = Json::parse(text.begin(), text.end(), watch);
    if (!doubled.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("field \"", doubled, "\" is given twice"));
    }
    return json;
  } catch (const Json::exception& error) {
    return absl::InvalidArgumentError(Reason(error.what()));
  }
}

std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor* type) {
  return std::unique_ptr<google::protobuf::Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

absl::Status FillMessage(const Json& json, google::protobuf::Message& message) {
  const auto status = google::protobuf::util::JsonStringToMessage(json.dump(), &message);
  if (status.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(std::string(status.message()));
}

Json ToJson(const google::protobuf::Message& message, bool all) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = all;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  // Fails only for an Any of a type that this program does not know.
  if (!status.ok()) return Json{{"unprintable", std::string(status.message())}};
  Json json = Json::parse(text);
  SortMaps(message.GetDescriptor(), json);
  return json;
}

absl::StatusOr<Json> FillTemplate(const Json& form, const Json& fields) {
  if (form.is_string()) return FillText(form.get<std::string>(), fields);
  if (!form.is_structured()) return form;
  Json result = form;
  for (auto& part : result) {
    ZGC_ASSIGN_OR_RETURN(Json filled, FillTemplate(part, fields));
    part = std::move(filled);
  }
  return result;
}

}  // namespace zgc::ctl
