import type { MajorCollection } from '../profiler/collections.js';
import type { Profile } from '../profiler/profile.js';
import type { Frame } from '../snapshot/frame.js';
import { CheckpointLog, type GrowthWindow } from './checkpoints.js';
import { addSample, addTally, emptyTally, sampleVariance, type Tally } from '../snapshot/estimate.js';

/** One read, as the ledger takes it: times in monotonic seconds, a site for every row of the node table. */
export interface LedgerRead {
  readonly profile: Profile;
  readonly sites: readonly Frame[];
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** What is known of one site. */
export interface SiteEstimate {
  readonly site: Frame;
  /** Every live sample, garbage not yet collected among them. */
  readonly live: Tally;
  /** Samples seen before a major collection began and still there after it: they were reachable then. */
  readonly retained: Tally;
  /** Retained samples that came within the window and were there at its end. */
  readonly births: Tally;
  /** Retained samples that were there when the window began and were gone at its end. */
  readonly deaths: Tally;
}

/** All sites, and the span their births and deaths are counted over; 0 seconds while there is no such span. */
export interface LedgerEstimate {
  readonly windowSeconds: number;
  readonly sites: readonly SiteEstimate[];
}

interface Entry {
  readonly account: Account;
  readonly weightBytes: number;
  readonly variance: number;
  /** End of the read that first listed it. */
  readonly seenSeconds: number;
  /** Number of the checkpoint that found it retained, −1 before. */
  confirmed: number;
  /** Number of the latest read that listed it. */
  read: number;
}

/** Deaths at one site of samples that one checkpoint had confirmed and another missed. */
interface DeathCell {
  readonly confirmed: number;
  readonly died: number;
  readonly tally: Tally;
}

interface Account {
  readonly site: Frame;
  deaths: DeathCell[];
}

/**
 * Follows every sample from birth to death by its ordinal, and through major collections from live to retained.
 * Growth is counted between checkpoints, the reads that a finished major collection stands before, so that
 * garbage waiting for its collection is no growth.
 */
export class Ledger {
  readonly #intervalBytes: number;
  readonly #checkpoints: CheckpointLog;
  readonly #entries = new Map<number, Entry>();
  readonly #accounts = new Map<string, Account>();
  #reads = 0;
  #highestOrdinal = 0;

  /** @param options.intervalBytes mean spacing of samples; options.startSeconds when sampling began, monotonic */
  constructor(options: { intervalBytes: number; startSeconds: number }) {
    this.#intervalBytes = options.intervalBytes;
    this.#checkpoints = new CheckpointLog(options.startSeconds);
  }

