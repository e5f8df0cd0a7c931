#include "services/supervision_reporting/rpc/serve.h"

int main(int argc, char** argv) { return zgc::supervision::Serve(argc, argv); }
