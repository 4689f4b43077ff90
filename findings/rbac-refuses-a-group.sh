#!/usr/bin/env bash
# A group that Keycloak's sync names and the catalog takes can be one that no role may be given to.
#
# Packages    @backstage-community/plugin-catalog-backend-module-keycloak 3.23.1, @backstage/catalog-model 1.10.3,
#             @backstage-community/plugin-rbac-backend 8.1.3 (npm)
# Input       groups of Keycloak as people name them, and for each a line of the policies' file that gives it a role
# Behaviour   The module puts a dash for each character that a name may not have, so that `R & D` has three in a row. The catalog asks only for the
#             first and the last character and shows the group and its people. The role's line is held against a narrower form, one dash, dot or
#             underscore between letters, whose error has the catalog's own words: the line is left out with a warning, and the members of that
#             one group have no role. A blank alone is one dash, and does not show it; a double underscore in any name does.
# Seen        2026-11:
#               Data Platform     Data-Platform      catalog takes it   role given
#               R&D               R-D                catalog takes it   role given
#               R & D             R---D              catalog takes it   role refused: The name 'r---d' in the entity reference must be …
#               Platform - Core   Platform---Core    catalog takes it   role refused
#               Team: Core        Team--Core         catalog takes it   role refused
#               team__core        team__core         catalog takes it   role refused
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/catalog-model@1.10.3 @backstage/errors@1.4.0 \
  @backstage/plugin-permission-common@0.9.13 >/dev/null
# The files alone: what 8.1.3 depends on is published in part.
for package in catalog-backend-module-keycloak@3.23.1 rbac-backend@8.1.3; do
  mkdir "${package%@*}"
  (cd "${package%@*}" && npm pack --silent "@backstage-community/plugin-$package" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const Module = require('node:module');
const path = require('node:path');
const { FieldFormatEntityPolicy } = require('@backstage/catalog-model');
const load = Module._load;
// The actions that a permission may have; a role's members have none.
Module._load = (name, ...rest) => (name === '@backstage-community/plugin-rbac-common' ? {} : load(name, ...rest));
const part = (name, file) => require(path.resolve(name, 'package/dist', file));
const { sanitizeGroupNameTransformer } = part('catalog-backend-module-keycloak', 'lib/transformers.cjs.js');
const { validateGroupingPolicy } = part('rbac-backend', 'validation/policies-validation.cjs.js');

async function look(name) {
  const group = { apiVersion: 'backstage.io/v1beta1', kind: 'Group', metadata: { name }, spec: {} };
  const entity = await sanitizeGroupNameTransformer(group, { name }, 'acme');
  const catalog = await new FieldFormatEntityPolicy().enforce(entity).then(() => 'takes it', () => 'refuses it');
  // The file's references are read in small letters.
  const member = `group:default/${entity.metadata.name.toLowerCase()}`;
  const error = await validateGroupingPolicy([member, 'role:default/readers'], undefined, 'csv-file');
  const role = error ? `refused: ${error.message.match(/The name .* must be/)[0]}` : 'given';
  console.log(`${name} | ${entity.metadata.name} | catalog ${catalog} | role ${role}`);
}
(async () => {
  for (const name of ['Data Platform', 'R&D', 'R & D', 'Platform - Core', 'Team: Core', 'team__core']) await look(name);
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
Data Platform | Data-Platform | catalog takes it | role given
R&D | R-D | catalog takes it | role given
R & D | R---D | catalog takes it | role refused: The name 'r---d' in the entity reference must be
Platform - Core | Platform---Core | catalog takes it | role refused: The name 'platform---core' in the entity reference must be
Team: Core | Team--Core | catalog takes it | role refused: The name 'team--core' in the entity reference must be
team__core | team__core | catalog takes it | role refused: The name 'team__core' in the entity reference must be
SEEN
echo 'as it was'
