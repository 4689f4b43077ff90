#!/usr/bin/env bash
# A portal that has no token for its Argo CD does not say so but signs in there with a name and a password that nobody gave it.
#
# Packages    @roadiehq/backstage-plugin-argo-cd-node 2.0.0 and @backstage-community/plugin-argocd-node 1.4.0, which the two plugins for Argo CD ask
#             it by (npm)
# Input       one instance with `token: ${…}`; with the variable, without it, and for Roadie's with the sign-in by Entra that its README has, in
#             `argocd.oidcConfig`, and neither a token nor a password
# Behaviour   Both take the key of an absent variable as a wish for a name and a password, and where those are not there either, have their own:
#             `argocdUsername` and `argocdPassword`, or `admin` and `password`. Each page of a component so is a failed sign-in at Argo CD, which
#             counts them by name: after five it refuses, for minutes, the right password of `admin` as well. The portal says 401 and that its
#             credentials are invalid, though it was given none. For Entra, README and code ask for there being no other way; one of the
#             plugin's own always is, so that Entra is never asked, whatever is configured.
# Seen        2026-11:                     roadie                                       community
#               with the token             no sign-in, made-up                          no sign-in, made-up
#               without                    signs in as argocdUsername/argocdPassword    signs in as admin/password
#               with Entra                 signs in as argocdUsername/argocdPassword
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 @backstage/errors@1.4.0 cross-fetch@3.2.0 undici@7.24.2 >/dev/null
# What asks Argo CD; what it is plugged into has no part in it.
for package in roadiehq/backstage-plugin-argo-cd-node@2.0.0 backstage-community/plugin-argocd-node@1.4.0; do
  mkdir "${package%%/*}"
  (cd "${package%%/*}" && npm pack --silent "@$package" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { ConfigReader } = require('@backstage/config');
const { ArgoService } = require(path.resolve('roadiehq/package/dist/service/argocd.service.cjs.js'));
const { ArgoCDService } = require(path.resolve('backstage-community/package/dist/ArgoCDService.cjs.js'));

const logger = { info() {}, error() {}, warn() {} };
let asked;
/** Argo CD, which knows one token and nobody's password; and Entra beside it. */
const server = createServer(async (request, response) => {
  const body = await text(request);
  const signIn = request.url.endsWith('/session') ? JSON.parse(body) : undefined;
  if (signIn) asked ??= `signs in as ${signIn.username}/${signIn.password}`;
  else if (request.url.endsWith('/oauth2/v2.0/token')) asked ??= 'asks Entra';
  else asked ??= `no sign-in, ${request.headers.authorization.replace('Bearer ', '')}`;
  response.writeHead(request.headers.authorization ? 200 : 401, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ items: [] }));
});
const readers = {
  roadie: config => ArgoService.fromConfig({ config, logger }).findArgoApp({ selector: 'app=portal' }),
  community: config => new ArgoCDService(config, logger).findApplications({ appName: 'portal' }),
};
async function look(title, reader, instance, more) {
  const url = `http://127.0.0.1:${server.address().port}`;
  const azure = { tenantId: 'acme', clientId: 'portal', clientSecret: 'made-up', loginUrl: url };
  const appLocatorMethods = [{ type: 'config', instances: [{ name: 'main', url, ...instance }] }];
  asked = undefined;
  await readers[reader](new ConfigReader({ argocd: { appLocatorMethods, ...more }, azure })).catch(() => {});
  console.log(`${title} | ${reader} | ${asked}`);
}
server.listen(0, '127.0.0.1', async () => {
  for (const reader of Object.keys(readers)) {
    await look('with the token', reader, { token: 'made-up' });
    await look('without', reader, {});
  }
  await look('with Entra', 'roadie', {}, { oidcConfig: { provider: 'azure', providerConfigKey: 'azure' } });
  process.exit();
});
NODE
timeout 60 node look.cjs | tee said
diff said - <<'SEEN'
with the token | roadie | no sign-in, made-up
without | roadie | signs in as argocdUsername/argocdPassword
with the token | community | no sign-in, made-up
without | community | signs in as admin/password
with Entra | roadie | signs in as argocdUsername/argocdPassword
SEEN
echo 'as it was'
