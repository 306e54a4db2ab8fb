import '@fontsource-variable/inter';
import { createTheme, type DataFrame, EventBusSrv, type GrafanaTheme2, ThemeContext } from '@grafana/data';
import { GlobalStyles, Icon, PanelChrome, PanelContextProvider } from '@grafana/ui';
import { Component, type ReactNode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { prepareFrames, unknownTransformations } from './field-config';
import { PANELS, timeRangeOf } from './panels';
import type { Picture, PicturePanel } from './picture';

/** The size of Grafana's grid: 24 columns, and rows of 30 pixels with 8 pixels between them. */
const COLUMNS = 24;
const ROW_PX = 30;
const GAP_PX = 8;
const MARGIN_PX = 16;
/** On a screen that is narrower than this, Grafana places the panels one below the other. */
const ONE_COLUMN_PX = 769;

interface Drawn {
  readonly panel: PicturePanel;
  readonly frames: readonly DataFrame[];
  readonly notes: readonly string[];
}

void draw();

async function draw(): Promise<void> {
  const picture = (await (await fetch('/picture.json')).json()) as Picture;
  // "Two minutes ago" is what it was then.
  Date.now = () => picture.toMs;
  const theme = createTheme({
    colors: { mode: picture.theme },
    // The font that Grafana's application brings along.
    typography: { fontFamily: `'Inter Variable', 'Inter', sans-serif` },
  });
  await document.fonts.load(`14px 'Inter Variable'`);
  const panels = await Promise.all(
    picture.panels.map(async (panel): Promise<Drawn> => {
      const unknown = unknownTransformations(panel);
      const notes = [...panel.notes, ...unknown.map((id) => `transformation ${id} is Grafana's own and left out`)];
      return { panel, frames: await prepareFrames(panel, theme), notes };
    }),
  );
  createRoot(document.getElementById('root')!).render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <PanelContextProvider value={{ eventsScope: 'global', eventBus: new EventBusSrv() }}>
        <Dashboard picture={picture} drawn={panels} theme={theme} />
      </PanelContextProvider>
    </ThemeContext.Provider>,
  );
}

function Dashboard({ picture, drawn, theme }: { picture: Picture; drawn: readonly Drawn[]; theme: GrafanaTheme2 }) {
  useEffect(() => {
    Object.assign(window, { isDrawn: true });
  }, []);
  const width = document.documentElement.clientWidth - 2 * MARGIN_PX;
  const isNarrow = document.documentElement.clientWidth < ONE_COLUMN_PX;
  const columnPx = (width + GAP_PX) / COLUMNS;
  let nextY = 0;
  const placed = drawn.map((one) => {
    const { x, y, w, h } = one.panel.gridPos;
    const place = isNarrow ? { x: 0, y: nextY, w: COLUMNS, h } : { x, y, w, h };
    nextY = Math.max(nextY, place.y + h);
    return { ...one, place };
  });
  return (
    <div style={{ padding: MARGIN_PX }}>
      <Header picture={picture} theme={theme} />
      <div style={{ position: 'relative', height: nextY * (ROW_PX + GAP_PX) - GAP_PX }}>
        {placed.map(({ panel, frames, notes, place }, index) => {
          const size = { width: place.w * columnPx - GAP_PX, height: place.h * (ROW_PX + GAP_PX) - GAP_PX };
          const style = { left: place.x * columnPx, top: place.y * (ROW_PX + GAP_PX) };
          return (
            <div key={index} style={{ position: 'absolute', ...style, ...size }}>
              <Panel panel={panel} frames={frames} notes={notes} picture={picture} theme={theme} {...size} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Header({ picture, theme }: { picture: Picture; theme: GrafanaTheme2 }) {
  const clock = (ms: number) => new Date(ms).toISOString().slice(11, 19);
  const { background, border, text } = theme.colors;
  const chip = { border: `1px solid ${border.medium}`, borderRadius: 2, padding: '3px 8px', marginRight: 8 };
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center', marginBottom: 12 }}>
      <h1 style={{ ...theme.typography.h3, margin: '0 16px 0 0' }}>{picture.title}</h1>
      {picture.variables.map(({ label, value }) => (
        <span key={label} style={{ ...chip, background: background.primary }}>
          <span style={{ color: text.secondary, marginRight: 8 }}>{label}</span>
          {value}
        </span>
      ))}
      {picture.annotations.map(({ name, color }) => (
        <span key={name} style={{ color: text.secondary }}>
          <span style={{ display: 'inline-block', width: 8, height: 8, background: color, marginRight: 6 }} />
          {name}
        </span>
      ))}
      <span style={{ marginLeft: 'auto', color: text.secondary }}>
        {clock(picture.fromMs)} to {clock(picture.toMs)} UTC
      </span>
    </div>
  );
}

interface PanelProps extends Drawn {
  readonly picture: Picture;
  readonly theme: GrafanaTheme2;
  readonly width: number;
  readonly height: number;
}

function Panel({ panel, frames, notes, picture, theme, width, height }: PanelProps): ReactNode {
  if (panel.type === 'row') {
    return (
      <div style={{ ...theme.typography.h5, lineHeight: `${height}px` }}>
        <Icon name="angle-down" /> {panel.title}
      </div>
    );
  }
  const content = PANELS[panel.type];
  const hasData = panel.type === 'text' || frames.some(({ length }) => length > 0);
  return (
    <PanelChrome
      title={panel.title ?? ''}
      description={panel.description ?? ''}
      width={width}
      height={height}
      displayMode={panel.transparent ? 'transparent' : 'default'}
      {...(panel.title ? {} : { hoverHeader: true })}
      padding={panel.type === 'table' ? 'none' : 'md'}
    >
      {(innerWidth, innerHeight) => (
        <Guarded>
          {content === undefined ? (
            <Note text={`a panel of type ${panel.type} is drawn by Grafana itself only`} theme={theme} />
          ) : hasData ? (
            content({
              panel,
              frames,
              theme,
              timeRange: timeRangeOf(picture),
              annotations: picture.annotations,
              width: innerWidth,
              height: innerHeight - notes.length * 20,
            })
          ) : (
            <Note text={panel.fieldConfig?.defaults?.noValue ?? 'No data'} theme={theme} />
          )}
          {notes.map((note) => (
            <Note key={note} text={note} theme={theme} />
          ))}
        </Guarded>
      )}
    </PanelChrome>
  );
}

function Note({ text, theme }: { text: string; theme: GrafanaTheme2 }) {
  return <div style={{ color: theme.colors.text.secondary, textAlign: 'center', padding: 4 }}>{text}</div>;
}

/** Shows the error of a panel that fails in its place. */
class Guarded extends Component<{ children: ReactNode }, { failure?: string }> {
  override state: { failure?: string } = {};

  static getDerivedStateFromError(error: unknown) {
    return { failure: String(error) };
  }

  override render(): ReactNode {
    return this.state.failure === undefined ? this.props.children : <pre>{this.state.failure}</pre>;
  }
}
