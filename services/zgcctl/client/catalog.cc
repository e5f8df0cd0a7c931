#include "services/zgcctl/client/catalog.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/rpc/wire/request_shape.h"
#include "google/api/resource.pb.h"

namespace zgc::ctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Who serves the services of a package; "" stands for every process. The build links the
// descriptors of all of them.
struct Package {
  const char* prefix;
  const char* service;
};

constexpr Package kPackages[] = {
    {"/zgc.tasks.v1.", "task_registry"},
    {"/zgc.funding.v1.", "funding_ledger"},
    {"/zgc.parks.v1.", "park_region"},
    {"/zgc.supervision.v1.", "supervision_reporting"},
    {"/zgc.figures.v1.", ""},
    {"/zgc.ops.v1.", ""},
    {"/zgc.records.v1.", ""},
};

// "ParkEvents" to "parkEvents".
std::string LowerCamel(absl::string_view text) {
  std::string lower(text);
  if (!lower.empty()) lower[0] = absl::ascii_tolower(lower[0]);
  return lower;
}

const Descriptor* ListedType(const Descriptor* response) {
  for (int i = 0; i < response->field_count(); ++i) {
    const FieldDescriptor* field = response->field(i);
    if (field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      return field->message_type();
    }
  }
  return nullptr;
}

std::vector<Method> ReadMethods() {
  std::vector<Method> methods;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const auto& [path, request] : rpc::AllMethods()) {
    for (const Package& package : kPackages) {
      if (!absl::StartsWith(path, package.prefix)) continue;
      const std::string name = absl::StrReplaceAll(path.substr(1), {{"/", "."}});
      methods.push_back({pool->FindMethodByName(name), package.service});
    }
  }
  return methods;
}

std::vector<Collection> ReadCollections() {
  std::vector<Collection> collections;
  for (const Method& method : Methods()) {
    absl::string_view name = method.descriptor->name();
    if (!absl::ConsumePrefix(&name, "List")) continue;
    const Descriptor* type = ListedType(method.descriptor->output_type());
    if (type == nullptr || type->FindFieldByName("name") == nullptr) continue;
    Collection collection{LowerCamel(name), method.service, type, nullptr, method.descriptor};
    for (const Method& other : Methods()) {
      if (other.descriptor->output_type() == type &&
          absl::StartsWith(other.descriptor->name(), "Get")) {
        collection.get = other.descriptor;
      }
    }
    collections.push_back(std::move(collection));
  }
  return collections;
}

// Whether a name is as one of the patterns of the resource, such as
// "reportTemplates/{report_template}/items/{item}"; what is no resource has its collection alone.
bool Matches(const Collection& collection, const std::vector<std::string>& parts) {
  const auto& patterns = collection.type->options().GetExtension(google::api::resource).pattern();
  if (patterns.empty()) return parts.size() == 2 && parts[0] == collection.id;
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    const std::vector<std::string> wanted = absl::StrSplit(pattern, '/');
    return std::equal(wanted.begin(), wanted.end(), parts.begin(), parts.end(),
                      [](const std::string& one, const std::string& part) {
                        return one == part || absl::StartsWith(one, "{");
                      });
  });
}

bool IsName(const std::vector<std::string>& parts) {
  if (parts.size() < 2 || parts.size() % 2 != 0) return false;
  return std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
    return !part.empty() && part.find_first_of(" \t\n\"{}") == std::string::npos;
  });
}

}  // namespace

const std::vector<std::string>& ServiceNames() {
  static const auto* const names = new std::vector<std::string>{
      "task_registry", "funding_ledger", "park_region", "supervision_reporting"};
  return *names;
}

std::string Method::path() const {
  return absl::StrCat("/", descriptor->service()->full_name(), "/", descriptor->name());
}

const std::vector<Method>& Methods() {
  static const auto* const methods = new std::vector<Method>(ReadMethods());
  return *methods;
}

const std::vector<Collection>& Collections() {
  static const auto* const collections = new std::vector<Collection>(ReadCollections());
  return *collections;
}

absl::StatusOr<Method> FindMethod(absl::string_view name) {
  const std::string wanted(absl::StripPrefix(name, "/"));
  std::vector<Method> found;
  for (const Method& method : Methods()) {
    const std::string path = method.path();
    if (path == absl::StrCat("/", wanted)) return method;
    if (absl::EndsWith(path, absl::StrCat("/", wanted)) ||
        absl::EndsWith(path, absl::StrCat(".", wanted))) {
      found.push_back(method);
    }
  }
  if (found.size() == 1) return found[0];
  if (found.empty()) {
    return absl::NotFoundError(absl::StrCat("there is no method \"", name, "\""));
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", name, "\" may be ", absl::StrJoin(found, " or ", [](std::string* out, const Method& m) {
        absl::StrAppend(out, m.path().substr(1));
      })));
}

absl::StatusOr<Collection> FindCollection(absl::string_view id, absl::string_view service) {
  std::vector<std::string> known;
  for (const Collection& collection : Collections()) {
    if (!service.empty() && !collection.service.empty() && collection.service != service) continue;
    if (collection.id == id) return collection;
    known.push_back(collection.id);
  }
  return absl::NotFoundError(
      absl::StrCat("there is no collection \"", id, "\"; there are ", absl::StrJoin(known, ", ")));
}

const Collection* CollectionOf(const Descriptor* type) {
  if (type == nullptr) return nullptr;
  for (const Collection& collection : Collections()) {
    if (collection.type == type) return &collection;
  }
  return nullptr;
}

absl::optional<ResourceName> ParseName(absl::string_view text, absl::string_view service) {
  ResourceName result;
  result.service = std::string(service);
  bool explicit_service = false;
  if (absl::ConsumePrefix(&text, "//")) {
    const std::vector<std::string> halves = absl::StrSplit(text, absl::MaxSplits('/', 1));
    if (halves.size() != 2) return absl::nullopt;
    const auto& services = ServiceNames();
    if (std::find(services.begin(), services.end(), halves[0]) == services.end()) {
      return absl::nullopt;
    }
    result.service = halves[0];
    explicit_service = true;
    result.name = halves[1];
  } else {
    result.name = std::string(text);
  }
  const std::vector<std::string> parts = absl::StrSplit(result.name, '/');
  if (!IsName(parts)) return absl::nullopt;
  const Collection* elsewhere = nullptr;
  for (const Collection& collection : Collections()) {
    if (!Matches(collection, parts)) continue;
    if (!result.service.empty() &&
        (collection.service.empty() || collection.service == result.service)) {
      result.collection = &collection;
      return result;
    }
    elsewhere = &collection;
  }
  if (explicit_service || elsewhere == nullptr || elsewhere->service.empty()) return absl::nullopt;
  result.service = elsewhere->service;
  result.collection = elsewhere;
  return result;
}

}  // namespace zgc::ctl
