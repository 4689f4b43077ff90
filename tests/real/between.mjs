// Something between a portal and what it asks that takes the credential away: `node between.mjs PORT URL`. Whose certificate is not known to
// everybody is known by NODE_EXTRA_CA_CERTS.
import http from 'node:http';
import https from 'node:https';

const [port, url] = process.argv.slice(2);
const { request } = url.startsWith('https:') ? https : http;
http
  .createServer((asked, answer) => {
    const { authorization, ...headers } = asked.headers;
    const onwards = request(new URL(asked.url, url), { method: asked.method, headers }, from => {
      answer.writeHead(from.statusCode, from.headers);
      from.pipe(answer);
    });
    onwards.on('error', error => answer.destroy(error));
    asked.pipe(onwards);
  })
  .listen(Number(port), '127.0.0.1', () => console.log('READY'));
