/**
 * A server of many small functions, which V8 inlines into one another: every request is parsed, routed, looked up in a
 * bounded cache, validated and rendered. It sends its port and then, when asked, what it has served and what that cost.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface User {
  readonly id: number;
  readonly name: string;
  readonly tags: readonly string[];
}

const cache = new Map<number, User>();
let served = 0;

function hash(text: string): number {
  let value = 0;
  for (let n = 0; n < text.length; n += 1) value = mix(value, text.charCodeAt(n));
  return value;
}

function mix(value: number, code: number): number {
  return (Math.imul(value, 31) + code) | 0;
}

function makeUser(id: number): User {
  return { id, name: nameOf(id), tags: tagsOf(id) };
}

function nameOf(id: number): string {
  return `user ${id}`;
}

function tagsOf(id: number): string[] {
  return [`a${id % 7}`, `b${id % 11}`, `c${id % 13}`];
}

function find(id: number): User {
  const known = cache.get(id);
  if (known !== undefined) return known;
  const user = makeUser(id);
  if (cache.size >= 500) cache.delete(oldest());
  cache.set(id, user);
  return user;
}

function oldest(): number {
  for (const id of cache.keys()) return id;
  return 0;
}

function isValid({ name, tags }: User): boolean {
  return name.length > 0 && tags.every(isTag);
}

function isTag(tag: string): boolean {
  return tag.length > 1 && hash(tag) !== 0;
}

function render(user: User): { id: number; title: string; tags: string; check: number } {
  return { id: user.id, title: user.name.toUpperCase(), tags: join(user.tags), check: hash(user.name) };
}

function join(tags: readonly string[]): string {
  let text = '';
  for (const tag of tags) text = append(text, tag);
  return text;
}

function append(text: string, tag: string): string {
  return text === '' ? tag : `${text},${tag}`;
}

function page(path: string): string {
  const first = Math.abs(hash(path)) % 1000;
  const users = [];
  for (let n = 0; n < 60; n += 1) {
    const user = find(first + n);
    if (isValid(user)) users.push(render(user));
  }
  return JSON.stringify(users);
}

const server = createServer((request, response) => {
  served += 1;
  response.setHeader('content-type', 'application/json');
  response.end(page(request.url ?? '/'));
});

server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port);
});

process.on('message', (message) => {
  if (message !== 'count') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ served, cpuSeconds: (user + system) / 1e6 });
});
