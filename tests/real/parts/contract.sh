#!/usr/bin/env bash
# Every request to GitHub's API, and every answer of the sandbox, goes through a proxy that holds GitHub's own API description
# against it. One violation fails the part.
set -euo pipefail
source "$(dirname "$0")/../setup.sh"
begin_part
need node nodejs npm
need npm npm
need chromium chromium
unset HTTP_PROXY HTTPS_PROXY ALL_PROXY http_proxy https_proxy all_proxy

prism=$(npm_packages "$REAL/github")
start_service 30 "$CLI" sandbox
read -r _ url api_url _ <<<"${SERVICE_READY#*READY}x-is-last READY" && read -r url api_url _ <<<"${SERVICE_READY#*READY}"
port=$(free_port)
# Prism says when it listens; from then on its log is the record of violations.
proxy() {
  node "$prism/node_modules/@stoplight/prism-cli/dist/index.js" proxy --errors -h 127.0.0.1 -p "$port" \
    "$REAL/github/github.openapi.json" "$api_url" 2>&1 | sed -u -e 's/\x1b\[[0-9;]*m//g' -e 's/Prism is listening/READY/'
}
start_service 120 proxy
record=$SERVICE_LOG

at=(--url "github=$url" --api-url "github=http://127.0.0.1:$port")
scripted=(init --no-input --yes --store dotenv --stage local --portal-url http://localhost:7007)
person=("BROWSER=$REAL/browser/person" "CACHE=$CACHE" "PERSON_LOG=$WORK/person.log")
secrets=("${SANDBOX_SECRETS[@]}")
