/**
 * Tries connections from inside of a sandbox: `node try-calls.mjs '[["tcp", "127.0.0.1:1"], …]'` prints a line of JSON, whether each got an
 * answer of the other side.
 */
import { createSocket } from 'node:dgram';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';

const patienceMs = 5_000;
const calls = JSON.parse(process.argv[2]);

/** host and port of `127.0.0.1:80` */
const parts = (to) => ({ host: to.slice(0, to.lastIndexOf(':')), port: Number(to.slice(to.lastIndexOf(':') + 1)) });

const overStream = (options) =>
  new Promise((resolve) => {
    const socket = connect(options);
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.once('connect', () => resolve(true));
    socket.once('error', () => undefined);
    socket.once('close', () => resolve(false));
  });

const overDatagram = ({ host, port }) =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (isReached) => {
      clearTimeout(timer);
      socket.close();
      resolve(isReached);
    };
    const timer = setTimeout(() => end(false), 500);
    socket.once('message', () => end(true));
    socket.once('error', () => end(false));
    socket.send('hello', port, host);
  });

/** An answer of the proxy is none of the other side. */
const overHttp = (url) =>
  new Promise((resolve) => {
    const proxy = process.env.HTTP_PROXY && new URL(process.env.HTTP_PROXY);
    const asked = proxy ? request({ host: proxy.hostname, port: proxy.port, path: url, agent: new Agent() }) : request(url);
    asked.setTimeout(patienceMs, () => asked.destroy());
    asked.once('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.once('error', () => resolve(false));
    asked.once('close', () => resolve(false));
    asked.end();
  });

const ways = {
  tcp: (to) => overStream(parts(to)),
  unix: (to) => overStream({ path: to }),
  udp: (to) => overDatagram(parts(to)),
  http: overHttp,
};

console.log(JSON.stringify(await Promise.all(calls.map(([kind, to]) => ways[kind](to)))));
process.exit(0);
