#!/usr/bin/env bash
# A filter that was tried with ldapsearch is no filter for the portal, and one that the portal reads is none for ldapsearch.
#
# Packages    ldap-utils 2.5.13 (Debian), and ldapts 8.1.7 (npm), by which Backstage's module for people of a directory asks, and the LDAP sign-in too
# Input       a filter of two conditions in one piece, with a blank between them, as YAML's folding leaves one, and without its last bracket
# Behaviour   `ldapsearch` skips a blank between two conditions and asks. ldapts takes the blank for a condition that has no bracket, and nothing is
#             asked: the sync of all people ends there, each time, with words about a bracket that nobody is missing. Where a bracket really is
#             missing, it is the other way round: ldapts adds it and asks, and `ldapsearch` calls the filter bad.
# Seen        2026-11:
#               in one piece          ldapsearch asks                  ldapts asks
#               a blank between       ldapsearch asks                  ldapts Missing paren: (&(objectClass=person) (uid=*)). …
#               the last one missing  ldapsearch Bad search filter     ldapts asks
# Fails when one of them changes. Needs npm, and apt with its lists, as `apt-get update` brings them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ldapts@8.1.7 >/dev/null
# Unpacked here alone: nothing is installed, and no directory is needed to see what is asked.
apt-get download -qq -o APT::Sandbox::User=root ldap-utils=2.5.13+dfsg-5 libldap-2.5-0=2.5.13+dfsg-5 >/dev/null
for package in ./*.deb; do dpkg-deb -x "$package" tools; done
libraries=$(dirname "$(find tools -name 'libldap-2.5.so.0' | head -n 1)")
cat >look.cjs <<'NODE'
const { spawn } = require('node:child_process');
const { createServer } = require('node:net');
const { Client } = require('ldapts');

const filters = {
  'in one piece': '(&(objectClass=person)(uid=*))',
  'a blank between': '(&(objectClass=person) (uid=*))',
  'the last one missing': '(&(objectClass=person)(uid=*)',
};
// Says yes to whoever binds, and finds nobody; whether it was asked is all that counts.
let asked;
const server = createServer(socket => socket.on('data', data => {
  const [id, what] = [data[4], data[5]];
  asked ||= what === 0x63;
  if (what === 0x60 || what === 0x63) socket.write(Buffer.from([0x30, 12, 2, 1, id, what + (what === 0x60 ? 1 : 2), 7, 10, 1, 0, 4, 0, 4, 0]));
}));
const said = error => (asked ? 'asks' : error.trim());
const ldapsearch = (url, filter) => new Promise(done => {
  asked = false;
  let error = '';
  const tool = spawn('tools/usr/bin/ldapsearch', ['-x', '-H', url, '-b', 'dc=acme', filter]);
  tool.stderr.on('data', text => { error += text; });
  tool.on('exit', () => done(said(error)));
});
async function ldapts(url, filter) {
  asked = false;
  const client = new Client({ url });
  const error = await client.search('dc=acme', { scope: 'sub', filter }).then(() => '', ({ message }) => message);
  await client.unbind();
  return said(error);
}
server.listen(0, '127.0.0.1', async () => {
  const url = `ldap://127.0.0.1:${server.address().port}`;
  for (const [title, filter] of Object.entries(filters)) {
    console.log(`${title} | ldapsearch ${await ldapsearch(url, filter)} | ldapts ${await ldapts(url, filter)}`);
  }
  server.close();
});
NODE
LD_LIBRARY_PATH="$work/$libraries" node look.cjs | tee said
diff said - <<'SEEN'
in one piece | ldapsearch asks | ldapts asks
a blank between | ldapsearch asks | ldapts Missing paren: (&(objectClass=person) (uid=*)). Full string: (&(objectClass=person) (uid=*))
the last one missing | ldapsearch ldap_search_ext: Bad search filter (-7) | ldapts asks
SEEN
echo 'as it was'
