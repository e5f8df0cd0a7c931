#include "common/rpc/identity/policy.h"

#include <fstream>

#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

namespace zgc::rpc {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;

constexpr char kPolicy[] = R"({
  "identities": [
    {"spiffe_id": "spiffe://zgc/oa", "roles": ["reader", "clerk"], "may_act_for": true,
      "scopes": {"all": true}},
    {"spiffe_id": "spiffe://zgc/clerk", "roles": ["clerk"],
      "scopes": {"parks": ["parks/a"], "organisations": ["organisations/b", "督查室"]}},
    {"spiffe_id": "spiffe://zgc/board", "roles": ["reader"], "scopes": {"all": true}}],
  "roles": [
    {"name": "reader", "methods": ["/zgc.tasks.v1.TaskService/Get*"]},
    {"name": "clerk", "methods": ["/zgc.tasks.v1.TaskService/CreateTask"]}]})";

base::Actor As(const char* caller, const char* person = "") { return {caller, person}; }

TEST(PolicyTest, AllowsWhatARoleNamesAndNothingElse) {
  const auto policy = Policy::FromJson(kPolicy);
  ZGC_ASSERT_OK(policy);
  const char* get = "/zgc.tasks.v1.TaskService/GetTask";
  const char* create = "/zgc.tasks.v1.TaskService/CreateTask";
  ZGC_EXPECT_OK(policy->Authorize(As("spiffe://zgc/oa"), create));
  ZGC_EXPECT_OK(policy->Authorize(As("spiffe://zgc/oa", "clerk-7"), get));
  ZGC_EXPECT_OK(policy->Authorize(As("spiffe://zgc/board"), get));
  EXPECT_THAT(policy->Authorize(As("spiffe://zgc/board"), create),
              HasReason(zgc::common::v1::ERROR_REASON_PERMISSION_DENIED));
  EXPECT_THAT(policy->Authorize(As("spiffe://zgc/board", "clerk-7"), get),
              HasReason(zgc::common::v1::ERROR_REASON_DELEGATION_DENIED));
  EXPECT_THAT(policy->Authorize(As("spiffe://zgc/stranger"), get),
              HasReason(zgc::common::v1::ERROR_REASON_UNAUTHENTICATED));
  EXPECT_THAT(policy->Authorize(As(""), get),
              HasReason(zgc::common::v1::ERROR_REASON_UNAUTHENTICATED));
}

TEST(PolicyTest, WhoActsForPeopleNamesOneOnEveryWrite) {
  const auto policy = Policy::FromJson(kPolicy);
  ZGC_ASSERT_OK(policy);
  const char* get = "/zgc.tasks.v1.TaskService/GetTask";
  const char* create = "/zgc.tasks.v1.TaskService/CreateTask";
  EXPECT_THAT(policy->Authorize(As("spiffe://zgc/oa"), create, Access::kWrite),
              HasReason(zgc::common::v1::ERROR_REASON_PERSON_REQUIRED));
  ZGC_EXPECT_OK(policy->Authorize(As("spiffe://zgc/oa", "clerk-7"), create, Access::kWrite));
  ZGC_EXPECT_OK(policy->Authorize(As("spiffe://zgc/oa"), get));
  ZGC_EXPECT_OK(policy->Authorize(As("spiffe://zgc/clerk"), create, Access::kWrite))
      << "a system that acts for itself";
  ZGC_EXPECT_OK(Policy::InsecureLoopback().Authorize(As(kInsecureCaller), create, Access::kWrite));
}

TEST(PolicyTest, AnInvalidFileIsRefusedWholeWithEveryFault) {
  EXPECT_THAT(Policy::FromJson(R"({"identities": [
      {"spiffe_id": "zgc/oa", "roles": ["nobody"]},
      {"spiffe_id": "zgc/oa"}],
      "roles": [{"name": "reader", "methods": ["GetTask",
        "/zgc.tasks.v1.TaskService/GetTasks", "/zgc.task.v1.TaskService/*"]},
        {"name": "empty"}]})"),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        AllOf(HasSubstr("spiffe://"), HasSubstr("\"nobody\" is not defined"),
                              HasSubstr("is repeated"), HasSubstr("\"GetTask\""),
                              HasSubstr("/GetTasks\" names no method"), HasSubstr("zgc.task.v1"),
                              HasSubstr("roles[1].methods"))));
  EXPECT_THAT(Policy::FromJson(R"({"identitys": []})"),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("identitys")));
  EXPECT_THAT(Policy::FromJson("{}"),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        AllOf(HasSubstr("identities"), HasSubstr("roles"))));
}

