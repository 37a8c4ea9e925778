/** The composer of a door that seldom needs one: most ticks find nothing due. */
import type { ComposeDeps, Composer } from './compose.ts';

/** Like `openComposer`; what chooses, cleans and renders is loaded with the first edition. */
export function composeLater(siteUrl: string, deps: ComposeDeps): Composer {
  let composer: Promise<Composer> | undefined;
  return async (period) => {
    composer ??= import('./compose.ts').then(({ openComposer }) => openComposer(siteUrl, deps));
    const compose = await composer;
    return compose(period);
  };
}
