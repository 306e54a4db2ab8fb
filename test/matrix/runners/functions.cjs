// Functions that leak and functions that do not, as people put them before a leak test; each is made over data of its own.
'use strict';
const { EventEmitter, once } = require('node:events');
const http = require('node:http');

/** Loads a package, as the head of a test's file does, where it is there. */
function loaded(name) {
  try {
    return require(name);
  } catch {
    return undefined;
  }
}

const cheerioPackage = loaded('cheerio');
const winstonPackage = loaded('winston');

function emitter() {
  const bus = new EventEmitter();
  bus.setMaxListeners(0);
  return () => {
    const state = { buffer: new Array(50).fill(0) };
    bus.on('shutdown', () => state.buffer.length);
  };
}

function setOfStrings() {
  const ids = new Set();
  let count = 0;
  return () => {
    count += 1;
    ids.add(`request-${count}-${Math.random()}`);
  };
}

function latest() {
  const held = {};
  return () => {
    held.latest = Array.from({ length: 100 }, (_, id) => ({ id, text: `order ${id}` }));
  };
}

async function get(port, agent) {
  const request = http.get({ port, host: '127.0.0.1', agent });
  const [response] = await once(request, 'response');
  response.resume();
  await once(response, 'end');
}

/** Asks a server through a keep-alive agent that has no connection yet. */
async function agent(onCall) {
  const server = http.createServer((_, response) => setTimeout(() => response.end('x'.repeat(2000)), 1));
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  const keepAlive = new http.Agent({ keepAlive: true });
  const fn = () => {
    onCall();
    return get(server.address().port, keepAlive);
  };
  fn.end = () => {
    keepAlive.destroy();
    server.closeAllConnections();
    server.close();
  };
  return fn;
}

function listenerBesideAgent() {
  const listen = emitter();
  return agent(listen);
}

function winston() {
  const { createLogger, transports } = winstonPackage;
  return () => {
    const logger = createLogger({ transports: [new transports.Console({ silent: true })] });
    logger.info('x');
    logger.close();
  };
}

function cheerio() {
  const { load } = cheerioPackage;
  const page = `<html><body>${'<p class="a">text</p>'.repeat(30)}</body></html>`;
  return () => load(page)('p.a').length;
}

/** The functions by name. */
module.exports.FUNCTIONS = [
  { name: 'an emitter to which listeners are added', make: emitter, leaks: true },
  { name: 'a Set of strings', make: setOfStrings, leaks: true },
  { name: 'a listener for each request of an agent', make: listenerBesideAgent, leaks: true },
  { name: 'data that is replaced', make: latest, leaks: false },
  { name: 'a keep-alive agent', make: () => agent(() => undefined), leaks: false },
  { name: 'winston', make: winston, leaks: false, isThere: winstonPackage !== undefined },
  { name: 'cheerio', make: cheerio, leaks: false, isThere: cheerioPackage !== undefined },
];
