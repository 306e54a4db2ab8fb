import * as echarts from 'echarts';
import { formatRate } from '../../../src/values/units.js';
import { HOURS, type PowerRow } from './power.js';

const WIDTH = 900;
const HEIGHT = 460;

/** The power curves as an SVG picture: the share of leaks found against hours, a curve for each rate. */
export function powerPicture(title: string, rows: readonly PowerRow[]): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    title: { text: title, left: 'center' },
    legend: { right: 10, top: 'middle', orient: 'vertical' },
    grid: { left: 70, right: 150, top: 50, bottom: 60 },
    xAxis: { type: 'log', name: 'hours of leaking', nameLocation: 'middle', nameGap: 30, min: 1, max: HOURS.at(-1) },
    yAxis: { type: 'value', name: 'share of leaks found', nameLocation: 'middle', nameGap: 45, min: 0, max: 1 },
    series: rows.map(({ bytesPerSecond, probabilities }) => ({
      type: 'line',
      name: formatRate(bytesPerSecond),
      data: HOURS.map((hours, n) => [hours, probabilities[n]]),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}
