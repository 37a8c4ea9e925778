/** Looks for what owners are to be told and no words say. */
import { noticeKinds, placesOf } from '../../functions/config/notice.ts';
import { languages } from '../../functions/edition/languages.ts';
import { noticeLines } from '../../functions/mail/notice.ts';

/** The kinds of notice for which a language has no sentence, or one without a place for a value. */
export function unsaid(): string[] {
  return noticeKinds.flatMap((kind) =>
    languages.flatMap((language) => {
      const values = Object.fromEntries(placesOf(kind).map((place) => [place, `<${place}>`]));
      const at = { id: 'x', newsletterId: 'n', at: 0 };
      try {
        const said = noticeLines({ ...at, kind, values }, language).join(' ');
        const missing = placesOf(kind).filter((place) => !said.includes(`<${place}>`));
        const unfilled = said.match(/\{\w+\}/g) ?? [];
        return [...missing, ...unfilled].map((place) => `${language}, ${kind}: ${place}`);
      } catch {
        return [`${language}: ${kind}`];
      }
    }),
  );
}
