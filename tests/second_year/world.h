#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/call/calls.h"
#include "google/protobuf/text_format.h"
#include "tests/second_year/books.h"

namespace zgc::second_year {

// The services as a client of them sees them.
struct Channels {
  std::shared_ptr<grpc::Channel> tasks;
  std::shared_ptr<grpc::Channel> funding;
  std::shared_ptr<grpc::Channel> parks;
  std::shared_ptr<grpc::Channel> supervision;
};

// The same from a seed on every machine.
class Random {
 public:
  explicit Random(uint64_t seed) : bits_(seed) {}

  // From 0 to below `end`.
  int Below(int end) { return static_cast<int>(bits_() % static_cast<uint64_t>(end)); }
  int Between(int first, int last) { return first + Below(last - first + 1); }
  bool Chance(int percent) { return Below(100) < percent; }
  template <typename T>
  const T& Of(const std::vector<T>& all) {
    return all[static_cast<size_t>(Below(static_cast<int>(all.size())))];
  }

 private:
  std::mt19937_64 bits_;
};

// Calls until one is refused; the rest is left undone then.
class Caller {
 public:
  // `fields` is the request in text format.
  template <typename Stub, typename Request, typename Response>
  Response operator()(const std::shared_ptr<grpc::Channel>& channel,
                      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      const std::string& fields, const char* person) {
    Response response;
    if (!status_.ok()) return response;
    Request request;
    const std::string what = absl::StrCat(Request::descriptor()->name(), " { ", fields, " }");
    if (!google::protobuf::TextFormat::ParseFromString(fields, &request)) {
      status_ = absl::InvalidArgumentError(what);
      return response;
    }
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    context.set_wait_for_ready(true);
    context.AddMetadata(rpc::kOnBehalfOf, person);
    const grpc::Status status = (Stub(channel).*method)(&context, request, &response);
    ++calls_;
    if (!status.ok()) {
      status_ = absl::FailedPreconditionError(absl::StrCat(what, ": ", status.error_message()));
    }
    return response;
  }

  const absl::Status& status() const { return status_; }
  int64_t calls() const { return calls_; }

 private:
  absl::Status status_;
  int64_t calls_ = 0;
};

// Who acts: what one did another confirms.
inline constexpr char kMaker[] = "maker";
inline constexpr char kChecker[] = "checker";
inline constexpr char kPayer[] = "payer";
inline constexpr char kReviewer[] = "reviewer";
inline constexpr char kDecider[] = "decider";
inline constexpr char kHead[] = "head";

struct Month {
  int year = 0;
  int month = 0;

  std::string On(int day) const { return Day(year, month, day); }
  std::string Id() const { return On(1).substr(0, 7); }
  int days() const { return DaysIn(year, month); }
  // Of all that was lived, from 0 on.
  int operator-(const Month& other) const { return (year - other.year) * 12 + month - other.month; }
};

// What the lives of the four services share.
struct World {
  World(Channels to, uint64_t seed, int enterprises_to_come)
      : channels(std::move(to)), random(seed), size(enterprises_to_come) {}

  // About `yearly` for a hundred enterprises a year, in this month.
  int HowMany(int yearly) {
    const int in_thousandths = yearly * size * 10 / 24;
    const int rest = in_thousandths % 1000;
    return in_thousandths / 1000 + (random.Below(1000) < rest ? 1 : 0);
  }
  std::string DayIn(const Month& month) { return month.On(random.Between(1, month.days())); }
  // A new id.
  std::string Id(const char* kind) { return absl::StrCat(kind, ++ids); }
  // An amount of 1 to 999 times 10,000 yuan, in fen.
  int64_t Amount() { return random.Between(1, 999) * int64_t{1000000}; }

  Channels channels;
  Caller call;
  Random random;
  const int size;
  Books books;
  int ids = 0;
  // Enterprises that were ever registered.
  std::vector<std::string> enterprises;
};

// What is mended in a later month than it went wrong.
using Repairs = std::vector<std::function<void()>>;
// Does what stands there and leaves what comes of it for later.
void Mend(Repairs& repairs);

}  // namespace zgc::second_year
