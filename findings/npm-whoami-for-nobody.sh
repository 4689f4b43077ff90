#!/usr/bin/env bash
# Who am I, asked of an npm registry, is answered with success for nobody.
#
# Package     verdaccio 5.33.0 (npm), a registry that wants an account for every package
# Input       GET /-/whoami with a good token, without any, with the token without the word `Bearer`, and with one that has ended
# Behaviour   200 in all four. The first has `username`; the others are an empty object, so only the field tells. `npm whoami` itself looks at
#             the field; a check that looks at the status takes every token for a good one.
# Seen        2026-11
#               good      200 {"username":"ada"}
#               none      200 {}
#               bare      200 {}
#               ended     200 {}
# Fails when one of them changes. Needs node and npm.
set -euo pipefail
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
echo '{"name":"look","version":"0.0.0","private":true,"overrides":{"node-fetch":"2.7.0"}}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts verdaccio@5.33.0 >/dev/null
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
# `start LIFE`: a registry whose tokens live so long.
start() {
  printf '%s\n' 'storage: ./storage' 'auth: {htpasswd: {file: ./htpasswd}}' 'uplinks: {}' 'log: {type: stdout, level: fatal}' \
    'packages: {"**": {access: $authenticated}}' "security: {api: {jwt: {sign: {expiresIn: $1}}}}" >config.yaml
  node node_modules/verdaccio/bin/verdaccio -c config.yaml -l "127.0.0.1:$port" >/dev/null 2>&1 &
  server=$!
  until node -e "fetch('http://127.0.0.1:$port/-/ping').then(a=>process.exit(a.ok?0:1),()=>process.exit(1))"; do sleep 0.3; done
}
# `account NAME`: makes one, and prints its token.
account() {
  node -e "fetch('http://127.0.0.1:$port/-/user/org.couchdb.user:$1',{method:'PUT',headers:{'content-type':'application/json'},
    body:JSON.stringify({name:'$1',password:'made-up-$1'})}).then(a=>a.json()).then(a=>console.log(a.token))"
}
# `ask NAME HEADER`: how it is answered.
ask() {
  node -e "fetch('http://127.0.0.1:$port/-/whoami',{headers:'$2'?{authorization:'$2'}:{}})
    .then(async a=>console.log('$1',a.status,JSON.stringify(await a.json())))"
}
start 1s
ended=$(account bob)
kill "$server" && wait "$server" || true
start 1h
good=$(account ada)
{
  ask good "Bearer $good"
  ask none ''
  ask bare "$good"
  ask ended "Bearer $ended"
} | tee said
diff said <(printf '%s\n' 'good 200 {"username":"ada"}' 'none 200 {}' 'bare 200 {}' 'ended 200 {}')
echo 'as it was'
