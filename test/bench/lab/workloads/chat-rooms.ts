import { serveRequests } from '../drivers.js';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

interface Client {
  readonly id: number;
  readonly unsent: number[];
}

const ROOMS = 20;

const rooms = new Map<string, Set<Client>>();

function connect(id: number): Client {
  return { id, unsent: new Array<number>(300).fill(id % 100) };
}

function join(client: Client, name: string): void {
  const room = rooms.get(name);
  if (room === undefined) rooms.set(name, new Set([client]));
  else room.add(client);
}

function leave(client: Client, name: string): void {
  rooms.get(name)?.delete(client);
}

/** The lobby tells who is there; a client is in it as well as in the room, and leaves but the room. */
function visitRoom(request: number): string {
  const client = connect(request);
  const room = `room-${request % ROOMS}`;
  join(client, 'lobby');
  join(client, room);
  leave(client, room);
  return String(rooms.size);
}

/** The same, and the client leaves the lobby too. */
function visitRoomAndLeave(request: number): string {
  const client = connect(request);
  const room = `room-${request % ROOMS}`;
  join(client, 'lobby');
  join(client, room);
  leave(client, room);
  leave(client, 'lobby');
  return String(rooms.size);
}

export const chatRoomsLeftOnce: Workload = {
  name: 'chat-rooms-left-once',
  description: 'clients join a lobby and a room, and leave the room alone',
  leak: {
    allocators: ['connect chat-rooms.ts'],
    keeper: 'visitRoom chat-rooms.ts',
    isScattered: true,
    bytesPerSecond: 700_000,
  },
  async start(lab) {
    serveTraffic(lab);
    await serveRequests(280, visitRoom);
  },
};

export const chatRoomsLeft: Workload = {
  name: 'chat-rooms-left',
  description: 'clients join a lobby and a room, and leave both',
  async start(lab) {
    serveTraffic(lab);
    await serveRequests(280, visitRoomAndLeave);
  },
};
