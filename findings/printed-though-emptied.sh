#!/usr/bin/env bash
# Backstage's own command for looking at the configuration prints what a later file has taken away.
#
# Package     @backstage/cli-module-config 0.1.9, which `backstage-cli config:print` is, and @backstage/config-loader 1.11.5 (npm)
# Input       a file with a sign-in for guests and an integration of GitHub, and a file for production that empties both keys (`guest:` and
#             `github:`), which is how they are taken away
# Behaviour   The portal merges the files, and the empty key removes the earlier one. The command first takes secrets out of each file by itself, and
#             what is empty is dropped on the way; merged after that, the earlier file's value is there again. So it shows guests in production
#             that no guest can use, and a token that is never sent. With `--with-secrets`, nothing is taken out, and it shows what is.
# Seen        2026-11:
#               the portal                   {"auth":{"providers":{}},"integrations":{}}
#               config:print                 {"auth":{"providers":{"guest":{}}},"integrations":{"github":[{"host":"github.com","token":"made-up"}]}}
#               config:print --with-secrets  {"auth":{"providers":{}},"integrations":{}}
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p packages/app
echo '{"name":"portal","version":"0.0.0","private":true,"workspaces":["packages/*"]}' >package.json
echo '{"name":"app","version":"0.0.0"}' >packages/app/package.json
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/cli-module-config@0.1.9 @backstage/config-loader@1.11.5 >/dev/null
cat >app-config.yaml <<'YAML'
auth:
  providers:
    guest: {}
integrations:
  github:
    - host: github.com
      token: made-up
YAML
cat >app-config.production.yaml <<'YAML'
auth:
  providers:
    guest:
integrations:
  github:
YAML
cat >portal.cjs <<'NODE'
const { ConfigSources } = require('@backstage/config-loader');
const argv = ['--config', 'app-config.yaml', '--config', 'app-config.production.yaml'];
ConfigSources.toConfig(ConfigSources.default({ argv, env: {}, watch: false })).then(config => console.log(JSON.stringify(config.get())));
NODE
# `printed FLAG…`: what the command prints, in one line.
printed() {
  node node_modules/@backstage/cli-module-config/bin/backstage-cli-module-config config:print --format json "$@" \
    --config app-config.yaml --config app-config.production.yaml 2>/dev/null | node -p 'JSON.stringify(JSON.parse(require("fs").readFileSync(0)))'
}
{
  node portal.cjs
  printed
  printed --with-secrets
} | tee said
diff said - <<'SEEN'
{"auth":{"providers":{}},"integrations":{}}
{"auth":{"providers":{"guest":{}}},"integrations":{"github":[{"host":"github.com","token":"made-up"}]}}
{"auth":{"providers":{}},"integrations":{}}
SEEN
echo 'as it was'
