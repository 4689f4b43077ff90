// Azure DevOps, strict and ours, by Microsoft's documentation and by what was seen of it: what the program's proof asks, and one file of
// a private repository in the project `platform` of the organisation `acme`.
import { SHOP } from './shop.mjs';

export const HOSTS = ['dev.azure.com', 'almsearch.dev.azure.com'];
/** A personal access token of the organisation. */
export const TOKEN = 'loopback'.repeat(11).slice(0, 84);
/** Azure DevOps, as other applications of a tenant know it. */
export const RESOURCE = '499b84ac-1321-427f-aa17-267ca6975798';

const BASIC = `Basic ${Buffer.from(`:${TOKEN}`).toString('base64')}`;
/** Who is not known is shown where one signs in, with a status of success. */
const PAGE = { status: 203, html: '<!doctype html><title>Azure DevOps Services | Sign In</title>' };
const missing = { status: 404, body: { message: 'TF401174: The item could not be found in the repository.' } };

function item({ url }) {
  const { path, 'api-version': version, ...more } = Object.fromEntries(url.searchParams);
  return path === '/catalog-info.yaml' && version === '6.0' && Object.keys(more).length === 0 ? { text: SHOP } : missing;
}

/** `principal` tells whether a caller's headers are those of a service principal that is a user of the organisation. */
export function azureDevOps(principal) {
  const reader = answer => async asked => (asked.headers.authorization === BASIC || (await principal(asked.headers)) ? answer(asked) : PAGE);
  return [
    ['GET', /^\/acme\/_apis\/connectionData$/, reader(() => ({ body: { authenticatedUser: { id: '5a0d', providerDisplayName: 'portal' } } }))],
    ['GET', /^\/acme(\/platform)?\/_apis\/git\/repositories$/, reader(() => ({ body: { count: 1, value: [{ name: 'shop' }] } }))],
    ['POST', /^\/acme(\/platform)?\/_apis\/search\/codesearchresults$/, reader(() => ({ body: { count: 1, results: [] } }))],
    ['GET', /^\/acme\/platform\/_apis\/git\/repositories\/shop\/items$/, reader(item)],
  ];
}
