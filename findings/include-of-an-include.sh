#!/usr/bin/env bash
# An include that leads to another include is not followed: the key gets the words of the second one as its value.
#
# Package     @backstage/config-loader 1.10.10 and 1.11.5 (npm)
# Input       a file with `token: { $file: secret.txt }` and a file that is one `$include` of it; both included, as a whole, by a fragment
#             one level above `$file`, and by a fragment that is `$file` or `$env` itself
# Behaviour   References below what was included are resolved, and so is `${NAME}` right at it. A `$file`, `$env` or `$include` right at it is not:
#             where a token should be there is an object with the key `$file`, without an error or a word in the log. What refuses it is the
#             plugin that reads the key, and not even that where the key is read as a map. A fragment whose last name is misspelt is no error
#             either: the key is gone, and a lower layer's value shows. A misspelt name in the middle is one.
# Seen        2026-11, both releases
#               parts.yaml          {"token":"s3cret","git":{"token":"s3cret"},"host":"git.acme.test","home":"git.acme.test"}
#               parts.yaml#git      {"token":"s3cret"}
#               parts.yaml#host     "git.acme.test"
#               parts.yaml#token    {"$file":"secret.txt"}
#               parts.yaml#home     {"$env":"HOST_OF_GIT"}
#               whole.yaml          {"$include":"parts.yaml"}
#               parts.yaml#tokne    gone
#               parts.yaml#gti.x    refused: value at 'gti' in included file parts.yaml is not an object
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts old@npm:@backstage/config-loader@1.10.10 new@npm:@backstage/config-loader@1.11.5 >/dev/null
echo 's3cret' >secret.txt
printf '%s\n' 'token: { $file: secret.txt }' 'git:' '  token: { $file: secret.txt }' 'host: ${HOST_OF_GIT}' 'home: { $env: HOST_OF_GIT }' >parts.yaml
printf '%s\n' '$include: parts.yaml' >whole.yaml
cat >look.cjs <<'NODE'
const { writeFileSync } = require('node:fs');
const path = require('node:path');
const { ConfigSources } = require(process.argv[2]);

async function look(said) {
  writeFileSync('app-config.yaml', `key: { $include: '${said}' }\nother: 1\n`);
  const source = ConfigSources.defaultForTargets({ targets: [{ type: 'path', target: path.resolve('app-config.yaml') }], watch: false });
  const read = await ConfigSources.toConfig(source).then(
    config => JSON.stringify(config.getOptional('key')) ?? 'gone',
    error => `refused: ${error.message.replace(/^.* error at \.key, /, '')}`,
  );
  console.log(`${said} ${read}`);
}
(async () => {
  for (const name of ['', '#git', '#host', '#token', '#home']) await look(`parts.yaml${name}`);
  await look('whole.yaml');
  for (const name of ['tokne', 'gti.x']) await look(`parts.yaml#${name}`);
})();
NODE
for release in old new; do
  HOST_OF_GIT=git.acme.test node look.cjs "$release" | tee said
  diff said - <<'SEEN'
parts.yaml {"token":"s3cret","git":{"token":"s3cret"},"host":"git.acme.test","home":"git.acme.test"}
parts.yaml#git {"token":"s3cret"}
parts.yaml#host "git.acme.test"
parts.yaml#token {"$file":"secret.txt"}
parts.yaml#home {"$env":"HOST_OF_GIT"}
whole.yaml {"$include":"parts.yaml"}
parts.yaml#tokne gone
parts.yaml#gti.x refused: value at 'gti' in included file parts.yaml is not an object
SEEN
done
echo 'as it was'
