// Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0

// Bodies of the red-black tree and list functions that std::map, std::set and std::list call in the
// compiled C++ library. This file is compiled with -fsanitize=thread into every explored program,
// so that the links that these functions write are seen: without it a lookup beside an insertion
// would look race-free.
//
// Layout:  std::_Rb_tree_node_base {color, parent, left, right}; the header's parent is the root,
// its
//          left and right are the first and last node. std::__detail::_List_node_base {next,
//          previous}.
// Source:  Cormen et al., "Introduction to Algorithms", chapter 13, with parent pointers.

#include <bits/stl_tree.h>
#include <list>

#pragma clang diagnostic ignored "-Winvalid-noreturn"

namespace std {
namespace {

using Node = _Rb_tree_node_base;

bool IsBlack(const Node* node) { return node == nullptr || node->_M_color == _S_black; }

// Puts `heir` in the place of `node` below the parent of `node`.
void ReplaceInParent(Node* node, Node* heir, Node*& root) {
  if (node == root) {
    root = heir;
  } else if (node == node->_M_parent->_M_left) {
    node->_M_parent->_M_left = heir;
  } else {
    node->_M_parent->_M_right = heir;
  }
}

void RotateLeft(Node* node, Node*& root) {
  Node* heir = node->_M_right;
  node->_M_right = heir->_M_left;
  if (heir->_M_left != nullptr) heir->_M_left->_M_parent = node;
  heir->_M_parent = node->_M_parent;
  ReplaceInParent(node, heir, root);
  heir->_M_left = node;
  node->_M_parent = heir;
}

void RotateRight(Node* node, Node*& root) {
  Node* heir = node->_M_left;
  node->_M_left = heir->_M_right;
  if (heir->_M_right != nullptr) heir->_M_right->_M_parent = node;
  heir->_M_parent = node->_M_parent;
  ReplaceInParent(node, heir, root);
  heir->_M_right = node;
  node->_M_parent = heir;
}

Node* Next(Node* node) {
  if (node->_M_right != nullptr) {
    node = node->_M_right;
    while (node->_M_left != nullptr) node = node->_M_left;
    return node;
  }
  Node* up = node->_M_parent;
  while (node == up->_M_right) {
    node = up;
    up = up->_M_parent;
  }
  return node->_M_right != up ? up : node;  // the header of a one-node tree is its own end
}

Node* Previous(Node* node) {
  // The header is red and its own grandparent: from the end to the last node.
  if (node->_M_color == _S_red && node->_M_parent->_M_parent == node) return node->_M_right;
  if (node->_M_left != nullptr) {
    node = node->_M_left;
    while (node->_M_right != nullptr) node = node->_M_right;
    return node;
  }
  Node* up = node->_M_parent;
  while (node == up->_M_left) {
    node = up;
    up = up->_M_parent;
  }
  return up;
}

// Restores the colours after the red node was inserted.
void FixInsertion(Node* node, Node*& root) {
  while (node != root && node->_M_parent->_M_color == _S_red) {
    Node* parent = node->_M_parent;
    Node* grandparent = parent->_M_parent;
    const bool left = parent == grandparent->_M_left;
    Node* uncle = left ? grandparent->_M_right : grandparent->_M_left;
    if (!IsBlack(uncle)) {
      parent->_M_color = _S_black;
      uncle->_M_color = _S_black;
      grandparent->_M_color = _S_red;
      node = grandparent;
      continue;
    }
    if (node == (left ? parent->_M_right : parent->_M_left)) {
      node = parent;
      if (left)
        RotateLeft(node, root);
      else
        RotateRight(node, root);
      parent = node->_M_parent;
    }
    parent->_M_color = _S_black;
    grandparent->_M_color = _S_red;
    if (left)
      RotateRight(grandparent, root);
    else
      RotateLeft(grandparent, root);
  }
  root->_M_color = _S_black;
}

// Restores the colours after a black node above `node` (which may be null) was taken out.
void FixRemoval(Node* node, Node* parent, Node*& root) {
  while (node != root && IsBlack(node)) {
    const bool left = node == parent->_M_left;
    Node* sibling = left ? parent->_M_right : parent->_M_left;
    if (sibling->_M_color == _S_red) {
      sibling->_M_color = _S_black;
      parent->_M_color = _S_red;
      if (left)
        RotateLeft(parent, root);
      else
        RotateRight(parent, root);
      sibling = left ? parent->_M_right : parent->_M_left;
    }
    if (IsBlack(sibling->_M_left) && IsBlack(sibling->_M_right)) {
      sibling->_M_color = _S_red;
      node = parent;
      parent = parent->_M_parent;
      continue;
    }
    Node* far = left ? sibling->_M_right : sibling->_M_left;
    if (IsBlack(far)) {
      (left ? sibling->_M_left : sibling->_M_right)->_M_color = _S_black;
      sibling->_M_color = _S_red;
      if (left)
        RotateRight(sibling, root);
      else
        RotateLeft(sibling, root);
      sibling = left ? parent->_M_right : parent->_M_left;
      far = left ? sibling->_M_right : sibling->_M_left;
    }
    sibling->_M_color = parent->_M_color;
    parent->_M_color = _S_black;
    if (far != nullptr) far->_M_color = _S_black;
    if (left)
      RotateLeft(parent, root);
    else
      RotateRight(parent, root);
    break;
  }
  if (node != nullptr) node->_M_color = _S_black;
}

// Puts `heir` (the successor of `node`) in the place of `node`; returns the parent of `child`, the
// node that moved up where `heir` was.
Node* ExchangeWithSuccessor(Node* node, Node* heir, Node* child, Node*& root) {
  node->_M_left->_M_parent = heir;
  heir->_M_left = node->_M_left;
  Node* child_parent = heir;
  if (heir != node->_M_right) {
    child_parent = heir->_M_parent;
    if (child != nullptr) child->_M_parent = child_parent;
    child_parent->_M_left = child;
    heir->_M_right = node->_M_right;
    node->_M_right->_M_parent = heir;
  }
  ReplaceInParent(node, heir, root);
  heir->_M_parent = node->_M_parent;
  const _Rb_tree_color color = heir->_M_color;
  heir->_M_color = node->_M_color;
  node->_M_color = color;
  return child_parent;
}

}  // namespace

Node* _Rb_tree_increment(Node* node) throw() { return Next(node); }
const Node* _Rb_tree_increment(const Node* node) throw() { return Next(const_cast<Node*>(node)); }
Node* _Rb_tree_decrement(Node* node) throw() { return Previous(node); }
const Node* _Rb_tree_decrement(const Node* node) throw() {
  return Previous(const_cast<Node*>(node));
}

void _Rb_tree_insert_and_rebalance(const bool left, Node* node, Node* parent,
                                   Node& header) throw() {
  Node*& root = header._M_parent;
  node->_M_parent = parent;
  node->_M_left = nullptr;
  node->_M_right = nullptr;
  node->_M_color = _S_red;
  if (left) {
    parent->_M_left = node;  // also the header's first node if the parent is the header
    if (parent == &header) {
      header._M_parent = node;
      header._M_right = node;
    } else if (parent == header._M_left) {
      header._M_left = node;
    }
  } else {
    parent->_M_right = node;
    if (parent == header._M_right) header._M_right = node;
  }
  FixInsertion(node, root);
}

Node* _Rb_tree_rebalance_for_erase(Node* const node, Node& header) throw() {
  Node*& root = header._M_parent;
  if (node->_M_left != nullptr && node->_M_right != nullptr) {
    Node* heir = node->_M_right;
    while (heir->_M_left != nullptr) heir = heir->_M_left;
    Node* child = heir->_M_right;
    Node* child_parent = ExchangeWithSuccessor(node, heir, child, root);
    if (node->_M_color == _S_black) FixRemoval(child, child_parent, root);
    return node;
  }
  Node* child = node->_M_left != nullptr ? node->_M_left : node->_M_right;
  Node* parent = node->_M_parent;
  if (child != nullptr) child->_M_parent = parent;
  ReplaceInParent(node, child, root);
  if (header._M_left == node) {
    Node* first = child != nullptr ? child : parent;
    while (child != nullptr && first->_M_left != nullptr) first = first->_M_left;
    header._M_left = first;
  }
  if (header._M_right == node) {
    Node* last = child != nullptr ? child : parent;
    while (child != nullptr && last->_M_right != nullptr) last = last->_M_right;
    header._M_right = last;
  }
  if (node->_M_color == _S_black) FixRemoval(child, parent, root);
  return node;
}

namespace __detail {

void _List_node_base::swap(_List_node_base& a, _List_node_base& b) throw() {
  const auto relink = [](_List_node_base& list) {
    list._M_next->_M_prev = list._M_prev->_M_next = &list;
  };
  const bool a_empty = a._M_next == &a, b_empty = b._M_next == &b;
  const _List_node_base old_a{a._M_next, a._M_prev}, old_b{b._M_next, b._M_prev};
  if (b_empty) {
    a._M_next = a._M_prev = &a;
  } else {
    a._M_next = old_b._M_next;
    a._M_prev = old_b._M_prev;
    relink(a);
  }
  if (a_empty) {
    b._M_next = b._M_prev = &b;
  } else {
    b._M_next = old_a._M_next;
    b._M_prev = old_a._M_prev;
    relink(b);
  }
}

void _List_node_base::_M_transfer(_List_node_base* const first,
                                  _List_node_base* const last) throw() {
  if (this == last) return;
  last->_M_prev->_M_next = this;
  first->_M_prev->_M_next = last;
  this->_M_prev->_M_next = first;
  _List_node_base* const before = this->_M_prev;
  this->_M_prev = last->_M_prev;
  last->_M_prev = first->_M_prev;
  first->_M_prev = before;
}

void _List_node_base::_M_reverse() throw() {
  _List_node_base* at = this;
  do {
    _List_node_base* const next = at->_M_next;
    at->_M_next = at->_M_prev;
    at->_M_prev = next;
    at = next;
  } while (at != this);
}

void _List_node_base::_M_hook(_List_node_base* const position) throw() {
  this->_M_next = position;
  this->_M_prev = position->_M_prev;
  position->_M_prev->_M_next = this;
  position->_M_prev = this;
}

void _List_node_base::_M_unhook() throw() {
  _List_node_base* const next = this->_M_next;
  _List_node_base* const previous = this->_M_prev;
  previous->_M_next = next;
  next->_M_prev = previous;
}

}  // namespace __detail
}  // namespace std
