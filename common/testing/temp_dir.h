#pragma once

#include <string>

namespace zgc::testing {

// A new folder under the system's temporary one; gone with the object.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::string& path() const { return path_; }
  // Store url of `name` in it.
  std::string StoreUrl(const std::string& name = "store") const {
    return "rocksdb://" + path_ + "/" + name;
  }

 private:
  std::string path_;
};

}  // namespace zgc::testing
