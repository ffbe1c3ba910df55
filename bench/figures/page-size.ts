/** Measures what a first visit to the dashboard loads, after compression. */
import { buildPage } from '../../web/build.ts';
import type { Measurement } from '../figure.ts';
import { emptyFolder } from '../setup/empty-folder.ts';

export const pageSize: Measurement = {
  figures: [{ name: 'web_kb', unit: 'KiB', bound: 740, what: 'scripts and styles of a first visit to the dashboard, gzipped' }],
  samples: 1,
  async measure() {
    const { folder, remove } = await emptyFolder();
    try {
      const { sizes } = await buildPage(folder);
      const { firstScript, style, laterScript } = sizes;
      const parts = `scripts ${firstScript.toFixed(0)} of 480 · styles ${style.toFixed(0)} of 260`;
      const notes = [`${parts} · the largest script that is loaded later ${laterScript.toFixed(0)} of 130`];
      return [{ name: 'web_kb', samples: [firstScript + style], notes }];
    } finally {
      await remove();
    }
  },
};
