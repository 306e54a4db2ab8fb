import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { Connections } from '../../src/http/connections.js';
import { ManualClock } from '../support/manual-clock.js';

const BOUNDS = { connections: 3, unread: 2, answerSeconds: 10 };

/** As much of a socket as is looked at. */
class FakeSocket extends EventEmitter {
  destroyed = false;

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }
}

/** As much of a response as is looked at. */
class FakeResponse extends EventEmitter {
  writableEnded = false;

  end(): void {
    this.writableEnded = true;
  }

  /** The other side has read all of it. */
  finish(): void {
    this.end();
    this.emit('close');
  }
}

describe('the connections of a server', () => {
  it('one too many takes the place of the one that has been idle for the longest', () => {
    const { open, begin } = connectionsOf();
    const [first, second, third] = [open(), open(), open()];
    begin(first).finish();
    open();
    assert.deepEqual([first.destroyed, second.destroyed, third.destroyed], [false, true, false]);
  });

  it('one too many takes the place of one that does not read its answer', () => {
    const { open, begin } = connectionsOf();
    const [first, second, third] = [open(), open(), open()];
    begin(first);
    begin(second).end();
    begin(third);
    const fourth = open();
    assert.deepEqual([first.destroyed, second.destroyed, third.destroyed], [false, true, false]);
    assert.equal(fourth.destroyed, false);
  });

  it('one too many is closed where all the others wait for their answer', () => {
    const { open, begin } = connectionsOf();
    const others = [open(), open(), open()];
    for (const socket of others) begin(socket);
    assert.equal(open().destroyed, true);
    assert.ok(others.every(({ destroyed }) => !destroyed));
  });

  it('a connection that was closed leaves its place', () => {
    const { open } = connectionsOf();
    const sockets = [open(), open(), open()];
    sockets[1]?.destroy();
    open();
    assert.deepEqual(
      sockets.map(({ destroyed }) => destroyed),
      [false, true, false],
    );
  });

  it('a connection that asks for more than it reads is closed', () => {
    const { open, begin } = connectionsOf();
    const socket = open();
    begin(socket).finish();
    begin(socket);
    begin(socket);
    assert.equal(socket.destroyed, false);
    assert.throws(() => begin(socket), /not taken in/);
    assert.equal(socket.destroyed, true);
  });

  it('an answer that is not read in time closes the connection, however many were read before', () => {
    const { clock, open, begin } = connectionsOf();
    const socket = open();
    const [first, second] = [begin(socket), begin(socket)];
    clock.pass(9);
    first.finish();
    clock.pass(9);
    assert.equal(socket.destroyed, false);
    second.end();
    clock.pass(1);
    assert.equal(socket.destroyed, true);
  });

  it('nothing waits for a connection that has read everything or was closed', () => {
    const { clock, open, begin } = connectionsOf();
    const [idle, closed] = [open(), open()];
    begin(idle).finish();
    begin(closed);
    closed.destroy();
    assert.deepEqual(clock.waits, []);
  });
});

function connectionsOf(): {
  clock: ManualClock;
  open: () => FakeSocket;
  begin: (socket: FakeSocket) => FakeResponse;
} {
  const clock = new ManualClock();
  const connections = new Connections(BOUNDS, clock);
  return {
    clock,
    open: () => {
      const socket = new FakeSocket();
      connections.add(socket as unknown as Socket);
      return socket;
    },
    begin: (socket) => {
      const response = new FakeResponse();
      const isTakenIn = connections.begin(socket as unknown as Socket, response as unknown as ServerResponse);
      if (!isTakenIn) throw new Error('not taken in');
      return response;
    },
  };
}
