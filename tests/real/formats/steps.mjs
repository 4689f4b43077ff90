// Writes the commands of a pipeline's example as scripts that a shell runs as the service would.
//
//   node steps.mjs --cache DIR github|gitlab FILE TO
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [, , , cache, service, file, to] = process.argv;
const yaml = createRequire(path.resolve(cache, 'package.json'))('yaml');
const document = yaml.parse(fs.readFileSync(file, 'utf8'));

/** The steps as name and text, without what installs the program: that is there already. */
function steps() {
  if (service === 'github') {
    const all = Object.values(document.jobs).flatMap(job => job.steps);
    return all.filter(step => step.run && step.name !== 'Install').map(step => [step.name, step.run]);
  }
  const jobs = Object.entries(document).filter(([, job]) => job.script);
  return jobs.flatMap(([name, job]) => job.script.map((line, number) => [`${name}-${number + 1}`, line]));
}

steps().forEach(([name, text], number) => fs.writeFileSync(path.join(to, `${number + 1}-${name.toLowerCase()}.sh`), `${text}\n`));
