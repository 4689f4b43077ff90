#!/usr/bin/env bash
# The clusters of a second AWS account are read with that account's credentials and asked with the first one's.
#
# Packages    @backstage/plugin-catalog-backend-module-aws 0.4.28, @backstage/plugin-kubernetes-backend 0.21.15, with
#             @backstage/integration-aws-node 0.2.4 (npm)
# Input       `aws` with a main account and credentials of a second one; a location `aws-eks` for each; the clusters taken from the catalog by
#             `clusterLocatorMethods: [{ type: catalog }]`; and the second one again with one annotation more
# Behaviour   The processor asks EKS as the account that the location names, and writes its number down: as `amazonaws.com/account-id`. What signs the
#             token for the cluster reads `kubernetes.io/aws-account-id`, which nothing writes, and takes the main account where that is not
#             there. So the same configuration is right for finding a cluster and wrong for each page of it: where nobody gave the main account's
#             identity access, EKS answers 401, to a portal that has the right credentials and an entity that names the account. The locator
#             leaves out whatever is not `kubernetes.io/`, so that the first annotation does not even arrive. Nothing is logged.
# Seen        2026-11:                      found as   asked as
#               the main account            main       main
#               a second one                second     main
#               and the annotation by hand  second     second
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The modules' files and what they load; what these are plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @aws-crypto/sha256-js@5.2.0 @aws-sdk/client-eks@3.1175.0 @aws-sdk/credential-providers@3.1175.0 \
  @backstage/catalog-client@1.16.4 @backstage/config@1.3.11 @backstage/integration-aws-node@0.2.4 @backstage/plugin-kubernetes-common@0.9.15 \
  @smithy/signature-v4@5.7.5 ipaddr.js@2.3.0 >/dev/null
for package in catalog-backend-module-aws@0.4.28 kubernetes-backend@0.21.15; do
  mkdir "${package%@*}"
  (cd "${package%@*}" && npm pack --silent "@backstage/plugin-$package" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const { AwsEKSClusterProcessor } = require(path.resolve('catalog-backend-module-aws/package/dist/processors/AwsEKSClusterProcessor.cjs.js'));
const { CatalogClusterLocator } = require(path.resolve('kubernetes-backend/package/dist/cluster-locator/CatalogClusterLocator.cjs.js'));
const { AwsIamStrategy } = require(path.resolve('kubernetes-backend/package/dist/auth/AwsIamStrategy.cjs.js'));

const first = '111111111111';
const second = '222222222222';
const keys = accessKeyId => ({ accessKeyId, secretAccessKey: 'made-up' });
const config = new ConfigReader({
  aws: { mainAccount: keys('main'), accounts: [{ accountId: first, ...keys('main') }, { accountId: second, ...keys('second') }] },
});
const cluster = { name: 'one', arn: 'made-up', endpoint: 'https://one.eks.amazonaws.com', certificateAuthority: { data: 'made-up' } };
let foundAs;
const eks = createServer(({ url, headers }, response) => {
  foundAs = headers.authorization.match(/Credential=(\w+)/)[1];
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(url === '/clusters' ? { clusters: ['one'] } : { cluster }));
});
async function look(title, account, more = {}) {
  const items = [];
  const location = { type: 'aws-eks', target: `${account}/us-east-1` };
  await AwsEKSClusterProcessor.fromConfig(config).readLocation(location, false, ({ entity }) => items.push(entity));
  Object.assign(items[0].metadata.annotations, more);
  // Addresses that need no look-up of a name, so that nothing is asked of the network.
  const locator = new CatalogClusterLocator({ getEntities: async () => ({ items }) }, {}, { dangerouslyAllowClusterUrls: ['*.eks.amazonaws.com'] }, console);
  const [details] = await locator.getClusters({ credentials: {} });
  const { token } = await new AwsIamStrategy({ config }).getCredential(details);
  const signed = new URL(Buffer.from(token.replace('k8s-aws-v1.', ''), 'base64url').toString());
  console.log(`${title} | ${foundAs} | ${signed.searchParams.get('X-Amz-Credential').split('/')[0]}`);
}
eks.listen(0, '127.0.0.1', async () => {
  process.env.AWS_ENDPOINT_URL_EKS = `http://127.0.0.1:${eks.address().port}`;
  await look('the main account', first);
  await look('a second one', second);
  await look('and the annotation by hand', second, { 'kubernetes.io/aws-account-id': second });
  eks.close();
});
NODE
env -u AWS_REGION NODE_NO_WARNINGS=1 node look.cjs | tee said
diff said - <<'SEEN'
the main account | main | main
a second one | second | main
and the annotation by hand | second | second
SEEN
echo 'as it was'
