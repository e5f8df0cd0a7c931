#include "services/task_registry/rpc/serve.h"

int main(int argc, char** argv) { return zgc::tasks::Serve(argc, argv); }
