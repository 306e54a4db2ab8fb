import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ListedAlert } from './alertmanager.js';

/** What Alertmanager tells a receiver at once. */
export interface Notification {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly alerts: ReadonlyArray<ListedAlert & { readonly status: 'firing' | 'resolved' }>;
}

/** A receiver of notifications on loopback. */
export interface Webhook {
  readonly url: string;
  readonly notifications: readonly Notification[];
  close(): void;
}

/** Opens a receiver that takes whatever it is told. */
export async function openWebhook(): Promise<Webhook> {
  const notifications: Notification[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      notifications.push(JSON.parse(body) as Notification);
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    notifications,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
