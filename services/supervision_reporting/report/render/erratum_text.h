#pragma once

#include <string>

#include "zgc/supervision/v1/errata.pb.h"
#include "zgc/supervision/v1/publications.pb.h"

namespace zgc::supervision {

// Whoever changes a byte of the text takes the next number; the test holds the text.
inline constexpr char kErratumVersion[] = "3";

// What an erratum (更正说明) says of its publication, in Markdown; Chinese. A pure function of the
// publication as it was published and of what the erratum corrects.
std::string ErratumText(const v1::Publication& publication, const v1::Erratum& erratum);

}  // namespace zgc::supervision
