/** Colours of Okabe and Ito's palette, which all common kinds of colour vision tell apart, on dark and on light. */
export const COLOUR = {
  blue: '#0072B2',
  skyBlue: '#56B4E9',
  green: '#009E73',
  orange: '#E69F00',
  vermillion: '#D55E00',
  purple: '#CC79A7',
  grey: '#8E8E8E',
} as const;

/** What a state looks like; none is told by its colour alone. */
export const STATE: Readonly<Record<'fine' | 'soon' | 'bad' | 'unknown', string>> = {
  fine: COLOUR.skyBlue,
  soon: COLOUR.orange,
  bad: COLOUR.vermillion,
  unknown: COLOUR.grey,
};

/** For what has a rank: as far apart as can be. */
export const RANKED: readonly string[] = [COLOUR.vermillion, COLOUR.skyBlue, COLOUR.purple];
