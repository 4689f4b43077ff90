// Keeps a backend on this machine: whatever wants out is sent to a closed port, or to what plays that host.
import net from 'node:net';

const CLOSED = 9;
const HERE = ['127.0.0.1', '::1', 'localhost'];

/** `played` has a port for each host that something on this machine plays. */
export function shut(played = {}) {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function closed(...given) {
    const [options, ...rest] = Array.isArray(given[0]) ? given[0] : given;
    const to = typeof options === 'object' ? options : { port: options, host: typeof rest[0] === 'string' ? rest[0] : undefined };
    const local = Boolean(to.path) || HERE.includes(to.host ?? 'localhost');
    if (local) return connect.apply(this, given);
    const callback = rest.find(each => typeof each === 'function');
    return connect.call(this, { ...to, host: '127.0.0.1', port: played[to.host] ?? CLOSED, lookup: undefined }, callback);
  };
}
