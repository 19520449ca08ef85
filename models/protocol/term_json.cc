// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#include "models/protocol/term_json.h"

namespace interlock::protocol {

JsonValue TermToJson(const Term& term) {
  JsonValue array = JsonValue::Array();
  array.Append(JsonValue::String(TermHead(term.kind())));
  if (!term.symbol().empty()) array.Append(JsonValue::String(term.symbol()));
  if (term.integer() != 0 || term.kind() == TermKind::kInteger) {
    array.Append(JsonValue::Integer(term.integer()));
  }
  for (const Term& child : term.children()) array.Append(TermToJson(child));
  return array;
}

Term TermFromJson(JsonReader* reader) {
  TermKind kind = TermKind::kInteger;
  std::string symbol;
  std::int64_t integer = 0;
  TermList children;
  std::size_t next = 0;
  const auto kind_at = [&](std::size_t index) {
    const auto& items = reader->here().items();
    return index < items.size() ? items[index].kind() : JsonValue::Kind::kNull;
  };
  reader->Item(next++, [&] {
    const std::string head = reader->String();
    if (reader->ok() && !TermKindFromHead(head, &kind)) reader->Fail("head is not known: " + head);
  });
  if (!reader->ok()) return Term();
  if (kind_at(next) == JsonValue::Kind::kString) {
    reader->Item(next++, [&] { symbol = reader->String(); });
  }
  if (kind_at(next) == JsonValue::Kind::kInteger) {
    reader->Item(next++, [&] { integer = reader->Integer(); });
  } else if (kind == TermKind::kInteger) {
    reader->Fail("integer is missing");
  }
  for (; reader->ok() && next < reader->here().items().size(); ++next) {
    reader->Item(next, [&] { children.push_back(TermFromJson(reader)); });
  }
  return reader->ok() ? Term(kind, std::move(symbol), integer, std::move(children)) : Term();
}

}  // namespace interlock::protocol
