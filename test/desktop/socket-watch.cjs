'use strict';
// Preloaded into every Node process of the app (NODE_OPTIONS): writes down who asks for the
// network. Loopback and local sockets are the app's own business.
const { appendFileSync } = require('node:fs');
const dgram = require('node:dgram');
const dns = require('node:dns');
const net = require('node:net');

const file = process.env.OFFCUT_SOCKET_WATCH;
const note = (kind, what) => appendFileSync(file, `${JSON.stringify({ kind, what })}\n`);
const isLocal = (host) =>
  host === undefined || host === 'localhost' || host === '::1' || /^127\./.test(host);

note('start', process.argv.slice(0, 2).join(' '));

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  // Node hands over its own normalised arguments as an array.
  const [options, host] = Array.isArray(args[0]) ? args[0] : args;
  const asked =
    typeof options === 'object' && options !== null
      ? options.path === undefined
        ? options.host
        : undefined
      : typeof options === 'number'
        ? host
        : undefined;
  if (!isLocal(typeof asked === 'string' ? asked : undefined)) note('connect', asked);
  return connect.apply(this, args);
};
for (const [owner, name] of [
  [dns, 'lookup'],
  [dns.promises, 'lookup'],
  [dns, 'resolve'],
  [dns.promises, 'resolve'],
]) {
  const original = owner[name];
  owner[name] = function (host, ...rest) {
    if (!isLocal(host)) note('dns', host);
    return original.call(this, host, ...rest);
  };
}
const { send } = dgram.Socket.prototype;
dgram.Socket.prototype.send = function (...args) {
  note('udp', String(args.find((arg) => typeof arg === 'string')));
  return send.apply(this, args);
};
