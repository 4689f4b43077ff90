#!/usr/bin/env bash
# Of GitHub's three page sizes, one alone stops the sync of people.
#
# Package     @backstage/plugin-catalog-backend-module-github-org 0.3.26, and graphql 16.11.0 for what a server says of a request's variables (npm)
# Input       `catalog.providers.githubOrg` with `pageSizes: { teams: 10 }`, for when GitHub takes too long, with all three, and without the key
# Behaviour   Each of the three has a number of its own where the key says nothing. Where the key is there at all, those that it leaves out are read
#             as not there and put over these numbers: the request declares them as required and has none, and GraphQL has no other answer
#             than an error. The sync of that source ends there, each time. The configuration's schema says of each that it is optional.
# Seen        2026-11:
#               nothing   25 teams, 50 members, 50 people
#               teams     Variable "$organizationMembersPageSize" of required type "Int!" was not provided.
#               all       10 teams, 10 members, 10 people
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts graphql@16.11.0 @backstage/config@1.3.11 \
  @backstage/plugin-catalog-backend-module-github-org@0.3.26 >/dev/null
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const { buildSchema, getVariableValues, parse } = require('graphql');
const { ConfigReader } = require('@backstage/config');
const github = require('@backstage/plugin-catalog-backend-module-github-org').default;

const schema = buildSchema('type Query { nothing: Int }');
const none = { pageInfo: { hasNextPage: false }, nodes: [] };
const told = [];
function answer({ query, variables }) {
  const { errors, coerced } = getVariableValues(schema, parse(query).definitions[0].variableDefinitions, variables);
  if (errors) {
    told.push(errors[0].message);
    return { errors };
  }
  const { teamsPageSize: teams, membersPageSize: members, organizationMembersPageSize: people } = coerced;
  told.push(teams ? `${teams} teams, ${members} members` : `${people} people`);
  return { data: { organization: { teams: none, membersWithRole: none } } };
}
const server = createServer(async (request, response) => {
  let asked = '';
  for await (const piece of request) asked += piece;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer(JSON.parse(asked))));
});
async function look(host, title, pageSizes) {
  const logger = { info() {}, debug() {}, warn() {}, error() {}, child: () => logger };
  const entry = { id: 'a', githubUrl: `https://${host}`, orgs: ['acme'], schedule: { frequency: 'PT1H', timeout: 'PT1H' }, ...pageSizes };
  const integrations = { github: [{ host, apiBaseUrl: `http://${host}`, token: 'made-up' }] };
  const config = new ConfigReader({ integrations, catalog: { providers: { githubOrg: entry } } });
  let provider;
  let sync;
  const scheduler = { createScheduledTaskRunner: () => ({ run: async task => { sync = task.fn; } }) };
  await github.getRegistrations()[0].init.func({ catalog: { addEntityProvider: one => { provider = one; } }, config, logger, scheduler });
  await provider.connect({ applyMutation: async () => {} });
  await sync();
  console.log(`${title} | ${told.splice(0).sort().reverse().join(', ')}`);
}
server.listen(0, '127.0.0.1', async () => {
  const host = `127.0.0.1:${server.address().port}`;
  await look(host, 'nothing', {});
  await look(host, 'teams', { pageSizes: { teams: 10 } });
  await look(host, 'all', { pageSizes: { teams: 10, teamMembers: 10, organizationMembers: 10 } });
  server.close();
});
NODE
node look.cjs | tee said
diff said - <<'SEEN'
nothing | 50 people, 25 teams, 50 members
teams | Variable "$organizationMembersPageSize" of required type "Int!" was not provided.
all | 10 teams, 10 members, 10 people
SEEN
echo 'as it was'
