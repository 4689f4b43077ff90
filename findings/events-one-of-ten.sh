#!/usr/bin/env bash
# One message that is no JSON keeps the good ones beside it in Amazon's queue and has them published again and again; at Google it is the one that a
# filter leaves out that comes back.
#
# Packages    @backstage/plugin-events-backend-module-aws-sqs 0.4.26, with @aws-sdk/client-sqs 3.1175.0, and
#             @backstage/plugin-events-backend-module-google-pubsub 0.2.7, with @backstage/filter-predicates 0.1.5 (npm)
# Input       events for the portal, `ada joins` and `bob leaves`, with a plain text of somebody's between them; read three times by SQS's module, from a
#             queue that gives what was not deleted; by Google's with `filter`, and with one more event, which the filter leaves out
# Behaviour   SQS's takes up to ten at once and deletes them together when all were read. One that cannot be read ends that before: what stood in
#             front of it was published, and is so at each reading, what stands behind it never is, and none is deleted, until the queue's own
#             limit, if it has one, takes all of them away as failed, the good ones, too. Google's answers for each, and for the text that it
#             was received, so that it is gone with an error in the log. For what a filter leaves out it gives no answer: the filter does not
#             end a message, and Google gives it out anew for as many days as the subscription keeps one.
# Seen        2026-11:                  SQS                        Pub/Sub
#               ada joins               published 3, still there   published 1, acknowledged
#               no JSON                 published 0, still there   published 0, acknowledged
#               bob leaves              published 0, still there   published 1, acknowledged
#               left out by a filter                               published 0, no answer
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @aws-sdk/client-sqs@3.1175.0 @backstage/config@1.3.11 @backstage/errors@1.4.0 \
  @backstage/filter-predicates@0.1.5 luxon@3.7.2 >/dev/null
# The modules' own files; what they are plugged into has no part in it.
for package in aws-sqs@0.4.26 google-pubsub@0.2.7; do
  mkdir "${package%%-*}"
  (cd "${package%%-*}" && npm pack --silent "@backstage/plugin-events-backend-module-$package" >/dev/null && tar -xzf ./*.tgz)
done
# Google's client, as far as the module uses it: it hands out four messages, and each notes its answer.
mkdir -p google/node_modules/@google-cloud/pubsub
cat >google/node_modules/@google-cloud/pubsub/index.js <<'NODE'
exports.handedOut = [];
exports.PubSub = class {
  subscription() {
    return { on: (kind, take) => kind === 'message' && exports.handedOut.forEach(take) };
  }
};
NODE
cat >look.cjs <<'NODE'
const { createHash } = require('node:crypto');
const { createServer } = require('node:http');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { ConfigReader } = require('@backstage/config');
const { AwsSqsConsumingEventPublisher } = require(path.resolve('aws/package/dist/publisher/AwsSqsConsumingEventPublisher.cjs.js'));
const { handedOut } = require(path.resolve('google/node_modules/@google-cloud/pubsub'));
const google = 'google/package/dist/GooglePubSubConsumingEventPublisher/GooglePubSubConsumingEventPublisher.cjs.js';
const { GooglePubSubConsumingEventPublisher } = require(path.resolve(google));

const quiet = () => {};
const logger = { info: quiet, error: quiet, child: () => logger };
const event = (name, kind = 'membership') => [name, JSON.stringify({ kind, name })];
const sent = [event('ada joins'), ['no JSON', 'a test of the queue'], event('bob leaves')];
const published = [];
const events = { publish: async ({ eventPayload }) => published.push(eventPayload.name) };
const times = name => published.filter(one => one === name).length;

const queue = new Map(sent);
const server = createServer(async (request, response) => {
  const asked = JSON.parse(await text(request));
  for (const { Id } of asked.Entries ?? []) queue.delete(Id);
  const sum = body => createHash('md5').update(body).digest('hex');
  const Messages = [...queue].map(([MessageId, Body]) => ({ MessageId, Body, MD5OfBody: sum(Body), ReceiptHandle: MessageId }));
  const deleting = request.headers['x-amz-target'].includes('Delete');
  response.setHeader('content-type', 'application/x-amz-json-1.0').end(JSON.stringify(deleting ? { Successful: [], Failed: [] } : { Messages }));
});
async function amazon() {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const topics = { members: { queue: { url: `${endpoint}/222222222222/portal`, region: 'eu-central-1', endpoint } } };
  const config = new ConfigReader({ events: { modules: { awsSqs: { awsSqsConsumingEventPublisher: { topics } } } } });
  const [publisher] = AwsSqsConsumingEventPublisher.fromConfig({ config, logger, events, scheduler: {} });
  for (let time = 0; time < 3; time += 1) await publisher.consumeMessages();
  for (const [name] of sent) console.log(`SQS | ${name} | published ${times(name)}, ${queue.has(name) ? 'still there' : 'deleted'}`);
}
async function pubSub() {
  published.length = 0;
  const answers = new Map();
  for (const [name, body] of [...sent, event('left out by a filter', 'push')]) {
    const answer = word => () => answers.set(name, word);
    handedOut.push({ data: Buffer.from(body), attributes: {}, ack: answer('acknowledged'), nack: answer('refused') });
  }
  const one = { subscriptionName: 'projects/acme/subscriptions/portal', targetTopic: 'members', filter: { 'message.data.kind': 'membership' } };
  const modules = { googlePubSub: { googlePubSubConsumingEventPublisher: { subscriptions: { one } } } };
  let start;
  const rootLifecycle = { addStartupHook: hook => { start = hook; }, addBeforeShutdownHook: quiet };
  const metrics = { createCounter: () => ({ add: quiet }) };
  GooglePubSubConsumingEventPublisher.create({ config: new ConfigReader({ events: { modules } }), logger, rootLifecycle, events, metrics });
  await start();
  await new Promise(setImmediate);
  for (const name of [...queue.keys(), 'left out by a filter']) {
    console.log(`Pub/Sub | ${name} | published ${times(name)}, ${answers.get(name) ?? 'no answer'}`);
  }
}
server.listen(0, '127.0.0.1', async () => {
  await amazon();
  await pubSub();
  process.exit();
});
NODE
env -u AWS_PROFILE -u AWS_SESSION_TOKEN AWS_ACCESS_KEY_ID=MACHINE AWS_SECRET_ACCESS_KEY=made-up NODE_NO_WARNINGS=1 timeout 60 node look.cjs | tee said
diff said - <<'SEEN'
SQS | ada joins | published 3, still there
SQS | no JSON | published 0, still there
SQS | bob leaves | published 0, still there
Pub/Sub | ada joins | published 1, acknowledged
Pub/Sub | no JSON | published 0, acknowledged
Pub/Sub | bob leaves | published 1, acknowledged
Pub/Sub | left out by a filter | published 0, no answer
SEEN
echo 'as it was'
