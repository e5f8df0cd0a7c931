#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/client/json_text.h"

// A data set: a folder with a manifest, dataset.json, whose steps each send the
// lines of one file as requests of one method. See `zgcctl import --help`.
namespace zgc::ctl {

// What is wrong, and where: "tasks/tasks.jsonl:12".
struct Problem {
  std::string where;
  std::string message;
  friend bool operator<(const Problem& a, const Problem& b) {
    return std::tie(a.where, a.message) < std::tie(b.where, b.message);
  }
};

// Each problem once, as found.
class Problems {
 public:
  void Add(const std::string& where, absl::string_view message);
  bool empty() const { return list_.empty(); }
  const std::vector<Problem>& list() const { return list_; }

 private:
  std::set<Problem> known_;
  std::vector<Problem> list_;
};

// One request to send.
struct Request {
  std::string file;
  int line = 0;
  std::unique_ptr<google::protobuf::Message> message;
  // The resource acted on: full name of the one created, or of `name`. Empty
  // if the request names none.
  std::string subject;
  bool creates = false;
  // Requests of a step with a lower wave end before it is sent.
  int wave = 0;

  std::string where() const { return file + ":" + std::to_string(line); }
};

// The requests of one method, made by one person.
struct Step {
  Method method;
  std::string service;
  std::string as;
  std::string file;
  // Services of which `service` has read all that they hold before the first request is sent.
  std::vector<std::string> follows;
  std::vector<Request> requests;
  // "task_registry CreateTask".
  std::string label() const { return service + " " + method.descriptor->name(); }
};

struct Dataset {
  std::string id;
  std::string title;
  std::vector<Step> steps;
};

// Reads the folder. What cannot be read is left out and named in `problems`.
Dataset LoadDataset(const std::string& folder, Problems& problems);

}  // namespace zgc::ctl
