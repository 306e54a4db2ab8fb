import type { Attributes } from '@opentelemetry/api';
import type { BudgetSite } from '../report/report.js';
import { ATTRIBUTE } from './names.js';

/** Attributes that say which site it is and where it stands; a memory component has no place. */
export function placeAttributes(site: Omit<BudgetSite, 'retainedBytes'>): Attributes {
  return {
    [ATTRIBUTE.site]: site.site,
    [ATTRIBUTE.functionName]: site.function,
    ...(site.file === '' ? {} : { [ATTRIBUTE.filePath]: site.file, [ATTRIBUTE.lineNumber]: site.line }),
    ...(site.package === null ? {} : { [ATTRIBUTE.package]: site.package }),
  };
}
