#include "common/observability/log.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "absl/time/clock.h"
#include "common/base/error.h"

namespace zgc::observability {
namespace {

using Json = nlohmann::ordered_json;

Json Line(const char* level, absl::string_view message) {
  Json line;
  line["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  line["level"] = level;
  line["message"] = std::string(message);
  return line;
}

void Print(const Json& line) {
  // Bad UTF-8 from a caller must not stop the log.
  const std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  fwrite(text.data(), 1, text.size(), stderr);
}

void AddStatus(Json& line, const absl::Status& status) {
  line["code"] = absl::StatusCodeToString(status.code());
  line["reason"] = base::ReasonName(base::ReasonOf(status));
  line["error"] = std::string(status.message());
}

}  // namespace

void LogInfo(absl::string_view message) { Print(Line("info", message)); }

void LogError(absl::string_view message, const absl::Status& status) {
  Json line = Line("error", message);
  AddStatus(line, status);
  Print(line);
}

void LogCall(absl::string_view method, const base::Actor& actor, absl::string_view request_id,
             const absl::Status& status, absl::Duration took) {
  Json line = Line("warning", "call failed");
  line["method"] = std::string(method);
  line["caller"] = actor.caller;
  line["person"] = actor.person;
  line["request_id"] = std::string(request_id);
  line["milliseconds"] = absl::ToDoubleMilliseconds(took);
  AddStatus(line, status);
  Print(line);
}

}  // namespace zgc::observability
