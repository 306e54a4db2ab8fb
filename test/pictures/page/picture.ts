import type { DataFrameDTO, DataTransformerConfig, FieldConfigSource } from '@grafana/data';

/** A panel with the answers to its queries. */
export interface PicturePanel {
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly transparent?: boolean;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: Partial<FieldConfigSource>;
  // Each panel type has its own, and its module says which.
  readonly options?: Readonly<Record<string, any>>;
  readonly transformations?: readonly DataTransformerConfig[];
  readonly frames: readonly DataFrameDTO[];
  /** What cannot be drawn here; the picture says so. */
  readonly notes: readonly string[];
}

/** Stretches of time that are marked in every graph. */
export interface PictureAnnotation {
  readonly name: string;
  readonly color: string;
  readonly regions: ReadonlyArray<readonly [fromMs: number, toMs: number]>;
}

/** Everything that the page draws: `/picture.json`. */
export interface Picture {
  readonly title: string;
  readonly theme: 'light' | 'dark';
  readonly fromMs: number;
  readonly toMs: number;
  readonly variables: ReadonlyArray<{ readonly label: string; readonly value: string }>;
  readonly annotations: readonly PictureAnnotation[];
  readonly panels: readonly PicturePanel[];
}
