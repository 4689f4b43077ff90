// Boots what `init` wrote for one row of the table, does there what people do, then makes it wrong again and sees it fail.
//
//   node check.mjs --lines JSON --templates DIR --row NAME --out DIR --work DIR --result FILE [--target v1|v2|backstage] [--authorities FILE]
//     [--played JSON] [--served JSON] [--code URL] [--more JSON] [--only WORD]
//
// LINES has for each line of Backstage where its packages are, MORE where the plugins are that a row has besides. What is made wrong is the v1 image's, and is tried with the first line; for
// another target the row is tried as it is. CODE is a file of a private repository.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { below } from './below.mjs';
import { Visitors } from './people.mjs';
import { Portal } from './portal.mjs';
import { trapped } from './trapped.mjs';
import { asWritten } from './written.mjs';

const { values: options } = parseArgs({
  options: {
    lines: { type: 'string' },
    templates: { type: 'string' },
    target: { type: 'string', default: 'v1' },
    row: { type: 'string' },
    out: { type: 'string' },
    work: { type: 'string' },
    result: { type: 'string' },
    authorities: { type: 'string', default: '' },
    played: { type: 'string', default: '{}' },
    served: { type: 'string', default: '{}' },
    code: { type: 'string', default: '' },
    more: { type: 'string', default: '{}' },
    only: { type: 'string', default: '' },
  },
});
/** As many backends at a time. */
const WORKERS = 2;
const more = JSON.parse(options.more);
const lines = Object.entries(JSON.parse(options.lines)).map(([line, cache]) => ({ line, cache, more: more[line] }));
const row = { ...(await import(`./rows/${options.row}.mjs`)).default, code: options.code };
if (Boolean(row.code) !== Boolean(row.readsCode) || Boolean(row.code) === Boolean(row.withoutCode)) throw new Error(`${options.row} says by what it reads code, or why it does not`);
const wrong = [];

const holdsWith = line => (is, text) => {
  if (!is) wrong.push(`${options.row} with Backstage ${line}: ${text}`);
  return is;
};

/** A process of backends of one line; `authorities` are those that it knows. */
async function visitors(name, { cache, more }, authorities) {
  const portal = new Portal({ cache, more, row, target: options.target, folder: options.out, work: path.join(options.work, name), below: below(options, row) });
  await portal.open(authorities, JSON.parse(options.played));
  return new Visitors(portal, JSON.parse(options.served));
}

/** The next thing to try, in a process that knows what it has to, until there is nothing left. */
async function work(name, left) {
  let there;
  let known;
  for (let next = left.shift(); next; next = left.shift()) {
    const authorities = next.unknown ? '' : options.authorities;
    const wanted = `${next.line} ${authorities}`;
    if (wanted !== known) {
      there?.portal.close();
      there = await visitors(name, next, authorities);
      known = wanted;
    }
    await next.run(there, holdsWith(next.line)).catch(error => holdsWith(next.line)(false, `${next.name}: ${error.stack}`));
    await there.portal.stop();
  }
  there?.portal.close();
}

/** The plugins that a line has besides, with their versions. */
function plugins({ line, more }) {
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(more, 'package.json'), 'utf8'));
  return [line, Object.entries(dependencies).map(each => each.join(' ')).join(', ')];
}

const started = Date.now();
const result = { row: options.row, system: options.target === 'v1' ? row.system : `${row.system}, ${options.target}`, lines: {}, traps: [], plugins: Object.fromEntries(lines.filter(({ more }) => more).map(plugins)) };
const written = lines.map(({ line, cache, more }) => ({
  name: 'as written', line, cache, more, run: async (there, holds) => (result.lines[line] = await asWritten(there, holds)),
}));
const traps = (options.target === 'v1' ? row.traps : []).filter(({ name }) => name.includes(options.only));
const tries = [...written, ...traps.map((trap, number) => ({ ...trap, ...lines[0], run: async (there, holds) => (result.traps[number] = await trapped(there, trap, holds)) }))];
await Promise.all(Array.from({ length: WORKERS }, (_, number) => work(`${number}`, tries)));

fs.writeFileSync(options.result, JSON.stringify(result, null, 2));
console.log(JSON.stringify(result, null, 2));
console.log(`${options.row}: ${Math.round((Date.now() - started) / 1000)} s`);
for (const line of wrong) console.error(`wrong: ${line}`);
process.exit(wrong.length === 0 ? 0 : 1);