  /**
   * Takes in one read.
   *
   * @param collection the latest major collection known of, whenever it was
   * @returns `restarted`, with nothing taken in, when the read belongs to another run of the profiler
   */
  observe(read: LedgerRead, collection: MajorCollection | undefined): 'continued' | 'restarted' {
    if (this.#isFromAnotherRun(read.profile)) return 'restarted';
    this.#reads += 1;
    const checkpoint = this.#checkpoints.observe(read, collection);
    this.#admit(read);
    if (checkpoint.isNew) this.#confirm(checkpoint.collectionStartSeconds, checkpoint.current);
    this.#bury(checkpoint.isNew ? checkpoint.current : checkpoint.current + 1);
    return 'continued';
  }

  /** The present estimate of every site that has live samples, or births or deaths in the window. */
  estimate(): LedgerEstimate {
    const window = this.#checkpoints.window();
    const estimates = new Map<Account, SiteEstimate>();
    for (const account of this.#accounts.values()) {
      const [births, deaths] = [emptyTally(), emptyTally()];
      for (const { confirmed, died, tally } of account.deaths) {
        if (isWithin(confirmed, window) && died > window.latest) addTally(births, tally);
        if (confirmed <= window.baseline && isWithin(died, window)) addTally(deaths, tally);
      }
      estimates.set(account, { site: account.site, live: emptyTally(), retained: emptyTally(), births, deaths });
    }
    for (const entry of this.#entries.values()) {
      const estimate = estimates.get(entry.account);
      if (estimate === undefined) continue;
      addSample(estimate.live, entry.weightBytes, entry.variance);
      if (entry.confirmed === -1) continue;
      addSample(estimate.retained, entry.weightBytes, entry.variance);
      if (isWithin(entry.confirmed, window)) addSample(estimate.births, entry.weightBytes, entry.variance);
    }
    for (const [account, { live, births, deaths }] of estimates) {
      if (live.samples + births.samples + deaths.samples > 0) continue;
      estimates.delete(account);
      if (account.deaths.length === 0) this.#accounts.delete(account.site.site);
    }
    return { windowSeconds: window.seconds, sites: [...estimates.values()] };
  }

  /** Ordinals only rise within a run, so one below the highest known that was not there before is not of this run. */
  #isFromAnotherRun({ samples }: Profile): boolean {
    for (let row = 0; row < samples.count; row += 1) {
      const ordinal = samples.ordinal[row] ?? 0;
      if (ordinal > this.#highestOrdinal) continue;
      const known = this.#entries.get(ordinal);
      if (known?.weightBytes !== samples.weightBytes[row]) return true;
    }
    return false;
  }

  #admit({ profile: { samples }, sites, endSeconds }: LedgerRead): void {
    for (let row = 0; row < samples.count; row += 1) {
      const ordinal = samples.ordinal[row] ?? 0;
      const known = this.#entries.get(ordinal);
      if (known !== undefined) {
        known.read = this.#reads;
        continue;
      }
      const site = sites[samples.node[row] ?? 0];
      if (site === undefined) continue;
      const weightBytes = samples.weightBytes[row] ?? 0;
      this.#entries.set(ordinal, {
        account: this.#accountOf(site),
        weightBytes,
        variance: sampleVariance(weightBytes, this.#intervalBytes),
        seenSeconds: endSeconds,
        confirmed: -1,
        read: this.#reads,
      });
      this.#highestOrdinal = Math.max(this.#highestOrdinal, ordinal);
    }
  }

  #confirm(collectionStartSeconds: number, checkpoint: number): void {
    for (const entry of this.#entries.values()) {
      const isListed = entry.read === this.#reads;
      if (isListed && entry.confirmed === -1 && entry.seenSeconds < collectionStartSeconds)
        entry.confirmed = checkpoint;
    }
  }

  #bury(checkpoint: number): void {
    const oldest = this.#checkpoints.window().baseline;
    for (const [ordinal, entry] of this.#entries) {
      if (entry.read === this.#reads) continue;
      this.#entries.delete(ordinal);
      if (entry.confirmed !== -1) recordDeath(entry, checkpoint);
    }
    for (const account of this.#accounts.values()) {
      if (account.deaths.some(({ died }) => died <= oldest)) {
        account.deaths = account.deaths.filter(({ died }) => died > oldest);
      }
    }
  }

  #accountOf(site: Frame): Account {
    const known = this.#accounts.get(site.site);
    if (known !== undefined) return known;
    const account: Account = { site, deaths: [] };
    this.#accounts.set(site.site, account);
    return account;
  }
}

function recordDeath({ account, confirmed, weightBytes, variance }: Entry, died: number): void {
  let cell = account.deaths.find((one) => one.confirmed === confirmed && one.died === died);
  if (cell === undefined) {
    cell = { confirmed, died, tally: emptyTally() };
    account.deaths.push(cell);
  }
  addSample(cell.tally, weightBytes, variance);
}

/** True for a checkpoint after the one the window begins with, up to the one it ends with. */
function isWithin(checkpoint: number, { baseline, latest }: GrowthWindow): boolean {
  return checkpoint > baseline && checkpoint <= latest;
}
