#!/usr/bin/env bash
# A portal that takes up changes of its files while it runs stops doing so for good after one that cannot be read, and says nothing.
#
# Package     @backstage/config-loader 1.10.10 and 1.11.5 (npm)
# Input       two files, loaded as a backend does, which is watched unless said otherwise. Each is written anew while it runs: a good change, then one
#             that is not closed yet or that names a `$file` which comes a moment later, then the same in order
# Behaviour   A good change is there within a second: the proxy's routes, the catalog's locations, the addresses of plugins and what the log hides
#             follow it. One reading that fails ends the watching of both files, not of that reading: the mended file is never read, the other
#             file's changes are not either, and neither the portal's log nor an error tells. Until its next start the portal is what it was
#             before the slip, and whoever looks at the files sees something else.
# Seen        2026-11, both releases
#               a good change         taken
#               in the other file     taken
#               one that is open      not taken
#               the same, closed      not taken
#               in the other file     not taken
#               in a new process, a good change in both   taken
#               a $file to come       not taken
#               the same, come        not taken
#               in the other file     not taken
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for release in 1.10.10 1.11.5; do
  mkdir "$release"
  (cd "$release" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund --ignore-scripts "@backstage/config-loader@$release" >/dev/null)
done
cat >look.cjs <<'NODE'
const { writeFileSync } = require('node:fs');
const { setTimeout: pause } = require('node:timers/promises');
const { createRequire } = require('node:module');
const [release, slip] = process.argv.slice(2);
const { ConfigSources } = createRequire(`${process.cwd()}/${release}/`)('@backstage/config-loader');
process.on('unhandledRejection', error => console.log('told', error.message));
const slips = {
  open: ['one that is open', 'proxy: { endpoints: { /ci: https://two.acme.test\n', 'the same, closed', () => {}],
  file: ['a $file to come', 'proxy: { endpoints: { /ci: { $file: come } } }\n', 'the same, come', () => writeFileSync(`${release}/come`, 'https://two.acme.test\n')],
};
(async () => {
  const [first, second] = ['app-config.yaml', 'app-config.production.yaml'].map(name => `${release}/${name}`);
  const good = host => `proxy: { endpoints: { /ci: https://${host}.acme.test } }\n`;
  writeFileSync(first, good('none'));
  writeFileSync(second, 'app: { title: Acme }\n');
  const config = await ConfigSources.toConfig(ConfigSources.default({ argv: ['--config', first, '--config', second], env: {} }));
  await pause(1000);
  async function change(title, file, text) {
    const before = JSON.stringify(config.get());
    writeFileSync(file, text);
    for (let tenths = 0; tenths < 30 && before === JSON.stringify(config.get()); tenths++) await pause(100);
    console.log(title, '|', before === JSON.stringify(config.get()) ? 'not taken' : 'taken');
  }
  const [title, text, after, mend] = slips[slip];
  await change('a good change', first, good('one'));
  await change('in the other file', second, 'app: { title: Beta }\n');
  await change(title, first, text);
  mend();
  await change(after, first, slip === 'open' ? good('two') : text);
  await change('in the other file', second, 'app: { title: Portal }\n');
  process.exit();
})();
NODE
for release in 1.10.10 1.11.5; do
  for slip in open file; do node look.cjs "$release" "$slip"; done | tee "$release/said"
  diff "$release/said" - <<'SEEN'
a good change | taken
in the other file | taken
one that is open | not taken
the same, closed | not taken
in the other file | not taken
a good change | taken
in the other file | taken
a $file to come | not taken
the same, come | not taken
in the other file | not taken
SEEN
done
echo 'as it was'
