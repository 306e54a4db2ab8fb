import type { UPlotConfigBuilder } from '@grafana/ui';
import type { PictureAnnotation } from './picture';

const hooked = new WeakSet<UPlotConfigBuilder>();

/**
 * Draws annotations as Grafana does: a dashed line at the start and the end, and a bar below the graph between them.
 * Grafana's packages do not contain the plugin of its application that does this.
 */
export function markAnnotations(builder: UPlotConfigBuilder, annotations: readonly PictureAnnotation[]): void {
  if (hooked.has(builder)) return;
  hooked.add(builder);
  builder.addHook('draw', (plot) => {
    const { ctx, bbox } = plot;
    const bottom = bbox.top + bbox.height;
    ctx.save();
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
    for (const { color, regions } of annotations) {
      ctx.strokeStyle = ctx.fillStyle = color;
      for (const region of regions) {
        const [from, to] = region.map((ms) => Math.round(plot.valToPos(ms, 'x', true))) as [number, number];
        for (const x of new Set([from, to])) {
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, bottom);
          ctx.stroke();
        }
        ctx.fillRect(from - 2, bottom, to - from + 4, 4 * devicePixelRatio);
      }
    }
    ctx.restore();
  });
}
