/** The secrets: what signs readers' links, and the key of hashes; made by CloudFormation, seen by nobody. */
import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

/** The secret of signed links, by its ARN. */
export type SigningSecret = Pick<ISecret, 'secretArn'>;

const secretChars = 64;

/**
 * Adds the key of the signed links, as JSON `{"id": "k1", "secret": "..."}`, or takes over the one
 * that the owner names. It is kept when the stack goes, since mailed links do not end with it.
 * `paperboy keys rotate` adds a key that signs once every door knows it. No key is ever taken out.
 */
export function addSigningSecret(scope: Construct, { adopt }: Settings): SigningSecret {
  if (adopt.signingSecret !== undefined) {
    return Secret.fromSecretCompleteArn(scope, 'SigningSecret', adopt.signingSecret);
  }
  const secret = new Secret(scope, 'SigningSecret', {
    description: 'The key of the links in mails. Keep older keys when you rotate it.',
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ id: 'k1' }),
      generateStringKey: 'secret',
      passwordLength: secretChars,
      excludePunctuation: true,
    },
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'Links in sent mail have to work for good, so the owner rotates, keeping older keys.',
  });
  return secret;
}

/**
 * Adds the key of hashes, under which addresses are remembered that are not kept, or takes over the
 * one that the owner names. It is never changed: without it nobody knows any more who was erased.
 */
export function addHashSecret(scope: Construct, { adopt }: Settings): SigningSecret {
  if (adopt.hashSecret !== undefined) {
    return Secret.fromSecretCompleteArn(scope, 'HashSecret', adopt.hashSecret);
  }
  const secret = new Secret(scope, 'HashSecret', {
    description: 'The key of what is left of addresses that were erased. Never change it.',
    generateSecretString: {
      secretStringTemplate: '{}',
      generateStringKey: 'secret',
      passwordLength: secretChars,
      excludePunctuation: true,
    },
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      'With another key nobody who was erased would be recognised, and an import could bring them back.',
  });
  return secret;
}
