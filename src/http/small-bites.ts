import type { Socket } from 'node:net';

/** Some requests fit in, and all of a usual one. */
const BITE_BYTES = 1024;

/**
 * Has what comes on a connection of Node's HTTP server parsed a little at a time. Node parses all that has come in one go,
 * thousands of requests where they are short, and makes objects for each, although the connection is closed over the first
 * of them: more than a thread with a small heap survives.
 */
export function parseInSmallBites(socket: Socket): void {
  const [parse] = socket.listeners('data') as Array<(bytes: Buffer) => void>;
  if (parse === undefined) return;
  socket.off('data', parse);
  socket.on('data', (bytes: Buffer) => {
    parse.call(socket, bytes.subarray(0, BITE_BYTES));
    // The rest comes when the connection is read on, which is not at once where its answers are not read, and never where it is closed.
    if (bytes.length > BITE_BYTES && !socket.destroyed) socket.unshift(bytes.subarray(BITE_BYTES));
  });
}
