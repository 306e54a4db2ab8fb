import { CodeLines } from './code-lines.js';
import { SourceMaps } from './source-maps.js';

/** The source maps of this thread, shared by all who read them so that each file is read once. */
export const sourceMaps: SourceMaps = new SourceMaps();

/** The source lines of this thread, shared by all who read them so that each file is read once. */
export const codeLines: CodeLines = new CodeLines(sourceMaps);
