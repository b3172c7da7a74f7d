"""What the generators of fixtures share: their command line, writing a fixture, comparing one with another."""

import argparse
import json
import math
import sys
from pathlib import Path


def parser(description):
    verbatim = argparse.RawDescriptionHelpFormatter
    arguments = argparse.ArgumentParser(description=description, formatter_class=verbatim)
    arguments.add_argument("--out", metavar="FILE", help="where to write the fixture")
    arguments.add_argument("--check", metavar="FILE", help="a fixture to compare with")
    return arguments


def parse(arguments):
    given = arguments.parse_args()
    if not (given.out or given.check):
        arguments.error("say where to write the fixture (--out) or what to compare with (--check)")
    return given


def deliver(fixture, given, laid_out=json.dumps):
    """Writes the fixture or compares it, as the command line says."""
    if given.out:
        Path(given.out).write_text(laid_out(fixture) + "\n")
    if given.check:
        expected = json.loads(Path(given.check).read_text())
        found = differences(expected | {"about": fixture["about"]}, fixture)
        sys.exit("\n".join(found) or None)


def differences(expected, ours, place=""):
    """Where `ours` lacks something of `expected` or differs by more than rounding."""
    match expected:
        case dict() | list():
            if not isinstance(ours, type(expected)):
                return [f"{place}: {ours}, not a {type(expected).__name__}"]
            if isinstance(expected, list):
                expected, ours = dict(enumerate(expected)), dict(enumerate(ours))
            return [
                difference
                for key, value in expected.items()
                for difference in differences(value, ours.get(key), f"{place}/{key}")
            ]
        case float() if isinstance(ours, float) and math.isclose(ours, expected, rel_tol=1e-9, abs_tol=1e-12):
            return []
    return [] if ours == expected else [f"{place}: {ours}, not {expected}"]
