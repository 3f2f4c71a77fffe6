import { z } from 'zod';

/** What a contract says of the sources that its operation calls. */
export const degradedSection = z
  .record(z.string(), z.array(z.string()))
  .describe(
    'The paths of the answer that turn null while a source is out, by source: keys joined by dots, lists add nothing, and an empty path is all of `data`.',
  );
