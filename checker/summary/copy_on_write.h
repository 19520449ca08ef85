// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
#pragma once

// SharedMap, SharedSet: std::map and std::set whose copies share the content until one of them
// changes. The states of a function are copied at every call and every branch, and differ in
// little.
//
// Thread safety: thread-compatible; copies that share content belong to one thread.
//
// Invariants
//   1. Content that two containers share is never changed: every change first makes the content its
//      container's own, and only if it changes something.
//   2. Iterators are constant. A change invalidates those that were taken before it, but for the
//   one
//      that it returns.

#include <map>
#include <memory>
#include <set>
#include <type_traits>
#include <utility>

namespace interlock::summary {

/// What both containers share. `Content` is std::map or std::set.
template <typename Content>
class CopyOnWrite {
 public:
  using key_type = typename Content::key_type;
  using value_type = typename Content::value_type;
  using const_iterator = typename Content::const_iterator;
  using iterator = const_iterator;

  CopyOnWrite() : content_(Empty()) {}

  const Content& operator*() const { return *content_; }
  operator const Content&() const { return *content_; }

  const_iterator begin() const { return content_->begin(); }
  const_iterator end() const { return content_->end(); }
  const_iterator find(const key_type& key) const { return std::as_const(*content_).find(key); }
  const_iterator lower_bound(const key_type& key) const {
    return std::as_const(*content_).lower_bound(key);
  }
  std::size_t count(const key_type& key) const { return content_->count(key); }
  bool contains(const key_type& key) const { return content_->contains(key); }
  std::size_t size() const { return content_->size(); }
  bool empty() const { return content_->empty(); }

  /// Returns whether both have the very same content, which is quickly seen.
  bool SharesWith(const CopyOnWrite& other) const { return content_ == other.content_; }

  std::size_t erase(const key_type& key) {
    if (!contains(key)) return 0;
    return Own().erase(key);
  }
  /// Removes the entry and returns the place of the next one.
  const_iterator erase(const_iterator position) {
    if (content_.use_count() == 1) return content_->erase(position);
    const key_type key = KeyOf(*position);
    Content& own = Own();
    return own.erase(own.find(key));
  }
  void clear() { content_ = Empty(); }

  friend bool operator==(const CopyOnWrite& a, const CopyOnWrite& b) {
    return a.content_ == b.content_ || *a.content_ == *b.content_;
  }

 protected:
  /// Makes the content this container's own.
  Content& Own() {
    if (content_.use_count() != 1) content_ = std::make_shared<Content>(*content_);
    return *content_;
  }

 private:
  static const std::shared_ptr<Content>& Empty() {
    static const std::shared_ptr<Content> empty = std::make_shared<Content>();
    return empty;
  }
  static const key_type& KeyOf(const value_type& value) {
    if constexpr (std::is_same_v<key_type, value_type>) {
      return value;
    } else {
      return value.first;
    }
  }

  std::shared_ptr<Content> content_;
};

/// A map that shares its content with its copies.
template <typename Key, typename Value>
class SharedMap : public CopyOnWrite<std::map<Key, Value>> {
  using Base = CopyOnWrite<std::map<Key, Value>>;

 public:
  SharedMap() = default;

  const Value& at(const Key& key) const { return (**this).at(key); }
  /// Returns the value for changing it; makes one if there is none.
  Value& operator[](const Key& key) { return this->Own()[key]; }
  /// Adds the entry unless the key has one.
  std::pair<typename Base::const_iterator, bool> emplace(const Key& key, Value value) {
    const auto found = this->find(key);
    if (found != this->end()) return {found, false};
    return this->Own().emplace(key, std::move(value));
  }
  void insert_or_assign(const Key& key, Value value) {
    const auto found = this->find(key);
    if (found != this->end() && found->second == value) return;
    this->Own().insert_or_assign(key, std::move(value));
  }

  /// Keeps the entries that `other` has with an equal value; true if any is gone.
  bool IntersectWith(const SharedMap& other) {
    if (this->SharesWith(other)) return false;
    bool changed = false;
    for (auto it = this->begin(); it != this->end();) {
      const auto match = other.find(it->first);
      if (match == other.end() || !(match->second == it->second)) {
        it = this->erase(it);
        changed = true;
      } else {
        ++it;
      }
    }
    return changed;
  }
};

/// A set that shares its content with its copies.
template <typename Key>
class SharedSet : public CopyOnWrite<std::set<Key>> {
  using Base = CopyOnWrite<std::set<Key>>;

 public:
  SharedSet() = default;

  std::pair<typename Base::const_iterator, bool> insert(const Key& key) {
    const auto found = this->find(key);
    if (found != this->end()) return {found, false};
    return this->Own().insert(key);
  }
  template <typename Iterator>
  void insert(Iterator first, Iterator last) {
    for (; first != last; ++first) insert(*first);
  }

  /// Keeps the elements that `other` has; true if any is gone.
  bool IntersectWith(const SharedSet& other) {
    if (this->SharesWith(other)) return false;
    bool changed = false;
    for (auto it = this->begin(); it != this->end();) {
      if (other.count(*it) == 0) {
        it = this->erase(it);
        changed = true;
      } else {
        ++it;
      }
    }
    return changed;
  }
  /// Adds the elements of `other`; true if any is new.
  bool UniteWith(const SharedSet& other) {
    if (this->SharesWith(other)) return false;
    const std::size_t before = this->size();
    insert(other.begin(), other.end());
    return this->size() != before;
  }
};

}  // namespace interlock::summary
