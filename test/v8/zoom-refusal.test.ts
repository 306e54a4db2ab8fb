import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ZoomedProcess, zoomRefusal } from '../../src/v8/zoom-refusal.js';

function refusal(differences: Partial<ZoomedProcess> = {}): string | undefined {
  return zoomRefusal({ env: {}, execArgv: [], isDebuggable: () => false, ...differences });
}

describe('why a process is not zoomed at', () => {
  it('a plain process is', () => {
    assert.equal(refusal(), undefined);
    assert.equal(
      refusal({ execArgv: ['--import', 'heapgauge/register', '--max-old-space-size=400', '--enable-source-maps'] }),
      undefined,
    );
    assert.equal(refusal({ env: { NODE_V8_COVERAGE: '', NODE_OPTIONS: '--import heapgauge/register' } }), undefined);
  });

  it('one whose code is covered is not', () => {
    assert.match(refusal({ env: { NODE_V8_COVERAGE: 'coverage/tmp' } }) ?? '', /NODE_V8_COVERAGE/);
    assert.match(refusal({ execArgv: ['--experimental-test-coverage'] }) ?? '', /--experimental-test-coverage/);
  });

  it('one of a test runner is not', () => {
    for (const name of ['VITEST', 'JEST_WORKER_ID', 'NODE_TEST_CONTEXT']) {
      assert.match(refusal({ env: { [name]: '1' } }) ?? '', /^it runs under/);
    }
    assert.match(refusal({ execArgv: ['--test'] }) ?? '', /--test/);
  });

  it('one that a debugger may attach to is not', () => {
    assert.match(refusal({ isDebuggable: () => true }) ?? '', /debugger/);
  });

  for (const flag of [
    '--jitless',
    '--no-opt',
    '--no-turbo-inlining',
    '--no_maglev_inlining',
    '--max-inlined-bytecode-size=40',
    '--no-turbofan',
  ]) {
    it(`one that was started with ${flag} is not, wherever that was set`, () => {
      assert.match(refusal({ execArgv: [flag] }) ?? '', /^it was started with --/);
      assert.match(refusal({ env: { NODE_OPTIONS: `--no-warnings ${flag}` } }) ?? '', /^it was started with --/);
    });
  }
});
