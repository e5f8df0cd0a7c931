#pragma once

#include <string>

namespace zgc::base {

// Who asks: the calling system and, where it is trusted to say so, the person
// it acts for. Both are account ids, never personal names.
struct Actor {
  // SPIFFE id of the calling system.
  std::string caller;
  // Account id of the person, or empty.
  std::string person;

  // Whom the separation of duties is checked on.
  const std::string& responsible() const { return person.empty() ? caller : person; }
};

}  // namespace zgc::base
