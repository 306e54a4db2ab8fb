import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boundedLookup } from '../../src/publish/name-lookup.js';

describe('the lookup of a name', () => {
  it('the system is not asked for a name where no name server answers', async () => {
    const { asked, error } = await look('alerts.example', 'ETIMEOUT');
    assert.deepEqual(asked, ['servers']);
    assert.equal(error?.message, 'no name server answers for alerts.example');
  });

  for (const code of ['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'ECONNREFUSED', undefined]) {
    it(`the system is asked for a name where a name server answers with ${code ?? 'an address'}`, async () => {
      const { asked, error, address } = await look('alerts', code);
      assert.deepEqual([asked, error, address], [['servers', 'system'], null, '192.0.2.1']);
    });
  }

  it('no name server is asked for this machine', async () => {
    assert.deepEqual((await look('localhost', 'ETIMEOUT')).asked, ['system']);
  });
});

function look(
  name: string,
  code: string | undefined,
): Promise<{ asked: string[]; error: Error | null; address: unknown }> {
  const asked: string[] = [];
  return new Promise((resolve) => {
    const lookup = boundedLookup({
      askServers: () => {
        asked.push('servers');
        return code === undefined ? Promise.resolve([]) : Promise.reject(Object.assign(new Error(code), { code }));
      },
      askSystem: (_name, _options, callback) => {
        asked.push('system');
        callback(null, '192.0.2.1', 4);
      },
    });
    lookup(name, {}, (error, address) => {
      resolve({ asked, error, address });
    });
  });
}
