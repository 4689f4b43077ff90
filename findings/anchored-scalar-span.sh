#!/usr/bin/env bash
# Where a YAML value begins depends on who is asked, once the value has an anchor or a tag.
#
# Package     saphyr-parser 0.3.4 (crates.io), yaml 2.8.1 (npm), the reader that Backstage uses
# Input       `x: &a value` and `x: !!str value`, both valid YAML 1.2
# Behaviour   saphyr-parser's span of the scalar begins at the anchor or tag, although its text and its style are the value's alone, so a tool
#             that replaces or hides what the span covers takes the anchor away and leaves aliases that lead nowhere. Without an anchor or
#             tag the same span is the value. npm's `yaml` gives a range that holds the value alone in all three.
# Seen        2026-11: columns from 0
#               plain   saphyr 3..8    yaml 3..8
#               anchor  saphyr 3..11   yaml 6..11
#               tag     saphyr 3..14   yaml 9..14
# Fails when one of them changes. Needs cargo and npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p rust/src node
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
    for (name, text) in [("plain", "x: value\n"), ("anchor", "x: &a value\n"), ("tag", "x: !!str value\n")] {
        for event in Parser::new_from_str(text) {
            if let Ok((Event::Scalar(said, ..), span)) = event {
                if said == "value" {
                    println!("{name} {}..{}", span.start.col(), span.end.col());
                }
            }
        }
    }
}
RUST
cat >node/look.mjs <<'NODE'
import { parseDocument } from 'yaml';
for (const [name, text] of [['plain', 'x: value\n'], ['anchor', 'x: &a value\n'], ['tag', 'x: !!str value\n']]) {
  const [start, end] = parseDocument(text).get('x', true).range;
  console.log(`${name} ${start}..${end}`);
}
NODE
(cd rust && cargo run --quiet) >rust.said
(cd node && npm init -y >/dev/null && npm install --silent --no-audit --no-fund yaml@2.8.1 >/dev/null && node look.mjs) >node.said
paste -d' ' rust.said node.said
diff <(printf 'plain 3..8\nanchor 3..11\ntag 3..14\n') rust.said
diff <(printf 'plain 3..8\nanchor 6..11\ntag 9..14\n') node.said
echo 'as it was'
