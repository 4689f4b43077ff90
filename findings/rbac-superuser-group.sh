#!/usr/bin/env bash
# Whether a group below `permission.rbac.admin.superUsers` makes anybody a super user depends on the release, and is never said.
#
# Package     @backstage-community/plugin-rbac-backend 6.1.0 and 8.1.3 (npm)
# Input       superUsers with `group:default/platform`, and a question by a member whose identity has that group
# Behaviour   6.1.0 compares the list with the person's own reference alone: a group is taken without a word, and its members are asked for a role like
#             everybody. 8.1.3 compares it with the groups of the identity as well. So a configuration that names a group makes super users
#             after an upgrade whom nobody had seen before. `admin.users` takes groups in both.
# Seen        2026-11:  6.1.0 the person ALLOW, a member of the group DENY
#                       8.1.3 the person ALLOW, a member of the group ALLOW
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The files alone: what 8.1.3 depends on is published in part.
for version in 6.1.0 8.1.3; do
  mkdir "$version"
  (cd "$version" && npm pack --silent "@backstage-community/plugin-rbac-backend@$version" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const Module = require('node:module');
const path = require('node:path');
// What the policy needs of the packages around it.
const AROUND = {
  '@backstage/plugin-permission-common': { AuthorizeResult: { ALLOW: 'ALLOW', DENY: 'DENY' }, isResourcePermission: () => false },
  '@backstage-community/plugin-rbac-common': { toPermissionAction: () => 'read' },
};
const nothing = new Proxy(function () {}, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => '' : nothing),
  apply: () => nothing,
  construct: () => nothing,
});
const load = Module._load;
Module._load = (name, ...rest) => (/permission-policy|auditor\/auditor|^node:|^path$/.test(name) ? load(name, ...rest) : AROUND[name] ?? nothing);

const version = process.argv[2];
const { RBACPermissionPolicy } = require(path.resolve(version, 'package/dist/policies/permission-policy.cjs.js'));
const event = { success: async () => {}, fail: async ({ error }) => console.error(error) };
const auditor = { createEvent: async () => event };
const enforcer = { getRolesForUser: async () => [], getFilteredPolicy: async () => [], enforce: async () => false };
const info = name => ({ userEntityRef: name, ownershipEntityRefs: [name, 'group:default/platform'] });
const services = { isPrincipal: () => true, getUserInfo: async ({ name }) => info(name), getOwnServiceCredentials: async () => ({}) };

async function ask(superUserList, name) {
  const isAuthorized = async () => false;
  const policy = Object.create(RBACPermissionPolicy.prototype);
  Object.assign(policy, { enforcer, auditor, userService: services, auth: services, conditionStorage: {}, superUserList, isAuthorized });
  const user = { info: info(name), credentials: { name } };
  return (await policy.handle({ permission: { name: 'a', attributes: {} } }, user)).result;
}

async function look() {
  const person = await ask(['user:default/ada'], 'user:default/ada');
  const member = await ask(['group:default/platform'], 'user:default/ada');
  console.log(`${version} the person ${person}, a member of the group ${member}`);
}
look();
NODE
node look.cjs 6.1.0 | tee said
node look.cjs 8.1.3 | tee -a said
diff <(printf '6.1.0 the person ALLOW, a member of the group DENY\n8.1.3 the person ALLOW, a member of the group ALLOW\n') said
echo 'as it was'
