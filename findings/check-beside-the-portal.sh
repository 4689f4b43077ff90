#!/usr/bin/env bash
# Backstage's own check of a configuration lets every mistake of the schema pass, and its strict one is wrong in both directions.
#
# Package     @backstage/cli-module-config 0.1.9, which `backstage-cli config:check` is, and @backstage/config 1.3.11 (npm)
# Input       a package whose schema has a list of texts, a boolean and a number, none other, and one file for each line below
# Behaviour   The command's own help is "Validate that the given configuration loads and matches schema". That it matches is only looked at with
#             `--strict`: without it, a text where a list has to be and a key that nobody knows end with 0 and no word. With it, values are first made
#             to fit by rules of the schema's reader that are not those of the configuration's: a boolean written `yes`, `on`, `1` or `True`, as
#             from a variable, is refused although every plugin reads it as true, and `true` for a number is let pass, where every plugin stops.
# Seen        2026-11:
#                                check    --strict   the portal reads
#               names: ada       passes   refuses    stops
#               naems: [ada]     passes   refuses    nothing
#               active: "yes"    passes   refuses    true
#               active: "True"   passes   refuses    true
#               active: "true"   passes   passes     true
#               port: true       passes   passes     stops
#               port: "0x10"     passes   passes     16
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p packages/app
echo '{"name":"portal","version":"0.0.0","private":true,"workspaces":["packages/*"]}' >package.json
cat >packages/app/package.json <<'JSON'
{ "name": "app", "version": "0.0.0", "configSchema": { "type": "object", "properties": { "team": { "type": "object", "properties": {
  "names": { "type": "array", "items": { "type": "string" } }, "active": { "type": "boolean" }, "port": { "type": "number" } } } } } }
JSON
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/cli-module-config@0.1.9 @backstage/config@1.3.11 >/dev/null
cat >portal.cjs <<'NODE'
const { readFileSync } = require('node:fs');
const { parse } = require('yaml');
const { ConfigReader } = require('@backstage/config');
const team = new ConfigReader(parse(readFileSync('one.yaml', 'utf8'))).getConfig('team');
try {
  console.log(team.getOptionalStringArray('names') ?? team.getOptionalBoolean('active') ?? team.getOptionalNumber('port') ?? 'nothing');
} catch {
  console.log('stops');
}
NODE
check() {
  node node_modules/@backstage/cli-module-config/bin/backstage-cli-module-config config:check "$@" --config one.yaml >log 2>&1 && echo passes && return
  grep -q 'Configuration does not match schema' log && echo refuses
}
for line in 'names: ada' 'naems: [ada]' 'active: "yes"' 'active: "True"' 'active: "true"' 'port: true' 'port: "0x10"'; do
  printf 'team:\n  %s\n' "$line" >one.yaml
  echo "$line | $(check) | $(check --strict) | $(node portal.cjs)"
done | tee said
diff said - <<'SEEN'
names: ada | passes | refuses | stops
naems: [ada] | passes | refuses | nothing
active: "yes" | passes | refuses | true
active: "True" | passes | refuses | true
active: "true" | passes | passes | true
port: true | passes | passes | stops
port: "0x10" | passes | passes | 16
SEEN
echo 'as it was'
