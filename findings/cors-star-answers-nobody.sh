#!/usr/bin/env bash
# A backend with `backend.cors.origin: '*'` answers no page of another origin at all.
#
# Package     @backstage/backend-defaults 0.16.0 (npm), of Backstage 1.49, and minimatch 10.2.1, which it matches origins by
# Input       `cors: { origin: '*' }`, then `https://*` and `https://*.acme.test`, asked from `https://portal.acme.test`
# Behaviour   `origin` is no list of origins but one of patterns for paths, and in those a star stands for no `/`. Every origin has two behind its
#             scheme, so that `*` matches none: what says "everybody" everywhere else says "nobody" here, without a word at the start or in the log.
# Seen        2026-11:
#               *                    refused
#               https://*            answered
#               https://*.acme.test  answered
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts minimatch@10.2.1 >/dev/null
npm pack --silent @backstage/backend-defaults@0.16.0 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const path = require('node:path');
const { readCorsOptions } = require(path.resolve('package/dist/entrypoints/rootHttpRouter/http/readCorsOptions.cjs.js'));

const reads = value => ({ getOptional: () => value, getOptionalBoolean: () => undefined, getOptionalNumber: () => undefined });
const backend = origin => ({ getOptionalConfig: () => ({ ...reads(undefined), getOptional: key => (key === 'origin' ? origin : undefined) }) });
for (const origin of ['*', 'https://*', 'https://*.acme.test']) {
  readCorsOptions(backend(origin)).origin('https://portal.acme.test', (_, answers) =>
    console.log(`${origin} ${answers ? 'answered' : 'refused'}`));
}
NODE
node look.cjs | tee said
grep -qxF '* refused' said
grep -qxF 'https://* answered' said
grep -qxF 'https://*.acme.test answered' said
echo 'as it was'
