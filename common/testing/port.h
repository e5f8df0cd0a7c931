// Ports for servers that are ended and started again under the same address.
#pragma once

namespace zgc::testing {

// A TCP port of 127.0.0.1 that no other test gets while this process lives, and that the system
// gives to no connection: whoever asks in vain for a server that is down would otherwise be given
// the server's own port sooner or later. Ends the test if there is none.
int ReservePort();

}  // namespace zgc::testing
