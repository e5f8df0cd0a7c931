#include "services/task_registry/formulas/formulas.h"

#include "services/task_registry/formulas/counts.h"

namespace zgc::tasks {

void RegisterFormulas(figures::FormulaRegistry& registry) {
  registry.SetVersion(4);
  RegisterActivityFormulas(registry);
  RegisterRecordFormulas(registry);
  RegisterTaskFormulas(registry);
}

}  // namespace zgc::tasks
