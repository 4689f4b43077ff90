// A portal for a row of the table: the image's layers, what this machine needs, and what `init` wrote on top.
import { fork } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';

import { started } from '../backstage/image.mjs';
import { readAsCompose } from './compose.mjs';

/** What the machine of the tests has in place of the image's: another port, a token of its own, none of the examples, no wait before the first sync. */
const machine = (port, { soon, ownFile, code }) => ({
  backend: {
    listen: { host: '127.0.0.1', port },
    auth: { externalAccess: [{ type: 'static', options: { token: ONLOOKER, subject: 'onlooker' } }] },
  },
  catalog: { locations: [...(ownFile ? [{ type: 'file', target: ownFile }] : []), ...(code ? [{ type: 'url', target: code }] : [])], ...soon },
});

/** Lets the tests look at the catalog while nobody is signed in. */
export const ONLOOKER = crypto.randomUUID();

export class Portal {
  constructor({ cache, more, row, target, folder, work, below }) {
    Object.assign(this, { cache, more, row, target, folder, work, below });
    this.yaml = createRequire(createRequire(path.resolve(cache, 'package.json')).resolve('@backstage/config-loader'))('yaml');
    this.written = fs.readFileSync(path.join(folder, 'app-config.local.yaml'), 'utf8');
  }

  /** The process of the backends, which knows the authorities of this run. */
  async open(authorities, played) {
    this.close();
    const env = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', TRACE: process.env.TRACE ?? '', ...(authorities && { NODE_EXTRA_CA_CERTS: authorities }) };
    this.process = fork(path.join(import.meta.dirname, 'backend.mjs'), [this.cache, JSON.stringify(played), this.more ?? ''], { env, silent: true });
    this.process.stdout.resume();
    this.process.stderr.resume();
    await this.#heard();
  }

  /** Starts a backend; `change` is made to what was written before it is read. */
  async boot(change = () => {}, variables = {}) {
    const port = await free();
    const document = this.yaml.parseDocument(this.written);
    change(document);
    this.#beside();
    const files = [...this.below, this.#file('machine.yaml', machine(port, this.row)), this.#file('app-config.local.yaml', document)];
    const environment = {
      RBAC_POLICY_PATH: this.#file('policy.csv', this.row.policy ?? ''),
      ...started(readAsCompose(path.join(this.folder, '.env')), this.row.profile),
      ...variables,
    };
    this.served = { [this.row.address]: `http://127.0.0.1:${port}` };
    return this.#asked({ boot: { files, environment, plain: this.target === 'backstage' } });
  }

  async log() {
    return (await this.#asked({ log: true })).log;
  }

  stop() {
    return this.#asked({ stop: true });
  }

  close() {
    this.process?.kill();
  }

  /** A key stands in a file of its own where no variable can hold it. */
  #beside() {
    fs.mkdirSync(this.work, { recursive: true });
    for (const name of fs.readdirSync(this.folder).filter(name => name.endsWith('.pem'))) fs.copyFileSync(path.join(this.folder, name), path.join(this.work, name));
  }

  #file(name, content) {
    const file = path.join(this.work, name);
    fs.mkdirSync(this.work, { recursive: true });
    fs.writeFileSync(file, typeof content === 'string' ? content : this.yaml.stringify(content));
    return file;
  }

  #asked(message) {
    this.process.send(message);
    return this.#heard();
  }

  #heard() {
    return new Promise((resolve, reject) => {
      const gone = code => reject(new Error(`the backend's process ended with ${code}`));
      this.process.once('exit', gone);
      this.process.once('message', message => {
        this.process.off('exit', gone);
        resolve(message);
      });
    });
  }
}

/** A port below those that outgoing connections take by themselves: it is bound only seconds later. */
function free() {
  const port = 30000 + Math.floor(Math.random() * 2500);
  return new Promise(resolve => {
    const server = net.createServer().once('error', () => resolve(free())).listen(port, '127.0.0.1', () => server.close(() => resolve(port)));
  });
}
