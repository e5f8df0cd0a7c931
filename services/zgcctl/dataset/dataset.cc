#include "services/zgcctl/dataset/dataset.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "common/rpc/identity/account_id.h"

namespace zgc::ctl {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kManifest[] = "dataset.json";

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return absl::NotFoundError("is no file");
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return absl::NotFoundError("cannot be read");
  return text.str();
}

// A line of a file that is a request.
struct Line {
  int number = 0;
  Json fields;
};

std::vector<Line> ReadLines(const std::string& folder, const std::string& file,
                            Problems& problems) {
  std::vector<Line> lines;
  const absl::StatusOr<std::string> text = ReadFile(absl::StrCat(folder, "/", file));
  if (!text.ok()) {
    problems.Add(file, text.status().message());
    return lines;
  }
  int number = 0;
  for (absl::string_view line : absl::StrSplit(*text, '\n')) {
    ++number;
    const std::string where = absl::StrCat(file, ":", number);
    if (const auto bad = base::FirstBadByte(line); bad.has_value()) {
      problems.Add(where, absl::StrCat("byte ", *bad + 1, " of the line is no UTF-8"));
      continue;
    }
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line[0] == '#' || absl::StartsWith(line, "//")) continue;
    absl::StatusOr<Json> fields = ParseJson(line);
    if (!fields.ok()) {
      problems.Add(where, fields.status().message());
    } else if (!fields->is_object()) {
      problems.Add(where, "is no JSON object");
    } else {
      lines.push_back({number, *std::move(fields)});
    }
  }
  return lines;
}

const FieldDescriptor* StringField(const Message& message, absl::string_view name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(std::string(name));
  const bool fits = field != nullptr && !field->is_repeated() &&
                    field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  return fits ? field : nullptr;
}

// The field that gives a new resource its id: "park_id" of CreateParkRequest.
const FieldDescriptor* IdField(const Message& message) {
  const auto* type = message.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const std::string& name = type->field(i)->name();
    if (name != "request_id" && absl::EndsWith(name, "_id") && StringField(message, name)) {
      return type->field(i);
    }
  }
  return nullptr;
}

std::string StringOf(const Message& message, const FieldDescriptor* field) {
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

// Name of a new resource. One that lies in another drops the word that both
// collections begin with: the reportItems of "reportTemplates/a" are
// "reportTemplates/a/items/1".
std::string NewName(const std::string& parent, const std::string& collection,
                    const std::string& id) {
  if (parent.empty()) return absl::StrCat(collection, "/", id);
  size_t word = 0;
  for (size_t i = 0; i < collection.size() && collection[i] == parent[i]; ++i) {
    if (absl::ascii_isupper(collection[i + 1])) word = i + 1;
  }
  std::string inner = collection.substr(word);
  inner[0] = absl::ascii_tolower(inner[0]);
  return absl::StrCat(parent, "/", inner, "/", id);
}

// The name of what a request acts on: `name`, or that of the resource in it.
std::string NameIn(const Message& message) {
  if (const auto* field = StringField(message, "name")) return StringOf(message, field);
  const auto* type = message.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    if (field->is_repeated() || CollectionOf(field->message_type()) == nullptr) continue;
    const Message& resource = message.GetReflection()->GetMessage(message, field);
    return StringOf(resource, StringField(resource, "name"));
  }
  return "";
}

void FindSubject(const Step& step, Request& request, Problems& problems) {
  const Message& message = *request.message;
  const Collection* created = CollectionOf(step.method.descriptor->output_type());
  if (const auto* field = IdField(message); field != nullptr && created != nullptr) {
    const std::string id = StringOf(message, field);
    if (id.empty()) {
      problems.Add(request.where(), absl::StrCat("has no ", field->name()));
      return;
    }
    const std::string parent = StringOf(message, StringField(message, "parent"));
    request.subject = absl::StrCat("//", step.service, "/", NewName(parent, created->id, id));
    request.creates = true;
    return;
  }
  if (const auto parsed = ParseName(NameIn(message), step.service); parsed.has_value()) {
    request.subject = parsed->full();
  }
}

absl::Status CheckStep(const Json& json) {
  if (!json.is_object()) return absl::InvalidArgumentError("is no object");
  for (const auto& [key, value] : json.items()) {
    if (key == "request") {
      if (!value.is_object()) return absl::InvalidArgumentError("\"request\" is no object");
    } else if (key == "follows") {
      if (!value.is_array()) return absl::InvalidArgumentError("\"follows\" is no list");
    } else if (key != "method" && key != "service" && key != "file" && key != "as") {
      return absl::InvalidArgumentError(absl::StrCat("unknown field \"", key, "\""));
    } else if (!value.is_string()) {
      return absl::InvalidArgumentError(absl::StrCat("\"", key, "\" is no text"));
    }
  }
  for (const char* key : {"method", "file"}) {
    if (!json.contains(key))
      return absl::InvalidArgumentError(absl::StrCat("has no \"", key, "\""));
  }
  return absl::OkStatus();
}

bool IsService(const std::string& name) {
  const auto& known = ServiceNames();
  return std::find(known.begin(), known.end(), name) != known.end();
}

