#!/usr/bin/env bash
# The first key that the catalog gets for S3 takes over TechDocs' bucket, and the second entry beside it gives the bucket back.
#
# Package     @backstage/plugin-techdocs-node 2.3.0, with @backstage/integration-aws-node 0.2.4, @backstage/integration 2.2.0 and
#             @aws-sdk/client-s3 3.1175.0 (npm)
# Input       `techdocs.publisher.awsS3` without credentials, in a pod whose own role may read the bucket; then `integrations.awsS3` with nothing, with
#             one key for locations of the catalog, with a store of one's own beside it, with that store alone, and with `accountId`
# Behaviour   The schema says that without credentials and an account the environment's are used. Before that, the entries of the catalog are
#             counted: when there is exactly one, its key is TechDocs' as well, and one that may read a bucket with descriptions is refused at the
#             one with documentation. One for amazonaws.com is always among them, so that a store of one's own counts as the second, and
#             alone changes nothing. Nothing in TechDocs' own part of the configuration has changed, nothing is logged, and the error is AWS's.
#             `accountId` is asked for first and is the same all along.
# Seen        2026-11: who asks for the bucket
#               no entry                          the machine
#               a key for amazonaws.com           the catalog's key
#               and a store of one's own          the machine
#               that store alone                  the machine
#               a key, and techdocs' accountId    the account's key
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# One file of the package and what it loads.
npm install --silent --no-audit --no-fund --ignore-scripts @aws-sdk/client-s3@3.1175.0 @aws-sdk/credential-providers@3.1175.0 \
  @aws-sdk/lib-storage@3.1175.0 @backstage/catalog-model@1.10.3 @backstage/config@1.3.11 @backstage/errors@1.4.0 @backstage/integration@2.2.0 \
  @backstage/integration-aws-node@0.2.4 @smithy/node-http-handler@4 fs-extra@11 hpagent@1 json5@2 mime-types@2 p-limit@3 recursive-readdir@2 >/dev/null
npm pack --silent @backstage/plugin-techdocs-node@2.3.0 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const { AwsS3Publish } = require(path.resolve('package/dist/stages/publish/awsS3.cjs.js'));

const owners = { MACHINE: 'the machine', CATALOG: "the catalog's key", ACCOUNT: "the account's key", STORE: "the store's key" };
let asker;
/** The bucket: who asks is in the signature. */
const server = createServer(({ headers }, response) => {
  asker = owners[/Credential=(\w+)\//.exec(headers.authorization)?.[1]];
  response.end();
});
const logger = { info() {}, warn: console.error, error: console.error };
const key = { accessKeyId: 'CATALOG', secretAccessKey: 'made-up' };
const store = { endpoint: 'https://store.acme.test', s3ForcePathStyle: true, accessKeyId: 'STORE', secretAccessKey: 'made-up' };
async function look(title, awsS3, more = {}) {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const publisher = { type: 'awsS3', awsS3: { bucketName: 'docs', region: 'eu-central-1', endpoint, s3ForcePathStyle: true, ...more } };
  const aws = { accounts: [{ accountId: '222222222222', accessKeyId: 'ACCOUNT', secretAccessKey: 'made-up' }] };
  const publish = await AwsS3Publish.fromConfig(new ConfigReader({ techdocs: { publisher }, integrations: { awsS3 }, aws }), logger);
  await publish.getReadiness();
  console.log(`${title} | ${asker}`);
}
server.listen(0, '127.0.0.1', async () => {
  await look('no entry', []);
  await look('a key for amazonaws.com', [key]);
  await look("and a store of one's own", [key, store]);
  await look('that store alone', [store]);
  await look("a key, and techdocs' accountId", [key], { accountId: '222222222222' });
  process.exit();
});
NODE
env -u AWS_PROFILE -u AWS_SESSION_TOKEN AWS_ACCESS_KEY_ID=MACHINE AWS_SECRET_ACCESS_KEY=made-up NODE_NO_WARNINGS=1 timeout 60 node look.cjs | tee said
diff said - <<'SEEN'
no entry | the machine
a key for amazonaws.com | the catalog's key
and a store of one's own | the machine
that store alone | the machine
a key, and techdocs' accountId | the account's key
SEEN
echo 'as it was'
