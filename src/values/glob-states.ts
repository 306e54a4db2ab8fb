/**
 * A place in a pattern that a match may have come to: there it takes a character, or leads on without one, or leads on
 * over any text within a segment but those that another pattern matches. `turn` is the latest turn in which it was come to.
 */
export type State = { turn: number } & (
  | { readonly kind: 'end' }
  | { readonly kind: 'character'; readonly takes: (character: string) => boolean; readonly next: State }
  | { readonly kind: 'fork'; readonly nexts: State[] }
  | { readonly kind: 'except'; readonly inner: State; readonly next: State }
);

/** Each turn is numbered, over all matches. */
let turns = 0;

/**
 * Finds where the matches end that begin at one place of a text. It follows all of them at once and each state once a
 * character, so that no pattern takes longer than its length times that of the text; an exception, that of its segment.
 *
 * @param to the place that ends are looked for up to
 */
export function endsOf(start: State, text: readonly string[], from: number, to: number): Set<number> {
  const ends = new Set<number>();
  const later = new Map<number, State[]>();
  let come: State[] = [start];
  for (let at = from; at <= to && (come.length > 0 || later.size > 0); at += 1) {
    const turn = (turns += 1);
    come.push(...(later.get(at) ?? []));
    later.delete(at);
    const next: State[] = [];
    for (let state = come.pop(); state !== undefined; state = come.pop()) {
      if (state.turn === turn) continue;
      state.turn = turn;
      switch (state.kind) {
        case 'end':
          ends.add(at);
          break;
        case 'character':
          if (at < to && state.takes(text[at] ?? '')) next.push(state.next);
          break;
        case 'fork':
          come.push(...state.nexts);
          break;
        case 'except':
          for (const end of endsWithout(state.inner, text, at, to)) {
            const others = end === at ? come : later.get(end);
            if (others === undefined) later.set(end, [state.next]);
            else others.push(state.next);
          }
      }
    }
    come = next;
  }
  return ends;
}

/** Finds where a segment's texts end that begin at one place and that a pattern does not match. */
function endsWithout(inner: State, text: readonly string[], from: number, to: number): number[] {
  const slash = text.indexOf('/', from);
  const last = slash === -1 ? to : Math.min(slash, to);
  const excepted = endsOf(inner, text, from, last);
  return Array.from({ length: last - from + 1 }, (_, n) => from + n).filter((end) => !excepted.has(end));
}
