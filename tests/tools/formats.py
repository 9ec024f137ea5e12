"""What other programs make of exported files: `formats.py ris|cff|csl FILE` prints JSON, or fails and says why."""

import json
import sys
from importlib.util import find_spec
from pathlib import Path

kind, path = sys.argv[1], Path(sys.argv[2])
text = path.read_text(encoding="utf-8")

if kind == "ris":
    import rispy

    # an unknown tag would be kept under `unknown_tag`
    json.dump(rispy.loads(text), sys.stdout)
elif kind == "cff":
    from cffconvert.citation import Citation

    citation = Citation(text)
    citation.validate()
    json.dump({"bibtex": citation.as_bibtex(), "version": citation.cffversion}, sys.stdout)
elif kind == "csl":
    from jsonschema import Draft7Validator

    # only a package's file is wanted, not the package with all it needs
    package = Path(find_spec("commonmeta").submodule_search_locations[0])
    schema = json.loads((package / "resources" / "csl-data.json").read_text(encoding="utf-8"))
    items = json.loads(text)
    errors = [f"{list(error.path)}: {error.message}" for error in Draft7Validator(schema).iter_errors(items)]
    if errors:
        sys.exit("\n".join(errors[:20]))
    json.dump({"items": len(items), "schema": schema["$id"]}, sys.stdout)
else:
    sys.exit(f"what is {kind}?")
