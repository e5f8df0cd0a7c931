#pragma once

#include <string>

namespace zgc::supervision {

// Version of the renderer: of what a report is composed of and of how its files are printed. A
// publication names the one that made it. Whoever changes a byte of the files takes the next
// number; render/renderings_test.cc holds the digests of each.
inline constexpr char kRendererVersion[] = "6";

// Version of the finding rules; whoever changes what they find, or its words, takes the next.
inline constexpr char kRulesVersion[] = "2";

// What makes a report of the records.
struct ReportProgram {
  std::string renderer_version = kRendererVersion;
  std::string rules_version = kRulesVersion;
};

}  // namespace zgc::supervision
