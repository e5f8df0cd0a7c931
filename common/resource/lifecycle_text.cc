#include "common/resource/lifecycle_text.h"

#include <google/protobuf/descriptor_database.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

namespace zgc::resource {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

// What the names of all states begin with, "TASK_STATE_".
std::string PrefixOf(const google::protobuf::EnumDescriptor& states) {
  const std::string& none = states.FindValueByNumber(0)->name();
  return std::string(absl::StripSuffix(none, "UNSPECIFIED"));
}

std::string NamesOf(const LifecycleTable& table, const std::vector<int>& states) {
  const std::string prefix = PrefixOf(table.states());
  return absl::StrJoin(states, ", ", [&](std::string* out, int state) {
    absl::StrAppend(out, absl::StripPrefix(table.NameOf(state), prefix));
  });
}

const MethodDescriptor* MethodIn(const FileDescriptor& file, const std::string& name) {
  for (int i = 0; i < file.service_count(); ++i) {
    const MethodDescriptor* method = file.service(i)->FindMethodByName(name);
    if (method != nullptr) return method;
  }
  return nullptr;
}

// A star says that each who took it counts.
std::string NotBy(const LifecycleTable& table, const Move& move) {
  return absl::StrJoin(move.not_by, ", ", [&](std::string* out, const std::string& method) {
    absl::StrAppend(out, method, table.Of(method).each_counts ? "*" : "");
  });
}

std::string RowOf(const LifecycleTable& table, const Move& move, RolesThatMay roles) {
  const MethodDescriptor* method = RpcOf(table, move);
  const std::string from = move.from.empty() ? "(none)" : NamesOf(table, move.from);
  const std::string to = move.to.empty() ? "(as it is)" : NamesOf(table, move.to);
  const std::string may = method == nullptr ? "" : absl::StrJoin(roles(*method), ", ");
  const std::string name = move.follows ? absl::StrCat("(", move.method, ")") : move.method;
  return absl::StrCat("| ", name, " | ", from, " | ", to, " | ", NotBy(table, move), " | ",
                      move.when, " | ", may, " |\n");
}

}  // namespace

const MethodDescriptor* RpcOf(const LifecycleTable& table, const Move& move) {
  const std::string& own = table.record().file()->name();
  const std::string folder = own.substr(0, own.rfind('/') + 1);
  std::vector<std::string> files;
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::sort(files.begin(), files.end());
  for (const std::string& name : files) {
    if (!absl::StartsWith(name, folder)) continue;
    const auto* file = DescriptorPool::generated_pool()->FindFileByName(name);
    const MethodDescriptor* method = file == nullptr ? nullptr : MethodIn(*file, move.method);
    if (method != nullptr) return method;
  }
  return nullptr;
}

bool MovesItsOwn(const LifecycleTable& table, const MethodDescriptor& method) {
  return method.output_type() == &table.record() &&
         (method.input_type()->FindFieldByName("name") != nullptr ||
          method.input_type()->FindFieldByName("update_mask") != nullptr);
}

std::string LifecyclesPage(const std::string& service,
                           const std::vector<const LifecycleTable*>& tables, RolesThatMay roles) {
  std::string page = absl::StrCat(
      "# Lifecycles of ", service, "\n\n",
      "Written from the tables in the code; a test holds them to each other and says how to write "
      "this page\nanew. \"Not by\": who took one of these methods last may not take this one, nor "
      "who "
      "ever took one with a star.\n\"Roles\": whom the policy that is delivered lets call it. In "
      "brackets: a method of another record, which\nthis one follows.\n");
  for (const LifecycleTable* table : tables) {
    absl::StrAppend(&page, "\n## ", table->record().name(),
                    "\n\n| Method | From | To | Not by | Only if | Roles |\n"
                    "| --- | --- | --- | --- | --- | --- |\n");
    for (const Move& move : table->moves()) {
      absl::StrAppend(&page, RowOf(*table, move, roles));
    }
  }
  return page;
}

}  // namespace zgc::resource
