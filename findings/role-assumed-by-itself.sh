#!/usr/bin/env bash
# After an upgrade another identity assumes the role of the portal's clusters, be it the role itself, where `aws` names its account.
#
# Packages    @backstage/plugin-kubernetes-backend 0.21.5 and 0.21.15, @backstage/integration-aws-node 0.2.4, with
#             @aws-sdk/credential-providers 3.1175.0 (npm)
# Input       a cluster with `authProvider: aws` and `assumeRole: arn:aws:iam::222222222222:role/clusters`; `aws` with the main account alone, then with an
#             `accountDefaults.roleName` or an account's own role, as a location of the catalog or documentation in S3 asks for
# Behaviour   `assumeRole` reads as if the portal's own identity assumed the role, and 0.21.5 had it so, which is what the role's trust names. 0.21.15 first
#             takes the credentials that `aws` has for the account in the role's name, and has these assume the role: another identity than the
#             one that is trusted, and every cluster of the account is refused, by an upgrade or, later, by a line for the catalog. Who has the
#             same role in both places, which looks like saying it once more, has it assume itself, which AWS lets no role do whose trust
#             does not name it. The error is AWS's, and names a role that the cluster's entry has not.
# Seen        2026-11: who assumes what        0.21.5           0.21.15
#               the main account alone           main, clusters   main, clusters
#               a role for every account         main, clusters   main, catalog    catalog, clusters
#               that account with the role       main, clusters   main, clusters   clusters, clusters
#               another account with a role      main, clusters   main, clusters
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @aws-crypto/sha256-js@5.2.0 @aws-sdk/credential-providers@3.1175.0 @backstage/config@1.3.11 \
  @backstage/integration-aws-node@0.2.4 @backstage/plugin-kubernetes-common@0.9.15 @smithy/signature-v4@5.7.5 >/dev/null
# The plugin's two files; what they are plugged into has no part in it.
for version in 0.21.5 0.21.15; do
  mkdir "$version"
  (cd "$version" && npm pack --silent "@backstage/plugin-kubernetes-backend@$version" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { ConfigReader } = require('@backstage/config');
const { AwsIamStrategy } = require(path.resolve(process.argv[2], 'package/dist/auth/AwsIamStrategy.cjs.js'));
const { ConfigClusterLocator } = require(path.resolve(process.argv[2], 'package/dist/cluster-locator/ConfigClusterLocator.cjs.js'));

let asked;
/** AWS's service for roles: each has its own name for a key, by which one sees who asks next. */
const sts = createServer(async (request, response) => {
  const question = new URLSearchParams(await text(request));
  const role = question.get('RoleArn')?.split('/').pop();
  if (role) asked.push(`${request.headers.authorization.match(/Credential=(\w+)/)[1]}, ${role}`);
  const action = question.get('Action');
  const keys = { AccessKeyId: role, SecretAccessKey: 'x', SessionToken: 'x', Expiration: '2100-01-01T00:00:00Z' };
  const marked = Object.entries(keys).map(([key, value]) => `<${key}>${value}</${key}>`).join('');
  const result = role ? `<Credentials>${marked}</Credentials>` : '<Account>111111111111</Account>';
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(`<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`);
});
const clusters = [{ name: 'one', url: 'https://one.acme.test', authProvider: 'aws', assumeRole: 'arn:aws:iam::222222222222:role/clusters' }];
async function look(title, more) {
  asked = [];
  const config = new ConfigReader({ clusters, aws: { mainAccount: { accessKeyId: 'main', secretAccessKey: 'made-up' }, ...more } });
  const strategy = new AwsIamStrategy({ config });
  const [cluster] = await ConfigClusterLocator.fromConfig(config, strategy).getClusters();
  await strategy.getCredential(cluster);
  console.log(`${title} | ${asked.join(' | ')}`);
}
sts.listen(0, '127.0.0.1', async () => {
  process.env.AWS_ENDPOINT_URL_STS = `http://127.0.0.1:${sts.address().port}`;
  await look('the main account alone', {});
  await look('a role for every account', { accountDefaults: { roleName: 'catalog' } });
  await look('that account with the role', { accounts: [{ accountId: '222222222222', roleName: 'clusters' }] });
  await look('another account with a role', { accounts: [{ accountId: '333333333333', roleName: 'catalog' }] });
  process.exit();
});
NODE
for version in 0.21.5 0.21.15; do
  echo "$version"
  env -u AWS_REGION NODE_NO_WARNINGS=1 timeout 60 node look.cjs "$version"
done | tee said
diff said - <<'SEEN'
0.21.5
the main account alone | main, clusters
a role for every account | main, clusters
that account with the role | main, clusters
another account with a role | main, clusters
0.21.15
the main account alone | main, clusters
a role for every account | main, catalog | catalog, clusters
that account with the role | main, clusters | clusters, clusters
another account with a role | main, clusters
SEEN
echo 'as it was'
