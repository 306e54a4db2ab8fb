/** A server with one of the leaks. Arguments: the leak's name and the items that each request leaves behind. */
import type { AddressInfo } from 'node:net';
import { leakNamed } from './leaks.js';

// Whoever started this process has gone: so does it.
process.once('disconnect', () => process.exit());

const [name = '', items = ''] = process.argv.slice(2);
const server = leakNamed(name).serve(Number(items));
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
