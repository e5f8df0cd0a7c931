#include "services/funding_ledger/rpc/serve.h"

int main(int argc, char** argv) { return zgc::funding::Serve(argc, argv); }
