#include "services/park_region/domain/days.h"

namespace zgc::parks {

bool DaysMeet(const Days& a, const Days& b) {
  // Days as text are in the order of time, and nothing is before all of them.
  return (a.to.empty() || b.from <= a.to) && (b.to.empty() || a.from <= b.to);
}

}  // namespace zgc::parks
