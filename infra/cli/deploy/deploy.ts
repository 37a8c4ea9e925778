/** `deploy`: from a clone and an account to a site that people can sign up on. */
import { relative } from 'node:path';
import { schemaVersion } from '../../../functions/config/upgrade.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { type Settings, stackNameOf } from '../../cloud/settings.ts';
import { type Answer, fileCommand, type Screen } from '../command.ts';
import { connect } from '../connection.ts';
import { RefusedError } from '../errors.ts';
import { newerTable } from '../upgrade/newer.ts';
import { type Clients, openClients } from './account/clients.ts';
import { stackOf } from './account/stacks.ts';
import { assemblyIn, bootstrap, deployStack, type Site, synthesise } from './cdk.ts';
import { obtainCertificate } from './certificate.ts';
import { endingText } from './ending.ts';
import { findingsOf } from './findings.ts';
import { askForNewsletter, type Begun, beginNewsletter, wishIn } from './first-newsletter.ts';
import { letOwnerIn } from './first-owner.ts';
import { interview } from './interview.ts';
import { isAtWork, isStanding, type Look, lookAt } from './look.ts';
import { setUpDns } from './mail-domain.ts';
import { keepOutputs, type Outputs } from './outputs.ts';
import { plainly } from './plainly.ts';
import { planText } from './plan.ts';
import { isMissing, whatFor } from './questions.ts';
import { policyOf } from './rights.ts';
import { agree, openRun, type Run } from './run.ts';
import { hostWithoutCertificate, settingsNow } from './settings-now.ts';
import { takeOver } from './take-over.ts';
import { waitUntil } from './wait.ts';

/** `deploy`, with which an installation begins, and is brought up to date. */
export const deploy = fileCommand({
  name: 'deploy',
  summary: 'Put Paperboy into your AWS account, or bring it up to date',
  details: [
    'It asks what cdk.json does not say yet and writes it down there, looks at the account, shows what',
    'it will make and what that costs, and goes on when you say so. It sets the CDK up where that is',
    'missing, deploys, protects the stack, adds the DNS records in Route 53 or prints them, waits until',
    'SES has seen them, sets up a first newsletter, and tells what is left to do by hand. Interrupted,',
    'it goes on where it was when you give it again.',
  ],
  takes: [],
  options: {
    yes: {
      type: 'boolean',
      help: 'ask nothing: what is missing is refused by its name',
    },
    adopt: {
      type: 'boolean',
      help: 'go on with the table and secrets that a destroyed one has left, and a domain that SES knows',
    },
    'revert-drift': {
      type: 'boolean',
      help: 'set back what was changed by hand in AWS, too: else CloudFormation does not look for it',
    },
    rights: {
      type: 'boolean',
      help: 'print the rights that it needs, as a policy for IAM, and do nothing else',
    },
  },
  isReading: false,
  run: ({ values, screen, place }) => {
    const run = openRun(screen, place, values.yes === true);
    if (values.rights === true) return Promise.resolve(rightsText(run));
    const wish = { isAdopting: values.adopt, isRevertingDrift: values['revert-drift'] };
    return deployAll(run, wish);
  },
});

function rightsText({ cdkJson }: Run): Answer {
  const {
    region = 'eu-central-1',
    stage = 'prod',
    adopt = {},
  } = cdkJson.context() as Partial<Settings>;
  const named = Object.entries(adopt).filter(([, value]) => !isMissing(value));
  const policy = policyOf({ region, stage, adopt: Object.fromEntries(named) });
  return {
    lines: [JSON.stringify(policy, undefined, 2)],
    notes: [
      'This is enough once the CDK is set up in the account and region. Setting it up makes roles, a ' +
        'bucket and a repository, and needs an administrator: npx cdk bootstrap.',
    ],
  };
}

interface Wish {
  readonly isAdopting: boolean | undefined;
  readonly isRevertingDrift: boolean | undefined;
}

async function deployAll(run: Run, wish: Wish): Promise<Answer> {
  const asked = await interview(run);
  const clients = openClients(asked.region);
  return plainly(asked.region, async () => {
    const look = await settledLook(asked, clients, run);
    const taken = await takeOver(
      { look, settings: asked, outputsFile: run.outputsFile, isWanted: wish.isAdopting === true },
      { ...run, clients },
    );
    sayFindings(look, taken, run);
    wishIn(run.cdkJson);
    const isNew = !isStanding(look.stack) && taken.adopt.table === undefined;
    const { ask } = run;
    if (isNew && ask !== undefined) await askForNewsletter({ ...run, ask });
    const host = hostWithoutCertificate(run.cdkJson);
    if (host !== undefined) await obtainCertificate(host, { ...run, clients });
    const settings = settingsNow(run.cdkJson);
    const outputs = await deployCode(look, settings, run, wish);
    const left = await setUpDns(outputs, settings, { ...run, clients });
    const { newsletters, left: undone } = await begin(run, settings);
    const outputsFile = relative(run.cdkJson.folder, run.outputsFile);
    const ending = { look, settings, outputs, outputsFile, newsletters };
    return { lines: endingText({ ...ending, left: [...left, ...undone] }) };
  });
}

