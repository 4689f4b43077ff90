#!/usr/bin/env bash
# Mail by Amazon SES goes by the machine's region and identity, whatever the configuration says of both.
#
# Packages    @backstage/plugin-notifications-backend-module-email 0.3.25, with @aws-sdk/client-sesv2 3.1175.0 and nodemailer 9.1.1;
#             @backstage/plugin-events-backend-module-aws-sqs 0.4.26, with @aws-sdk/client-sqs 3.1175.0; @backstage/integration-aws-node 0.2.4 (npm)
# Input       `transportConfig` with `transport: ses`, a region, and an `accountId` that `aws.accounts` has a key for; a queue with the same region, and
#             `aws.mainAccount` with a key. The machine has AWS_REGION and a key of its own; then without AWS_REGION
# Behaviour   The client of SES is handed its settings in a list of one, and looks for them in the list itself, which has none: region, account and
#             endpoint are read from the configuration and dropped. Mail goes out where AWS_REGION says, at which the sender was never verified,
#             or is refused for an identity that nobody configured, with an error of AWS's that names no key of the configuration. On a machine
#             without AWS_REGION it says that the region is missing, which it is not. A queue has the region that it was given, and the
#             machine's identity as well: `aws` is not asked there, though what reads the catalog from S3 in the same portal does.
# Seen        2026-11:                      region         as whom
#               SES                         us-west-2      the machine
#               SES, without AWS_REGION     Region is missing
#               SQS                         eu-central-1   the machine
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @aws-sdk/client-sesv2@3.1175.0 @aws-sdk/client-sqs@3.1175.0 @backstage/config@1.3.11 \
  @backstage/integration-aws-node@0.2.4 luxon@3.7.2 nodemailer@9.1.1 >/dev/null
# The two files that make the clients; what they are plugged into has no part in it.
for package in notifications-backend-module-email@0.3.25 events-backend-module-aws-sqs@0.4.26; do
  mkdir "${package%%-*}"
  (cd "${package%%-*}" && npm pack --silent "@backstage/plugin-$package" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const { DefaultAwsCredentialsManager } = require('@backstage/integration-aws-node');
const { createSesTransport } = require(path.resolve('notifications/package/dist/processor/transports/ses.cjs.js'));
const { AwsSqsConsumingEventPublisher } = require(path.resolve('events/package/dist/publisher/AwsSqsConsumingEventPublisher.cjs.js'));

const owners = { MACHINE: 'the machine', ACCOUNT: 'the account', MAIN: 'the main account' };
let asked;
/** Both services: the key and the region are in the signature. */
const server = createServer((request, response) => {
  const [, key, region] = /Credential=(\w+)\/\d+\/([\w-]+)\//.exec(request.headers.authorization);
  asked = `${region} | ${owners[key]}`;
  request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
});
server.listen(0, '127.0.0.1', async () => {
  const here = `http://127.0.0.1:${server.address().port}`;
  const aws = {
    mainAccount: { accessKeyId: 'MAIN', secretAccessKey: 'made-up' },
    accounts: [{ accountId: '222222222222', accessKeyId: 'ACCOUNT', secretAccessKey: 'made-up' }],
  };
  // What the SDK itself takes an address from: the one of the configuration is dropped, too.
  process.env.AWS_ENDPOINT_URL_SESV2 = here;
  const mail = { from: 'portal@acme.test', to: 'ada@acme.test', subject: 'made up', text: 'made up' };
  async function ses(title) {
    const transport = await createSesTransport(
      new ConfigReader({ transport: 'ses', region: 'eu-central-1', accountId: '222222222222' }),
      DefaultAwsCredentialsManager.fromConfig(new ConfigReader({ aws })),
    );
    asked = undefined;
    const refused = await transport.sendMail(mail).then(() => undefined, error => error.message);
    console.log(`${title} | ${asked ?? refused}`);
  }
  await ses('SES');
  delete process.env.AWS_REGION;
  await ses('SES, without AWS_REGION');
  process.env.AWS_REGION = 'us-west-2';
  const queue = { url: `${here}/222222222222/portal`, region: 'eu-central-1', endpoint: here };
  const awsSqs = { awsSqsConsumingEventPublisher: { topics: { github: { queue } } } };
  const [publisher] = AwsSqsConsumingEventPublisher.fromConfig({
    config: new ConfigReader({ aws, events: { modules: { awsSqs } } }),
    logger: { child() {}, error: console.error },
    events: {},
    scheduler: {},
  });
  await publisher.consumeMessages();
  console.log(`SQS | ${asked}`);
  process.exit();
});
NODE
env -u AWS_PROFILE -u AWS_SESSION_TOKEN -u AWS_DEFAULT_REGION AWS_REGION=us-west-2 AWS_ACCESS_KEY_ID=MACHINE AWS_SECRET_ACCESS_KEY=made-up \
  AWS_CONFIG_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true NODE_NO_WARNINGS=1 timeout 60 node look.cjs | tee said
diff said - <<'SEEN'
SES | us-west-2 | the machine
SES, without AWS_REGION | Region is missing
SQS | eu-central-1 | the machine
SEEN
echo 'as it was'
