#include "services/park_region/rpc/serve.h"

int main(int argc, char** argv) { return zgc::parks::Serve(argc, argv); }
