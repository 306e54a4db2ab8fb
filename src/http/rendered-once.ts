/**
 * A text that is rendered when it is first asked for, and then shared by all who ask until it is out of date. However many
 * ask and however slowly they read, one text is rendered and held.
 */
export class RenderedOnce {
  readonly #render: () => string | Promise<string>;
  #text: Promise<Buffer> | undefined;

  constructor(render: () => string | Promise<string>) {
    this.#render = render;
  }

  /** Gives the text; rejects where rendering throws. */
  text(): Promise<Buffer> {
    this.#text ??= Promise.resolve()
      .then(this.#render)
      .then((text) => Buffer.from(text));
    return this.#text;
  }

  /** Has the text rendered anew, should anybody ask. */
  expire(): void {
    this.#text = undefined;
  }
}
