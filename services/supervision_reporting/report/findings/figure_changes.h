#pragma once

#include <string>

#include "zgc/figures/v1/figures.pb.h"
#include "zgc/supervision/v1/published_figures.pb.h"

// What a figure says now beside what was said of it. Pure functions.
namespace zgc::supervision {

// Null stands for a figure that there is not (any more). UNSPECIFIED if both say the same,
// ROUNDING if all that the figure can mean now lies within what was said: of what was `printed`
// with 万 or 亿 that is anything that rounds to it.
v1::FigureChangeKind CompareFigures(const figures::v1::Figure* said, const figures::v1::Figure* now,
                                    const std::string& printed = "");

// As prose prints it, or 不再有.
std::string PrintedNow(const figures::v1::Figure* now);

}  // namespace zgc::supervision
