#!/usr/bin/env bash
# One NO_PROXY means something else to each of the clients in one portal, and something else again to what it is tried with.
#
# Packages    undici 6.29.1 (`fetch`), global-agent 3.0.0 (`node-fetch` and `http`), axios 1.21.1, gaxios 6.7.1 (Google's clients),
#             @azure/core-rest-pipeline 1.24.0 (Microsoft's clients) (npm); requests 2.32.5 (PyPI)
# Input       a proxy, and one exception at a time, for an address that it is written for
# Behaviour   `acme.test` excepts what is below it for Python, as for curl, and for none of the five: a check from the same container reaches the
#             Git server, and the portal asks the proxy for it. `*.acme.test` mends that for all but Microsoft's. A range of addresses is known to
#             axios alone, an exception for one port to three. `.acme.test`, and each host by its whole name, are what all six take. So
#             one exception can let repositories be read while the sync of people of the same company ends at the proxy.
# Seen        2026-11:   p goes through the proxy, - does not
#               NO_PROXY             asked                 undici  global-agent  axios  gaxios  azure  requests
#               acme.test            git.acme.test         p       p             p      p       p      -
#               .acme.test           git.acme.test         -       -             -      -       -      -
#               *.acme.test          git.acme.test         -       -             -      -       p      p
#               git.acme.test        git.acme.test         -       -             -      -       -      -
#               git.acme.test:8443   git.acme.test:8443    -       -             -      p       p      -
#               10.0.0.0/8           10.1.2.3              p       p             -      p       p      -
# Fails when one of them changes. Needs npm and Python with pip.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts undici@6.29.1 global-agent@3.0.0 axios@1.21.1 gaxios@6.7.1 \
  @azure/core-rest-pipeline@1.24.0 >/dev/null
python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target python requests==2.32.5
cat >look.cjs <<'NODE'
const net = require('node:net');
const [reader, address] = process.argv.slice(2);
// Nobody is connected to: who would have been is all that counts.
let first;
net.Socket.prototype.connect = function (...args) {
  const { port } = [args[0]].flat()[0];
  first ??= Number(port) === 3128 ? 'p' : '-';
  process.nextTick(() => this.destroy(new Error('seen')));
  return this;
};
const readers = {
  undici() {
    const { EnvHttpProxyAgent, fetch } = require('undici');
    return fetch(address, { dispatcher: new EnvHttpProxyAgent() });
  },
  'global-agent'() {
    require('global-agent').createGlobalProxyAgent({ environmentVariableNamespace: '' });
    return new Promise((_, end) => require('node:https').get(address).on('error', end));
  },
  axios: () => require('axios').get(address),
  gaxios: () => new (require('gaxios').Gaxios)().request({ url: address, retry: false }),
  azure() {
    const { createDefaultHttpClient, createEmptyPipeline, createPipelineRequest, proxyPolicy } = require('@azure/core-rest-pipeline');
    const pipeline = createEmptyPipeline();
    pipeline.addPolicy(proxyPolicy());
    return pipeline.sendRequest(createDefaultHttpClient(), createPipelineRequest({ url: address }));
  },
};
readers[reader]().catch(() => {}).then(() => {
  console.log(first);
  process.exit();
});
NODE
cat >look.py <<'PYTHON'
import sys
from requests.utils import should_bypass_proxies
print('-' if should_bypass_proxies(sys.argv[1], None) else 'p')
PYTHON
export HTTPS_PROXY=http://proxy.acme.test:3128 HTTP_PROXY=http://proxy.acme.test:3128
unset https_proxy http_proxy all_proxy ALL_PROXY no_proxy
# `look EXCEPTION ASKED`: each reader's answer, in one line.
look() {
  local line="$1 | $2 |" reader
  export NO_PROXY=$1
  for reader in undici global-agent axios gaxios azure; do line+=" $reader $(node --no-warnings look.cjs "$reader" "https://$2/")"; done
  echo "$line requests $(PYTHONPATH=python python3 look.py "https://$2/")"
}
{
  look acme.test git.acme.test
  look .acme.test git.acme.test
  look '*.acme.test' git.acme.test
  look git.acme.test git.acme.test
  look git.acme.test:8443 git.acme.test:8443
  look 10.0.0.0/8 10.1.2.3
} | tee said
diff said - <<'SEEN'
acme.test | git.acme.test | undici p global-agent p axios p gaxios p azure p requests -
.acme.test | git.acme.test | undici - global-agent - axios - gaxios - azure - requests -
*.acme.test | git.acme.test | undici - global-agent - axios - gaxios - azure p requests p
git.acme.test | git.acme.test | undici - global-agent - axios - gaxios - azure - requests -
git.acme.test:8443 | git.acme.test:8443 | undici - global-agent - axios - gaxios p azure p requests -
10.0.0.0/8 | 10.1.2.3 | undici p global-agent p axios - gaxios p azure p requests -
SEEN
echo 'as it was'
