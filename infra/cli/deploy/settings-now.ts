/** The settings as cdk.json has them now, and what of them is still missing. */
import { readSettings, type Settings, SettingsError, understood } from '../../cloud/settings.ts';
import { RefusedError } from '../errors.ts';
import type { CdkJson } from './cdk-json.ts';

/**
 * Everything checked. A host for the site counts from when it has its certificate, which a deploy gets
 * first. Throws a RefusedError with a sentence
 * for each thing that is wrong.
 */
export function settingsNow(cdkJson: CdkJson): Settings {
  const context = cdkJson.context();
  try {
    const isWaiting = hostWithoutCertificate(cdkJson) !== undefined;
    return readSettings((name) => (isWaiting && name === 'siteDomain' ? '' : context[name]));
  } catch (error) {
    if (error instanceof SettingsError) throw new RefusedError(error.message);
    throw error;
  }
}

/** The host that the owner wants for the site, while it has no certificate. */
export function hostWithoutCertificate(cdkJson: CdkJson): string | undefined {
  const { siteDomain, siteCertificateArn } = cdkJson.context();
  if (typeof siteDomain !== 'string' || siteDomain === '') return undefined;
  const host = understood('siteDomain', siteDomain);
  return siteCertificateArn === undefined || siteCertificateArn === '' ? host : undefined;
}
