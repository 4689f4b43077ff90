#!/usr/bin/env bash
# A portal that signs in to Vault by its service account does so for each folder of each page, and leaves every one of the tokens behind.
#
# Package     @backstage-community/plugin-vault-backend 0.26.0, with node-fetch 2.7.0 (npm)
# Input       a component whose secrets are in three folders, one of them in another; its page looked at twice, with `vault.auth.type: kubernetes` and
#             with `static`
# Behaviour   A token of this kind has an end that Vault tells with it, and one would guess that it is kept till then. It is not kept at all: each
#             question begins with a sign-in, and each folder is a question. None of the tokens is given back, so that Vault holds each with
#             its lease for as long as the role says, weeks when it says nothing. How many that are goes with how often people look at pages and
#             how deep the folders are: Vault's quota of leases is full, or its storage slow, for everybody who uses it, a long time after
#             the portal was changed from a static token, of which it uses one.
# Seen        2026-11:     questions   sign-ins   given back
#               kubernetes   8           8          0
#               static       8           0          0
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 @backstage/errors@1.4.0 node-fetch@2.7.0 p-limit@3.1.0 >/dev/null
# The file that asks Vault, and the one that reads its settings; what they are plugged into has no part in it.
npm pack --silent @backstage-community/plugin-vault-backend@0.26.0 >/dev/null
tar -xzf ./*.tgz
echo made-up >token
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const { VaultClient } = require(path.resolve('package/dist/service/vaultApi.cjs.js'));

const folders = { portal: ['db/', 'mail/', 'key'], 'portal/db': ['read/', 'user'], 'portal/db/read': ['user'], 'portal/mail': ['user'] };
let seen;
const server = createServer(({ url }, response) => {
  const { pathname } = new URL(url, 'http://here');
  const answer = { data: { keys: folders[pathname.replace('/v1/secrets/metadata/', '')] } };
  if (pathname.endsWith('/login')) {
    seen.signIns += 1;
    // An hour, as Vault says it.
    answer.auth = { client_token: `token-${seen.signIns}`, lease_duration: 3600, renewable: true };
  } else if (pathname.includes('revoke')) seen.givenBack += 1;
  else seen.questions += 1;
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
});
server.listen(0, '127.0.0.1', async () => {
  const ways = {
    kubernetes: { type: 'kubernetes', role: 'portal', serviceAccountTokenPath: path.resolve('token') },
    static: { type: 'static', secret: 'made-up' },
  };
  for (const [title, auth] of Object.entries(ways)) {
    seen = { questions: 0, signIns: 0, givenBack: 0 };
    const vault = new VaultClient({ config: new ConfigReader({ vault: { baseUrl: `http://127.0.0.1:${server.address().port}`, auth } }) });
    for (let page = 0; page < 2; page += 1) await vault.listSecrets('portal');
    console.log(`${title} | questions ${seen.questions}, sign-ins ${seen.signIns}, given back ${seen.givenBack}`);
  }
  process.exit();
});
NODE
timeout 60 node look.cjs | tee said
diff said - <<'SEEN'
kubernetes | questions 8, sign-ins 8, given back 0
static | questions 8, sign-ins 0, given back 0
SEEN
echo 'as it was'
