# Copyright 2026 The Interlock Authors. SPDX-License-Identifier: Apache-2.0
"""Compares two results of `interlock check` by obligation: by position, without names."""

import collections
import pathlib
import re
import subprocess


def side(place):
    """One access of a pair: where it is, who makes it and through which calls."""
    return (place["position"], place["role_chain"], place["access"],
            tuple(step["position"] for step in place["stack"]))


def key(pair):
    return tuple(sorted((side(pair["first"]), side(pair["second"]))))


def by_key(pairs):
    found = collections.defaultdict(list)
    for pair in pairs:
        found[key(pair)].append(pair)
    return found


def figures(proof):
    """What a proof says about the protocol as a whole."""
    names = ("protocol", "verdict", "property", "bound", "accesses", "conflicting_pairs",
             "refuted_pairs", "unknown_pairs", "shared_fields_covered", "shared_fields_total",
             "spawn_sites_reached", "spawn_sites_total")
    found = {name: proof[name] for name in names}
    found["roles"] = sorted((role["chain"], role["many"], role["spawned_at"])
                            for role in proof["roles"])
    found["objects"] = sorted((item["kind"], item["reads"], item["writes"])
                              for item in proof["objects"])
    found["roots"], found["certificates"] = len(proof["roots"]), len(proof["certificates"])
    found["obligations"] = sorted((item["verdict"], item["reason"])
                                  for item in proof["obligations"])
    return found


def entries(result):
    """Findings, unknown and uncovered entries by rule and position."""
    found = collections.Counter()
    for entry in result["findings"]:
        places = tuple(sorted(side(place) for place in entry["places"]))
        found["finding", entry["rule"], entry["position"], entry["replay"], places] += 1
    for entry in result["unknown"]:
        positions = tuple(sorted((entry["position"], entry["other_position"])))
        found["unknown", entry["rule"], positions, entry["pairs"]] += 1
    for entry in result["not_covered"]:
        found["not covered", entry["kind"], entry["position"]] += 1
    return found


def bases(core):
    """The kinds of assertion in an unsatisfiable core: `bytes.2` is the second one of `bytes`."""
    return {re.sub(r"\.\d+$", "", name) for name in core}


def core_refutes(certificate, kinds):
    """True if cvc5 refutes the query with only these kinds of assertion."""
    lines = []
    for line in certificate.read_text().splitlines():
        named = re.search(r":named is-([^)]*)\)\)$", line)
        if line.startswith("(assert") and named is None:
            return False
        if named is None or re.sub(r"\.\d+$", "", named.group(1)) in kinds:
            lines.append(line)
    done = subprocess.run(["cvc5", "--lang=smt2"], input="\n".join(lines), text=True,
                          capture_output=True, timeout=60)
    return done.stdout.split() == ["unsat"]


class Comparison:
    """Two runs: result.json and output folder of each. `problems` is what is not the same."""

    def __init__(self, before, after):
        self.before, self.after = before, after
        self.problems, self.notes = [], []
        for title, rest in zip(("before", "after"), self.difference(entries)):
            self.problems += [f"only {title}: {entry}" for entry in list(rest)[:10]]
        proofs = [{proof["protocol"]: proof for proof in run[0]["proofs"]}
                  for run in (before, after)]
        if proofs[0].keys() != proofs[1].keys() or not proofs[0]:
            self.problems.append(f"protocols: {list(proofs[0])} before, {list(proofs[1])} after")
            return
        for protocol in proofs[0]:
            self.compare_proofs(proofs[0][protocol], proofs[1][protocol])

    def difference(self, of):
        a, b = of(self.before[0]), of(self.after[0])
        return a - b, b - a

    def compare_proofs(self, before, after):
        a, b = figures(before), figures(after)
        for name in a:
            if a[name] != b[name]:
                self.problems.append(f"{name}: {a[name]} before, {b[name]} after")
        self.notes.append(f"{before['protocol']}: {a['verdict']} before, {b['verdict']} after; "
                          f"{a['conflicting_pairs']} conflicting pairs, {len(a['roles'])} roles, "
                          f"{len(a['objects'])} objects")
        pairs = by_key(before["pairs"]), by_key(after["pairs"])
        for title, one, other in (("before", *pairs), ("after", *reversed(pairs))):
            missing = [k for k in one if k not in other]
            self.problems += [f"separated only {title}: {k}" for k in missing[:10]]
        moved, asked = collections.Counter(), 0
        for k in pairs[0].keys() & pairs[1].keys():
            asked += len(pairs[0][k])
            moved.update(self.compare_pairs(k, pairs[0][k], pairs[1][k]))
        self.notes.append(f"pairs in the table, by positions: {asked}, the same verdict and number")
        reasons = before["pairs_by_reason"], after["pairs_by_reason"]
        self.notes.append(f"pairs by reason: {reasons[0]} before, {reasons[1]} after")
        for name in reasons[0].keys() | reasons[1].keys():
            changed = reasons[1].get(name, 0) - reasons[0].get(name, 0)
            if changed != moved[name]:
                self.problems.append(f"{name}: {changed:+} pairs, {moved[name]:+} explained")

    def compare_pairs(self, k, before, after):
        """Pairs at one place. Returns by how much each reason changed, if both sides have both.

        The reason of a pair is that of one core of its query, and a query may have several."""
        def numbers(pairs, reason):
            return collections.Counter((reason(pair), pair["pairs"]) for pair in pairs)

        if numbers(before, lambda _: "") != numbers(after, lambda _: ""):
            self.problems.append(f"another number of pairs: {k}")
            return {}
        if numbers(before, lambda p: p["separated_by"]) == numbers(after,
                                                                   lambda p: p["separated_by"]):
            return {}
        for pairs, others, (_, folder) in ((before, after, self.before),
                                           (after, before, self.after)):
            for pair in pairs:
                certificates = list(pathlib.Path(folder, "certificates").glob(
                    f"*/{pair['certificate']}.smt2"))
                for other in others:
                    if len(certificates) != 1 or not core_refutes(certificates[0],
                                                                  bases(other["core"])):
                        self.problems.append(f"{pair['separated_by']} here, not also "
                                             f"{other['separated_by']} as there: {k}")
                        return {}
        self.notes.append(f"separated both ways in both, as cvc5 confirms: "
                          f"{before[0]['separated_by']} before, {after[0]['separated_by']} after: "
                          f"{k[0][0]} and {k[1][0]}, {k[0][1]} and {k[1][1]}")
        moved = collections.Counter()
        for pair in after:
            moved[pair["separated_by"]] += pair["pairs"]
        for pair in before:
            moved[pair["separated_by"]] -= pair["pairs"]
        return dict(moved)
