// A proxy for programs that ask certain hosts by https: it connects them to what plays these, and nobody to anything else.
import http from 'node:http';
import net from 'node:net';

export function proxy(port, hosts, to) {
  const server = http.createServer((_, response) => response.writeHead(405).end());
  server.on('connect', (request, socket) => {
    if (!hosts.includes(request.url.split(':')[0])) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const played = net.connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      played.pipe(socket).pipe(played);
    });
    played.on('error', () => socket.destroy());
    socket.on('error', () => played.destroy());
  });
  return new Promise(resolve => server.listen(port, '127.0.0.1', resolve));
}
