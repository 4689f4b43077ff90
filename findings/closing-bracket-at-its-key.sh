#!/usr/bin/env bash
# A list that is closed at its key's column is read by the reader that Backstage uses, and refused by a parser of the same YAML, but only
# when its items are in quotes.
#
# Package     saphyr-parser 0.3.4 (crates.io), yaml 2.8.1 (npm), the reader that Backstage uses
# Input       a list in brackets below two keys, its last bracket on a line of its own below the beginning of its key, with an item that is
#             in quotes and with one that is not
# Behaviour   npm's `yaml` reads both and has neither an error nor a warning. saphyr-parser reads the one without quotes and ends the other
#             with `invalid indentation` at the bracket: a quoted item may be a key, and what it is for that moment asked to be indented by is
#             still asked of the bracket. A linter that is built on it calls a portal broken that starts every day.
# Seen        2026-11: saphyr `plain read`, `quoted invalid indentation`; yaml `plain 0 0 b`, `quoted 0 0 b` (errors, warnings, item)
# Fails when one of them changes. Needs cargo and npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p rust/src node
printf 'x:\n  y:\n    a: [\n      b\n    ]\n' >plain.yaml
printf 'x:\n  y:\n    a: [\n      "b"\n    ]\n' >quoted.yaml
cat >rust/Cargo.toml <<'TOML'
[package]
name = "bracket"
version = "0.0.0"
edition = "2021"
[dependencies]
saphyr-parser = "=0.3.4"
TOML
cat >rust/src/main.rs <<'RUST'
use saphyr_parser::Parser;

fn main() {
    for name in ["plain", "quoted"] {
        let text = std::fs::read_to_string(format!("../{name}.yaml")).unwrap();
        match Parser::new_from_str(&text).find_map(Result::err) {
            None => println!("{name} read"),
            Some(error) => println!("{name} {}", error.info()),
        }
    }
}
RUST
cat >node/look.mjs <<'NODE'
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
for (const name of ['plain', 'quoted']) {
  const read = parseDocument(readFileSync(`../${name}.yaml`, 'utf8'));
  console.log(`${name} ${read.errors.length} ${read.warnings.length} ${read.getIn(['x', 'y', 'a', 0])}`);
}
NODE
(cd rust && cargo run --quiet) >rust.said
(cd node && npm init -y >/dev/null && npm install --silent --no-audit --no-fund yaml@2.8.1 >/dev/null && node look.mjs) >node.said
cat rust.said node.said
diff <(printf 'plain read\nquoted invalid indentation\n') rust.said
diff <(printf 'plain 0 0 b\nquoted 0 0 b\n') node.said
echo 'as it was'
