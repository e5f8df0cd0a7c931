#pragma once

#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/figures/figure_service.h"
#include "common/figures/figures.h"
#include "common/rpc/call/services.h"
#include "common/rpc/following/followers.h"
#include "common/rpc/server/server.h"
#include "common/testing/matchers.h"
#include "common/testing/port.h"
#include "common/testing/temp_dir.h"

namespace zgc::testing {

// One service of the suite in this process: a real server on a port of its own
// over a real store in a temporary folder.
class Node {
 public:
  Node(std::string name, storage::Schema schema,
       void (*register_formulas)(figures::FormulaRegistry&),
       const figures::OtherFigures* others = nullptr)
      : name_(std::move(name)), schema_(std::move(schema)) {
    register_formulas(formulas_);
    schema_ = figures::WithCells(std::move(schema_), formulas_);
    book_ = std::make_unique<figures::FigureBook>(name_, formulas_, others);
  }
  virtual ~Node() = default;

  // Starts, or starts again on the same port and store.
  void Start() {
    rpc::ServerOptions options;
    options.service = name_;
    options.listen = absl::StrCat("127.0.0.1:", port_);
    options.admin_listen = "127.0.0.1:0";
    options.store_url = dir_.StoreUrl();
    options.create_store = true;
    options.insecure_loopback = true;
    watch_ = std::make_unique<resource::SourceWatch>(max_source_age_);
    auto server = rpc::Server::Create(options, schema_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    auto services = MakeServices(*server_);
    services.push_back(figures::MakeFigureService(server_->calls(), *book_));
    ZGC_ASSERT_OK(server_->Start(std::move(services)));
    grpc::ChannelArguments arguments;
    // A server that comes back is found at once.
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 10);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 50);
    channel_ = grpc::CreateCustomChannel(address(), grpc::InsecureChannelCredentials(), arguments);
  }
  void Stop() {
    if (server_ == nullptr) return;
    server_->Stop();
    Stopped();
    server_.reset();
  }

  // From the next start on.
  void SetMaxSourceAge(absl::Duration age) { max_source_age_ = age; }

  // Keeps what a stopped node holds, and makes it hold that again, as if its files were
  // restored.
  void Keep() {
    std::filesystem::remove_all(dir_.path() + "/kept");
    std::filesystem::copy(dir_.path() + "/store", dir_.path() + "/kept",
                          std::filesystem::copy_options::recursive);
  }
  void GoBack() {
    std::filesystem::remove_all(dir_.path() + "/store");
    std::filesystem::copy(dir_.path() + "/kept", dir_.path() + "/store",
                          std::filesystem::copy_options::recursive);
  }

  const std::string& name() const { return name_; }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }
  rpc::Server& server() { return *server_; }
  std::shared_ptr<grpc::Channel> channel() const { return channel_; }
  int64_t head() { return server_->store().head(); }
  // What the audit gives as the reason of the newest call of a method.
  std::string ReasonOf(const std::string& method) {
    std::string reason = "there is none";
    ZGC_EXPECT_OK(
        server_->store().ForEachCommit(1, [&](int64_t, const storage::v1::CommitRecord& record) {
          if (record.method() == method) reason = record.reason();
          return true;
        }));
    return reason;
  }
  // As text, some commits after the newest.
  std::string Position(int64_t ahead = 0) {
    return absl::StrCat("{ incarnation: '", server_->store().lineage().current(),
                        "' revision: ", head() + ahead, " }");
  }

 protected:
  virtual rpc::Services MakeServices(rpc::Server& server) = 0;
  // After the last call and before the store closes.
  virtual void Stopped() = 0;

  const figures::FigureBook& book() const { return *book_; }
  resource::SourceWatch& sources() { return *watch_; }

 private:
  const std::string name_;
  storage::Schema schema_;
  TempDir dir_;
  const int port_ = testing::ReservePort();
  figures::FormulaRegistry formulas_;
  std::unique_ptr<figures::FigureBook> book_;
  absl::Duration max_source_age_ = resource::SourceWatch::kMaxAge;
  std::unique_ptr<resource::SourceWatch> watch_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

// Makes what a process serves.
using ServiceMaker =
    std::function<rpc::Services(rpc::Calls&, const figures::FigureBook&, resource::SourceWatch&)>;
// Of one that needs less.
template <typename... Needed>
ServiceMaker Made(rpc::Services (*make)(rpc::Calls&, Needed...)) {
  return
      [make](rpc::Calls& calls, const figures::FigureBook& book, resource::SourceWatch& sources) {
        const std::tuple<const figures::FigureBook&, resource::SourceWatch&> all(book, sources);
        return make(calls, std::get<Needed>(all)...);
      };
}

// A node whose services need nothing but the calls and the book.
class ServiceNode final : public Node {
 public:
  ServiceNode(std::string name, storage::Schema schema,
              void (*register_formulas)(figures::FormulaRegistry&), ServiceMaker make)
      : Node(std::move(name), std::move(schema), register_formulas), make_(std::move(make)) {}
  ~ServiceNode() override { Stop(); }

 private:
  rpc::Services MakeServices(rpc::Server& server) override {
    return make_(server.calls(), book(), sources());
  }
  void Stopped() override {}

  const ServiceMaker make_;
};

// A node that follows other nodes. They have started once, so that their ports are
// known; they may be down.
class FollowingNode final : public Node {
 public:
  using StartFollowers = absl::StatusOr<std::unique_ptr<rpc::Followers>> (*)(
      storage::Store&, const std::vector<rpc::SourceFlag>&, const rpc::ClientOptions&,
      resource::SourceWatch&, rpc::Backoff);

  FollowingNode(std::string name, storage::Schema schema,
                void (*register_formulas)(figures::FormulaRegistry&), ServiceMaker make,
                StartFollowers start, std::vector<Node*> sources,
                const figures::OtherFigures* others = nullptr)
      : Node(std::move(name), std::move(schema), register_formulas, others),
        make_(std::move(make)),
        start_(start),
        sources_(std::move(sources)) {}
  ~FollowingNode() override { Stop(); }

  const rpc::Followers& followers() const { return *followers_; }

 private:
  rpc::Services MakeServices(rpc::Server& server) override {
    std::vector<rpc::SourceFlag> flags;
    for (const Node* source : sources_) flags.push_back({source->name(), source->address()});
    rpc::ClientOptions security;
    security.insecure_loopback = true;
    const rpc::Backoff backoff{absl::Milliseconds(5), absl::Milliseconds(50), absl::Milliseconds(5),
                               absl::Milliseconds(50)};
    auto followers = start_(server.store(), flags, security, sources(), backoff);
    EXPECT_TRUE(followers.ok()) << followers.status();
    followers_ = *std::move(followers);
    server.FollowWith(*followers_);
    return make_(server.calls(), book(), sources());
  }
  void Stopped() override { followers_.reset(); }

  const ServiceMaker make_;
  const StartFollowers start_;
  const std::vector<Node*> sources_;
  std::unique_ptr<rpc::Followers> followers_;
};

}  // namespace zgc::testing
