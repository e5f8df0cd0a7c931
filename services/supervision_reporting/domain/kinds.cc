#include "services/supervision_reporting/domain/kinds.h"

#include "common/records/evidence.h"
#include "services/supervision_reporting/domain/calendars/calendars.h"
#include "services/supervision_reporting/domain/information/information.h"
#include "services/supervision_reporting/domain/information/information_events.h"
#include "services/supervision_reporting/domain/information/work_activities.h"
#include "services/supervision_reporting/domain/matters/matters.h"
#include "services/supervision_reporting/domain/proposals/proposals.h"
#include "services/supervision_reporting/domain/reports/report_items.h"
#include "services/supervision_reporting/domain/reports/report_templates.h"

namespace zgc::supervision {

const records::Kinds& SupervisionKinds() {
  static const auto* const kinds =
      new records::Kinds({&CalendarKind(), &MatterKind(), &ProposalKind(), &InformationItemKind(),
                          &InformationEventKind(), &WorkActivityKind(), &ReportTemplateKind(),
                          &ReportItemKind(), &records::EvidenceKind()});
  return *kinds;
}

}  // namespace zgc::supervision
