// Reads which key a refusal is about, and says whether the program called it an error.

/** Refusals that quote no key, and the part of the configuration that they speak of. */
const SPEAKS_OF = [
  [/There is no .* that matches|No \w+ integration found that matches/, 'catalog.providers'],
  [/Illegal token/, 'backend.auth.externalAccess'],
  [/GitHub integration/, 'integrations.github'],
  [/GitLab integration/, 'integrations.gitlab'],
  [/Azure (DevOps )?integration/, 'integrations.azure'],
  [/Bitbucket .*integration/, 'integrations'],
  [/Failed to initialize (\w+) auth provider/, 'auth.providers.$1'],
  [/The (\w+) provider no longer supports/, 'auth.providers.$1'],
  [/GitlabOrgDiscoveryEntityProvider|GitlabDiscoveryEntityProvider/, 'catalog.providers.gitlab'],
  [/MicrosoftGraphOrgEntityProvider|microsoft-?graph/i, 'catalog.providers.microsoftGraphOrg'],
  [/Keycloak/, 'catalog.providers.keycloakOrg'],
  [/Either organization or app must be specified/, 'catalog.providers.github'],
  [/must be provided when client(Id|Secret) is defined/, 'catalog.providers'],
  [/Failed to read duration|Invalid duration|Needs one or more of/, 'catalog.providers'],
  [/Invalid regular expression/, 'catalog.providers'],
  [/Invalid URL/, 'app.baseUrl'],
];

/** The key that a refusal names, with dots only; or the part it speaks of. */
export function keyOf(text) {
  const quoted = text.match(/(?:at|for key) '([A-Za-z][^'\s]*\.[^'\s]*)'/);
  if (quoted) return quoted[1].replaceAll(/\[(\d+)\]/g, '.$1');
  for (const [form, key] of SPEAKS_OF) {
    const found = text.match(form);
    if (found) return key.replace('$1', found[1]);
  }
  return undefined;
}

/** Refusals that come of either of two parts, by what the one lacks and the other wants: the second one. */
const COMES_OF = [[/No (\w+) integration found that matches/, 'integrations.$1']];

/** The other key that a refusal may come of. */
function otherKeyOf(text) {
  const found = COMES_OF.map(([form, key]) => [text.match(form), key]).find(([match]) => match);
  return found?.[1].replace('$1', found[0][1]);
}

/** Resolvers that only the image's own module brings. */
const OF_THE_IMAGE = /'(oidcSubClaimMatchingKeycloakUserId|preferredUsernameMatchingUserEntityName)' is not available/;
/** Outside of an image a module of one's own may bring any. */
const OF_ANYBODY = /Sign-in resolver '\w+' is not available/;

/** One of two keys is the other, or stands above it. */
function related(one, other) {
  const [a, b] = [one.split('.'), other.split('.')];
  return a.slice(0, b.length).every((part, at) => part === b[at]);
}

/** A variable that is missing in several places is told at the first; it is the same one. */
function ofItsVariable(finding, key, trees) {
  const below = trees.map(tree => JSON.stringify(at(tree, key)) ?? '');
  const named = [...finding.message.matchAll(/`(\w+)`/g)].map(found => found[1]);
  return /variable/.test(finding.rule) && named.some(name => below.some(text => text.includes(`\${${name}`)));
}

const at = (tree, key) => key.split('.').reduce((inner, part) => (inner && typeof inner === 'object' ? inner[part] : undefined), tree);

/** What is missing can be pointed at by what stands there in its place, when that one says its name. */
function inItsPlace(finding, key, text) {
  const [above, last] = [key.slice(0, key.lastIndexOf('.')), key.slice(key.lastIndexOf('.') + 1)];
  const words = `${finding.message} ${finding.hint ?? ''}`;
  return /^.*Missing required/.test(text) && finding.path.startsWith(`${above}.`) && new RegExp(`\\b${last}\\b`).test(words);
}

const errors = ours => ours.findings.filter(({ severity }) => severity === 'error');
const list = findings => findings.map(({ rule, severity, file, line, path: key }) => `${severity} ${rule} ${key ?? `${file}:${line}`}`).join(', ') || 'nothing';

export const judge = {
  /** The loader names a file, mostly, and the line where the text itself is broken. */
  loader(text, ours, { files, folder }) {
    const relative = text.replaceAll(`${folder}/`, '');
    const included = relative.match(/failed to parse included file (\S+),/)?.[1];
    const file = included ?? files.find(name => relative.includes(name));
    const line = relative.match(/at line (\d+)/)?.[1];
    const fits = errors(ours).some(
      finding => (file === undefined || finding.file === file || finding.because?.some(place => place.file === file)) && (line === undefined || near(finding.line, Number(line))),
    );
    const place = [file, line].filter(Boolean).join(':') || keyOf(text);
    return fits ? [] : [`the loader refuses ${place}: ${relative.split('\n')[0]}; here: ${list(ours.findings)}`];
  },

  backend(text, ours, trees) {
    const key = keyOf(text);
    const keys = [key, otherKeyOf(text)].filter(Boolean);
    const fits = ({ path: route }) => key === undefined || (route && keys.some(key => related(route, key)));
    if (errors(ours).some(finding => fits(finding) || (key && finding.path && (inItsPlace(finding, key, text) || ofItsVariable(finding, key, trees))))) return [];
    return [`the backend refuses ${key ?? ''}: ${text}; here: ${list(ours.findings)}`];
  },

  /** Whether what is refused came from a variable that nobody set, so that something else stood in; or is the image's to know. */
  ofHole(text, made, it, trees) {
    if (OF_THE_IMAGE.test(text) || made.some(value => value.startsWith('some') && text.includes(value))) return true;
    // Nobody said which NODE_ENV the portal runs with.
    if (OF_ANYBODY.test(text) && !it.profile && !it.presets?.length) return true;
    const open = it.env === undefined && it.dotenv === undefined && !it.profile && !it.presets?.length;
    const key = keyOf(text);
    if (open && key === 'auth.providers.ldap.production') return true;
    if (key === undefined || made.length === 0) return false;
    return trees.map(tree => at(tree, key)).some(value => typeof value === 'string' && /\$\{|\$env/.test(value));
  },
};

/** What is never closed is seen at its end by one and at its start by the other. */
const near = (line, other) => Math.abs(line - other) < 3;
