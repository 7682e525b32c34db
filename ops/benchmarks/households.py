"""Whether all outputs name the same households in the same class. A process of its own: `compare.py` must stay small.

usage: households.py [EXPECTED] NAME=OUTPUT...    EXPECTED: the count and the hash of README.md, "177321 969c…"

Peers write `POSTCODE|number|SUFFIX<TAB>class`; seinpost writes tasks as CloudEvents, one household to several tasks.
Addresses become pseudonyms here, tasks their household's most urgent class (class ids sort by urgency).
"""
import hashlib
import hmac
import json
import sys

KEY = b"seinpost-fixture-key"  # the text that `seinpost replay` uses without a key file


def pseudonym(address):
    return "h1_" + hmac.digest(KEY, b"adres:" + address, "sha256")[:16].hex()


def classes(path):
    found = {}
    with open(path, "rb") as lines:
        for line in lines:
            if line.startswith(b"{"):
                task = json.loads(line)["data"]
                household, klass = task["huishouden"], task["klasse"]
            else:
                address, text = line.rstrip(b"\n").split(b"\t")
                household, klass = pseudonym(address), text.decode()
            known = found.get(household)
            if known is None or klass < known:
                found[household] = klass
    return found


def summary(found):
    lines = "".join("%s\t%s\n" % pair for pair in sorted(found.items()))
    return "%d %s" % (len(found), hashlib.sha256(lines.encode()).hexdigest()[:16])


def difference(name, found, first_name, first):
    missing = sorted(first.keys() - found.keys())
    extra = sorted(found.keys() - first.keys())
    other = sorted(h for h in found.keys() & first.keys() if found[h] != first[h])
    print("%s differs from %s: %d households missing, %d too many, %d in another class"
          % (name, first_name, len(missing), len(extra), len(other)))
    for label, some in (("missing", missing), ("too many", extra), ("other class", other)):
        for household in some[:3]:
            print("  %-11s %s  %s: %s  %s: %s" % (
                label, household, first_name, first.get(household, "-"), name, found.get(household, "-")))


def main(arguments):
    expected = None if "=" in arguments[0] else arguments.pop(0)
    first_name = first = None
    same = True
    for argument in arguments:
        name, path = argument.split("=", 1)
        found = classes(path)
        if not found:
            print("%s found no household at all" % name)
            same = False
        if first is None:
            first_name, first = name, found
            if expected and summary(found) != expected:
                print("%s: %s, but README.md expects %s" % (name, summary(found), expected))
                same = False
        elif found != first:
            difference(name, found, first_name, first)
            same = False
    if same:
        print("same households in the same class: %s (%s)" % (
            summary(first), ", ".join(argument.split("=", 1)[0] for argument in arguments)))
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
