/** Words to which people agreed before versions were made of the text itself: kept as they were. */
import earlier from '../../templates/words/earlier-consents.json' with { type: 'json' };

const others: Readonly<Record<string, string>> = {
  elsewhere:
    'Came by an import: which words the person was shown, the list that it came from knows.',
};

// A map: a version may be called like a property that every object has.
const texts = new Map(Object.entries({ ...earlier, ...others }));

/** The text of a version of an earlier release, or of a consent that was given elsewhere. */
export function earlierConsent(version: string): string | undefined {
  return texts.get(version);
}
