#!/usr/bin/env bash
# Whoever gets another mail address at Cloudflare Access goes on signing in with the old one, with no end, until the portal's cache is emptied.
#
# Packages    @backstage/plugin-auth-backend-module-cloudflare-access-provider 0.5.0, with jose 5.10.0, and the cache that it is given,
#             of @backstage/backend-defaults 0.19.0, with keyv 5.5.3 (npm)
# Input       Ada, whose address changes, and a service token, whose `subject` is changed in the configuration; each signs in before and thirty days
#             after, with a new token of Cloudflare's, at a module that was started anew; with the cache as it comes, and with
#             `backend.cache.defaultTtl: 1h`
# Behaviour   Each token of Cloudflare's is checked, and it has the new address in it. What the portal takes, though, is what Cloudflare said about that
#             person the first time, which is put into the cache without an end, and a cache of Backstage's has none by itself. So the
#             resolver looks for an address that nobody has any more, and Ada, whom the directory has with the new one, is not found; the
#             groups that are handed on are old as well. The bot's new `subject` is read and not used. A restart helps where the cache is in memory; in
#             Redis, which is there to survive one, nothing does but emptying it. Asked at Cloudflare, everything is right.
# Seen        2026-11: thirty days later    in the token            in the portal
#               as it comes, ada            jones@acme.test         smith@acme.test, as on the first day
#               as it comes, bot            -                       old-bot@acme.test
#               defaultTtl: 1h, ada         jones@acme.test         jones@acme.test
#               defaultTtl: 1h, bot         -                       bot@acme.test
# Fails when one of them changes. Needs npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
# The files of the two and what they load; what they are plugged into has no part in it.
npm install --silent --no-audit --no-fund --ignore-scripts @backstage/config@1.3.11 @backstage/errors@1.4.0 @backstage/types@1.2.2 jose@5.10.0 keyv@5.5.3 >/dev/null
for package in plugin-auth-backend-module-cloudflare-access-provider@0.5.0 backend-defaults@0.19.0; do
  name=${package%@*}
  mkdir "$name"
  (cd "$name" && npm pack --silent "@backstage/$package" >/dev/null && tar -xzf ./*.tgz)
done
mkdir node_modules/@backstage/plugin-auth-node
echo 'exports.createProxyAuthenticator = one => one;' >node_modules/@backstage/plugin-auth-node/index.js
# The cache loads every store's client when it is made, and uses none but memory's here.
for client in redis valkey memcache; do
  mkdir -p "node_modules/@keyv/$client"
  echo 'module.exports = {};' >"node_modules/@keyv/$client/index.js"
done
mkdir node_modules/iovalkey
echo 'module.exports = {};' >node_modules/iovalkey/index.js
cat >look.cjs <<'NODE'
const path = require('node:path');
const { ConfigReader } = require('@backstage/config');
const { SignJWT, createLocalJWKSet, exportJWK, generateKeyPair } = require('jose');
const { CacheManager } = require(path.resolve('backend-defaults/package/dist/entrypoints/cache/CacheManager.cjs.js'));
const part = file => require(path.resolve('plugin-auth-backend-module-cloudflare-access-provider/package/dist', file));
const { AuthHelper } = part('helpers.cjs.js');
const { createCloudflareAccessAuthenticator } = part('authenticator.cjs.js');

(async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = createLocalJWKSet({ keys: [await exportJWK(publicKey)] });
  let now = Date.now();
  Date.now = () => now;
  // What Cloudflare has of Ada at the time.
  let ada;
  global.fetch = async () => Response.json({ id: '1', name: 'Ada', email: ada, groups: [] });
  const token = claims => new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).setIssuer('https://acme.cloudflareaccess.com')
    .setAudience('portal').setIssuedAt(now / 1000 | 0).setExpirationTime((now / 1000 | 0) + 600).sign(privateKey);

  async function look(title, settings) {
    const cache = CacheManager.fromConfig(new ConfigReader({ backend: { cache: settings } })).forPlugin('auth');
    async function signIn(claims, subject) {
      const service = [{ token: 'bot.access', subject }];
      const helper = new AuthHelper('acme', 'portal', service, 'cf-access-jwt-assertion', 'CF_Authorization', keys, cache);
      const assertion = await token(claims);
      const authenticator = createCloudflareAccessAuthenticator({ cache });
      const { result } = await authenticator.authenticate({ req: { header: () => assertion } }, { helper });
      return (await authenticator.defaultProfileTransform(result)).profile.email;
    }
    ada = 'smith@acme.test';
    await signIn({ sub: '1', email: ada });
    await signIn({ common_name: 'bot.access' }, 'old-bot@acme.test');
    now += 30 * 24 * 3600 * 1000;
    ada = 'jones@acme.test';
    console.log(`${title} | ada | ${ada} | ${await signIn({ sub: '1', email: ada })}`);
    console.log(`${title} | bot | - | ${await signIn({ common_name: 'bot.access' }, 'bot@acme.test')}`);
  }
  await look('as it comes', {});
  await look('defaultTtl: 1h', { defaultTtl: '1h' });
})();
NODE
node look.cjs | tee said
diff said - <<'SEEN'
as it comes | ada | jones@acme.test | smith@acme.test
as it comes | bot | - | old-bot@acme.test
defaultTtl: 1h | ada | jones@acme.test | jones@acme.test
defaultTtl: 1h | bot | - | bot@acme.test
SEEN
echo 'as it was'
