#!/usr/bin/env bash
# With webhooks on, whoever is put into a team of GitHub loses the mail address and the name that the sync had brought.
#
# Packages    @backstage/plugin-catalog-backend-module-github-org 0.3.26, and of GitHub itself @octokit/webhooks-examples 7.6.1 (npm)
# Input       a person with a name and an address, read by the sync with a token; then GitHub's own example of the event `membership`, action
#             `added`, for the same person, and of `organization`, action `member_added`, for somebody new
# Behaviour   Webhooks are there so that the sync may run more rarely. For an event the person is not read again but written anew from what
#             the event says, and GitHub says neither name nor address nor description in it. All three so go until the next sync, with them
#             every sign-in that goes by the address, and the person is told to be unknown minutes after having been given a team. Somebody new is
#             in the catalog at once, and comes in only after the next sync, however rare it was made.
# Seen        2026-11:
#               the sync                     Codertocat: Ada Lovelace, ada@acme.test, Reads graphs, in github
#               put into the team            Codertocat: no name, no address, no description, in github
#               new in the organization      hacktocat: no name, no address, no description
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 @backstage/plugin-catalog-backend-module-github-org@0.3.26 \
  @octokit/webhooks-examples@7.6.1 >/dev/null
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const { ConfigReader } = require('@backstage/config');
const github = require('@backstage/plugin-catalog-backend-module-github-org').default;
const examples = require('@octokit/webhooks-examples/api.github.com/index.json');

const example = (event, action) => examples.find(({ name }) => name === event).examples.find(one => one.action === action && (event !== 'membership' || one.team.slug));
const added = example('membership', 'added');
const joined = example('organization', 'member_added');
const ada = { login: added.member.login, id: added.member.node_id, name: 'Ada Lovelace', email: 'ada@acme.test', bio: 'Reads graphs', avatarUrl: added.member.avatar_url };
const { slug, name } = added.team;
const team = { slug, name, combinedSlug: `${added.organization.login}/${slug}`, members: all([{ login: ada.login }]) };
function all(nodes) {
  return { pageInfo: { hasNextPage: false }, nodes };
}
function answer({ query, variables }) {
  if (/organizations\(/.test(query)) return { user: { organizations: all([{ login: added.organization.login }]) } };
  if (/team\(/.test(query)) return { organization: { team } };
  // The teams of one person, or those of all.
  if (/teams\(first/.test(query)) return { organization: { teams: all([variables.userLogins?.[0] === joined.membership.user.login ? [] : [team]].flat()) } };
  return { organization: { membersWithRole: all([ada]) } };
}
const server = createServer(async (request, response) => {
  let asked = '';
  for await (const piece of request) asked += piece;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ data: answer(JSON.parse(asked)) }));
});
function told({ metadata, spec }) {
  const { displayName = 'no name', email = 'no address' } = spec.profile;
  const groups = spec.memberOf.length ? `, in ${spec.memberOf.join(' ')}` : '';
  return `${metadata.name}: ${displayName}, ${email}, ${metadata.description ?? 'no description'}${groups}`;
}
server.listen(0, '127.0.0.1', async () => {
  const host = `127.0.0.1:${server.address().port}`;
  const logger = { info() {}, debug() {}, warn() {}, error: console.error, child: () => logger };
  const schedule = { frequency: 'PT1H', timeout: 'PT1H' };
  const githubOrg = { id: 'a', githubUrl: `https://${host}`, orgs: [added.organization.login], schedule };
  const integrations = { github: [{ host, apiBaseUrl: `http://${host}`, token: 'made-up' }] };
  const config = new ConfigReader({ integrations, catalog: { providers: { githubOrg } } });
  const providers = [];
  let sync;
  let hear;
  const events = { subscribe: async ({ onEvent }) => { hear = onEvent; } };
  const scheduler = { createScheduledTaskRunner: () => ({ run: async task => { sync = task.fn; } }) };
  await github.getRegistrations()[0].init.func({ catalog: { addEntityProvider: one => providers.push(one) }, config, events, logger, scheduler });
  let title;
  const applyMutation = async change => {
    for (const { entity } of change.entities ?? change.added) if (entity.kind === 'User') console.log(`${title} | ${told(entity)}`);
  };
  for (const provider of providers) await provider.connect({ applyMutation });
  title = 'the sync';
  await sync();
  title = 'put into the team';
  await hear({ topic: 'github.membership', eventPayload: added });
  title = 'new in the organization';
  await hear({ topic: 'github.organization', eventPayload: { ...joined, organization: added.organization } });
  server.close();
});
NODE
node look.cjs | tee said
diff said - <<'SEEN'
the sync | Codertocat: Ada Lovelace, ada@acme.test, Reads graphs, in github
put into the team | Codertocat: no name, no address, no description, in github
new in the organization | hacktocat: no name, no address, no description
SEEN
echo 'as it was'
