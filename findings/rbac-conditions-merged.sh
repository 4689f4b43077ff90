#!/usr/bin/env bash
# A file of conditional policies with a merge key is whole in one release and refused in another, because YAML is another one there.
#
# Package     @backstage-community/plugin-rbac-backend 6.1.0, with js-yaml 4.1.1, and 8.1.3, with js-yaml 5.4.2 (npm)
# Input       `conditionalPoliciesFile` with a condition that takes the other one's rule by `<<: *own`, and one whose parameter is `2026-11-30`
# Behaviour   js-yaml 4 merges, and makes a date of what looks like one, which is not the text any more that an annotation has. js-yaml 5 reads YAML
#             1.2 by default, as Backstage's own reader does: `<<` is a key like another, and a date a text. So after the upgrade the first
#             condition has no resource type, and with it the whole file is refused, the right conditions in it, too; an entry of the audit log
#             says so while the portal starts.
# Seen        2026-11:
#               6.1.0   merged  IS_ENTITY_OWNER of catalog-entity    dated  object
#               8.1.3   merged  refused: 'resourceType' must be specified …   dated  string
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts lodash@4.17.21 js-yaml-of-6.1.0@npm:js-yaml@4.1.1 js-yaml-of-8.1.3@npm:js-yaml@5.4.2 >/dev/null
# The files alone: what 8.1.3 depends on is published in part.
for version in 6.1.0 8.1.3; do
  mkdir "$version"
  (cd "$version" && npm pack --silent "@backstage-community/plugin-rbac-backend@$version" >/dev/null && tar -xzf ./*.tgz)
done
cat >head <<'YAML'
result: CONDITIONAL
roleEntityRef: role:default/developers
pluginId: catalog
resourceType: catalog-entity
permissionMapping: [read]
conditions:
YAML
cat head - >merged.yaml <<'YAML'
  anyOf:
    - &own { rule: IS_ENTITY_OWNER, resourceType: catalog-entity, params: { claims: [$ownerRefs] } }
    - { <<: *own, params: { claims: ['group:default/platform'] } }
YAML
cat head - >dated.yaml <<'YAML'
  { rule: HAS_ANNOTATION, resourceType: catalog-entity, params: { annotation: acme.test/reviewed, value: 2026-11-30 } }
YAML
cat >look.cjs <<'NODE'
const Module = require('node:module');
const path = require('node:path');
const version = process.argv[2];
// What the reader needs of the packages around it.
const AROUND = {
  '@backstage/errors': { InputError: Error },
  '@backstage-community/plugin-rbac-common': {
    isPermissionInfo: one => typeof one === 'object',
    permissionMappingAction: one => one,
    PermissionActionValues: ['create', 'read', 'update', 'delete', 'use'],
  },
  chokidar: {},
};
const load = Module._load;
Module._load = (name, ...rest) => AROUND[name] ?? load(name === 'js-yaml' ? `js-yaml-of-${version}` : name, ...rest);

const exported = require(path.resolve(version, 'package/dist/file-permissions/yaml-conditional-file-watcher.cjs.js'));
const Reader = Object.values(exported).find(one => /^class Yaml/.test(String(one)));
function read(name) {
  try {
    return new Reader(`${name}.yaml`, false, {}).parse()[0].conditions;
  } catch (error) {
    return `refused: ${error.message.split(' specified ')[0]} specified …`;
  }
}
const merged = read('merged');
console.log(version, 'merged', merged.anyOf ? `${merged.anyOf[1].rule} of ${merged.anyOf[1].resourceType}` : merged);
console.log(version, 'dated', typeof read('dated').params.value);
NODE
for version in 6.1.0 8.1.3; do node look.cjs "$version"; done | tee said
diff said - <<'SEEN'
6.1.0 merged IS_ENTITY_OWNER of catalog-entity
6.1.0 dated object
8.1.3 merged refused: 'resourceType' must be specified …
8.1.3 dated string
SEEN
echo 'as it was'
