// Prints the table of what was tried, and compares or writes the kept one.
//
//   node table.mjs --results DIR --order 'ROW…' --pins JSON [--table FILE] [--write]
//
// PINS has for each line of Backstage the package.json of its packages.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { results: { type: 'string' }, order: { type: 'string' }, pins: { type: 'string' }, table: { type: 'string' }, write: { type: 'boolean' } },
});
const COLUMNS = ['checked', 'boots', 'signs in', 'refreshes', 'signs out', 'syncs', 'administrates', 'reads code'];
const LONGEST = 170;
const ROOT = path.resolve(import.meta.dirname, '../../..');

const results = options.order
  .split(' ')
  .map(row => path.join(options.results, `${row}.json`))
  .filter(fs.existsSync)
  .map(file => JSON.parse(fs.readFileSync(file, 'utf8')));

const pins = Object.entries(JSON.parse(options.pins)).map(([name, file]) => ({ ...JSON.parse(fs.readFileSync(file, 'utf8')), name, file }));
const TOLD = ['backend-defaults', 'plugin-auth-backend', 'plugin-catalog-backend'];
const versions = ({ name, file, description, dependencies }) => {
  const told = TOLD.map(each => `\`${each}\` ${dependencies[`@backstage/${each}`]}`).join(', ');
  return `- ${name}, by \`${path.relative(ROOT, file)}\`: ${description} (${told})`;
};

const line = cells => `| ${cells.join(' | ')} |`;
/** What was seen, without what is another one in each run. */
function stable(seen) {
  const text = String(seen).split(' | ')[0].replace(/(127\.0\.0\.1|localhost):\d+/g, '$1:…').replace(/\s+/g, ' ').replaceAll('|', '/');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
const WORDS = {
  boot: seen => `does not start: \`${seen}\``,
  signIn: seen => `sign-in refused: \`${seen}\``,
  refusedIn: seen => `sign-in refused: \`${seen}\``,
  refresh: seen => `not refreshed: \`${seen}\``,
  unread: seen => `code is not read: \`${seen}\``,
  unshown: seen => `what runs is not shown: \`${seen}\``,
  nobody: seen => `nobody arrives: \`${seen}\``,
  people: seen => (seen === '' ? 'nobody arrives' : `only these arrive: \`${seen}\``),
  guest: seen => `a stranger is \`${seen}\``,
  signedIn: seen => `\`${seen}\` gets in, and the password is somebody else's to take`,
  elsewhere: seen => `\`${seen}\` gets in by \`development\`, which the page does not ask for`,
  secure: () => 'the cookie goes over http as well',
  administrates: seen => `a member of the administrators is answered ${seen}`,
};

/** What rows show besides, which only the table of all of them has. */
function shown(results) {
  const rows = results.flatMap(({ system, lines, plugins }) => pins.filter(({ name }) => lines[name]?.shows).map(({ name }) => line([system, name, plugins[name], `\`${stable(lines[name].shows)}\``])));
  if (rows.length === 0) return [];
  return ['What the page of a component shows of it, read by the portal with what was written:', '', line(['system', 'Backstage', 'by', 'shown']), line(['---', '---', '---', '---']), ...rows, ''];
}

const lines = [
  '# What `init` writes, in a real backend',
  '',
  'Written and compared by `tests/real/parts/portal.sh`. A person signs in by the requests of Backstage\'s pages; the file of a private',
  'repository is read by the backend\'s own reader of addresses, for its catalog; what is written is proven by `init` and looked at by',
  '`validate` before.',
  '',
  'Each line of Backstage has its packages:',
  '',
  ...pins.map(versions),
  '',
  line(['system', 'Backstage', ...COLUMNS]),
  line(['system', 'Backstage', ...COLUMNS].map(() => '---')),
  ...results.flatMap(({ system, lines }) => pins.filter(({ name }) => lines[name]).map(({ name }) => line([system, name, ...COLUMNS.map(column => lines[name][column] ?? 'yes')]))),
  '',
  ...shown(results),
  `And with one thing of what was written made wrong again, with Backstage ${pins[0].name}:`,
  '',
  line(['system', 'made wrong', 'what is seen then']),
  line(['---', '---', '---']),
  ...results.flatMap(({ system, traps }) => traps.map(({ name, what, seen }) => line([system, `\`${name.replaceAll('`', "'")}\``, WORDS[what](stable(seen))]))),
];
console.log(lines.join('\n'));

if (options.table && options.write) fs.writeFileSync(options.table, `${lines.join('\n')}\n`);
else if (options.table) {
  const kept = fs.readFileSync(options.table, 'utf8').split('\n');
  const other = lines.filter(each => !kept.includes(each));
  for (const each of other) console.error(`not in ${path.basename(options.table)}: ${each}`);
  if (other.length > 0) process.exit(1);
}
