#!/usr/bin/env bash
# The scope that lets a portal see somebody's address at GitHub is asked for, consented to, and never used.
#
# Packages    @backstage/plugin-auth-backend-module-github-provider 0.5.9, with passport-github2 0.1.12, and
#             @backstage/plugin-catalog-backend-module-github-org 0.3.26 (npm)
# Input       Ada, whose address at GitHub is not public, as it is for everybody by default, and Bob, whose private one is; both have one of the
#             company that GitHub has verified. Signed in without and with `additionalScopes: [user:email]`, and read by the sync
#             with `defaultUserTransformer.useVerifiedEmails`
# Behaviour   passport-github2 asks for somebody's addresses when its own setting names the scope, and the module hands the scope to the page of
#             consent, not to that setting. People are so asked to show their addresses and do, the token has the scope, and `/user/emails` is never
#             asked. Only a public address counts, whichever it is. The sync reads the company's, which needs no consent, so that whoever
#             is in the catalog by that address is unknown by it at sign-in, with the scope as without.
# Seen        2026-11:
#                                    consent to             address at sign-in   /user/emails   in the catalog
#               Ada, by default      read:user              none                 not asked      ada@acme.test
#               Ada, user:email      read:user user:email   none                 not asked      ada@acme.test
#               Bob, user:email      read:user user:email   bob@home.test        not asked      bob@acme.test
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/plugin-auth-backend-module-github-provider@0.5.9 \
  @backstage/plugin-catalog-backend-module-github-org@0.3.26 @backstage/plugin-auth-node@0.7.8 @backstage/config@1.3.11 cookie-parser@1.4.7 express@4.22.1 \
  passport-github2@0.1.12 >/dev/null
cat >look.cjs <<'NODE'
const https = require('node:https');
const cookies = require('cookie-parser');
const express = require('express');
const { ConfigReader } = require('@backstage/config');
const { createOAuthRouteHandlers } = require('@backstage/plugin-auth-node');
const { githubAuthenticator } = require('@backstage/plugin-auth-backend-module-github-provider');
const { buildDefaultUserTransformer } = require('@backstage/plugin-catalog-backend-module-github');

const served = [];
const serve = app => new Promise(ready => {
  const server = app.listen(0, '127.0.0.1', () => ready(`http://127.0.0.1:${server.address().port}`));
  served.push(server);
});
const PEOPLE = {
  Ada: { id: 1, login: 'ada', email: null, others: ['ada@home.test', 'ada@acme.test'] },
  Bob: { id: 2, login: 'bob', email: 'bob@home.test', others: ['bob@home.test', 'bob@acme.test'] },
};
let person;
let emails;
const github = express();
github.post('/login/oauth/access_token', (_, response) => response.json({ access_token: 'made-up', token_type: 'bearer', scope: 'read:user,user:email' }));
github.get('/api/v3/user', (_, response) => response.json({ id: person.id, login: person.login, email: person.email }));
// The other addresses are asked for at github.com, which nobody gets to here.
https.request = ({ host, path }) => {
  emails = 'asked';
  throw new Error(`asked ${host}${path}`);
};
async function look(name, ...additionalScopes) {
  person = PEOPLE[name];
  emails = 'not asked';
  const enterpriseInstanceUrl = await serve(github);
  const config = new ConfigReader({ clientId: 'portal', clientSecret: 'made-up', enterpriseInstanceUrl, additionalScopes });
  let profile;
  const handlers = createOAuthRouteHandlers({
    authenticator: githubAuthenticator, config, providerId: 'github', baseUrl: 'http://localhost:7007/api/auth', appUrl: 'http://localhost:3000',
    isOriginAllowed: () => true, signInResolver: async info => { profile = info.profile; throw new Error('seen'); },
  });
  const portal = await serve(express().use(cookies()).get('/start', handlers.start).get('/frame', handlers.frameHandler));
  const start = await fetch(`${portal}/start?env=production`, { redirect: 'manual' });
  const consent = new URL(start.headers.get('location')).searchParams;
  const cookie = start.headers.getSetCookie().map(text => text.split(';')[0]).filter(text => !text.endsWith('=')).join('; ');
  await fetch(`${portal}/frame?code=made-up&state=${consent.get('state')}`, { headers: { cookie } });
  // What the sync is given by GitHub for the same person.
  const synced = await buildDefaultUserTransformer({ useVerifiedEmails: true })({ login: person.login, email: person.email, organizationVerifiedDomainEmails: [person.others[1]] });
  const title = `${name}, ${additionalScopes[0] ?? 'by default'}`;
  console.log([title, consent.get('scope'), profile.email ?? 'none', emails, synced.spec.profile.email].join(' | '));
}
(async () => {
  await look('Ada');
  await look('Ada', 'user:email');
  await look('Bob', 'user:email');
  served.forEach(server => server.close());
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
Ada, by default | read:user | none | not asked | ada@acme.test
Ada, user:email | read:user user:email | none | not asked | ada@acme.test
Bob, user:email | read:user user:email | bob@home.test | not asked | bob@acme.test
SEEN
echo 'as it was'
