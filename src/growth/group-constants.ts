/** Every constant by which leaks are grouped and named; none of them decides whether something leaks. */

/** A leak has the name of the lowest function that explains at least this share of its growth. */
export const LEAST_EXPLAINED_SHARE = 0.8;

/** A leak goes on having a name that it has had for as long as that function explains this share of its growth. */
export const LEAST_KNOWN_SHARE = 0.4;

/**
 * A function of which less than this share of the growth is left, once the leaks that are found are taken out of it, only
 * calls them.
 */
export const LEAST_UNEXPLAINED_SHARE = 0.5;

/** Fewer retained samples than this, taken while V8 inlined nothing, do not name a leak. */
export const LEAST_EXACT_SAMPLES = 8;

/**
 * A leak turns out to be several only where at least this share of it was seen in a function that others may be inlined
 * into.
 */
export const LEAST_HIDDEN_SHARE = 0.5;

/** Of the samples that were taken while V8 inlined nothing, a leak of its own has at least this share. */
export const LEAST_EXACT_SHARE = 0.2;

/**
 * Where a function itself makes at least this share of what has grown below it, all of that is one leak: it puts together
 * what others make for it.
 */
export const LEAST_OWN_SHARE = 0.02;

/** So many leaking functions of an application that one function calls are leaks each for itself; more are one leak. */
export const MOST_SEPARATE_BRANCHES = 2;

/**
 * A function is shared where at least this share of what is live of it, or of what it has made lately, has another caller than
 * the one whose calls leak: its leak then has the name of that caller.
 */
export const LEAST_SHARED_USE = 0.1;

/** V8 inlines a shared function into one that calls it where at least this share of the leak was seen in that one. */
export const LEAST_INLINING_SHARE = 0.1;

/** Fewer exact samples than this of a leak do not show that it is a part of another. */
export const LEAST_PART_SAMPLES = 3;

/** A stack grows where at least this share of what is live of it has come, and stayed, within the span. */
export const LEAST_GROWING_SHARE = 0.1;

/** Fewer samples than this of another caller do not show that a function is shared. */
export const LEAST_SHARED_SAMPLES = 3;
