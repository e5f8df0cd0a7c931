#include "common/proof/bundle.h"

#include <algorithm>
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace zgc::proof {
namespace {

using zgc::funding::v1::BundleBalances;
using zgc::funding::v1::BundleEnd;
using zgc::funding::v1::JournalSegment;

constexpr size_t kHeader = 5;
constexpr size_t kCheck = 32;

struct Frame {
  int64_t offset = 0;
  char type = 0;
  std::string payload;
  // Whether the check is right.
  bool good = false;
};

// Takes frames off a stream.
class FrameReader {
 public:
  explicit FrameReader(std::istream& in) : in_(in), check_(kBundleTitle) {}
  int64_t offset() const { return offset_; }

  bool TakeTitle() {
    std::string title;
    return Take(kBundleTitle.size(), title) && title == kBundleTitle;
  }
  bool AtEnd() { return in_.peek() == std::istream::traits_type::eof(); }
  // An empty text if a frame was taken, else why not.
  std::string Next(Frame& frame) {
    frame.offset = offset_;
    std::string header;
    std::string check;
    if (!Take(kHeader, header)) return "the bundle is cut off";
    size_t size = 0;
    for (size_t i = 1; i < kHeader; ++i) size = size << 8 | static_cast<unsigned char>(header[i]);
    frame.type = header[0];
    if (size > kMaxFrame) return "the frame says that it is longer than frames may be";
    if (!Take(size, frame.payload) || !Take(kCheck, check)) return "the frame is cut off";
    const Hash own = hasher_.Add(check_).Add(header).Add(frame.payload).Finish();
    frame.good = base::Hasher::View(own) == check;
    check_ = std::move(check);
    return "";
  }

 private:
  bool Take(size_t size, std::string& bytes) {
    bytes.resize(size);
    in_.read(bytes.data(), static_cast<std::streamsize>(size));
    offset_ += in_.gcount();
    return static_cast<size_t>(in_.gcount()) == size;
  }

  std::istream& in_;
  int64_t offset_ = 0;
  base::Hasher hasher_{DigestKind::kSha256};
  std::string check_;
};

std::vector<Hash> LeavesOf(absl::string_view payload) {
  std::vector<Hash> leaves(payload.size() / sizeof(Hash));
  for (size_t i = 0; i < leaves.size(); ++i) {
    std::copy_n(payload.begin() + static_cast<int64_t>(i * sizeof(Hash)), sizeof(Hash),
                leaves[i].begin());
  }
  return leaves;
}

// A message in the one form that its fields have.
template <typename Message>
bool ParseExactly(const std::string& payload, Message& message) {
  return message.ParseFromString(payload) &&
         message.GetReflection()->GetUnknownFields(message).empty() &&
         message.SerializeAsString() == payload;
}

class Verifier {
 public:
  using Found = absl::optional<BundleDamage>;

  Verifier(std::istream& in, const KeyRing& keys, BundleReport& report,
           const std::function<void(int64_t)>& progress)
      : frames_(in), keys_(keys), report_(report), progress_(progress) {}

  Found Run() {
    if (!frames_.TakeTitle()) return At(0, "this is no audit bundle");
    Frame frame;
    if (auto found = Take(frame)) return found;
    if (auto found = Begin(frame)) return found;
    while (true) {
      if (auto found = Take(frame)) return found;
      if (progress_ != nullptr) progress_(frames_.offset());
      if (frame.type == 'E') return End(frame);
      if (auto found = One(frame)) return found;
    }
  }

 private:
  static Found At(int64_t offset, absl::string_view what) {
    return BundleDamage{offset, {0, -1, std::string(what)}, false};
  }
  static Found At(const Frame& frame, absl::string_view what) { return At(frame.offset, what); }
  Found After(int64_t offset, absl::string_view what) const {
    return At(offset, absl::StrCat(
                          what, audit_ == nullptr || audit_->segments() == 0
                                    ? ""
                                    : absl::StrCat(", after revision ", audit_->state().revision)));
  }

  // The next frame, if its check is right. Otherwise what lies in it is said as well
  // as it can be.
  Found Take(Frame& frame) {
    const std::string problem = frames_.Next(frame);
    if (!problem.empty()) return After(frame.offset, problem);
    if (frame.good) return absl::nullopt;
    if (audit_ == nullptr || frame.type != 'S') {
      return After(frame.offset, "the frame is not what its check says");
    }
    Frame leaves;
    std::vector<Hash> known;
    if (frames_.Next(leaves).empty() && leaves.type == 'L') known = LeavesOf(leaves.payload);
    if (auto damage = audit_->Add(0, frame.payload, known)) {
      if (damage->revision == 0) return After(frame.offset, damage->what);
      return BundleDamage{frame.offset, *damage, false};
    }
    return BundleDamage{frame.offset,
                        {audit_->state().revision, -1,
                         "the frame is not what its check says, though the segment in it is good"},
                        false};
  }

  Found Begin(const Frame& frame) {
    auto& manifest = report_.manifest;
    if (frame.type != 'M' || !ParseExactly(frame.payload, manifest) || manifest.format() != 1) {
      return At(frame, "the bundle does not begin with a manifest of format 1");
    }
    std::vector<Suite> suites;
    for (const std::string& name : manifest.suites()) {
      const auto suite = ParseSuite(name);
      if (!suite.ok()) return At(frame, absl::StrCat(name, " ", suite.status().message()));
      suites.push_back(*suite);
    }
    audit_ = std::make_unique<JournalAudit>(suites);
    return absl::nullopt;
  }

  Found One(const Frame& frame) {
    switch (frame.type) {
      case 'S':
        return Segment(frame);
      case 'C':
        return CheckpointFrame(frame);
      case 'B':
        return Balances(frame);
      default:
        return After(frame.offset, "the frame does not belong there");
    }
  }

  Found Segment(const Frame& frame) {
    if (balances_begun_) return After(frame.offset, "a segment comes after the balances");
    Frame leaves;
    if (auto found = Take(leaves)) return found;
    if (leaves.type != 'L' || leaves.payload.size() % sizeof(Hash) != 0) {
      return After(leaves.offset, "there are no leaves beside the segment");
    }
    const std::vector<Hash> known = LeavesOf(leaves.payload);
    const int64_t before = audit_->state().transfers;
    if (auto damage = audit_->Add(0, frame.payload, known)) {
      return BundleDamage{frame.offset, *damage, false};
    }
    if (static_cast<int64_t>(known.size()) != audit_->state().transfers - before) {
      return After(leaves.offset, "there are more or fewer leaves than records");
    }
    covered_ = false;
    return absl::nullopt;
  }

  Found CheckpointFrame(const Frame& frame) {
    if (balances_begun_) return After(frame.offset, "a checkpoint comes after the balances");
    const auto opened = OpenCheckpoint(frame.payload, keys_);
    if (!opened.ok()) {
      BundleDamage damage = *After(frame.offset, opened.status().message());
      damage.unknown_key = opened.status().code() == absl::StatusCode::kNotFound;
      return damage;
    }
    const auto& state = audit_->state();
    const auto says = [&](const auto& what, const auto& stated, const auto& own) {
      return After(frame.offset, absl::StrCat("the checkpoint says ", what, " ", stated,
                                              "; the journal has ", own));
    };
    const auto hex = [](const Hash& hash) {
      return absl::BytesToHexString(base::Hasher::View(hash));
    };
    if (opened->origin != report_.manifest.store_id()) {
      return After(frame.offset, "the checkpoint is of another store");
    }
    if (opened->size != state.transfers) return says("size", opened->size, state.transfers);
    if (opened->chain != state.chain) return says("chain", hex(opened->chain), hex(state.chain));
    const auto root = audit_->RootOf(opened->suite);
    if (!root.has_value()) return After(frame.offset, "the manifest does not name the suite");
    if (opened->root != *root) return says("root", hex(opened->root), hex(*root));
    if (opened->revision < state.revision || opened->revision < last_revision_) {
      return says("revision", opened->revision, state.revision);
    }
    last_revision_ = opened->revision;
    report_.checkpoints.push_back(*ParseCheckpoint(frame.payload));
    covered_ = true;
    return absl::nullopt;
  }

  Found Balances(const Frame& frame) {
    balances_begun_ = true;
    BundleBalances balances;
    if (!ParseExactly(frame.payload, balances)) return At(frame, "the balances do not parse");
    for (const auto& balance : balances.balances()) {
      if (!stated_.empty() && stated_.rbegin()->first >= balance.account()) {
        return At(frame, absl::StrCat(balance.account(), " is not after the account before it"));
      }
      stated_[balance.account()] = {balance.debits_fen(), balance.credits_fen(),
                                    balance.pending_debits_fen(), balance.pending_credits_fen()};
    }
    if (balances.balances_size() > kBalancesInFrame || balances.balances().empty()) {
      return At(frame, "the frame has too many balances, or none");
    }
    last_balances_ = frame.offset;
    return absl::nullopt;
  }

  // The key ids and suites that the checkpoints have, in the order of their first.
  bool NamesTheKeys() const {
    std::vector<std::string> ids;
    std::vector<std::string> suites;
    const auto add = [](std::vector<std::string>& list, const std::string& one) {
      if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(one);
    };
    for (const auto& one : report_.checkpoints) {
      add(ids, one.key_id);
      add(suites, SuiteName(one.checkpoint.suite));
    }
    const auto& manifest = report_.manifest;
    return std::equal(ids.begin(), ids.end(), manifest.key_ids().begin(),
                      manifest.key_ids().end()) &&
           std::equal(suites.begin(), suites.end(), manifest.suites().begin(),
                      manifest.suites().end());
  }

  Found End(const Frame& frame) {
    if (!ParseExactly(frame.payload, report_.counts)) return At(frame, "the end does not parse");
    if (!covered_) {
      return After(frame.offset, "no checkpoint covers the end of the journal");
    }
    if (auto damage = audit_->CompareSums(stated_)) {
      return BundleDamage{last_balances_, *damage, false};
    }
    BundleEnd own;
    own.set_segments(audit_->segments());
    own.set_transfers(audit_->state().transfers);
    own.set_checkpoints(static_cast<int64_t>(report_.checkpoints.size()));
    own.set_accounts(static_cast<int64_t>(stated_.size()));
    if (own.SerializeAsString() != frame.payload) {
      return At(frame, "the end counts otherwise than what was read");
    }
    const std::string name = CheckpointName(report_.checkpoints.back().checkpoint.revision);
    if (report_.manifest.transfers() != own.transfers() || report_.manifest.checkpoint() != name ||
        !NamesTheKeys()) {
      return At(static_cast<int64_t>(kBundleTitle.size()),
                "the manifest says otherwise than what was read");
    }
    if (!frames_.AtEnd()) return At(frames_.offset(), "something comes after the end");
    return absl::nullopt;
  }

  FrameReader frames_;
  const KeyRing& keys_;
  BundleReport& report_;
  const std::function<void(int64_t)>& progress_;
  std::unique_ptr<JournalAudit> audit_;
  absl::btree_map<std::string, AuditSums> stated_;
  bool covered_ = false;
  bool balances_begun_ = false;
  int64_t last_revision_ = 0;
  int64_t last_balances_ = 0;
};

}  // namespace

std::string Describe(const BundleDamage& damage) {
  std::string text = absl::StrCat("offset ", damage.offset);
  if (damage.damage.revision != 0) absl::StrAppend(&text, ", revision ", damage.damage.revision);
  if (damage.damage.number >= 0) absl::StrAppend(&text, ", transfer ", damage.damage.number);
  return absl::StrCat(text, ": ", damage.damage.what);
}

absl::optional<zgc::funding::v1::BundleManifest> ReadManifest(std::istream& in) {
  FrameReader frames(in);
  Frame frame;
  zgc::funding::v1::BundleManifest manifest;
  if (!frames.TakeTitle() || !frames.Next(frame).empty() || !frame.good || frame.type != 'M' ||
      !ParseExactly(frame.payload, manifest)) {
    return absl::nullopt;
  }
  return manifest;
}

absl::optional<BundleDamage> VerifyBundle(std::istream& in, const KeyRing& keys,
                                          BundleReport& report,
                                          const std::function<void(int64_t)>& progress) {
  return Verifier(in, keys, report, progress).Run();
}

}  // namespace zgc::proof
