#!/usr/bin/env bash
# A kubeconfig whose token is in a file is nobody for the client that Backstage's plugins are made with, and an error for Python's.
#
# Packages    @kubernetes/client-node 1.4.0, which Backstage's Kubernetes plugin and most others are made with (npm); kubernetes 34.1.0 (pip)
# Input       a kubeconfig whose user has `tokenFile`, `token`, or both; the file as `kubectl create token NAME >FILE` leaves it, with the end of the line,
#             and as Kubernetes mounts one, without; a server on this machine that tells what it is shown
# Behaviour   Kubernetes' own reference (v1.32) says of both: the file, read again and again, counts before the text; older ones say the opposite. Node's
#             client knows `tokenFile` in no kubeconfig: alone it sends no credential and says nothing, so that a server with anonymous access
#             answers as to a stranger; of both it sends the text. Python's client takes the text before the file, and the file as it is: with the end of
#             line that `kubectl create token` prints nothing can be sent. So what works with kubectl is 401 or 403 in a portal and an
#             error in a script, and where both are there, one kubeconfig is two people.
# Seen        2026-12:                 node               python
#               file, line ends       (none)             Invalid header value
#               file, no line end     (none)             Bearer of-the-file
#               text                  Bearer of-the-text Bearer of-the-text
#               both                  Bearer of-the-text Bearer of-the-text
# Fails when one of them changes. Needs npm, python3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @kubernetes/client-node@1.4.0 >/dev/null
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check kubernetes==34.1.0
cat >asks.py <<'PYTHON'
import sys
from kubernetes import client, config

config.load_kube_config(sys.argv[1])
try:
    client.CoreV1Api().list_namespace()
except Exception as error:
    print('Invalid header value' if 'Invalid header value' in str(error) else error)
else:
    print('sent')
PYTHON
cat >look.mjs <<'NODE'
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';

let shown;
const server = createServer((request, response) => {
  shown = request.headers.authorization ?? '(none)';
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ apiVersion: 'v1', kind: 'NamespaceList', metadata: {}, items: [] }));
});
await new Promise(done => server.listen(0, '127.0.0.1', done));

function written(user, file) {
  writeFileSync('token', file);
  const name = 'config.json';
  writeFileSync(name, JSON.stringify({
    apiVersion: 'v1', kind: 'Config', 'current-context': 'c', contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    // Node's client wants this said before it asks in the clear.
    clusters: [{ name: 'k', cluster: { server: `http://127.0.0.1:${server.address().port}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user }],
  }));
  return name;
}

async function node(config) {
  const kube = new KubeConfig();
  kube.loadFromFile(config);
  await kube.makeApiClient(CoreV1Api).listNamespace();
  return shown;
}

async function python(config) {
  const { stdout } = await promisify(execFile)('python/bin/python', ['asks.py', config]);
  const said = stdout.trim().split('\n').pop();
  return said === 'sent' ? shown : said;
}

const file = `${process.cwd()}/token`;
const rows = [
  ['file, line ends', { tokenFile: file }, 'of-the-file\n'],
  ['file, no line end', { tokenFile: file }, 'of-the-file'],
  ['text', { token: 'of-the-text' }, ''],
  ['both', { token: 'of-the-text', tokenFile: file }, 'of-the-file'],
];
const seen = [];
for (const [what, user, content] of rows) {
  const config = written(user, content);
  seen.push([what, await node(config), await python(config)].join(' | '));
}
server.close();
console.log(seen.join('\n'));
const expected = [
  'file, line ends | (none) | Invalid header value',
  'file, no line end | (none) | Bearer of-the-file',
  'text | Bearer of-the-text | Bearer of-the-text',
  'both | Bearer of-the-text | Bearer of-the-text',
];
if (seen.join('\n') !== expected.join('\n')) {
  console.error('this is not what was seen before');
  process.exit(1);
}
NODE
node look.mjs
