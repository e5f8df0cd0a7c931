#pragma once

#include "common/rpc/calls.h"
#include "services/supervision_reporting/domain/supervision.h"
#include "zgc/supervision/v1/supervision.grpc.pb.h"

namespace zgc::supervision {

// The methods of SupervisionReportingService that keep records, over the store
// of `calls`, which outlives it. Thread-safe.
class RecordHandlers : public v1::SupervisionReportingService::CallbackService {
 public:
  explicit RecordHandlers(rpc::Calls& calls) : calls_(calls) {}

  using Context = grpc::CallbackServerContext;
  using Unary = grpc::ServerUnaryReactor;
  Unary* CreateCalendar(Context* context, const v1::CreateCalendarRequest* request,
                        v1::Calendar* response) override {
    return calls_.Write(context, request, response, supervision::CreateCalendar);
  }
  Unary* GetCalendar(Context* context, const v1::GetCalendarRequest* request,
                     v1::Calendar* response) override {
    return calls_.Read(context, request, response, supervision::GetCalendar);
  }
  Unary* ListCalendars(Context* context, const v1::ListCalendarsRequest* request,
                       v1::ListCalendarsResponse* response) override {
    return calls_.List(context, request, response, supervision::ListCalendars);
  }
  Unary* UpdateCalendar(Context* context, const v1::UpdateCalendarRequest* request,
                        v1::Calendar* response) override {
    return calls_.Write(context, request, response, supervision::UpdateCalendar);
  }
  Unary* ComputeDeadline(Context* context, const v1::ComputeDeadlineRequest* request,
                         v1::ComputeDeadlineResponse* response) override {
    return calls_.Read(context, request, response, supervision::ComputeDeadline);
  }
  Unary* CreateWorkActivity(Context* context, const v1::CreateWorkActivityRequest* request,
                            v1::WorkActivity* response) override {
    return calls_.Write(context, request, response, supervision::CreateWorkActivity);
  }
  Unary* GetWorkActivity(Context* context, const v1::GetWorkActivityRequest* request,
                         v1::WorkActivity* response) override {
    return calls_.Read(context, request, response, supervision::GetWorkActivity);
  }
  Unary* ListWorkActivities(Context* context, const v1::ListWorkActivitiesRequest* request,
                            v1::ListWorkActivitiesResponse* response) override {
    return calls_.List(context, request, response, supervision::ListWorkActivities);
  }
  Unary* ListSources(Context* context, const v1::ListSourcesRequest* request,
                     v1::ListSourcesResponse* response) override {
    return calls_.Read(context, request, response, supervision::ListSources);
  }

 protected:
  rpc::Calls& calls_;
};

}  // namespace zgc::supervision
