#!/usr/bin/env bash
# Where the database wants encryption, the same `ssl` lets every plugin of the portal in and keeps RBAC out.
#
# Packages    @backstage/backend-defaults 0.19.0, with knex 3.1.0 and pg 8.23.1, which every plugin's tables are reached by, and
#             @backstage-community/plugin-rbac-backend 8.1.3, with typeorm-adapter 1.8.0 and typeorm 0.3.28, for those of RBAC (npm)
# Input       `backend.database.connection` with `ssl` as a yes, as the text that `${POSTGRES_SSL}` makes of it, with a certificate for the portal, which
#             some servers ask for, with `rejectUnauthorized` as a text, and with an address beside it; at a server whose certificate is of an
#             authority of one's own, which the process knows in the first three
# Behaviour   What is yes or no in a configuration may elsewhere come from a variable, as a text. `ssl` is handed on as it is: the driver takes a text for a
#             yes, RBAC, which reads the key by itself, takes nothing but a yes or a no and goes without encryption. Of `ssl` with keys it takes
#             two, so that the portal's certificate is shown by all but RBAC. It is the one of twenty that does not start, by an error that speaks of
#             the server's rules, and so is looked for there. A text `false` for `rejectUnauthorized` is a yes to both. An address as
#             `connectionString` takes `ssl` away altogether when it says anything of it, and is not read by RBAC.
# Seen        2026-11:                                    the portal                            RBAC
#               ssl: true                                    encrypted                             encrypted
#               ssl: "true"                                  encrypted                             no encryption, refused by the server
#               ssl: { ca, cert, key }                       encrypted, with its certificate       encrypted
#               ssl: { rejectUnauthorized: "false" }         refuses the server                    refuses the server
#               ssl: { ca } and ?sslmode=require             refuses the server                    asks nobody
# Fails when one of them changes. Needs npm and openssl.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The file of each that connects, and what it loads; what they are plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 @backstage/errors@1.4.0 @backstage/types@1.2.2 knex@3.1.0 lodash@4.17.21 \
  p-limit@3.1.0 pg@8.23.1 pg-connection-string@2.9.1 pg-format@1.0.4 typeorm@0.3.28 typeorm-adapter@1.8.0 casbin@5.51.1 >/dev/null
for package in backstage/backend-defaults@0.19.0 backstage-community/plugin-rbac-backend@8.1.3; do
  name=${package#*/}
  mkdir "${name%@*}"
  (cd "${name%@*}" && npm pack --silent "@$package" >/dev/null && tar -xzf ./*.tgz)
done
mkdir -p node_modules/@backstage/backend-defaults
echo >node_modules/@backstage/backend-defaults/database.js
# An authority, and a certificate of it for the server and for the portal.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=acme -keyout ca.key -out ca.pem 2>/dev/null
for who in localhost portal; do
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$who" -keyout $who.key -out $who.csr 2>/dev/null
  openssl x509 -req -in $who.csr -CA ca.pem -CAkey ca.key -days 2 -extfile <(echo "subjectAltName=DNS:$who") -out $who.pem 2>/dev/null
done
cat >look.cjs <<'NODE'
const { readFileSync } = require('node:fs');
const { createServer } = require('node:net');
const path = require('node:path');
const { TLSSocket } = require('node:tls');
const { ConfigReader } = require('@backstage/config');
const { createPgDatabaseClient } = require(path.resolve('backend-defaults/package/dist/entrypoints/database/connectors/postgres.cjs.js'));
const { CasbinDBAdapterFactory } = require(path.resolve('plugin-rbac-backend/package/dist/database/casbin-adapter-factory.cjs.js'));

const file = name => readFileSync(name, 'utf8');
const ca = file('ca.pem');
const keys = { key: file('localhost.key'), cert: file('localhost.pem'), ca, requestCert: true, rejectUnauthorized: false };
let reached;
// As much of PostgreSQL as there is before somebody signs in: whether encryption is wished for, and who it is.
function listen(socket, how) {
  socket.on('error', () => {});
  socket.once('data', message => {
    if (message.length === 8) {
      reached = 'refuses the server';
      socket.write('S');
      listen(new TLSSocket(socket, { isServer: true, ...keys }), 'encrypted');
      return;
    }
    reached = socket.getPeerCertificate?.().subject?.CN === 'portal' ? `${how}, with its certificate` : how;
    const words = Buffer.from('SFATAL\0C28000\0Mno pg_hba.conf entry\0\0');
    const head = Buffer.from('E....');
    head.writeInt32BE(words.length + 4, 1);
    socket.end(Buffer.concat([head, words]));
  });
}
const server = createServer(socket => listen(socket, 'no encryption, refused by the server'));
server.listen(0, 'localhost', async () => {
  const { port } = server.address();
  const all = { host: 'localhost', port, user: 'portal', password: 'made-up', database: 'portal' };
  async function look(title, connection) {
    const config = new ConfigReader({ backend: { database: { client: 'pg', connection } } });
    const told = [];
    const portal = async () => (await createPgDatabaseClient(config.getConfig('backend.database'))).raw('select 1');
    const rbac = () => new CasbinDBAdapterFactory(config, { client: { config: { connection: { database: 'portal' } } } }).createAdapter();
    for (const connect of [portal, rbac]) {
      reached = 'asks nobody';
      await connect().catch(() => {});
      told.push(reached);
    }
    console.log(`${title} | ${told.join(' | ')}`);
  }
  if (process.env.NODE_EXTRA_CA_CERTS) {
    await look('ssl: true', { ...all, ssl: true });
    await look('ssl: "true"', { ...all, ssl: 'true' });
    await look('ssl: { ca, cert, key }', { ...all, ssl: { ca, cert: file('portal.pem'), key: file('portal.key') } });
  } else {
    await look('ssl: { rejectUnauthorized: "false" }', { ...all, ssl: { rejectUnauthorized: 'false' } });
    const connectionString = `postgres://portal:made-up@localhost:${port}/portal?sslmode=require`;
    await look('ssl: { ca } and ?sslmode=require', { connectionString, ssl: { ca } });
  }
  process.exit();
});
NODE
export NODE_NO_WARNINGS=1
unset PGSSLMODE
{
  NODE_EXTRA_CA_CERTS=ca.pem timeout 60 node look.cjs
  timeout 60 env -u NODE_EXTRA_CA_CERTS node look.cjs
} | tee said
diff said - <<'SEEN'
ssl: true | encrypted | encrypted
ssl: "true" | encrypted | no encryption, refused by the server
ssl: { ca, cert, key } | encrypted, with its certificate | encrypted
ssl: { rejectUnauthorized: "false" } | refuses the server | refuses the server
ssl: { ca } and ?sslmode=require | refuses the server | asks nobody
SEEN
echo 'as it was'
