// Judges findings as they were written, by the format's own schema where there is one.
//
//   node judge.mjs --cache DIR --schema FILE --sarif FILE --moved FILE --gitlab FILE --suppressed RULE…
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    cache: { type: 'string' },
    schema: { type: 'string' },
    sarif: { type: 'string' },
    moved: { type: 'string' },
    gitlab: { type: 'string' },
    suppressed: { type: 'string', multiple: true, default: [] },
  },
});
const require = createRequire(path.resolve(options.cache, 'package.json'));
const Ajv = require('ajv-draft-04').default ?? require('ajv-draft-04');
const formats = require('ajv-formats').default ?? require('ajv-formats');
const read = file => JSON.parse(fs.readFileSync(file, 'utf8'));
const wrong = [];
const expect = (holds, what) => holds || wrong.push(what);

const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
formats(ajv);
const valid = ajv.compile(read(options.schema));
const results = {};
for (const name of ['sarif', 'moved']) {
  const document = read(options[name]);
  if (!valid(document)) wrong.push(...valid.errors.map(error => `${name}: ${error.instancePath} ${error.message}`));
  expect(document.version === '2.1.0' && document.runs.length === 1, `${name} is one run of 2.1.0`);
  const [{ tool, results: told }] = document.runs;
  results[name] = told;
  for (const result of told) {
    expect(tool.driver.rules[result.ruleIndex]?.id === result.ruleId, `${result.ruleId} is not at its index`);
    const uri = result.locations[0]?.physicalLocation.artifactLocation.uri;
    expect(uri === undefined || !/^(\/|\.\/|[a-z]+:)/.test(uri), `${uri} is not relative to the checkout`);
  }
}

const known = name => results[name].map(result => Object.values(result.partialFingerprints).join()).sort();
expect(results.sarif.length > 2, 'there is something to tell');
expect(new Set(known('sarif')).size === results.sarif.length, 'no two results have one fingerprint');
expect(known('sarif').join() === known('moved').join(), 'fingerprints stay when lines move');
const lines = name => results[name].map(result => result.locations[0]?.physicalLocation.region.startLine).join();
expect(lines('sarif') !== lines('moved'), 'lines did move');

const silent = results.sarif.filter(result => result.suppressions?.length > 0);
for (const asked of options.suppressed) {
  const [rule, kind] = asked.split('=');
  expect(silent.some(result => result.ruleId === rule && result.suppressions[0].kind === kind), `${rule} is marked as silenced (${kind})`);
}
expect(silent.length < results.sarif.length, 'not everything is silenced');

// Source: GitLab's documentation, "Code Quality report format".
const report = read(options.gitlab);
const severities = ['info', 'minor', 'major', 'critical', 'blocker'];
expect(Array.isArray(report) && report.length === results.sarif.length - silent.length, 'the report lists what counts');
for (const entry of report) {
  const said = JSON.stringify(entry);
  expect(typeof entry.description === 'string' && entry.description !== '', `a description: ${said}`);
  expect(typeof entry.check_name === 'string', `a check's name: ${said}`);
  expect(/^[0-9a-f]{32,}$/.test(entry.fingerprint), `a fingerprint: ${said}`);
  expect(severities.includes(entry.severity), `a severity: ${said}`);
  expect(/^[^./][^:]*$/.test(entry.location.path), `a relative path: ${said}`);
  expect(Number.isInteger(entry.location.lines.begin) && entry.location.lines.begin > 0, `a line: ${said}`);
}
expect(new Set(report.map(entry => entry.fingerprint)).size === report.length, 'no two entries have one fingerprint');

console.log(`${results.sarif.length} results in SARIF, ${silent.length} silenced; ${report.length} entries for GitLab`);
wrong.forEach(line => console.error(`wrong: ${line}`));
process.exit(wrong.length === 0 ? 0 : 1);
