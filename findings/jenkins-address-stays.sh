#!/usr/bin/env bash
# One look at a component whose Jenkins is another one sends every other component of that instance there, until the portal is restarted.
#
# Packages    @backstage-community/plugin-jenkins-backend 0.31.0, with @backstage/catalog-model 1.10.3 and @backstage/config 1.3.11 (npm)
# Input       an instance `ci` with `allowedBaseUrlOverrideRegex`, a component `portal`, and a component `docs` with `jenkins.io/override-base-url`; their
#             builds are looked at by turns, and then in a new process
# Behaviour   The annotation reads as if it were about its own component, and is checked as such. What is found to be allowed is then written into the
#             instance that all components share, where it stays: the builds of `portal` are asked of the other Jenkins from then on, which
#             has no such job and answers 404. Nothing is logged, the configuration is as it was, and a restart mends it for as long as
#             nobody looks at `docs`, so that it comes and goes by who opens which page, and in one of two replicas alone.
# Seen        2026-11:
#               portal                     https://ci.acme.test
#               docs                       https://docs-ci.acme.test
#               portal                     https://docs-ci.acme.test
#               portal, in a new process   https://ci.acme.test
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/catalog-model@1.10.3 @backstage/config@1.3.11 >/dev/null
# The one file that says which Jenkins is asked; what it is plugged into has no part in it.
npm pack --silent @backstage-community/plugin-jenkins-backend@0.31.0 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const path = require('node:path');
const { parseEntityRef } = require('@backstage/catalog-model');
const { ConfigReader } = require('@backstage/config');
const { DefaultJenkinsInfoProvider } = require(path.resolve('package/dist/service/jenkinsInfoProvider.cjs.js'));

const allowedBaseUrlOverrideRegex = '^https://[a-z-]+\\.acme\\.test$';
const instance = { name: 'ci', baseUrl: 'https://ci.acme.test', username: 'portal', apiKey: 'made-up', allowedBaseUrlOverrideRegex };
const other = { 'jenkins.io/override-base-url': 'https://docs-ci.acme.test' };
const catalog = {
  getEntityByRef: async ({ name }) => ({
    kind: 'Component',
    metadata: { name, annotations: { 'jenkins.io/job-full-name': `ci:acme/${name}`, ...(name === 'docs' ? other : {}) } },
  }),
};
const provider = DefaultJenkinsInfoProvider.fromConfig({ config: new ConfigReader({ jenkins: { instances: [instance] } }), catalog, logger: console });
(async () => {
  for (const name of process.argv.slice(2)) {
    const { baseUrl } = await provider.getInstance({ entityRef: parseEntityRef(`component:default/${name}`), credentials: {} });
    console.log(`${name} | ${baseUrl}`);
  }
})();
NODE
{
  node look.cjs portal docs portal
  echo 'in a new process'
  node look.cjs portal
} | tee said
diff said - <<'SEEN'
portal | https://ci.acme.test
docs | https://docs-ci.acme.test
portal | https://docs-ci.acme.test
in a new process
portal | https://ci.acme.test
SEEN
echo 'as it was'
