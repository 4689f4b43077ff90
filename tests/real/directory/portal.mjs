// Does with a directory what the portal does, by nothing but what the program wrote.
//
//   node portal.mjs --cache DIR --layers DIR --profile NAME --out DIR people           prints the catalog's names
//   node portal.mjs --cache DIR --layers DIR --profile NAME --out DIR sign-in PERSON   the password is in PERSON_PASSWORD
//
// The catalog's own module reads people and groups; the library of the image's sign-in binds.
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { layers, readAsDocker, started } from '../backstage/image.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { cache: { type: 'string' }, layers: { type: 'string' }, profile: { type: 'string' }, out: { type: 'string' } },
});
const require = createRequire(path.resolve(options.cache, 'package.json'));
const { ConfigReader } = require('@backstage/config');
const { ConfigSources, FileConfigSource } = require('@backstage/config-loader');

async function configuration() {
  const environment = started(readAsDocker(path.join(options.out, '.env')), options.profile);
  const files = [...layers(options.layers, options.profile), path.join(options.out, 'app-config.local.yaml')];
  const source = ConfigSources.merge(
    files.map(file =>
      FileConfigSource.create({ path: path.resolve(file), watch: false, substitutionFunc: async name => environment[name] }),
    ),
  );
  for await (const { configs } of source.readConfigData()) return ConfigReader.fromConfigs(configs);
  throw new Error('the loader gave nothing');
}

async function people() {
  const { LdapClient, readLdapOrg, readProviderConfigs } = require('@backstage/plugin-catalog-backend-module-ldap');
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const [provider] = readProviderConfigs(await configuration());
  const client = await LdapClient.create(quiet, provider.target, provider.bind, provider.tls);
  const { users, groups } = await readLdapOrg(client, provider.users, provider.groups, provider.vendor ?? {}, { logger: quiet });
  const groupsOf = user => (user.spec.memberOf ?? []).map(name => name.split('/').pop()).sort().join('+');
  const named = [...groups.map(group => `group:${group.metadata.name}`), ...users.map(user => `user:${user.metadata.name}=${groupsOf(user)}`)];
  return named.sort().join(' ');
}

// As the image's sign-in calls the library: the options as they stand, the person's name, and a name that it does not use
// because the options hold an account.
async function signIn(person) {
  const { authenticate } = require('ldap-authentication');
  const all = (await configuration()).getConfig('auth.providers.ldap').get('production');
  const { ldapAuthenticationOptions: given } = all;
  const attribute = given.usernameAttribute ?? 'uid';
  const user = await authenticate({
    ...given,
    username: person,
    usernameAttribute: attribute,
    userDn: `${attribute}=${person},${given.userSearchBase}`,
    userPassword: process.env.PERSON_PASSWORD,
  });
  return user[attribute];
}

const [command, ...rest] = positionals;
try {
  console.log(await { people, 'sign-in': signIn }[command](...rest));
  process.exit(0);
} catch (error) {
  console.error(`refused: ${error.admin?.message ?? error.message ?? error}`);
  process.exit(1);
}
