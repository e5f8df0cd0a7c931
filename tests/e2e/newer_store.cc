// Makes a store as a later version of a service would leave it:
//   newer_store URL SCHEMA
#include <cstdio>

#include "common/storage/store.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: newer_store URL SCHEMA\n");
    return 2;
  }
  zgc::storage::Schema schema;
  schema.name = argv[2];
  schema.version = 1000;
  // A table that today's version has not.
  schema.columns = {{250, "of_a_later_version", true, "zgc.test.Row"}};
  zgc::storage::StoreOptions options;
  options.create = true;
  options.url = argv[1];
  const auto store = zgc::storage::Store::Open(schema, options);
  if (!store.ok()) std::fprintf(stderr, "newer_store: %s\n", store.status().ToString().c_str());
  return store.ok() ? 0 : 1;
}
