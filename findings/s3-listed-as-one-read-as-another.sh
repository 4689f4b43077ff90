#!/usr/bin/env bash
# A bucket that the catalog reads is listed by one identity and read by another, and each is configured where the other is not looked for.
#
# Packages    @backstage/plugin-catalog-backend-module-aws 0.4.28, @backstage/backend-defaults 0.19.0, with @backstage/integration 2.2.0,
#             @backstage/integration-aws-node 0.2.4 and @aws-sdk/client-s3 3.1175.0 (npm)
# Input       `catalog.providers.awsS3` with one bucket that has one file, and `integrations.awsS3` with its endpoint: with a key there, with `accountId` at
#             the provider, with both, and with the main account's key in `aws`; then with a second store in `integrations.awsS3`
# Behaviour   The provider takes the endpoint from `integrations.awsS3` and not the key beside it: it lists as `accountId` or as the machine. What it
#             found goes to the catalog as addresses, and whoever reads those takes the key and knows nothing of `accountId`. So either half can
#             be refused: nothing is found, though each file can be read by its address, or each is found and none can be read. Without a key, the
#             main account of `aws` does both. The endpoint is the first entry's, whichever bucket: a store in the second place is never asked.
# Seen        2026-11:                          listed by          read by
#               a key                           the machine        the key
#               accountId                       the account        the machine
#               a key, and accountId            the account        the key
#               the main account's key          the main account   the main account
#               behind a store of another's     looks for the bucket at other.acme.test
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @aws-sdk/abort-controller@3.374.0 @aws-sdk/client-s3@3.1175.0 \
  @aws-sdk/credential-providers@3.1175.0 @aws-sdk/middleware-endpoint@3.374.0 @backstage/config@1.3.11 @backstage/errors@1.4.0 \
  @backstage/integration@2.2.0 @backstage/integration-aws-node@0.2.4 raw-body@2.5.2 >/dev/null
# The files of both halves; what they are plugged into has no part in it.
for package in plugin-catalog-backend-module-aws@0.4.28 backend-defaults@0.19.0; do
  mkdir "${package%@*}"
  (cd "${package%@*}" && npm pack --silent "@backstage/$package" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const Module = require('node:module');
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const load = Module._load;
// What puts an address into an entity, and what reads a schedule.
const aside = {
  '@backstage/plugin-catalog-node': { locationSpecToLocationEntity: ({ location }) => ({ spec: location }) },
  '@backstage/backend-plugin-api': {},
};
Module._load = (name, ...rest) => aside[name] ?? load(name, ...rest);
const { AwsS3EntityProvider } = require(path.resolve('plugin-catalog-backend-module-aws/package/dist/providers/AwsS3EntityProvider.cjs.js'));
const { AwsS3UrlReader } = require(path.resolve('backend-defaults/package/dist/entrypoints/urlReader/lib/AwsS3UrlReader.cjs.js'));

const owners = { MACHINE: 'the machine', CATALOG: 'the key', ACCOUNT: 'the account', MAIN: 'the main account' };
const file = 'catalog-info.yaml';
const listing = `<ListBucketResult><Name>people</Name><Contents><Key>${file}</Key></Contents></ListBucketResult>`;
let asker;
/** The store: who asks is in the signature. */
const server = createServer(({ headers, url }, response) => {
  asker = owners[/Credential=(\w+)\//.exec(headers.authorization)?.[1]];
  response.setHeader('content-type', 'application/xml').end(url.includes('list-type=2') ? listing : 'kind: User');
});
const logger = { info() {}, warn: console.error, error: (...said) => console.error(...said), child: () => logger };
async function start(config) {
  let refresh;
  const schedule = { run: async ({ fn }) => { refresh = fn; } };
  const [provider] = AwsS3EntityProvider.fromConfig(config, { logger, schedule });
  let found = [];
  await provider.connect({ applyMutation: async ({ entities }) => { found = entities.map(({ entity }) => entity.spec.target); } });
  return { provider, found: async () => (await refresh(), found) };
}
const configured = (awsS3, accountId, aws) => new ConfigReader({
  aws,
  integrations: { awsS3 },
  catalog: { providers: { awsS3: { bucketName: 'people', region: 'us-east-1', ...(accountId ? { accountId } : {}) } } },
});
async function look(title, key, accountId, aws) {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const config = configured([{ endpoint, s3ForcePathStyle: true, ...key }], accountId, aws);
  const [target] = await (await start(config)).found();
  const listedBy = asker;
  const url = new URL(target);
  const { reader } = AwsS3UrlReader.factory({ config, treeResponseFactory: {} }).find(({ predicate }) => predicate(url));
  await (await reader.readUrl(target)).buffer();
  console.log(`${title} | ${listedBy} | ${asker}`);
}
server.listen(0, '127.0.0.1', async () => {
  const key = { accessKeyId: 'CATALOG', secretAccessKey: 'made-up' };
  const account = '222222222222';
  const accounts = { accounts: [{ accountId: account, accessKeyId: 'ACCOUNT', secretAccessKey: 'made-up' }] };
  await look('a key', key, undefined, {});
  await look('accountId', {}, account, accounts);
  await look('a key, and accountId', key, account, accounts);
  await look("the main account's key", {}, undefined, { mainAccount: { accessKeyId: 'MAIN', secretAccessKey: 'made-up' } });
  const stores = ['other', 'store'].map(name => ({ endpoint: `https://${name}.acme.test`, s3ForcePathStyle: true, ...key }));
  const { provider } = await start(configured(stores, undefined, {}));
  console.log(`behind a store of another's | looks for the bucket at ${new URL(provider.createObjectUrl(file)).host}`);
  process.exit();
});
NODE
env -u AWS_PROFILE -u AWS_SESSION_TOKEN AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=MACHINE AWS_SECRET_ACCESS_KEY=made-up NODE_NO_WARNINGS=1 \
  timeout 60 node look.cjs | tee said
diff said - <<'SEEN'
a key | the machine | the key
accountId | the account | the machine
a key, and accountId | the account | the key
the main account's key | the main account | the main account
behind a store of another's | looks for the bucket at other.acme.test
SEEN
echo 'as it was'
