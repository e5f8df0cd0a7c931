#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace zgc::funding {

// This program once more, with arguments of its own, for tests that kill it or that
// look whether it fails. Its standard output comes back through a pipe.
class Child {
 public:
  explicit Child(const std::vector<std::string>& arguments);
  // Kills it if it still runs.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // What it printed since the last call; waits for more. Empty at its end.
  std::string Read();
  // kill -9.
  void Kill();
  // Its exit code, or minus the signal that ended it. Once.
  int Wait();

 private:
  pid_t pid_ = -1;
  int output_ = -1;
};

}  // namespace zgc::funding
