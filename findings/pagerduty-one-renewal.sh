#!/usr/bin/env bash
# While the token of one PagerDuty account is renewed, the portal asks every other account without one, and one renewal that fails is the last.
#
# Package     @pagerduty/backstage-plugin-backend 0.14.0 (npm)
# Input       `pagerDuty.accounts` with `oauth` for `one` and `two`, whose tokens last an hour and a day; after that hour both are asked for at once,
#             while the server for tokens answers, or breaks the connection once, and both are asked for again when it is well
# Behaviour   A token that is at its end has the plugin read its configuration anew, and that begins by throwing away what it has, for all accounts.
#             Whoever looks at a service of `two` in that moment is taken to PagerDuty with an empty header, and refused, though its token is good
#             for another 23 hours. When the answer does not come, `one` has no token, and from then on the plugin takes it for an account that
#             has none: nobody asks for another until the portal is restarted, each page of it goes with an empty header, and the one line in
#             the log is from the hour when it began.
# Seen        2026-11: the header of each   one                                                    two                    tokens asked for
#               renewed, at once            token 3                                                (empty)                4
#               afterwards                  token 3                                                token 4                4
#               broken, at once             Cannot read properties of undefined (reading …)        (empty)                4
#               afterwards, all is well     (empty)                                                token 4                4
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The file that signs in; of what it loads there is the name of an error, for answers that do not occur here.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 >/dev/null
mkdir -p node_modules/@pagerduty/backstage-plugin-common
echo 'exports.HttpError = Error;' >node_modules/@pagerduty/backstage-plugin-common/index.js
npm pack --silent @pagerduty/backstage-plugin-backend@0.14.0 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');

const file = path.resolve('package/dist/auth/auth.cjs.js');
const logger = { info() {}, warn() {}, error() {} };
const hours = { one: 1, two: 24 };
const oauth = name => ({ clientId: name, clientSecret: 'made-up', subDomain: name });
const accounts = Object.keys(hours).map(id => ({ id, isDefault: id === 'one', oauth: oauth(id) }));
const started = Date.now();
async function look(title, failing) {
  // The plugin as a portal has it that was just started.
  delete require.cache[file];
  const { getAuthToken, loadAuthConfig } = require(file);
  let now = started;
  Date.now = () => now;
  let asked = 0;
  let broken = '';
  global.fetch = async (_, { body }) => {
    const account = body.get('client_id');
    const number = (asked += 1);
    await new Promise(setImmediate);
    if (account === broken) throw new TypeError('fetch failed');
    return Response.json({ access_token: number, expires_in: hours[account] * 3600 });
  };
  const both = async () => {
    const told = await Promise.allSettled(Object.keys(hours).map(id => getAuthToken(id)));
    const words = ({ value, reason }) => (reason ? reason.message.replace(/'\w+'/, '…') : value.replace('Bearer', 'token') || '(empty)');
    return `${told.map(words).join(' | ')} | ${asked}`;
  };
  await loadAuthConfig(new ConfigReader({ pagerDuty: { accounts } }), logger);
  now += 61 * 60 * 1000;
  broken = failing;
  console.log(`${title}, at once | ${await both()}`);
  broken = '';
  await new Promise(done => setTimeout(done, 100));
  console.log(`afterwards | ${await both()}`);
}
(async () => {
  await look('renewed', '');
  await look('broken', 'one');
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
renewed, at once | token 3 | (empty) | 4
afterwards | token 3 | token 4 | 4
broken, at once | Cannot read properties of undefined (reading …) | (empty) | 4
afterwards | (empty) | token 4 | 4
SEEN
echo 'as it was'
