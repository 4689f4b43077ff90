#!/usr/bin/env bash
# Of the ways to name people of Okta, the safe-looking one makes one person of two, and takes apart every name with a digit.
#
# Package     @roadiehq/catalog-backend-module-okta 1.4.1, with lodash 4.17.21 (npm)
# Input       four people: `ada.byron` and `ada-byron` at `acme.test`, `bob2` there and another `bob2` at `beta.test`, who alone is in the group `Team 2`,
#             while nobody is in `team-2`; each `userNamingStrategy`, and `groupNamingStrategy: kebab-case-name`
# Behaviour   `kebab-case-email` does not put a hyphen for the `@` and the dots but takes the address apart into words, and a number is a word: dots,
#             hyphens and the `@` are all one, and `bob2` is `bob-2`. Whoever comes later under a name replaces who was there, address and all,
#             without a word, and signs in as somebody whom others know by that name. `strip-domain-email`, of which one expects it, does so
#             across domains alone, and only its names are those that the resolver by the first part of an address looks for. Of two groups
#             whose names differ in a blank or a capital the later is left, without the other's people, whatever people are named by.
# Seen        2026-11:
#                                    people   found by the first part
#               id                   4        nobody
#               kebab-case-email     3        nobody   ada-byron-acme-test, bob-2-acme-test, bob-2-beta-test
#               slugify-email        4        nobody   ada.byron-acme.test, ada-byron-acme.test, bob2-acme.test, bob2-beta.test
#               strip-domain-email   3        all      ada.byron, ada-byron, bob2
#               groups               team-2 of nobody
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The module's files and what they load; what it is plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/catalog-model@1.10.3 @backstage/errors@1.4.0 @okta/okta-sdk-nodejs@8.1.0 \
  lodash@4.17.21 slugify@1.6.6 >/dev/null
npm pack --silent @roadiehq/catalog-backend-module-okta@1.4.1 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const path = require('node:path');
const { OktaOrgEntityProvider } = require(path.resolve('package/dist/providers/OktaOrgEntityProvider.cjs.js'));

const people = ['ada.byron@acme.test', 'ada-byron@acme.test', 'bob2@acme.test', 'bob2@beta.test'].map((email, n) => ({ id: `u${n + 1}`, profile: { email } }));
const groups = [{ id: 'g1', profile: { name: 'Team 2' }, people: [people[3]] }, { id: 'g2', profile: { name: 'team-2' }, people: [] }];
const all = list => ({ each: async heed => list.forEach(heed) });
class Provider extends OktaOrgEntityProvider {
  getClient() {
    return {
      userApi: { listUsers: async () => all(people) },
      groupApi: { listGroups: async () => all(groups), listGroupUsers: async ({ groupId }) => all(groups.find(({ id }) => id === groupId).people) },
    };
  }
}
async function look(userNamingStrategy) {
  const heard = [];
  const logger = { info() {}, warn: one => heard.push(one), error: one => heard.push(one) };
  const provider = new Provider({ orgUrl: 'https://acme.okta.test' }, { logger, userNamingStrategy, groupNamingStrategy: 'kebab-case-name', includeEmptyGroups: true });
  let written;
  await provider.connect({ applyMutation: async ({ entities }) => { written = entities.map(({ entity }) => entity); } });
  await provider.run();
  const users = written.filter(({ kind }) => kind === 'User');
  const names = users.map(({ metadata }) => metadata.name);
  const found = people.filter(({ profile }) => names.includes(profile.email.split('@')[0])).length;
  const teams = written.filter(({ kind }) => kind === 'Group').map(({ metadata, spec }) => `${metadata.name} of ${spec.members.join(' ') || 'nobody'}`);
  const byFirst = found === people.length ? 'all' : found || 'nobody';
  console.log([userNamingStrategy, names.length, byFirst, names.join(', '), teams.join(', '), heard.length ? heard : 'no word'].join(' | '));
}
(async () => {
  for (const way of ['id', 'kebab-case-email', 'slugify-email', 'strip-domain-email']) await look(way);
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
id | 4 | nobody | u1, u2, u3, u4 | team-2 of nobody | no word
kebab-case-email | 3 | nobody | ada-byron-acme-test, bob-2-acme-test, bob-2-beta-test | team-2 of nobody | no word
slugify-email | 4 | nobody | ada.byron-acme.test, ada-byron-acme.test, bob2-acme.test, bob2-beta.test | team-2 of nobody | no word
strip-domain-email | 3 | all | ada.byron, ada-byron, bob2 | team-2 of nobody | no word
SEEN
echo 'as it was'
