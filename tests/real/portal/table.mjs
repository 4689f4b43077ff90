// Prints the table of what was tried, and compares or writes the kept one.
//
//   node table.mjs --results DIR --order 'ROW…' [--table FILE] [--write]
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { results: { type: 'string' }, order: { type: 'string' }, table: { type: 'string' }, write: { type: 'boolean' } },
});
const COLUMNS = ['checked', 'boots', 'signs in', 'refreshes', 'signs out', 'syncs', 'administrates'];
const LONGEST = 170;

const results = options.order
  .split(' ')
  .map(row => path.join(options.results, `${row}.json`))
  .filter(fs.existsSync)
  .map(file => JSON.parse(fs.readFileSync(file, 'utf8')));

const line = cells => `| ${cells.join(' | ')} |`;
/** What was seen, without what is another one in each run. */
function stable(seen) {
  const text = String(seen).split(' | ')[0].replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:…').replace(/\s+/g, ' ').replaceAll('|', '/');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
const WORDS = {
  boot: seen => `does not start: \`${seen}\``,
  signIn: seen => `sign-in refused: \`${seen}\``,
  refusedIn: seen => `sign-in refused: \`${seen}\``,
  refresh: seen => `not refreshed: \`${seen}\``,
  nobody: seen => `nobody arrives: \`${seen}\``,
  people: seen => (seen === '' ? 'nobody arrives' : `only these arrive: \`${seen}\``),
  guest: seen => `a stranger is \`${seen}\``,
  signedIn: seen => `\`${seen}\` gets in, and the password is somebody else's to take`,
  elsewhere: seen => `\`${seen}\` gets in by \`development\`, which the page does not ask for`,
  secure: () => 'the cookie goes over http as well',
  administrates: seen => `a member of the administrators is answered ${seen}`,
};

const lines = [
  '# What `init` writes, in a real backend',
  '',
  'Written and compared by `tests/real/parts/portal.sh`, with the packages that `tests/real/agreement/package.json` pins (Backstage 1.49).',
  'A person signs in by the requests of Backstage\'s pages; what is written is proven by `init` and looked at by `validate` before.',
  '',
  line(['system', ...COLUMNS]),
  line(['system', ...COLUMNS].map(() => '---')),
  ...results.map(({ system, columns }) => line([system, ...COLUMNS.map(column => columns[column] ?? 'yes')])),
  '',
  'And with one thing of what was written made wrong again:',
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
