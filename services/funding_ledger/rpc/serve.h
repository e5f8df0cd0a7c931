#pragma once

namespace zgc::funding {

// The program: puts together what it serves, as its flags say, and serves until a signal ends it.
// Returns the exit code.
int Serve(int argc, char** argv);

}  // namespace zgc::funding
