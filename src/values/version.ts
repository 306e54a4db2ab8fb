/**
 * The version of this package. It stands here, and a test compares it with package.json, because a bundle of the
 * application has no package.json of ours beside it.
 */
export const VERSION = '0.1.0';
