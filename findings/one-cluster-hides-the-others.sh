#!/usr/bin/env bash
# A cluster that is down has its error beside the others' pods, and one that the portal has no token or certificate for hides them all.
#
# Package     @backstage/plugin-kubernetes-backend 0.21.15, with @kubernetes/client-node 1.4.0 (npm)
# Input       the clusters `dev`, which answers, and `prod`: in order, not listening, refusing the token, with a `caFile` that is not mounted, with a
#             `serviceAccountToken` whose variable is not set, and with `authProvider: oidc` for somebody who is not signed in there
# Behaviour   Each cluster is asked for itself, and a connection that fails or an answer that is an error is shown at that cluster. What is needed
#             before a question can be sent is not: it ends the whole page, of each component, with the one error. So a cluster that was
#             added last takes away those that have worked for years, which are not named in the error, and prod being off the network is
#             the smaller failure than its certificate not being there. Nothing of it shows at the start or before somebody opens a page.
# Seen        2026-11:                            the page
#               prod answers                      dev 1 pod, prod 1 pod
#               nobody listens                    dev 1 pod, prod FETCH_ERROR
#               the token is refused              dev 1 pod, prod UNAUTHORIZED_ERROR
#               caFile is not there               nothing: ENOENT …
#               serviceAccountToken is not there  nothing: ENOENT …
#               not signed in at prod's provider  nothing: Auth token not found under oidc.okta in request body
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 @backstage/plugin-kubernetes-common@0.9.15 \
  @kubernetes/client-node@1.4.0 fs-extra@11.3.2 node-fetch@2.7.0 >/dev/null
# The plugin's own files; what they are plugged into has no part in it.
npm pack --silent @backstage/plugin-kubernetes-backend@0.21.15 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const load = name => require(path.resolve(`package/dist/${name}.cjs.js`));
const { ConfigClusterLocator } = load('cluster-locator/ConfigClusterLocator');
const { DispatchStrategy } = load('auth/DispatchStrategy');
const { OidcStrategy } = load('auth/OidcStrategy');
const { ServiceAccountStrategy } = load('auth/ServiceAccountStrategy');
const { KubernetesClientBasedFetcher } = load('service/KubernetesFetcher');
const { KubernetesConnection } = load('service/KubernetesConnection');
const { KubernetesFanOutHandler } = load('service/KubernetesFanOutHandler');
const { MultiTenantServiceLocator } = load('service-locator/MultiTenantServiceLocator');

const logger = { info() {}, warn() {} };
/** One server is every cluster; it knows one token. */
const server = createServer(({ headers }, response) => {
  response.writeHead(headers.authorization === 'Bearer made-up' ? 200 : 401, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ kind: 'PodList', items: [{ metadata: { name: 'portal-0' } }] }));
});
const shown = ({ cluster, errors, resources }) => `${cluster.name} ${errors[0]?.errorType ?? `${resources[0].resources.length} pod`}`;
async function look(title, prod) {
  const url = `http://127.0.0.1:${server.address().port}`;
  const known = { url, authProvider: 'serviceAccount', serviceAccountToken: 'made-up', skipMetricsLookup: true };
  const authStrategy = new DispatchStrategy({ authStrategyMap: { oidc: new OidcStrategy(), serviceAccount: new ServiceAccountStrategy() } });
  const clusters = [{ ...known, name: 'dev' }, { ...known, name: 'prod', ...prod(url) }];
  const handler = new KubernetesFanOutHandler({
    logger,
    authStrategy,
    customResources: [],
    fetcher: new KubernetesClientBasedFetcher({ connection: new KubernetesConnection({ logger }) }),
    objectTypesToFetch: [{ group: '', apiVersion: 'v1', plural: 'pods', objectType: 'pods' }],
    serviceLocator: new MultiTenantServiceLocator(ConfigClusterLocator.fromConfig(new ConfigReader({ clusters }), authStrategy)),
  });
  const entity = { metadata: { name: 'portal', annotations: { 'backstage.io/kubernetes-id': 'portal' } } };
  const page = await handler.getKubernetesObjectsByEntity({ entity, auth: {} }, { credentials: {} }).then(
    ({ items }) => items.map(shown).join(', '),
    error => `nothing: ${error.code ?? error.message}`,
  );
  console.log(`${title} | ${page}`);
}
server.listen(0, '127.0.0.1', async () => {
  await look('prod answers', () => ({}));
  await look('nobody listens', () => ({ url: 'http://127.0.0.1:1' }));
  await look('the token is refused', () => ({ serviceAccountToken: 'of-before' }));
  await look('caFile is not there', url => ({ url: url.replace('http', 'https'), caFile: '/not-mounted/ca.crt' }));
  await look('serviceAccountToken is not there', () => ({ serviceAccountToken: undefined }));
  await look("not signed in at prod's provider", () => ({ authProvider: 'oidc', oidcTokenProvider: 'okta' }));
  process.exit();
});
NODE
NODE_NO_WARNINGS=1 timeout 60 node look.cjs | tee said
diff said - <<'SEEN'
prod answers | dev 1 pod, prod 1 pod
nobody listens | dev 1 pod, prod FETCH_ERROR
the token is refused | dev 1 pod, prod UNAUTHORIZED_ERROR
caFile is not there | nothing: ENOENT
serviceAccountToken is not there | nothing: ENOENT
not signed in at prod's provider | nothing: Auth token not found under oidc.okta in request body
SEEN
echo 'as it was'
