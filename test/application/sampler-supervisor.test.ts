import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type SamplerLoss, SamplerSupervisor } from '../../src/application/sampler-supervisor.js';
import type { FromSampler, SamplerConnection, SamplerDeath, ToSampler } from '../../src/threads/messages.js';
import { ManualClock } from '../support/manual-clock.js';

const MESSAGE: FromSampler = { type: 'profiler-lost', reason: 'a message' };

/** A sampler that does nothing until the test says so. */
class FakeSampler implements SamplerConnection {
  readonly sent: ToSampler[] = [];
  readonly holds: boolean[] = [];
  isClosed = false;
  readonly receive: (message: FromSampler) => void;
  readonly fail: (death: SamplerDeath) => void;

  constructor(receive: (message: FromSampler) => void, fail: (death: SamplerDeath) => void) {
    this.receive = receive;
    this.fail = fail;
  }

  die(reason = 'it died', cause: SamplerDeath['cause'] = 'other'): void {
    this.fail({ reason, cause });
  }

  send(message: ToSampler): void {
    this.sent.push(message);
  }

  keepAlive(alive: boolean): void {
    this.holds.push(alive);
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

/** A supervisor of fake samplers, and what it said. */
class Supervised {
  readonly clock = new ManualClock();
  readonly samplers: FakeSampler[] = [];
  readonly messages: FromSampler[] = [];
  readonly losses: SamplerLoss[] = [];
  /** The error that the next start throws. */
  refusal: Error | undefined;
  readonly supervisor = new SamplerSupervisor({
    open: (receive, fail) => {
      if (this.refusal !== undefined) throw this.refusal;
      const sampler = new FakeSampler(receive, fail);
      this.samplers.push(sampler);
      return sampler;
    },
    onMessage: (message) => {
      this.messages.push(message);
    },
    onLoss: (loss) => {
      this.losses.push(loss);
    },
    clock: this.clock,
  });

  get latest(): FakeSampler {
    return this.samplers.at(-1) ?? assert.fail();
  }

  get waits(): Array<number | null> {
    return this.losses.map(({ retrySeconds }) => retrySeconds);
  }
}

describe('the supervisor of the sampler', () => {
  it('a sampler that dies is started again, later each time up to five minutes, without end', () => {
    const supervised = new Supervised();
    for (let n = 0; n < 12; n += 1) {
      supervised.latest.die();
      supervised.clock.pass(300);
    }
    assert.deepEqual(supervised.waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    assert.equal(supervised.samplers.length, 13);
    assert.equal(supervised.losses.filter(({ isFrequent }) => isFrequent).length, 2);
  });

  it('a sampler is not started before its wait is over', () => {
    const supervised = new Supervised();
    supervised.latest.die();
    supervised.clock.pass(0.9);
    assert.equal(supervised.samplers.length, 1);
    supervised.clock.pass(0.2);
    assert.equal(supervised.samplers.length, 2);
  });

  it('a sampler that has run well for ten minutes is started again after a second', () => {
    const supervised = new Supervised();
    for (const seconds of [1, 2, 4, 8]) {
      supervised.latest.die();
      supervised.clock.pass(seconds);
    }
    supervised.clock.pass(600);
    supervised.latest.die();
    assert.deepEqual(supervised.waits, [1, 2, 4, 8, 1]);
  });

  it('one death is one loss, though the thread reports both an error and its end', () => {
    const supervised = new Supervised();
    supervised.latest.die('out of memory', 'memory');
    supervised.latest.die('its thread ended with code 1');
    assert.deepEqual(supervised.losses, [
      { reason: 'out of memory', cause: 'memory', retrySeconds: 1, isFrequent: false },
    ]);
    supervised.clock.pass(5);
    assert.equal(supervised.samplers.length, 2);
  });

  it('a start that throws is a death, the first one too', () => {
    const supervised = new Supervised();
    supervised.refusal = new Error('no thread');
    supervised.latest.die();
    supervised.clock.pass(1);
    supervised.refusal = undefined;
    supervised.clock.pass(2);
    assert.deepEqual(
      supervised.losses.map(({ reason }) => reason),
      ['it died', 'no thread'],
    );
    assert.equal(supervised.samplers.length, 2);
  });

  it('a program that was never there is not waited for; one that has run and is missing now is', () => {
    const never = new Supervised();
    never.latest.die('no such file', 'missing');
    never.clock.pass(1000);
    assert.deepEqual([never.waits, never.samplers.length], [[null], 1]);
    const once = new Supervised();
    once.latest.receive(MESSAGE);
    once.latest.die('no such file', 'missing');
    assert.deepEqual(once.waits, [1]);
  });

  it('messages of a sampler that has died are dropped, and those to it are lost', () => {
    const supervised = new Supervised();
    const [dead = assert.fail()] = supervised.samplers;
    dead.die();
    dead.receive(MESSAGE);
    supervised.supervisor.send({ type: 'profiler', profiler: { status: 'unavailable', cause: 'busy', reason: '' } });
    supervised.clock.pass(1);
    supervised.latest.receive(MESSAGE);
    assert.deepEqual([dead.sent, supervised.messages, supervised.latest.sent], [[], [MESSAGE], []]);
  });

  it('a sampler that dies holds the process no longer, nor does the next one', () => {
    const supervised = new Supervised();
    supervised.supervisor.keepAlive(true);
    const [dead = assert.fail()] = supervised.samplers;
    dead.die();
    supervised.clock.pass(1);
    assert.deepEqual([dead.holds, supervised.latest.holds], [[true, false], []]);
  });

  it('a closed supervisor starts no sampler, holds no process, and takes no death', async () => {
    const supervised = new Supervised();
    supervised.latest.die();
    await supervised.supervisor.close();
    supervised.clock.pass(1000);
    supervised.supervisor.keepAlive(true);
    assert.equal(supervised.samplers.length, 1);
    const running = new Supervised();
    await running.supervisor.close();
    running.latest.die();
    supervised.supervisor.keepAlive(true);
    assert.deepEqual([running.latest.isClosed, running.losses, running.latest.holds], [true, [], []]);
  });
});
