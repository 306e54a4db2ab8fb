import {
  applyFieldOverrides,
  cacheFieldDisplayNames,
  type DataFrame,
  displayNameOverrideProcessor,
  type FieldConfigPropertyItem,
  FieldColorModeId,
  FieldConfigOptionsRegistry,
  type FieldConfigSource,
  type GrafanaTheme2,
  identityOverrideProcessor,
  standardTransformers,
  standardTransformersRegistry,
  ThresholdsMode,
  toDataFrame,
  transformDataFrame,
} from '@grafana/data';
import { lastValueFrom } from 'rxjs';
import type { PicturePanel } from './picture';

const TRANSFORMERS = new Map(Object.values(standardTransformers).map((transformer) => [transformer.id, transformer]));

standardTransformersRegistry.setInit(() =>
  [...TRANSFORMERS.values()].map((transformer) => ({
    id: transformer.id,
    name: transformer.name,
    transformation: async () => transformer,
    editor: () => null,
    imageDark: '',
    imageLight: '',
  })),
);

/** Transformations that are in Grafana's application but not in its packages. */
export function unknownTransformations(panel: PicturePanel): readonly string[] {
  return (panel.transformations ?? []).map(({ id }) => id).filter((id) => !TRANSFORMERS.has(id));
}

/** Makes the frames of a panel, transformed and with units, colours and overrides applied. */
export async function prepareFrames(panel: PicturePanel, theme: GrafanaTheme2): Promise<readonly DataFrame[]> {
  const frames = panel.frames.map((frame) => toDataFrame(frame));
  const transformed = await lastValueFrom(transformDataFrame([...(panel.transformations ?? [])], frames));
  const prepared = applyFieldOverrides({
    data: transformed,
    fieldConfig: fieldConfigOf(panel),
    fieldConfigRegistry: registryOf(fieldConfigOf(panel)),
    replaceVariables,
    theme,
    timeZone: 'utc',
  });
  cacheFieldDisplayNames(prepared);
  return prepared;
}

export function fieldConfigOf({ fieldConfig, type }: PicturePanel): FieldConfigSource {
  const isTimeSeries = type === 'timeseries';
  const custom = { ...(isTimeSeries && TIME_SERIES_DEFAULTS), ...fieldConfig?.defaults?.custom };
  const color = { mode: isTimeSeries ? FieldColorModeId.PaletteClassic : FieldColorModeId.Thresholds };
  const defaults = { color, thresholds: DEFAULT_THRESHOLDS, ...fieldConfig?.defaults, custom };
  return { defaults, overrides: fieldConfig?.overrides ?? [] };
}

/** Replaces `${__field.labels.name}` and `${__field.name}`. The variables of the dashboard are replaced before. */
export function replaceVariables(text: string, scope: any = {}): string {
  const field = scope.__dataContext?.value?.field ?? scope.__field?.value;
  return text.replace(/\$\{__field\.(?:labels\.(\w+)|(name))\}/g, (match, label?: string) =>
    field === undefined ? match : label === undefined ? field.name : (field.labels?.[label] ?? ''),
  );
}

/** The defaults of Grafana's panels. */
const DEFAULT_THRESHOLDS = {
  mode: ThresholdsMode.Absolute,
  steps: [
    { value: -Infinity, color: 'green' },
    { value: 80, color: 'red' },
  ],
};

/** The defaults of Grafana's time series. */
const TIME_SERIES_DEFAULTS = {
  drawStyle: 'line',
  lineInterpolation: 'linear',
  lineWidth: 1,
  fillOpacity: 0,
  gradientMode: 'none',
  barAlignment: 0,
  showPoints: 'auto',
  pointSize: 5,
  stacking: { mode: 'none', group: 'A' },
  axisGridShow: true,
};

/**
 * Properties that a panel sets by default or in an override. The name of a property is its path in the field's
 * configuration.
 */
function registryOf({ defaults, overrides }: FieldConfigSource): FieldConfigOptionsRegistry {
  const { custom = {}, ...standard } = defaults;
  const ids = new Set([
    ...Object.keys(standard),
    ...Object.keys(custom).map((name) => `custom.${name}`),
    ...overrides.flatMap(({ properties }) => properties.map(({ id }) => id)),
  ]);
  return new FieldConfigOptionsRegistry(() => [...ids].map(propertyItem));
}

function propertyItem(id: string): FieldConfigPropertyItem {
  const isCustom = id.startsWith('custom.');
  return {
    id,
    path: isCustom ? id.slice('custom.'.length) : id,
    isCustom,
    name: id,
    editor: () => null,
    override: () => null,
    process: id === 'displayName' ? displayNameOverrideProcessor : identityOverrideProcessor,
    settings: id === 'displayName' ? { expandTemplateVars: true } : {},
    shouldApply: () => true,
  };
}
