/** The editions that are looked at: every kind that a designer would ask to see. */
import type { EditionInput } from '../../functions/edition/print/render.ts';
import { editionOf, sampleEdition, sampleItem, sampleNewsletter } from './sample.ts';

const titles = [
  'A headline that never seems to come to its end, because its author was paid by the word and had nobody who would have dared to shorten it, least of all on a Sunday evening before the deadline',
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsversammlung',
  '一条长得没有尽头的标题，因为它的作者按字数领取稿费，而编辑部里没有人敢在星期天的晚上把它改短，读者只好一直读下去，直到忘记开头写了什么',
];

/** A newsletter's whole edition for each case, by name. */
export const cases: Readonly<Record<string, () => EditionInput>> = {
  english: () => sampleEdition('en', 7),
  chinese: () => sampleEdition('zh', 7),
  arabic: () => sampleEdition('ar', 7),
  'no-images': () => sampleEdition('en', 5, { images: false }),
  'huge-titles': () => of(titles.map((title, n) => sampleItem('en', n, { title }))),
  'no-summary': () => of([0, 1, 2].map((n) => sampleItem('en', n, { content: '' }))),
  one: () => of([sampleItem('en', 0)]),
  'a-hundred': () => sampleEdition('en', 100),
};

function of(items: ReturnType<typeof sampleItem>[]): EditionInput {
  const sections = [{ id: 'town', name: 'Town', items }];
  return editionOf(sampleNewsletter('en'), { sections, leftOut: [], excluded: [] });
}
