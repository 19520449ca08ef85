// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads a term that somebody else wrote: a formula of a solver or of a certificate file.
//
// Such text goes into scripts whose answers are believed, so nothing gets past here that is not one
// well-formed term: no command, no comment, no quoted or unknown symbol, no unknown operator.
//
// Thread safety: pure functions.
//
// Layout: term = numeral | symbol | name of a let | "(" operator term+ ")"
//              | "(let ((" name term ")+) term ")"; operators: and or not => ite = < <= > >= + - *
//              div mod, and the constants true and false.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/smt/expression.h"

namespace interlock::smt {

/// The term of `text` over `symbols`, in one line and with single spaces; `renamed` gives other
/// names to some symbols. Nothing, and `*reason` set, if the text is not one such term.
std::optional<Expression> ReadTerm(const std::string& text, const std::vector<std::string>& symbols,
                                   const std::map<std::string, std::string>& renamed,
                                   std::string* reason);

}  // namespace interlock::smt
