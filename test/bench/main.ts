/** `npm run bench -- NAME`: measures one part and prints the figures. They are no tests. */
const names = [
  'bundles',
  'counts',
  'desk',
  'digest',
  'edition',
  'feeds',
  'feeds100k',
  'import',
  'items',
  'mail',
  'restore',
  'room',
  'scale',
  'site',
  'stage',
];

const [name = ''] = process.argv.slice(2);
if (names.includes(name)) {
  const { run } = (await import(`./${name}.ts`)) as { run: () => Promise<void> };
  await run();
} else {
  process.stderr.write(`Name what to measure: npm run bench -- ${names.join(' | ')}\n`);
  process.exitCode = 2;
}
