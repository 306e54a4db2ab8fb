import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../values/clock.js';

/** The bounds of what a server's clients may hold. */
export interface ConnectionBounds {
  /** Largest number of connections. */
  readonly connections: number;
  /** Largest number of requests of one connection whose answers have not been read. */
  readonly unread: number;
  /** The time in which an answer is to be read. */
  readonly answerSeconds: number;
}

/**
 * The open connections of a server, within bounds. One too many takes the place of the one that has kept us waiting the
 * longest, idle or reading slowly: so whoever opens many and holds them keeps nobody else out.
 */
export class Connections {
  readonly #bounds: ConnectionBounds;
  readonly #clock: Clock;
  /** The one that was served longest ago comes first. */
  readonly #open = new Map<Socket, Connection>();

  constructor(bounds: ConnectionBounds, clock: Clock) {
    this.#bounds = bounds;
    this.#clock = clock;
  }

  /** Takes in a new connection, in the place of another where there are too many. */
  add(socket: Socket): void {
    if (this.#open.size >= this.#bounds.connections && !this.#makeRoom()) {
      socket.destroy();
      return;
    }
    const connection = new Connection(() => this.#clock.after(this.#bounds.answerSeconds, () => socket.destroy()));
    this.#open.set(socket, connection);
    socket.once('close', () => {
      this.#open.delete(socket);
      connection.end();
    });
  }

  /**
   * Takes in a request of a connection.
   *
   * @returns false where the connection was closed instead, as it asks for more than it reads
   */
  begin(socket: Socket, response: ServerResponse): boolean {
    const connection = this.#open.get(socket);
    if (connection === undefined || socket.destroyed) return false;
    if (connection.unread >= this.#bounds.unread) {
      socket.destroy();
      return false;
    }
    connection.begin(response, () => {
      if (this.#open.delete(socket)) this.#open.set(socket, connection);
    });
    return true;
  }

  #makeRoom(): boolean {
    for (const [socket, connection] of this.#open) {
      if (!connection.isOurTurn) {
        this.#open.delete(socket);
        socket.destroy();
        return true;
      }
    }
    return false;
  }
}

/** One connection, and the answers that it has not read. */
class Connection {
  readonly #startDeadline: () => () => void;
  readonly #unread = new Set<ServerResponse>();
  #cancelDeadline: (() => void) | undefined;

  /** @param startDeadline closes the connection after a time; what it returns keeps it open */
  constructor(startDeadline: () => () => void) {
    this.#startDeadline = startDeadline;
  }

  get unread(): number {
    return this.#unread.size;
  }

  /** Tells whether a request waits for us, rather than we for the other side. */
  get isOurTurn(): boolean {
    return [...this.#unread].some((response) => !response.writableEnded);
  }

  begin(response: ServerResponse, served: () => void): void {
    this.#unread.add(response);
    this.#cancelDeadline ??= this.#startDeadline();
    response.once('close', () => {
      this.#unread.delete(response);
      this.end();
      if (this.#unread.size > 0) this.#cancelDeadline = this.#startDeadline();
      served();
    });
  }

  end(): void {
    this.#cancelDeadline?.();
    this.#cancelDeadline = undefined;
  }
}
