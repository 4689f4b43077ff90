#!/usr/bin/env bash
# Where a YAML value ends depends on who is asked, once it is closed by a quote or a bracket and a comment stands behind it.
#
# Package     saphyr-parser 0.3.4 (crates.io), yaml 2.8.1 (npm), the reader that Backstage uses
# Input       `x: value # why`, the same in single and in double quotes, and `x: [value] # why`, all valid YAML 1.2
# Behaviour   saphyr-parser ends a plain scalar with its last character. It ends a quoted one, and the event that ends a list in brackets,
#             behind the comment, so a tool that replaces what the span covers takes the comment away. npm's `yaml` ends all four with the
#             value itself.
# Seen        2026-11: columns from 0
#               plain   saphyr 3..8    yaml 3..8
#               single  saphyr 3..16   yaml 3..10
#               double  saphyr 3..16   yaml 3..10
#               list    saphyr 3..16   yaml 3..10
# Fails when one of them changes. Needs cargo and npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p rust/src node
printf 'x: value # why\n' >plain.yaml
printf "x: 'value' # why\n" >single.yaml
printf 'x: "value" # why\n' >double.yaml
printf 'x: [value] # why\n' >list.yaml
cat >rust/Cargo.toml <<'TOML'
[package]
name = "span"
version = "0.0.0"
edition = "2021"
[dependencies]
saphyr-parser = "=0.3.4"
TOML
cat >rust/src/main.rs <<'RUST'
use saphyr_parser::{Event, Parser};

fn main() {
    for name in ["plain", "single", "double", "list"] {
        let text = std::fs::read_to_string(format!("../{name}.yaml")).unwrap();
        let (mut start, mut end) = (0, 0);
        for (event, span) in Parser::new_from_str(&text).map(Result::unwrap) {
            match event {
                Event::Scalar(said, ..) if said == "value" && name != "list" => (start, end) = (span.start.col(), span.end.col()),
                Event::SequenceStart(..) => start = span.start.col(),
                Event::SequenceEnd => end = span.end.col(),
                _ => {}
            }
        }
        println!("{name} {start}..{end}");
    }
}
RUST
cat >node/look.mjs <<'NODE'
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
for (const name of ['plain', 'single', 'double', 'list']) {
  const [start, end] = parseDocument(readFileSync(`../${name}.yaml`, 'utf8')).get('x', true).range;
  console.log(`${name} ${start}..${end}`);
}
NODE
(cd rust && cargo run --quiet) >rust.said
(cd node && npm init -y >/dev/null && npm install --silent --no-audit --no-fund yaml@2.8.1 >/dev/null && node look.mjs) >node.said
paste -d' ' rust.said node.said
diff <(printf 'plain 3..8\nsingle 3..16\ndouble 3..16\nlist 3..16\n') rust.said
diff <(printf 'plain 3..8\nsingle 3..10\ndouble 3..10\nlist 3..10\n') node.said
echo 'as it was'
