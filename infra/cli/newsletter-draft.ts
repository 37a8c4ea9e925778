/** A newsletter while options are put together, before anything is checked. */
import type * as v from 'valibot';
import type { NewsletterSchema } from '../../functions/edition/newsletter.ts';

/** As the schema takes it in, whatever is still missing or wrong. */
export type Draft = v.InferInput<typeof NewsletterSchema>;
