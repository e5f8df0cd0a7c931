#pragma once

#include <ostream>
#include <sstream>
#include <streambuf>
#include <string>

namespace zgc::testing {

// What is printed to a stream during its life.
class Printed {
 public:
  explicit Printed(std::ostream& stream) : stream_(stream), before_(stream.rdbuf(text_.rdbuf())) {}
  ~Printed() { stream_.rdbuf(before_); }
  Printed(const Printed&) = delete;
  Printed& operator=(const Printed&) = delete;
  std::string text() const { return text_.str(); }

 private:
  std::ostream& stream_;
  std::ostringstream text_;
  std::streambuf* const before_;
};

}  // namespace zgc::testing
