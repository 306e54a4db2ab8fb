import { addSample, addTally, emptyTally, sampleVariance, type Tally } from '../snapshot/estimate.js';
import { type Frame, OTHER_FRAME } from '../snapshot/frame.js';
import type { MajorCollection } from '../v8/collections.js';
import type { Profile } from '../v8/profile.js';
import { CallTree } from './call-tree.js';
import { CallerJudge } from './caller-judge.js';
import { CheckpointDetector } from './checkpoint-detector.js';
import type { Checkpoint } from './checkpoint.js';
import type { Room } from './danger.js';
import { DroppedStacks } from './dropped-stacks.js';
import type { JudgedFunction } from './judged-function.js';
import { netShare } from './net-share.js';
import { replaceStores } from './replaced-stores.js';
import { RetainedByNode } from './retained-by-node.js';
import { StackPaths } from './group-stacks.js';
import type { TreeGrowth } from './leak-finder.js';
import { SampleStore } from './sample-store.js';
import { SiteJudge } from './site-judge.js';
import { SiteRegistry } from './site-registry.js';
import { type GrowthEstimate, GrowthSeries, type SiteSeries } from './site-series.js';
import { Terms } from './terms.js';
import type { LeakThresholds } from './thresholds.js';
import { UnconfirmedGrowth } from './unconfirmed-growth.js';
import type { SiteState } from './verdict.js';

/** A function that has another frame now. */
export interface RenamedFrame {
  readonly from: Frame;
  readonly to: Frame;
}

/** One read with a name for each function; times in monotonic seconds. */
export interface AttributedRead {
  readonly profile: Profile;
  /** The frame of each row of the node table. */
  readonly frames: readonly Frame[];
  /** The functions that have another frame than in the read before, as their source map has come; absent where none has. */
  readonly renamed?: readonly RenamedFrame[] | undefined;
  readonly startSeconds: number;
  readonly endSeconds: number;
  /**
   * What was allocated before and is live has survived two collections of the young generation; absent where that is not
   * known.
   */
  readonly tenuredSeconds?: number | undefined;
  /** The room under the limit at the read, garbage counted as used; absent where it is not known. */
  readonly room?: Room | undefined;
}

/** The present estimate of one site. */
export type SiteEstimate = GrowthEstimate & {
  readonly place: Frame;
  /** Every live sample, garbage not yet collected among them. */
  readonly live: Readonly<Tally>;
  /** Samples seen before a major collection began and still there after it: they were reachable then. */
  readonly retained: Readonly<Tally>;
};

/** The present estimates of all sites. */
export interface SiteEstimates {
  /** Length of the window that births and deaths are counted over; `null` while there is none. */
  readonly windowSeconds: number | null;
  readonly sites: readonly SiteEstimate[];
  /** The estimate of all sites as if they were one. */
  readonly total: GrowthEstimate;
}

/** Retained samples that came since a checkpoint: one row for each in every column. */
export interface BornSamples {
  readonly count: number;
  /** The row in the call tree of the latest read. */
  readonly node: Int32Array;
  readonly weightBytes: Float64Array;
  readonly variance: Float64Array;
  readonly ordinal: Float64Array;
}

/**
 * Follows every sample from birth to death by its ordinal, and through major collections from live to retained. Growth
 * is counted between checkpoints, which are reads that a finished major collection came after: garbage that waits for
 * its collection is no growth.
 */
export class SampleLifetimes {
  readonly #intervalBytes: number;
  readonly #spanSeconds: number;
  readonly #detector = new CheckpointDetector();
  readonly #terms: Terms;
  readonly #siteJudge: SiteJudge;
  readonly #callerJudge: CallerJudge;
  readonly #samples = new SampleStore();
  readonly #registry: SiteRegistry;
  readonly #total = new GrowthSeries();
  readonly #dropped: DroppedStacks;
  readonly #unconfirmed = new UnconfirmedGrowth();
  #rows = this.#samples.bySeries(0);
  #reads = 0;
  #growth: TreeGrowth | undefined;
  #latest: { readonly tree: CallTree; readonly profile: Profile } | undefined;

