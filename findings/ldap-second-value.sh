#!/usr/bin/env bash
# Whoever has two mail addresses in the directory has none in the portal, and a second user name keeps everybody out.
#
# Packages    @backstage/plugin-catalog-backend-module-ldap 0.12.9, with ldapts 8.1.2, and ldapjs 3.0.7 for a directory to read (npm)
# Input       people as `inetOrgPerson` allows them: with one value each, with a second `mail`, with a second `cn`, and then with a second `uid`;
#             the keys of `map` as they are by default
# Behaviour   `mail`, `cn` and `uid` may have several values, and a married name or an old address is often kept as one. The module maps an
#             attribute that has exactly one value and takes any other for one that is not there, where one would guess the first. Nothing is
#             logged for an address or a name, and such a person is not found at sign-in by the address that the directory shows first. For
#             `uid` it is told to be missing, and with that one person the whole sync ends, everybody else's too. Groups may have as many as they like.
# Seen        2026-11:
#               one of each   Ada, ada@acme.test, in 2 groups
#               two mail      Bob, no address, in 2 groups
#               two cn        no name, cyd@acme.test, in 2 groups
#               two uid       nobody: User syncing failed: missing 'uid' attribute
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The module's files and what they load; what it is plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/backend-plugin-api@1.12.0 @backstage/catalog-model@1.10.3 \
  @backstage/config@1.3.11 @backstage/errors@1.4.0 ldapjs@3.0.7 ldapts@8.1.2 lodash@4.17.21 2>/dev/null >/dev/null
npm pack --silent @backstage/plugin-catalog-backend-module-ldap@0.12.9 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const path = require('node:path');
const { createServer } = require('ldapjs');
const { ConfigReader } = require('@backstage/config');
const part = name => require(path.resolve(`package/dist/ldap/${name}.cjs.js`));
const { LdapClient } = part('client');
const { readProviderConfigs } = part('config');
const { readLdapOrg } = part('read');

const PEOPLE = 'ou=people,dc=acme';
const GROUPS = 'ou=groups,dc=acme';
const groups = ['platform', 'data'].map(cn => ({ dn: `cn=${cn},${GROUPS}`, cn }));
const person = (uid, cn, mail) => {
  const dn = `uid=${[uid].flat()[0]},${PEOPLE}`;
  return { dn, uid, cn, mail, memberOf: groups.map(group => group.dn) };
};
let people;
const server = createServer();
server.search('', (request, response) => {
  const base = request.dn.toString().replaceAll(' ', '');
  const entries = base === '' ? [{ dn: '', vendorName: 'Acme' }] : base.startsWith('ou=people') ? people : groups;
  for (const { dn, ...attributes } of entries) response.send({ dn, attributes: { objectclass: 'top', ...(dn && { entryDN: dn }), ...attributes } }, true);
  response.end();
});
async function look(client, title, ...whom) {
  people = whom;
  const [config] = readProviderConfigs(new ConfigReader({
    catalog: { providers: { ldapOrg: { acme: { target: 'ldap://directory.acme.test', users: { dn: PEOPLE }, groups: { dn: GROUPS } } } } },
  }));
  const said = await readLdapOrg(client, config.users, config.groups).then(
    ({ users: [{ spec }] }) => `${spec.profile.displayName ?? 'no name'}, ${spec.profile.email ?? 'no address'}, in ${spec.memberOf.length} groups`,
    error => `nobody: ${error.message.split(',')[0]}`,
  );
  console.log(`${title} | ${said}`);
}
(async () => {
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  const logger = { debug() {}, warn() {} };
  const client = await LdapClient.create(logger, server.url);
  const ada = person('ada', 'Ada', 'ada@acme.test');
  await look(client, 'one of each', ada);
  await look(client, 'two mail', person('bob', 'Bob', ['bob@acme.test', 'bob.old@acme.test']));
  await look(client, 'two cn', person('cyd', ['Cyd', 'Cyd Byron'], 'cyd@acme.test'));
  await look(client, 'two uid', ada, person(['dan', 'dan.old'], 'Dan', 'dan@acme.test'));
  process.exit();
})();
NODE
node --no-warnings look.cjs | tee said
diff said - <<'SEEN'
one of each | Ada, ada@acme.test, in 2 groups
two mail | Bob, no address, in 2 groups
two cn | no name, cyd@acme.test, in 2 groups
two uid | nobody: User syncing failed: missing 'uid' attribute
SEEN
echo 'as it was'
