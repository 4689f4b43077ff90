#!/usr/bin/env bash
# The same pattern for repositories picks others in each of Backstage's four searches, and in two of them a bar means something else.
#
# Package     @backstage/plugin-catalog-backend-module-github 0.14.0, -bitbucket-cloud 0.5.15, -bitbucket-server 0.5.15, -gitlab 0.8.8 (npm)
# Input       the pattern `portal` and the pattern `portal|docs`, in `filters.repository`, `filters.repoSlug` (twice) and `projectPattern`; the
#             repositories `portal`, `portal-old`, `old-portal`, `docs`, `old-docs`, and a `docs-api`, which is in the group `acme/portal` in GitLab
# Behaviour   GitHub's and Bitbucket Cloud's put `^` before the text and `$` behind it, and nothing around it: `portal|docs` is then whatever begins
#             with `portal` and whatever ends with `docs`, neither the two names that one word would be nor what has them anywhere. Bitbucket
#             Server's and GitLab's look anywhere, GitLab's in the group's path as well. All are said to take a regular expression.
# Seen        2026-11:
#               portal        github, cloud     portal
#                             server            portal, portal-old, old-portal
#                             gitlab            the same, and docs-api
#               portal|docs   github, cloud     portal, portal-old, docs, old-docs
#                             server, gitlab    all of them
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The modules' files and what these load; what they are plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/backend-plugin-api@1.12.0 @backstage/config@1.3.11 >/dev/null
for module in github@0.14.0 bitbucket-cloud@0.5.15 bitbucket-server@0.5.15 gitlab@0.8.8; do
  mkdir "${module%@*}"
  (cd "${module%@*}" && npm pack --silent "@backstage/plugin-catalog-backend-module-$module" >/dev/null && tar -xzf ./*.tgz)
done
cat >look.cjs <<'NODE'
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const part = (name, file) => require(path.resolve(name, 'package/dist/providers', file));
const github = part('github', 'GithubEntityProviderConfig.cjs.js').readProviderConfigs;
const cloud = part('bitbucket-cloud', 'BitbucketCloudEntityProviderConfig.cjs.js').readProviderConfigs;
const server = part('bitbucket-server', 'BitbucketServerEntityProviderConfig.cjs.js').readProviderConfigs;
const gitlab = part('gitlab', 'config.cjs.js').readGitlabConfigs;

const repositories = ['acme/portal', 'acme/portal-old', 'acme/old-portal', 'acme/docs', 'acme/old-docs', 'acme/portal/docs-api'];
const last = name => name.split('/').pop();
const read = (reader, key, entry) => reader(new ConfigReader({ catalog: { providers: { [key]: { it: entry } } } }))[0];
const searches = {
  github: [last, pattern => read(github, 'github', { organization: 'acme', filters: { repository: pattern } }).filters.repository],
  cloud: [last, pattern => read(cloud, 'bitbucketCloud', { workspace: 'acme', filters: { repoSlug: pattern } }).filters.repoSlug],
  server: [last, pattern => read(server, 'bitbucketServer', { host: 'git.acme.test', filters: { repoSlug: pattern } }).filters.repoSlug],
  gitlab: [name => name, pattern => read(gitlab, 'gitlab', { host: 'gitlab.com', projectPattern: pattern }).projectPattern],
};
for (const pattern of ['portal', 'portal|docs']) {
  for (const [title, [seen, expression]] of Object.entries(searches)) {
    console.log(`${pattern} ${title}:`, repositories.filter(name => expression(pattern).test(seen(name))).map(last).join(' '));
  }
}
NODE
node look.cjs | tee said
diff said - <<'SEEN'
portal github: portal
portal cloud: portal
portal server: portal portal-old old-portal
portal gitlab: portal portal-old old-portal docs-api
portal|docs github: portal portal-old docs old-docs
portal|docs cloud: portal portal-old docs old-docs
portal|docs server: portal portal-old old-portal docs old-docs docs-api
portal|docs gitlab: portal portal-old old-portal docs old-docs docs-api
SEEN
echo 'as it was'
