#!/usr/bin/env bash
# A cluster of EKS with a capital letter or an underscore is found by the catalog and refuses every token of the portal.
#
# Packages    @backstage/plugin-catalog-backend-module-aws 0.4.28, @backstage/plugin-kubernetes-backend 0.21.15, with @smithy/signature-v4 5.7.5 (npm)
# Input       three clusters of one account, as EKS lets them be named: `prod-eu`, `Prod-EU` and `prod_eu`; read by the processor `aws-eks`, and taken from
#             the catalog by `clusterLocatorMethods: [{ type: catalog }]`, with the account's own credentials on both sides
# Behaviour   An entity's name is made in small letters and hyphens, and that name, not the cluster's, is also written into the annotation that says
#             which cluster a token is for. A token's signature covers that name, and EKS holds it against its own: the cluster is listed, its
#             address and its authority are right, and each page of it has 401, while `aws eks get-token` with the same credentials works.
#             Permissions are where one looks, and in vain. All three of these are one entity besides, so that two clusters are in nobody's list.
# Seen        2026-11:
#               prod-eu   in the catalog prod-eu   the token is for prod-eu, as it is named
#               Prod-EU   in the catalog prod-eu   the token is for prod-eu, and is refused
#               prod_eu   in the catalog prod-eu   the token is for prod-eu, and is refused
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
const { Sha256 } = require('@aws-crypto/sha256-js');
const { SignatureV4 } = require('@smithy/signature-v4');
const { ConfigReader } = require('@backstage/config');
const { AwsEKSClusterProcessor } = require(path.resolve('catalog-backend-module-aws/package/dist/processors/AwsEKSClusterProcessor.cjs.js'));
const { CatalogClusterLocator } = require(path.resolve('kubernetes-backend/package/dist/cluster-locator/CatalogClusterLocator.cjs.js'));
const { AwsIamStrategy } = require(path.resolve('kubernetes-backend/package/dist/auth/AwsIamStrategy.cjs.js'));

const keys = { accessKeyId: 'made-up', secretAccessKey: 'made-up' };
const config = new ConfigReader({ aws: { mainAccount: keys, accounts: [{ accountId: '111111111111', ...keys }] } });
/** What EKS does with a token: signs the same request for the name that the cluster has, and compares. */
async function isFor(name, token) {
  const url = new URL(Buffer.from(token.replace('k8s-aws-v1.', ''), 'base64url').toString());
  const signingDate = new Date(url.searchParams.get('X-Amz-Date').replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));
  const signer = new SignatureV4({ credentials: keys, region: 'us-east-1', service: 'sts', sha256: Sha256 });
  const request = { method: 'GET', protocol: 'https:', hostname: url.hostname, path: '/', headers: { host: url.hostname, 'x-k8s-aws-id': name },
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15' } };
  const { query } = await signer.presign(request, { expiresIn: 0, signingDate });
  return query['X-Amz-Signature'] === url.searchParams.get('X-Amz-Signature');
}
async function look(name) {
  const cluster = { name, arn: 'made-up', endpoint: 'https://one.eks.amazonaws.com', certificateAuthority: { data: 'made-up' } };
  const server = createServer(({ url }, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(url === '/clusters' ? { clusters: [name] } : { cluster }));
  });
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  process.env.AWS_ENDPOINT_URL_EKS = `http://127.0.0.1:${server.address().port}`;
  const items = [];
  const location = { type: 'aws-eks', target: '111111111111/us-east-1' };
  await AwsEKSClusterProcessor.fromConfig(config).readLocation(location, false, ({ entity }) => items.push(entity));
  server.close();
  // Addresses that need no look-up of a name, so that nothing is asked of the network.
  const locator = new CatalogClusterLocator({ getEntities: async () => ({ items }) }, {}, { dangerouslyAllowClusterUrls: ['*.eks.amazonaws.com'] }, console);
  const [details] = await locator.getClusters({ credentials: {} });
  const { token } = await new AwsIamStrategy({ config }).getCredential(details);
  const signedFor = (await isFor(details.name, token)) ? details.name : 'another';
  console.log(`${name} | ${items[0].metadata.name} | for ${signedFor} | ${(await isFor(name, token)) ? 'as it is named' : 'refused'}`);
}
(async () => {
  for (const name of ['prod-eu', 'Prod-EU', 'prod_eu']) await look(name);
})();
NODE
env -u AWS_REGION NODE_NO_WARNINGS=1 node look.cjs | tee said
diff said - <<'SEEN'
prod-eu | prod-eu | for prod-eu | as it is named
Prod-EU | prod-eu | for prod-eu | refused
prod_eu | prod-eu | for prod-eu | refused
SEEN
echo 'as it was'
