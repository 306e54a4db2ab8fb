/**
 * Okabe and Ito's colours, which people with all common kinds of colour vision can distinguish, on dark and on light.
 */
export const COLOUR = {
  blue: '#0072B2',
  skyBlue: '#56B4E9',
  green: '#009E73',
  orange: '#E69F00',
  vermillion: '#D55E00',
  purple: '#CC79A7',
  grey: '#8E8E8E',
} as const;

/** The colour of each state. No panel shows a state by its colour alone. */
export const STATE: Readonly<Record<'fine' | 'soon' | 'bad' | 'unknown', string>> = {
  fine: COLOUR.skyBlue,
  soon: COLOUR.orange,
  bad: COLOUR.vermillion,
  unknown: COLOUR.grey,
};

/** The colours of series that have a rank; they are easy to distinguish. */
export const RANKED: readonly string[] = [COLOUR.vermillion, COLOUR.skyBlue, COLOUR.purple];
