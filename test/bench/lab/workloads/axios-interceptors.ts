import axios, { type InternalAxiosRequestConfig } from 'axios';
import { serveRequests } from '../drivers.js';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

/** Answers at once what would go to a service. */
const service = axios.create({
  adapter: (config) => Promise.resolve({ data: 'pong', status: 200, statusText: 'OK', headers: {}, config }),
});

/** Gives what a session may. */
function claimsOf(session: number): object[] {
  const claims: object[] = [];
  for (let n = 0; n < 900; n += 1) claims.push({ claim: n, granted: session + n });
  return claims;
}

/** Has every request of a session carry its token; the session is kept with it. */
function signRequests(session: number): number {
  const claims = claimsOf(session);
  return service.interceptors.request.use((config: InternalAxiosRequestConfig) => {
    config.headers['x-session'] = String(claims.length);
    return config;
  });
}

async function handleSession(request: number): Promise<string> {
  signRequests(request);
  const { data } = await service.get<string>('/ping');
  return data;
}

/** The same, and the interceptor is ejected. */
async function handleSessionOnce(request: number): Promise<string> {
  const interceptor = signRequests(request);
  const { data } = await service.get<string>('/ping');
  service.interceptors.request.eject(interceptor);
  return data;
}

export const axiosInterceptorsKept: Workload = {
  name: 'axios-interceptors-kept',
  description: 'every request adds an interceptor to an axios that all share',
  leak: {
    allocators: ['claimsOf axios-interceptors.ts'],
    keeper: 'signRequests axios-interceptors.ts',
    isScattered: true,
    bytesPerSecond: 470_000,
  },
  async start(lab) {
    serveTraffic(lab);
    await serveRequests(10, handleSession);
  },
};

export const axiosInterceptorsEjected: Workload = {
  name: 'axios-interceptors-ejected',
  description: 'every request adds an interceptor to an axios that all share, and ejects it again',
  async start(lab) {
    serveTraffic(lab);
    await serveRequests(10, handleSessionOnce);
  },
};
