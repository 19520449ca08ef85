# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""The few calls of libclang that the evidence scripts need: which name stands where.

`Parser.names_of(...)` parses one source file and returns, for each place below a folder where an
entity of the program is declared or named, the entities: a dict from (path, offset) to a set of
Name(spelling, home), with `home` the path of the file that declares the entity.
"""
import collections
import ctypes
import os
import pathlib

Name = collections.namedtuple("Name", "spelling home")


class String(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("flags", ctypes.c_uint)]


class Location(ctypes.Structure):
    _fields_ = [("pointers", ctypes.c_void_p * 2), ("integer", ctypes.c_uint)]


class Cursor(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_int), ("extra", ctypes.c_int), ("data", ctypes.c_void_p * 3)]


VISITOR = ctypes.CFUNCTYPE(ctypes.c_int, Cursor, Cursor, ctypes.c_void_p)
CONTINUE, RECURSE = 1, 2  # CXChildVisitResult
DETAILED_RECORD = 1  # CXTranslationUnit_DetailedPreprocessingRecord
ERROR = 3  # CXDiagnostic_Error; above it: fatal


def load():
    """Opens libclang of version 19; None if it is not installed."""
    for name in ("libclang-19.so.1", "libclang.so.1", "/usr/lib/llvm-19/lib/libclang-19.so.1"):
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        break
    else:
        return None
    pointer, unsigned = ctypes.c_void_p, ctypes.c_uint
    signatures = {
        "clang_createIndex": (pointer, [ctypes.c_int, ctypes.c_int]),
        "clang_parseTranslationUnit2": (
            ctypes.c_int, [pointer, ctypes.c_char_p, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int,
                           pointer, unsigned, unsigned, ctypes.POINTER(pointer)]),
        "clang_disposeTranslationUnit": (None, [pointer]),
        "clang_getNumDiagnostics": (unsigned, [pointer]),
        "clang_getDiagnostic": (pointer, [pointer, unsigned]),
        "clang_getDiagnosticSeverity": (ctypes.c_int, [pointer]),
        "clang_getDiagnosticSpelling": (String, [pointer]),
        "clang_getTranslationUnitCursor": (Cursor, [pointer]),
        "clang_visitChildren": (unsigned, [Cursor, VISITOR, pointer]),
        "clang_getCursorReferenced": (Cursor, [Cursor]),
        "clang_getCursorLocation": (Location, [Cursor]),
        "clang_getCursorSpelling": (String, [Cursor]),
        "clang_getFileLocation": (None, [Location, ctypes.POINTER(pointer),
                                         ctypes.POINTER(unsigned), ctypes.POINTER(unsigned),
                                         ctypes.POINTER(unsigned)]),
        "clang_getFileName": (String, [pointer]),
        "clang_getCString": (ctypes.c_char_p, [String]),
        "clang_disposeString": (None, [String]),
        "clang_Cursor_isNull": (ctypes.c_int, [Cursor]),
        "clang_getNumOverloadedDecls": (unsigned, [Cursor]),
        "clang_getOverloadedDecl": (Cursor, [Cursor, unsigned]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


class Parser:
    """Parses source files. Not thread-safe."""

    def __init__(self, library):
        self.library = library
        self.index = library.clang_createIndex(0, 0)
        self.files = {}

    def text(self, string):
        value = self.library.clang_getCString(string)
        text = value.decode() if value else ""
        self.library.clang_disposeString(string)
        return text

    def place(self, cursor):
        """Path and offset of a cursor: of an argument of a macro, where it is written."""
        file, line, column, offset = (ctypes.c_void_p(), ctypes.c_uint(), ctypes.c_uint(),
                                      ctypes.c_uint())
        self.library.clang_getFileLocation(
            self.library.clang_getCursorLocation(cursor), ctypes.byref(file), ctypes.byref(line),
            ctypes.byref(column), ctypes.byref(offset))
        if not file.value:
            return None
        if file.value not in self.files:
            name = self.text(self.library.clang_getFileName(file))
            self.files[file.value] = os.path.realpath(name)
        return self.files[file.value], offset.value

    def entity(self, cursor):
        """The declaration that a cursor is or names; None if there is none."""
        referenced = self.library.clang_getCursorReferenced(cursor)
        if self.library.clang_Cursor_isNull(referenced):
            return None
        if self.library.clang_getNumOverloadedDecls(referenced) > 0:
            referenced = self.library.clang_getOverloadedDecl(referenced, 0)
        return referenced

    def names_of(self, source, flags, directory, root):
        """The entities at each place below `root`; raises OSError if the source has errors."""
        words = [b"-x", b"c++", *[flag.encode() for flag in flags]]
        unit = ctypes.c_void_p()
        self.files = {}
        here = pathlib.Path.cwd()
        os.chdir(directory)
        try:
            code = self.library.clang_parseTranslationUnit2(
                self.index, str(source).encode(), (ctypes.c_char_p * len(words))(*words),
                len(words), None, 0, DETAILED_RECORD, ctypes.byref(unit))
        finally:
            os.chdir(here)
        if code != 0 or not unit.value:
            raise OSError(f"{source}: not parsed (code {code})")
        for i in range(self.library.clang_getNumDiagnostics(unit)):
            diagnostic = self.library.clang_getDiagnostic(unit, i)
            if self.library.clang_getDiagnosticSeverity(diagnostic) >= ERROR:
                text = self.text(self.library.clang_getDiagnosticSpelling(diagnostic))
                raise OSError(f"{source}: {text}")
        names, prefix = collections.defaultdict(set), str(root) + os.sep
        top = self.library.clang_getTranslationUnitCursor(unit)

        def visit(cursor, parent, data):
            place = self.place(cursor)
            if place is not None and not place[0].startswith(prefix):
                return CONTINUE if parent.kind == top.kind else RECURSE
            entity = self.entity(cursor) if place is not None else None
            if entity is not None:
                home = self.place(entity)
                if home is not None:
                    spelling = self.text(self.library.clang_getCursorSpelling(entity))
                    names[place].add(Name(spelling.split("<")[0], home[0]))
            return RECURSE

        self.library.clang_visitChildren(top, VISITOR(visit), None)
        self.library.clang_disposeTranslationUnit(unit)
        return names
