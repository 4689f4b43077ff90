// An OpenID Connect server on the loopback address: `node server.mjs CACHE PORT CALLBACK`. Its clients are right in one way
// and wrong in the others; each has the secret CLIENT-secret-loopback-0123456789. Anybody signs in with any password;
// the address of `unverified` is not.
import { createRequire } from 'node:module';
import path from 'node:path';

const [cache, port, callback] = process.argv.slice(2);
const require = createRequire(path.resolve(cache, 'package.json'));
const { default: Provider } = await import(require.resolve('oidc-provider'));

const client = (client_id, more = {}) => ({
  client_id,
  client_secret: `${client_id}-secret-loopback-0123456789`,
  redirect_uris: [callback],
  response_types: ['code'],
  grant_types: ['authorization_code'],
  ...more,
});

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    client('portal'),
    client('posting', { token_endpoint_auth_method: 'client_secret_post' }),
    client('pkce'),
    client('staying', { grant_types: ['authorization_code', 'refresh_token'] }),
    client('elsewhere', { redirect_uris: ['http://localhost:7007/callback'] }),
  ],
  pkce: { required: (_context, { clientId }) => clientId === 'pkce' },
  issueRefreshToken: (_context, asking) => asking.grantTypeAllowed('refresh_token'),
  claims: { openid: ['sub'], profile: ['preferred_username', 'name'], email: ['email', 'email_verified'] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id, name: id, email: `${id}@acme.test`, email_verified: id !== 'unverified' }),
  }),
  cookies: { keys: ['loopback'] },
});
provider.listen(Number(port), '127.0.0.1', () => console.log(`READY http://127.0.0.1:${port}`));
