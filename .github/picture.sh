#!/usr/bin/env bash
# Draws the picture of the README from a real run: a whole setup in the sandbox, by nobody. Needs python3; installs `rich` aside.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --locked --quiet
program=$PWD/target/debug/devportal-auth picture=$PWD/.github/picture.svg
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check rich==14.1.0
cd "$work"
LC_ALL=C.UTF-8 "$program" init --sandbox --no-input --yes --color always --out portal 2>said
"$work/python/bin/python" - "$work/said" "$picture" <<'PYTHON'
import io
import sys

from rich.console import Console
from rich.text import Text

said, picture = sys.argv[1:]
console = Console(record=True, width=82, file=io.StringIO(), force_terminal=True)
console.print(Text("$ devportal-auth init --sandbox --no-input --yes --out portal\n", style="bold"))
console.print(Text.from_ansi(open(said, encoding="utf-8").read()))
console.save_svg(picture, title="devportal-auth", unique_id="devportal-auth")
PYTHON
