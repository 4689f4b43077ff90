#!/usr/bin/env bash
# Adding a second organization of GitHub renames every team of the first one.
#
# Package     @backstage/plugin-catalog-backend-module-github-org 0.3.26 (npm)
# Input       `catalog.providers.githubOrg` with `orgs: [acme]`, which has a team `platform`; then with `orgs: [acme, beta]`; then with two entries
# Behaviour   A team is in the catalog's default namespace as long as there is exactly one entry with exactly one organization, and else in a
#             namespace that is named as its organization. So the day another one is added, `group:default/platform` is gone and
#             `group:acme/platform` is there, and each `owner: platform` and each rule that names the old one leads nowhere. A second entry,
#             for another server perhaps, does it as well. People keep their names. Nothing is logged, and no key says which it is to be.
# Seen        2026-11:
#               one organization    user:default/ada in platform, group:default/platform
#               two                 user:default/ada in acme/platform beta/platform, group:acme/platform, group:beta/platform
#               two entries         user:default/ada in acme/platform, group:acme/platform, and the same of beta
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 @backstage/plugin-catalog-backend-module-github-org@0.3.26 >/dev/null
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const { ConfigReader } = require('@backstage/config');
const github = require('@backstage/plugin-catalog-backend-module-github-org').default;

const all = nodes => ({ pageInfo: { hasNextPage: false }, nodes });
const ada = { login: 'ada', name: 'Ada' };
const server = createServer(async (request, response) => {
  let asked = '';
  for await (const piece of request) asked += piece;
  const team = { slug: 'platform', name: 'Platform', members: all([ada]) };
  const organization = /teams\(/.test(JSON.parse(asked).query) ? { teams: all([team]) } : { membersWithRole: all([ada]) };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ data: { organization } }));
});

function told({ kind, metadata, spec }) {
  const reference = `${kind.toLowerCase()}:${metadata.namespace ?? 'default'}/${metadata.name}`;
  return kind === 'User' ? `${reference} in ${spec.memberOf.join(' ')}` : reference;
}
async function look(host, title, githubOrg) {
  const logger = { info() {}, debug() {}, warn() {}, error() {}, child: () => logger };
  const integrations = { github: [{ host, apiBaseUrl: `http://${host}`, token: 'made-up' }] };
  const config = new ConfigReader({ integrations, catalog: { providers: { githubOrg } } });
  const providers = [];
  const syncs = [];
  const scheduler = { createScheduledTaskRunner: () => ({ run: async task => { syncs.push(task.fn); } }) };
  const catalog = { addEntityProvider: provider => providers.push(provider) };
  await github.getRegistrations()[0].init.func({ catalog, config, logger, scheduler });
  const applyMutation = async ({ entities }) => {
    if (entities.length) console.log(`${title} | ${entities.map(({ entity }) => told(entity)).join(', ')}`);
  };
  for (const provider of providers) await provider.connect({ applyMutation });
  for (const sync of syncs) await sync();
}
server.listen(0, '127.0.0.1', async () => {
  const host = `127.0.0.1:${server.address().port}`;
  const entry = (id, ...orgs) => ({ id, githubUrl: `https://${host}`, orgs, schedule: { frequency: 'PT1H', timeout: 'PT1H' } });
  await look(host, 'one organization', entry('a', 'acme'));
  await look(host, 'two', entry('a', 'acme', 'beta'));
  await look(host, 'two entries', [entry('a', 'acme'), entry('b', 'beta')]);
  server.close();
});
NODE
node look.cjs | tee said
diff said - <<'SEEN'
one organization | user:default/ada in platform, group:default/platform
two | user:default/ada in acme/platform beta/platform, group:acme/platform, group:beta/platform
two entries | user:default/ada in acme/platform, group:acme/platform
two entries | user:default/ada in beta/platform, group:beta/platform
SEEN
echo 'as it was'
