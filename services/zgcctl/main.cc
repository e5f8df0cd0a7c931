#include "services/zgcctl/commands/command_line.h"

int main(int argc, char** argv) { return zgc::ctl::RunCommandLine(argc, argv); }
