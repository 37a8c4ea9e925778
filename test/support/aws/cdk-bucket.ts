/** What the CDK keeps in an account: the version of its bootstrap, and a bucket of files. */

import {
  type Call,
  element,
  jsonError,
  jsonReply,
  queryError,
  type Reply,
  type Service,
} from './call.ts';
import type { AccountState } from './state.ts';

/** The bootstrap template of the CDK that is pinned here has this version, or a later one. */
export const bootstrapVersion = '30';

export function bucketOfCdk(state: AccountState): Record<'ssm' | 's3', Service> {
  const isThere = () => state.stacks.has('CDKToolkit');
  return {
    ssm: {
      fail: jsonError,
      answers: [
        [
          'GetParameter',
          {
            page: 'https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html',
            answer: () =>
              isThere()
                ? jsonReply({
                    Parameter: { Name: 'version', Type: 'String', Value: bootstrapVersion },
                  })
                : jsonError(
                    'ParameterNotFound',
                    'Parameter /cdk-bootstrap/hnb659fds/version not found.',
                  ),
          },
        ],
      ],
    },
    s3: { fail: queryError, answers: s3Answers(state, isThere) },
  };
}

function s3Answers({ files }: AccountState, isThere: () => boolean): Service['answers'] {
  const page = (name: string) => `https://docs.aws.amazon.com/AmazonS3/latest/API/${name}.html`;
  const inBucket = (answer: (call: Call) => Reply) => (call: Call) =>
    isThere()
      ? answer(call)
      : queryError('NoSuchBucket', 'The specified bucket does not exist', 404);
  const xml = (body: string): Reply => ({ status: 200, type: 'application/xml', body });
  return [
    [
      /^PUT /,
      {
        page: page('API_PutObject'),
        answer: inBucket(({ path, body }) => {
          files.set(path, body);
          return { status: 200, type: 'application/xml', body: '' };
        }),
      },
    ],
    [
      /^GET \/[^/]+\/?$/,
      {
        page: page('API_ListObjectsV2'),
        answer: inBucket(({ params, path }) => {
          if (params.has('location'))
            return xml('<LocationConstraint>eu-central-1</LocationConstraint>');
          if (params.has('encryption')) return xml(encrypted);
          const prefix = `${path.replace(/\/$/, '')}/${params.get('prefix') ?? ''}`;
          const found = [...files.keys()].filter((key) => key.startsWith(prefix));
          const contents = found.map(
            (key) => `<Contents>${element('Key', key.split('/').slice(2).join('/'))}</Contents>`,
          );
          return xml(
            `<ListBucketResult>${contents.join('')}${element('KeyCount', found.length)}</ListBucketResult>`,
          );
        }),
      },
    ],
  ];
}

const encrypted =
  '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>' +
  '<SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>';
