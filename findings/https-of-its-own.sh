#!/usr/bin/env bash
# A backend that gets a good certificate of its own answers every browser and refuses itself.
#
# Package     @backstage/backend-defaults 0.16.0 and 0.19.0 (npm)
# Input       `backend.https`: none, `true`, and with a certificate for `portal.acme.test`, which is the host of `backend.baseUrl` and which Node trusts;
#             then with `discovery.endpoints` as well. Asked by a browser at that name, and by a plugin of the backend who somebody is, as
#             each does with the token of a request
# Behaviour   A plugin asks another one by the address that it would have on its own machine, `localhost`, and with `backend.https` by TLS. A
#             certificate from outside is not for that name, and the one that `true` makes is, but nobody trusts it. So the page loads and the
#             lock is closed, while whatever one plugin asks of another ends in "fetch failed", who somebody is among it; trusting the authority
#             once more does not help. A name that the certificate has, as the internal address of every plugin, does. A proxy in front
#             that ends TLS leaves the backend without such a question, so that it comes with the wish to have TLS to the last step.
# Seen        2026-11, both releases:      a browser   a plugin
#               none                       answered    answered
#               true                       answered    DEPTH_ZERO_SELF_SIGNED_CERT
#               a good certificate         answered    ERR_TLS_CERT_ALTNAME_INVALID
#               and discovery.endpoints    answered    answered
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 @backstage/errors@1.4.0 fs-extra@11.3.2 jose@6.1.0 \
  lodash@4.17.21 node-forge@1.3.2 selfsigned@2.4.1 >/dev/null
# The files that listen, and those that find the way to a plugin.
for version in 0.16.0 0.19.0; do
  mkdir "$version"
  (cd "$version" && npm pack --silent "@backstage/backend-defaults@$version" >/dev/null && tar -xzf ./*.tgz)
done
cat >certificate.cjs <<'NODE'
const { writeFileSync } = require('node:fs');
const altNames = [{ type: 2, value: 'portal.acme.test' }];
const extensions = [{ name: 'basicConstraints', cA: true }, { name: 'subjectAltName', altNames }];
const { cert, private: key } = require('selfsigned').generate([{ name: 'commonName', value: 'portal.acme.test' }], { keySize: 2048, extensions });
writeFileSync('cert.pem', cert);
writeFileSync('key.pem', key);
NODE
cat >look.cjs <<'NODE'
const dns = require('node:dns');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const part = name => require(path.resolve(process.argv[2], `package/dist/entrypoints/${name}.cjs.js`));
const { readHttpServerOptions } = part('rootHttpRouter/http/config');
const { createHttpServer } = part('rootHttpRouter/http/createHttpServer');
const { HostDiscovery } = part('discovery/HostDiscovery');
const { DefaultUserInfoService } = part('userInfo/DefaultUserInfoService');
const { createCredentialsWithUserPrincipal } = part('auth/helpers');

// The portal's name leads to this machine.
const { lookup } = dns;
dns.lookup = (name, ...rest) => lookup(name === 'portal.acme.test' ? '127.0.0.1' : name, ...rest);
const logger = { info() {}, warn: console.error, error: console.error };
const token = `e30.${Buffer.from('{"sub":"user:default/ada"}').toString('base64url')}.x`;
const answer = (_, response) => response.setHeader('content-type', 'application/json').end('{"claims":{"ent":["user:default/ada"]}}');
async function look(title, https, named) {
  const backend = { baseUrl: 'https://portal.acme.test', listen: { port: 0 }, ...(https ? { https } : {}) };
  const server = await createHttpServer(answer, readHttpServerOptions(new ConfigReader(backend)), { logger });
  await server.start();
  backend.listen.port = server.port();
  const outside = `${https ? 'https' : 'http'}://portal.acme.test:${server.port()}`;
  const endpoints = [{ target: { internal: `${outside}/api/{{pluginId}}` }, plugins: ['*'] }];
  const discovery = HostDiscovery.fromConfig(new ConfigReader({ backend, ...(named ? { discovery: { endpoints } } : {}) }), { logger });
  const asked = promise => promise.then(() => 'answered', error => error.cause?.code ?? error.message);
  // A browser has its own list of whom to trust, and asks its owner where one is not in it.
  const { request } = https ? require('node:https') : require('node:http');
  const browser = asked(new Promise((done, failed) => {
    request(outside, { rejectUnauthorized: https !== true }, done).on('error', failed).end();
  }));
  const credentials = createCredentialsWithUserPrincipal('user:default/ada', token, new Date());
  const plugin = asked(new DefaultUserInfoService({ discovery }).getUserInfo(credentials));
  console.log(`${title} | ${await browser} | ${await plugin}`);
}
(async () => {
  const [cert, key] = ['cert.pem', 'key.pem'].map(file => readFileSync(file, 'utf8'));
  await look('none');
  await look('true', true);
  await look('a good certificate', { certificate: { cert, key } });
  await look('and discovery.endpoints', { certificate: { cert, key } }, true);
  process.exit();
})();
NODE
node certificate.cjs
for version in 0.16.0 0.19.0; do
  echo "$version"
  env -u NODE_TLS_REJECT_UNAUTHORIZED NODE_EXTRA_CA_CERTS="$work/cert.pem" NODE_NO_WARNINGS=1 timeout 60 node look.cjs "$version"
done | tee said
seen() {
  cat <<'SEEN'
none | answered | answered
true | answered | DEPTH_ZERO_SELF_SIGNED_CERT
a good certificate | answered | ERR_TLS_CERT_ALTNAME_INVALID
and discovery.endpoints | answered | answered
SEEN
}
diff said <(echo 0.16.0; seen; echo 0.19.0; seen)
echo 'as it was'