const stackTimeoutMs = 3_600_000;

/** Who was interrupted finds CloudFormation still at work: only then it is known where to go on. */
async function settledLook(settings: Settings, clients: Clients, { say }: Run): Promise<Look> {
  const look = await lookAt(settings, clients);
  if (look.stack === undefined || !isAtWork(look.stack)) return look;
  const name = stackNameOf(settings);
  const settled = await waitUntil(
    async () => {
      const stack = await stackOf(name, clients);
      const isDone = stack === undefined || !isAtWork(stack);
      return { line: `CloudFormation on ${name}: ${stack?.status ?? 'gone'}.`, isDone };
    },
    { say, timeoutMs: stackTimeoutMs },
  );
  if (settled === 'done') return lookAt(settings, clients);
  throw new RefusedError(
    `CloudFormation has been at work on ${name} for an hour. Look into its console.`,
  );
}

function sayFindings(look: Look, settings: Settings, { say }: Run): void {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const findings = findingsOf(look, settings, AWS_REGION ?? AWS_DEFAULT_REGION);
  const stops = findings.filter(({ kind }) => kind === 'stop');
  say('');
  for (const { kind, text } of findings) if (kind !== 'stop') say(`${marks[kind]} ${text}`);
  say('');
  if (stops.length > 0) throw new RefusedError(stops.map(({ text }) => text).join('\n'));
}

const marks = { fine: 'ok  ', note: 'note' } as const;

/** Builds, shows the plan, and deploys once it is agreed to. */
async function deployCode(
  look: Look,
  settings: Settings,
  run: Run,
  { isRevertingDrift }: Wish,
): Promise<Outputs> {
  const { say, cdkJson, outputsFile } = run;
  const { folder } = cdkJson;
  const site: Site = { folder, run: run.run };
  const name = stackNameOf(settings);
  const isFirst = !isStanding(look.stack);
  say('Building it …');
  // A create that fails is undone by deleting, which a protection would not let it.
  await synthesise(site, { isProtected: !isFirst, isBuilding: true });
  const plan = { assembly: assemblyIn(folder), columns: run.screen.columns };
  for (const line of planText(look, settings, plan)) say(line);
  await agree('\nGo on? Type yes:', 'yes', run);
  if (!isStanding(look.toolkit)) {
    await bootstrap(site, { account: look.caller.account, region: settings.region });
  }
  const isReverting = isRevertingDrift === true && !isFirst;
  let outputs = await deployStack(site, settings, isReverting);
  keepOutputs(outputsFile, name, outputs);
  if (!settings.protect) cdkJson.write({ protect: true }, whatFor);
  if (isFirst) {
    say('It stands. Now it is protected against deletion.');
    await synthesise(site, { isProtected: true, isBuilding: false });
    outputs = await deployStack(site, settings);
    keepOutputs(outputsFile, name, outputs);
  }
  return outputs;
}

async function begin(run: Run, settings: Settings): Promise<Begun> {
  const screen: Screen = run.screen;
  const place = { data: undefined, outputs: run.outputsFile, stack: stackNameOf(settings) };
  const connection = await connect(place, screen.folder);
  try {
    const newer = await newerTable(connection);
    if (newer !== undefined) throw new RefusedError(newer);
    const deps = { cdkJson: run.cdkJson, screen, say: run.say, connection };
    const begun = await beginNewsletter(deps);
    await letOwnerIn(settings.alarmAddress, connection);
    const version = await schemaStore(connection.table).version();
    if (begun.newsletters.length === 0 || version === schemaVersion) return begun;
    const file = relative(run.cdkJson.folder, run.outputsFile);
    return { ...begun, left: [...begun.left, upgradeText(file)] };
  } finally {
    connection.close();
  }
}

function upgradeText(outputsFile: string): string {
  return (
    'Bring the rows of an earlier release up to this one: ' +
    `paperboy --outputs ${outputsFile} upgrade`
  );
}
