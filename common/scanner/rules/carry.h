#pragma once

#include <vector>

#include "common/scanner/scan_text.h"
#include "common/scanner/token.h"

// What members of a list or range share. Internal to common/scanner.
namespace zgc::figures::internal {

// Settles every open token: by its neighbours (3、5和7家, 2019-2021年,
// 海淀12、朝阳8家) or else by itself. Drops those that are mere words. `tokens`
// must be in order.
void CarryOver(const ScanText& text, std::vector<Token>* tokens);

}  // namespace zgc::figures::internal
