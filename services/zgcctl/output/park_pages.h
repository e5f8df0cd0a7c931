#pragma once

#include <string>
#include <vector>

#include "zgc/figures/v1/figure_queries.pb.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/parks/v1/parks.pb.h"

// Pages about parks for people, in Chinese: one file of HTML each that needs nothing else, for the
// screen and for A4. Pure: the same input makes the same bytes.
namespace zgc::ctl {

// One indicator by park.
struct MapPage {
  std::string title;
  // Who answered: "//park_region/indicators/standing-enterprises".
  std::string source;
  std::string definition;
  // All parks that there are. Those without a place on the map are named below it, if there is a
  // figure of theirs.
  std::vector<parks::v1::Park> parks;
  // Broken down by park, of one period or several. The last is drawn large; several also small,
  // beside each other, in the same shades.
  figures::v1::QueryFiguresResponse answer;
};
std::string RenderMapPage(const MapPage& page);

// A list of records on the page of a park.
struct ParkList {
  std::string title;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  // Whether there are more than are shown.
  bool has_more = false;
};
struct ParkPage {
  parks::v1::Park park;
  // All, for where it lies among them.
  std::vector<parks::v1::Park> parks;
  // Of this park, by their display names.
  std::vector<figures::v1::Figure> figures;
  std::vector<ParkList> lists;
  // Of park_region.
  int64_t revision = 0;
};
std::string RenderParkPage(const ParkPage& page);

}  // namespace zgc::ctl
