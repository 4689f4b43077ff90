// Reads a file of variables as `docker compose` does: quotes go, a `$` is looked up, ` #` begins a comment.
import fs from 'node:fs';

const LINE = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*?)\s*$/;
const ESCAPES = { n: '\n', r: '\r', t: '\t' };

export function readAsCompose(file) {
  const lines = fs.readFileSync(file, 'utf8').split(/\r?\n/).filter(line => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const variables = {};
  for (const line of lines) {
    const [, name, text] = LINE.exec(line) ?? [];
    if (name === undefined) throw new Error('a line of the file of variables is none to docker compose');
    variables[name] = value(text, variables);
  }
  return variables;
}

function value(text, variables) {
  if (/^'.*'$/.test(text)) return text.slice(1, -1);
  if (/^".*"$/.test(text)) return lookedUp(text.slice(1, -1).replace(/\\([nrt"\\])/g, (_, letter) => ESCAPES[letter] ?? letter), variables);
  return lookedUp(text.replace(/\s+#.*$/, ''), variables);
}

const lookedUp = (text, variables) => text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced, bare) => variables[braced ?? bare] ?? '');
