#!/usr/bin/env bash
# Whoever changes one number of a Kong plugin in the portal switches the plugin on, and takes its tags and its protocols away.
#
# Package     @veecode-platform/plugin-kong-service-manager-backend 0.4.1 (npm)
# Input       the plugin `rate-limiting` of a service, switched off while something is looked into, with the tag that a declarative tool finds its own
#             by, and for gRPC as well; its `minute` changed from 5 to 10 at a service and at a route, by what the module has for its pages
# Behaviour   What is sent is the plugin's settings alone, and one would guess that the rest stays, as with Kong's own PATCH. The module sends more:
#             that the plugin is on, the portal's own two tags, and `http` and `https`; Kong puts these in place of what was there. A plugin
#             that was off limits, or asks for a key, from that moment on; gRPC is no longer behind it; and the tool that goes by tags has
#             lost it. Neither the settings nor the permission to change them say any of it, and what the module reads of a plugin has no
#             protocols at all.
# Seen        2026-11:
#               before         off   minute 5    platform                                grpc http https
#               at a service   on    minute 10   devportal plugin-kong-service-manager   https http
#               at a route     on    minute 10   devportal plugin-kong-service-manager   https http
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The files that ask Kong, which load nothing else.
npm pack --silent @veecode-platform/plugin-kong-service-manager-backend@0.4.1 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const { createServer } = require('node:http');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { KongServiceManagerApiClient } = require(path.resolve('package/dist/api/KongServiceManagerApi.cjs.js'));

const protocols = ['grpc', 'http', 'https'];
const before = () => ({ id: 'p1', name: 'rate-limiting', enabled: false, config: { minute: 5 }, tags: ['platform'], protocols });
let plugin = before();
/** Kong's PATCH: what is said is put in place of what was there, `config` key by key, and the rest stays. */
const server = createServer(async (request, response) => {
  if (request.method === 'PATCH') {
    const said = JSON.parse(await text(request));
    plugin = { ...plugin, ...said, config: { ...plugin.config, ...said.config } };
  }
  response.setHeader('content-type', 'application/json').end(JSON.stringify(plugin));
});
function show(title) {
  console.log([title, plugin.enabled ? 'on' : 'off', `minute ${plugin.config.minute}`, plugin.tags.join(' '), plugin.protocols.join(' ')].join(' | '));
}
server.listen(0, '127.0.0.1', async () => {
  const instances = [{ id: 'main', apiBaseUrl: `http://127.0.0.1:${server.address().port}`, auth: {} }];
  const config = { getConfig: () => ({ get: () => instances }), getString: () => 'https://portal.acme.test' };
  const kong = new KongServiceManagerApiClient({ config, logger: console });
  show('before');
  await kong.editServicePlugin('main', 'payments', 'p1', { minute: 10 });
  show('at a service');
  plugin = before();
  await kong.editRoutePlugin('main', 'refunds', 'p1', { minute: 10 });
  show('at a route');
  process.exit();
});
NODE
timeout 60 node look.cjs | tee said
diff said - <<'SEEN'
before | off | minute 5 | platform | grpc http https
at a service | on | minute 10 | devportal plugin-kong-service-manager | https http
at a route | on | minute 10 | devportal plugin-kong-service-manager | https http
SEEN
echo 'as it was'
