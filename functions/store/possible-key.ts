/** What can be the key of a row: DynamoDB refuses to look for any other, which may be what somebody typed. */

const bytesMax = { pk: 2_048, sk: 1_024 };

/** Whether there can be a row with this key. */
export function isPossibleKey({ pk, sk }: { readonly pk: string; readonly sk: string }): boolean {
  const [pkBytes, skBytes] = [Buffer.byteLength(pk), Buffer.byteLength(sk)];
  return pkBytes > 0 && pkBytes <= bytesMax.pk && skBytes > 0 && skBytes <= bytesMax.sk;
}
