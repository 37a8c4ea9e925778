/** Parts of the SDK that no door ever runs, and how its generated code is made to give way. */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** Each module that is replaced, and what stands in its place. */
const replacements: readonly (readonly [path: RegExp, contents: string])[] = [
  // Only operations with event streams load it, such as Transcribe's.
  [
    /@smithy\/core\/dist-es\/submodules\/event-streams\/index\.js$/,
    "throw new Error('Event streams are left out of this bundle.');",
  ],
  // DynamoDB keeps endpoints in it that endpoint discovery found; nobody has switched that on.
  [/\/mnemonist\/lru-cache\.js$/, 'export default Map;'],
  // Node's own hashes are there. The rate limiter belongs to the adaptive retry mode, the region of
  // the instance to machines that are no Lambda.
  [/\/checksum\/sha256\/Sha256Js\.js$/, 'export class Sha256Js {}'],
  [/\/checksum\/md5\/Md5Js\.js$/, 'export class Md5Js {}'],
  [/\/retry\/util-retry\/DefaultRateLimiter\.js$/, 'export class DefaultRateLimiter {}'],
  // Headers of event streams.
  [
    /@smithy\/signature-v4\/dist-es\/HeaderFormatter\.js$/,
    'export class HeaderFormatter {} export class Int64 {}',
  ],
  [
    /\/regionConfig\/getInstanceMetadataRegion\.js$/,
    'export const getInstanceMetadataRegion = async () => undefined;',
  ],
];

/** One error class as the SDK's generator writes it, when it holds nothing of its own. */
const plainError = new RegExp(
  [
    'export class (\\w+) extends __BaseException \\{',
    'static shapeId = "([\\w.]+)#\\1";',
    'name = "\\1";',
    '\\$fault = "(\\w+)";(?:\\s+Message;)?',
    'constructor\\(opts\\) \\{',
    'super\\(\\{',
    'name: "\\1",',
    '\\$fault: "\\3",',
    '\\.\\.\\.opts,',
    '\\}\\);',
    'Object\\.setPrototypeOf\\(this, \\1\\.prototype\\);(?:\\s+this\\.Message = opts\\.Message;)?',
    '\\}',
    '\\}',
  ].join('\\s+'),
  'g',
);

const plainErrorMaker = `
const plain = (namespace, errorName, fault) => class extends __BaseException {
  static shapeId = namespace + '#' + errorName;
  name = errorName;
  $fault = fault;
  constructor(opts) {
    super({ name: errorName, $fault: fault, ...opts });
  }
};`;

/** Replaces what is never run, so that each bundle is some 70 KB smaller. */
export const leftOut: Plugin = {
  name: 'left-out',
  setup({ onLoad }) {
    for (const [filter, contents] of replacements) {
      onLoad({ filter }, () => ({ contents, loader: 'js' }));
    }
    // Of a package's description, a request tells the version.
    onLoad({ filter: /@aws-sdk\/client-[a-z0-9-]+\/package\.json$/ }, ({ path }) => {
      const { name, version } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
    onLoad({ filter: /@aws-sdk\/client-[a-z0-9-]+\/dist-es\/models\/errors\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const short = text.replace(plainError, 'export const $1 = plain("$2", "$1", "$3");');
      // An import may stand below what uses it; a constant may not.
      return { contents: plainErrorMaker + short };
    });
    onLoad({ filter: /@aws-sdk\/client-[a-z0-9-]+\/dist-es\/schemas\/schemas_0\.js$/ }, (file) => ({
      contents: droppable(readFileSync(file.path, 'utf8')),
    }));
  },
};

/**
 * The shapes of all operations of a service stand in one module, and computed keys keep the bundler
 * from dropping those that nobody asks for.
 */
function droppable(schemas: string): string {
  return schemas.replace(
    /^export var (\w+\$) = (\[[^;]*\]);$/gm,
    'export var $1 = /* @__PURE__ */ (() => $2)();',
  );
}
