/** What a new stack would take over: what an earlier one left, and a domain that SES knows. */
import { type Settings, stackNameOf } from '../../cloud/settings.ts';
import type { Terminal } from '../command.ts';
import { RefusedError } from '../errors.ts';
import type { Clients } from './account/clients.ts';
import { hasSecret, hasTable } from './account/kept.ts';
import type { CdkJson } from './cdk-json.ts';
import { isNothing, type Look } from './look.ts';
import { outputsIn } from './outputs.ts';
import { whatFor } from './questions.ts';
import { settingsNow } from './settings-now.ts';

/** What is known, and what the owner wants. */
export interface TakeOverInput {
  readonly look: Look;
  readonly settings: Settings;
  /** Where an earlier stack's outputs are. */
  readonly outputsFile: string;
  /** The owner said so: `--adopt`. */
  readonly isWanted: boolean;
}

/** Where it is looked up and written down. `ask` is absent where nobody answers. */
export interface TakeOverDeps {
  readonly clients: Clients;
  readonly cdkJson: CdkJson;
  readonly say: Terminal['say'];
  readonly ask: Terminal['ask'] | undefined;
}

/**
 * Writes into `adopt` of cdk.json what a new stack goes on with, and returns the settings then. A
 * stack that stands keeps what it has: to change that later would give up what it made.
 */
export async function takeOver(input: TakeOverInput, deps: TakeOverDeps): Promise<Settings> {
  const { look, settings, outputsFile } = input;
  const earlier = outputsIn(outputsFile, stackNameOf(settings));
  checkRegion(earlier?.Region, input);
  if (!isNothing(look.stack)) return settings;
  const kept = settings.adopt.table === undefined ? await keptBy(input, deps) : {};
  const identity = await knownDomain(input, deps);
  const adopt = { ...kept, ...identity };
  if (Object.keys(adopt).length === 0) return settings;
  const before = deps.cdkJson.context().adopt;
  const all = { ...(typeof before === 'object' ? before : {}), ...adopt };
  deps.cdkJson.write({ adopt: all }, whatFor);
  deps.say(`It goes on with ${Object.values(adopt).join(', ')} (adopt in cdk.json).`);
  return settingsNow(deps.cdkJson);
}

/** A table cannot be taken to another region by another word in cdk.json. */
function checkRegion(earlier: string | undefined, { settings, outputsFile }: TakeOverInput): void {
  const { region } = settings;
  if (earlier === undefined || earlier === region) return;
  throw new RefusedError(
    `${outputsFile} is of a ${stackNameOf(settings)} in ${earlier}, and cdk.json says ${region}. ` +
      `Set region in cdk.json, under "context", to ${earlier} to go on with that one. For another ` +
      'beside it, move that file away first.',
  );
}

async function keptBy(
  { look, settings, outputsFile, isWanted }: TakeOverInput,
  { clients }: TakeOverDeps,
): Promise<Record<string, string>> {
  const stackName = stackNameOf(settings);
  const earlier = outputsIn(outputsFile, stackName);
  const table = earlier?.TableName;
  const isThere = table !== undefined && (await hasTable(table, clients));
  if (!isThere) {
    // A domain alone can be taken over, too.
    if (!isWanted || look.identity !== undefined) return {};
    throw new RefusedError(
      `${outputsFile} names no table that is still there, and SES does not know the domain. Put what is to be taken over into adopt ` +
        'of cdk.json: table, signingSecret and hashSecret, each by its name.',
    );
  }
  if (!isWanted) {
    throw new RefusedError(
      `An earlier ${stackName} has left its table ${table}, with its readers. To go on with them: ` +
        `paperboy deploy --adopt. To begin anew beside it, move ${outputsFile} away first.`,
    );
  }
  const signingSecret = earlier?.SigningSecretArn;
  const hashSecret = earlier?.HashSecretArn;
  for (const secret of [signingSecret, hashSecret]) {
    if (secret === undefined || (await hasSecret(secret, clients))) continue;
    throw new RefusedError(
      `The secret ${secret} is gone, or is being deleted. Without it no mailed link works, or nobody ` +
        'who was erased is recognised. Restore it in the Secrets Manager console, then give this command again.',
    );
  }
  return {
    table,
    ...(signingSecret === undefined ? {} : { signingSecret }),
    ...(hashSecret === undefined ? {} : { hashSecret }),
  };
}

/** SES knows a domain once: the stack could not make it again. */
async function knownDomain(
  { look, settings, isWanted }: TakeOverInput,
  { ask }: TakeOverDeps,
): Promise<Record<string, string>> {
  const { domain, adopt } = settings;
  if (look.identity === undefined || adopt.identity !== undefined) return {};
  if (!look.identity.isVerified) {
    throw new RefusedError(
      `SES knows ${domain} already, and has not verified it. Delete it in the SES console, where ` +
        'nothing else needs it, so that the stack can make it; or have it verified, then give this command again.',
    );
  }
  if (isWanted || (await isAgreed(domain, ask))) return { identity: domain };
  throw new RefusedError(
    `SES knows ${domain} already. Set adopt.identity in cdk.json, under "context", to ${domain} to ` +
      'mail from it as it is, or give --adopt.',
  );
}

async function isAgreed(domain: string, ask: Terminal['ask'] | undefined): Promise<boolean> {
  const answer = await ask?.(`SES knows ${domain} already. Mail from it as it is? [yes/no]`);
  return /^y(?:es)?$/i.test(answer ?? '');
}
