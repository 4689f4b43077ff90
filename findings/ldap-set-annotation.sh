#!/usr/bin/env bash
# `set` for people of a directory takes a path, so that an annotation in it keeps everybody out of the catalog.
#
# Package     @backstage/plugin-catalog-backend-module-ldap 0.12.9, @backstage/catalog-model 1.10.3 (npm)
# Input       `set` below `users` with the annotation `acme.test/office`, in four ways, for a person `ada`
# Behaviour   A key of `set` is a path with dots, as in `spec.profile.displayName`. Annotations and labels nearly always have a dot of their own, in
#             the domain before the slash, and that one parts the path as well: `acme` becomes an object with `test/office` in it. The sync ends
#             without an error; the catalog's own policy refuses each person afterwards. In brackets and quotes, or as a map, it is one name.
# Seen        2026-11:
#               metadata.annotations.acme.test/office      refused: "annotations.acme" is not valid; expected a string
#               metadata.annotations["acme.test/office"]   taken, Rome
#               metadata.annotations, a map                taken, Rome
#               metadata, a map                            taken, Rome
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The module's files and what they load; what it is plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/backend-plugin-api@1.12.0 @backstage/catalog-model@1.10.3 \
  @backstage/config@1.3.11 @backstage/errors@1.4.0 lodash@4.17.21 >/dev/null
npm pack --silent @backstage/plugin-catalog-backend-module-ldap@0.12.9 >/dev/null
tar -xzf ./*.tgz
cat >look.cjs <<'NODE'
const path = require('node:path');
const { FieldFormatEntityPolicy } = require('@backstage/catalog-model');
const { ConfigReader } = require('@backstage/config');
const part = name => require(path.resolve(`package/dist/ldap/${name}.cjs.js`));
const { readProviderConfigs } = part('config');
const { defaultUserTransformer } = part('read');
const { DefaultLdapVendor } = part('vendors');

const office = { 'acme.test/office': 'Rome' };
const ways = [
  ['metadata.annotations.acme.test/office', 'Rome'],
  ['metadata.annotations["acme.test/office"]', 'Rome'],
  ['metadata.annotations', office],
  ['metadata', { annotations: office }],
];
async function look([key, value]) {
  const users = { dn: 'ou=people,dc=acme', set: { [key]: value } };
  const [read] = readProviderConfigs(new ConfigReader({ catalog: { providers: { ldapOrg: { acme: { target: 'ldap://directory.acme.test', users } } } } }));
  const entry = { dn: 'uid=ada,ou=people,dc=acme', uid: 'ada', cn: 'Ada' };
  const entity = await defaultUserTransformer(DefaultLdapVendor, read.users[0], entry);
  const said = await new FieldFormatEntityPolicy().enforce(entity).then(
    () => `taken, ${entity.metadata.annotations['acme.test/office']}`,
    error => `refused: ${error.message.split(' but ')[0]}`,
  );
  console.log(key + (value === 'Rome' ? '' : ', a map'), said);
}
(async () => {
  for (const way of ways) await look(way);
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
metadata.annotations.acme.test/office refused: "annotations.acme" is not valid; expected a string
metadata.annotations["acme.test/office"] taken, Rome
metadata.annotations, a map taken, Rome
metadata, a map taken, Rome
SEEN
echo 'as it was'
