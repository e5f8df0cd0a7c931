#include "services/park_region/formulas/formulas.h"

#include "services/park_region/formulas/counts.h"

namespace zgc::parks {

void RegisterFormulas(figures::FormulaRegistry& registry) {
  RegisterParkFormulas(registry);
  RegisterProjectFormulas(registry);
  RegisterEnterpriseFormulas(registry);
}

}  // namespace zgc::parks