TEST(PolicyTest, NobodyHasAScopeByOmission) {
  const auto with = [](const std::string& scopes) {
    return Policy::FromJson(
        R"({"identities": [{"spiffe_id": "spiffe://zgc/a", "roles": ["reader"])" + scopes +
        R"(}], "roles": [{"name": "reader",
                            "methods": ["/zgc.tasks.v1.TaskService/Get*"]}]})");
  };
  ZGC_EXPECT_OK(with(R"(, "scopes": {"all": true})"));
  ZGC_EXPECT_OK(with(R"(, "scopes": {"regions": ["regions/r"]})"));
  for (const char* wrong :
       {"", R"(, "scopes": {})", R"(, "scopes": {"all": true, "parks": ["parks/a"]})",
        R"(, "scopes": {"parks": ["a"]})", R"(, "scopes": {"parks": ["parks/a", "parks/a"]})",
        R"(, "scopes": {"regions": ["parks/a"]})", R"(, "scopes": {"organisations": [""]})"}) {
    EXPECT_THAT(with(wrong), FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("scopes")))
        << wrong;
  }
}

TEST(PolicyTest, AnOrganisationOfAPersonIsWithinTheScopesOfItsSystem) {
  const auto policy = Policy::FromJson(absl::StrReplaceAll(
      kPolicy, {{R"("roles": ["clerk"],)", R"("roles": ["clerk"], "may_act_for": true,)"}}));
  ZGC_ASSERT_OK(policy);
  const auto bounds = [&](const char* caller, const char* organisation) {
    const auto found = policy->BoundsOf(As(caller, "someone"), organisation);
    if (!found.ok()) return base::ReasonName(base::ReasonOf(found.status()));
    return *found == nullptr ? "all" : (*found)->Text();
  };
  EXPECT_EQ(bounds("spiffe://zgc/oa", ""), "all");
  EXPECT_EQ(bounds("spiffe://zgc/oa", "organisations/x"), "organisations/x");
  EXPECT_EQ(bounds("spiffe://zgc/clerk", ""), "parks/a, organisations/b, 督查室");
  EXPECT_EQ(bounds("spiffe://zgc/clerk", "organisations/b"), "organisations/b within parks/a");
  EXPECT_EQ(bounds("spiffe://zgc/clerk", "organisations/x"), "OUT_OF_SCOPE");
  EXPECT_EQ(bounds("spiffe://zgc/board", "organisations/x"), "DELEGATION_DENIED");
  EXPECT_EQ(bounds("spiffe://zgc/nobody", ""), "UNAUTHENTICATED");
}

TEST(PolicyTest, WhoHasToStateAnOrganisationHasTheWholeOnlyForAnOffice) {
  const auto with = [](const std::string& more, const std::string& offices) {
    return Policy::FromJson(absl::StrCat(
        R"({"identities": [{"spiffe_id": "spiffe://zgc/oa", "roles": ["reader"], )", more,
        R"("scopes": {"all": true}}], "offices": [)", offices,
        R"(], "roles": [{"name": "reader", "methods": ["/zgc.tasks.v1.TaskService/Get*"]}]})"));
  };
  const auto policy = with(R"("may_act_for": true, "must_state_organisation": true, )",
                           R"("organisations/office")");
  ZGC_ASSERT_OK(policy);
  const auto bounds = [&](const char* organisation) {
    const auto found = policy->BoundsOf(As("spiffe://zgc/oa", "someone"), organisation);
    if (!found.ok()) return base::ReasonName(base::ReasonOf(found.status()));
    return *found == nullptr ? "all" : (*found)->Text();
  };
  EXPECT_EQ(bounds(""), "PERSON_REQUIRED");
  EXPECT_EQ(bounds("organisations/office"), "all");
  EXPECT_EQ(bounds("organisations/x"), "organisations/x");
  EXPECT_THAT(with(R"("must_state_organisation": true, )", ""),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("may_act_for")));
  for (const char* wrong : {R"("office")", R"("organisations/a", "organisations/a")"}) {
    EXPECT_THAT(with("", wrong),
                FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("offices")));
  }
}

TEST(PolicySourceTest, ReloadsAndKeepsTheLastGoodOne) {
  testing::TempDir dir;
  const std::string path = dir.path() + "/policy.json";
  const auto write = [&path](const std::string& text) { std::ofstream(path) << text; };
  const auto knows_oa = [](const PolicySource& source) {
    return source.Get()->Authorize(As("spiffe://zgc/oa"), "/zgc.tasks.v1.TaskService/GetTask").ok();
  };
  EXPECT_EQ(PolicySource::FromFile(path).status().code(), absl::StatusCode::kNotFound);
  write(kPolicy);
  const auto source = PolicySource::FromFile(path);
  ZGC_ASSERT_OK(source);
  EXPECT_TRUE(knows_oa(**source));
  write("{ broken");
  EXPECT_FALSE((*source)->Reload().ok());
  EXPECT_TRUE(knows_oa(**source));
  EXPECT_EQ(*(*source)->Reload(), false) << "the same fault is said once";
  write(absl::StrReplaceAll(kPolicy, {{"zgc/oa", "zgc/other"}}));
  EXPECT_EQ(*(*source)->Reload(), true);
  EXPECT_FALSE(knows_oa(**source));
}

}  // namespace
}  // namespace zgc::rpc
