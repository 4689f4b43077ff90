#!/usr/bin/env bash
# An npm registry (verdaccio) on loopback: `packages.sh PORT FOLDER MODULES`. Everything in it is for those who signed in. The token of
# ada is in FOLDER/token, and FOLDER/ended holds one of bob that lived a second.
set -euo pipefail
port=$1 folder=$2 modules=$3
mkdir -p "$folder"
start() {
  cat >"$folder/config.yaml" <<Y
storage: $folder/storage
auth: {htpasswd: {file: $folder/htpasswd, max_users: 9}}
uplinks: {}
packages: {"**": {access: \$authenticated, publish: \$authenticated}}
log: {type: stdout, level: warn}
security: {api: {jwt: {sign: {expiresIn: $1}}}}
Y
  (cd "$folder" && exec node "$modules/node_modules/verdaccio/bin/verdaccio" -c "$folder/config.yaml" -l "127.0.0.1:$port") &
  server=$!
  until curl --silent --fail --output /dev/null "http://127.0.0.1:$port/-/ping"; do
    kill -0 "$server" || exit 1
    sleep 0.2
  done
}
# Makes an account, which gives a token: `token NAME`.
token() {
  curl --silent --request PUT --header 'content-type: application/json' --data "{\"name\":\"$1\",\"password\":\"$1-loopback-only\"}" \
    "http://127.0.0.1:$port/-/user/org.couchdb.user:$1" | sed -n 's/.*"token": *"\([^"]*\)".*/\1/p'
}
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null' EXIT
trap 'exit 0' TERM INT
start 1s
token bob >"$folder/ended"
kill "$server" && wait "$server" || true
start 1h
token ada >"$folder/token"
echo "READY $port"
wait "$server"
