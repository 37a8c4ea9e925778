/** The words of the forecast. */
import arabic from '../../../templates/words/desk/ar/forecast.json' with { type: 'json' };
import german from '../../../templates/words/desk/de/forecast.json' with { type: 'json' };
import english from '../../../templates/words/desk/en/forecast.json' with { type: 'json' };
import chinese from '../../../templates/words/desk/zh-Hans/forecast.json' with { type: 'json' };
import type { WordsByTongue } from './words.ts';

/** Every word of it. */
export type ForecastWords = typeof english;

/** By language. */
export const forecastWords: WordsByTongue<ForecastWords> = {
  en: english,
  de: german,
  ar: arabic,
  'zh-Hans': chinese,
};
