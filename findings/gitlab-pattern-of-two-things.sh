#!/usr/bin/env bash
# The same pattern for people of GitLab is held against names with one token and against mail addresses with another.
#
# Package     @backstage/plugin-catalog-backend-module-gitlab 0.8.8 (npm)
# Input       `userPattern` for two people by name, and for a company's addresses; a GitLab that gives `email` to the token of an administrator and
#             leaves it out for everybody else's, as its own reference of the request for users says
# Behaviour   The pattern is tried on the address of whoever has one in the answer and on the user name of whoever has none. So a token with more
#             rights leaves out all whom the pattern names, one with fewer all whom it knows by address, and what is left is written as everybody
#             there is: the catalog loses them, and who signs in is nobody. The log counts zero of two, without an error. A pattern for names
#             that has to work with both says what stands behind the name, too: `^(ada|bob)(@|$)`.
# Seen        2026-11:                           administrator   other
#               ^(ada|bob)$                      full 0          full 2
#               @acme\.test$                     full 2          full 0
#               ^(ada|bob)(@|$)                  full 2          full 2
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The module's files and what they load; what it is plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/backend-plugin-api@1.12.0 @backstage/catalog-model@1.10.3 \
  @backstage/config@1.3.11 @backstage/integration@2.2.0 lodash@4.17.21 >/dev/null
npm pack --silent @backstage/plugin-catalog-backend-module-gitlab@0.8.8 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const { GitlabOrgDiscoveryEntityProvider } = require(path.resolve('package/dist/providers/GitlabOrgDiscoveryEntityProvider.cjs.js'));

const gitlab = createServer(({ url, headers }, response) => {
  const may = JSON.stringify(headers).includes('of-an-administrator');
  const person = (username, id) => ({ id, username, state: 'active', web_url: `https://git.acme.test/${username}`, ...(may && { email: `${username}@acme.test` }) });
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(url.startsWith('/api/v4/users') ? ['ada', 'bob'].map(person) : []));
});
async function look(userPattern, token) {
  const host = `127.0.0.1:${gitlab.address().port}`;
  const logger = { info() {}, debug() {}, warn() {}, error: console.error, child: () => logger };
  const config = new ConfigReader({
    integrations: { gitlab: [{ host, token, baseUrl: `http://${host}`, apiBaseUrl: `http://${host}/api/v4` }] },
    catalog: { providers: { gitlab: { acme: { host, userPattern, orgEnabled: true } } } },
  });
  const tasks = [];
  const [provider] = GitlabOrgDiscoveryEntityProvider.fromConfig(config, { logger, schedule: { run: async task => tasks.push(task) } });
  let written;
  await provider.connect({ applyMutation: async ({ type, entities }) => { written = `${type} ${entities.length}`; } });
  await tasks[0].fn();
  return written;
}
gitlab.listen(0, '127.0.0.1', async () => {
  for (const pattern of ['^(ada|bob)$', '@acme\\.test$', '^(ada|bob)(@|$)']) {
    console.log(`${pattern} | ${await look(pattern, 'of-an-administrator')} | ${await look(pattern, 'of-somebody')}`);
  }
  gitlab.close();
});
NODE
node look.cjs | tee said
diff said - <<'SEEN'
^(ada|bob)$ | full 0 | full 2
@acme\.test$ | full 2 | full 0
^(ada|bob)(@|$) | full 2 | full 2
SEEN
echo 'as it was'