// The services of which that of the step has read all before it begins.
absl::Status ReadFollows(const Json& json, Step& step) {
  for (const Json& source : json.value("follows", Json::array())) {
    if (!source.is_string() || !IsService(source.get<std::string>())) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"follows\": there is no service ", source.dump()));
    }
    step.follows.push_back(source.get<std::string>());
    if (step.follows.back() == step.service) {
      return absl::InvalidArgumentError(absl::StrCat(step.service, " does not follow itself"));
    }
  }
  return absl::OkStatus();
}

// The step without its requests.
absl::StatusOr<Step> ReadStep(const Json& json) {
  ZGC_RETURN_IF_ERROR(CheckStep(json));
  Step step;
  ZGC_ASSIGN_OR_RETURN(step.method, FindMethod(json["method"].get<std::string>()));
  if (step.method.descriptor->server_streaming()) {
    return absl::InvalidArgumentError(absl::StrCat(step.method.path(), " is a stream"));
  }
  step.as = json.value("as", "");
  if (!rpc::IsAccountId(step.as)) {
    return absl::InvalidArgumentError(absl::StrCat("as \"", step.as, "\" ", rpc::kNoAccountId));
  }
  step.file = json["file"];
  if (absl::StartsWith(step.file, "/") || absl::StrContains(step.file, "..")) {
    return absl::InvalidArgumentError(
        absl::StrCat("file \"", step.file, "\" is not inside the data set"));
  }
  const std::string service = json.value("service", "");
  if (!service.empty() && !IsService(service)) {
    return absl::InvalidArgumentError(absl::StrCat("there is no service \"", service, "\""));
  }
  if (!step.method.service.empty() && !service.empty() && service != step.method.service) {
    return absl::InvalidArgumentError(
        absl::StrCat(step.method.path(), " belongs to ", step.method.service));
  }
  step.service = step.method.service.empty() ? service : step.method.service;
  if (step.service.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("needs \"service\": every service has ", step.method.path()));
  }
  ZGC_RETURN_IF_ERROR(ReadFollows(json, step));
  return step;
}

void FillStep(const std::vector<Line>& lines, const Json& form, Step& step, Problems& problems) {
  for (const Line& line : lines) {
    Request request;
    request.file = step.file;
    request.line = line.number;
    request.message = NewMessage(step.method.descriptor->input_type());
    const absl::Status filled = [&]() -> absl::Status {
      if (form.is_null()) return FillMessage(line.fields, *request.message);
      ZGC_ASSIGN_OR_RETURN(const Json fields, FillTemplate(form, line.fields));
      return FillMessage(fields, *request.message);
    }();
    if (!filled.ok()) {
      problems.Add(request.where(),
                   absl::StrCat(step.method.descriptor->name(), ": ", filled.message()));
      continue;
    }
    FindSubject(step, request, problems);
    step.requests.push_back(std::move(request));
  }
}

std::string TextField(const Json& manifest, const char* key, Problems& problems) {
  if (!manifest.contains(key) || !manifest[key].is_string() ||
      manifest[key].get<std::string>().empty()) {
    problems.Add(kManifest, absl::StrCat("has no \"", key, "\""));
    return "";
  }
  return manifest[key];
}

absl::StatusOr<Json> ReadManifest(const std::string& folder) {
  ZGC_ASSIGN_OR_RETURN(const std::string text, ReadFile(absl::StrCat(folder, "/", kManifest)));
  if (const auto bad = base::FirstBadByte(text); bad.has_value()) {
    return absl::InvalidArgumentError(absl::StrCat("byte ", *bad + 1, " is no UTF-8"));
  }
  ZGC_ASSIGN_OR_RETURN(Json manifest, ParseJson(text));
  if (!manifest.is_object()) return absl::InvalidArgumentError("is no JSON object");
  if (!manifest.contains("steps") || !manifest["steps"].is_array()) {
    return absl::InvalidArgumentError("has no list \"steps\"");
  }
  return manifest;
}

}  // namespace

void Problems::Add(const std::string& where, absl::string_view message) {
  Problem problem{where, std::string(message)};
  if (known_.insert(problem).second) list_.push_back(std::move(problem));
}

Dataset LoadDataset(const std::string& folder, Problems& problems) {
  Dataset dataset;
  const absl::StatusOr<Json> manifest = ReadManifest(folder);
  if (!manifest.ok()) {
    problems.Add(kManifest, manifest.status().message());
    return dataset;
  }
  dataset.id = TextField(*manifest, "id", problems);
  dataset.title = TextField(*manifest, "title", problems);
  // Several steps may take the same file.
  std::map<std::string, std::vector<Line>> files;
  int number = 0;
  for (const Json& json : (*manifest)["steps"]) {
    const std::string where = absl::StrCat(kManifest, ": step ", ++number);
    absl::StatusOr<Step> step = ReadStep(json);
    if (!step.ok()) {
      problems.Add(where, step.status().message());
      continue;
    }
    if (files.find(step->file) == files.end()) {
      files[step->file] = ReadLines(folder, step->file, problems);
    }
    FillStep(files[step->file], json.value("request", Json()), *step, problems);
    dataset.steps.push_back(*std::move(step));
  }
  return dataset;
}

}  // namespace zgc::ctl
