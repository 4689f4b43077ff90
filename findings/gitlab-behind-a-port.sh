#!/usr/bin/env bash
# Nobody arrives in the catalog from a GitLab whose address has a port of its own.
#
# Package     @backstage/plugin-catalog-backend-module-gitlab 0.8.8, @backstage/catalog-model 1.7.7 (npm), of Backstage 1.49
# Input       a user of GitLab, read with an integration whose `host` is `gitlab.acme.test`, then `gitlab.acme.test:8443`
# Behaviour   The module makes the names of three annotations from `host` (`HOST/user-login`, …). A host with a port is what the integration wants
#             when GitLab listens on one, and the sync then ends without an error: the mutation has all people and groups. The catalog's own policy
#             refuses each of them afterwards, because a colon is none of a name's letters. Nothing is logged without the module that logs the
#             catalog's errors, and whoever signs in is told that nobody in the catalog is them.
# Seen        2026-11:
#               gitlab.acme.test        taken
#               gitlab.acme.test:8443   refused: … is not valid; expected a valid prefix and/or suffix …
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/plugin-catalog-backend-module-gitlab@0.8.8 @backstage/catalog-model@1.7.7 >/dev/null
cat >look.cjs <<'NODE'
const path = require('node:path');
const { FieldFormatEntityPolicy } = require('@backstage/catalog-model');
const { defaultUserTransformer } = require(path.resolve('node_modules/@backstage/plugin-catalog-backend-module-gitlab/dist/lib/defaultTransformers.cjs.js'));

async function look(host) {
  const user = { id: 1, username: 'ada', name: 'Ada', state: 'active', web_url: `https://${host}/ada` };
  const entity = defaultUserTransformer({ user, integrationConfig: { host }, providerConfig: {}, groupNameTransformer: () => '' });
  const said = await new FieldFormatEntityPolicy().enforce(entity).then(() => 'taken', error => `refused: ${error.message.slice(0, 120)}`);
  console.log(`${host} ${said}`);
}
look('gitlab.acme.test').then(() => look('gitlab.acme.test:8443'));
NODE
node look.cjs | tee said
grep -qx 'gitlab.acme.test taken' said
grep -q '^gitlab.acme.test:8443 refused: .*is not valid; expected a valid prefix' said
echo 'as it was'
