#!/usr/bin/env bash
# A cluster whose token did not arrive shows the pods of the portal's own cluster, under its own name, and its address is not looked at.
#
# Packages    @backstage/plugin-kubernetes-backend 0.21.15, with @kubernetes/client-node 1.4.0, and @backstage/config-loader 1.11.5 (npm)
# Input       the clusters `stage` and `prod` with `authProvider: serviceAccount`, an address and `serviceAccountToken: ${…}` each; the portal runs in a
#             third one, as a pod does, with its own account's token. With both variables, and without the one of `prod`
# Behaviour   A variable that is not there takes its key away, which at most other places is an error. Here a cluster without a token is taken for the one
#             that the portal runs in: it is asked there, with the pod's own token, while the page goes on to say `prod`. What runs at home
#             under the component's label, as in a portal of the platform's cluster it often does, is shown as what runs in production;
#             where nothing does, production looks empty. No log tells. Outside of a cluster, on a laptop, the same file is an error.
# Seen        2026-11: shown as   asked at                      with
#               both variables
#                 stage         https://stage.acme.test       stage's token
#                 prod          https://prod.acme.test        prod's token
#               without prod's
#                 stage         https://stage.acme.test       stage's token
#                 prod          https://10.0.0.1              the pod's token
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 @backstage/config-loader@1.11.5 \
  @backstage/plugin-kubernetes-common@0.9.15 @kubernetes/client-node@1.4.0 fs-extra@11.3.2 node-fetch@2.7.0 >/dev/null
# The plugin's own files; what they are plugged into has no part in it.
npm pack --silent @backstage/plugin-kubernetes-backend@0.21.15 >/dev/null
mkdir plugin
tar -xzf ./*.tgz -C plugin
cat >app-config.yaml <<'YAML'
clusters:
  - name: stage
    url: https://stage.acme.test
    authProvider: serviceAccount
    serviceAccountToken: ${STAGE_TOKEN}
  - name: prod
    url: https://prod.acme.test
    authProvider: serviceAccount
    serviceAccountToken: ${PROD_TOKEN}
YAML
cat >look.cjs <<'NODE'
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const { ConfigSources } = require('@backstage/config-loader');
const fs = require('fs-extra');
const load = name => require(path.resolve(`plugin/package/dist/${name}.cjs.js`));

// What each pod has, and nobody else.
const account = '/var/run/secrets/kubernetes.io/serviceaccount/';
const mounted = { [`${account}ca.crt`]: 'made-up', [`${account}token`]: "the pod's token" };
const { pathExistsSync, readFileSync } = fs;
fs.pathExistsSync = file => file in mounted || pathExistsSync(file);
fs.readFileSync = (file, ...rest) => (file in mounted ? Buffer.from(mounted[file]) : readFileSync(file, ...rest));
Object.assign(process.env, { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' });
// Nobody is asked: who would have been, and with what, is all that counts.
require.cache[require.resolve('node-fetch')] = {
  loaded: true,
  exports: async (url, { headers }) => {
    const pods = [{ metadata: { name: `${url.origin} | ${headers.Authorization.replace('Bearer ', '')}` } }];
    return { ok: true, json: async () => ({ kind: 'PodList', items: pods }) };
  },
};
const { ConfigClusterLocator } = load('cluster-locator/ConfigClusterLocator');
const { ServiceAccountStrategy } = load('auth/ServiceAccountStrategy');
const { KubernetesClientBasedFetcher } = load('service/KubernetesFetcher');
const { KubernetesConnection } = load('service/KubernetesConnection');
const { KubernetesFanOutHandler } = load('service/KubernetesFanOutHandler');
const { MultiTenantServiceLocator } = load('service-locator/MultiTenantServiceLocator');

const logger = { info() {}, warn: console.error };
async function look(title, env) {
  const source = ConfigSources.default({ watch: false, rootDir: __dirname, targets: [], argv: [], env, substitutionFunc: async name => env[name] });
  const config = await ConfigSources.toConfig(source);
  const authStrategy = new ServiceAccountStrategy();
  const clusters = config.getConfigArray('clusters').map(cluster => ({ ...cluster.get(), skipMetricsLookup: true }));
  const handler = new KubernetesFanOutHandler({
    logger,
    authStrategy,
    customResources: [],
    fetcher: new KubernetesClientBasedFetcher({ connection: new KubernetesConnection({ logger }) }),
    objectTypesToFetch: [{ group: '', apiVersion: 'v1', plural: 'pods', objectType: 'pods' }],
    serviceLocator: new MultiTenantServiceLocator(ConfigClusterLocator.fromConfig(new ConfigReader({ clusters }), authStrategy)),
  });
  const entity = { metadata: { name: 'portal' } };
  const { items } = await handler.getKubernetesObjectsByEntity({ entity, auth: {} }, { credentials: {} });
  console.log(title);
  for (const { cluster, resources } of items) console.log(`${cluster.name} | ${resources[0].resources[0].metadata.name}`);
}
(async () => {
  await look('both variables', { STAGE_TOKEN: "stage's token", PROD_TOKEN: "prod's token" });
  await look("without prod's", { STAGE_TOKEN: "stage's token" });
  process.exit();
})();
NODE
NODE_NO_WARNINGS=1 timeout 60 node look.cjs | tee said
diff said - <<'SEEN'
both variables
stage | https://stage.acme.test | stage's token
prod | https://prod.acme.test | prod's token
without prod's
stage | https://stage.acme.test | stage's token
prod | https://10.0.0.1 | the pod's token
SEEN
echo 'as it was'
