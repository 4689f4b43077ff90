#!/usr/bin/env bash
# What the catalog reads of another AWS account by Roadie's providers it reads of its own, with its own identity and in its own region.
#
# Package     @roadiehq/catalog-backend-module-aws 5.11.0, with @backstage/integration-aws-node 0.1.21 and @aws-sdk/client-eks 3.1175.0 (npm)
# Input       `accountId`, `roleName` and `region` of a second account, `roleName` as a name and as an ARN; the clusters of EKS are read by it, from a
#             portal whose machine has an identity and a region of its own; then with the option `useTemporaryCredentials`, which is one of code
# Behaviour   The credentials for the account are made, and then handed to the client of the AWS SDK in place of its settings instead of as one of them.
#             What is no setting is ignored, and the client goes and looks for an identity and a region as if nothing had been said: it has the
#             machine's. Nobody ever asks to become the role. Where the machine may list its own account, that account's clusters, buckets and
#             functions are in the catalog, said to come by the other's role; where it may not, the error names an identity that is not in the
#             configuration. The module's other providers make their clients alike. `roleName` as a name, by which Backstage's own readers go,
#             stops before: here it has to be an ARN, from which those then could make no role. The one way is an option that no
#             configuration reaches.
# Seen        2026-11:                                    asked to become the role     the clusters were asked for by
#               roleName: reader                          no                           nobody, Malformed ARN
#               roleName: arn:…:role/reader               no                           MACHINE in us-east-1, of account 111111111111
#               and useTemporaryCredentials: true         arn:…:role/reader            ROLE in eu-central-1, of account 222222222222
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The provider's files and what they load; what they are plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @aws-sdk/client-eks@3.1175.0 @aws-sdk/client-sts@3.1177.0 @aws-sdk/credential-providers@3.1175.0 \
  @aws-sdk/util-arn-parser@3.972.55 @backstage/catalog-model@1.10.3 @backstage/config@1.3.11 @backstage/integration-aws-node@0.1.21 \
  @backstage/plugin-kubernetes-common@0.9.15 lodash@4.17.21 nunjucks@3.2.4 yaml@2.8.1 >/dev/null
npm pack --silent @roadiehq/catalog-backend-module-aws@5.11.0 >/dev/null
tar -xzf roadiehq-*.tgz
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { ConfigReader } = require('@backstage/config');
const { AWSEKSClusterProvider } = require(path.resolve('package/dist/providers/AWSEKSClusterProvider.cjs.js'));

const accounts = { MACHINE: '111111111111', ROLE: '222222222222' };
let become;
let asked;
const server = createServer(async (request, response) => {
  const { url, headers } = request;
  const [, who, region] = headers.authorization.match(/Credential=(\w+)\/\d+\/([\w-]+)/);
  if (url.startsWith('/clusters')) {
    asked = `${who} in ${region}, of account ${accounts[who]}`;
    response.setHeader('content-type', 'application/json').end('{"clusters":[]}');
    return;
  }
  const question = new URLSearchParams(await text(request));
  const action = question.get('Action');
  if (action === 'AssumeRole') become = question.get('RoleArn').replace(/iam::\d+/, '…').replace('aws:…', '…');
  const credentials = '<Credentials><AccessKeyId>ROLE</AccessKeyId><SecretAccessKey>made-up</SecretAccessKey><SessionToken>made-up</SessionToken>'
    + '<Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>';
  const result = action === 'AssumeRole' ? credentials : `<Account>${accounts[who]}</Account>`;
  response.setHeader('content-type', 'text/xml').end(`<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`);
});
const quiet = () => {};
const logger = { info: quiet, debug: quiet, warn: quiet, error: quiet };
server.listen(0, '127.0.0.1', async () => {
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${server.address().port}`;
  async function look(title, roleName, options) {
    become = 'no';
    asked = 'nobody';
    const account = new ConfigReader({ accountId: accounts.ROLE, roleName, region: 'eu-central-1' });
    const provider = AWSEKSClusterProvider.fromConfig(account, { logger, ...options });
    await provider.connect({ applyMutation: async () => {} });
    const error = await provider.run().then(() => '', ({ message }) => `, ${message}`);
    console.log(`${title} | ${become} | ${asked}${error}`);
  }
  const arn = `arn:aws:iam::${accounts.ROLE}:role/reader`;
  await look('roleName: reader', 'reader');
  await look('roleName: arn', arn);
  await look('and useTemporaryCredentials: true', arn, { useTemporaryCredentials: true });
  process.exit();
});
NODE
env -u AWS_PROFILE -u AWS_SESSION_TOKEN -u AWS_DEFAULT_REGION AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=MACHINE AWS_SECRET_ACCESS_KEY=made-up NODE_NO_WARNINGS=1 \
  timeout 60 node look.cjs | tee said
diff said - <<'SEEN'
roleName: reader | no | nobody, Malformed ARN
roleName: arn | no | MACHINE in us-east-1, of account 111111111111
and useTemporaryCredentials: true | arn:…:role/reader | ROLE in eu-central-1, of account 222222222222
SEEN
echo 'as it was'
