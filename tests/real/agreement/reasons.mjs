// Reads which key a refusal is about, and says whether the program called it an error.

/** Refusals that quote no key, and the part of the configuration that they speak of. */
const SPEAKS_OF = [
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
  [/Invalid URL/, 'backend.baseUrl'],
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

/** One of two keys is the other, or stands above it. */
function related(one, other) {
  const [a, b] = [one.split('.'), other.split('.')];
  return a.slice(0, b.length).every((part, at) => part === b[at]);
}

const errors = ours => ours.findings.filter(({ severity }) => severity === 'error');
const list = findings => findings.map(({ rule, severity, file, line, path: key }) => `${severity} ${rule} ${key ?? `${file}:${line}`}`).join(', ') || 'nothing';

export const judge = {
  /** The loader names a file, mostly, and the line where the text itself is broken. */
  loader(text, ours, { files, folder }) {
    const relative = text.replaceAll(`${folder}/`, '');
    const file = files.find(name => relative.includes(name));
    const line = relative.match(/at line (\d+)/)?.[1];
    const key = keyOf(text);
    const fits = errors(ours).filter(
      finding => (file === undefined || finding.file === file || finding.because?.some(place => place.file === file)) && (line === undefined || String(finding.line) === line || finding.file !== file),
    );
    if (fits.length > 0) return [];
    const at = [file, line, key].filter(Boolean).join(' ');
    return [`the loader refuses (${at}): ${relative}; here: ${list(ours.findings)}`];
  },

  backend(text, ours) {
    const key = keyOf(text);
    if (key === undefined) return errors(ours).length > 0 ? [] : [`the backend refuses: ${text}; here: ${list(ours.findings)}`];
    if (errors(ours).some(({ path: route }) => route && related(route, key))) return [];
    return [`the backend refuses ${key}: ${text}; here: ${list(ours.findings)}`];
  },

  /** Whether what is refused came from a variable that nobody set, so that something else stood in. */
  ofHole(key, trees) {
    if (key === undefined) return false;
    const below = trees.map(tree => key.split('.').reduce((inner, part) => (inner && typeof inner === 'object' ? inner[part] : undefined), tree));
    return below.some(value => typeof value === 'string' && /\$\{|\$env/.test(value));
  },
};
