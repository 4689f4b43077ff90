// What stands in front of an emulator: passes on what that knows, answers what it does not, and refuses anything else aloud.
import http from 'node:http';
import https from 'node:https';

/**
 * `routes` are `[method, pattern, answer]`; an answer is what the path's beginning becomes when it is passed on, or a function that
 * gives that or `{ status, body }`, with `html`, `text` or a `location` in the body's place. `told` are headers of every answer.
 */
export function front(port, emulator, routes, told = {}, tls = undefined) {
  const serve = async (request, response) => {
    const url = new URL(request.url, `http://${request.headers.host}`);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    for (const [method, pattern, answer] of routes) {
      const found = request.method === method && pattern.exec(url.pathname);
      if (!found) continue;
      const given = typeof answer === 'string' ? answer : await answer({ found, url, headers: request.headers, body: body.toString() });
      if (typeof given === 'string') return pass(new URL(url.pathname.replace(pattern, given) + url.search, emulator), request, body, response, told);
      return said(response, given, told);
    }
    console.error(`nobody expected ${request.method} ${url.pathname}`);
    response.writeHead(404, { 'content-type': 'application/json' });
    return response.end(JSON.stringify({ message: 'Not Found' }));
  };
  const listening = tls ? https.createServer(tls, guarded(serve)) : http.createServer(guarded(serve));
  return new Promise(resolve => listening.listen(port, '127.0.0.1', () => resolve(listening)));
}

const guarded = serve => (request, response) =>
  serve(request, response).catch(error => {
    console.error(error);
    response.writeHead(500).end();
  });

function said(response, { status = 200, body, html, text, location }, told) {
  const type = html ? 'text/html' : text ? 'text/plain' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...(location && { location }), ...told });
  response.end(html ?? text ?? JSON.stringify(body ?? {}));
}

function pass(to, request, body, response, told) {
  const headers = { ...request.headers, 'content-length': String(body.length) };
  delete headers['transfer-encoding'];
  const sent = http.request(to, { method: request.method, headers }, answer => {
    response.writeHead(answer.statusCode, { ...answer.headers, ...told });
    answer.pipe(response);
  });
  sent.on('error', error => response.destroy(error));
  sent.end(body);
}
