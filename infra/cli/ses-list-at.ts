/** SES's own suppression list, loaded where it is needed: few commands speak to SES. */
import type { SesList } from '../../functions/mail/ses-list.ts';

/** Opens it; without an endpoint, that of the account in AWS. */
export async function sesListAt(endpoint?: string): Promise<SesList> {
  const { openSesList } = await import('../../functions/mail/ses-list.ts');
  return openSesList(endpoint);
}