  /**
   * Begins without samples.
   *
   * @param options.intervalBytes mean spacing of samples
   * @param options.startSeconds when sampling began, monotonic
   * @param options.mostSites the number of sites that are followed one by one, and of callers, @default 10,000
   */
  constructor(options: {
    intervalBytes: number;
    startSeconds: number;
    thresholds: LeakThresholds;
    mostSites?: number;
  }) {
    this.#registry = new SiteRegistry(options.mostSites);
    this.#intervalBytes = options.intervalBytes;
    this.#spanSeconds = options.thresholds.spanSeconds;
    this.#dropped = new DroppedStacks(this.#spanSeconds);
    this.#terms = new Terms(options);
    this.#siteJudge = new SiteJudge(this.#terms);
    this.#callerJudge = new CallerJudge(this.#terms, {
      spanSeconds: this.#spanSeconds,
      mostCallers: options.mostSites,
    });
  }

  /**
   * Takes in one read.
   *
   * @param collection the latest major collection known of, whenever it was
   * @returns `restarted`, with nothing taken in, when the read belongs to another run of the profiler
   */
  observe(read: AttributedRead, collection: MajorCollection | undefined): 'continued' | 'restarted' {
    const matched = this.#samples.match(read.profile.samples);
    if (matched === undefined) return 'restarted';
    this.#reads += 1;
    for (const { from, to } of read.renamed ?? []) this.#rename(from, to);
    const tree = new CallTree(read.profile.nodes, read.frames);
    const checkpointSeconds = this.#detector.observe(read, collection);
    this.#samples.markSeen(matched.knownRows, this.#reads);
    this.#samples.moveTo(read.profile.samples.node, matched);
    this.#addNew(read, tree, matched.newRows);
    replaceStores(this.#samples, this.#reads, this.#intervalBytes);
    this.#noteDropped(read.endSeconds);
    if (this.#latest !== undefined)
      this.#unconfirmed.noteDeaths(this.#samples, this.#samples.unseen(this.#reads), this.#latest.tree);
    this.#latest = { tree, profile: read.profile };
    this.#samples.removeUnseen(this.#reads);
    this.#rows = this.#samples.bySeries(this.#registry.end);
    if (checkpointSeconds !== undefined) this.#evaluate(checkpointSeconds, tree, read.room);
    this.#noteUnconfirmed(read, tree);
    this.#dropIdleSites();
    this.#makeRoom();
    return 'continued';
  }

  /** True where live memory grows that no major collection has confirmed, and would be growth if it were retained. */
  get lacksEvidence(): boolean {
    return this.#unconfirmed.isAny;
  }

  /** Gives the present estimate of every site that has live samples, or births or deaths in the window. */
  estimate(): SiteEstimates {
    const sites: SiteEstimate[] = [];
    const windowSeconds = this.#terms.window?.seconds ?? null;
    for (const series of this.#registry.all()) {
      const { place, estimate } = series;
      const { live, retained } = this.#presentOf(series);
      if (live.samples + estimate.births.samples + estimate.deaths.samples === 0) continue;
      const { births, deaths } = estimate;
      const isSilent = estimate.state === 'steady' || estimate.state === 'warming';
      // Written out, as copying properties of an unknown number takes ten times as long.
      sites.push(
        estimate.state === 'leaking'
          ? { place, live, retained, births, deaths, state: estimate.state, leak: estimate.leak }
          : {
              place,
              live,
              retained,
              births,
              deaths,
              state:
                isSilent && this.#unconfirmed.hasSite(place.site)
                  ? 'unconfirmed'
                  : stateAt(estimate.state, windowSeconds),
              leak: undefined,
            },
      );
    }
    return { windowSeconds, sites, total: this.#total.estimate };
  }

  /**
   * The functions that were judged leaking or growing at the latest checkpoint, each once: by all samples that have it on
   * their stack where these grow so, else by those whose site it is.
   */
  judged(): readonly JudgedFunction[] {
    const judged = new Map(this.#judgedSites().map((one) => [one.frame.site, one]));
    for (const caller of this.#callerJudge.judged) {
      const site = judged.get(caller.frame.site);
      if (caller.state === 'leaking' || site?.state !== 'leaking') judged.set(caller.frame.site, caller);
    }
    return [...judged.values()];
  }

  /** Gives the retained samples that came since a checkpoint, or all, where the latest read has them. */
  bornSince(from?: Checkpoint): BornSamples {
    return this.#samplesWhere((confirmedBy = -1) => confirmedBy > (from?.number ?? -1));
  }

  /** Gives the samples of some checkpoints, where the latest read has them. */
  #samplesWhere(isMeant: (confirmedBy: number | undefined) => boolean): BornSamples {
    const samples = this.#samples;
    const rows = this.#rows.all.filter((row) => isMeant(samples.confirmedBy(row)));
    const count = rows.length;
    const [node, ordinal] = [new Int32Array(count), new Float64Array(count)];
    const [weightBytes, variance] = [new Float64Array(count), new Float64Array(count)];
    // Written as a loop, as making a typed array of what a function gives takes ten times as long.
    for (let n = 0; n < count; n += 1) {
      const row = rows[n] ?? 0;
      node[n] = samples.node(row);
      ordinal[n] = samples.ordinal(row);
      weightBytes[n] = samples.weightBytes(row);
      variance[n] = samples.variance(row);
    }
    return { count, node, weightBytes, variance, ordinal };
  }

  /**
   * Gives, for functions of the latest read, how much of what came below them since a checkpoint was net growth: births
   * less deaths over births, 0 to 1; 1 where nothing is known of what was there then.
   */
  netShares(from: Checkpoint): (frame: Frame) => number {
    const { tree } = this.#latest ?? {};
    if (tree === undefined) return () => 1;
    const retained = new RetainedByNode(this.#samples, tree, this.#terms.checkpoints);
    const survivingBytes = retained.survivingBytes(from);
    const shares = new Map<string, number>();
    const shareOf = (site: string): number => {
      const one = tree.functions.get(site);
      const series = this.#callerJudge.find(site) ?? this.#registry.find(site);
      if (one === undefined || series === undefined) return 1;
      const nowBytes = retained.tallyBelow(one).bytes;
      return netShare(nowBytes, { then: series.retained.bytes(from), left: survivingBytes(one) });
    };
    return ({ site }) => {
      const share = shares.get(site) ?? shareOf(site);
      shares.set(site, share);
      return share;
    };
  }

  /** Gives the growth on the call tree, the same object until the next checkpoint; `undefined` before the first. */
  growth(): TreeGrowth | undefined {
    const seconds = this.#terms.checkpoints.latest?.seconds;
    if (seconds === undefined || this.#latest === undefined) return undefined;
    if (this.#growth?.seconds !== seconds) {
      const { tree, profile } = this.#latest;
      this.#growth = {
        paths: new StackPaths(tree),
        seconds,
        judged: this.judged(),
        live: profile.samples,
        dropped: (paths) => this.#dropped.on(paths),
        retainedSince: (from) => this.bornSince(from),
        netShares: (from) => this.netShares(from),
      };
    }
    return this.#growth;
  }

  /** Has a site go on under another name, with what it is known by. */
  #rename(from: Frame, to: Frame): void {
    const known = this.#registry.find(from.site);
    if (known === undefined || from.site === to.site) return;
    const series = this.#registry.seriesOf(to);
    if (series !== known) this.#merge(known, series);
  }

  /** Makes one series part of another. The rows by series are to be sorted again after it. */
  #merge(part: SiteSeries, whole: SiteSeries): void {
    this.#samples.reassign(this.#rows.of(part.index), whole.index);
    whole.absorb(part);
    this.#registry.drop(part);
  }

  #addNew({ profile: { samples }, endSeconds }: AttributedRead, tree: CallTree, newRows: Int32Array): void {
    for (const n of newRows) {
      const node = samples.node[n] ?? 0;
      const weightBytes = samples.weightBytes[n] ?? 0;
      this.#samples.add({
        ordinal: samples.ordinal[n] ?? 0,
        node,
        series: this.#registry.seriesOf(tree.siteOf(node)).index,
        weightBytes,
        variance: sampleVariance(weightBytes, this.#intervalBytes),
        seenSeconds: endSeconds,
        read: this.#reads,
      });
    }
  }

  /** Remembers what the latest read lists no more, while something grows: else nobody asks for it. */
  #noteDropped(seconds: number): void {
    if (this.#latest === undefined || (this.#growth?.judged.length ?? 0) === 0) return;
    const samples = this.#samples;
    const dropped = [...samples.unseen(this.#reads)].map(
      (row) => [samples.node(row), samples.weightBytes(row)] as const,
    );
    this.#dropped.note(dropped, this.#latest.tree, seconds);
  }

  #noteUnconfirmed({ endSeconds, tenuredSeconds = -Infinity }: AttributedRead, tree: CallTree): void {
    this.#unconfirmed.noteRead(this.#samples, this.#rows.all, {
      tree,
      endSeconds,
      tenuredSeconds,
      sinceSeconds: this.#terms.unconfirmedSince(endSeconds),
      isQuiet: this.#terms.isQuiet(endSeconds),
      levels: {
        site: this.#terms.levelOf('site', this.#registry.size),
        caller: this.#terms.levelOf('caller', this.#callerJudge.size),
      },
    });
  }

  #evaluate(checkpointSeconds: number, tree: CallTree, room: Room | undefined): void {
    const [samples, sites] = [this.#samples, this.#registry];
    this.#unconfirmed.noteCheckpoint();
    samples.confirm(this.#terms.checkpoints.add(checkpointSeconds));
    // Garbage that waits for its collection takes no room for good.
    this.#terms.room = room && { ...room, roomBytes: room.roomBytes + this.#unconfirmedBytes() };
    const present = { samples, rows: this.#rows, sites: sites.size };
    const total = this.#siteJudge.judge(sites.all(), this.#total, present);
    this.#callerJudge.judge({ tree, samples, sites, total });
  }

  #unconfirmedBytes(): number {
    const samples = this.#samples;
    return this.#rows.all.reduce(
      (sum, row) => (samples.confirmedBy(row) === undefined ? sum + samples.weightBytes(row) : sum),
      0,
    );
  }

  /** Drops a site that has held nothing for a whole span, or window, so that one that fills and empties is kept. */
  #dropIdleSites(): void {
    const idleSeconds = (this.#terms.checkpoints.latest?.seconds ?? -Infinity) - this.#spanSeconds;
    for (const series of this.#registry.all()) {
      const { index, heldSeconds = -Infinity, estimate } = series;
      const isIdle = heldSeconds < idleSeconds && estimate.deaths.samples === 0;
      if (isIdle && this.#rows.countOf(index) === 0) this.#registry.drop(series);
    }
  }

  /**
   * Makes room for new sites where there are as many as may be followed: those of the fewest samples become part of
   * `(other)`. One that goes on allocating comes again.
   */
  #makeRoom(): void {
    const dropped = this.#registry.toDrop(({ index }) => this.#rows.countOf(index));
    if (dropped.length === 0) return;
    const other = this.#registry.seriesOf(OTHER_FRAME);
    for (const series of dropped) this.#merge(series, other);
    this.#rows = this.#samples.bySeries(this.#registry.end);
  }

  #judgedSites(): JudgedFunction[] {
    const { latest } = this.#terms.checkpoints;
    const window = this.#terms.window?.from;
    if (latest === undefined) return [];
    const judged: JudgedFunction[] = [];
    for (const { place: frame, retained, estimate } of this.#registry.all()) {
      const common = { frame, scope: 'site', retained: retained.tally(latest) } as const;
      if (estimate.state === 'leaking') {
        const { from, births, deaths } = estimate.leak;
        judged.push({ ...common, state: 'leaking', from, births, deaths, leak: estimate.leak });
      } else if (estimate.state === 'growing' && window !== undefined) {
        const { births, deaths } = estimate;
        judged.push({ ...common, state: 'growing', from: window, births, deaths, leak: undefined });
      }
    }
    return judged;
  }

  #presentOf({ index }: SiteSeries): { live: Tally; retained: Tally } {
    const [live, retained] = [emptyTally(), emptyTally()];
    const samples = this.#samples;
    let leftBehind = 0;
    for (const row of this.#rows.of(index)) {
      if (samples.isLeftBehind(row)) leftBehind += 1;
      const isConfirmed = samples.confirmedBy(row) !== undefined;
      addSample(isConfirmed ? retained : live, samples.weightBytes(row), samples.variance(row));
    }
    addTally(live, retained);
    live.samples -= leftBehind;
    return { live, retained };
  }
}

/** Gives the state of a site: one that has come since the latest checkpoint has retained nothing over the window. */
function stateAt<State extends SiteState>(state: State, windowSeconds: number | null): State | 'steady' {
  return state === 'warming' && windowSeconds !== null ? 'steady' : state;
}
