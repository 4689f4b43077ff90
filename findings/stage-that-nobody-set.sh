#!/usr/bin/env bash
# Two sign-in modules of one portal take a NODE_ENV that nobody set for opposite stages.
#
# Packages    @backstage/plugin-auth-backend-module-guest-provider 0.2.25, @immobiliarelabs/backstage-plugin-ldap-auth-backend 5.2.0 (npm)
# Input       one configuration with a guest and with a block of LDAP for each stage, in a process without NODE_ENV and with each of its values
# Behaviour   Without it, or with an empty one, LDAP takes the block `development`, and guests are refused as outside of development. A backend that
#             is started by `node packages/backend`, as create-app's Dockerfile does, and whose image does not set it, so answers people by the
#             directory that was meant for trying out, and tells guests that it is no place for that. `auth.environment` moves neither.
# Seen        2026-11:
#               not set      LDAP by development   guests are refused
#               empty        LDAP by development   guests are refused
#               development  LDAP by development   guests come in
#               production   LDAP by production    guests are refused
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
  @backstage/plugin-auth-backend-module-guest-provider@0.2.25 @immobiliarelabs/backstage-plugin-ldap-auth-backend@5.2.0 >/dev/null
cat >look.cjs <<'NODE'
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const of = (name, file) => require(path.resolve('node_modules', name, 'dist', file));
const { guestAuthenticator } = of('@backstage/plugin-auth-backend-module-guest-provider', 'authenticator.cjs.js');
const { ldap } = of('@immobiliarelabs/backstage-plugin-ldap-auth-backend', 'provider.cjs.js');

const block = stage => ({ ldapAuthenticationOptions: { userSearchBase: stage } });
const providers = { guest: {}, ldap: { development: block('development'), production: block('production') } };
const config = new ConfigReader({ auth: { environment: 'production', providers } }).getConfig('auth.providers');

async function look(title) {
  const provider = ldap.create({})({ config: config.getConfig('ldap') });
  const disabled = guestAuthenticator.initialize({ config: config.getConfig('guest') });
  const came = await guestAuthenticator.authenticate({}, disabled).then(() => 'come in', () => 'are refused');
  console.log(`${title} | LDAP by ${provider.ldapAuthenticationOptions.userSearchBase} | guests ${came}`);
}
(async () => {
  delete process.env.NODE_ENV;
  await look('not set');
  for (const [title, stage] of [['empty', ''], ['development', 'development'], ['production', 'production']]) {
    process.env.NODE_ENV = stage;
    await look(title);
  }
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
not set | LDAP by development | guests are refused
empty | LDAP by development | guests are refused
development | LDAP by development | guests come in
production | LDAP by production | guests are refused
SEEN
