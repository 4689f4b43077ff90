#!/usr/bin/env bash
# A zone of Google's that does not answer takes its clusters out of the portal as if they had been deleted, and a project that refuses takes none.
#
# Packages    @backstage/plugin-catalog-backend-module-gcp 0.3.23 and @backstage/plugin-kubernetes-backend 0.21.15 (npm)
# Input       the clusters `stage` in one zone and `prod` in another, found by `catalog.providers.gcp.gke` and by `kubernetes.clusterLocatorMethods` with
#             `type: gke`; in a second reading `prod`'s zone does not answer, which Google's answer says in `missingZones` beside the rest, with success;
#             in a third the portal may not read the project
# Behaviour   Google's answer is one for all zones, and says which of them it lacks; its reference says that the list may then be incomplete. Both
#             readers take it for all there is. The catalog so deletes `prod`, with whatever was said of it and with the relations to it, and
#             Kubernetes' page has one cluster, in the hour in which somebody looks for what is wrong in that zone. An error instead, of which one
#             would expect less good, leaves everything as it was. Nothing is logged but the names of those that are left.
# Seen        2026-11:             the catalog               Kubernetes
#               all well           stage, prod               stage, prod
#               a zone is away     stage, prod is deleted    stage
#               refused            as before                 as before
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/backend-plugin-api@1.10.1 @backstage/catalog-model@1.10.3 @backstage/config@1.3.11 \
  @backstage/errors@1.4.0 @backstage/plugin-kubernetes-common@0.9.15 >/dev/null
# The readers' own files; Google's client, which they are handed here, is loaded by name as well.
for package in catalog-backend-module-gcp@0.3.23 kubernetes-backend@0.21.15; do
  mkdir "${package%%-*}"
  (cd "${package%%-*}" && npm pack --silent "@backstage/plugin-$package" >/dev/null && tar -xzf ./*.tgz)
done
mkdir -p node_modules/@google-cloud/container
echo 'exports.v1 = {};' >node_modules/@google-cloud/container/index.js
cat >look.cjs <<'NODE'
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const { GkeEntityProvider } = require(path.resolve('catalog/package/dist/providers/GkeEntityProvider.cjs.js'));
const { GkeClusterLocator } = require(path.resolve('kubernetes/package/dist/cluster-locator/GkeClusterLocator.cjs.js'));

const cluster = (name, location) => ({ name, location, endpoint: `${name}.acme.test`, selfLink: name, masterAuth: { clusterCaCertificate: 'made-up' } });
const clusters = [cluster('stage', 'europe-west1-b'), cluster('prod', 'europe-west1-c')];
let answer;
const client = { listClusters: async () => [answer()] };
const quiet = () => {};
const logger = { info: quiet, warn: quiet, error: quiet };
(async () => {
  const gke = { parents: ['projects/acme/locations/-'], schedule: { frequency: { hours: 1 }, timeout: { minutes: 5 } } };
  const config = new ConfigReader({ catalog: { providers: { gcp: { gke } } } });
  const scheduler = { createScheduledTaskRunner: () => ({ run: async () => {} }) };
  const provider = GkeEntityProvider.fromConfigWithClient({ logger, scheduler, config, clusterManagerClient: client });
  let inCatalog = [];
  let told;
  await provider.connect({
    applyMutation: async ({ type, entities }) => {
      const names = entities.map(({ entity }) => entity.metadata.name);
      const gone = type === 'full' ? inCatalog.filter(name => !names.includes(name)) : [];
      told = [...names, ...gone.map(name => `${name} is deleted`)].join(', ');
      inCatalog = names;
    },
  });
  const locator = GkeClusterLocator.fromConfigWithClient(new ConfigReader({ type: 'gke', projectId: 'acme' }), client, logger);
  async function look(title, next) {
    answer = next;
    told = 'as before';
    await provider.refresh();
    // What the portal does every few minutes.
    const read = await locator.refreshClusters().then(() => true, () => false);
    const shown = (await locator.getClusters()).map(({ name }) => name).join(', ');
    console.log(`${title} | ${told} | ${read ? shown : 'as before'}`);
  }
  await look('all well', () => ({ clusters, missingZones: [] }));
  await look('a zone is away', () => ({ clusters: clusters.slice(0, 1), missingZones: ['europe-west1-c'] }));
  await look('refused', () => { throw new Error('7 PERMISSION_DENIED'); });
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
all well | stage, prod | stage, prod
a zone is away | stage, prod is deleted | stage
refused | as before | as before
SEEN
echo 'as it was'
