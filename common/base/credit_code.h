#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

// The code of an organisation, and the number of a person that is taken for one. Pure and
// thread-safe. No message says a number that looks like a person's.
namespace zgc::base {

// What a unified social credit code (统一社会信用代码, GB 32100-2015) says of its organisation.
// The words are those of the standard.
struct UsccParts {
  // Characters 1 and 2: who registers, and what.
  absl::string_view authority;
  absl::string_view category;
  // Characters 3 to 8: the region of who registered it; 100000 is the nation.
  std::string region_code;
  // Characters 9 to 17.
  std::string body;
};

// 18 characters of 0-9 and A-Z without I, O, S, V, Z: who registers, a category of theirs, a
// region, the body, a check character. The error, INVALID_ARGUMENT, says what is wrong: the length,
// a character and its place, or the check character that was expected, and which code is probably
// meant where other characters were typed in the place of the right ones (MeantUscc). Some lawful
// codes fail the check character only: see CheckUsccForm.
absl::Status CheckUscc(absl::string_view code);

// As CheckUscc, without the check character: for codes that pass by a waiver.
absl::Status CheckUsccForm(absl::string_view code);

// Of a code whose form is right, else as CheckUsccForm.
absl::StatusOr<UsccParts> PartsOfUscc(absl::string_view code);

// The check character of the first 17 characters. `body` must have exactly
// those, else INVALID_ARGUMENT.
absl::StatusOr<char> UsccCheckCharacter(absl::string_view body);

// The code that `typed` stands for if it passes once full width, small letters, letters of other
// scripts, separators and the letters that no code has (I, O, S, V, Z) are read as what they look
// like; nullopt if it passes as it is, or not even so. It is for a person to decide on.
absl::optional<std::string> MeantUscc(absl::string_view typed);

// Whether a text, however wide or spaced, holds what looks like the identity number of a person
// (公民身份号码, GB 11643): 18 characters with a region, a day of birth and their own check
// character, or the 15 digits of before 1999.
bool HoldsPersonNumber(absl::string_view text);

}  // namespace zgc::base
