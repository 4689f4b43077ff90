// What is made wrong again, one thing at a time: `make` changes what was written, `variables` the environment, and `bites` says
// what is to be seen then.
//
//   { boot: /…/ }, { signIn: /…/ }, { refresh: /…/ }   refused there, in these words
//   { nobody: /…/ }                                    nobody arrives, and the log has these words
//   { unread: /…/ }                                    the private file is not read, in these words
//   { unshown: /…/ }                                   what runs is not shown, in these words
//   { people: '…' }                                    others arrive
//   { signedIn: 'user:…' }                             somebody gets in who should not
//   { elsewhere: 'user:…' }                            somebody gets in by the environment that the page does not ask for
//   { guest: 'user:…' }, { administrates: '403' }      what a stranger is, what the administrator is answered
//   { secure: false }                                  the session's cookie goes over http as well

/** A key is taken out again. */
export const left = (name, path, bites) => ({ name: `${name} left out`, bites, make: document => remove(document, path.split('.')) });

/** What opens the code is taken out again. */
export const withoutCredential = (path, seen = /no matching files found/) => left(`the code's ${path.split('.').pop()}`, path, { unread: seen });
/** Without one, Backstage looks for an identity of the machine's, or of the environment's. */
export const withoutAzureCredential = seen => withoutCredential('integrations.azure.0.credentials', seen);
export const NO_IDENTITY = /ChainedTokenCredential authentication failed/;

/** A key says something else. */
export const says = (name, path, value, bites) => ({ name, bites, make: document => document.setIn(path.split('.').map(step => (/^\d+$/.test(step) ? Number(step) : step)), value) });

/** Several at once, and the environment with them. */
export const all = (name, traps, bites, more = {}) => ({ name, bites, make: document => traps.forEach(trap => trap.make(document)), ...more });

/** The environment says something else. */
export const set = (name, variables, bites, more = {}) => ({ name, bites, make: () => {}, variables, ...more });

/** A variable is not set. */
export const unset = (name, bites) => ({ name: `${name} not set`, bites, make: () => {}, variables: { [name]: '' } });

function remove(document, path) {
  const keys = path.map(step => (/^\d+$/.test(step) ? Number(step) : step));
  if (!document.hasIn(keys)) throw new Error(`what was written has no ${path.join('.')}`);
  document.deleteIn(keys);
}
