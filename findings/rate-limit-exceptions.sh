#!/usr/bin/env bash
# Nobody who speaks IPv4 is in the list of exceptions from Backstage's rate limit, not even the machine itself.
#
# Package     @backstage/backend-defaults 0.19.0 (npm), with express-rate-limit 8.2.2
# Input       `backend.rateLimit: {}`, whose exceptions are by default `127.0.0.1` and `::1`, and seven requests from the machine itself: to a backend
#             that listens as Backstage does without `backend.listen`, and with `listen.host: 127.0.0.1`, by IPv4 and by IPv6
# Behaviour   Without a host, Node listens for both protocols at once, and whoever comes by IPv4 is then `::ffff:127.0.0.1`. The list is compared as
#             text, so that a proxy, a probe or a monitor in it, written as everybody writes an address, is limited as anybody is, after five
#             requests in a minute. The exception holds as soon as the backend listens for IPv4 alone, or when it is written `::ffff:10.0.0.5`.
# Seen        2026-11:
#               as it listens by default, by IPv4   5 answered, then 429
#               as it listens by default, by IPv6   7 answered
#               listen.host: 127.0.0.1, by IPv4     7 answered
#               by default, `::ffff:127.0.0.1`      7 answered
# Fails when one of them changes. Needs npm, and a machine that has IPv6.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The files alone, and what they load.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 @backstage/types@1.2.2 express@4.22.1 \
  express-rate-limit@8.2.2 >/dev/null
npm pack --silent @backstage/backend-defaults@0.19.0 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const path = require('node:path');
const express = require('express');
const { ConfigReader } = require('@backstage/config');
const part = name => require(path.resolve('package/dist', name));
const { rateLimitMiddleware } = part('lib/rateLimitMiddleware.cjs.js');
const { readHttpServerOptions } = part('entrypoints/rootHttpRouter/http/config.cjs.js');

async function look(title, backend, from) {
  const config = new ConfigReader(backend);
  const app = express().use(rateLimitMiddleware({ config: config.getConfig('rateLimit') })).use((_, response) => response.end());
  const server = app.listen(0, readHttpServerOptions(config).listen.host);
  await new Promise(ready => server.once('listening', ready));
  const answers = [];
  for (let n = 0; n < 7; n++) answers.push((await fetch(`http://${from}:${server.address().port}/`)).status);
  console.log(`${title}: ${answers.join(' ')}`);
  server.close();
}
(async () => {
  await look('by default, IPv4', { rateLimit: {} }, '127.0.0.1');
  await look('by default, IPv6', { rateLimit: {} }, '[::1]');
  await look('IPv4 alone', { rateLimit: {}, listen: { host: '127.0.0.1' } }, '127.0.0.1');
  await look('by default, mapped', { rateLimit: { ipAllowList: ['::ffff:127.0.0.1'] } }, '127.0.0.1');
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
by default, IPv4: 200 200 200 200 200 429 429
by default, IPv6: 200 200 200 200 200 200 200
IPv4 alone: 200 200 200 200 200 200 200
by default, mapped: 200 200 200 200 200 200 200
SEEN
echo 'as it was'
