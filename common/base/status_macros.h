#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Early return of errors in functions that return absl::Status or
// absl::StatusOr<T>:
//   ZGC_RETURN_IF_ERROR(store.Flush());
//   ZGC_ASSIGN_OR_RETURN(const Park park, store.Get(name));
// The left side may declare a variable or name an existing one. Put a type that
// contains a comma behind an alias.

#define ZGC_STATUS_CONCAT_INNER_(a, b) a##b
#define ZGC_STATUS_CONCAT_(a, b) ZGC_STATUS_CONCAT_INNER_(a, b)

#define ZGC_RETURN_IF_ERROR(expr) \
  ZGC_RETURN_IF_ERROR_IMPL_(ZGC_STATUS_CONCAT_(zgc_status_, __COUNTER__), expr)

#define ZGC_RETURN_IF_ERROR_IMPL_(status, expr)         \
  do {                                                  \
    if (::absl::Status status = (expr); !status.ok()) { \
      return status;                                    \
    }                                                   \
  } while (false)

// Expands to several statements: not for a branch without braces.
#define ZGC_ASSIGN_OR_RETURN(lhs, expr) \
  ZGC_ASSIGN_OR_RETURN_IMPL_(ZGC_STATUS_CONCAT_(zgc_statusor_, __COUNTER__), lhs, expr)

#define ZGC_ASSIGN_OR_RETURN_IMPL_(statusor, lhs, expr) \
  auto statusor = (expr);                               \
  if (!statusor.ok()) {                                 \
    return std::move(statusor).status();                \
  }                                                     \
  lhs = *std::move(statusor)
