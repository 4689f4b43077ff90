// Passes requests on, and kills the program at one of them as a power cut would.
//
//   node proxy.mjs UPSTREAM MODE NUMBER PROGRAM FOLDER
//
// MODE `arrives`: the program dies when its request number NUMBER is here, which is never passed on.
// MODE `answers`: it dies when that request was answered, and never sees the answer.
// The program is the process that runs PROGRAM with FOLDER among its arguments. What was answered goes to FOLDER.requests;
// FOLDER.killed is there when the moment came.
import fs from 'node:fs';
import http from 'node:http';

const [upstream, mode, number, program, folder] = process.argv.slice(2);
const to = new URL(upstream);
let seen = 0;

function killProgram() {
  // Told first: the program's parent looks as soon as it is dead.
  fs.writeFileSync(`${folder}.killed`, '');
  for (const process_ of fs.readdirSync('/proc').filter(name => /^[0-9]+$/.test(name))) {
    try {
      const runs = fs.readlinkSync(`/proc/${process_}/exe`) === fs.realpathSync(program);
      if (runs && fs.readFileSync(`/proc/${process_}/cmdline`, 'utf8').split('\0').includes(folder)) process.kill(Number(process_), 'SIGKILL');
    } catch {
      // A process that ended while it was looked at.
    }
  }
}

const server = http.createServer((request, response) => {
  seen += 1;
  const last = seen === Number(number);
  if (last && mode === 'arrives') {
    killProgram();
    request.socket.destroy();
    return;
  }
  const { method, url: path, headers } = request;
  const passed = http.request({ host: to.hostname, port: to.port, method, path, headers, agent: false }, answer => {
    fs.appendFileSync(`${folder}.requests`, `${method} ${path.split('?')[0]} ${answer.statusCode}\n`);
    if (last && mode === 'answers') {
      answer.resume().on('end', () => {
        killProgram();
        request.socket.destroy();
      });
      return;
    }
    response.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(response);
  });
  passed.on('error', () => request.socket.destroy());
  request.pipe(passed);
});
server.listen(0, '127.0.0.1', () => console.log(`READY http://127.0.0.1:${server.address().port}`));
