// What stands in front of an emulator: passes on what that knows, answers what it does not, and refuses anything else aloud.
import http from 'node:http';

/** `routes` are `[method, pattern, answer]`; an answer is a path to pass on to, or a function that gives `{ status, body }`. */
export function front(port, emulator, routes, { tls, server = http.createServer } = {}) {
  const serve = async (request, response) => {
    const url = new URL(request.url, `http://${request.headers.host}`);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    for (const [method, pattern, answer] of routes) {
      const found = request.method === method && pattern.exec(url.pathname);
      if (!found) continue;
      if (typeof answer === 'string') return pass(new URL(url.pathname.replace(pattern, answer) + url.search, emulator), request, body, response);
      const { status = 200, body: told } = await answer({ found, url, headers: request.headers, body: body.toString() });
      response.writeHead(status, { 'content-type': 'application/json' });
      return response.end(JSON.stringify(told));
    }
    console.error(`nobody expected ${request.method} ${url.pathname}`);
    response.writeHead(404, { 'content-type': 'application/json' });
    return response.end(JSON.stringify({ message: 'Not Found' }));
  };
  const listening = tls ? server(tls, guarded(serve)) : server(guarded(serve));
  return new Promise(resolve => listening.listen(port, '127.0.0.1', () => resolve(listening)));
}

const guarded = serve => (request, response) =>
  serve(request, response).catch(error => {
    console.error(error);
    response.writeHead(500).end();
  });

function pass(to, request, body, response) {
  const headers = { ...request.headers, 'content-length': String(body.length) };
  delete headers['transfer-encoding'];
  const sent = http.request(to, { method: request.method, headers }, answer => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  sent.on('error', error => response.destroy(error));
  sent.end(body);
}
