#include "common/observability/log.h"

#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

#include "absl/base/const_init.h"
#include "absl/base/thread_annotations.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/observability/log_budget.h"

namespace zgc::observability {
namespace {

using Json = nlohmann::ordered_json;

// Longest text of one field that a caller can write to, and of an error.
constexpr size_t kMaxFieldBytes = 256;
constexpr size_t kMaxMessageBytes = 1024;

ABSL_CONST_INIT absl::Mutex g_mutex(absl::kConstInit);
int64_t g_left_out ABSL_GUARDED_BY(g_mutex) = 0;

LogBudget& Budget() ABSL_EXCLUSIVE_LOCKS_REQUIRED(g_mutex) {
  static auto* const budget = new LogBudget;
  return *budget;
}

// Cut, and without control characters, each of which would take six bytes. A
// character cut in half is replaced with what else is no UTF-8.
std::string Tame(absl::string_view text, size_t bytes) {
  const bool cut = text.size() > bytes;
  std::string tame(text.substr(0, bytes));
  for (char& c : tame) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) c = ' ';
  }
  if (cut) absl::StrAppend(&tame, "... (", text.size(), " bytes)");
  return tame;
}

Json Line(const char* level, absl::string_view message) {
  Json line;
  line["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  line["level"] = level;
  line["message"] = std::string(message);
  return line;
}

std::string Text(const Json& line) {
  // Bad UTF-8 from a caller must not stop the log.
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

void Print(const Json& line) {
  const std::string text = Text(line);
  fwrite(text.data(), 1, text.size(), stderr);
}

// For lines that others may cause as often as they like.
void PrintWithinBudget(const Json& line) {
  const std::string text = Text(line);
  // Not the wall clock, which may jump.
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  int64_t left_out = 0;
  {
    absl::MutexLock lock(&g_mutex);
    if (!Budget().Spend(text.size(), absl::TimeFromTimespec(now))) {
      ++g_left_out;
      return;
    }
    left_out = Budget().TakeLeftOut();
  }
  if (left_out > 0) Print(Line("warning", absl::StrCat(left_out, " lines left out")));
  fwrite(text.data(), 1, text.size(), stderr);
}

void AddStatus(Json& line, const absl::Status& status) {
  line["code"] = absl::StatusCodeToString(status.code());
  line["reason"] = base::ReasonName(base::ReasonOf(status));
  line["error"] = Tame(status.message(), kMaxMessageBytes);
}

}  // namespace

void LogInfo(absl::string_view message) { Print(Line("info", message)); }

void LogError(absl::string_view message, const absl::Status& status) {
  Json line = Line("error", message);
  AddStatus(line, status);
  PrintWithinBudget(line);
}

void LogLibrary(absl::string_view message) {
  PrintWithinBudget(Line("warning", Tame(message, kMaxMessageBytes)));
}

void LogCall(absl::string_view method, const base::Actor& actor, absl::string_view request_id,
             const absl::Status& status, absl::Duration took) {
  Json line = Line("warning", "call failed");
  line["method"] = Tame(method, kMaxFieldBytes);
  line["caller"] = Tame(actor.caller, kMaxFieldBytes);
  line["person"] = Tame(actor.person, kMaxFieldBytes);
  line["request_id"] = Tame(request_id, kMaxFieldBytes);
  line["milliseconds"] = absl::ToDoubleMilliseconds(took);
  AddStatus(line, status);
  PrintWithinBudget(line);
}

int64_t LinesLeftOut() {
  absl::MutexLock lock(&g_mutex);
  return g_left_out;
}

}  // namespace zgc::observability
