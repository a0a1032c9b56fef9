# Reads each text (a JSON array on standard input) as cfn-lint reads a template, and gives its value and, where "schemas" is set, what cfn-lint has
# against it, by the numbers of its rules (a JSON array on standard output, in the same order).
import json
import sys

from cfnlint.api import ManualArgs, lint
from cfnlint.decode import decode_str


def about(asked):
    text = asked["text"]
    template, problems = decode_str(text)
    if problems or template is None:
        return {"value": None, "problems": [f"{it.linenumber}: {it.rule.id} {it.message}" for it in problems or []]}
    if not asked["schemas"]:
        return {"value": template, "problems": []}
    found = lint(text, config=ManualArgs(regions=["eu-central-1"]))
    return {"value": template, "problems": [f"{it.rule.id} {it.message}" for it in found if it.rule.id.startswith("E")]}


json.dump([about(asked) for asked in json.load(sys.stdin)], sys.stdout, default=str)
