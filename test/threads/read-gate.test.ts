import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { ReadGate } from '../../src/threads/read-gate.js';

/** Returns whether a promise is settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), pause(50, false)]);
}

/** Measures how long a gate lets the end of the process wait, in milliseconds. */
function waitOf(gate: ReadGate): number {
  const start = performance.now();
  gate.spinUntilOpen();
  return performance.now() - start;
}

describe('the gate between the sampler thread and the end of the process', () => {
  it('the end of the process does not wait where no session is connected', () => {
    assert.ok(waitOf(new ReadGate()) < 500);
  });

  it('the end of the process does not wait for a session that has been let go of', () => {
    const gate = new ReadGate();
    void gate.close();
    gate.open();
    assert.ok(waitOf(gate) < 500);
  });

  it('a session is asked to be let go of when the process ends, and not before', async () => {
    const gate = new ReadGate();
    const letGo = gate.close();
    assert.equal(await isSettled(letGo), false);
    gate.spinUntilOpen();
    assert.equal(await isSettled(letGo), true);
  });

  it('the end of the process waits until another thread has let go, and hardly longer', async () => {
    const gate = new ReadGate();
    const thread = new Worker(
      `const { workerData, parentPort } = require('node:worker_threads');
      import(${JSON.stringify(new URL('../../src/threads/read-gate.js', import.meta.url).href)}).then(({ ReadGate }) => {
        const gate = new ReadGate(workerData);
        gate.close().then(() => gate.open());
        parentPort.postMessage('connected');
        // Nothing else keeps the thread alive.
        setInterval(() => undefined, 1000);
      });`,
      { eval: true, workerData: gate.cell },
    );
    await new Promise((resolve) => thread.once('message', resolve));
    const milliseconds = waitOf(gate);
    await thread.terminate();
    // It would wait for a second if nobody let go.
    assert.ok(milliseconds < 800, `${milliseconds} ms`);
  });

  it('who waits while the process goes on hears of it once the gate is open, and at once where it is', async () => {
    const gate = new ReadGate();
    void gate.close();
    const wait = gate.waitUntilOpen();
    assert.equal(await isSettled(wait), false);
    gate.open();
    assert.equal(await isSettled(wait), true);
    assert.equal(await isSettled(gate.waitUntilOpen()), true);
  });

  it('a session that is never let go of delays the end of the process for a second', () => {
    const gate = new ReadGate();
    void gate.close();
    const milliseconds = waitOf(gate);
    assert.ok(milliseconds > 900 && milliseconds < 5000, `${milliseconds} ms`);
  });

  it('the end of the process waits without a loop until another thread has ended what cannot be interrupted', async () => {
    const gate = new ReadGate();
    void gate.close();
    const thread = new Worker(
      'setTimeout(() => { const cell = require("node:worker_threads").workerData; Atomics.and(cell, 0, ~1); Atomics.notify(cell, 0); }, 1500);',
      { eval: true, workerData: gate.cell },
    );
    const start = performance.now();
    const used = process.cpuUsage();
    gate.blockUntilOpen();
    const milliseconds = performance.now() - start;
    assert.ok(milliseconds > 1400 && milliseconds < 9000, `${milliseconds} ms`);
    // A loop takes all of the time. The thread's own start is in this, too.
    assert.ok(process.cpuUsage(used).user / 1000 < 1000);
    await thread.terminate();
  });

  it('the end of the process does not wait for what has ended', () => {
    const start = performance.now();
    new ReadGate().blockUntilOpen();
    assert.ok(performance.now() - start < 500);
  });

  it('no session begins once the process is ending', () => {
    const gate = new ReadGate();
    gate.spinUntilOpen();
    assert.throws(() => gate.close(), /the process is ending/);
    assert.ok(waitOf(gate) < 500);
  });

  it('sessions go on where the process does not end after all', async () => {
    const gate = new ReadGate();
    gate.spinUntilOpen()();
    const letGo = gate.close();
    gate.open();
    assert.equal(await isSettled(letGo), true);
  });
});
