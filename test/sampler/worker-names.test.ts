import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { entryOfProfile, isOfPackage, threadName } from '../../src/sampler/worker-names.js';
import { toProfile } from '../../src/v8/raw-profile.js';

type RawProfile = Parameters<typeof toProfile>[0];
type RawNode = RawProfile['head'];

const FOLDER = `${process.cwd()}/`.replaceAll('\\', '/');

/** Makes the profile of stacks, given by the scripts of their functions from the outermost on, of one sample each. */
function profileOf(stacks: ReadonlyArray<readonly string[]>): ReturnType<typeof toProfile> {
  let ids = 1;
  const node = (url: string, children: RawNode[] = []): RawNode => {
    ids += 1;
    const callFrame = { functionName: 'f', scriptId: '1', url, lineNumber: 1, columnNumber: 1 };
    return { id: ids, selfSize: 0, callFrame, children };
  };
  const samples: Array<RawProfile['samples'][number]> = [];
  const children = stacks.map((stack) => {
    const leaf = node(stack.at(-1) ?? '');
    samples.push({ size: 1, nodeId: leaf.id, ordinal: samples.length + 1 });
    return stack.slice(0, -1).reduceRight((inner, url) => node(url, [inner]), leaf);
  });
  return toProfile({ head: node('', children), samples });
}

describe('the names of worker threads', () => {
  it('a thread is named by its entry file, below the working directory', () => {
    assert.equal(threadName(`file://${FOLDER}src/render.js`), 'worker:src/render.js');
    assert.equal(threadName('/elsewhere/render.js'), 'worker:/elsewhere/render.js');
  });

  it('a file of a package is named by the package', () => {
    assert.equal(threadName('/app/node_modules/some-pool/dist/worker.js'), 'worker:some-pool/dist/worker.js');
    assert.equal(isOfPackage('file:///app/node_modules/some-pool/dist/worker.js'), true);
    assert.equal(isOfPackage(`file://${FOLDER}src/render.js`), false);
  });

  it('code that was given as text has no file', () => {
    for (const url of ['', '[worker eval]', 'data:text/javascript,1']) assert.equal(threadName(url), 'worker:(eval)');
  });

  it('a name is one line of printable characters, of a bounded length', () => {
    const name = threadName(`/app/a\n${'b'.repeat(1000)}.js`);
    assert.ok(name.length < 250 && !name.includes('\n'));
  });
});

describe("the program's file that a pool's thread runs", () => {
  const POOL = 'file:///app/node_modules/some-pool/dist/worker.js';
  const [TASK, HELPER] = ['file:///app/src/task.mjs', 'file:///app/src/helper.js'];

  it("it is the outermost of the program's files on most stacks that allocate", () => {
    const stacks = [
      ['node:internal/main', POOL, TASK, HELPER],
      [POOL, TASK, 'file:///app/node_modules/lodash/index.js'],
      [POOL, HELPER],
    ];
    assert.equal(entryOfProfile(profileOf(stacks)), TASK);
  });

  it('there is none where nothing of the program has allocated', () => {
    assert.equal(entryOfProfile(profileOf([['node:internal/main', POOL]])), undefined);
    assert.equal(entryOfProfile(profileOf([])), undefined);
  });
});
