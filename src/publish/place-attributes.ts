import type { Attributes } from '@opentelemetry/api';
import type { Place } from '../report/place.js';
import type { SiteReport } from '../report/report.js';
import { ATTRIBUTE } from './names.js';

/** Makes the attributes that say which site it is and where it stands; a memory component has no place. */
export function placeAttributes(place: Place): Attributes {
  return {
    [ATTRIBUTE.site]: place.site,
    [ATTRIBUTE.functionName]: place.function,
    ...(place.file === '' ? {} : { [ATTRIBUTE.filePath]: place.file, [ATTRIBUTE.lineNumber]: place.line }),
    ...(place.package === null ? {} : { [ATTRIBUTE.package]: place.package }),
  };
}

/** Makes the attributes of a site, with the thread and the domain of its memory. */
export function siteAttributes(site: Place & Pick<SiteReport, 'thread' | 'domain'>): Attributes {
  return { ...placeAttributes(site), [ATTRIBUTE.thread]: site.thread, [ATTRIBUTE.domain]: site.domain };
}
