#pragma once

namespace zgc::ctl {

// The program: runs the command that its arguments say. Returns the exit code.
int RunCommandLine(int argc, char** argv);

}  // namespace zgc::ctl
