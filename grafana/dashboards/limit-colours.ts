import { CONFIG } from '../config.js';
import { STATE } from './palette.js';
import { type Steps, words } from './panels.js';

const { close, veryClose, soonSeconds, verySoonSeconds } = CONFIG.dashboards;

/** Longer than this is never: through OTLP a limit that will not be reached is thirty years away. */
const NEVER_SECONDS = 1e8;

/** How the time until a limit is coloured and worded. */
export const TIME_TO_LIMIT: {
  readonly steps: Steps;
  readonly mappings: ReadonlyArray<ReturnType<typeof words>>;
  readonly emptyColour: string;
} = {
  steps: [STATE.bad, [verySoonSeconds, STATE.soon], [soonSeconds, STATE.fine]],
  mappings: [words(NEVER_SECONDS, null, 'not in sight', STATE.fine)],
  emptyColour: STATE.fine,
};

/** How a share of a limit is coloured. */
export const SHARE_OF_LIMIT: { readonly steps: Steps } = {
  steps: [STATE.fine, [close, STATE.soon], [veryClose, STATE.bad]],
};
